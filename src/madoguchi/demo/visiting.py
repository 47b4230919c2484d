"""Support centres as they are used: doors, families that registered, a year of visits, who is there now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

from madoguchi.audit.actions import SYSTEM
from madoguchi.checkin.actions import points, registering
from madoguchi.checkin.actions.registering import Newcomer, Registration
from madoguchi.checkin.models import Family, FamilyChild, Point, PointProfile, Scan, Visit
from madoguchi.demo import city
from madoguchi.demo.households import dice
from madoguchi.insights.actions import note_occasion
from madoguchi.people.models import Child
from madoguchi.people.queries import access_section, resident_by_address
from madoguchi.places.models import District
from madoguchi.places.queries import access_place, list_districts, opening_days
from madoguchi.rules import calendar
from madoguchi.rules.names import kana_order
from madoguchi.rules.visits import Close, Direction, Mode, Profile, Source

CODE: Final = "centre"
NAMES: Final = {
    "ja": "子育て支援センター",
    "ja-easy": "[子育|こそだ]て[支援|しえん]センター",
    "en": "Childcare support centres",
}
CLOSES: Final = time(17)
FAMILIES: Final = 640
VISITS: Final = 32_000  # in a year
A_YEAR: Final = 365  # days
SHARES: Final = {"haoto-centre": 0.42, "kawakaze-centre": 0.26, "kunugidai-centre": 0.32}
HOURS: Final = ((9, 5), (10, 26), (11, 13), (12, 3), (13, 12), (14, 22), (15, 8))  # when they come
WEEKDAYS: Final = (1.0, 0.95, 1.3, 0.9, 1.05, 1.2, 1.0)  # on Wednesdays there is a play group
SEASONS: Final = (0.85, 0.9, 1.05, 1.0, 1.1, 1.15, 0.95, 0.8, 1.05, 1.15, 1.1, 0.8)  # by month
AGES: Final = ((0, 14), (1, 24), (2, 34), (3, 20), (4, 5), (5, 3))  # of children: few under two
THURSDAY: Final = 3
EVENT: Final = "おたのしみ会"  # every third Thursday of a month
EVENT_DRAWS: Final = 1.4  # times as many
EVENT_NOTED_BY: Final = "104031"
FORGOT: Final = 0.06  # who did not say that they left
HERE_NOW: Final = (7, 3, 4)  # families in the house when the city is founded
PARENTS: Final = "guardians"
CHILDREN: Final = "grade_1"
LATELY: Final = timedelta(minutes=90)

_VISIT: Final = (
    "id", "family_id", "point_id", "day", "opened_at", "closed_at", "close", "members", "adults", "ages",
    "district", "is_first", "is_skewed", "is_conflict",
)  # fmt: skip
_SCAN: Final = (
    "id", "point_id", "family_id", "direction", "at", "device_time", "received_at", "offset_seconds",
    "is_skewed", "members", "adults", "source", "refusal", "actor_kind", "actor_ref",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A family as the year sees it."""

    family: Family
    children: Sequence[Child]
    since: date
    likes: str  # the code of the centre they mostly go to


def open_doors(now: datetime) -> None:
    """A door at each centre, used as one lot: who comes in at one has left the others."""
    profile = points.lay_down(
        code=CODE, section=access_section(code="kosodate"), names=NAMES,
        rules=Profile(mode=Mode.PRESENCE, is_exclusive=True, closes_at=CLOSES), by=SYSTEM, now=now,
    )  # fmt: skip
    for code in SHARES:
        points.open_point(profile=profile, place=access_place(code=code), by=SYSTEM, now=now)


@transaction.atomic
def live(now: datetime) -> None:
    """A year of visits up to now, once: whole tables at a time, as scans and as what follows from them."""
    if Family.objects.exists() or not PointProfile.objects.filter(pk=CODE).exists():
        return
    random, today = dice("visits"), calendar.local_day(now)
    doors = {each.place_id: each for each in Point.objects.filter(profile=CODE).select_related("place")}
    homes = _homes(random, now, today)
    visits = [*_year(random, doors, homes, today), *_here_now(random, doors, homes, now)]
    _mark_first(visits)
    _copy(Visit._meta.db_table, _VISIT, ([row[name] for name in _VISIT] for row in visits))
    _copy(Scan._meta.db_table, _SCAN, _scans(visits))
    _note_events(doors, today, now)
    _register_aoi(now)


