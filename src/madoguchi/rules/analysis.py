"""What must be right before a document is published, beyond what makes it a document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from madoguchi.rules import additions, letters
from madoguchi.rules.deadends import dead_ends
from madoguchi.rules.documents.base import Text
from madoguchi.rules.documents.procedure import Document, Golden, Letter
from madoguchi.rules.expressions.reading import suggest
from madoguchi.rules.facts import facts_at
from madoguchi.rules.journey import Journey, journey
from madoguchi.rules.problems import Fault
from madoguchi.rules.questions.codes import CODES


def analyse(document: Document) -> tuple[Fault, ...]:
    """Everything that keeps `document` from being published; nothing when it may be.

    What cannot be parsed never comes here: `parse` has checked ids, types and order already.
    """
    return (
        *dead_ends(document),
        *_check_codes(document),
        *(fault for letter in document.letters for fault in letter_faults(letter, document)),
        *additions.faults(document),
        *run_golden(document),
    )


def _check_codes(document: Document) -> Iterator[Fault]:
    for check in document.checks:
        if check.id in CODES:
            yield Fault(
                f"checks[{check.id}].id",
                f"'{check.id}' is the code of another problem; expected an id of its own",
            )


def letter_faults(letter: Letter, document: Document) -> Iterator[Fault]:
    """What a letter names though nothing can be inserted for it."""
    path = f"letters[{letter.id}]"
    for place, template in letter_templates(letter):
        for name in letters.names_in(template):
            if not letters.is_known(document, name):
                known = [question.id for question in document.questions()]
                yield Fault(
                    f"{path}.{place}", f"nothing can be inserted for {{{name}}}{suggest(name, known)}"
                )
        if any(brace in letters.NAME.sub("", template) for brace in "{}"):
            yield Fault(f"{path}.{place}", "a brace inserts nothing; expected {name} or no brace")


def letter_templates(letter: Letter) -> Iterator[tuple[str, str]]:
    """Every text of a letter, in every language, with the place it stands at."""
    yield from _languages("title", letter.title)
    for key in ("paragraphs", "instruction"):
        for index, text in enumerate(getattr(letter, key)):
            yield from _languages(f"{key}[{index}]", text)
    for index, item in enumerate(letter.items):
        yield from _languages(f"items[{index}].label", item.label)
        yield f"items[{index}].value", item.value
    if letter.closing:
        yield from _languages("closing", letter.closing)


def _languages(place: str, text: Text) -> Iterator[tuple[str, str]]:
    return ((f"{place}.{language}", written) for language, written in text.root.items())


def run_golden(document: Document) -> tuple[Fault, ...]:
    """Walk through every golden example; what came out otherwise than expected."""
    return tuple(fault for golden in document.golden for fault in _run(golden, document))


def _run(golden: Golden, document: Document) -> Iterator[Fault]:
    path = f"golden[{golden.id}]"
    try:
        facts = facts_at(document, golden.at, golden.facts)
    except ValueError as wrong:
        yield Fault(f"{path}.facts", str(wrong))
        return
    found = journey(document, golden.answers, facts)
    yield from (
        Fault(f"{path}.expect.{place}", message) for place, message in _differences(golden, found, document)
    )
    hidden = [each for each in found.ignored if not document.has_question(each)]
    yield from (Fault(f"{path}.answers", f"there is no question '{each}'") for each in hidden)


def _differences(golden: Golden, found: Journey, document: Document) -> Iterator[tuple[str, str]]:
    expect = golden.expect
    if expect.complete != found.complete:
        yield "complete", f"expected {_yes(expect.complete)}; found {_yes(found.complete)}{_errors(found)}"
    for key, paths, holds in (
        ("visible", expect.visible, lambda path: path in found.visible),
        ("hidden", expect.hidden, lambda path: path not in found.visible),
        ("required", expect.required, lambda path: path in found.required),
    ):
        yield from _unexpected(key, paths, holds, document)
    yield from _other_values("computed", expect.computed, found.computed)
    codes = {problem.path: problem.code for problem in reversed(found.errors)}
    all_codes = {(problem.path, problem.code) for problem in found.errors}
    wanted = {path: code for path, code in expect.errors.items() if (path, code) not in all_codes}
    yield from _other_values("errors", wanted, codes)


def _unexpected(
    key: str, paths: Iterable[str], holds: Callable[[str], bool], document: Document
) -> Iterator[tuple[str, str]]:
    for path in paths:
        if not document.has_question(path):
            yield key, f"there is no question '{path}'"
        elif not holds(path):
            yield key, f"'{path}' is not {key}"


def _other_values(
    key: str, expected: Mapping[str, Any], found: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    for name, value in expected.items():
        if name not in found or found[name] != value or type(found[name]) is not type(value):
            yield f"{key}.{name}", f"expected {value!r}; found {found.get(name)!r}"


def _yes(value: bool) -> str:
    return "true" if value else "false"


def _errors(found: Journey) -> str:
    """The first problems, to see why an example is not complete."""
    shown = [f"{problem.path}: {problem.code}" for problem in found.errors[:5]]
    return f" ({', '.join(shown)})" if shown else ""
