"""What the public sees of rounds: the places that are free, from the instant they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from madoguchi.procedures.queries import document_of
from madoguchi.rules import calendar
from madoguchi.rules.documents import Text
from madoguchi.selection.models import Round


@dataclass(frozen=True, slots=True, kw_only=True)
class Free:
    """A club with free places."""

    name: Text
    district: Text
    seats: int
    hours: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A round with free places, and what to apply by."""

    round: Round
    procedures: tuple[tuple[str, Text], ...]  # slug and title
    places: tuple[Free, ...]


def list_free_places(*, now: datetime) -> list[Offered]:
    """The rounds whose free places everybody may see now, those that begin first standing first.

    What is left would tell the results of the round before: nobody sees it before those families know.
    """
    return [_offered(each) for each in Round.objects.filter(shown(now)).order_by("starts_on", "title")]


def shown(now: datetime) -> Q:
    """Of rounds: those whose free places everybody may see now; not when nobody can apply any more."""
    today = calendar.local_day(now)
    is_due = Q(free_places_from__lte=now, starts_on__gte=today)
    is_due &= Q(arrived_until=None) | Q(arrived_until__gte=today)
    is_settled = Q(follows=None) | Q(follows__state__in=(Round.State.RELEASED, Round.State.ENDED))
    return is_due & is_settled & Q(state=Round.State.PREPARING)


def _offered(round: Round) -> Offered:
    seats = round.seats.filter(capacity__gt=0, signed_at__isnull=False).select_related("place__district")
    currents = round.procedures.filter(current__isnull=False).order_by("slug")
    return Offered(
        round=round,
        procedures=tuple((each.slug, document_of(each.current_id).title) for each in currents),
        places=tuple(
            Free(
                name=Text({"ja": each.place.name, **each.place.names}),
                district=Text({"ja": each.place.district.name, **each.place.district.names}),
                seats=each.capacity,
                hours=each.place.hours,
                phone=each.place.phone,
            )
            for each in seats.order_by("place__district__kana", "place__kana")
        ),
    )