def _homes(random: Random, now: datetime, today: date) -> list[Home]:
    """Families of the city with small children, registered over two years."""
    surnames, given = city.table("names.surnames"), city.table("names.given_names")
    districts = {each.code: each for each in list_districts()}
    made = [_home(random, surnames, given, districts, now, today) for _ in range(FAMILIES)]
    Family.objects.bulk_create([each.family for each in made])
    Child.objects.bulk_create([child for each in made for child in each.children])
    links = [FamilyChild(family=each.family, child=child) for each in made for child in each.children]
    FamilyChild.objects.bulk_create(links)
    return made


def _home(
    random: Random, surnames: Any, given: Any, districts: dict[str, District], now: datetime, today: date
) -> Home:
    surname = random.choice(surnames)
    mother = random.choice(given[PARENTS])
    kana = f"{surname['kana']}　{mother['kana']}"
    likes = random.choices(list(SHARES), list(SHARES.values()))[0]
    near = likes.partition("-")[0]
    district = near if random.random() < 0.55 and near in districts else random.choice(list(districts))
    year, days = calendar.fiscal_year(today), random.randrange(30, 700)
    family = Family(
        name=f"{surname['name']}　{mother['name']}", kana=kana, kana_order=kana_order(kana),
        phone=f"090-0000-{random.randrange(10_000):04}", district=districts[district],
        registered_at=now - timedelta(days=days),
        valid_until=date(year + 1, 4, 1), delete_on=date(year + 2, 4, 1),
    )  # fmt: skip
    children = [_child(random, surname, given[CHILDREN], today) for _ in range(1 + (random.random() < 0.38))]
    return Home(
        family=family, children=children, since=today - timedelta(days=min(days, A_YEAR)), likes=likes
    )


def _child(random: Random, surname: dict[str, str], given: Any, today: date) -> Child:
    age = random.choices([each for each, _ in AGES], [weight for _, weight in AGES])[0]
    born = today - timedelta(days=365 * age + random.randrange(20, 360))
    name = random.choice(given)
    kana = f"{surname['kana']}　{name['kana']}"
    return Child(
        name=f"{surname['name']}　{name['name']}", kana=kana, kana_order=kana_order(kana), birth_date=born
    )


def _year(
    random: Random, doors: dict[str, Point], homes: Sequence[Home], today: date
) -> Iterator[dict[str, Any]]:
    """Every open day of every centre of the year before today, the lively days with more families."""
    days = [today - timedelta(days=back) for back in range(A_YEAR, 0, -1)]
    for code, door in doors.items():
        opened = [each.day for each in opening_days(door.place, days) if each.is_open]
        weights = [
            WEEKDAYS[day.weekday()] * SEASONS[day.month - 1] * (EVENT_DRAWS if _is_event(day) else 1)
            for day in opened
        ]
        scale = VISITS * SHARES[code] / sum(weights)
        regulars = [home for home in homes if home.likes == code]
        others = [home for home in homes if home.likes != code]
        for day, weight in zip(opened, weights, strict=True):
            wanted = max(1, round(random.gauss(weight * scale, weight * scale * 0.12)))
            yield from _day(random, door, regulars, others, day, wanted)


def _is_event(day: date) -> bool:
    return day.weekday() == THURSDAY and 15 <= day.day <= 21


def _note_events(doors: dict[str, Point], today: date, now: datetime) -> None:
    """The section named the days on which the centres held something."""
    days = [today - timedelta(days=back) for back in range(A_YEAR, 0, -1)]
    for code, door in doors.items():
        for day in (
            each.day for each in opening_days(door.place, days) if each.is_open and _is_event(each.day)
        ):
            note_occasion(day=day, place=code, words=EVENT, officer=EVENT_NOTED_BY, by=SYSTEM, now=now)


