"""Recipes: what is read from a document is written back as the same value; what none says is left alone."""

from __future__ import annotations

from typing import Any

import pytest
from tests.rules import samples

from madoguchi.rules.conditions import scope_at
from madoguchi.rules.expressions import read_expression
from madoguchi.rules.problems import Fault
from madoguchi.rules.recipes import (
    RECIPES,
    Filled,
    Lacking,
    Part,
    filled,
    fitted,
    ingredients_in,
    read,
    write,
)

DOCUMENT = samples.parsed(
    samples.data(
        samples.question("days", "integer"),
        samples.question("heat", "decimal"),
        samples.question("start", "date"),
        samples.question("late", "yes_no"),
        samples.question("child", "child"),
        samples.group("siblings", samples.question("age", "integer"), samples.question("born", "date")),
        samples.question("last", "text"),
        computed=[samples.computed("fee", "integer", {"times": [{"answer": "days"}, 500]})],
    )
)
SCOPE = scope_at(DOCUMENT, "computed[new].value")
THINGS = ingredients_in(SCOPE)
DAYS, START, TODAY = Part("answer:days"), Part("answer:start"), Part("fact:today")
KNOWN: list[tuple[Any, Filled]] = [
    (
        {"plus": [{"answer": "days"}, 1, {"count": {"rows": "siblings"}}]},
        Filled("sum", (DAYS, Part("fixed", "1"), Part("count:siblings"))),
    ),
    (
        {"minus": [{"answer": "days"}, {"computed": "fee"}]},
        Filled("difference", (DAYS, Part("computed:fee"))),
    ),
    (
        {"round": {"value": {"times": [{"answer": "days"}, {"decimal": "0.5"}]}, "to": 0, "how": "down"}},
        Filled("product", (DAYS, Part("fixed", "0.5")), "down"),
    ),
    ({"count": {"rows": "siblings"}}, Filled("count", (Part("count:siblings"),))),
    ({"sum": {"rows": "siblings", "of": {"row": "age"}}}, Filled("total", (Part("total:age"),))),
    (
        {"if": [{"answer": "late"}, 1000, 0]},
        Filled("either", (Part("answer:late"), Part("fixed", "1000"), Part("fixed", "0"))),
    ),
    (
        {"age_on": [{"answer": "child.birth_date"}, {"date": "2027-04-01"}]},
        Filled("age", (Part("answer:child.birth_date"), Part("fixed", "2027-04-01"))),
    ),
    (
        {"school_grade": [{"answer": "child.birth_date"}, {"fact": "fiscal_year"}]},
        Filled("grade", (Part("answer:child.birth_date"), Part("fact:fiscal_year"))),
    ),
    ({"days_between": [{"answer": "start"}, {"fact": "today"}]}, Filled("days_between", (START, TODAY))),
    ({"fact": "today"}, Filled("day", (TODAY,))),
    ({"months_before": [{"fact": "today"}, 3]}, Filled("months_before", (TODAY, Part("fixed", "3")))),
    (
        {"business_days_after": [{"answer": "start"}, 10]},
        Filled("working_days_after", (START, Part("fixed", "10"))),
    ),
]
BEYOND = [
    {"plus": [{"times": [{"answer": "days"}, 2]}, 1]},
    {"round": {"value": {"answer": "heat"}, "to": 1, "how": "down"}},
    {"round": {"value": {"count": {"rows": "siblings"}}, "to": 0, "how": "up"}},
    {"max": [{"answer": "days"}, 3]},
    {"lookup": {"row": {"answer": "days"}, "rows": [{"value": 1}]}},
    {"age_on": [{"answer": "nobody"}, {"fact": "today"}]},
    {"answer": "days"},
    True,
]


@pytest.mark.parametrize(("raw", "value"), KNOWN)
def test_a_value_is_a_recipe_and_the_recipe_the_value(raw: Any, value: Filled) -> None:
    assert read(raw, THINGS) == value
    assert write(value, THINGS) == (raw, ())
    faults: list[Fault] = []
    read_expression(raw, scope=SCOPE, path="value", faults=faults)
    assert faults == []


@pytest.mark.parametrize("raw", BEYOND)
def test_what_no_recipe_says_is_left_alone(raw: Any) -> None:
    assert read(raw, THINGS) is None


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        (Part(), "missing"),
        (Part("fixed", " "), "missing"),
        (Part("fixed", "3.5"), "no_whole"),
        (Part("fixed", "みっか"), "no_number"),
        (Part("answer:gone"), "missing"),
    ],
)
def test_what_is_lacking_is_told_with_its_part(part: Part, reason: str) -> None:
    assert write(filled("days_after", (START, part)), THINGS) == (None, (Lacking(1, reason),))


def test_a_day_that_is_none_is_told() -> None:
    assert write(filled("day", (Part("fixed", "いつか"),)), THINGS)[1] == (Lacking(0, "no_day"),)
    assert write(filled("day", (Part("fixed", "令和9年4月1日"),)), THINGS)[0] == {"date": "2027-04-01"}


def test_another_recipe_keeps_the_parts_that_fit() -> None:
    before = filled("days_after", (START, Part("fixed", "3")))
    after = fitted(filled("days_between", before.parts), THINGS)
    assert after.parts == (START, Part("fixed", "3"))
    assert fitted(filled("product", before.parts), THINGS).parts == (Part(), Part("fixed", "3"))


@pytest.mark.parametrize("name", RECIPES)
def test_an_empty_recipe_lacks_all_its_parts(name: str) -> None:
    value = filled(name)
    assert len(write(value, THINGS)[1]) == len(value.parts)


def test_a_name_that_no_condition_usually_asks_for_is_no_ingredient_unless_used() -> None:
    assert "answer:child.given" not in THINGS
    assert "answer:child.given" in ingredients_in(SCOPE, used=frozenset({"answer:child.given"}))
