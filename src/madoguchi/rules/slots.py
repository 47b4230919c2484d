"""Booking: what a party takes of which pools, who may book and cancel until when, what may become of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Final

from pydantic import Field, model_validator

from madoguchi.rules.calendar import TOKYO, local_day
from madoguchi.rules.documents.base import Id, Piece, Text
from madoguchi.rules.opening_days import OpeningDay, Why

MOST_WEEKS: Final = 26  # of a series that comes back every week
PLENTY: Final = 0.5  # of the places are free: ◎
FEW: Final = 0.2  # or less: △


class State(StrEnum):
    """Where a reservation stands."""

    HELD = "held"  # kept for minutes while somebody makes up their mind
    OFFERED = "offered"  # kept for the next of a waiting list until their answer
    REQUESTED = "requested"  # waits for the section's approval
    CONFIRMED = "confirmed"
    ATTENDED = "attended"
    MISSED = "missed"  # nobody came
    CANCELLED = "cancelled"
    DECLINED = "declined"  # the section did not approve it
    EXPIRED = "expired"  # held or offered, and no answer in time


class Act(StrEnum):
    """What can be done to a reservation."""

    CONFIRM = "confirm"
    ASK = "ask"  # they want it, and the section has yet to approve
    APPROVE = "approve"
    DECLINE = "decline"
    CANCEL = "cancel"
    EXPIRE = "expire"
    ATTEND = "attend"
    MISS = "miss"
    UNDO = "undo"  # what was ticked at the door


# Every one of these takes its places: what is asked for or offered is nobody else's either.
TAKING: Final = (
    State.HELD, State.OFFERED, State.REQUESTED, State.CONFIRMED, State.ATTENDED, State.MISSED,
)  # fmt: skip
BOOKED: Final = (State.REQUESTED, State.CONFIRMED, State.ATTENDED, State.MISSED)  # they made up their mind
AHEAD: Final = (State.HELD, State.OFFERED, State.REQUESTED, State.CONFIRMED)  # nobody has come yet

MOVES: Final = {
    (State.HELD, Act.CONFIRM): State.CONFIRMED,
    (State.OFFERED, Act.CONFIRM): State.CONFIRMED,
    (State.HELD, Act.ASK): State.REQUESTED,
    (State.OFFERED, Act.ASK): State.REQUESTED,
    (State.REQUESTED, Act.APPROVE): State.CONFIRMED,
    (State.REQUESTED, Act.DECLINE): State.DECLINED,
    **{(state, Act.CANCEL): State.CANCELLED for state in AHEAD},
    (State.HELD, Act.EXPIRE): State.EXPIRED,
    (State.OFFERED, Act.EXPIRE): State.EXPIRED,
    (State.CONFIRMED, Act.ATTEND): State.ATTENDED,
    (State.CONFIRMED, Act.MISS): State.MISSED,
    (State.ATTENDED, Act.UNDO): State.CONFIRMED,
    (State.MISSED, Act.UNDO): State.CONFIRMED,
}


class Standing(StrEnum):
    """Whether a session takes reservations."""

    DRAFT = "draft"
    OPEN = "open"
    PAUSED = "paused"
    CANCELLED = "cancelled"  # it does not take place


class Reason(StrEnum):
    """Why something cannot be booked, moved or cancelled."""

    FULL = "full"
    TAKEN = "taken"  # the room is somebody else's at that time
    CLOSED = "closed"  # the section takes no reservations for it
    OVER = "over"  # it has begun
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    PARTY_EMPTY = "party_empty"
    PARTY_TOO_LARGE = "party_too_large"
    UNKNOWN_BAND = "unknown_band"
    ALREADY = "already"  # they have one, and more is not given
    NO_ENTITLEMENT = "no_entitlement"
    WRONG_COUNT = "wrong_count"  # of a series: not as many as belong together
    WRONG_GAP = "wrong_gap"
    OTHER_PLACE = "other_place"
    DAY_CLOSED = "day_closed"  # the place does not open on that day, or not at that hour of a special day
    NOT_HOURS = "not_hours"  # outside opening hours, between steps, too long, or upside down
    NOT_FROM_HERE = "not_from_here"  # what it is now does not lead there


class Once(StrEnum):
    """How often one person, or one entitlement, may have it at a time."""

    NEVER_MIND = "never_mind"
    SESSION = "session"
    OFFERING = "offering"


class Waiting(StrEnum):
    """What becomes of a place that somebody gives back."""

    NONE = "none"
    IN_ORDER = "in_order"  # it is kept for the first who waits until they answer
    FIRST_ANSWER = "first_answer"  # everybody who waits is told; who answers first has it


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """No, and why: a code for machines; the sentence is written where it is shown."""

    reason: Reason
    limit: int | None = None  # people at most, or days
    at: datetime | None = None  # when it opens, or when it closed


Minutes = Annotated[int, Field(ge=0, le=60 * 24 * 60)]


class Band(Piece):
    """Who comes, as far as places differ: grown-ups, children, babies under one year."""

    id: Id
    title: Text


class Pool(Piece):
    """What a session has places of (定員枠), and who of a party takes one."""

    id: Id
    title: Text
    capacity: Annotated[int, Field(ge=0, le=100_000)]
    held_back: Annotated[int, Field(ge=0, le=100_000)] = 0  # beside them, for who calls or walks in
    counts: tuple[Id, ...] = ()  # bands; none named: everybody


class Gap(Piece):
    """Reservations that belong together, all or none: two doses, so many days apart."""

    count: Annotated[int, Field(ge=2, le=10)]
    least_days: Annotated[int, Field(ge=0, le=400)]
    most_days: Annotated[int, Field(ge=0, le=400)]
    same_place: bool = True


class Reduction(Piece):
    """Who pays less (減免): so many percent off."""

    id: Id
    title: Text
    percent: Annotated[int, Field(ge=1, le=100)]


ClockTime = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class Hire(Piece):
    """How rooms are hired by the hour, and what that costs."""

    opens: ClockTime
    closes: ClockTime
    step_minutes: Annotated[int, Field(ge=15, le=240)] = 30
    longest_minutes: Annotated[int, Field(ge=15, le=24 * 60)] = 12 * 60
    weeks_at_most: Annotated[int, Field(ge=1, le=MOST_WEEKS)] = 1
    yen_an_hour: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    reductions: tuple[Reduction, ...] = ()


class Terms(Piece):
    """What an offering goes by. Without bands, people are only counted."""

    bands: tuple[Band, ...] = ()
    pools: tuple[Pool, ...] = ()
    asks_name: bool = True  # of who comes; a playground needs none
    largest_party: Annotated[int, Field(ge=1, le=1_000)] = 1
    minutes: Annotated[int, Field(ge=5, le=24 * 60)] = 30  # that a session lasts
    opens_days: Annotated[int, Field(ge=0, le=400)] = 60  # before it begins
    closes_minutes: Minutes = 0  # before it begins; afterwards by telephone only
    cancel_minutes: Minutes = 0  # before it begins; afterwards by telephone only
    by_approval: bool = False
    once: Once = Once.NEVER_MIND
    waiting: Waiting = Waiting.NONE
    answer_minutes: Annotated[int, Field(ge=5, le=14 * 24 * 60)] = 24 * 60  # that an offer is kept
    overtaken_at_most: Annotated[int, Field(ge=0, le=100)] = 3  # times: then places are saved up
    entitlement: Id | None = None  # a kind of number without which nobody books: vaccination tickets
    gap: Gap | None = None
    hire: Hire | None = None  # rooms by the hour, instead of sessions
    before_minutes: Annotated[int, Field(ge=0, le=240)] = 0  # to set up
    after_minutes: Annotated[int, Field(ge=0, le=240)] = 0  # to clear away

    @model_validator(mode="after")
    def _fits_together(self) -> Terms:
        bands = {band.id for band in self.bands}
        for pool in self.pools:
            if unknown := set(pool.counts) - bands:
                raise ValueError(f"pool '{pool.id}' counts {sorted(unknown)}, which are no bands")
        for named in (self.bands, self.pools):
            if len({each.id for each in named}) != len(named):
                raise ValueError("two of these have the same id")
        if self.gap and self.gap.least_days > self.gap.most_days:
            raise ValueError("the longest gap is shorter than the shortest one")
        return self


Party = Mapping[str, int]  # people by band; under EVERYBODY where there are none
EVERYBODY: Final = "people"


def next_state(state: State, act: Act) -> State | Refusal:
    """Where an act leads, or that it leads nowhere from here."""
    return MOVES.get((state, act)) or Refusal(reason=Reason.NOT_FROM_HERE)


def next_states(states: Collection[State], act: Act) -> State | Refusal:
    """Where an act leads several together: all of them, or none."""
    to = {next_state(each, act) for each in states}
    return to.pop() if len(to) == 1 else Refusal(reason=Reason.NOT_FROM_HERE)


def concerns(act: Act, state: State) -> bool:
    """Whether an act on a series is about one that stands so: what was given back need not be declined."""
    return act is not Act.DECLINE or state is State.REQUESTED


def stands_as_one(terms: Terms) -> bool:
    """Whether what was reserved together is given back together: doses are, the weeks of a room are not."""
    return terms.gap is not None


def needs(terms: Terms, party: Party) -> dict[str, int]:
    """How many places a party takes of which pools; pools of which it takes none are left out."""
    taken = {pool.id: sum(_counted(pool, party)) for pool in terms.pools}
    return {pool: count for pool, count in taken.items() if count}


def common(terms: Terms) -> frozenset[str]:
    """The pools that say how many come in all: those that count everybody; without any, every pool."""
    return frozenset(each.id for each in terms.pools if not each.counts) or frozenset(
        each.id for each in terms.pools
    )


def _counted(pool: Pool, party: Party) -> Iterator[int]:
    return (count for band, count in party.items() if not pool.counts or band in pool.counts)


def refuse_party(terms: Terms, party: Party) -> Refusal | None:
    """Why so many people cannot come together."""
    known = {band.id for band in terms.bands} or {EVERYBODY}
    if set(party) - known or any(count < 0 for count in party.values()):
        return Refusal(reason=Reason.UNKNOWN_BAND)
    if not sum(party.values()):
        return Refusal(reason=Reason.PARTY_EMPTY)
    if sum(party.values()) > terms.largest_party:
        return Refusal(reason=Reason.PARTY_TOO_LARGE, limit=terms.largest_party)
    return None


def refuse_time(
    terms: Terms,
    *,
    starts_at: datetime,
    ends_at: datetime,
    is_open: bool,
    by_officer: bool,
    now: datetime,
) -> Refusal | None:
    """Why nobody can book this any more, or not yet. The window binds residents, officers only the end."""
    if not is_open:
        return Refusal(reason=Reason.CLOSED)
    if by_officer:
        return Refusal(reason=Reason.OVER) if ends_at <= now else None
    if starts_at <= now:
        return Refusal(reason=Reason.OVER)
    if now < opens_at(terms, starts_at):
        return Refusal(reason=Reason.TOO_EARLY, at=opens_at(terms, starts_at))
    if now >= closes_at(terms, starts_at):
        return Refusal(reason=Reason.TOO_LATE, at=closes_at(terms, starts_at))
    return None


def refuse_waiting(
    terms: Terms,
    party: Party,
    *,
    is_entitled: bool,
    capacity: Mapping[str, int],
    starts_at: datetime,
    is_open: bool,
    now: datetime,
) -> Refusal | None:
    """Why nobody can wait for this, or not so many: places that are not there never become free."""
    if terms.waiting is Waiting.NONE or not is_open or starts_at <= now:
        return Refusal(reason=Reason.CLOSED)
    if refusal := refuse_party(terms, party):
        return refusal
    short = [most for pool, count in needs(terms, party).items() if count > (most := capacity.get(pool, 0))]
    if short:
        return Refusal(reason=Reason.PARTY_TOO_LARGE, limit=min(short))
    return Refusal(reason=Reason.NO_ENTITLEMENT) if terms.entitlement and not is_entitled else None


def opens_at(terms: Terms, starts_at: datetime) -> datetime:
    """From when it can be booked."""
    return starts_at - timedelta(days=terms.opens_days)


def closes_at(terms: Terms, starts_at: datetime) -> datetime:
    """Until when it can be booked."""
    return starts_at - timedelta(minutes=terms.closes_minutes)


def soonest_day(terms: Terms, now: datetime) -> date:
    """The first day of which anything can still be booked."""
    return local_day(now + timedelta(minutes=terms.closes_minutes))


def refuse_cancelling(
    terms: Terms, *, state: State, starts_at: datetime, by_officer: bool, now: datetime
) -> Refusal | None:
    """Why it cannot be given back. Until the hour the terms say residents may, officers at any time."""
    if state not in AHEAD:
        return Refusal(reason=Reason.NOT_FROM_HERE)
    latest = starts_at - timedelta(minutes=terms.cancel_minutes)
    if not by_officer and now >= latest:
        return Refusal(reason=Reason.TOO_LATE, at=latest)
    return None


def wanted_as(terms: Terms, *, by_officer: bool) -> State:
    """How a reservation stands that somebody wants: only asked for where the section approves each."""
    return State.REQUESTED if terms.by_approval and not by_officer else State.CONFIRMED


class Paper(StrEnum):
    """What somebody is handed who has a room, or asked for one."""

    PERMIT = "permit"  # 使用許可書: the section approved it
    RECEIPT = "receipt"  # 受付票: it is theirs
    REQUEST = "request"  # 受付票 of what waits for approval: no permit


def paper_of(terms: Terms, state: State) -> Paper | None:
    """The paper for a room as it stands; none for what is off, or was never answered."""
    if state is State.REQUESTED:
        return Paper.REQUEST
    if state in (State.CONFIRMED, State.ATTENDED):
        return Paper.PERMIT if terms.by_approval else Paper.RECEIPT
    return None


def refuse_moving(
    terms: Terms,
    *,
    state: State,
    is_of_series: bool,
    starts_at: datetime,
    by_officer: bool,
    now: datetime,
    is_answer: bool = False,
) -> Refusal | None:
    """Why it cannot go to another time. A series stays.

    What is only held or offered is answered first; or another time is the answer to what was offered.
    """
    if is_answer and state is State.OFFERED and not is_of_series:
        return None
    if state not in (State.REQUESTED, State.CONFIRMED) or is_of_series:
        return Refusal(reason=Reason.NOT_FROM_HERE)
    return refuse_cancelling(terms, state=state, starts_at=starts_at, by_officer=by_officer, now=now)


def refuse_answering(*, answer_by: datetime | None, now: datetime) -> Refusal | None:
    """Why nobody can answer what was held or offered any more."""
    if answer_by is not None and answer_by <= now:
        return Refusal(reason=Reason.TOO_LATE, at=answer_by)
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """When and where one reservation of a series would be."""

    starts_at: datetime
    place: str


def refuse_series(gap: Gap | None, slots: Sequence[Slot]) -> Refusal | None:
    """Why these cannot be had together. Without a rule there is just one."""
    if len(slots) != (gap.count if gap else 1):
        return Refusal(reason=Reason.WRONG_COUNT, limit=gap.count if gap else 1)
    if gap is None:
        return None
    if gap.same_place and len({slot.place for slot in slots}) > 1:
        return Refusal(reason=Reason.OTHER_PLACE)
    if all(_may_follow(gap, before, after) for before, after in pairwise(slots)):
        return None
    return Refusal(reason=Reason.WRONG_GAP, limit=gap.least_days)


def completed(gap: Gap, first: Slot, later: Iterable[Slot]) -> Sequence[Slot] | None:
    """The soonest series that begins with `first` and goes on with some of these; None where none does."""
    soonest = dict[tuple[date, str], Slot]()
    for each in sorted(later, key=lambda each: each.starts_at):
        soonest.setdefault((local_day(each.starts_at), each.place), each)
    chains = [[first]]
    for _ in range(gap.count - 1):
        longer = dict[Slot, list[Slot]]()
        for chain in chains:
            for each in soonest.values():
                if _may_follow(gap, chain[-1], each):
                    longer.setdefault(each, [*chain, each])
        chains = list(longer.values())
    return min(chains, key=lambda chain: chain[-1].starts_at, default=None)


def _may_follow(gap: Gap, before: Slot, after: Slot) -> bool:
    days = (local_day(after.starts_at) - local_day(before.starts_at)).days
    return gap.least_days <= days <= gap.most_days and not (gap.same_place and before.place != after.place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """From when until when (exclusive) a room is somebody's."""

    starts_at: datetime
    ends_at: datetime


