"""What a run would come upon, listed before anybody starts one: each with the place where it is mended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from madoguchi.applications.models import Application
from madoguchi.places.models import Place
from madoguchi.rules import running
from madoguchi.rules.protection import NOT_SHOWN
from madoguchi.selection import run_wording as wording
from madoguchi.selection.gathering import given_to
from madoguchi.selection.models import Round, Run
from madoguchi.selection.outcomes import Exempt, bars, names_of
from madoguchi.selection.queries.findings import confirmed_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """What stops a run, and whom it places nowhere. `looked_at`: how many were found out by now."""

    looked_at: int
    seatless: list[str]
    faulty: list[Exempt]
    unplaceable: list[Exempt]


def ahead(round: Round) -> Ahead | None:
    """Of those whose findings are confirmed; None before criteria are chosen."""
    if round.criteria is None:
        return None
    taken = list(confirmed_in(round=round))
    criteria = round.criteria.criteria
    found = running.ahead(given_to(Run(round=round, criteria=round.criteria, kind=Run.Kind.REAL), taken))
    stops = {each["reference"]: [wording.point_faults(each["codes"])] for each in found.faulty}
    bar = {name: bars(outcome, sheet, criteria) for name, (outcome, sheet) in found.unplaceable.items()}
    places = Place.objects.filter(pk__in=found.seatless).order_by("kana", "code")
    known = {each.reference: each for each in taken if each.reference in {*stops, *bar}}
    return Ahead(
        looked_at=len(taken),
        seatless=list(places.values_list("name", flat=True)),
        faulty=_exempt(stops, known),
        unplaceable=_exempt(bar, known),
    )


def _exempt(reasons: Mapping[str, list[Any]], known: Mapping[str, Application]) -> list[Exempt]:
    """Of protected households without the name."""
    names = names_of(known[each] for each in reasons)
    return [
        Exempt(
            reference=each,
            name=NOT_SHOWN if known[each].is_protected else names[each],
            reasons=reasons[each],
        )
        for each in sorted(reasons)
    ]
