"""What docs/rules/expressions.md says is what happens: its tables are run here."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.rules.samples import data, parsed

from madoguchi.rules.expressions import MISSING, OPERATORS, Scene, read_expression
from madoguchi.rules.expressions.base import Expression
from madoguchi.rules.expressions.types import Kind
from madoguchi.rules.journey import journey
from madoguchi.rules.phrasing import said
from madoguchi.rules.problems import Fault

PAGE = (Path(__file__).parents[3] / "docs/rules/expressions.md").read_text(encoding="utf-8")
FACTS: dict[str, Any] = {
    "today": date(2026, 11, 20),
    "fiscal_year": 2026,
    "target_year": 2027,
    "closed_days": frozenset({date(2026, 11, 23)}),
}


def block(name: str) -> Any:
    """A fenced block of the page."""
    found = re.search(rf"```yaml {name}\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return yaml.safe_load(found[1])


def tables() -> dict[str, list[list[str]]]:
    """The rows of all tables, by the words in the first line of the table."""
    found: dict[str, list[list[str]]] = {}
    for table in re.findall(r"(?:^\|.*\n)+", PAGE, re.MULTILINE):
        head, _rule, *rows = [
            [cell.strip() for cell in line.strip("|\n").split(" | ")] for line in table.splitlines()
        ]
        found.setdefault(" ".join(word.strip("| ") for word in head), []).extend(rows)
    return found


DOCUMENT = parsed(data(*block("questions")))
FOUND = journey(DOCUMENT, block("answers"), FACTS)
SCENE = Scene(FOUND.answers, FACTS)


def read(written: str) -> Expression:
    """The expression a cell of a table shows in backticks."""
    faults: list[Fault] = []
    raw = yaml.safe_load(written.strip("`"))
    expression = read_expression(raw, scope=DOCUMENT.plan.scope, path="it", faults=faults)
    assert not faults, faults
    return expression


def shown(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f'"{value}"'
        case _:
            return "missing" if value is MISSING else str(value)


VALUES = [(row[0], row[1]) for row in tables()["expression value"]]
SENTENCES = [(row[0], row[1], row[2]) for row in tables()["expression in Japanese in English"]]


def test_the_answers_of_the_page_are_right() -> None:
    assert FOUND.complete, FOUND.errors


@pytest.mark.parametrize(("written", "value"), VALUES)
def test_an_expression_has_the_value_the_page_says(written: str, value: str) -> None:
    assert shown(read(written).compute(SCENE)) == value


@pytest.mark.parametrize(("written", "sentence", "in_english"), SENTENCES)
def test_an_expression_says_itself_as_the_page_says(written: str, sentence: str, in_english: str) -> None:
    found = said(read(written))
    assert (found["ja"], found["en"]) == (sentence, in_english)


@pytest.mark.parametrize("written", [row[0] for row in (*VALUES, *SENTENCES)])
def test_every_expression_of_the_page_has_words_in_every_language(written: str) -> None:
    """The page shows every operator, so none of them is without words."""
    for language, sentence in said(read(written)).items():
        assert sentence
        assert not re.search(r"[{}]", sentence), (language, sentence)


LOGIC = {"true": "true", "false": "false", "missing": "{answer: unknown}"}


@pytest.mark.parametrize("operator", ["all", "any"])
@pytest.mark.parametrize("left", LOGIC)
@pytest.mark.parametrize("right", LOGIC)
def test_the_truth_tables_are_true(operator: str, left: str, right: str) -> None:
    (row,) = [row for row in tables()[f"{operator} true false missing"] if row[0] == f"**{left}**"]
    expected = dict(zip(LOGIC, row[1:], strict=True))[right]
    for one, other in ((left, right), (right, left)):
        expression = read(f"{{{operator}: [{LOGIC[one]}, {LOGIC[other]}]}}")
        assert shown(expression.compute(SCENE)) == expected


@pytest.mark.parametrize("name", OPERATORS)
def test_every_operator_is_on_the_page(name: str) -> None:
    shown_in = [row[0] for row in (*VALUES, *SENTENCES)] + [
        row[0] for row in tables()["type literal questions of the types"]
    ]
    assert any(f"{{{name}:" in written for written in shown_in) or f"`{{{name}: " in PAGE


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.UNKNOWN])
def test_every_type_is_on_the_page(kind: Kind) -> None:
    named = [row[0] for row in tables()["type literal questions of the types"]]
    assert any(kind.value.startswith(each) for each in named)


@pytest.mark.parametrize("written", [written for written, _ in VALUES])
def test_a_missing_operand_is_never_a_crash(written: str) -> None:
    """With no answers at all, every expression is missing or says what it says of nothing."""
    value = read(written).compute(Scene({}, {}))
    assert value is MISSING or isinstance(value, bool | int | str | Decimal | date)