def with_margins(terms: Terms, asked: Range) -> Range:
    """The time a room is taken: what was asked for, and what it takes to set up and clear away."""
    return Range(
        starts_at=asked.starts_at - timedelta(minutes=terms.before_minutes),
        ends_at=asked.ends_at + timedelta(minutes=terms.after_minutes),
    )


def hours_of(hire: Hire, day: date, opens: time, closes: time, weeks: int) -> list[Range] | Refusal:
    """The hours asked for, this week and the following ones."""
    asked = Range(starts_at=datetime.combine(day, opens, TOKYO), ends_at=datetime.combine(day, closes, TOKYO))
    length = (asked.ends_at - asked.starts_at) // timedelta(minutes=1)
    inside = time.fromisoformat(hire.opens) <= opens < closes <= time.fromisoformat(hire.closes)
    if (
        not inside
        or not _is_on_steps(hire, opens, closes)
        or length > hire.longest_minutes
        or not 1 <= weeks <= hire.weeks_at_most
    ):
        return Refusal(reason=Reason.NOT_HOURS)
    return every_week(asked, weeks)


def _is_on_steps(hire: Hire, *clocks: time) -> bool:
    first = time.fromisoformat(hire.opens)
    since = (60 * (each.hour - first.hour) + each.minute - first.minute for each in clocks)
    return all(minutes % hire.step_minutes == 0 for minutes in since)


