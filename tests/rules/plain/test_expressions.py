"""The examples of docs/rules/expressions.md, by the evaluator of the plain engine."""

from __future__ import annotations

import re
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from madoguchi.rules.plain.expressions import Seen, worth

PAGE = Path(__file__).parents[3] / "docs/rules/expressions.md"
NOT_IN_CRITERIA = ("contains", "rank:", "papers", "nobody", "today", "business_days")
ANSWERS = {
    "reason": "work",
    "days": Decimal(4),
    "heat": Decimal("37.5"),
    "start": date(2026, 4, 1),
    "leaves_at": time(18, 30),
    "late": True,
    "child.birth_date": date(2019, 4, 2),
}
ROWS = (
    {"stage": "primary", "age": Decimal(8)},
    {"stage": "nursery", "age": Decimal(3)},
    {"stage": "nursery"},
)
SEEN = Seen(ANSWERS, ROWS, {"fiscal_year": Decimal(2026)})


def examples() -> list[tuple[str, str]]:
    """Expressions and their values, as the page shows them."""
    _, *parts = PAGE.read_text(encoding="utf-8").split("| expression | value |\n|---|---|\n")
    tables = "\n".join(part.partition("\n\n")[0] for part in parts)
    found = re.findall(r"^\| `(\{.*\})` \| ([^|]+) \|$", tables, re.MULTILINE)
    return [each for each in found if not any(word in each[0] for word in NOT_IN_CRITERIA)]


def as_findings(written: str) -> Any:
    """An expression about answers and rows as one about findings and guardians."""
    named = re.sub(r"answered: (\w+)", r"answered: {finding: \1}", written)
    return yaml.safe_load(re.sub(r"\{(answer|row): ([\w.]+)\}", r"{finding: \2}", named))


@pytest.mark.parametrize(("written", "value"), examples())
def test_an_example_of_the_page(written: str, value: str) -> None:
    assert _shown(worth(as_findings(written), SEEN)) == value.strip('"')


def _shown(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "missing"}[value]
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def test_there_are_examples() -> None:
    assert len(examples()) > 50
