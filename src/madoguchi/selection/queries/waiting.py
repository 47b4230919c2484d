"""Who waits for a seat of a place after the results: the order of the runs by which places were given."""

from __future__ import annotations

from collections.abc import Iterable

from madoguchi.applications.models import Application
from madoguchi.rules.lifecycle import State
from madoguchi.rules.running import Outcome
from madoguchi.selection.models import Placement, Round


def next_of(*, place: str, year: int) -> Iterable[Application]:
    """Those who got no place and wished for this one, the earlier round first, then by their claim."""
    found = Placement.objects.filter(
        run__confirmation__isnull=False,
        run__round__state__in=(Round.State.RELEASED, Round.State.ENDED),
        run__round__fiscal_year=year,
        outcome=Outcome.WAITING,
        choices__contains=[{"facility": place}],
        application__state=State.DECIDED,
    ).select_related("application", "run__round")
    found = found.defer("sheet", "run__problem", "run__result")
    return [each.application for each in sorted(found, key=lambda each: _turn(each, place))]


def _turn(placement: Placement, place: str) -> tuple[object, ...]:
    round = placement.run.round
    rank = next(each["waiting"] for each in placement.choices if each["facility"] == place)
    return round.starts_on, round.opened_at, rank is None, rank or 0
