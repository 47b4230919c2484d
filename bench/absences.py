"""Half past seven: 300 families tell of an absence at once, through HTTP; nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from bench import house, load
from bench.figures import Figure, Stated, median_of, milliseconds
from bench.house import CSRF
from bench.load import CONNECTIONS

if TYPE_CHECKING:
    from madoguchi.people.models import Child
    from madoguchi.places.models import Place

FAMILIES: Final = 300
WITHIN: Final = 60  # seconds
TRIES: Final = 7
BORN: Final = date(2018, 7, 1)


def burst(section: str) -> Iterator[Figure | Stated]:
    """All of a school of that section whose children go to its club. Needs a database that is open."""
    from madoguchi.base import clock
    from madoguchi.checkin import notices

    places, day = _places(section), _school_day()
    requests = [_request(child, day) for child in _children(places)]
    with house.serving(house.ours(), path="/healthz") as web:
        salvo = load.fire(web.port, requests)
    _require_all(salvo.statuses)
    yield Figure(
        name=f"{FAMILIES} absence notices, {CONNECTIONS} at once, none lost",
        value=salvo.seconds,
        limit=WITHIN,
        unit="s",
    )
    yield Stated(name="absence notice, p95", value=salvo.percentile(0.95) * 1000, unit="ms")
    now = clock.now()
    shown = median_of([lambda: notices.board(place=places[0], on=day, now=now)] * TRIES)
    yield milliseconds(f"board of a school with {FAMILIES} notices", shown, 1000)


def _require_all(statuses: Any) -> None:
    """Each was told once, and school and club read it."""
    from madoguchi.checkin.models import Notice, NoticeReader

    held = (Notice.objects.count(), NoticeReader.objects.count())
    if statuses != {302: FAMILIES} or held != (FAMILIES, 2 * FAMILIES):
        raise RuntimeError(f"of {FAMILIES} notices {held[0]} arrived, read by {held[1]}: {dict(statuses)}")


def _school_day() -> date:
    """The next one: of today it could be too late."""
    from madoguchi.base import clock, office
    from madoguchi.rules import calendar

    today = calendar.local_day(clock.now())
    ahead = (today + timedelta(days=each) for each in range(1, 15))  # New Year takes ten
    return next(each for each in ahead if calendar.is_working_day(each, office.closed_days(each.year)))


def _places(section: str) -> list[Place]:
    from madoguchi.places.models import District, Kind, Place

    district = District.objects.create(code="school", name="学区", kana="ガック")
    common = {"district": district, "latitude": 0, "longitude": 0, "section_id": section}
    return [
        Place.objects.create(code=code, kind=kind, name=code, kana=code, notify_by=time(8, 15), **common)
        for code, kind in (("measured-school", Kind.SCHOOL), ("measured-club", Kind.CLUB))
    ]


def _children(places: list[Place]) -> list[Child]:
    """A child of each family, in the roll of the school and at the club."""
    from madoguchi.audit.actions import SYSTEM
    from madoguchi.base import clock
    from madoguchi.people.actions import children, residents
    from madoguchi.places.models import Belonging, RollEntry
    from madoguchi.rules import calendar

    now = clock.now()
    today = calendar.local_day(now)
    year = calendar.fiscal_year(today)
    school, club = places
    found = []
    for number in range(FAMILIES):
        named = {"name": f"児童{number}", "kana": "ジドウ", "birth_date": BORN}
        account = residents.welcome(address=f"family.{number}@mail.example", language="ja", now=now)
        child = children.know(resident=account.resident, **named, by=SYSTEM, now=now)
        seat = {"grade": 2, "group": f"{number // 30 + 1}組"}
        entry = RollEntry.objects.create(place=school, year=year, **named, **seat, kana_order="ジドウ")
        days = {"starts_on": today, **seat}
        Belonging.objects.create(child=child, place=school, source="school", entry=entry, **days)
        Belonging.objects.create(child=child, place=club, source="enrolment", **days)
        found.append(child)
    return found


def _request(child: Child, day: date) -> bytes:
    told = {"csrfmiddlewaretoken": CSRF, "kind": "absent", "reason": "fever", "first_on": day.isoformat()}
    cookies = house.cookies(child.resident)  # type: ignore[arg-type]
    return load.post(f"/me/absence/{child.reference}/", cookies, urlencode(told).encode())
