"""Seats of a round: the table of all places, one line for its signer, and what stood there last year."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import Http404

from madoguchi.places.models import Place
from madoguchi.procedures.queries import document_of
from madoguchi.rules.documents.questions import RankedPlacesQuestion
from madoguchi.rules.seating import Band, Line, Typed, write_bands
from madoguchi.selection.models import Round, Seats


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A place in the table: what it takes, and what it took last year."""

    place: Place
    seats: Seats | None  # None: nothing was said yet
    last_year: int | None

    @property
    def bands(self) -> str:
        """The bands as they are typed."""
        return write_bands(line_of(self.seats).bands) if self.seats else ""

    @property
    def typed(self) -> Typed | None:
        """What was said, as it would be typed."""
        if self.seats is None:
            return None
        return Typed(capacity=str(self.seats.capacity), reserved=str(self.seats.reserved), bands=self.bands)

    @property
    def difference(self) -> int | None:
        """How many children more or fewer than last year."""
        if self.seats is None or self.last_year is None:
            return None
        return self.seats.capacity - self.last_year


def line_of(seats: Seats) -> Line:
    """What a row says, as a value."""
    bands = tuple(Band(grades=tuple(each["grades"]), seats=each["seats"]) for each in seats.bands)
    return Line(capacity=seats.capacity, reserved=seats.reserved, bands=bands)


def list_seats(*, round: Round, on: date) -> list[Row]:
    """Every open place that the round's procedures offer, by reading, with what it takes."""
    held = {each.place_id: each for each in round.seats.select_related("proposed_by")}
    before = last_year_of(round) if round.kind == Round.Kind.FIRST else None  # others give what is left
    kinds = _kinds(round)
    places = Place.objects.filter(kind__in=kinds).select_related("operator").order_by("kana", "code")
    return [
        Row(place=place, seats=held.get(place.pk), last_year=_last_year(place, before))
        for place in places
        if place.pk in held or place.closed_on is None or place.closed_on > on
    ]


def _last_year(place: Place, before: Mapping[str, int] | None) -> int | None:
    """What a place took then; nothing where a round gives only the seats that are left."""
    return None if before is None else before.get(place.pk, place.capacity)


def last_year_of(round: Round) -> dict[str, int]:
    """How many children each place took in the same round of the fiscal year before."""
    earlier = Seats.objects.filter(
        round__section=round.section, round__fiscal_year=round.fiscal_year - 1, round__kind=round.kind
    )
    return dict(earlier.values_list("place_id", "capacity"))


def access_seats(*, round: Round, place: str) -> Seats:
    """What a place takes in a round; 404 where nothing was said."""
    found = round.seats.select_related("place", "round").filter(place=place).first()
    if found is None:
        raise Http404
    return found


def list_to_sign(*, places: Collection[str]) -> list[Seats]:
    """What these places are asked to sign, and what they have signed, until a round's results are known.

    That places are given shows nowhere before.
    """
    undecided = (Round.State.PREPARING, Round.State.PLACED)
    found = Seats.objects.filter(place__in=places, round__state__in=undecided)
    return list(found.select_related("place", "round").order_by("round__starts_on", "place__kana"))


def access_to_sign(*, seats_id: int, places: Collection[str]) -> Seats:
    """A line of one of these places; 404 for any other."""
    found = Seats.objects.select_related("place", "round").filter(pk=seats_id, place__in=places).first()
    if found is None:
        raise Http404
    return found


def seats_by_place(round_id: UUID) -> dict[str, Line]:
    """What each place takes in a round, by its code."""
    return {each.place_id: line_of(each) for each in Seats.objects.filter(round=round_id)}


def seats_in_year(*, places: Collection[str], year: int) -> dict[str, int]:
    """How many children these places take in a school year, by the seats of its first round."""
    kept = Seats.objects.filter(round__fiscal_year=year, round__kind=Round.Kind.FIRST, place__in=places)
    return dict(kept.order_by("proposed_at").values_list("place", "capacity"))


def _kinds(round: Round) -> Iterable[str]:
    currents = [each.current_id for each in round.procedures.all() if each.current_id]
    questions = [question for current in currents for question in document_of(current).questions()]
    return {each.places for each in questions if isinstance(each, RankedPlacesQuestion)} or {"club"}
