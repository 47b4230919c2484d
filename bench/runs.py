"""A run of a round in memory: points and places of a whole city, by both engines and compared."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from bench.figures import Figure
from bench.points import CHILDREN, CLUBS, TABLE, case_of_child, written
from madoguchi.rules import running
from madoguchi.rules.criteria import stored
from madoguchi.rules.criteria.parsing import tidied
from madoguchi.rules.running import Entry, Given, Ran
from madoguchi.rules.seating import Line

SEATS: Final = 40


def figures(_var: Path) -> Iterator[Figure]:
    """The processor's seconds from findings and seats to places that two engines agree on."""
    given = _given()
    began = time.process_time()
    found = running.run(given)
    seconds = time.process_time() - began
    if not isinstance(found, Ran):
        raise RuntimeError(str(found))
    yield Figure(
        name=f"a run of {CHILDREN:,} × {len(CLUBS)}, both engines", value=seconds, limit=10, unit="s"
    )


def _given() -> Given:
    text = TABLE.read_text(encoding="utf-8")
    return Given(
        criteria=stored(text),
        document=tidied(text),
        edition="0" * 64,
        entries=tuple(_entry(number) for number in range(CHILDREN)),
        seats={club: Line(capacity=SEATS) for club in CLUBS},
        pre_assigned={},
        closings=(),
        seed="a seed of thirty-two characters and more",
    )


def _entry(number: int) -> Entry:
    case = case_of_child(number)
    return Entry(
        reference=case.id,
        choices=tuple(case.facilities),
        grade=1 + number % 6,
        family=case.id,
        arrived_on=date(2026, 12, 1),
        case=written(case),
    )
