"""Points: the sheets of a whole city, by a table of sixty items and more."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from bench.figures import Figure, Stated
from madoguchi.rules import criteria as documents
from madoguchi.rules.criteria import Criteria
from madoguchi.rules.criteria.cases import Case
from madoguchi.rules.criteria.parsing import tidied
from madoguchi.rules.plain import scoring as plain
from madoguchi.rules.scoring import score

CHILDREN: Final = 2_900
TIMES: Final = 3
CLUBS: Final = [f"c{number:02}" for number in range(65)]
TABLE: Final = Path(__file__).parents[1] / "packs/criteria/tomigusuku.yaml"


def figures(var: Path) -> Iterator[object]:
    """How long the points of all children take, and how many items the table has."""
    table = documents.parse(TABLE.read_text(encoding="utf-8"))
    if not isinstance(table, Criteria):
        raise ValueError("; ".join(map(str, table)))
    cases = [case_of_child(number) for number in range(CHILDREN)]
    yield Stated(name="points: items of the table", value=_items(table), unit="items")
    seconds = min(_seconds(table, cases) for _ in range(TIMES))
    yield Figure(name=f"points: {CHILDREN:,} children", value=seconds, limit=1, unit="s")
    ready = plain.criteria_of(tidied(TABLE.read_text(encoding="utf-8")))
    raw = [written(each) for each in cases]
    both = seconds + min(_worked_out(ready, raw) for _ in range(TIMES))
    yield Figure(name=f"points: {CHILDREN:,} children, by both engines", value=both, limit=5, unit="s")


def _items(table: Criteria) -> int:
    return sum(max(len(getattr(each, "rows", ())), 1) for each in table.items())


def _seconds(table: Criteria, cases: list[Case]) -> float:
    """The processor's time, which other work on the machine does not lengthen."""
    began = time.process_time()
    _scored(table, cases)
    return time.process_time() - began


def _worked_out(ready: Any, raw: list[dict[str, Any]]) -> float:
    """The same by the plain engine, which reads cases as they are written."""
    began = time.process_time()
    for each in raw:
        plain.work_out(ready, each)
    return time.process_time() - began


def _scored(table: Criteria, cases: list[Case]) -> None:
    """Every sheet; one with an error would be no measure."""
    if any(score(table, case).total is None for case in cases):
        raise ValueError("a case of the measurement has errors")


def written(case: Case) -> dict[str, Any]:
    """A case as its line holds it."""
    return {
        "id": case.id,
        "on": case.on.isoformat(),
        "household": case.household,
        "guardians": list(case.guardians),
        "facilities": case.facilities,
    }


def case_of_child(number: int) -> Case:
    """Two guardians of a typical mix, five findings of the household, three clubs."""
    chance = random.Random(number)
    return Case(
        id=str(number),
        on=date(2026, 12, 15),
        household={
            "single": number % 9 == 0,
            "tanshin": number % 17 == 0,
            "sib2": number % 7 == 0,
            "arrears": number % 40 == 0,
            "disabled_child": number % 30 == 0,
            "tax": chance.randrange(400_000),
            "children": 2,
        },
        guardians=(_guardian(chance), _guardian(chance)),
        facilities={club: {"sib_enrolled": chance.random() < 0.1} for club in chance.sample(CLUBS, 3)},
    )


def _guardian(chance: random.Random) -> dict[str, Any]:
    reasons: list[dict[str, Any]] = [
        {"work_hours": Decimal(chance.randrange(6_400, 20_000)) / 100},
        {"last_3_months": chance.randrange(192, 600), "planned": True},
        {"study_hours": chance.randrange(64, 200)},
        {"ill_6m": True, "seek": True},
    ]
    return chance.choices(reasons, (7, 1, 1, 1))[0]
