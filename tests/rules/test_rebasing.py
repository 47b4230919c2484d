# ruff: noqa: E501 - one case a line
"""What a newer version makes of what somebody answered: kept, asked again, or left out and named."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.samples import FACTS, check, data, group, parsed, question, text
from tests.rules.test_changes import options, some_answers, versions

from madoguchi.rules.changes import Effect
from madoguchi.rules.documents import Document
from madoguchi.rules.journey import journey
from madoguchi.rules.lifecycle import State
from madoguchi.rules.rebasing import (
    Passage,
    Policy,
    Rebased,
    Stays,
    Why,
    draft_moves,
    may_move,
    moves,
    rebase,
    stays,
)

SAFE, ASK_AGAIN, BLOCKED = Effect.SAFE, Effect.ASK_AGAIN, Effect.BLOCKED
NAME = question("name")
KIND = question("kind", "choice")
AGREE = question("agree", "consent")
ANSWERS = {"name": "青木", "kind": "work", "agree": True}


def rebased(old: Any, new: Any, answers: dict[str, Any]) -> Rebased:
    passage = Passage(
        old if isinstance(old, Document) else parsed(old), new if isinstance(new, Document) else parsed(new)
    )
    return rebase(passage, answers, before=journey(passage.old, answers, FACTS), facts=FACTS)


def asked(found: Rebased) -> dict[str, Why]:
    return {each.path: each.why for each in found.again}


Case = tuple[str, dict[str, Any], dict[str, Any], dict[str, Any], Effect, dict[str, Why], tuple[str, ...]]
LATE = check("late", {"is": [{"answer": "kind"}, "work"]}, "kind")
CASES: list[Case] = [
    ("nothing", data(NAME), data(NAME), ANSWERS, SAFE, {}, ()),
    ("an optional question", data(NAME), data(NAME, question("x", required=False)), ANSWERS, SAFE, {}, ()),
    ("a question", data(NAME), data(NAME, question("x")), ANSWERS, ASK_AGAIN, {"x": Why.NEW}, ()),
    ("one less", data(NAME, KIND), data(NAME), ANSWERS, SAFE, {}, ("kind",)),
    ("a chosen option gone", data(KIND), data(question("kind", "choice", options=options("study"))), ANSWERS,
     ASK_AGAIN, {"kind": Why.REFUSED}, ()),
    ("another option gone", data(KIND), data(question("kind", "choice", options=options("work"))), ANSWERS, SAFE, {}, ()),
    ("another type", data(KIND), data(question("kind", "choices")), ANSWERS, ASK_AGAIN, {"kind": Why.RETYPED}, ()),
    ("another type, unanswered", data(NAME, question("kind", "choice", required=False)),
     data(NAME, question("kind", "choices", required=False)), {"name": "青"}, SAFE, {}, ()),
    ("other words to agree to", data(AGREE), data(question("agree", "consent", statement=text("別"))), ANSWERS,
     ASK_AGAIN, {"agree": Why.AGREED}, ()),
    ("another purpose, agreed to", data(AGREE), data(AGREE, purpose=text("別")), ANSWERS, ASK_AGAIN, {"agree": Why.AGREED}, ()),
    ("another purpose, never agreed to", data(NAME), data(NAME, purpose=text("別")), ANSWERS, BLOCKED, {}, ()),
    ("a check that lets it pass", data(KIND), data(KIND, checks=[LATE]), {"kind": "study"}, SAFE, {}, ()),
    ("a check that refuses it", data(KIND), data(KIND, checks=[LATE]), ANSWERS, ASK_AGAIN, {"kind": Why.REFUSED}, ()),
    ("a condition that holds", data(KIND, NAME), data(KIND, question("name", ask_when={"is": [{"answer": "kind"}, "work"]})),
     ANSWERS, SAFE, {}, ()),
    ("a condition that hides an answer", data(KIND, NAME),
     data(KIND, question("name", ask_when={"is": [{"answer": "kind"}, "study"]})), ANSWERS, SAFE, {}, ("name",)),
    ("a shorter limit", data(NAME), data(question("name", max_length=1)), ANSWERS, ASK_AGAIN, {"name": Why.REFUSED}, ()),
    ("a day too late", data(question("day", "date")), data(question("day", "date", latest={"fact": "today"})),
     {"day": "2027-01-01"}, ASK_AGAIN, {"day": Why.REFUSED}, ()),
    ("a day in time", data(question("day", "date")), data(question("day", "date", latest={"fact": "today"})),
     {"day": "2026-01-01"}, SAFE, {}, ()),
    ("another year", data(NAME, target_year=2026), data(NAME, target_year=2027), ANSWERS, BLOCKED, {}, ()),
    ("another limit", data(NAME), data(NAME, limits={"one_per": ["name"]}), ANSWERS, BLOCKED, {}, ()),
    ("a row more asked", data(group("g", NAME)), data(group("g", NAME, question("x"))),
     {"g": [{"_id": "r1", "name": "青"}, {"_id": "r2", "name": "赤"}]}, ASK_AGAIN, {"g/r1/x": Why.NEW, "g/r2/x": Why.NEW}, ()),
    ("one row's option gone", data(group("g", KIND)), data(group("g", question("kind", "choice", options=options("work")))),
     {"g": [{"_id": "r1", "kind": "work"}, {"_id": "r2", "kind": "study"}]}, ASK_AGAIN, {"g/r2/kind": Why.REFUSED}, ()),
    ("fewer rows", data(group("g", NAME)), data(group("g", NAME, at_most=1)),
     {"g": [{"_id": "r1", "name": "青"}, {"_id": "r2", "name": "赤"}]}, ASK_AGAIN, {"g": Why.REFUSED}, ()),
    ("into rows", data(KIND, NAME), data(KIND, group("g", NAME)), ANSWERS, SAFE, {}, ("name",)),
    ("a text that would be a number", data(question("x")), data(question("x", "integer")), {"x": "３"},
     ASK_AGAIN, {"x": Why.RETYPED}, ()),
    ("options in another order", data(question("d", "choices")), data(question("d", "choices", options=options("sat", "tue", "mon"))),
     {"d": ["mon", "tue"]}, SAFE, {}, ()),
    ("letters that would be read as digits", data(question("x")), data(question("x", digits=[3])), {"x": "１２３"},
     ASK_AGAIN, {"x": Why.READ_ANEW}, ()),
]  # fmt: skip


@pytest.mark.parametrize(
    ("_what", "old", "new", "answers", "effect", "again", "left_out"), CASES, ids=[case[0] for case in CASES]
)
def test_a_newer_version_asks_no_more_than_it_must(
    _what: str,
    old: dict[str, Any],
    new: dict[str, Any],
    answers: dict[str, Any],
    effect: Effect,
    again: dict[str, Why],
    left_out: tuple[str, ...],
) -> None:
    found = rebased(old, new, answers)
    assert (found.effect, asked(found), found.left_out) == (effect, again, left_out)


def test_what_blocks_is_named() -> None:
    found = rebased(data(NAME, target_year=2026), data(NAME, target_year=2027, purpose=text("別")), ANSWERS)
    assert found.causes == ("target_year", "purpose")


def test_a_refusal_that_nobody_could_put_right_blocks() -> None:
    hidden = question("why", ask_when={"is": [{"answer": "kind"}, "study"]})
    refused = check("never", {"is": [{"answer": "kind"}, "work"]}, "why")
    found = rebased(data(KIND, hidden), data(KIND, hidden, checks=[refused]), ANSWERS)
    assert (found.effect, found.causes, found.again) == (BLOCKED, ("why",), ())


def test_what_was_wrong_before_is_no_news() -> None:
    found = rebased(data(NAME, KIND), data(NAME, KIND, minutes=6), {"kind": "work"})
    assert (found.effect, found.again) == (SAFE, ())


def test_the_problem_is_told_with_the_question() -> None:
    (again,) = rebased(data(NAME), data(question("name", max_length=1)), ANSWERS).again
    assert again.problem is not None and again.problem.code == "too_long"


def flat(answers: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in answers.items():
        if isinstance(value, list) and all(isinstance(row, dict) for row in value):
            for row in value:
                found |= {f"{key}/{row['_id']}/{id}": each for id, each in row.items() if id != "_id"}
        else:
            found[key] = value
    return found


@given(versions(), versions(), some_answers)
def test_no_answer_changes_without_being_named(old: Document, new: Document, given_answers: Any) -> None:
    before = journey(old, given_answers, FACTS)
    found = rebased(old, new, given_answers)
    now, named = flat(dict(found.after.answers)), {*found.left_out, *asked(found)}
    for path, answer in flat(dict(before.answers)).items():
        assert now.get(path) == answer or path in named


@given(versions(), versions(), some_answers)
def test_safe_means_complete_with_the_same_answers(old: Document, new: Document, given_answers: Any) -> None:
    before = journey(old, given_answers, FACTS)
    found = rebased(old, new, dict(before.answers))
    if found.effect is SAFE and before.complete:
        assert found.after.complete
        lost = set(flat(dict(before.answers))) - set(flat(dict(found.after.answers)))
        assert lost == set(found.left_out)


@given(versions(), versions(), some_answers)
def test_who_is_asked_again_can_become_complete_by_that_alone(
    old: Document, new: Document, given_answers: Any
) -> None:
    before = journey(old, given_answers, FACTS)
    found = rebased(old, new, dict(before.answers))
    if before.complete and found.effect is ASK_AGAIN:
        assert {problem.path.partition(".")[0] for problem in found.after.errors} <= set(asked(found))


@given(versions(), versions(), some_answers)
def test_a_passage_that_is_harmless_is_safe_for_everybody(
    old: Document, new: Document, given_answers: Any
) -> None:
    if Passage(old, new).is_harmless:
        assert rebased(old, new, given_answers).effect is SAFE


@given(versions(), versions(), some_answers)
def test_moving_twice_is_moving_once(old: Document, new: Document, given_answers: Any) -> None:
    once = rebased(old, new, given_answers)
    twice = rebased(new, new, dict(once.answers))
    assert twice.effect is SAFE and twice.answers == once.answers and twice.after == once.after


@given(versions(), versions(), some_answers, st.sampled_from(State), st.booleans())
def test_keep_moves_nothing_and_what_is_decided_never_moves(
    old: Document, new: Document, given_answers: Any, state: State, is_checked: bool
) -> None:
    found = rebased(old, new, given_answers)
    for policy in Policy:
        why = stays(found, state=state, policy=policy, is_checked=is_checked)
        if policy is Policy.KEEP or not may_move(state):
            assert why is not None
    assert not may_move(State.DECIDED) and not may_move(State.SETTLED) and not may_move(State.WITHDRAWN)


@pytest.mark.parametrize(
    ("effect", "keep", "safe", "ask", "draft_ask"),
    [
        (SAFE, False, True, True, True),
        (ASK_AGAIN, False, False, True, True),
        (BLOCKED, False, False, False, True),
    ],
)
def test_the_author_chooses(effect: Effect, keep: bool, safe: bool, ask: bool, draft_ask: bool) -> None:
    assert [moves(effect, policy) for policy in Policy] == [keep, safe, ask]
    assert [draft_moves(effect, policy) for policy in Policy] == [keep, safe, draft_ask]


def test_nobody_is_asked_by_what_an_officer_may_have_mistyped() -> None:
    found = rebased(data(NAME), data(NAME, question("x")), ANSWERS)
    assert stays(found, state=State.ARRIVED, policy=Policy.ASK, is_checked=False) is Stays.UNCHECKED
    assert stays(found, state=State.ARRIVED, policy=Policy.ASK, is_checked=True) is None
    assert stays(found, state=State.ARRIVED, policy=Policy.SAFE, is_checked=True) is Stays.WOULD_ASK
    assert stays(found, state=State.PROPOSED, policy=Policy.ASK, is_checked=True) is Stays.ENDED
