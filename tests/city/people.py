"""The people every test knows: Aoi applies, Ben must never see her things, Chika and Dan sit at the desk."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import cast
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory

from madoguchi.audit.actions import SYSTEM, Actor
from madoguchi.base import clock
from madoguchi.base.entrances import Entrance, door
from madoguchi.people.actions import residents, sign_in, staff
from madoguchi.people.entrants import EntrantRequest, actor_of
from madoguchi.people.models import Account, Member, Officer, Resident, Role, Section
from madoguchi.people.sign_ins import open_door

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)  # 22 November 2026, noon in the city
LONG_AGO = date(2020, 4, 1)


def make_resident(address: str = "", *, language: str = "ja") -> Resident:
    """Somebody who signs in with `address`."""
    account = residents.welcome(address=address or f"{uuid4().hex}@mail.example", language=language, now=NOW)
    return account.resident


def make_section(code: str = "kosodate", name: str = "子育て政策課", *, mark: str = "ひ子育") -> Section:
    """A section that has been there for long."""
    return staff.found_section(
        code=code, name=name, mark=mark, phone="0000-00-0101", starts_on=LONG_AGO, by=SYSTEM, now=NOW
    )


def make_officer(
    number: str = "",
    name: str = "山﨑 職",
    kana: str = "ヤマザキ ショク",
    *,
    section: Section | None = None,
    role: Role = Role.REVIEWER,
    password: str | None = None,
) -> Officer:
    """Somebody who works for the city, in `section` if one is given."""
    officer = staff.register_officer(
        number=number or uuid4().hex[:8], name=name, kana=kana, password=password, by=SYSTEM, now=NOW
    )
    if section is not None:
        staff.appoint(officer=officer, section=section, role=role, starts_on=LONG_AGO, by=SYSTEM, now=NOW)
    return officer


def signed_in(
    who: Resident | Officer | Member, *, client: Client | None = None, second_factor: bool = True
) -> Client:
    """A browser in which `who` is signed in, an officer by the second factor unless said otherwise."""
    client = client or Client()
    entrance = entrance_of(who)
    request = cast(EntrantRequest, RequestFactory().get("/"))
    request.user = AnonymousUser()
    open_door(request, entrance)
    sign_in.enter(
        request=request,
        account=cast(Account, who.account),
        method="demo",
        second_factor=second_factor,
        now=clock.now(),
    )
    client.cookies[door(entrance).cookie] = str(request.session.session_key)
    return client


def entrance_of(who: Resident | Officer | Member) -> Entrance:
    """Where somebody comes in."""
    if isinstance(who, Member):
        return Entrance.PARTNER
    return Entrance.PORTAL if isinstance(who, Resident) else Entrance.DESK


def acting(who: Resident | Officer | Member) -> Actor:
    """`who`, as the record names them."""
    return actor_of(who, entrance_of(who))


@pytest.fixture
def now() -> datetime:
    """22 November 2026, noon in the city."""
    return NOW


@pytest.fixture
def city(db: None) -> SimpleNamespace:
    """Two sections: `kosodate` (children) and `fukushi` (welfare)."""
    return SimpleNamespace(
        kosodate=make_section(), fukushi=make_section("fukushi", "生活福祉課", mark="ひ福祉")
    )


@pytest.fixture
def aoi(db: None) -> Resident:
    """𠮷川 葵, who applies."""
    return make_resident("aoi@mail.example")


@pytest.fixture
def ben(db: None) -> Resident:
    """渡邉 勉, another resident: never sees Aoi's things."""
    return make_resident("ben@mail.example")


@pytest.fixture
def chika(city: SimpleNamespace) -> Officer:
    """髙橋 千佳 of the section for children; approves what others propose."""
    return make_officer("1001", "髙橋 千佳", "タカハシ チカ", section=city.kosodate, role=Role.APPROVER)


@pytest.fixture
def dan(city: SimpleNamespace) -> Officer:
    """森﨑 暖 of the welfare section: never sees the applications of Chika's."""
    return make_officer("1002", "森﨑 暖", "モリサキ ダン", section=city.fukushi, role=Role.ADMINISTRATOR)


@pytest.fixture
def makoto(city: SimpleNamespace) -> Officer:
    """五十嵐 誠, head and administrator of the section for children."""
    return make_officer(
        "1003", "五十嵐 誠", "イガラシ マコト", section=city.kosodate, role=Role.ADMINISTRATOR
    )


@pytest.fixture
def stranger() -> Client:
    """A browser nobody is signed in with."""
    return Client()


@pytest.fixture
def aois_phone(aoi: Resident) -> Client:
    """Aoi, signed in."""
    return signed_in(aoi)


@pytest.fixture
def bens_phone(ben: Resident) -> Client:
    """Ben, signed in."""
    return signed_in(ben)


@pytest.fixture
def chikas_desk(chika: Officer) -> Client:
    """Chika, signed in with her second factor."""
    return signed_in(chika)


@pytest.fixture
def dans_desk(dan: Officer) -> Client:
    """Dan, signed in with his second factor."""
    return signed_in(dan)


@pytest.fixture
def makotos_desk(makoto: Officer) -> Client:
    """Makoto, signed in with his second factor."""
    return signed_in(makoto)
