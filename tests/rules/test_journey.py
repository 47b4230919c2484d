"""What is asked, what is wrong, what is kept."""

from __future__ import annotations

from typing import Any

import pytest
from tests.rules.samples import FACTS, check, computed, data, group, parsed, question, step, walk

from madoguchi.rules.journey import holds, journey, watched

YES = {"answer": "more"}
SIBLINGS = group(
    "siblings",
    question("stage", "choice"),
    question("school", ask_when={"is": [{"row": "stage"}, "study"]}),
)


def asks_more(**more: Any) -> dict[str, Any]:
    return data(question("more", "yes_no"), question("why", ask_when=YES, **more))


def codes(found: Any) -> dict[str, str]:
    return {problem.path: problem.code for problem in found.errors}


def test_a_question_is_asked_when_its_condition_holds() -> None:
    assert walk(asks_more(), {"more": True}).visible == ("more", "why")
    assert walk(asks_more(), {"more": False}).visible == ("more",)


def test_a_question_is_not_asked_while_its_condition_is_unknown() -> None:
    assert walk(asks_more(), {}).visible == ("more",)


def test_a_hidden_answer_is_absent_and_reported() -> None:
    found = walk(asks_more(), {"more": False, "why": "forged"})
    assert found.answers == {"more": False}
    assert found.ignored == ("why",)
    assert found.complete


def test_hidden_is_absent_for_what_comes_after_it() -> None:
    written = data(
        question("more", "yes_no"),
        question("why", ask_when=YES),
        question("reason", ask_when={"answered": "why"}),
    )
    assert walk(written, {"more": False, "why": "x", "reason": "y"}).visible == ("more",)


def test_unknown_answers_are_ignored_and_reported() -> None:
    found = walk(data(question("name")), {"name": "青木", "is_admin": True, "x" * 5000: 1})
    assert found.answers == {"name": "青木"}
    assert found.ignored == ("is_admin", "x" * 100)


def test_what_is_required_and_missing_is_an_error() -> None:
    found = walk(data(question("name"), question("note", required=False)), {})
    assert found.required == ("name",)
    assert codes(found) == {"name": "required"}
    assert not found.complete


def test_files_that_are_put_off_miss_their_reason() -> None:
    papers = data(question("papers", "files", cannot_provide=True))
    assert codes(walk(papers, {"papers": {"cannot": "", "given": []}})) == {"papers.cannot": "required"}
    assert codes(walk(papers, {"papers": []})) == {"papers": "required"}


@pytest.mark.parametrize(("more", "is_required"), [(True, True), (False, False), (None, False)])
def test_required_when_says_whether_an_answer_is_needed(more: bool | None, is_required: bool) -> None:
    written = data(question("more", "yes_no"), question("why", required_when=YES))
    assert ("why" in walk(written, {"more": more}).required) is is_required


def test_answers_come_out_canonical() -> None:
    written = data(question("day", "date"), question("count", "integer"))
    assert walk(written, {"day": "令和8年4月1日", "count": "３"}).answers == {"day": "2026-04-01", "count": 3}


def test_a_wrong_answer_is_an_error_and_absent() -> None:
    written = data(question("day", "date"), question("next", ask_when={"answered": "day"}))
    found = walk(written, {"day": "2026-02-30"})
    assert codes(found) == {"day": "not_a_date"}
    assert found.answers == {}
    assert found.visible == ("day",)


@pytest.mark.parametrize(
    ("day", "code"),
    [("2026-11-21", "too_early"), ("2026-11-22", None), ("2027-03-31", None), ("2027-04-01", "too_late")],
)
def test_days_lie_between_their_bounds(day: str, code: str | None) -> None:
    bounds = {"earliest": {"fact": "today"}, "latest": {"date": "2027-03-31"}}
    assert codes(walk(data(question("day", "date", **bounds)), {"day": day})).get("day") == code


