"""Reading notices: of one child, of one resident, of a place on a day."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from madoguchi.applications.models import Application
from madoguchi.base import crypto, office
from madoguchi.checkin.models import Arrival, FiledNotice, Notice, NoticeReader
from madoguchi.people.models import Child, Resident
from madoguchi.places import rolls
from madoguchi.places.models import Belonging, Kind, Place, RollEntry
from madoguchi.places.queries import opening_days
from madoguchi.rules import absences, calendar
from madoguchi.rules.absences import Desk, Held, Reader, Reason, Said, Standing

HANDS_OVER: Final = (Kind.CLUB, Kind.NURSERY, Kind.KINDERGARTEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A notice, opened."""

    notice: Notice
    said: Said
    reader: NoticeReader | None = None  # of the place that asks


def said_of(notice: Notice) -> Said:
    """What a notice says."""
    opened = crypto.unseal(notice.sealed)
    return Said(
        kind=absences.Kind(notice.kind),
        first_on=notice.first_on,
        last_on=notice.last_on,
        reason=Reason(opened["reason"]) if opened["reason"] else None,
        temperature=opened["temperature"],
        at=opened["at"],
        words=opened["words"],
    )


def seal(said: Said) -> str:
    """Why, how warm, when and in which words, for no eyes but the readers'."""
    return crypto.seal(
        {"reason": said.reason or "", "temperature": said.temperature, "at": said.at, "words": said.words}
    )


def readers_for(belongings: Iterable[Belonging], on: date) -> list[Reader]:
    """The places a child belongs to on a day, as the rule asks about them."""
    return [
        Reader(
            place=each.place_id,
            is_club=each.place.kind == Kind.CLUB,
            hands_over=each.place.kind in HANDS_OVER,
            opens=is_school_day(each.place, on),
            notify_by=each.place.notify_by,
        )
        for each in belongings
    ]


def places_of(child: Child, on: date) -> set[str]:
    """The codes of the places a child belongs to on a day."""
    return {each.place_id for each in rolls.belongings_on(children=[child], on=on).get(child.pk, [])}


def is_school_day(place: Place, on: date) -> bool:
    """Whether children come to a place on a day."""
    return on in school_days(place, [on])


def school_days(place: Place, days: Sequence[date]) -> set[date]:
    """On which of these days children come to a place. One query."""
    return {
        each.day
        for each in opening_days(place, days)
        if absences.is_school_day(
            each, is_club=place.kind == Kind.CLUB, closed_days=office.closed_days(each.day.year)
        )
    }


def held_by(*, children: Collection[int], since: date) -> list[Held]:
    """What was said of a child, by whichever row the city knows it, and not withdrawn."""
    rows = Notice.objects.filter(child__in=children, withdrawn_at=None, last_on__gte=since)
    return [Held(key=str(each.pk), said=said_of(each)) for each in rows.order_by("told_at")]


def same_children(child: Child, belongings: Iterable[Belonging]) -> list[int]:
    """The rows by which the city knows a child: its own, and those the school says are the same."""
    entries = [each.entry_id for each in belongings if each.entry_id]
    others = Belonging.objects.filter(entry__in=entries).values_list("child", flat=True)
    return sorted({child.pk, *others})


def list_ahead(*, resident: Resident, on: date) -> list[Told]:
    """What a resident said of today and later, the next first."""
    rows = Notice.objects.filter(told_by=resident, withdrawn_at=None, last_on__gte=on)
    found = rows.select_related("child").prefetch_related("readers__place").order_by("first_on", "told_at")
    return [Told(notice=each, said=said_of(each)) for each in found]


def access_notice(*, notice_id: UUID, resident: Resident) -> Told:
    """One of a resident's own notices; 404 for any other."""
    rows = Notice.objects.filter(pk=notice_id, told_by=resident, withdrawn_at=None)
    found = rows.select_related("child").prefetch_related("readers__place").first()
    if found is None:
        raise Http404
    return Told(notice=found, said=said_of(found))


def find_told(*, key: str) -> Notice | None:
    """A notice that stands in the way of another: when it came, and of which account."""
    return Notice.objects.filter(pk=key).select_related("child").first() if key else None


def filed_with(application: Application) -> FiledNotice | None:
    """What became of a notice that was filed as an application, for who follows it."""
    found = FiledNotice.objects.filter(application=application).select_related("notice", "place")
    return found.prefetch_related("notice__readers__place").first()


def list_left_over(*, sections: Collection[str]) -> list[FiledNotice]:
    """What officers of these sections have to pass on by telephone, the oldest first."""
    open_ones = FiledNotice.objects.filter(settled_at=None, application__section__in=sections)
    return list(open_ones.exclude(wrong="").select_related("application", "place").order_by("at"))


def access_filed(*, application: Application) -> FiledNotice:
    """What is left over of an application that was already permitted; 404 where nothing is."""
    found = filed_with(application)
    if found is None or not found.wrong:
        raise Http404
    return found


def list_at(*, place: str, on: date, until: date | None = None) -> list[Told]:
    """What a place reads of a day, or of the days until another, the latest last. One query."""
    readers = NoticeReader.objects.filter(_on(on, "notice__", until), place=place)
    rows = readers.select_related("notice__child").order_by("notice__told_at")
    return [Told(notice=each.notice, said=said_of(each.notice), reader=each) for each in rows]


