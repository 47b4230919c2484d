"""What events bring to support centres: their days beside comparable ones, counted from the visits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.http import Http404

from madoguchi.base.texts import text_plain
from madoguchi.booking.models import Session
from madoguchi.checkin.models import Point, PointProfile, Visit
from madoguchi.insights.models import Occasion
from madoguchi.insights.visiting import PROFILE
from madoguchi.places.models import Place
from madoguchi.rules import lifts as rules
from madoguchi.rules.calendar import TOKYO
from madoguchi.rules.lifts import Lifted
from madoguchi.rules.slots import Standing
from madoguchi.rules.suppression import FEW

HELD: Final = (Standing.OPEN, Standing.PAUSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDay:
    """A day on which something was held at a centre."""

    day: date
    centre: str
    what: Sequence[str]
    visits: int
    lifted: Lifted | None
    noted: Sequence[Occasion]  # what an officer named, and may take away


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreLift:
    """All event days of a centre that can be compared."""

    centre: str
    event_days: int
    lifted: Lifted | None
    is_hidden: bool  # so few came that it would say who


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifts:
    """The event days of a year; single days for the section alone."""

    centres: Sequence[CentreLift]
    days: Sequence[EventDay]
    is_whole: bool


def is_owner(reach: Collection[str]) -> bool:
    """Whether one of these sections answers for the centres."""
    return PointProfile.objects.filter(pk=PROFILE, section__in=reach).exists()


def list_centres() -> list[Place]:
    """The places with a door for families."""
    doors = Point.objects.filter(profile=PROFILE).values("place")
    return list(Place.objects.filter(pk__in=doors).order_by("kana"))


def access_event(occasion_id: int, *, reach: Collection[str]) -> Occasion:
    """A day that was named at a centre, for the section of the centres; 404 for others."""
    found = Occasion.objects.filter(pk=occasion_id, place__isnull=False).first()
    if found is None or not is_owner(reach):
        raise Http404
    return found


def lifts(year: int, *, reach: Collection[str], until: date) -> Lifts:
    """The events of a fiscal year before a day that has not ended yet. Five queries."""
    begin, end = date(year, 4, 1), min(date(year + 1, 4, 1), until)
    places, whole = list_centres(), is_owner(reach)
    visits, held, noted = _visits(begin, end, until), _held(begin, date(year + 1, 4, 1)), _noted(begin, end)
    found = {
        place.name: list(_days(place, end, visits[place.pk], held[place.pk], noted[place.pk]))
        for place in places
    }
    return Lifts(
        centres=[_centre(name, days, whole) for name, days in found.items() if days],
        days=sorted((day for days in found.values() for day in days), key=lambda day: day.day)
        if whole
        else (),
        is_whole=whole,
    )


def _days(
    place: Place,
    until: date,
    visits: Mapping[date, int],
    held: Mapping[str, Mapping[date, str]],
    noted: Mapping[date, list[Occasion]],
) -> Iterator[EventDay]:
    days = {day for day in rules.events(held.values()) if day < until} | set(noted)
    for day in days:
        titles = [on[day] for on in held.values() if day in on]
        yield EventDay(
            day=day,
            centre=place.name,
            what=[*titles, *(each.words for each in noted.get(day, ()))],
            visits=visits.get(day, 0),
            lifted=rules.lifted(day, visits=visits, held=days),
            noted=noted.get(day, ()),
        )


def _centre(name: str, days: Sequence[EventDay], is_whole: bool) -> CentreLift:
    found = rules.together(day.lifted for day in days)
    is_few = found is not None and min(found.visits, found.usual) < FEW
    return CentreLift(centre=name, event_days=len(days), lifted=found, is_hidden=is_few and not is_whole)


def _visits(begin: date, end: date, until: date) -> Mapping[str, dict[date, int]]:
    """How many came, by centre and day that is over; the weeks around the year, too, to compare with."""
    around = Visit.objects.filter(
        point__profile=PROFILE, day__gte=begin - rules.NEAR, day__lt=min(end + rules.NEAR, until)
    )
    found: Mapping[str, dict[date, int]] = defaultdict(dict)
    for place, day, count in around.order_by().values_list("point__place", "day").annotate(Count("pk")):
        found[place][day] = count
    return found


def _held(begin: date, end: date) -> Mapping[str, dict[str, dict[date, str]]]:
    """What was held, or will be, at places where families come in: by place, offering and day."""
    first, last = (datetime.combine(day, time(), TOKYO) for day in (begin, end))
    sessions = Session.objects.filter(
        place__in=Point.objects.filter(profile=PROFILE).values("place"),
        starts_at__gte=first,
        starts_at__lt=last,
        standing__in=HELD,
    )
    rows = sessions.values_list(
        "place", "offering", TruncDate("starts_at", tzinfo=TOKYO), "offering__title"
    ).distinct()
    found: Mapping[str, dict[str, dict[date, str]]] = defaultdict(lambda: defaultdict(dict))
    for place, offering, day, title in rows:
        found[place][offering][day] = text_plain(title)
    return found


def _noted(begin: date, end: date) -> Mapping[str, dict[date, list[Occasion]]]:
    """What officers named, by place and day."""
    found: Mapping[str, dict[date, list[Occasion]]] = defaultdict(lambda: defaultdict(list))
    for row in Occasion.objects.filter(place__isnull=False, day__gte=begin, day__lt=end).order_by("pk"):
        found[str(row.place_id)][row.day].append(row)
    return found
