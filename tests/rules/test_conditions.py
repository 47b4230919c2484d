"""Conditions as lines: what is read from a document is written back as the same condition, or kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.rules import samples

from madoguchi.rules.conditions import (
    Joined,
    Kept,
    Line,
    Unfinished,
    read,
    scope_at,
    subjects_in,
    write,
)
from madoguchi.rules.documents import Document
from madoguchi.rules.expressions import OPERATORS, read_expression
from madoguchi.rules.expressions.types import Kind
from madoguchi.rules.problems import Fault

DOCUMENT = samples.parsed(
    samples.data(
        samples.question("reason", "choice"),
        samples.question("weekdays", "choices"),
        samples.question("days", "integer"),
        samples.question("heat", "decimal"),
        samples.question("start", "date"),
        samples.question("leaves", "time"),
        samples.question("late", "yes_no"),
        samples.question("child", "child"),
        samples.group("siblings", samples.question("age", "integer"), samples.question("grade", "integer")),
        samples.question("note", "text", required=False),
        samples.question("last", "text"),
        computed=[
            samples.computed("fee", "integer", {"times": [{"answer": "days"}, 500]}),
            samples.computed("double", "integer", {"times": [{"computed": "fee"}, 2]}),
        ],
    )
)
SUBJECTS = subjects_in(scope_at(DOCUMENT, "checks[x].refuse_when"))
IS_WORK = {"is": [{"answer": "reason"}, "work"]}
LINES: list[tuple[Any, Line]] = [
    (IS_WORK, Line("answer:reason", "is", ("work",))),
    ({"is_not": [{"answer": "reason"}, "work"]}, Line("answer:reason", "is_not", ("work",))),
    (
        {"one_of": [{"answer": "reason"}, ["work", "study"]]},
        Line("answer:reason", "one_of", ("work", "study")),
    ),
    (
        {"not": {"one_of": [{"answer": "reason"}, ["work"]]}},
        Line("answer:reason", "none_of", ("work",)),
    ),
    ({"contains": [{"answer": "weekdays"}, "sat"]}, Line("answer:weekdays", "contains", ("sat",))),
    ({"not": {"contains": [{"answer": "weekdays"}, "sat"]}}, Line("answer:weekdays", "lacks", ("sat",))),
    ({"at_least": [{"answer": "days"}, 4]}, Line("answer:days", "at_least", ("4",))),
    ({"less_than": [{"answer": "heat"}, {"decimal": "37.5"}]}, Line("answer:heat", "less_than", ("37.5",))),
    ({"at_most": [{"answer": "start"}, {"date": "2026-04-01"}]},
     Line("answer:start", "at_most", ("2026-04-01",))),
    ({"less_than": [{"answer": "start"}, {"fact": "today"}]}, Line("answer:start", "less_than", ("today",))),
    ({"at_least": [{"answer": "leaves"}, {"time": "18:00"}]}, Line("answer:leaves", "at_least", ("18:00",))),
    ({"is": [{"answer": "late"}, True]}, Line("answer:late", "yes")),
    ({"is": [{"answer": "late"}, False]}, Line("answer:late", "no")),
    ({"is": [{"answer": "days"}, {"answer": "heat"}]}, Line("answer:days", "is", other="answer:heat")),
    ({"less_than": [{"answer": "days"}, {"computed": "fee"}]},
     Line("answer:days", "less_than", other="computed:fee")),
    ({"answered": "siblings"}, Line("answer:siblings", "answered")),
    ({"not": {"answered": "note"}}, Line("answer:note", "unanswered")),
    ({"answered": {"computed": "fee"}}, Line("computed:fee", "answered")),
    ({"more_than": [{"computed": "fee"}, 1000]}, Line("computed:fee", "more_than", ("1000",))),
    ({"at_least": [{"count": {"rows": "siblings"}}, 2]}, Line("count:siblings", "at_least", ("2",))),
    ({"is": [{"answer": "child.birth_date"}, {"date": "2020-04-01"}]},
     Line("answer:child.birth_date", "is", ("2020-04-01",))),
]  # fmt: skip
SAID_OTHERWISE = [
    ({"answer": "late"}, Line("answer:late", "yes")),
    ({"not": {"answer": "late"}}, Line("answer:late", "no")),
    ({"is_not": [{"answer": "late"}, True]}, Line("answer:late", "no")),
    ({"is_not": [{"answer": "late"}, False]}, Line("answer:late", "yes")),
    ({"not": {"is": [{"answer": "late"}, True]}}, Line("answer:late", "no")),
]
BEYOND_LINES = [
    {"is": [{"answer": "reason"}, {"answer": "note"}]},
    {"less_than": [{"answer": "days"}, {"answer": "days"}]},
    {"any_row": {"rows": "siblings", "where": {"at_least": [{"row": "age"}, 6]}}},
    {"not": IS_WORK},
    {"at_least": [{"age_on": [{"answer": "child.birth_date"}, {"fact": "today"}]}, 6]},
    {"is": [{"if": [{"answer": "late"}, 1, 2]}, 1]},
    True,
    {"is": [{"answer": "child.given"}, "麦"]},
]


@pytest.mark.parametrize(("raw", "line"), LINES)
def test_a_condition_is_a_line_and_a_line_the_condition(raw: Any, line: Line) -> None:
    assert read(raw, SUBJECTS) == Joined("all", (line,))
    assert write(Joined("all", (line,)), SUBJECTS) == (raw, ())


@pytest.mark.parametrize(("raw", "line"), SAID_OTHERWISE)
def test_other_ways_to_write_it_are_the_same_line(raw: Any, line: Line) -> None:
    assert read(raw, SUBJECTS).items == (line,)


@pytest.mark.parametrize("raw", BEYOND_LINES)
def test_what_lines_cannot_say_is_kept(raw: Any) -> None:
    whole = {"any": [IS_WORK, {"all": [raw, IS_WORK]}]}
    found = read(whole, SUBJECTS)
    assert found.items[1] == Joined("all", (Kept(raw), Line("answer:reason", "is", ("work",))))
    assert write(found, SUBJECTS) == (whole, ())


def test_lines_are_joined_one_level_deep_and_no_deeper() -> None:
    deep = {"all": [IS_WORK, {"any": [IS_WORK, {"all": [IS_WORK, IS_WORK]}]}]}
    found = read(deep, SUBJECTS)
    assert found.items[1] == Joined(
        "any", (Line("answer:reason", "is", ("work",)), Kept({"all": [IS_WORK, IS_WORK]}))
    )
    assert write(found, SUBJECTS) == (deep, ())


def test_no_condition_has_no_lines() -> None:
    assert read(None, SUBJECTS) == Joined()
    assert write(Joined(), SUBJECTS) == (None, ())
    assert write(Joined("all", (Joined("any"),)), SUBJECTS) == (None, ())


@pytest.mark.parametrize(
    ("line", "box", "reason"),
    [
        (Line(), "subject", "missing"),
        (Line("answer:gone", "is", ("x",)), "subject", "unknown"),
        (Line("answer:reason"), "relation", "missing"),
        (Line("answer:reason", "at_least", ("4",)), "relation", "missing"),
        (Line("count:siblings", "answered"), "relation", "missing"),
        (Line("answer:reason", "is"), "value", "missing"),
        (Line("answer:reason", "is", (" ",)), "value", "missing"),
        (Line("answer:reason", "is", ("gone",)), "value", "unknown"),
        (Line("answer:days", "at_least", ("四",)), "value", "no_number"),
        (Line("answer:start", "is", ("2026-02-30",)), "value", "no_day"),
        (Line("answer:leaves", "is", ("25:00",)), "value", "no_time"),
    ],
)
def test_an_unfinished_line_says_which_box_and_why(line: Line, box: str, reason: str) -> None:
    good = Line("answer:late", "yes")
    joined = Joined("all", (good, Joined("any", (good, line))))
    assert write(joined, SUBJECTS) == (None, (Unfinished("1.1", box, reason),))


@pytest.mark.parametrize(
    ("typed", "written"),
    [("４", 4), ("1,200", 1200), ("-3", -3), ("1.50", {"decimal": "1.50"})],
)
def test_numbers_may_be_typed_as_people_type_them(typed: str, written: Any) -> None:
    found, _ = write(Joined("all", (Line("answer:days", "is", (typed,)),)), SUBJECTS)
    assert found == {"is": [{"answer": "days"}, written]}


def test_days_may_be_typed_by_era_or_as_today() -> None:
    for typed, written in (("令和8年4月1日", {"date": "2026-04-01"}), ("今日", {"fact": "today"})):
        found, _ = write(Joined("all", (Line("answer:start", "is", (typed,)),)), SUBJECTS)
        assert found == {"is": [{"answer": "start"}, written]}


def keys(path: str) -> list[str]:
    return list(subjects_in(scope_at(DOCUMENT, path)))


def test_only_what_is_asked_before_is_offered() -> None:
    assert keys("steps[first_step].ask_when") == []
    assert keys("steps[first_step].questions[days].ask_when") == ["answer:reason", "answer:weekdays"]
    inside = keys("steps[first_step].questions[siblings].questions[grade].ask_when")
    assert "row:age" in inside and "row:grade" not in inside and "count:siblings" not in inside
    last = keys("steps[first_step].questions[last].ask_when")
    assert {"answer:note", "count:siblings", "computed:fee"} <= set(last)
    assert "answer:last" not in last and "row:age" not in last


def test_a_computed_value_may_use_those_above_it() -> None:
    assert "computed:fee" not in keys("computed[fee].value")
    assert "computed:fee" in keys("computed[double].value")
    assert "computed:double" not in keys("computed[double].value")


def test_unusual_parts_are_offered_where_they_are_used_already() -> None:
    scope = scope_at(DOCUMENT, "checks[x].refuse_when")
    assert "answer:child.given" not in subjects_in(scope)
    assert "answer:child.given" in subjects_in(scope, used=frozenset({"answer:child.given"}))


def conditions(document: Document) -> Iterator[tuple[str, Any]]:
    """Every condition of a document with its path."""
    for step in document.steps:
        yield f"steps[{step.id}].ask_when", step.ask_when
        for question in step.questions:
            path = f"steps[{step.id}].questions[{question.id}]"
            for each in (question, *getattr(question, "questions", ())):
                here = path if each is question else f"{path}.questions[{each.id}]"
                yield f"{here}.ask_when", each.ask_when
                yield f"{here}.required_when", each.required_when
    for check in document.checks:
        yield f"checks[{check.id}].refuse_when", check.refuse_when
    for item in document.review.checklist:
        yield f"review.checklist[{item.id}].ask_when", item.ask_when


@pytest.mark.parametrize("name", samples.PACK_NAMES)
def test_every_condition_of_the_packs_survives_as_lines(name: str) -> None:
    document = samples.pack(name)
    for path, raw in conditions(document):
        if raw is None:
            continue
        scope = scope_at(document, path)
        subjects = subjects_in(scope)
        written, unfinished = write(read(raw, subjects), subjects)
        assert not unfinished
        faults: list[Fault] = []
        assert read_expression(written, scope=scope, path=path, faults=faults).type.kind is Kind.BOOL
        assert not faults
        assert read(written, subjects) == read(raw, subjects)


@pytest.mark.parametrize("raw", [raw for raw, _ in LINES])
def test_what_lines_write_is_a_condition_of_the_language(raw: Any) -> None:
    faults: list[Fault] = []
    scope = scope_at(DOCUMENT, "checks[x].refuse_when")
    assert read_expression(raw, scope=scope, path="it", faults=faults).type.kind is Kind.BOOL
    assert not faults
    assert next(iter(raw)) in OPERATORS
