"""Checking in and telling of absences through HTTP; board and figures on 100,000 visits; a day made anew."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode
from uuid import uuid4

from bench import absences, floor, house, load
from bench.figures import Figure, Share, Stated, median_of, milliseconds
from bench.house import CSRF
from bench.load import CONNECTIONS, Salvo

if TYPE_CHECKING:
    from madoguchi.checkin.models import Family, Point

ROUNDS: Final = 5
A_ROUND: Final = 300  # check-ins
FAMILIES: Final = 400
WARM_UP: Final = 128
VISITS: Final = 100_000
A_DAY: Final = 120  # visits of the day that is made anew
GOAL: Final = 0.25
TRIES: Final = 7


def figures(var: Path) -> Iterator[Share | Figure | Stated]:
    """Rounds of both in turn; medians of the rounds."""
    with house.opened(var):
        point, families = _centre(), _families()
        rounds = list(_rounds(point, families))
        yield Share(
            name=f"check-ins a second, {CONNECTIONS} at once",
            value=statistics.median(us.per_second for us, _ in rounds),
            floor=statistics.median(them.per_second for _, them in rounds),
            ratio=statistics.median(us.per_second / them.per_second for us, them in rounds),
            goal=GOAL,
            unit="/s",
        )
        slowest = statistics.median(us.percentile(0.95) for us, _ in rounds)
        yield milliseconds(f"check-in, p95, {CONNECTIONS} at once", slowest, 50)
        yield from _many(point, families)
        yield from absences.burst(str(point.place.section_id))


def _rounds(point: Point, families: Sequence[tuple[Family, str]]) -> Iterator[tuple[Salvo, Salvo]]:
    requests = [_request(point, *families[number % FAMILIES], number) for number in range(_wanted())]
    bare = [load.post("/store", "", floor.body())] * (A_ROUND * 2)
    floor.make_tables()
    with (
        house.serving(house.ours(), path="/healthz") as us,
        house.serving(house.floor(), path="/store") as them,
    ):
        _fire(us.port, requests[:WARM_UP], 302)
        _fire(them.port, bare[:WARM_UP], 200)
        for start in range(WARM_UP, _wanted(), A_ROUND):
            beneath = _fire(them.port, bare, 200)
            yield _fire(us.port, requests[start : start + A_ROUND], 302), beneath


def _many(point: Point, families: Sequence[tuple[Family, str]]) -> Iterator[Figure]:
    """What staff look at, on the visits of years."""
    from madoguchi.audit.actions import SYSTEM
    from madoguchi.base import clock
    from madoguchi.checkin import board
    from madoguchi.checkin.actions import scanning
    from madoguchi.insights import visiting
    from madoguchi.rules import calendar

    now = clock.now()
    today = calendar.local_day(now)
    _live(point, families, today)
    shown = median_of([lambda: board.board(point, today)] * TRIES)
    yield milliseconds(f"board of a centre, {VISITS:,} visits", shown, 2000)
    year = calendar.fiscal_year(today - timedelta(days=200))
    counted = median_of([lambda: visiting.figures(year, reach={"measured"})] * TRIES)
    yield milliseconds(f"figures of a year, {VISITS:,} visits", counted, 2000)
    day = today - timedelta(days=3)
    _said(point, families[:A_DAY], day)
    again = median_of(
        [lambda: scanning.rebuild_day(profile=point.profile, day=day, by=SYSTEM, now=now)] * TRIES
    )
    yield milliseconds(f"a day of {A_DAY} visits made anew", again, 1000)


def _centre() -> Point:
    from madoguchi.audit.actions import SYSTEM
    from madoguchi.base import clock
    from madoguchi.checkin.actions import points
    from madoguchi.people.actions import staff
    from madoguchi.places.models import District, Kind, Place
    from madoguchi.rules.visits import Mode, Profile

    now = clock.now()
    by: Any = {"by": SYSTEM, "now": now}
    section = staff.found_section(
        code="measured", name="測定課", mark="測", phone="", starts_on=now.date(), **by
    )
    district = District.objects.create(code="measured", name="測定", kana="ソクテイ")
    place = Place.objects.create(
        code="measured", kind=Kind.CENTRE, name="測定センター", kana="ソクテイ", district=district,
        latitude=0, longitude=0, section=section,
    )  # fmt: skip
    profile = points.lay_down(
        code="centre", section=section, names={"ja": "測定"},
        rules=Profile(mode=Mode.PRESENCE, is_exclusive=True, closes_at=time(23, 59)), **by,
    )  # fmt: skip
    return points.open_point(profile=profile, place=place, **by)


def _families() -> list[tuple[Family, str]]:
    """Families of two children, each with the cookie of its phone."""
    from madoguchi.audit.actions import SYSTEM
    from madoguchi.base import clock
    from madoguchi.checkin.actions import registering
    from madoguchi.checkin.actions.registering import Newcomer, Registration

    by: Any = {"by": SYSTEM, "now": clock.now()}
    children = [Newcomer(name=f"子{each}", kana="コ", birth_date=date(2023, 5, 1)) for each in (1, 2)]
    said = Registration(name="親", kana="オヤ", phone="", district=None, care="", children=children)
    found = [registering.register(said=said, resident=None, **by) for _ in range(FAMILIES)]
    return [(each, registering.remember_phone(family=each, **by)) for each in found]


def _request(point: Point, family: Family, secret: str, number: int) -> bytes:
    from madoguchi.checkin.tokens import token_of

    members = [child.pk for child in family.children.all()]
    direction = "out" if number // FAMILIES % 2 else "in"
    said = {"csrfmiddlewaretoken": CSRF, "id": uuid4(), "direction": direction, "member": members}
    cookies = f"family={secret}; csrftoken={CSRF}"
    return load.post(f"/in/{point.pk}/{token_of(point)}/", cookies, urlencode(said, doseq=True).encode())


def _live(point: Point, families: Sequence[tuple[Family, str]], today: date) -> None:
    from madoguchi.checkin.models import Visit
    from madoguchi.rules.calendar import TOKYO

    rows = []
    for number in range(VISITS):
        family, _ = families[number % FAMILIES]
        day = today - timedelta(days=5 + number % 700)
        opened = datetime.combine(day, time(9 + number % 7), TOKYO)
        times = {"opened_at": opened, "closed_at": opened + timedelta(hours=1), "close": "scan", "day": day}
        rows.append(Visit(id=uuid4(), family=family, point=point, **times, ages=[1, 3]))
    Visit.objects.bulk_create(rows, batch_size=4_000)


def _said(point: Point, families: Sequence[tuple[Family, str]], day: date) -> None:
    from madoguchi.audit.actions import SYSTEM
    from madoguchi.checkin.actions import scanning
    from madoguchi.checkin.actions.scanning import Heard
    from madoguchi.rules.calendar import TOKYO
    from madoguchi.rules.visits import Direction, Source

    for family, _ in families:
        members = [child.pk for child in family.children.all()]
        for hour, direction in ((9, Direction.IN), (11, Direction.OUT)):
            at = datetime.combine(day, time(hour), TOKYO)
            heard = Heard.by_server(direction=direction, members=members, now=at)
            scanning.scan(point=point, family=family, heard=heard, source=Source.SELF, by=SYSTEM, now=at)


def _fire(port: int, requests: Sequence[bytes], expected: int) -> Salvo:
    salvo = load.fire(port, requests)
    if set(salvo.statuses) != {expected}:
        raise RuntimeError(f"expected {expected}, got {dict(salvo.statuses)}")
    return salvo


def _wanted() -> int:
    return A_ROUND * ROUNDS + WARM_UP
