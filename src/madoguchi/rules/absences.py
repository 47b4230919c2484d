"""欠席・遅刻・早退・体調・お迎えの連絡: who is told, until when, and how a class stands in the morning."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from madoguchi.rules import calendar
from madoguchi.rules.calendar import TOKYO
from madoguchi.rules.opening_days import OpeningDay

NOTIFY_BY: Final = time(8, 15)  # where a school says nothing else
ARRIVES_BY: Final = time(8, 30)
PATIENCE: Final = timedelta(minutes=30)  # with who comes late
FARTHEST: Final = timedelta(days=60)
LONGEST: Final = 31  # days in one notice
WORDS: Final = 200  # characters
MANY: Final = 3  # ill in one class, and …
SHARE: Final = 5  # … a fifth of it: worth a look
SATURDAY: Final = 5


class Kind(StrEnum):
    """What is different on a day."""

    ABSENT = "absent"
    LATE = "late"
    EARLY = "early"
    UNWELL = "unwell"  # comes, but somebody should watch: 体調・体温
    PICKUP = "pickup"  # goes home at another time, or with somebody else


class Reason(StrEnum):
    """Why."""

    FEVER = "fever"
    COUGH = "cough"
    STOMACH = "stomach"
    VOMITING = "vomiting"
    HEADACHE = "headache"
    RASH = "rash"
    OTHER_ILLNESS = "other_illness"
    INFECTION = "infection"  # 出席停止: a doctor said so
    INJURY = "injury"
    BEREAVEMENT = "bereavement"  # 忌引
    FAMILY = "family"
    OTHER = "other"


ILL: Final = frozenset(
    {Reason.FEVER, Reason.COUGH, Reason.STOMACH, Reason.VOMITING}
    | {Reason.HEADACHE, Reason.RASH, Reason.OTHER_ILLNESS, Reason.INFECTION}
)
NOT_COUNTED: Final = frozenset({Reason.INFECTION, Reason.BEREAVEMENT})  # 出席停止・忌引: no absence
_OF_THE_MORNING: Final = frozenset({Kind.ABSENT, Kind.LATE, Kind.EARLY})  # one of them a day


class Wrong(StrEnum):
    """Why a notice cannot be taken."""

    NO_REASON = "no_reason"
    NOBODY = "nobody"  # no place of the child is told of that
    CLOSED = "closed"  # none of them opens on that day
    PAST = "past"
    FAR = "far"
    ORDER = "order"
    LONG = "long"
    TOO_LATE = "too_late"  # please telephone
    ALREADY = "already"
    UNKNOWN = "unknown"  # the family has no child of that name here
    ELSEWHERE = "elsewhere"  # the child does not belong to the place that was named
    TEMPERATURE = "temperature"
    TIME = "time"
    WORDS = "words"
    TOO_MANY_WORDS = "too_many_words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a family says of a child."""

    kind: Kind
    first_on: date
    last_on: date
    reason: Reason | None = None
    temperature: str = ""
    at: str = ""  # 10:30
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A place that could be told. `opens`: on the first day of the notice."""

    place: str
    is_club: bool
    hands_over: bool  # to whoever comes for the child: clubs, nurseries, kindergartens
    opens: bool
    notify_by: time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A notice about the same child that was not withdrawn."""

    key: str
    said: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why not. `place`: whom to telephone; `key`: the notice that is there already."""

    wrong: Wrong
    place: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Same:
    """The very same was said before: pressed twice."""

    key: str


def decide(
    said: Said, *, readers: Sequence[Reader], held: Iterable[Held], now: datetime
) -> tuple[str, ...] | Same | Refusal:
    """Who is told: the places, the school before the club."""
    if wrong := _misfit(said, now.astimezone(TOKYO).date()):
        return Refusal(wrong=wrong)
    for each in held:
        if each.said == said:
            return Same(key=each.key)
        if _collides(each.said, said):
            return Refusal(wrong=Wrong.ALREADY, key=each.key)
    wanted = [each for each in readers if _is_told(said.kind, each)]
    if not wanted:
        return Refusal(wrong=Wrong.NOBODY)
    told = [each for each in wanted if each.opens]
    if not told:
        return Refusal(wrong=Wrong.CLOSED)
    if late := too_late(said, told, now):
        return late
    return tuple(each.place for each in sorted(told, key=lambda each: each.is_club))


def too_late(said: Said, readers: Iterable[Reader], now: datetime) -> Refusal | None:
    """That one of the places has begun its day with the children, and wants to be telephoned instead."""
    late = next((each for each in readers if each.opens and _has_begun(said, each, now)), None)
    return None if late is None else Refusal(wrong=Wrong.TOO_LATE, place=late.place)


def is_school_day(found: OpeningDay, *, is_club: bool, closed_days: Container[date]) -> bool:
    """Whether children come on a day: as announced, else on working days, to clubs on Saturdays, too."""
    if found.is_known:
        return found.is_open
    if is_club and found.day.weekday() == SATURDAY:
        return found.day not in closed_days
    return calendar.is_working_day(found.day, closed_days)


def _has_begun(said: Said, reader: Reader, now: datetime) -> bool:
    here = now.astimezone(TOKYO)
    if reader.is_club or said.kind not in _OF_THE_MORNING or said.first_on > here.date():
        return False
    return said.first_on < here.date() or here.time() >= (reader.notify_by or NOTIFY_BY)


def _misfit(said: Said, today: date) -> Wrong | None:
    if said.last_on < said.first_on:
        return Wrong.ORDER
    if said.first_on < today:
        return Wrong.PAST
    if said.first_on - today > FARTHEST:
        return Wrong.FAR
    if (said.last_on - said.first_on).days >= LONGEST:
        return Wrong.LONG
    if said.reason is None and said.kind is not Kind.PICKUP:
        return Wrong.NO_REASON
    return Wrong.WORDS if said.kind is Kind.PICKUP and not (said.words or said.at) else None


def _collides(held: Said, said: Said) -> bool:
    overlaps = held.first_on <= said.last_on and said.first_on <= held.last_on
    both_of_the_morning = {held.kind, said.kind} <= _OF_THE_MORNING
    return overlaps and (both_of_the_morning or held.kind is said.kind)


def _is_told(kind: Kind, reader: Reader) -> bool:
    if kind is Kind.PICKUP:
        return reader.hands_over
    return not reader.is_club if kind is Kind.LATE else True


def read_temperature(typed: str) -> str:
    """38.4 of ３８．４℃; nothing of nothing. Raises ValueError outside 34–43."""
    plain = unicodedata.normalize("NFKC", typed).strip().removesuffix("°C").removesuffix("度").strip()
    if not plain:
        return ""
    if not re.fullmatch(r"[0-9]{2}(\.[0-9])?", plain) or not 34 <= float(plain) <= 43:
        raise ValueError(plain)
    return plain


def read_clock(typed: str) -> str:
    """10:30 of 10：30; nothing of nothing. Raises ValueError."""
    plain = unicodedata.normalize("NFKC", typed).strip()
    return time.fromisoformat(plain.zfill(5)).strftime("%H:%M") if plain else ""


class Standing(StrEnum):
    """How a child stands on the board of its class."""

    MISSING = "missing"  # 連絡なし・未到着, after everybody should be there
    EXPECTED = "expected"
    LATE = "late"  # said so, not there yet
    ABSENT = "absent"
    SUSPENDED = "suspended"  # 出席停止・忌引
    ARRIVED = "arrived"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A child of a class with what is known of its day."""

    notices: tuple[Said, ...] = ()
    arrived: bool = False


