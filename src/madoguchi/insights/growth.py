"""Friends of the city's account on LINE by week and district, with what happened meanwhile."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from itertools import groupby
from typing import Final

from django.db.models import Count, Exists, OuterRef
from django.db.models.functions import TruncWeek
from django.http import Http404

from madoguchi.insights.models import Occasion, Population
from madoguchi.messaging.models import FriendMove, LineBroadcast, MenuSwitch
from madoguchi.outreach.models import Profile, Wave
from madoguchi.procedures.models import ProcedureVersion
from madoguchi.rules import growth
from madoguchi.rules.calendar import TOKYO, local_day
from madoguchi.rules.friendship import Move
from madoguchi.rules.growth import Week

MOST_NAMED: Final = 3  # procedures published in one week


class Kind(StrEnum):
    """What sort of thing happened."""

    BROADCAST = "broadcast"
    MENU = "menu"  # the words are a mode
    PROCEDURE = "procedure"
    PROCEDURES = "procedures"  # the words are how many
    OCCASION = "occasion"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something that happened, and may explain the figures."""

    day: date
    kind: Kind
    words: str = ""
    title: Mapping[str, str] | None = None  # of a procedure
    occasion: int | None = None  # what can be taken away again
    noted_by: str = ""


def list_weeks(*, district: str, until: date) -> list[Week]:
    """Every week from the first friend on; of a district those who said so. One query."""
    moves = FriendMove.objects.order_by()
    if district:
        there = Profile.objects.filter(district=district).values("resident__reference")
        moves = moves.filter(friend__resident_ref__in=there)
    rows = moves.values_list(TruncWeek("at", tzinfo=TOKYO), "what").annotate(Count("pk"))
    return growth.by_week(((at.date(), Move(what), count) for at, what, count in rows), until=until)


def friends_by_district() -> dict[str, int]:
    """How many friends said that they live there. One query."""
    said = Profile.objects.filter(has_line=True, district__isnull=False).order_by()
    return dict(said.values_list("district").annotate(Count("pk")))


def population() -> dict[str, dict[date, int]]:
    """How many people each district had, by the day on which they were counted. One query."""
    found: dict[str, dict[date, int]] = defaultdict(dict)
    for district, day, people in Population.objects.values_list("district", "counted_on", "people"):
        found[district][day] = people
    return dict(found)


def of_city(people: dict[str, dict[date, int]]) -> dict[date, int]:
    """All districts together, on the days on which each of them was counted."""
    days = set.intersection(*(set(counts) for counts in people.values())) if people else set()
    return {day: sum(counts[day] for counts in people.values()) for day in days}


def list_marks(first: date) -> list[Mark]:
    """What happened from a day on, in order. Four queries."""
    since = datetime.combine(first, time(), TOKYO)
    found = [*_broadcasts(since), *_menus(since), *_procedures(since), *_occasions(first)]
    return sorted(found, key=lambda mark: mark.day)


def access_occasion(occasion_id: int, *, officer: str, is_owner: bool) -> Occasion:
    """What an officer noted, for themselves and for who administers; 404 for others."""
    found = Occasion.objects.filter(pk=occasion_id, place=None).first()
    if found is None or not (is_owner or found.noted_by == officer):
        raise Http404
    return found


def _broadcasts(since: datetime) -> Iterator[Mark]:
    """Once, however many waves it was told in."""
    before = Wave.objects.filter(
        broadcast=OuterRef("broadcast"), number__lt=OuterRef("number"), on_line__isnull=False
    )
    later = Wave.objects.filter(Exists(before), on_line__isnull=False).values("on_line")
    told = LineBroadcast.objects.filter(queued_at__gte=since, recipients__gt=0).exclude(pk__in=later)
    for at, title in told.values_list("queued_at", "title"):
        yield Mark(day=local_day(at), kind=Kind.BROADCAST, words=title)


def _menus(since: datetime) -> Iterator[Mark]:
    for at, mode in MenuSwitch.objects.filter(begun_at__gte=since).values_list("begun_at", "mode"):
        yield Mark(day=local_day(at), kind=Kind.MENU, words=mode)


def _procedures(since: datetime) -> Iterator[Mark]:
    """One by one, unless a week saw many of them."""
    rows = ProcedureVersion.objects.filter(published_at__gte=since).order_by("published_at")
    them = [(local_day(at), title) for at, title in rows.values_list("published_at", "document__title")]
    for week, published in groupby(them, key=lambda each: growth.monday(each[0])):
        of_week = list(published)
        if len(of_week) > MOST_NAMED:
            yield Mark(day=max(week, of_week[0][0]), kind=Kind.PROCEDURES, words=str(len(of_week)))
        else:
            yield from (Mark(day=day, kind=Kind.PROCEDURE, title=title) for day, title in of_week)


def _occasions(first: date) -> Iterator[Mark]:
    for row in Occasion.objects.filter(day__gte=first, place=None):
        yield Mark(day=row.day, kind=Kind.OCCASION, words=row.words, occasion=row.pk, noted_by=row.noted_by)
