"""What is wrong with an expression is said where it is wrong; what is not wrong never crashes."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.expressions.test_documentation import DOCUMENT, FACTS, FOUND, SCENE

from madoguchi.rules.expressions import MISSING, OPERATORS, Scene, read_expression
from madoguchi.rules.expressions.types import Kind
from madoguchi.rules.phrasing import said
from madoguchi.rules.problems import Fault

FAULTS: list[tuple[Any, str]] = [
    (None, "it: expected an expression; found nothing"),
    ([], "it: expected an expression; found a list"),
    ({}, "it: an expression has exactly one key, its operator; found none"),
    ({"is": [1, 1], "not": True}, "it: an expression has exactly one key, its operator; found 'is', 'not'"),
    ({"equals": [1, 1]}, "it: unknown operator 'equals'; expected one of "),
    (10**15, "it: expected an expression; found the number with more than 15 digits"),
    ({"answer": 5}, "it.answer: expected the id of a question; found the number 5"),
    ({"computed": []}, "it.computed: expected the id of a computed value; found a list"),
    ({"fact": {}}, "it.fact: expected the name of a fact; found "),
    ({"answer": "fee"}, "it.answer: there is no question 'fee'"),
    ({"date": "2026-02-30"}, 'it.date: expected a date such as "2026-04-01"; found the text'),
    ({"date": "20260401"}, "it.date: expected a date such as"),
    ({"decimal": "1e9"}, 'it.decimal: expected a decimal number such as "1.5"'),
    ({"decimal": 1}, 'it.decimal: expected a decimal number such as "1.5"; found the number 1'),
    ({"decimal": "NaN"}, "it.decimal: expected a decimal number"),
    ({"time": "24:00"}, "it.time: expected a time of day"),
    ({"instant": "2026-11-22T09:00"}, "it.instant: expected an instant"),
    ({"is": "days"}, "it.is: expected a list of 2 expressions; found the text 'days'"),
    ({"is": [{"answer": "child"}, "x"]}, "it.is[0]: expected a yes or no or a whole number or "),
    ({"is": [{"answer": "late"}, 1]}, "it.is: a yes or no and a whole number cannot be compared or mixed"),
    ({"is": [{"answer": "reason"}, {"answer": "siblings"}]}, "it.is[1]: expected "),
    ({"one_of": [{"answer": "days"}, 3]}, "it.one_of: expected [value, [one, or, more, values]]"),
    (
        {"one_of": [{"answer": "reason"}, ["wrok"]]},
        "it.one_of: there is no option 'wrok'; did you mean 'work'?",
    ),
    (
        {"contains": [{"answer": "reason"}, "work"]},
        "it.contains[0]: expected a set of options; found a chosen",
    ),
    ({"contains": [{"answer": "weekdays"}, "sun"]}, "it.contains: there is no option 'sun'"),
    ({"answered": 5}, "it.answered: found the number 5"),
    ({"answered": {"fact": "today"}}, "it.answered: expected a question's id, {row: …} or {computed: …}"),
    ({"at_least": [{"answer": "reason"}, 1]}, "it.at_least[0]: expected "),
    (
        {"at_least": [{"answer": "days"}, {"answer": "start"}]},
        "it.at_least: a whole number and a date cannot",
    ),
    ({"all": []}, "it.all: expected a list of 1 or more expressions; found a list of 0"),
    ({"any": [True, {"answer": "days"}]}, "it.any[1]: expected a yes or no; found a whole number"),
    ({"not": {"answer": "days"}}, "it.not: expected a yes or no"),
    ({"if": [{"answer": "late"}, 1]}, "it.if: expected a list of 3 expressions"),
    ({"if": [{"answer": "days"}, 1, 2]}, "it.if[0]: expected a yes or no"),
    ({"if": [{"answer": "late"}, 1, "x"]}, "it.if: a whole number and a text cannot be compared or mixed"),
    ({"plus": [1]}, "it.plus: expected a list of 2 or more expressions"),
    (
        {"plus": [{"answer": "start"}, 1]},
        "it.plus[0]: expected a whole number or a decimal number; found a date",
    ),
    ({"max": [{"answer": "start"}, 1]}, "it.max: a date and a whole number cannot be compared or mixed"),
    ({"round": {"value": 1, "to": 0}}, "it.round: expected {value, to, how}; 'how' is missing"),
    ({"round": {"value": 1, "to": "0", "how": "up"}}, "it.round.to: expected how many digits"),
    ({"round": {"value": 1, "to": 0, "how": "bankers"}}, "it.round.how: expected one of up, down, half_up"),
    ({"sum": {"rows": "siblings"}}, "it.sum: expected {rows, of, where?}; 'of' is missing"),
    ({"sum": {"rows": "days", "of": 1}}, "it.sum.rows: expected rows of a group; found a whole number"),
    (
        {"sum": {"rows": "siblings", "of": {"row": "stage"}}},
        "it.sum.of: expected a whole number or a decimal",
    ),
    ({"count": {"rows": "siblings", "when": True}}, "it.count: expected {rows, where?}; 'when' is unknown"),
    ({"count": {"rows": "siblings", "where": {"row": "days"}}}, "it.count.where.row: 'days' is not asked in"),
    ({"any_row": {"rows": "siblings", "where": {"row": "income"}}}, "it.any_row.where.row: 'income' is not"),
    ({"rank": [{"answer": "weekdays"}, "mon"]}, "it.rank[0]: expected ranked places"),
    ({"lookup": {"row": 1}}, "it.lookup: expected {row, rows, column?, columns?}; 'rows' is missing"),
    ({"lookup": {"row": 1, "rows": []}}, "it.lookup.rows: expected a list of 1 to 500 ranges"),
    ({"lookup": {"row": 1, "rows": [{"value": 1}], "column": 1}}, "it.lookup: 'column' and 'columns' belong"),
    (
        {"lookup": {"row": 1, "rows": [{"over": 1, "value": 1}]}},
        "it.lookup.rows[0].over: unknown edge 'over'",
    ),
    ({"lookup": {"row": 1, "rows": [{"at_least": 1}]}}, "it.lookup.rows[0].value: expected an expression"),
    (
        {"lookup": {"row": 1, "rows": [{"value": {"answer": "days"}}]}},
        "it.lookup.rows[0].value: expected a fixed value, not an expression",
    ),
    (
        {"lookup": {"row": 1, "rows": [{"value": [1]}], "column": 1, "columns": [{"is": 1}, {"is": 2}]}},
        "it.lookup.rows[0].value: expected 2 values, one per column",
    ),
    ({"age_on": [{"answer": "start"}]}, "it.age_on: expected a list of 2 expressions"),
    ({"school_grade": [{"answer": "days"}, 2026]}, "it.school_grade[0]: expected a date"),
    ({"fiscal_year": 2026}, "it.fiscal_year: expected a date; found a whole number"),
    (
        {"business_days_after": [{"answer": "start"}, -1]},
        "it.business_days_after[1]: expected 0 to 3650 working",
    ),
    (
        {"round": {"value": 1, "to": 0, "how": {"up": 1}}},
        "it.round.how: expected one of ",
    ),
]


def read(raw: Any) -> tuple[Any, list[Fault]]:
    faults: list[Fault] = []
    return read_expression(raw, scope=DOCUMENT.plan.scope, path="it", faults=faults), faults


@pytest.mark.parametrize(("raw", "told"), FAULTS, ids=[told[:70] for _, told in FAULTS])
def test_a_fault_is_told_where_it_is(raw: Any, told: str) -> None:
    _, faults = read(raw)
    assert [str(fault)[: len(told)] for fault in faults] == [told]


def test_all_faults_of_an_expression_are_told() -> None:
    _, faults = read({"all": [{"answer": "x"}, {"is": [{"answer": "y"}, 1]}, {"unknown_operator": 1}]})
    assert [fault.path for fault in faults] == ["it.all[0].answer", "it.all[1].is[0].answer", "it.all[2]"]


references = [
    {"answer": name}
    for name in [
        "reason",
        "days",
        "heat",
        "start",
        "late",
        "weekdays",
        "clubs",
        "child.birth_date",
        "unknown_number",
    ]
]
leaves = (
    st.sampled_from([*references, {"fact": "today"}, {"fact": "target_year"}, {"date": "2026-04-01"}])
    | st.sampled_from(
        [{"decimal": "1.5"}, {"time": "08:30"}, {"row": "age"}, {"row": "stage"}, "work", "mon"]
    )
    | st.booleans()
    | st.integers(-10, 10)
)


def named(names: list[str], operands: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(lambda name, each: {name: each}, st.sampled_from(names), operands)


def operations(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Any operator on any operands; many are faulty, and those that are not have to work."""
    pairs = ["is", "is_not", "contains", "at_least", "more_than", "minus", "rank", "age_on", "school_grade"]
    groups = st.sampled_from(["siblings", "nobody"])
    rows = st.fixed_dictionaries({"rows": groups}, optional={"where": inner, "of": inner})
    rounding = {"to": st.integers(-9, 9), "how": st.sampled_from(["up", "down", "half_up"])}
    return st.one_of(
        named(pairs, st.tuples(inner, inner).map(list)),
        named(["all", "any", "plus", "times", "min", "max"], st.lists(inner, min_size=1, max_size=3)),
        named(["not", "fiscal_year", "answered"], inner),
        named(["if"], st.tuples(inner, inner, inner).map(list)),
        named(["count", "sum", "any_row", "all_rows", "min_row", "max_row"], rows),
        named(["round"], st.fixed_dictionaries({"value": inner, **rounding})),
    )


PYTHON: dict[Kind, Any] = {
    Kind.BOOL: bool,
    Kind.INTEGER: int,
    Kind.DECIMAL: (Decimal, int),
    Kind.TEXT: str,
    Kind.CHOICE: str,
    Kind.DATE: date,
    Kind.TIME: time,
    Kind.INSTANT: datetime,
    Kind.SET: list,
    Kind.ROWS: list,
    Kind.RECORD: (dict, list),
}


@given(st.recursive(leaves, operations, max_leaves=12))
def test_what_has_no_fault_gives_a_value_of_its_type(raw: Any) -> None:
    expression, faults = read(raw)
    if not faults:
        for scene in (SCENE, Scene({}, {}), Scene(FOUND.answers, FACTS, row={"age": 8})):
            value = expression.compute(scene)
            assert value is MISSING or isinstance(value, PYTHON[expression.type.kind])
        assert all(said(expression).values())


keys = st.sampled_from([*OPERATORS, "rows", "of", "where", "value", "to", "how"])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=10,
)


@given(json_values)
def test_no_expression_is_a_crash(raw: Any) -> None:
    expression, faults = read(raw)
    assert faults or expression.compute(SCENE) is not None
