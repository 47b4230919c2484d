"""Who refers to something that is taken away, and taking those uses away as well.

The reader of documents knows best what refers to what: whatever it finds wrong after a removal was a use.
Letters and golden examples are asked beside it: a document can be read while they still name what is gone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from copy import deepcopy
from typing import Any, Final

from madoguchi.rules import documents
from madoguchi.rules.analysis import letter_faults
from madoguchi.rules.documents import Document
from madoguchi.rules.documents.procedure import Golden
from madoguchi.rules.editing.places import index_of, pieces
from madoguchi.rules.problems import Fault, Problems

Plain = dict[str, Any]
Place = tuple[str, str]
ROUNDS: Final = 12
"""A removed value may leave another one without its source, and so on; nobody chains more of them."""
_OWN_KEYS: Final = frozenset(
    {"ask_when", "required_when", "show_when", "earliest", "latest", "near", "letter"}
)
_GONE: Final = object()


def left_over(plain: Plain) -> tuple[Fault, ...]:
    """Every place that names something that is not there, or else makes this no document."""
    document = documents.parse(plain)
    return tuple(document) if isinstance(document, Problems) else tuple(_named(document))


def without_uses(plain: Plain, known: Collection[Place]) -> tuple[Plain | None, tuple[Fault, ...]]:
    """The document without what names things that are gone, and each place where that was.

    None where something is at fault that cannot simply be left out. What is `known` was so before.
    """
    found, places = deepcopy(plain), list[Fault]()
    for _ in range(ROUNDS):
        faults = [fault for fault in left_over(found) if core(fault) not in known]
        places += faults
        if not faults:
            return found, tuple(places)
        if not all([_cut(found, pieces(fault.path)) for fault in faults]):
            return None, tuple(places)
        found = _swept(found)
    return None, tuple(places)


def core(fault: Fault) -> Place:
    """A fault without its proposals, which change with what else there is."""
    return fault.path, fault.message.partition(";")[0]


def _named(document: Document) -> Iterator[Fault]:
    for letter in document.letters:
        yield from letter_faults(letter, document)
    for golden in document.golden:
        yield from _of_golden(golden, document)


def _of_golden(golden: Golden, document: Document) -> Iterator[Fault]:
    expect = golden.expect
    asked = [*golden.answers, *expect.visible, *expect.hidden, *expect.required, *expect.errors]
    inside = [key for row in _rows(golden.answers) for key in row if key != "_id"]
    computed = {each.id for each in document.computed}
    for path in dict.fromkeys([*asked, *inside]):
        if not document.has_question(path):
            yield Fault(f"golden[{golden.id}]", f"there is no question '{path}'")
    for id in expect.computed:
        if id not in computed:
            yield Fault(f"golden[{golden.id}]", f"there is no computed value '{id}'")


def _rows(answers: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for answer in answers.values():
        for row in answer if isinstance(answer, list) else ():
            if isinstance(row, dict) and "_id" in row:
                yield row


def _cut(plain: Plain, where: tuple[str, ...]) -> bool:
    """Mark as gone the smallest thing around `where` that a document can do without.

    A sentence of a letter is not: with a hole in it, it would still be sent.
    """
    match where:
        case ("golden", id):
            return _clean(plain, id)
        case ("checks", _, "at", _, *_) | ("letters", _, "items", _, "value" | "label", *_):
            return _mark(plain, where[:4])
        case ("limits", "one_per", _, *_):
            return _mark(plain, where[:3])
        case ("enrolment", "keeps" | "again", _, *_):
            return _mark(plain, where[:3])
        case ("enrolment", "at" | "outcomes", *_) | ("absence", "at" | "kind" | "starts" | "reasons", *_):
            return _mark(plain, where[:1])
        case ("absence", "times" | "words", _, *_):
            return _mark(plain, where[:3])
        case ("checks" | "computed", _, *_) | ("applicant" | "enrolment" | "absence", _, *_):
            return _mark(plain, where[:2])
    condition = next((index for index, key in enumerate(where) if key in _OWN_KEYS), None)
    return condition is not None and _mark(plain, where[: condition + 1])


def _clean(plain: Plain, id: str) -> bool:
    """Take out of a golden example what it says about questions and values that are not there."""
    golden = _at(plain, ("golden", id))
    asked = {each["id"] for each in _questions(plain)}
    computed = {each["id"] for each in plain.get("computed", ())}
    golden["answers"] = {
        key: [_known(row, asked | {"_id"}) for row in answer] if _is_rows(answer) else answer
        for key, answer in _known(golden["answers"], asked).items()
    }
    expect = golden["expect"]
    for key in ("visible", "hidden", "required"):
        expect[key] = [path for path in expect.get(key, ()) if _head(path) in asked]
    expect["errors"] = _known(expect.get("errors", {}), asked)
    expect["computed"] = _known(expect.get("computed", {}), computed)
    return True


def _questions(plain: Plain) -> Iterator[Plain]:
    for step in plain["steps"]:
        for question in step["questions"]:
            yield question
            yield from question.get("questions", ())


def _known(values: Mapping[str, Any], ids: Collection[str]) -> dict[str, Any]:
    return {path: value for path, value in values.items() if _head(path) in ids}


def _head(path: str) -> str:
    """The question a path of an answer ends at: `birth` of `siblings/r2/birth.name`."""
    return path.rpartition("/")[2].partition(".")[0]


def _is_rows(answer: Any) -> bool:
    return isinstance(answer, list) and all(isinstance(row, dict) and "_id" in row for row in answer)


def _at(plain: Any, where: tuple[str, ...]) -> Any:
    for key in where:
        if isinstance(plain, list):
            index = index_of(plain, key)
            plain = None if index is None else plain[index]
        else:
            plain = plain.get(key) if isinstance(plain, dict) else None
    return plain


def _mark(plain: Plain, where: tuple[str, ...]) -> bool:
    holder, key = _at(plain, where[:-1]), where[-1]
    if isinstance(holder, list) and (index := index_of(holder, key)) is not None:
        holder[index] = _GONE
        return True
    if isinstance(holder, dict) and key in holder:
        holder[key] = _GONE
        return True
    return _is_gone(plain, where)


def _is_gone(plain: Plain, where: tuple[str, ...]) -> bool:
    """Whether it was marked before, with something around it."""
    found: Any = plain
    for key in where:
        if isinstance(found, list):
            return any(each is _GONE for each in found)
        found = found.get(key) if isinstance(found, dict) else None
        if found is _GONE:
            return True
    return False


def _swept(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _swept(each) for key, each in value.items() if each is not _GONE}
    if isinstance(value, list):
        return [_swept(each) for each in value if each is not _GONE]
    return value
