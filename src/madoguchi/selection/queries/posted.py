"""What rounds have to show everybody, for whoever looks at the front page or at a procedure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from madoguchi.selection.models import Round
from madoguchi.selection.queries.free_places import shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """Whether there are free places, and whether there is a lottery, to look at now."""

    free_places: bool
    lottery: bool

    def __bool__(self) -> bool:
        return self.free_places or self.lottery


def posted(*, now: datetime, procedure: str | None = None) -> Posted:
    """Of all rounds, or of those that take the applications of one procedure. One query."""
    rounds = Round.objects.filter(procedures=procedure) if procedure else Round.objects.all()
    drawn = ~Q(lottery_commitment="") & ~Q(state=Round.State.ENDED)
    found = rounds.aggregate(free=Count("pk", filter=shown(now)), drawn=Count("pk", filter=drawn))
    return Posted(free_places=found["free"] > 0, lottery=found["drawn"] > 0)