def test_a_bound_that_is_missing_bounds_nothing() -> None:
    written = data(
        question("from_day", "date", required=False),
        question("until", "date", earliest={"answer": "from_day"}),
    )
    assert walk(written, {"until": "1950-01-01"}).complete
    assert codes(walk(written, {"from_day": "2026-04-01", "until": "1950-01-01"})) == {"until": "too_early"}


def test_an_explanation_is_shown_and_has_no_answer() -> None:
    found = walk(data(question("note", "explanation")), {"note": "x"})
    assert (found.visible, found.required, found.answers, found.ignored) == (("note",), (), {}, ("note",))


def test_steps_are_left_out_whole() -> None:
    written = data(
        steps=[step("one", question("more", "yes_no")), step("two", question("why"), ask_when=YES)]
    )
    assert walk(written, {"more": False, "why": "x"}).path == ("one",)
    found = walk(written, {"more": True})
    assert found.path == ("one", "two")
    assert found.next == "two"
    assert found.at("two") == ("why",)
    assert [problem.path for problem in found.errors_in("two")] == ["why"]
    assert found.errors_in("one") == found.errors_in("nowhere") == ()


def test_rows_are_walked_one_by_one() -> None:
    rows = [{"_id": "r1", "stage": "work", "school": "x"}, {"_id": "r3", "stage": "study"}]
    found = walk(data(SIBLINGS), {"siblings": rows})
    assert found.visible == (
        "siblings", "siblings/r1/stage", "siblings/r3/stage", "siblings/r3/school",
    )  # fmt: skip
    assert found.answers == {"siblings": [{"_id": "r1", "stage": "work"}, {"_id": "r3", "stage": "study"}]}
    assert found.ignored == ("siblings/r1/school",)
    assert codes(found) == {"siblings/r3/school": "required"}


def test_a_group_that_needs_no_row_counts_none() -> None:
    written = data(SIBLINGS, computed=[computed("rows", "integer", {"count": {"rows": "siblings"}})])
    found = walk(written, {})
    assert found.answers == {"siblings": []}
    assert found.computed == {"rows": 0}
    assert found.complete


def test_a_group_that_needs_rows_is_required() -> None:
    written = data(group("people", question("who"), at_least=1))
    assert codes(walk(written, {})) == {"people": "required"}
    assert walk(written, {}).required == ("people",)


def test_too_few_and_too_many_rows_are_errors_and_stay_visible() -> None:
    written = data(group("people", question("who"), at_least=2, at_most=3))
    one = walk(written, {"people": [{"_id": "r1", "who": "x"}]})
    assert codes(one) == {"people": "too_few_rows"}
    assert one.visible == ("people", "people/r1/who")
    many = [{"_id": f"r{number}", "who": "x"} for number in range(1, 6)]
    assert codes(walk(written, {"people": many})) == {"people": "too_many_rows"}


@pytest.mark.parametrize(
    "rows",
    ["x", {}, [1], [{}], [{"_id": "x1"}], [{"_id": 1}], [{"_id": "r1"}, {"_id": "r1"}], [{"_id": "r1" * 99}]],
)
def test_rows_that_are_none_are_an_error(rows: Any) -> None:
    found = walk(data(group("people", question("who"), at_least=1)), {"people": rows})
    assert codes(found) in ({"people": "wrong_shape"}, {"people": "required"})


def test_a_check_stands_beside_its_answers() -> None:
    refused = check("too_young", {"less_than": [{"answer": "age"}, 18]}, "age", "child.birth_date")
    written = data(question("age", "integer"), question("child", "child"), checks=[refused])
    found = walk(written, {"age": 17})
    assert [(problem.path, problem.code) for problem in found.errors_at("age")] == [("age", "too_young")]
    assert ("child.birth_date", "too_young") in {(each.path, each.code) for each in found.errors}