def standing(desk: Desk, *, on: date, arrives_by: time | None, now: datetime) -> Standing:
    """How a child stands. Whoever has arrived is there, whatever was said before."""
    if desk.arrived:
        return Standing.ARRIVED
    absent = next((each for each in desk.notices if each.kind is Kind.ABSENT), None)
    if absent is not None:
        return Standing.SUSPENDED if absent.reason in NOT_COUNTED else Standing.ABSENT
    late = next((each for each in desk.notices if each.kind is Kind.LATE), None)
    if late is not None:
        return Standing.MISSING if is_overdue(late, on=on, now=now) else Standing.LATE
    return Standing.MISSING if is_due(on=on, arrives_by=arrives_by, now=now) else Standing.EXPECTED


def is_overdue(late: Said, *, on: date, now: datetime) -> bool:
    """Whether who comes late should be there by now: half an hour after the time that was said."""
    return bool(late.at) and now >= datetime.combine(on, time.fromisoformat(late.at), TOKYO) + PATIENCE


def is_due(*, on: date, arrives_by: time | None, now: datetime) -> bool:
    """Whether everybody should be there by now."""
    return now >= datetime.combine(on, arrives_by or ARRIVES_BY, TOKYO)


class Mark(StrEnum):
    """What stands in the attendance sheet (出席簿) of a child on a day."""

    SUSPENDED = "suspended"  # 出席停止
    MOURNING = "mourning"  # 忌引
    ABSENT = "absent"
    LATE = "late"
    EARLY = "early"


_AWAY: Final = (Mark.SUSPENDED, Mark.MOURNING, Mark.ABSENT)
_EXCUSED: Final = {Reason.INFECTION: Mark.SUSPENDED, Reason.BEREAVEMENT: Mark.MOURNING}


def marks(said: Collection[Said], on: date) -> tuple[Mark, ...]:
    """What was said of a child's day, as the sheet has it. Who is away all day is nothing besides."""
    found = {_mark(each) for each in said if each.first_on <= on <= each.last_on}
    told = [each for each in Mark if each in found]
    return tuple(told[:1] if told and told[0] in _AWAY else told)


def _mark(said: Said) -> Mark | None:
    if said.kind is Kind.ABSENT:
        return _EXCUSED.get(said.reason, Mark.ABSENT) if said.reason else Mark.ABSENT
    return {Kind.LATE: Mark.LATE, Kind.EARLY: Mark.EARLY}.get(said.kind)


def count_reasons(desks: Iterable[Desk]) -> Counter[Reason]:
    """How many stay away for each reason; whoever came after all is left out."""
    return Counter(
        each.reason
        for desk in desks
        if not desk.arrived
        for each in desk.notices
        if each.kind is Kind.ABSENT and each.reason is not None
    )


def has_many_ill(desks: Collection[Desk]) -> bool:
    """Whether so many of a class are ill that somebody should think of closing it (学級閉鎖)."""
    counted = count_reasons(desks)
    ill = sum(counted[reason] for reason in ILL)
    return ill >= MANY and ill * SHARE >= len(desks)
