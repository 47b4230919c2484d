"""Scans at a door become visits (入退室): in whatever order and however often they arrive, the same ones.

A scan is what a phone, a tablet or a card said at a door, and never changes. A visit only follows from all
scans of one subject, a family or a person: a late upload, a double tap, a forgotten exit are nothing special.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final

from madoguchi.rules.calendar import TOKYO

DOUBLE: Final = timedelta(seconds=60)  # the same thing said again by a second tap
SKEWED: Final = timedelta(minutes=5)  # a clock that is further off is marked
OLDEST: Final = timedelta(days=14)  # what waited longer on a phone is no visit any more
GRACE: Final = timedelta(days=7)  # how long the poster before is still read
UNDO: Final = timedelta(seconds=30)
EARLY: Final = timedelta(hours=1)  # how long before an event its visitors are let in


class Mode(StrEnum):
    """How a door is used."""

    PRESENCE = "presence"  # in and out
    ONCE = "once"  # in, once for each subject: a lecture
    COUNT = "count"  # how many, nobody in particular
    SHIFT = "shift"  # hours of work


class Use(StrEnum):
    """What a door is for: which pages belong to it, and what is asked there."""

    CENTRE = "centre"  # families with children: 子育て支援センター
    SHELTER = "shelter"  # households, registered or not: 避難所
    LECTURE = "lecture"  # who reserved: 講座
    STAFF = "staff"  # those who work there: 出退勤


class Direction(StrEnum):
    """What a scan says; a card says only that somebody is at the door."""

    IN = "in"
    OUT = "out"
    EITHER = "either"


class Close(StrEnum):
    """How a visit came to its end."""

    SCAN = "scan"
    MOVED = "moved"  # was seen at another door of the same profile
    AUTO = "auto"  # nobody said so: at night, or after the longest time
    STAFF = "staff"


class Source(StrEnum):
    """Who said it."""

    SELF = "self"  # their own phone
    OFFLINE = "offline"  # their own phone, later
    STAFF = "staff"  # staff at the desk, or a card read there
    TABLET = "tablet"  # a card shown to the tablet at the door, or what was typed there
    CORRECTION = "correction"


class Refusal(StrEnum):
    """Why a scan is no visit."""

    FORGED = "forged"  # no poster of ours says this
    OLD_POSTER = "old_poster"
    NOBODY = "nobody"  # nobody was chosen
    TOO_OLD = "too_old"
    CLOSED = "closed"  # the door is in use no more


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How a kind of door is used: the same rules for centres, lectures, shelters and staff."""

    mode: Mode
    is_exclusive: bool = False  # whoever comes in at one door has left the others
    closes_at: time | None = None  # who is still in at midnight left then, as far as anybody knows
    longest: timedelta | None = None  # without closing time: nobody stays longer


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """One thing that was said at a door; `at` is the true time, whatever the phone's clock says."""

    id: str
    point: str
    at: datetime
    direction: Direction
    members: frozenset[int] = frozenset()
    adults: int = 1
    device: str = ""
    is_skewed: bool = False
    is_by_staff: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """That a subject was at a door's place from one instant to another. `key`: the scan it began with."""

    key: str
    point: str
    opened_at: datetime | None  # None: an exit nobody entered for
    closed_at: datetime | None = None
    close: Close | None = None
    members: frozenset[int] = frozenset()
    adults: int = 1
    is_skewed: bool = False
    is_conflict: bool = False  # the same was let in at two devices

    @property
    def is_open(self) -> bool:
        """Whether they are still there."""
        return self.closed_at is None

    @property
    def stay(self) -> timedelta | None:
        """How long they stayed, where somebody said so: guesses of the night count for nothing."""
        if self.opened_at is None or self.closed_at is None or self.close is Close.AUTO:
            return None
        return self.closed_at - self.opened_at


def visits(scans: Iterable[Scan], profile: Profile, *, now: datetime) -> Sequence[Visit]:
    """The visits that follow from all scans of one subject, by their time."""
    distinct = {scan.id: scan for scan in scans}
    ordered = sorted(distinct.values(), key=lambda scan: (scan.at, scan.id))
    return _FOLDS[profile.mode](ordered, profile, now)


def inside(scans: Iterable[Scan]) -> int:
    """How many are in where heads are counted: those who came less those who went, never below none."""
    distinct = {scan.id: scan for scan in scans}
    ways = {Direction.IN: 1, Direction.OUT: -1}
    return max(0, sum(ways.get(scan.direction, 0) * scan.adults for scan in distinct.values()))


def _presence(ordered: Sequence[Scan], profile: Profile, now: datetime) -> Sequence[Visit]:
    house = _House(profile)
    for scan in ordered:
        house.pass_until(scan.at)
        house.hear(scan)
    house.pass_until(now)
    return house.visits


def _once(ordered: Sequence[Scan], profile: Profile, now: datetime) -> Sequence[Visit]:
    """The first scan at a door counts; another device that let the same in later has to be looked at."""
    first: dict[str, tuple[Visit, Scan]] = {}
    for scan in ordered:
        if scan.point not in first:
            first[scan.point] = (_opened(scan, closed=True), scan)
            continue
        visit, began = first[scan.point]
        is_double = scan.device == began.device or scan.at - began.at <= DOUBLE
        first[scan.point] = (_joined(visit, scan, is_conflict=not is_double), began)
    return [visit for visit, _ in first.values()]


def _count(ordered: Sequence[Scan], profile: Profile, now: datetime) -> Sequence[Visit]:
    """Nobody in particular was there."""
    return ()


