"""On which days a facility is open, from when until when: 曜日, 祝日, 年末年始, 臨時休館.

Closed for good beats everything. What was announced for single days beats the yearly rest, that beats
holidays, and those beat weekdays. Which days are holidays is told by the caller.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer

from madoguchi.rules.calendar import TOKYO

Key = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday"]
KEYS: Final[tuple[Key, ...]] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday")
LONGEST: Final = 366  # days that can be announced at once
DAY: Final = 24 * 60  # minutes
_TIME: Final = re.compile(r"([01]?[0-9]|2[0-4])[:：]([0-5][0-9])(?:[:：]00)?")
CLOSED: Final = ("休", "休み", "休館", "closed", "-", "ー", "")
_BETWEEN_RESTS: Final = re.compile(r"[、,;]")
_BETWEEN_SPANS: Final = re.compile(r"[、,;]|(?<=[0-9])\s+(?=[0-9])")
_UNTIL: Final = re.compile(r"\s*(?:[-–—−~〜～]|から)\s*")
_DAY_OF_YEAR: Final = r"([0-9]{1,2})[/月]([0-9]{1,2})日?"
_REST: Final = re.compile(rf"{_DAY_OF_YEAR}\s*(?:[-–—−~〜～]|から)\s*{_DAY_OF_YEAR}(?:まで)?")
_MONTH_DAY: Final = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From when until when, in minutes after midnight; 24:00 ends with the day."""

    begins: int
    ends: int

    def __str__(self) -> str:
        return f"{clock(self.begins)}–{clock(self.ends)}"

    def begins_at(self, day: date) -> datetime:
        """The instant at which it begins on that day."""
        return _instant(day, self.begins)

    def ends_at(self, day: date) -> datetime:
        """The instant at which it ends on that day."""
        return _instant(day, self.ends)


def clock(minutes: int) -> str:
    """540 → 09:00."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def read_time(typed: str) -> int:
    """Minutes after midnight of 9:00, 09:00:00 or 24:00. Raises ValueError."""
    found = _TIME.fullmatch(typed.strip())
    minutes = int(found[1]) * 60 + int(found[2]) if found else DAY + 1
    if minutes > DAY:
        raise ValueError(f"{typed!r} is no time of a day")
    return minutes


def read_span(begins: str, ends: str) -> Span:
    """A span as typed; it may not end before it begins. Raises ValueError."""
    span = Span(read_time(begins), read_time(ends))
    if span.ends <= span.begins:
        raise ValueError(f"{begins!r} is not before {ends!r}")
    return span


def read_hours(typed: str) -> tuple[Span, ...]:
    """Hours as typed: 9:00-12:00, 13:00〜17:00. Nothing, or 休み, is closed. Raises ValueError."""
    plain = unicodedata.normalize("NFKC", typed).strip()
    parts = [] if plain in CLOSED else [part for part in _BETWEEN_SPANS.split(plain) if part]
    spans = sorted(_read_pair(part) for part in parts)
    if any(one.ends > other.begins for one, other in pairwise(spans)):
        raise ValueError(f"{typed!r} names an hour twice")
    return tuple(spans)


def say_hours(spans: Iterable[Span]) -> str:
    """As `read_hours` reads it again."""
    return "、".join(str(span) for span in spans)


def read_yearly(typed: str) -> tuple[Yearly, ...]:
    """The rests of every year as typed: 12/29〜1/3. Raises ValueError."""
    plain = unicodedata.normalize("NFKC", typed).strip()
    return tuple(_read_rest(part.strip()) for part in _BETWEEN_RESTS.split(plain) if part.strip())


def say_yearly(rests: Iterable[Yearly]) -> str:
    """As `read_yearly` reads it again."""
    return "、".join(f"{_short(rest.since)}〜{_short(rest.until)}" for rest in rests)


def _short(month_day: str) -> str:
    month, day = month_day.split("-")
    return f"{int(month)}/{int(day)}"


def _read_pair(part: str) -> Span:
    ends = _UNTIL.split(part)
    if len(ends) != 2:
        raise ValueError(f"{part!r} is no from and until")
    return read_span(*ends)


def _read_rest(part: str) -> Yearly:
    found = _REST.fullmatch(part)
    if not found:
        raise ValueError(f"{part!r} is no from and until")
    month, day, until_month, until_day = (int(each) for each in found.groups())
    return Yearly(since=f"{month:02}-{day:02}", until=f"{until_month:02}-{until_day:02}")


def _span(raw: Any) -> Span:
    return raw if isinstance(raw, Span) else read_span(*raw)


def _month_day(raw: str) -> str:
    if not _MONTH_DAY.fullmatch(raw):
        raise ValueError(f"{raw!r} is no day of a year")
    return raw


Hours = Annotated[
    Span, BeforeValidator(_span), PlainSerializer(lambda span: [clock(span.begins), clock(span.ends)])
]
MonthDay = Annotated[str, BeforeValidator(_month_day)]


class Yearly(BaseModel):
    """A rest of every year, both days included; it may go over the turn of the year."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    since: MonthDay
    until: MonthDay

    def holds(self, day: date) -> bool:
        """Whether that day lies in it."""
        there = f"{day:%m-%d}"
        if self.since <= self.until:
            return self.since <= there <= self.until
        return there >= self.since or there <= self.until


