"""Reservations: what the city lets people book, with times ahead and names of people who called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from madoguchi.audit.actions import SYSTEM
from madoguchi.base import office
from madoguchi.base.entrances import Entrance
from madoguchi.booking.actions import booking, entitling, opening
from madoguchi.booking.actions.claiming import CannotBook
from madoguchi.booking.making import Who, Wish
from madoguchi.booking.models import Offering, Session
from madoguchi.booking.queries import terms_of
from madoguchi.demo import city, rounds
from madoguchi.demo.households import dice
from madoguchi.people import queries as people
from madoguchi.people.entrants import actor_of
from madoguchi.people.models import Officer
from madoguchi.places.queries import access_place
from madoguchi.rules.calendar import TOKYO, local_day
from madoguchi.rules.doors import Medium
from madoguchi.rules.slots import EVERYBODY, Party, Range, Terms

VALID_FOR: Final = timedelta(days=365)
MOST_SHUT: Final = 10  # days in a row on which a hall may be shut, as it is at New Year


def live(now: datetime) -> None:
    """Put up what can be reserved and open its times, unless it is there."""
    known = set(Offering.objects.values_list("code", flat=True))
    for row in city.table("bookings"):
        if row["code"] not in known:
            _put_up(row, now)


def _put_up(row: Mapping[str, Any], now: datetime) -> None:
    offering = opening.offer(
        code=row["code"],
        section=row["section"],
        title=row["title"],
        terms=Terms.model_validate(row["terms"], strict=False),
        by=SYSTEM,
        now=now,
        lead=row["lead"],
        procedure=row.get("procedure", ""),
        is_public=True,
    )
    place = access_place(code=row["place"])
    for room in row.get("rooms", ()):
        opening.open_room(**room, offering=offering, place=place, by=SYSTEM, now=now)
    if "pattern" in row:
        starts = list(_starts(row["pattern"], now))
        opening.open_sessions(offering=offering, place=place, starts=starts, by=SYSTEM, now=now)
    if numbers := row.get("numbers"):
        entitling.take_in(
            kind=str(terms_of(offering).entitlement),
            numbers=numbers,
            valid_from=local_day(now),
            valid_until=local_day(now) + VALID_FOR,
            by=SYSTEM,
            now=now,
        )
    if row.get("booked"):
        _call(offering, row, now)
    for number, hired in enumerate(row.get("hired", ())):
        _hire(offering, hired, number, now)


def _starts(pattern: Mapping[str, Any], now: datetime) -> Iterator[datetime]:
    today = local_day(now)
    for each in range(1, pattern["days"] + 1):
        day = today + timedelta(days=each)
        if day.weekday() in pattern["weekdays"] and day not in office.closed_days(day.year):
            yield from _of_day(day, pattern)


def _of_day(day: date, pattern: Mapping[str, Any]) -> Iterator[datetime]:
    at, end = (
        datetime.combine(day, time.fromisoformat(pattern[each]), TOKYO) for each in ("opens", "closes")
    )
    while at < end:
        yield at
        at += timedelta(minutes=pattern["every"] or 24 * 60)


def _call(offering: Offering, row: Mapping[str, Any], now: datetime) -> None:
    """So many people called or came to the counter on the last day the city hall was open."""
    officer = people.list_officers(section=offering.section, on=local_day(now))[0]
    called_on = rounds.working_days_before(now, 1)
    sessions = list(Session.objects.filter(offering=offering).order_by("starts_at")[:30])
    for number in range(row["booked"]):
        luck = dice("booked", offering.pk, number)
        session = sessions[int(luck.random() ** 2 * len(sessions))]
        wish = Wish(
            who=caller(officer, number, terms_of(offering)),
            party=party(terms_of(offering), luck.randint(1, 2)),
            key=f"demo:{offering.pk}:{number}",
        )
        at = rounds.at(called_on, time(9 + number % 8, luck.randint(0, 59)))
        try:
            booking.book(sessions=[session.pk], wish=wish, by=actor_of(officer, Entrance.DESK), now=at)
        except CannotBook:
            continue


def _hire(offering: Offering, row: Mapping[str, Any], number: int, now: datetime) -> None:
    """A room, on the first day from then on that it can be had; a resident asks, who calls has it."""
    officer = people.list_officers(section=offering.section, on=local_day(now))[0]
    resident = people.resident_by_address(row["by"]) if "by" in row else None
    who = Who(resident=resident) if resident else caller(officer, number, terms_of(offering))
    wish = Wish(
        who=replace(who, name=row["group"]),
        party={EVERYBODY: row["people"]},
        key=f"demo:{offering.pk}:hired:{number}",
    )
    by = actor_of(resident, Entrance.PORTAL) if resident else actor_of(officer, Entrance.DESK)
    at = rounds.at(rounds.working_days_before(now, 1), time(10 + number, 20))
    for later in range(MOST_SHUT):
        on = local_day(now) + timedelta(days=row["in_days"] + later)
        with suppress(CannotBook):
            booking.hire(resource=row["room"], hours=[_hours(on, row)], wish=wish, by=by, now=at)
            return


def _hours(on: date, row: Mapping[str, Any]) -> Range:
    begins, ends = (
        datetime.combine(on, time.fromisoformat(row[each]), TOKYO) for each in ("opens", "closes")
    )
    return Range(starts_at=begins, ends_at=ends)


def party(terms: Terms, people: int) -> Party:
    """So many of the first band, and one of each other."""
    if not terms.bands:
        return {EVERYBODY: min(people, terms.largest_party)}
    return {band.id: people if at == 0 else 1 for at, band in enumerate(terms.bands)}


def caller(officer: Officer, number: int, terms: Terms) -> Who:
    """Somebody who called an officer."""
    luck = dice("caller", number)
    family = luck.choice(city.file("names")["surnames"])
    given = luck.choice(city.file("names")["given_names"]["guardians"])
    return Who(
        name=f"{family['name']} {given['name']}" if terms.asks_name else "",
        kana=f"{family['kana']} {given['kana']}" if terms.asks_name else "",
        contact_kind="phone",
        contact=f"090-0000-{number + 101:04}",
        medium=Medium.PHONE,
        booked_by=officer.number,
    )