_FOLDS: Final[dict[Mode, Callable[[Sequence[Scan], Profile, datetime], Sequence[Visit]]]] = {
    Mode.PRESENCE: _presence,
    Mode.SHIFT: _presence,
    Mode.ONCE: _once,
    Mode.COUNT: _count,
}


class _House:
    """The visits as far as the scans were heard, which of them are open, and when each door heard last."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.visits: list[Visit] = []
        self.open: dict[str, int] = {}  # by point
        self.latest: dict[str, int] = {}  # by point, open or not
        self.heard: dict[str, datetime] = {}  # by point

    def hear(self, scan: Scan) -> None:
        """One more scan, not before the others."""
        here, double = self.open.get(scan.point), self._is_double(scan)
        direction = scan.direction
        if direction is Direction.EITHER and not double:
            direction = Direction.IN if here is None else Direction.OUT
        self.heard[scan.point] = scan.at
        if double and direction is not Direction.IN:
            self._join(self.latest[scan.point], scan)
        elif direction is Direction.IN and here is not None:
            self._join(here, scan)
        elif direction is Direction.OUT and here is not None:
            self._end(scan.point, scan.at, Close.STAFF if scan.is_by_staff else Close.SCAN)
            self._join(here, scan, is_exit=True)
        else:
            self._begin(scan, is_exit=direction is Direction.OUT)

    def pass_until(self, instant: datetime) -> None:
        """Let the time pass: who said nothing until their limit is out."""
        for point, number in list(self.open.items()):
            limit, ended = _limit(self.visits[number], self.profile)
            if limit is not None and limit <= instant:
                self._end(point, ended, Close.AUTO)

    def _is_double(self, scan: Scan) -> bool:
        """Whether the same door said the same a moment ago: in while in is never more than said again."""
        if scan.point not in self.heard or scan.at - self.heard[scan.point] > DOUBLE:
            return False
        return scan.direction is Direction.EITHER or (
            scan.direction is Direction.OUT and scan.point not in self.open
        )

    def _begin(self, scan: Scan, *, is_exit: bool) -> None:
        if self.profile.is_exclusive:
            for point in list(self.open):
                self._end(point, scan.at, Close.MOVED)
        begun = _exited(scan) if is_exit else _opened(scan)
        self.visits.append(begun)
        self.latest[scan.point] = len(self.visits) - 1
        if not is_exit:
            self.open[scan.point] = len(self.visits) - 1

    def _end(self, point: str, at: datetime, close: Close) -> None:
        number = self.open.pop(point)
        self.visits[number] = replace(self.visits[number], closed_at=at, close=close)

    def _join(self, number: int, scan: Scan, *, is_exit: bool = False) -> None:
        visit = self.visits[number]
        if is_exit:
            self.visits[number] = replace(visit, is_skewed=visit.is_skewed or scan.is_skewed)
        else:
            self.visits[number] = _joined(visit, scan)


def _opened(scan: Scan, *, closed: bool = False) -> Visit:
    return Visit(
        key=scan.id,
        point=scan.point,
        opened_at=scan.at,
        closed_at=scan.at if closed else None,
        close=Close.SCAN if closed else None,
        members=scan.members,
        adults=scan.adults,
        is_skewed=scan.is_skewed,
    )


def _exited(scan: Scan) -> Visit:
    return replace(_opened(scan, closed=True), opened_at=None)


def _joined(visit: Visit, scan: Scan, *, is_conflict: bool = False) -> Visit:
    """A second phone of the family may bring those whom the first one left out."""
    return replace(
        visit,
        members=visit.members | scan.members,
        adults=max(visit.adults, scan.adults),
        is_skewed=visit.is_skewed or scan.is_skewed,
        is_conflict=visit.is_conflict or is_conflict,
    )


def _limit(visit: Visit, profile: Profile) -> tuple[datetime | None, datetime]:
    """When a visit ends by itself, and the time that is then written as its end."""
    opened = visit.opened_at
    if opened is None:
        raise ValueError("an exit is no open visit")
    if profile.closes_at is not None:
        day = opened.astimezone(TOKYO).date()
        closing = datetime.combine(day, profile.closes_at, TOKYO)
        return datetime.combine(day + timedelta(days=1), time(), TOKYO), max(closing, opened)
    if profile.longest is not None:
        return opened + profile.longest, opened + profile.longest
    return None, opened


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """When a scan really happened, as far as two clocks tell."""

    at: datetime
    offset: timedelta  # how far the phone's clock is behind
    is_skewed: bool


def timed(*, device_time: datetime, sent_at: datetime, received_at: datetime) -> Timed:
    """The true time of a scan: the phone says when it happened and when it was sent, by its own clock."""
    offset = received_at - sent_at
    try:
        at = min(device_time + offset, received_at)
    except OverflowError:
        at = received_at - OLDEST * 2
    return Timed(at=at, offset=offset, is_skewed=abs(offset) > SKEWED)


def refuse_poster(*, turn: int, newest: int, turned_at: datetime, at: datetime) -> Refusal | None:
    """Whether a poster is read: the newest one, and the one before while the new one is being put up."""
    if turn == newest or (turn == newest - 1 and at <= turned_at + GRACE):
        return None
    return Refusal.OLD_POSTER if 0 < turn < newest else Refusal.FORGED


def refuse(*, people: int, at: datetime, received_at: datetime) -> Refusal | None:
    """Whether a scan by somebody we know is a visit."""
    if people < 1:
        return Refusal.NOBODY
    return Refusal.TOO_OLD if received_at - at > OLDEST else None
