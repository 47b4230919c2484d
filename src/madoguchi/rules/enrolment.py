"""A place for a child for a school year: what may be done about it, and when, on one screen."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from madoguchi.rules import calendar


class Offered(StrEnum):
    """Where the offer of a place stands (案内)."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"  # 辞退
    LAPSED = "lapsed"  # nobody answered in time
    CANCELLED = "cancelled"  # the city took it back, or the application was withdrawn


class State(StrEnum):
    """Where a place that was accepted stands (在籍)."""

    ACCEPTED = "accepted"  # 承諾: the first day is still to come
    ENROLLED = "enrolled"  # 在籍
    PAUSED = "paused"  # 休会
    ENDED = "ended"  # 退会, or the end of the school year
    GIVEN_UP = "given_up"  # 辞退, before the first day
    CANCELLED = "cancelled"  # 取消


class Act(StrEnum):
    """What can be done about a place."""

    OFFER = "offer"
    ACCEPT = "accept"
    DECLINE = "decline"  # 辞退: an offer, or a place before its first day
    REMIND = "remind"  # the day to answer by is near
    LAPSE = "lapse"
    CANCEL = "cancel"
    BEGIN = "begin"
    CONFIRM = "confirm"  # the club has seen the child: 利用開始の確認
    LEAVE = "leave"  # 退会届: the last day is written down
    PAUSE = "pause"  # 休会届
    REST = "rest"  # the first day of a pause has come
    RETURN = "return"  # and the day after its last
    END = "end"
    MOVE = "move"  # 転所: another club takes the child, and only then this one lets it go
    ARRANGE = "arrange"  # what the club has to know is different from a day on


class Source(StrEnum):
    """Why a place was offered."""

    DECISION = "decision"  # of the application itself
    QUEUE = "queue"  # a place became free: the next of those who wait (繰上げ)
    OFFICER = "officer"
    MOVE = "move"  # from another club, during the year


class Reason(StrEnum):
    """Why an act is refused."""

    NOT_FROM_HERE = "not_from_here"
    TOO_LATE = "too_late"  # the day to answer by has passed
    BEFORE_START = "before_start"
    AFTER_START = "after_start"
    ALREADY_OFFERED = "already_offered"
    SAME_PLACE = "same_place"  # the child is there already
    ELSEWHERE = "elsewhere"  # the child has a place for these days
    FULL = "full"
    LEAVING = "leaving"  # the last day is written down, and the seat may be promised already
    NOT_FOUND = "not_found"  # no place of this child at that club
    NO_CHILD = "no_child"  # the application names no child
    OUTSIDE_YEAR = "outside_year"
    NOT_A_PERIOD = "not_a_period"  # it ends before it begins


class Side(StrEnum):
    """Who acts: an officer may still do by telephone what a family no longer can."""

    FAMILY = "family"
    CITY = "city"


