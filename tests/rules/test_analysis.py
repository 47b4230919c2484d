"""What keeps a readable document from being published."""

from __future__ import annotations

from typing import Any

import pytest
from tests.rules.samples import PACK_NAMES, check, computed, data, group, pack, parsed, question, step, text

from madoguchi.rules.analysis import analyse, run_golden

Q = "steps[first_step].questions"
ONE, TWO = question("one", "choice"), question("two", "choice")


def is_(id: str, option: str) -> dict[str, Any]:
    return {"is": [{"answer": id}, option]}


def told(written: dict[str, Any]) -> list[str]:
    return [str(fault) for fault in analyse(parsed(written))]


@pytest.mark.parametrize("name", PACK_NAMES)
def test_the_packs_may_be_published(name: str) -> None:
    assert analyse(pack(name)) == ()


NEVER = [
    False,
    {"not": True},
    {"all": [is_("one", "work"), is_("one", "study")]},
    {"all": [is_("one", "work"), {"not": is_("one", "work")}]},
    {"all": [{"answered": "one"}, {"not": {"answered": "one"}}]},
    {"all": [is_("one", "work"), {"one_of": [{"answer": "one"}, ["study", "illness"]]}]},
    {"all": [{"answer": "more"}, {"is": [{"answer": "more"}, False]}]},
    {"all": [is_("hidden", "work"), {"is": [{"answer": "more"}, False]}]},
]
SOMETIMES = [
    True,
    is_("one", "work"),
    {"not": {"answered": "one"}},
    {"any": [is_("one", "work"), False]},
    {"all": [{"at_least": [{"answer": "count"}, 3]}, {"less_than": [{"answer": "count"}, 2]}]},
    {"is_not": [{"answer": "one"}, {"answer": "two"}]},
    {"if": [{"answer": "more"}, is_("one", "work"), is_("one", "study")]},
    {"all": [is_("hidden", "work"), {"answer": "more"}]},
    {"contains": [{"answer": "days"}, "sat"]},
]
BEFORE = [
    ONE,
    TWO,
    question("more", "yes_no"),
    question("count", "integer"),
    question("days", "choices"),
    question("hidden", "choice", ask_when={"answer": "more"}),
]


@pytest.mark.parametrize("condition", NEVER, ids=str)
def test_a_question_that_can_never_be_asked_is_a_dead_end(condition: Any) -> None:
    written = data(*BEFORE, question("dead", ask_when=condition))
    assert told(written) == [f"{Q}[dead].ask_when: no answers make this true; the question is never asked"]


@pytest.mark.parametrize("condition", SOMETIMES, ids=str)
def test_a_question_that_is_sometimes_asked_is_none(condition: Any) -> None:
    assert told(data(*BEFORE, question("alive", ask_when=condition))) == []


def test_a_step_that_is_never_asked_is_a_dead_end() -> None:
    written = data(
        steps=[step("a", ONE), step("b", TWO, ask_when={"all": [is_("one", "work"), is_("one", "study")]})]
    )
    assert told(written) == ["steps[b].ask_when: no answers make this true; the step is never asked"]


def test_a_question_is_dead_against_its_step() -> None:
    asked = question("dead", ask_when=is_("one", "study"))
    written = data(steps=[step("a", ONE), step("b", asked, ask_when=is_("one", "work"))])
    assert told(written) == [
        "steps[b].questions[dead].ask_when: no answers make this true; the question is never asked"
    ]


def test_questions_in_rows_have_dead_ends_of_their_own() -> None:
    never = {"all": [{"is": [{"row": "stage"}, "work"]}, {"is": [{"row": "stage"}, "study"]}]}
    written = data(group("rows", question("stage", "choice"), question("dead", ask_when=never)))
    assert told(written) == [
        f"{Q}[rows].questions[dead].ask_when: no answers make this true; the question is never asked"
    ]


def test_a_condition_too_large_to_try_is_let_pass() -> None:
    many = [question(f"q{number}", "yes_no") for number in range(12)]
    never = {"all": [*({"answer": each["id"]} for each in many), {"not": {"answer": "q0"}}]}
    assert told(data(*many, question("dead", ask_when=never))) == []


def test_checks_that_never_or_always_refuse_are_told() -> None:
    written = data(ONE, checks=[check("never", {"all": [is_("one", "work"), is_("one", "study")]}, "one")])
    assert told(written) == ["checks[never].refuse_when: no answers make this true; the check never refuses"]
    written = data(ONE, checks=[check("always", True, "one")])
    assert told(written)[0].startswith(
        "checks[always].refuse_when: depends on no answer; the check always refuses"
    )


