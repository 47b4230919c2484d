"""How much is left, as everybody is shown it: worked out once in a few seconds, however many look.

The claim never reads this. It may be some seconds old, which is why it is marks and not numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from madoguchi.booking import queries
from madoguchi.booking.models import MonthShown, Offering, Session
from madoguchi.rules import slots
from madoguchi.rules.calendar import local_day, months_between
from madoguchi.rules.slots import Mark, Refusal, Standing, Terms

FRESH_FOR: Final = timedelta(seconds=5)
RECOUNTED_AFTER: Final = timedelta(seconds=1)  # at the earliest, however many are refused in a rush


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One time as a resident sees it."""

    ref: str
    starts_at: datetime
    ends_at: datetime
    place: dict[str, str]
    place_code: str
    mark: Mark
    refusal: Refusal | None  # why it cannot be reserved, whatever is free

    @property
    def is_free(self) -> bool:
        """Whether pressing it may lead to a reservation."""
        return self.refusal is None and self.mark is not Mark.NONE


def month(offering: Offering, first: date, now: datetime) -> dict[date, list[Shown]]:
    """The times of a month by day. One query while somebody looked a moment ago."""
    days = defaultdict[date, list[Shown]](list)
    for each in _shown_in(offering, [first], now):
        days[local_day(each.starts_at)].append(each)
    return dict(days)


def one(session: Session, now: datetime) -> Shown | None:
    """One time as its month shows it; None for one that was called off."""
    first = local_day(session.starts_at).replace(day=1)
    shown = _shown_in(session.offering, [first], now)
    return next((each for each in shown if each.ref == str(session.pk)), None)


def open_now(offering: Offering, now: datetime) -> list[Shown]:
    """The times that can be reserved now, full ones too. One query while somebody looked a moment ago."""
    last = local_day(now + timedelta(days=queries.terms_of(offering).opens_days))
    months = months_between(local_day(now), last)
    return [each for each in _shown_in(offering, months, now) if each.refusal is None]


def recount(offering: str, now: datetime) -> None:
    """Somebody was refused what is shown as free: whoever looks next sees how it is."""
    shown = MonthShown.objects.filter(offering=offering, worked_out_at__lte=now - RECOUNTED_AFTER)
    shown.update(worked_out_at=now - 2 * FRESH_FOR)


def _shown_in(offering: Offering, months: Sequence[date], now: datetime) -> list[Shown]:
    terms = queries.terms_of(offering)
    return [_shown(each, terms, now) for month in _told_in(offering, months, now) for each in month.times]


def _told_in(offering: Offering, months: Sequence[date], now: datetime) -> list[MonthShown]:
    known = queries.list_shown(offering, months[0], months[-1])
    fresh = {each.month: each for each in known if now - FRESH_FOR <= each.worked_out_at <= now}
    if stale := [each for each in months if each not in fresh]:
        fresh |= {each.month: each for each in _work_out(offering, stale, now)}
    return [fresh[each] for each in months]


def best(times: list[Shown]) -> Mark:
    """What a day comes to: the freest of its times that can be reserved."""
    free = [each.mark for each in times if each.is_free]
    return min(free, key=list(Mark).index, default=Mark.NONE)


def _work_out(offering: Offering, months: Sequence[date], now: datetime) -> list[MonthShown]:
    """Counted in one go, and written in the order of months: two who look never wait in a ring."""
    terms, told = queries.terms_of(offering), defaultdict[date, list[dict[str, Any]]](list)
    until = (months[-1] + timedelta(days=32)).replace(day=1)
    for each in queries.list_sessions(offering=offering, first=months[0], until=until):
        if each.standing != Standing.CANCELLED:
            told[local_day(each.starts_at).replace(day=1)].append(_told(each, terms))
    made = [MonthShown(offering=offering, month=each, times=told[each], worked_out_at=now) for each in months]
    return MonthShown.objects.bulk_create(
        made,
        update_conflicts=True,
        unique_fields=["offering", "month"],
        update_fields=["times", "worked_out_at"],
    )


def _told(session: Session, terms: Terms) -> dict[str, Any]:
    left = {each.code: (each.free, each.capacity) for each in session.common_pools}
    return {
        "ref": str(session.pk),
        "starts_at": session.starts_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
        "place": session.place.title,
        "place_code": session.place_id,
        "is_open": session.standing == Standing.OPEN,
        "mark": slots.mark_of(terms, left),
    }


def _shown(told: dict[str, Any], terms: Terms, now: datetime) -> Shown:
    starts_at, ends_at = (datetime.fromisoformat(told[name]) for name in ("starts_at", "ends_at"))
    return Shown(
        ref=told["ref"],
        starts_at=starts_at,
        ends_at=ends_at,
        place=told["place"],
        place_code=told["place_code"],
        mark=Mark(told["mark"]),
        refusal=slots.refuse_time(
            terms, starts_at=starts_at, ends_at=ends_at, is_open=told["is_open"], by_officer=False, now=now
        ),
    )
