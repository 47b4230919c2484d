"""Of a returned application only what was marked can change."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.rules.corrections import Difference, differences, may_change, only_open, put, reopened

GUARDIANS = [{"_id": "r1", "work": "cafe", "papers": []}, {"_id": "r2", "work": "bank", "papers": []}]
ASKED = ["g", *(f"g/{row}/{question}" for row in ("r1", "r2") for question in ("work", "papers"))]


def test_a_marked_group_opens_everything_in_it() -> None:
    assert may_change("siblings/r2/school", ["siblings"])
    assert may_change("child.birth_date", ["child"])


def test_a_marked_question_does_not_open_its_namesake() -> None:
    assert not may_change("child_school", ["child"])


def test_questions_that_appear_through_the_correction_are_asked_too() -> None:
    asked = reopened(
        marked=["reason"], visible_before=["name", "reason"], visible_now=["name", "reason", "hospital"]
    )
    assert asked == ("reason", "hospital")


def test_a_forged_answer_to_an_unmarked_question_is_dropped() -> None:
    kept = only_open(
        before={"name": "Aoi", "reason": "work"},
        after={"name": "Ben", "reason": "ill"},
        opened=["reason"],
        asked=["name", "reason"],
    )
    assert kept == {"reason": "ill"}


def test_a_blank_answer_that_was_not_marked_stays_blank() -> None:
    kept = only_open(
        before={"reason": "work"},
        after={"reason": "ill", "allergy": "egg", "hospital": "east"},
        opened=["reason"],
        asked=["reason", "allergy"],
    )
    assert kept == {"reason": "ill", "hospital": "east"}


def test_one_row_of_a_group_is_corrected_and_the_others_stay() -> None:
    posted = [{**GUARDIANS[0], "work": "forged"}, {**GUARDIANS[1], "work": "hospital", "papers": [1]}]
    kept = only_open(before={"g": GUARDIANS}, after={"g": posted}, opened=["g/r2/work"], asked=ASKED)
    assert kept == {"g": [GUARDIANS[0], {**GUARDIANS[1], "work": "hospital"}]}


def test_no_row_comes_or_goes_when_only_a_row_is_open() -> None:
    posted = [{"_id": "r9", "work": "x"}]
    kept = only_open(before={"g": GUARDIANS}, after={"g": posted}, opened=["g/r2/work"], asked=ASKED)
    assert kept == {"g": GUARDIANS}


def test_a_question_that_appears_in_every_row_is_answered_there() -> None:
    posted = [{**GUARDIANS[0], "work": "forged", "hours": 8}, GUARDIANS[1]]
    kept = only_open(before={"g": GUARDIANS}, after={"g": posted}, opened=["reason"], asked=ASKED)
    assert kept == {"g": [{**GUARDIANS[0], "hours": 8}, GUARDIANS[1]]}


def test_an_answer_is_put_into_its_row() -> None:
    assert put({"g": GUARDIANS}, "g/r2/papers", [7])["g"][1]["papers"] == [7]
    assert put({}, "papers", [7]) == {"papers": [7]}


def test_the_officer_sees_what_changed_and_what_went() -> None:
    assert differences({"a": 1, "b": 2}, {"a": 1, "c": 3}) == (
        Difference("c", None, 3),
        Difference("b", 2, None),
    )


@given(
    st.dictionaries(st.sampled_from("abcd"), st.integers()),
    st.dictionaries(st.sampled_from("abcd"), st.integers()),
)
def test_nothing_unmarked_ever_changes(before: dict[str, int], after: dict[str, int]) -> None:
    kept = only_open(before=before, after=after, opened=["a"], asked=["a", "b"])
    assert set(kept) <= {"a", "c", "d"}