def refuse_closed(hours: Sequence[Range], days: Iterable[OpeningDay]) -> Refusal | None:
    """Why these hours cannot be had where they are: the place is closed, or opens otherwise that day.

    Its usual hours do not count: halls are hired when the counter is shut. Where nobody said when a place
    opens, nothing is refused.
    """
    known = {each.day: each for each in days}
    shut = (each for each in hours if is_shut(known[local_day(each.starts_at)], each))
    first = next(shut, None)
    return None if first is None else Refusal(reason=Reason.DAY_CLOSED, at=first.starts_at)


def is_shut(day: OpeningDay, asked: Range) -> bool:
    """Whether the place is closed then: all day, or outside the hours of a special day."""
    if not day.is_known or day.is_shut:
        return day.is_shut
    spans = [(each.begins_at(day.day), each.ends_at(day.day)) for each in day.hours]
    inside = any(begins <= asked.starts_at and asked.ends_at <= ends for begins, ends in spans)
    return day.why is Why.SPECIAL and not inside


def resized(before: Terms, after: Terms) -> dict[tuple[str, bool], tuple[int, int]]:
    """Which pools have other sizes than before: (pool, whether it is held back) → (from, to)."""
    was = {each.id: each for each in before.pools}
    sizes = {
        key: pair
        for each in after.pools
        if (old := was.get(each.id))
        for key, pair in (
            ((each.id, False), (old.capacity, each.capacity)),
            ((each.id, True), (old.held_back, each.held_back)),
        )
    }
    return {key: (one, other) for key, (one, other) in sizes.items() if one != other}


