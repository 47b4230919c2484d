"""How much is left, as everybody is shown it: worked out once in a few seconds, however many look.

The claim never reads this. It may be some seconds old, which is why it is marks and not numbers.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from madoguchi.booking import queries
from madoguchi.booking.models import MonthShown, Offering, Session
from madoguchi.rules import slots
from madoguchi.rules.calendar import local_day
from madoguchi.rules.slots import Mark, Refusal, Standing, Terms

FRESH_FOR: Final = timedelta(seconds=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One time as a resident sees it."""

    ref: str
    starts_at: datetime
    ends_at: datetime
    place: dict[str, str]
    mark: Mark
    refusal: Refusal | None  # why it cannot be reserved, whatever is free

    @property
    def is_free(self) -> bool:
        """Whether pressing it may lead to a reservation."""
        return self.refusal is None and self.mark is not Mark.NONE


def month(offering: Offering, first: date, now: datetime) -> dict[date, list[Shown]]:
    """The times of a month by day. One query while somebody looked a moment ago."""
    terms = queries.terms_of(offering)
    days = defaultdict[date, list[Shown]](list)
    for each in _told_of(offering, first, now):
        shown = _shown(each, terms, now)
        days[local_day(shown.starts_at)].append(shown)
    return dict(days)


def one(session: Session, now: datetime) -> Shown | None:
    """One time as its month shows it; None for one that was called off."""
    offering, first = session.offering, local_day(session.starts_at).replace(day=1)
    told = next((each for each in _told_of(offering, first, now) if each["ref"] == str(session.pk)), None)
    return None if told is None else _shown(told, queries.terms_of(offering), now)


def _told_of(offering: Offering, first: date, now: datetime) -> list[dict[str, Any]]:
    known = queries.month_shown(offering, first)
    if known is None or now - known.worked_out_at > FRESH_FOR or known.worked_out_at > now:
        known = _work_out(offering, first, now)
    times: list[dict[str, Any]] = known.times
    return times


def best(times: list[Shown]) -> Mark:
    """What a day comes to: the freest of its times that can be reserved."""
    free = [each.mark for each in times if each.is_free]
    return min(free, key=list(Mark).index, default=Mark.NONE)


def _work_out(offering: Offering, first: date, now: datetime) -> MonthShown:
    until = (first + timedelta(days=32)).replace(day=1)
    sessions = queries.list_sessions(offering=offering, first=first, until=until)
    terms = queries.terms_of(offering)
    shown = [_told(each, terms) for each in sessions if each.standing != Standing.CANCELLED]
    made, _ = MonthShown.objects.update_or_create(
        offering=offering, month=first, defaults={"times": shown, "worked_out_at": now}
    )
    return made


def _told(session: Session, terms: Terms) -> dict[str, Any]:
    left = {each.code: (each.free, each.capacity) for each in session.common_pools}
    return {
        "ref": str(session.pk),
        "starts_at": session.starts_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
        "place": session.place.title,
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
        mark=Mark(told["mark"]),
        refusal=slots.refuse_time(
            terms, starts_at=starts_at, ends_at=ends_at, is_open=told["is_open"], by_officer=False, now=now
        ),
    )
