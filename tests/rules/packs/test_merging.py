"""An upgrade keeps what the city changed, takes what the pack changed, and asks where both did."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.packs.samples import SCHOOL, document
from tests.rules.samples import question, step, text

from madoguchi.rules.packs import Choice, merge

OURS, THEIRS = Choice.OURS, Choice.THEIRS
BASE = document(question("name"), SCHOOL, question("note", required=False))
AT_NAME = "steps[first_step].questions[name]"


def changed(**keys: Any) -> dict[str, Any]:
    """The document with keys of the question `name` changed; None takes the key out."""
    found = deepcopy(BASE)
    asked = found["steps"][0]["questions"]
    asked[0] = {key: value for key, value in {**asked[0], **keys}.items() if value is not None}
    return found


def asking(*questions: dict[str, Any]) -> dict[str, Any]:
    """The document with other questions."""
    return {**BASE, "steps": [step("first_step", *questions)]}


def ids(data: dict[str, Any]) -> list[str]:
    return [each["id"] for each in data["steps"][0]["questions"]]


def test_each_side_changes_something_else() -> None:
    merged = merge(BASE, changed(hint=text("ここだけ")), changed(title=text("お名前")))
    name = merged.data["steps"][0]["questions"][0]
    assert (name["title"], name["hint"]) == (text("お名前"), text("ここだけ"))
    assert [(each.path, each.is_conflict) for each in merged.differences] == [(f"{AT_NAME}.title", False)]
    assert not merged.undecided


def test_both_change_the_same_and_somebody_must_decide() -> None:
    ours, theirs = changed(title=text("氏名（漢字）")), changed(title=text("お名前"))
    merged = merge(BASE, ours, theirs)
    assert [each.path for each in merged.undecided] == [f"{AT_NAME}.title"]
    assert merged.data == ours  # until it is decided, nothing here is lost
    assert merge(BASE, ours, theirs, {f"{AT_NAME}.title": THEIRS}).data == theirs
    decided = merge(BASE, ours, theirs, {f"{AT_NAME}.title": OURS})
    assert decided.data == ours and not decided.undecided


def test_both_change_the_same_in_the_same_way() -> None:
    both = changed(title=text("お名前"))
    merged = merge(BASE, both, both)
    assert merged.data == both and not merged.differences


def test_a_text_is_whole() -> None:
    """A translation of words that were changed here would say something else than they do."""
    ours = changed(title={"ja": "氏名（漢字）"})
    theirs = changed(title={"ja": "name", "en": "Name"})
    assert [each.path for each in merge(BASE, ours, theirs).undecided] == [f"{AT_NAME}.title"]


def test_a_change_of_the_pack_can_be_declined() -> None:
    theirs = changed(title=text("お名前"))
    assert merge(BASE, BASE, theirs, {f"{AT_NAME}.title": OURS}).data == BASE


def test_what_was_added_on_both_sides_stands_where_it_was_put() -> None:
    ours = asking(question("name"), question("ours"), SCHOOL, question("note", required=False))
    theirs = asking(question("name"), SCHOOL, question("theirs"), question("note", required=False))
    assert ids(merge(BASE, ours, theirs).data) == ["name", "ours", "school", "theirs", "note"]


def test_what_was_taken_out_here_does_not_come_back() -> None:
    ours = asking(question("name"), SCHOOL)
    theirs = changed(title=text("お名前"))
    assert ids(merge(BASE, ours, theirs).data) == ["name", "school"]


def test_taken_out_there_and_changed_here_is_a_conflict() -> None:
    theirs = asking(SCHOOL, question("note", required=False))
    merged = merge(BASE, changed(hint=text("ここだけ")), theirs)
    assert [each.path for each in merged.undecided] == [AT_NAME]
    assert "name" in ids(merged.data)
    assert "name" not in ids(merge(BASE, changed(hint=text("x")), theirs, {AT_NAME: THEIRS}).data)


def test_the_order_of_the_side_that_moved_something() -> None:
    moved = asking(SCHOOL, question("name"), question("note", required=False))
    added = asking(question("name"), SCHOOL, question("note", required=False), question("new"))
    assert ids(merge(BASE, moved, added).data) == ["school", "name", "note", "new"]
    assert ids(merge(BASE, added, moved).data) == ["school", "name", "note", "new"]


def test_two_orders_are_a_conflict() -> None:
    ours = asking(SCHOOL, question("name"), question("note", required=False))
    theirs = asking(question("note", required=False), question("name"), SCHOOL)
    merged = merge(BASE, ours, theirs)
    path = "steps[first_step].questions#order"
    assert [each.path for each in merged.undecided] == [path]
    assert ids(merge(BASE, ours, theirs, {path: THEIRS}).data) == ["note", "name", "school"]


def test_without_a_base_every_difference_is_a_conflict() -> None:
    """A procedure that came here some other way: nobody knows who changed what."""
    ours = {**changed(title=text("氏名（漢字）")), "minutes": 9}
    merged = merge({}, ours, BASE)
    assert {each.path for each in merged.undecided} == {f"{AT_NAME}.title", "minutes"}
    assert merged.data == ours


TEXTS = st.sampled_from([text("あ"), text("い"), {"ja": "う", "en": "u"}])
IDS = st.lists(st.sampled_from("abcde"), unique=True)


@st.composite
def things(draw: st.DrawFn, depth: int = 2) -> list[dict[str, Any]]:
    """Steps with questions with options, as far as merging sees them."""
    names = ("questions", "options")
    return [
        {
            "id": id,
            "title": draw(TEXTS),
            **draw(st.fixed_dictionaries({}, optional={"hint": TEXTS, "required": st.booleans()})),
            **({names[2 - depth]: draw(things(depth - 1))} if depth else {}),
        }
        for id in draw(IDS)
    ]


PLAIN = st.fixed_dictionaries(
    {"title": TEXTS, "steps": things()},
    optional={
        "minutes": st.integers(1, 3),
        "papers": st.lists(TEXTS, max_size=2),
        "review": st.fixed_dictionaries({"standard_days": st.integers(1, 3), "outcomes": things(0)}),
        "manual": st.sampled_from(["", "# a", "# b"]),
    },
)


@given(PLAIN, PLAIN)
def test_where_nothing_was_changed_here_the_new_pack_is_the_result(
    base: dict[str, Any], theirs: dict[str, Any]
) -> None:
    merged = merge(base, base, theirs)
    assert merged.data == theirs and not merged.undecided


@given(PLAIN, PLAIN)
def test_where_the_pack_says_nothing_new_all_stays(base: dict[str, Any], ours: dict[str, Any]) -> None:
    merged = merge(base, ours, base)
    assert merged.data == ours and not merged.differences


@given(PLAIN, PLAIN, PLAIN)
def test_no_change_made_here_is_lost_in_silence(
    base: dict[str, Any], ours: dict[str, Any], theirs: dict[str, Any]
) -> None:
    """Whatever was changed here stands in the result, or is asked about."""
    merged = merge(base, ours, theirs)
    asked = [each.path for each in merged.undecided]
    was, here, result = flat(base), flat(ours), flat(merged.data)
    for path in here.keys() | was.keys():
        if here.get(path) != was.get(path) and here.get(path) != result.get(path):
            assert any(path.startswith(each) or each.startswith(path) for each in asked), path


@given(PLAIN, PLAIN, PLAIN)
def test_undecided_conflicts_leave_what_stands_here(
    base: dict[str, Any], ours: dict[str, Any], theirs: dict[str, Any]
) -> None:
    here, result = flat(ours), flat(merge(base, ours, theirs).data)
    for each in merge(base, ours, theirs).undecided:
        if "#" not in each.path:
            assert here.get(each.path) == result.get(each.path)


@given(PLAIN, PLAIN, PLAIN, st.sampled_from(Choice))
def test_once_all_is_decided_nothing_is_left_to_ask(
    base: dict[str, Any], ours: dict[str, Any], theirs: dict[str, Any], choice: Choice
) -> None:
    first = merge(base, ours, theirs)
    chosen = {each.path: choice for each in first.differences}
    assert not merge(base, ours, theirs, chosen).undecided
    if choice is OURS and not any("#" in each.path for each in first.differences):
        assert flat(merge(base, ours, theirs, chosen).data) == flat(ours)


def flat(data: Any, path: str = "") -> dict[str, Any]:
    """Every value by its path; the order of lists of things left out."""
    found: dict[str, Any] = {}
    for key, value in data.items():
        here = f"{path}.{key}" if path else key
        if isinstance(value, list) and all(isinstance(each, dict) and "id" in each for each in value):
            for each in value:
                found[f"{here}[{each['id']}]"] = each["id"]
                found.update(flat(each, f"{here}[{each['id']}]"))
        elif key == "review":
            found.update(flat(value, here))
        else:
            found[here] = value
    return found


@pytest.mark.parametrize("key", ["ask_when", "options", "title"])
def test_a_key_added_there_is_taken(key: str) -> None:
    value: Any = [{"id": "a", "title": text("あ")}] if key == "options" else text("あ")
    assert merge(BASE, BASE, changed(**{key: value})).data == changed(**{key: value})
