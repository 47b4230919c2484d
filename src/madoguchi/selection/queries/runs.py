"""Runs of a round: the list, one of them by club and by child; or 404."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import Http404

from madoguchi.selection.models import Round, Run

HEAVY = ("problem", "result", "began_with")


def list_unfinished(*, started_before: datetime) -> list[UUID]:
    """Runs that should have been calculated by now."""
    open_ones = Run.objects.filter(state=Run.State.CALCULATING, started_at__lt=started_before)
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
