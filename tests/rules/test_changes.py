# ruff: noqa: E501 - one case a line
"""What a new version means for those who have answered under the old one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.rules.samples import FACTS, check, computed, data, group, parsed, question, step, text

from madoguchi.rules.changes import Change, Effect, Kind, classify, compare
from madoguchi.rules.documents import Document, canonical
from madoguchi.rules.journey import journey

SAFE, ASK_AGAIN, BLOCKED = Effect.SAFE, Effect.ASK_AGAIN, Effect.BLOCKED
NAME = question("name")
KIND = question("kind", "choice")
ANSWERS = {"name": "青木", "kind": "work"}


def options(*ids: str) -> list[dict[str, Any]]:
    return [{"id": id, "title": text(id)} for id in ids]


def effects(
    old: dict[str, Any], new: dict[str, Any], answers: dict[str, Any] | None = None
) -> dict[str, Effect]:
    """The effect of every change, by `path kind`."""
    found = compare(parsed(old), parsed(new))
    given = ANSWERS if answers is None else answers
    return {f"{change.path} {change.kind}": classify(change, given) for change in found}


CASES: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, Effect]]] = [
    ("nothing", data(NAME), data(NAME), {}),
    ("an optional question", data(NAME), data(NAME, question("note", required=False)), {"note added": SAFE}),
    ("a required question", data(NAME), data(NAME, question("note")), {"note added": ASK_AGAIN}),
    (
        "a question required sometimes",
        data(NAME),
        data(NAME, question("note", required_when={"answered": "name"})),
        {"note added": ASK_AGAIN},
    ),
    ("an explanation", data(NAME), data(NAME, question("note", "explanation")), {"note added": SAFE}),
    ("a group without need", data(NAME), data(NAME, group("g", question("x"))), {"g added": SAFE, "x added": SAFE}),
    ("less", data(NAME, KIND), data(NAME), {"kind removed": SAFE}),
    ("another order", data(NAME, KIND), data(KIND, NAME), {"kind moved": SAFE}),
    (
        "another step",
        data(steps=[step("a", NAME, KIND)]),
        data(steps=[step("a", NAME), step("b", KIND)]),
        {"kind moved": SAFE},
    ),
    ("a step with a condition", data(steps=[step("a", NAME), step("b", KIND)]),
     data(steps=[step("a", NAME), step("b", KIND, ask_when={"answered": "name"})]), {"kind reconditioned": ASK_AGAIN}),
    ("another type", data(KIND), data(question("kind", "choices")), {"kind retyped": ASK_AGAIN}),
    ("another type, unanswered", data(question("x")), data(question("x", "date")), {"x retyped": SAFE}),
    ("into a group", data(NAME), data(group("g", NAME)), {"g added": SAFE, "name retyped": ASK_AGAIN}),
    ("a condition", data(NAME, KIND), data(NAME, question("kind", "choice", ask_when={"answered": "name"})),
     {"kind reconditioned": ASK_AGAIN}),
    ("need, answered", data(question("name", required=False)), data(NAME), {"name demanded": SAFE}),
    ("need, unanswered", data(question("x", required=False)), data(question("x")), {"x demanded": ASK_AGAIN}),
    ("another type and need", data(question("count", required=False)), data(question("count", "integer")),
     {"count retyped": ASK_AGAIN}),
    ("no more need", data(NAME), data(question("name", required=False)), {"name relaxed": SAFE}),
    ("more options", data(KIND), data(question("kind", "choice", options=options("work", "study", "illness", "care"))),
     {"kind options_added": SAFE, "kind reworded": SAFE}),
    ("fewer options, not chosen", data(KIND), data(question("kind", "choice", options=options("work", "study"))),
     {"kind options_removed": SAFE, "kind reworded": SAFE}),
    ("fewer options, chosen", data(KIND), data(question("kind", "choice", options=options("study", "illness"))),
     {"kind options_removed": ASK_AGAIN, "kind reworded": SAFE}),
    ("a wider bound", data(NAME), data(question("name", max_length=300)), {"name bounds_changed": SAFE}),
    ("a narrower bound that fits", data(NAME), data(question("name", max_length=5)), {"name bounds_changed": SAFE}),
    ("a narrower bound that does not", data(NAME), data(question("name", max_length=1)), {"name bounds_changed": ASK_AGAIN}),
    ("other words", data(NAME), data(question("name", title=text("お名前"), hint=text("漢字で"))), {"name reworded": SAFE}),
    ("more care", data(NAME), data(question("name", care="sensitive")), {"name kept_differently": SAFE}),
    ("a check", data(NAME), data(NAME, checks=[check("c", {"answered": "name"}, "name")]), {"c check_added": ASK_AGAIN}),
    ("a check less", data(NAME, checks=[check("c", {"answered": "name"}, "name")]), data(NAME), {"c check_removed": SAFE}),
    ("another check", data(NAME, checks=[check("c", {"answered": "name"}, "name")]),
     data(NAME, checks=[check("c", {"not": {"answered": "name"}}, "name")]), {"c check_changed": ASK_AGAIN}),
    ("another purpose", data(NAME), data(NAME, purpose=text("別の目的")), {"purpose purpose_changed": ASK_AGAIN}),
    ("another title", data(NAME), data(NAME, title=text("題")), {"title key_changed": SAFE}),
    ("no decision any more", data(NAME), data(NAME, review={"standard_days": 0, "noted": True}), {"review noted_changed": BLOCKED}),
    ("another year", data(NAME, target_year=2026), data(NAME, target_year=2027), {"target_year target_year_changed": BLOCKED}),
    ("another limit", data(NAME), data(NAME, limits={"one_per": ["name"]}), {"limits limits_changed": BLOCKED}),
    ("another capacity", data(NAME), data(NAME, limits={"capacity": 5}), {"limits key_changed": SAFE}),
    ("sign-in", data(NAME, applicant={"name": "name"}), data(NAME, applicant={"name": "name"}, identity="account"),
     {"identity identity_raised": BLOCKED}),
    ("no sign-in", data(NAME, applicant={"name": "name"}, identity="account"), data(NAME, applicant={"name": "name"}),
     {"identity key_changed": SAFE}),
    ("another applicant", data(NAME, question("x"), applicant={"name": "name"}), data(NAME, question("x"), applicant={"name": "x"}),
     {"applicant applicant_changed": BLOCKED}),
    ("a subject as well", data(NAME, applicant={"name": "name"}), data(NAME, applicant={"name": "name", "subject": "name"}),
     {"applicant applicant_changed": SAFE}),
]  # fmt: skip


@pytest.mark.parametrize(("_what", "old", "new", "expected"), CASES, ids=[case[0] for case in CASES])
def test_a_change_has_its_effect(
    _what: str, old: dict[str, Any], new: dict[str, Any], expected: dict[str, Effect]
) -> None:
    assert effects(old, new) == expected


def test_a_consent_to_other_words_is_asked_again() -> None:
    old, new = (
        question("agree", "consent"),
        question("agree", "consent", statement=text("別のことに同意します")),
    )
    assert effects(data(old), data(new), {"agree": True})["agree consent_reworded"] is ASK_AGAIN
    assert effects(data(old), data(new), {})["agree consent_reworded"] is SAFE


def test_a_condition_changes_with_the_value_it_rests_on() -> None:
    def written(edge: int) -> dict[str, Any]:
        late = computed("late", "yes_no", {"more_than": [{"answer": "count"}, edge]})
        return data(
            question("count", "integer"), question("why", ask_when={"computed": "late"}), computed=[late]
        )

    assert effects(written(3), written(4)) == {
        "why reconditioned": ASK_AGAIN,
        "computed key_changed": SAFE,
    }


def test_rows_are_looked_at_one_by_one() -> None:
    old = data(group("g", question("x", required=False), KIND))
    new = data(group("g", question("x"), question("kind", "choice", options=options("study", "illness"))))
    row = {"_id": "r1", "x": "青", "kind": "study"}
    assert effects(old, new, {"g": [row]})["x demanded"] is SAFE
    assert effects(old, new, {"g": [row, {"_id": "r2"}]})["x demanded"] is ASK_AGAIN
    assert effects(old, new, {"g": [row]})["kind options_removed"] is SAFE
    assert effects(old, new, {"g": [row, {"_id": "r2", "kind": "work"}]})["kind options_removed"] is ASK_AGAIN


def test_fewer_rows_allowed_than_given_is_asked_again() -> None:
    old, new = data(group("g", question("x"), at_most=3)), data(group("g", question("x"), at_most=1))
    rows = [{"_id": "r1", "x": "a"}, {"_id": "r2", "x": "b"}]
    assert effects(old, new, {"g": rows}) == {"g bounds_changed": ASK_AGAIN}
    assert effects(old, new, {"g": rows[:1]}) == {"g bounds_changed": SAFE}


def test_bounds_that_depend_on_the_day_are_asked_again() -> None:
    old, new = data(question("day", "date")), data(question("day", "date", latest={"fact": "today"}))
    assert effects(old, new, {"day": "2026-04-01"}) == {"day bounds_changed": ASK_AGAIN}


QUESTIONS: dict[str, list[dict[str, Any] | None]] = {
    "more": [question("more", "yes_no"), question("more", "yes_no", required=False)],
    "kind": [
        KIND,
        question("kind", "choice", options=options("work")),
        question("kind", "choices"),
        question("kind", "choice", ask_when={"answer": "more"}),
        None,
    ],
    "count": [
        question("count", "integer", required=False),
        question("count", "integer"),
        question("count", "integer", at_most=3, required=False),
        question("count", required=False),
        None,
    ],
    "rows": [
        group("rows", question("x", required=False)),
        group("rows", question("x"), at_least=1),
        group("rows", question("x", max_length=1, required=False), at_most=2),
        group("rows", question("x", required=False), question("y", ask_when={"answered": "x"})),
        None,
    ],
    "note": [None, question("note", required=False), question("note"), question("note", title=text("備考"))],
}


@st.composite
def versions(draw: st.DrawFn) -> Document:
    """Any combination of the questions above, in any order that leaves `more` first."""
    chosen = [draw(st.sampled_from(each)) for each in QUESTIONS.values()]
    first, *rest = [each for each in chosen if each is not None]
    return parsed(data(first, *draw(st.permutations(rest))))


some_answers = st.fixed_dictionaries(
    {},
    optional={
        "more": st.booleans(),
        "kind": st.sampled_from(["work", "study"]) | st.just(["mon"]),
        "count": st.integers(0, 5) | st.just("many"),
        "rows": st.lists(st.sampled_from([{"x": "a"}, {"x": "abc"}, {}]), max_size=3).map(
            lambda rows: [{"_id": f"r{number}", **row} for number, row in enumerate(rows, 1)]
        ),
        "note": st.text("あ", max_size=3),
    },
)


def is_safe(changes: tuple[Change, ...], answers: dict[str, Any]) -> bool:
    return all(classify(change, answers) is SAFE for change in changes)


@settings(suppress_health_check=[HealthCheck.filter_too_much])
@given(versions(), versions(), some_answers)
def test_a_safe_change_never_alters_an_answer(
    old: Document, new: Document, given_answers: dict[str, Any]
) -> None:
    before = journey(old, given_answers, FACTS)
    assume(is_safe(compare(old, new), dict(before.answers)))
    after = journey(new, before.answers, FACTS)
    for path, answer in before.answers.items():
        if new.has_question(path):
            assert after.answers[path] == answer
    assert after.complete or not before.complete


@pytest.mark.parametrize(
    "new",
    [
        data(steps=[step("first_step", NAME, title=text("別の題"))]),
        data(steps=[step("other_step", NAME)]),
        data(question("name", example=text("青木"))),
        data(NAME, minutes=6),
        data(
            NAME,
            review={"standard_days": 3, "outcomes": [{"id": "o", "kind": "held", "title": text("保留")}]},
        ),
    ],
)
def test_no_change_goes_unnoticed(new: dict[str, Any]) -> None:
    assert len(compare(parsed(data(NAME)), parsed(new))) == 1


def test_other_words_of_a_check_are_noticed() -> None:
    refused = check("c", {"answered": "name"}, "name")
    old, new = data(NAME, checks=[refused]), data(NAME, checks=[{**refused, "message": text("別の文")}])
    assert effects(old, new) == {"c reworded": SAFE}


@given(versions(), versions())
def test_documents_that_differ_have_changes(old: Document, new: Document) -> None:
    assert bool(compare(old, new)) == (canonical(old) != canonical(new))


@given(versions())
def test_a_document_does_not_differ_from_itself(document: Document) -> None:
    assert compare(document, document) == ()


@given(versions(), versions())
def test_what_comes_one_way_goes_the_other(old: Document, new: Document) -> None:
    there, back = compare(old, new), compare(new, old)
    added = {change.path for change in there if change.kind is Kind.ADDED}
    assert added == {change.path for change in back if change.kind is Kind.REMOVED}
