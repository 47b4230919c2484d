"""Whatever is done to a document, it is one afterwards, and what has an id keeps it."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules.samples import check, data, group, parsed, question, step

from madoguchi.rules import documents
from madoguchi.rules.editing import (
    FIRST,
    TYPES,
    Add,
    Changed,
    Duplicate,
    Group,
    Move,
    Operation,
    Paste,
    Remove,
    Retype,
    Set,
    Ungroup,
    change,
    newborn,
)
from madoguchi.rules.editing.changing import plain_of

Plain = dict[str, Any]


def start() -> Plain:
    """A document with a condition, a group and a check to trip over."""
    return data(
        steps=[
            step("one", question("reason", "choice"), question("why", ask_when={"answered": "reason"})),
            step("two", group("people", question("age", "integer"), question("kind", "choices"))),
        ],
        checks=[check("odd", {"answered": "why"}, "why", "reason")],
    )


def places(plain: Plain) -> tuple[list[str], list[str]]:
    """Where questions stand, and where lists of them do."""
    lists, found = [], []
    for each in plain["steps"]:
        lists.append(f"steps[{each['id']}].questions")
        for asked in each["questions"]:
            here = f"steps[{each['id']}].questions[{asked['id']}]"
            found.append(here)
            if asked["type"] == "group":
                lists.append(f"{here}.questions")
                found += [f"{here}.questions[{inner['id']}]" for inner in asked["questions"]]
    return found, lists


def operations(plain: Plain, number: int) -> st.SearchStrategy[Operation]:
    """Anything an officer might press, sensible or not."""
    found, lists = places(plain)
    steps = [f"steps[{each['id']}]" for each in plain["steps"]]
    ids = [each.rpartition("[")[2].rstrip("]") for each in found]
    asked, into = st.sampled_from(found), st.sampled_from(lists)
    behind = st.sampled_from([None, FIRST, *ids])
    types = st.sampled_from(TYPES)
    words = st.text(max_size=6)
    keys = st.sampled_from(["title.ja", "hint.en", "required", "options", "at_least", "repeat.noun.ja", "id"])
    rows = st.lists(st.tuples(words, words), max_size=3).map(tuple)
    values = words | st.none() | st.integers() | st.booleans()
    either = st.sampled_from(found + steps)
    return st.one_of(
        st.builds(Add, into, types.map(lambda type: newborn.question(type, f"new_{number}")), behind),
        st.builds(Duplicate, either, st.just(f"d{number}")),
        st.builds(Move, asked, into, behind),
        st.builds(Remove, either, st.booleans()),
        st.builds(Group, asked, st.just(f"group_{number}")),
        st.builds(Ungroup, asked),
        st.builds(Retype, asked, types),
        st.builds(Paste, asked, rows, st.just(f"p{number}")),
        st.builds(lambda path, key, value: Set(f"{path}.{key}", value), asked, keys, values),
    )


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_sequence_of_operations_leaves_a_document(draw: st.DataObject) -> None:
    plain = start()
    for number in range(draw.draw(st.integers(1, 8))):
        changed = change(plain, draw.draw(operations(plain, number)))
        if isinstance(changed, Changed):
            plain = plain_of(changed.text)
            assert documents.canonical(parsed(plain)) == changed.text
            found = [each.id for each in changed.document.questions()]
            assert len(found) == len(set(found))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_what_stays_keeps_its_id(draw: st.DataObject) -> None:
    plain = start()
    before = {each.id for each in parsed(plain).questions()}
    operation = draw.draw(
        operations(plain, 0).filter(lambda each: not isinstance(each, Remove | Ungroup | Move))
    )
    changed = change(plain, operation)
    if isinstance(changed, Changed):
        assert before <= {each.id for each in changed.document.questions()}
