"""Runs of a round: the list, one of them by club and by child; or 404."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.http import Http404

from madoguchi.rules.running import Outcome
from madoguchi.selection.models import Confirmation, Placement, Round, Run

HEAVY = ("problem", "result", "began_with")


def list_unfinished(*, started_before: datetime) -> list[UUID]:
    """Runs that should have been calculated by now."""
    open_ones = Run.objects.filter(state=Run.State.CALCULATING, started_at__lt=started_before)
    return list(open_ones.values_list("pk", flat=True))


def list_undrafted(*, confirmed_before: datetime) -> list[int]:
    """Confirmed runs whose proposal should be there by now."""
    open_ones = Confirmation.objects.filter(proposal=None, confirmed_at__lt=confirmed_before)
    return list(open_ones.values_list("pk", flat=True))


def list_unweighed(*, confirmed_before: datetime) -> list[int]:
    """Proposed runs whose families are to be told what they lacked, which is not worked out yet."""
    open_ones = Confirmation.objects.filter(
        proposal__isnull=False,
        weighed_at=None,
        run__round__tells_shortfalls=True,
        confirmed_at__lt=confirmed_before,
    )
    return list(open_ones.values_list("pk", flat=True))


def list_runs(*, round: Round) -> list[Run]:
    """The runs of a round, the latest first."""
    found = Run.objects.filter(round=round).select_related("operator", "criteria").defer(*HEAVY)
    return list(found.order_by("-started_at"))


def access_run(*, round: Round, run_id: UUID) -> Run:
    """A run of the round; 404 for any other."""
    found = Run.objects.filter(round=round, pk=run_id).select_related("operator", "criteria", "round")
    if (one := found.first()) is None:
        raise Http404
    return one


def access_named(*, round: Round, name: str) -> Run:
    """The run of the round that an address names; 404 for what is none."""
    try:
        return access_run(round=round, run_id=UUID(name))
    except ValueError:
        raise Http404 from None


def access_placement(*, run: Run, reference: str) -> Placement:
    """What a run says of an application; 404 where it says nothing."""
    found = run.placements.select_related("application", "place")
    if (one := found.filter(application__reference=reference).first()) is None:
        raise Http404
    return one


def counts_of(run: Run) -> Mapping[str, int]:
    """How many children it places, lets wait and cannot take."""
    counted = dict(run.placements.values_list("outcome").annotate(count=Count("pk")))
    exceptions = sum(counted.get(each, 0) for each in (Outcome.INELIGIBLE, Outcome.BELOW))
    return {"placed": 0, "waiting": 0, **counted, "exceptions": exceptions}


def drafting_of(run: Run) -> Mapping[str, Any] | None:
    """How far the decisions of a confirmed run are drafted; None where it was not confirmed."""
    found = Confirmation.objects.filter(run=run).select_related("proposal", "release", "confirmed_by").first()
    if found is None:
        return None
    is_weighing = run.round.tells_shortfalls and found.proposal is not None and found.weighed_at is None
    last = found.weighed if is_weighing else found.last
    done = run.placements.filter(pk__lte=last).count()
    return {
        "confirmation": found,
        "done": done,
        "total": run.placements.count(),
        "is_weighing": is_weighing,
    }
