"""A support centre with its poster, and families that registered."""

from __future__ import annotations

from datetime import date, datetime, time

from tests.city.households import found_places
from tests.city.people import NOW

from madoguchi.audit.actions import SYSTEM
from madoguchi.checkin.actions import points, registering, scanning
from madoguchi.checkin.actions.registering import Newcomer, Registration
from madoguchi.checkin.actions.scanning import Heard
from madoguchi.checkin.models import Family, Point, Scan
from madoguchi.checkin.tokens import token_of
from madoguchi.people.models import Resident, Section
from madoguchi.places.models import Kind, Place
from madoguchi.rules.visits import Direction, Mode, Profile, Source, Use

MUGI = Newcomer(name="𠮷川 麦", kana="ヨシカワ　ムギ", birth_date=date(2024, 7, 8))
MINATO = Newcomer(name="𠮷川 湊", kana="ヨシカワ　ミナト", birth_date=date(2022, 5, 1))


def found_centres(section: Section, *codes: str, now: datetime = NOW) -> list[Point]:
    """Centres with a door each, all of one profile."""
    found_places()
    profile = points.lay_down(
        code="centre", section=section, names={"ja": "子育て支援センター"},
        rules=Profile(mode=Mode.PRESENCE, is_exclusive=True, closes_at=time(17)), by=SYSTEM, now=now,
    )  # fmt: skip
    some = Place.objects.order_by("pk").first()
    assert some is not None
    return [
        points.open_point(profile=profile, place=_centre(code, section, some), by=SYSTEM, now=now)
        for code in codes or ("haoto-centre",)
    ]


def _centre(code: str, section: Section, beside: Place) -> Place:
    return Place.objects.create(
        code=code, kind=Kind.CENTRE, name=f"{code} 子育て支援センター", kana=code, section=section,
        district=beside.district, latitude=beside.latitude, longitude=beside.longitude, capacity=30,
    )  # fmt: skip


def open_shelter(section: Section, code: str = "taiikukan", *, now: datetime = NOW) -> Point:
    """A gymnasium in which people may stay, opened as a shelter of this section."""
    found_places()
    beside = Place.objects.order_by("pk").first()
    assert beside is not None
    place = Place.objects.create(
        code=code, kind=Kind.SHELTER, name="若麦体育館", kana="ワカムギタイイクカン", section=section,
        district=beside.district, latitude=beside.latitude, longitude=beside.longitude,
        shelter_for=["earthquake"], shelter_capacity=400,
    )  # fmt: skip
    profile = points.lay_down(
        code="shelter", section=section, names={"ja": "避難所"}, use=Use.SHELTER,
        rules=Profile(mode=Mode.PRESENCE, is_exclusive=True), by=SYSTEM, now=now,
    )  # fmt: skip
    return points.open_point(profile=profile, place=place, by=SYSTEM, now=now)


def registered(resident: Resident | None, *children: Newcomer, care: str = "", now: datetime = NOW) -> Family:
    """A family as it registered."""
    said = Registration(
        name="𠮷川 葵", kana="ヨシカワ　アオイ", phone="090-0000-0001", district=None, care=care,
        children=children or (MUGI, MINATO),
    )  # fmt: skip
    return registering.register(said=said, resident=resident, by=SYSTEM, now=now)


def came(family: Family, point: Point, *, now: datetime = NOW, direction: Direction = Direction.IN) -> Scan:
    """The whole family at a door."""
    members = [child.pk for child in family.children.all()]
    heard = Heard.by_server(direction=direction, members=members, now=now)
    return scanning.scan(point=point, family=family, heard=heard, source=Source.SELF, by=SYSTEM, now=now)


def door_of(point: Point) -> str:
    """Where the poster's QR code leads."""
    return f"/in/{point.pk}/{token_of(point)}/"
