"""A round of selection, small enough to be read: whose it is, from when, and by which table."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from tests.city.people import NOW, acting

from madoguchi.people.models import Officer
from madoguchi.rules.recruiting import Plan
from madoguchi.selection.actions import criteria, rounds
from madoguchi.selection.models import CriteriaEdition, Round

TABLE = (Path(__file__).parents[3] / "packs/hibari/criteria/gakudo.yaml").read_text(encoding="utf-8")
PLAN = Plan(
    title="令和9年4月入会 一次募集",
    fiscal_year=2027,
    kind="first",
    procedures=("club",),
    basis_on=date(2027, 1, 15),
    starts_on=date(2027, 4, 1),
    replace_by=date(2027, 5, 31),
)


def planned(**changes: Any) -> Plan:
    """The first round of the year, with changes."""
    return Plan(**{**{name: getattr(PLAN, name) for name in Plan.__dataclass_fields__}, **changes})


def opened(officer: Officer, *, now: datetime = NOW, section: str = "kosodate", **changes: Any) -> Round:
    """A round that `officer` opened."""
    return rounds.open_round(
        section=section, plan=planned(**changes), officer=officer, by=acting(officer), now=now
    )


def drafted(officer: Officer, *, now: datetime = NOW, section: str = "kosodate") -> CriteriaEdition:
    """The fictional table of points as an edition that `officer` drafted."""
    return criteria.draft_edition(section=section, text=TABLE, officer=officer, by=acting(officer), now=now)
