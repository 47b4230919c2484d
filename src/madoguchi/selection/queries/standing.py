"""How far a round has got: what stands between now and a run."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F, Q

from madoguchi.selection.models import Assessment, Round
from madoguchi.selection.queries.outside import list_doubles
from madoguchi.selection.queries.rounds import applications_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Counts of one round. `sampled` are those that another officer looks at again."""

    applications: int
    confirmed: int
    sampled: int
    checked: int
    places: int
    capacity: int
    signed: int
    pre_assigned: int
    unapproved: int
    doubles: int

    @property
    def approved(self) -> int:
        """Places outside the order that somebody else has approved."""
        return self.pre_assigned - self.unapproved

    @property
    def unconfirmed(self) -> int:
        """Applications with findings that nobody has confirmed."""
        return self.applications - self.confirmed

    @property
    def unchecked(self) -> int:
        """Applications that wait for their second officer."""
        return self.sampled - self.checked

    @property
    def unsigned(self) -> int:
        """Places whose seats nobody has signed."""
        return self.places - self.signed


def standing_of(round: Round) -> Standing:
    """How far it has got, in counts of the database."""
    here = applications_in(round)
    assessed = Assessment.objects.filter(round=round, application__in=here.order_by())
    fresh = Q(open_count=0, answers=F("application__answer_count"))
    found = assessed.aggregate(
        confirmed=Count("pk", filter=fresh),
        sampled=Count("pk", filter=fresh & Q(in_sample=True)),
        checked=Count("pk", filter=fresh & Q(in_sample=True, checked_at__isnull=False)),
    )
    seats = list(round.seats.values_list("capacity", "signed_at"))
    outside = round.pre_assignments.aggregate(
        pre_assigned=Count("pk"), unapproved=Count("pk", filter=Q(approved_at=None))
    )
    return Standing(
        applications=here.count(),
        places=len(seats),
        capacity=sum(capacity for capacity, _ in seats),
        signed=sum(signed_at is not None for _, signed_at in seats),
        doubles=len(list_doubles(round=round)),
        **found,
        **outside,
    )