def access_at(*, notice_id: UUID, place: str, on: date) -> NoticeReader:
    """A notice that a place reads on a day; 404 for any other."""
    found = NoticeReader.objects.filter(_on(on, "notice__"), place=place, notice=notice_id).first()
    if found is None:
        raise Http404
    return found


def list_overdue(*, place: str, on: date, now: datetime) -> list[str]:
    """The notices of who should have come late by now. Only those who come late are opened for it."""
    late = Notice.objects.filter(_on(on), kind=absences.Kind.LATE, readers__place=place).order_by("pk")
    return [str(each.pk) for each in late if absences.is_overdue(said_of(each), on=on, now=now)]


def mark(*, place: str, on: date, due: bool = False, overdue: Collection[str] = ()) -> str:
    """Changes whenever the board of a place does. Nothing is opened for it."""
    readers = NoticeReader.objects.filter(_on(on, "notice__"), place=place).order_by("pk")
    told = readers.values_list("notice", "notice__changed_at", "seen_at")
    there = Arrival.objects.filter(entry__place=place, day=on).order_by("entry").values_list("entry", "at")
    roll = RollEntry.objects.filter(place=place, year=calendar.fiscal_year(on)).order_by("pk")
    seats = roll.values_list("pk", "grade", "group", "left_on")
    known = Belonging.objects.filter(place=place, child__in=readers.values("notice__child")).order_by("pk")
    who = known.values_list("child", "entry")
    seen = repr((on, due, list(overdue), list(told), list(who), list(there), list(seats)))
    return hashlib.sha256(seen.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A child of a class today."""

    entry: RollEntry
    told: tuple[Told, ...]
    arrived_at: datetime | None
    standing: Standing

    @property
    def desk(self) -> Desk:
        """As the rules see it."""
        return Desk(notices=tuple(each.said for each in self.told), arrived=self.arrived_at is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolClass:
    """A class today."""

    grade: int | None
    group: str
    rows: tuple[Row, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many stand how, by the name of the standing."""
        return {each.value: sum(row.standing is each for row in self.rows) for each in Standing}

    @property
    def has_begun(self) -> bool:
        """Whether somebody took the roll already."""
        return any(row.arrived_at for row in self.rows)

    @property
    def has_many_ill(self) -> bool:
        """Whether somebody should think of closing it."""
        return absences.has_many_ill([row.desk for row in self.rows])


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A school or nursery today."""

    classes: tuple[SchoolClass, ...]
    unknown: tuple[Told, ...]  # of children whom the school has not found in its roll yet
    reasons: Mapping[Reason, int] = field(default_factory=dict)

    @property
    def missing(self) -> list[Row]:
        """連絡なし・未到着: of classes that took the roll."""
        return [
            row
            for each in self.classes
            if each.has_begun
            for row in each.rows
            if row.standing is Standing.MISSING
        ]

    @property
    def waiting(self) -> list[SchoolClass]:
        """The classes that nobody has taken the roll of, though everybody should be there."""
        return [each for each in self.classes if not each.has_begun and each.counts[Standing.MISSING]]


def board(*, place: Place, on: date, now: datetime) -> Board:
    """Everybody of the roll with what was said and who has arrived. Five queries, however many there are."""
    entries = rolls.list_roll(place=place.pk, on=on)
    told = list_at(place=place.pk, on=on)
    held = Belonging.objects.filter(child__in={each.notice.child_id for each in told}, place=place)
    entry_of = dict(held.exclude(entry=None).values_list("child", "entry"))
    said: dict[UUID, list[Told]] = {}
    unknown = [each for each in told if each.notice.child_id not in entry_of]
    for each in told:
        if each.notice.child_id in entry_of:
            said.setdefault(entry_of[each.notice.child_id], []).append(each)
    arrived = dict(Arrival.objects.filter(entry__place=place, day=on).values_list("entry", "at"))
    rows = [_row(each, said.get(each.pk, ()), arrived.get(each.pk), place, on, now) for each in entries]
    classes: dict[tuple[int | None, str], list[Row]] = {}
    for row in rows:
        classes.setdefault((row.entry.grade, row.entry.group), []).append(row)
    return Board(
        classes=tuple(
            SchoolClass(grade=grade, group=group, rows=tuple(them))
            for (grade, group), them in classes.items()
        ),
        unknown=tuple(unknown),
        reasons=dict(absences.count_reasons(row.desk for row in rows).most_common()),
    )


def _row(
    entry: RollEntry, told: Iterable[Told], arrived: datetime | None, place: Place, on: date, now: datetime
) -> Row:
    them = tuple(told)
    desk = Desk(notices=tuple(each.said for each in them), arrived=arrived is not None)
    stands = absences.standing(desk, on=on, arrives_by=place.arrives_by, now=now)
    return Row(entry=entry, told=them, arrived_at=arrived, standing=stands)


def _on(day: date, before: str = "", until: date | None = None) -> Q:
    told = {"first_on__lte": until or day, "last_on__gte": day, "withdrawn_at": None}
    return Q(**{f"{before}{key}": value for key, value in told.items()})


def list_old(*, before: date) -> QuerySet[Notice]:
    """Notices whose last day lies before a day."""
    return Notice.objects.filter(last_on__lt=before)