def _day(
    random: Random, door: Point, regulars: Sequence[Home], others: Sequence[Home], day: date, wanted: int
) -> Iterator[dict[str, Any]]:
    there = [home for home in regulars if home.since <= day]
    strangers = [home for home in others if home.since <= day]
    came = random.sample(there, min(len(there), round(wanted * 0.92)))
    came += random.sample(strangers, min(len(strangers), max(0, wanted - len(came))))
    for home in came:
        hour = random.choices([each for each, _ in HOURS], [weight for _, weight in HOURS])[0]
        opened = datetime.combine(day, time(hour, random.randrange(60), random.randrange(60)), calendar.TOKYO)
        stayed = timedelta(minutes=min(240, max(12, random.gauss(82, 34))))
        yield _visit(random, door, home, opened, stayed)


def _visit(
    random: Random, door: Point, home: Home, opened: datetime, stayed: timedelta | None
) -> dict[str, Any]:
    day = opened.astimezone(calendar.TOKYO).date()
    closing = datetime.combine(day, CLOSES, calendar.TOKYO)
    forgot = stayed is not None and (random.random() < FORGOT or opened + stayed > closing)
    closed = None if stayed is None else max(closing, opened) if forgot else opened + stayed
    close = "" if closed is None else Close.AUTO.value if forgot else Close.SCAN.value
    born = [child for child in home.children if child.birth_date <= day]
    return {
        "id": UUID(int=random.getrandbits(128), version=4),
        "family_id": home.family.pk,
        "point_id": door.pk,
        "day": day,
        "opened_at": opened,
        "closed_at": closed,
        "close": close,
        "members": sorted(child.pk for child in born),
        "adults": 2 if random.random() < 0.12 else 1,
        "ages": [calendar.legal_age(child.birth_date, day) for child in born],
        "district": home.family.district_id or "",
        "is_first": False,
        "is_skewed": False,
        "is_conflict": False,
    }


def _here_now(
    random: Random, doors: dict[str, Point], homes: Sequence[Home], now: datetime
) -> Iterator[dict[str, Any]]:
    """Who is in the house as the city is founded, whatever the hour: there is something to look at."""
    begin = datetime.combine(calendar.local_day(now), time(), calendar.TOKYO)
    for door, count in zip(doors.values(), HERE_NOW, strict=True):
        for home in random.sample([each for each in homes if each.likes == door.place_id], count):
            yield _visit(random, door, home, max(begin, now - LATELY * random.random()), None)


def _mark_first(visits: list[dict[str, Any]]) -> None:
    seen: set[Any] = set()
    for row in sorted(visits, key=lambda each: each["opened_at"]):
        row["is_first"] = row["family_id"] not in seen
        seen.add(row["family_id"])


def _scans(visits: Sequence[dict[str, Any]]) -> Iterator[list[Any]]:
    """What the doors heard, of which the visits follow: an entry each, and an exit where somebody said so."""
    for row in visits:
        yield _scan(row, row["id"], Direction.IN, row["opened_at"])
        if row["close"] == Close.SCAN:
            yield _scan(row, UUID(int=row["id"].int ^ 1), Direction.OUT, row["closed_at"])


def _scan(row: dict[str, Any], key: UUID, direction: Direction, at: datetime) -> list[Any]:
    return [
        key, row["point_id"], row["family_id"], direction.value, at, at, at, 0, False, row["members"],
        row["adults"], Source.SELF.value, "", "resident", "",
    ]  # fmt: skip


def _copy(table: str, columns: Sequence[str], rows: Iterator[list[Any]]) -> None:
    """Whole tables at once: row by row this would take half a minute."""
    statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _register_aoi(now: datetime) -> None:
    """Aoi and her children, so that who signs in as her needs one button."""
    resident = resident_by_address("aoi@mail.example")
    if resident is None:
        return
    known = Child.objects.filter(resident=resident).order_by("birth_date")
    children = [Newcomer(name=each.name, kana=each.kana, birth_date=each.birth_date) for each in known]
    born = calendar.local_day(now) - timedelta(days=800)
    toddler = Newcomer(name="𠮷川　紬", kana="ヨシカワ　ツムギ", birth_date=born)
    said = Registration(
        name="𠮷川　葵", kana="ヨシカワ　アオイ", phone="090-0000-0001",
        district=District.objects.filter(pk="wakamugi").first(), care="卵アレルギー（加熱は可）",
        children=[*children, toddler],
    )  # fmt: skip
    registering.register(said=said, resident=resident, by=SYSTEM, now=now)