def price(hire: Hire, hours: Sequence[Range], reduction: str) -> int:
    """What it costs in yen, each begun hour once, less what a reduction takes off; fractions are dropped.

    They are dropped of each time, because each is a reservation with a price of its own.
    """
    percent = next((each.percent for each in hire.reductions if each.id == reduction), 0)
    begun = (-(-(each.ends_at - each.starts_at) // timedelta(hours=1)) for each in hours)
    return sum(each * hire.yen_an_hour * (100 - percent) // 100 for each in begun)


def every_week(asked: Range, weeks: int) -> list[Range]:
    """The same hours, week after week: `weeks` of them, this one first."""
    ahead = (timedelta(weeks=each) for each in range(min(weeks, MOST_WEEKS)))
    return [Range(starts_at=asked.starts_at + each, ends_at=asked.ends_at + each) for each in ahead]


class Mark(StrEnum):
    """How much is left, as a Japanese timetable shows it: exact numbers would be old when they are read."""

    PLENTY = "plenty"  # ◎
    SOME = "some"  # ○
    FEW = "few"  # △
    NONE = "none"  # ×


def mark(*, free: int, capacity: int) -> Mark:
    """How much of a pool is left."""
    if free <= 0 or capacity <= 0:
        return Mark.NONE
    share = free / capacity
    if share <= FEW:
        return Mark.FEW
    return Mark.PLENTY if share >= PLENTY else Mark.SOME


def mark_of(terms: Terms, left: Mapping[str, tuple[int, int]]) -> Mark:
    """How much of a session is left; `left`: of each pool what is free, and of how many.

    What everybody needs decides. Where there is no such pool, somebody can come as long as one has places.
    """
    marks = {pool: mark(free=free, capacity=capacity) for pool, (free, capacity) in left.items()}
    shared = [marks[pool.id] for pool in terms.pools if not pool.counts and pool.id in marks]
    return least(shared) if shared else min(marks.values(), key=list(Mark).index, default=Mark.NONE)


def least(marks: Sequence[Mark]) -> Mark:
    """What several pools come to: the scarcest of them."""
    return max(marks, key=list(Mark).index, default=Mark.NONE)