@dataclass(frozen=True, slots=True)
class Refusal:
    """No, and why: a code for machines; the sentence is written where it is shown."""

    reason: Reason
    act: Act


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A place that the child has, or has been offered, for the same school year."""

    is_offer: bool
    leaves_on: date | None = None  # the day after its last


LIVING: Final = (State.ACCEPTED, State.ENROLLED, State.PAUSED)
ATTENDING: Final = (State.ENROLLED, State.PAUSED)
UNCONFIRMED_AFTER: Final = timedelta(days=7)  # the club should have seen the child by then

MOVES: Final = {
    (State.ACCEPTED, Act.DECLINE): State.GIVEN_UP,
    (State.ACCEPTED, Act.BEGIN): State.ENROLLED,
    (State.ENROLLED, Act.REST): State.PAUSED,
    (State.PAUSED, Act.RETURN): State.ENROLLED,
    **{(state, Act.CONFIRM): state for state in ATTENDING},
    **{(state, Act.LEAVE): state for state in ATTENDING},
    **{(state, Act.PAUSE): state for state in ATTENDING},
    **{(state, Act.ARRANGE): state for state in LIVING},
    **{(state, Act.END): State.ENDED for state in ATTENDING},
    **{(state, Act.CANCEL): State.CANCELLED for state in LIVING},
}
ANSWERS: Final = {
    Act.ACCEPT: Offered.ACCEPTED,
    Act.DECLINE: Offered.DECLINED,
    Act.LAPSE: Offered.LAPSED,
    Act.CANCEL: Offered.CANCELLED,
}


def year_ends(year: int) -> date:
    """The day after the last of a school year."""
    return date(year + 1, 4, 1)


def waits_until(year: int, today: date) -> date | None:
    """The last day on which somebody waits for a place of a school year; None: nobody does any more."""
    last = year_ends(year) - timedelta(days=1)
    return last if today <= last else None


def refuse_offer(*, held: Iterable[Held], starts_on: date, free: int | None) -> Refusal | None:
    """Why a child cannot be offered a place from that day. `free`: seats left; None: nobody counts."""
    for other in held:
        if other.is_offer:
            return Refusal(Reason.ALREADY_OFFERED, Act.OFFER)
        if other.leaves_on is None or other.leaves_on > starts_on:
            return Refusal(Reason.ELSEWHERE, Act.OFFER)
    return Refusal(Reason.FULL, Act.OFFER) if free is not None and free < 1 else None


def reply_by(*, offered_on: date, starts_on: date, days: int, closed_days: Collection[date]) -> date:
    """The last day to answer an offer: a working day `days` on, but not after the first day of the place.

    Who is offered a place that begins at once still has until the next working day.
    """
    closed = frozenset(closed_days)
    soonest = calendar.business_days_after(offered_on, 1, closed)
    wished = calendar.next_working_day(offered_on + timedelta(days=days), closed)
    return max(soonest, min(wished, starts_on - timedelta(days=1)))


def lapses_on(reply_by: date, closed_days: Collection[date]) -> date:
    """When an unanswered offer goes to the next: after one more working day, on which one can telephone."""
    return calendar.business_days_after(reply_by, 1, frozenset(closed_days)) + timedelta(days=1)


def next_start(free_on: date, *, today: date) -> date:
    """From when a seat that becomes free can be given: the first of a month that is still to come."""
    day = max(free_on, today + timedelta(days=1))
    if day.day == 1:
        return day
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def answered(
    *, state: Offered, act: Act, reply_by: date, today: date, side: Side = Side.FAMILY
) -> Offered | Refusal:
    """What becomes of an offer, or why it cannot be answered so."""
    if state is not Offered.OPEN:
        return Refusal(Reason.NOT_FROM_HERE, act)
    if act is Act.ACCEPT and today > reply_by and side is Side.FAMILY:
        return Refusal(Reason.TOO_LATE, act)
    return ANSWERS[act]


def moved(*, state: State, act: Act, starts_on: date, today: date) -> State | Refusal:
    """Where `act` leads from `state`, or why it may not be done."""
    to = MOVES.get((state, act))
    if to is not None:
        is_early = act is Act.BEGIN and today < starts_on
        return Refusal(Reason.BEFORE_START, act) if is_early else to
    if act is Act.DECLINE and state in ATTENDING:
        return Refusal(Reason.AFTER_START, act)
    if state is State.ACCEPTED:
        return Refusal(Reason.BEFORE_START, act)
    return Refusal(Reason.NOT_FROM_HERE, act)


def refuse_last_day(last_day: date, *, starts_on: date, year: int, leaves_on: date | None) -> Refusal | None:
    """Why a child cannot leave with that day as the last."""
    if leaves_on is not None:
        return Refusal(Reason.LEAVING, Act.LEAVE)
    if last_day < starts_on:
        return Refusal(Reason.BEFORE_START, Act.LEAVE)
    return Refusal(Reason.OUTSIDE_YEAR, Act.LEAVE) if last_day >= year_ends(year) else None


def refuse_move(
    starts_on: date, *, is_same_place: bool, has_offer: bool, year: int, free: int | None
) -> Refusal | None:
    """Why a child cannot change to another club from that day. `free`: seats left there, if counted."""
    if is_same_place:
        return Refusal(Reason.SAME_PLACE, Act.MOVE)
    if has_offer:
        return Refusal(Reason.ALREADY_OFFERED, Act.MOVE)
    if starts_on >= year_ends(year):
        return Refusal(Reason.OUTSIDE_YEAR, Act.MOVE)
    return Refusal(Reason.FULL, Act.MOVE) if free is not None and free < 1 else None


def refuse_pause(first: date, last: date, *, starts_on: date, year: int) -> Refusal | None:
    """Why a child cannot stay away from the first to the last of these days and keep the place."""
    if last < first:
        return Refusal(Reason.NOT_A_PERIOD, Act.PAUSE)
    if first < starts_on:
        return Refusal(Reason.BEFORE_START, Act.PAUSE)
    return Refusal(Reason.OUTSIDE_YEAR, Act.PAUSE) if last >= year_ends(year) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the days of a place say, for the round that follows them every night."""

    state: State
    year: int
    starts_on: date
    leaves_on: date | None = None  # the day after the last
    pauses_on: date | None = None
    returns_on: date | None = None


def ends_with_year(standing: Standing, today: date) -> bool:
    """Whether a place ends with the school year and its family is to hear of it: in its last month."""
    is_near = date(standing.year + 1, 3, 1) <= today < year_ends(standing.year)
    return standing.state in LIVING and standing.leaves_on is None and is_near


def due(standing: Standing, today: date) -> Act | None:
    """What the calendar asks to be done to a place today; None: nothing."""
    state, ends_on = standing.state, standing.leaves_on or year_ends(standing.year)
    if state is State.ACCEPTED and standing.starts_on <= today:
        return Act.BEGIN
    if state in ATTENDING and ends_on <= today:
        return Act.END
    is_away = standing.pauses_on is not None and standing.pauses_on <= today
    is_back = standing.returns_on is not None and standing.returns_on <= today
    if state is State.ENROLLED and is_away and not is_back:
        return Act.REST
    return Act.RETURN if state is State.PAUSED and is_back else None
