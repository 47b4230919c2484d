"""What the public sees of lotteries: the promise once it is given, the seed once it is revealed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from madoguchi.selection.models import Round


@dataclass(frozen=True, slots=True, kw_only=True)
class Lottery:
    """The promise of a round, and what it was kept with."""

    title: str
    fiscal_year: int
    commitment: str
    committed_at: datetime
    arrived_until: date | None
    seed: str  # empty until it is revealed
    revealed_at: datetime | None


# Never the sealed seed: a public page does not even read it.
_SHOWN = {
    "title": "title",
    "fiscal_year": "fiscal_year",
    "commitment": "lottery_commitment",
    "committed_at": "lottery_committed_at",
    "arrived_until": "arrived_until",
    "seed": "lottery_revealed",
    "revealed_at": "lottery_revealed_at",
}


def list_lotteries() -> list[Lottery]:
    """The lottery of every round that promised one, the latest promise standing first."""
    promised = Round.objects.exclude(lottery_commitment="").order_by("-lottery_committed_at", "title")
    return [Lottery(**dict(zip(_SHOWN, row, strict=True))) for row in promised.values_list(*_SHOWN.values())]