def test_a_check_may_not_take_the_code_of_another_problem() -> None:
    written = data(ONE, checks=[check("required", is_("one", "work"), "one")])
    assert told(written) == [
        "checks[required].id: 'required' is the code of another problem; expected an id of its own"
    ]


def letter(**more: Any) -> dict[str, Any]:
    return data(
        question("child", "child"),
        question("clubs", "ranked_places"),
        computed=[computed("fee", "money", 4500)],
        letters=[{"id": "yes", "title": text("決定通知書"), "paragraphs": [text("決定しました。")], **more}],
    )


def test_letters_insert_what_is_known() -> None:
    known = "{child.name}{clubs.1}{clubs}{fee}{applicant}{arrived_on}{today}{target_year}{reference}"
    assert told(letter(closing=text(known + "{granted_place}"))) == []


@pytest.mark.parametrize(
    ("more", "place"),
    [
        (
            {"paragraphs": [text("{child.nmae}")]},
            "paragraphs[0].ja: nothing can be inserted for {child.nmae}",
        ),
        (
            {"items": [{"label": text("額"), "value": "{fees}"}]},
            "items[0].value: nothing can be inserted for {fees}",
        ),
        (
            {"instruction": [{"ja": "x", "en": "{who}"}]},
            "instruction[0].en: nothing can be inserted for {who}",
        ),
        ({"closing": text("{clubs.4}")}, "closing.ja: nothing can be inserted for {clubs.4}"),
        ({"closing": text("{Child}")}, "closing.ja: a brace inserts nothing"),
        ({"closing": text("a } b")}, "closing.ja: a brace inserts nothing"),
    ],
)
def test_letters_insert_nothing_unknown(more: dict[str, Any], place: str) -> None:
    (fault,) = told(letter(**more))
    assert fault.startswith(f"letters[yes].{place}")


def golden(answers: dict[str, Any], expect: dict[str, Any], **more: Any) -> dict[str, Any]:
    example = {
        "id": "example",
        "title": "例",
        "at": "2026-11-22T09:00:00+09:00",
        "answers": answers,
        "expect": expect,
        **more,
    }
    return data(
        question("more", "yes_no"),
        question("why", ask_when={"answer": "more"}),
        computed=[computed("year", "integer", {"fact": "fiscal_year"})],
        golden=[example],
    )


RIGHT = {
    "complete": False,
    "visible": ["why"],
    "hidden": [],
    "required": ["more", "why"],
    "computed": {"year": 2026},
    "errors": {"why": "required"},
}


def test_a_golden_example_that_comes_true_is_silent() -> None:
    assert run_golden(parsed(golden({"more": True}, RIGHT))) == ()


@pytest.mark.parametrize(
    ("expect", "fault"),
    [
        ({"complete": True}, "complete: expected true; found false (why: required)"),
        ({"hidden": ["why"]}, "hidden: 'why' is not hidden"),
        ({"visible": ["wyh"]}, "visible: there is no question 'wyh'"),
        ({"computed": {"year": 2027}}, "computed.year: expected 2027; found 2026"),
        ({"computed": {"year": "2026"}}, "computed.year: expected '2026'; found 2026"),
        ({"errors": {"why": "too_long"}}, "errors.why: expected 'too_long'; found 'required'"),
        ({"errors": {"more": "required"}}, "errors.more: expected 'required'; found None"),
    ],
)
def test_a_golden_example_that_does_not_come_true_is_told(expect: dict[str, Any], fault: str) -> None:
    found = run_golden(parsed(golden({"more": True}, {**RIGHT, **expect})))
    assert [str(each) for each in found] == [f"golden[example].expect.{fault}"]


def test_a_golden_example_answers_only_questions_there_are() -> None:
    found = run_golden(parsed(golden({"more": True, "wyh": "x"}, RIGHT)))
    assert [str(each) for each in found] == ["golden[example].answers: there is no question 'wyh'"]


@pytest.mark.parametrize(
    "facts",
    [
        {"toady": "2026-11-22"},
        {"today": "soon"},
        {"fiscal_year": "2026"},
        {"closed_days": ["x"]},
        {"closed_days": [5]},
        {"places": []},
    ],
)
def test_a_golden_example_with_unknown_facts_is_told(facts: dict[str, Any]) -> None:
    (fault,) = run_golden(parsed(golden({"more": True}, RIGHT, facts=facts)))
    assert fault.path == "golden[example].facts"
    assert fault.message.startswith(("unknown facts ", "the fact "))


def test_a_golden_example_lives_on_its_own_day() -> None:
    example = golden({"more": True}, {**RIGHT, "computed": {"year": 2025}}, at="2026-03-31T23:59:00+09:00")
    assert run_golden(parsed(example)) == ()