def test_a_check_that_is_missing_refuses_nothing() -> None:
    refused = check("too_young", {"less_than": [{"answer": "age"}, 18]}, "age")
    assert walk(data(question("age", "integer", required=False), checks=[refused]), {}).complete


def test_a_check_whose_questions_are_hidden_still_stands_somewhere() -> None:
    refused = check("never", {"is": [{"answer": "more"}, False]}, "why")
    found = walk({**asks_more(), "checks": [refused]}, {"more": False})
    assert found.next == "first_step"
    assert codes(found) == {"why": "never"}


def test_values_are_computed_as_soon_as_they_can_be() -> None:
    written = data(
        question("birth", "date"),
        question("grade_note", ask_when={"is": [{"computed": "grade"}, 1]}),
        computed=[
            computed("grade", "integer", {"school_grade": [{"answer": "birth"}, {"fact": "target_year"}]})
        ],
    )
    found = walk(written, {"birth": "2020-05-05"})
    assert found.computed == {"grade": 1}
    assert found.visible == ("birth", "grade_note")
    assert walk(written, {}).computed == {"grade": None}


def test_computed_values_are_canonical() -> None:
    values = [
        computed("total", "money", {"times": [3, 1500]}),
        computed("half", "decimal", {"times": [{"decimal": "0.5"}, 3]}),
        computed("day", "date", {"business_days_after": [{"fact": "today"}, 1]}),
        computed("late", "yes_no", {"more_than": [{"fact": "today"}, {"date": "2026-01-01"}]}),
    ]
    found = walk(data(question("name"), computed=values), {})
    assert found.computed == {"total": "4500", "half": "1.5", "day": "2026-11-24", "late": True}


def test_a_computed_value_may_stand_on_facts_alone() -> None:
    written = data(
        question("name", ask_when={"is": [{"computed": "year"}, 2027]}),
        computed=[computed("year", "integer", {"fact": "target_year"})],
    )
    assert walk(written, {}).visible == ("name",)


def test_the_document_s_target_year_is_a_fact() -> None:
    written = data(
        question("name"), computed=[computed("year", "integer", {"fact": "target_year"})], target_year=2030
    )
    facts = {key: value for key, value in FACTS.items() if key != "target_year"}
    assert journey(parsed(written), {}, facts).computed == {"year": 2030}


def test_conditions_of_letters_can_be_asked_afterwards() -> None:
    document = parsed(asks_more())
    found = journey(document, {"more": True, "why": "x"}, FACTS)
    assert holds(document, {"is": [{"answer": "why"}, "x"]}, found, FACTS)
    assert not holds(document, {"is": [{"answer": "why"}, "y"]}, found, FACTS)
    assert not holds(document, {"not": {"answer": "nobody"}}, found, FACTS)


def test_it_is_known_on_which_answers_others_depend() -> None:
    written = data(
        question("a", "integer"),
        question("b", "date"),
        question("c", ask_when={"is": [{"computed": "double"}, 2]}),
        question("d", "date", earliest={"answer": "b"}),
        computed=[computed("double", "integer", {"plus": [{"answer": "a"}, {"answer": "a"}]})],
    )
    assert watched(parsed(written)) == {"a", "b"}


@pytest.mark.parametrize(
    "raw", [None, True, 5, "x" * 100_000, [], [[]], {}, {"a": 1}, [None], "\x00", "<script>"]
)
@pytest.mark.parametrize(
    "kind",
    [
        "text", "integer", "decimal", "money", "date", "time", "yes_no", "choice", "choices", "consent",
        "explanation", "person_name", "child", "guardian", "postal_address", "phone", "email", "files",
        "weekly_hours", "place", "ranked_places", "slot", "bank_account", "corporate_number", "long_text",
    ],
)  # fmt: skip
def test_no_answer_of_any_shape_is_a_crash(kind: str, raw: Any) -> None:
    found = walk(data(question("it", kind)), {"it": raw})
    assert set(found.answers) <= {"it"}