class Opens(BaseModel):
    """The usual opening days. Without hours of their own, weekdays and holidays are closed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    days: dict[Key, tuple[Hours, ...]]
    moves_on: bool = False  # a closing day that is a holiday moves to the next day that is none
    yearly: tuple[Yearly, ...] = ()

    @property
    def are_known(self) -> bool:
        """Whether there is any day on which it opens."""
        return any(self.days.values())

    def on(self, key: Key) -> tuple[Span, ...]:
        """The hours of a weekday, or of holidays."""
        return tuple(sorted(self.days.get(key, ())))


class Why(StrEnum):
    """Why it is open or closed on a day."""

    USUAL = "usual"
    HOLIDAY = "holiday"
    MOVED = "moved"  # the closing day before was a holiday
    YEARLY = "yearly"
    SPECIAL = "special"
    GONE = "gone"  # closed for good
    UNKNOWN = "unknown"  # nobody said when it opens


@dataclass(frozen=True, slots=True, kw_only=True)
class Special:
    """What was announced for some days, both included: other hours, or closed without any."""

    first_on: date
    last_on: date
    hours: tuple[Span, ...] = ()
    reason: Mapping[str, str] = field(default_factory=dict)


class Wrong(StrEnum):
    """Why days cannot be announced."""

    ORDER = "order"  # the last before the first
    PAST = "past"  # all of them gone by
    LONG = "long"  # more than a year
    NO_REASON = "no_reason"


def refuse_special(special: Special, *, today: date) -> Wrong | None:
    """Why these days cannot be announced; None if they can."""
    if special.last_on < special.first_on:
        return Wrong.ORDER
    if special.last_on < today:
        return Wrong.PAST
    if (special.last_on - special.first_on).days >= LONGEST:
        return Wrong.LONG
    return None if special.reason.get("ja", "").strip() else Wrong.NO_REASON


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningDay:
    """What one day is like."""

    day: date
    hours: tuple[Span, ...]
    why: Why
    reason: Mapping[str, str] = field(default_factory=dict)  # of a special day, in every language

    @property
    def is_open(self) -> bool:
        """Whether it opens at all."""
        return bool(self.hours)

    @property
    def is_known(self) -> bool:
        """Whether anybody said when it opens."""
        return self.why is not Why.UNKNOWN

    @property
    def is_shut(self) -> bool:
        """Whether somebody said that it does not open; of a place of which nothing is said nobody knows."""
        return self.is_known and not self.is_open

    @property
    def closes_at(self) -> datetime | None:
        """When it closes for the day; None while closed."""
        return self.hours[-1].ends_at(self.day) if self.hours else None


def read_opens(raw: Mapping[str, Any]) -> Opens:
    """The usual opening days as they are kept; nothing kept is never open. Raises ValueError."""
    return Opens.model_validate(raw or {"days": {}})


def opening_on(
    *,
    opens: Opens,
    specials: Iterable[Special] = (),
    holidays: Container[date],
    on: date,
    closed_on: date | None = None,
) -> OpeningDay:
    """What that day is like. Of several announcements the last one counts.

    From `closed_on` on it is closed for good, whatever was announced.
    """
    if closed_on is not None and on >= closed_on:
        return OpeningDay(day=on, hours=(), why=Why.GONE)
    announced = [each for each in specials if each.first_on <= on <= each.last_on]
    if announced:
        last = announced[-1]
        return OpeningDay(day=on, hours=tuple(sorted(last.hours)), why=Why.SPECIAL, reason=last.reason)
    hours, why = _usual(opens, holidays, on)
    return OpeningDay(day=on, hours=hours, why=why)


def _usual(opens: Opens, holidays: Container[date], on: date) -> tuple[tuple[Span, ...], Why]:
    if not opens.are_known:
        return (), Why.UNKNOWN
    if any(rest.holds(on) for rest in opens.yearly):
        return (), Why.YEARLY
    if on in holidays:
        stays_closed = _rests(opens, on) and not opens.moves_on
        return ((), Why.USUAL) if stays_closed else (opens.on("holiday"), Why.HOLIDAY)
    if opens.moves_on and opens.on("holiday") and _rest_moved_to(opens, holidays, on):
        return (), Why.MOVED
    return opens.on(_key(on)), Why.USUAL


def _rest_moved_to(opens: Opens, holidays: Container[date], on: date) -> bool:
    """Whether a closing day just before was a holiday, with nothing but holidays since."""
    before = on - timedelta(days=1)
    while before in holidays:
        if _rests(opens, before):
            return True
        before -= timedelta(days=1)
    return False


def _key(day: date) -> Key:
    return KEYS[day.weekday()]


def _rests(opens: Opens, day: date) -> bool:
    return not opens.on(_key(day))


def _instant(day: date, minutes: int) -> datetime:
    return datetime.combine(day, time(0), TOKYO) + timedelta(minutes=minutes)
