"""A tablet at the club: Emi asks for it, Chika approves it, staff take turns by their codes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from tests.city.contractors import (
    PASSWORD,
    SORANO,
    WAKAMUGI,
    emi_and_fumi,
    entrust,
    make_member,
    permit,
    run_by,
    run_clubs,
)
from tests.city.people import NOW, signed_in
from tests.journeys.pages import text_of

from madoguchi.audit.actions import SYSTEM
from madoguchi.audit.models import Line
from madoguchi.base import clock
from madoguchi.people.actions import passwords, personal_codes
from madoguchi.people.models import Member
from madoguchi.places.models import Device

CODE = "482913"
ROSTER = f"/partner/places/{WAKAMUGI}/"


class Watch:
    """The clock on the wall."""

    def __init__(self) -> None:
        self.now: datetime = NOW

    def wait(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture(autouse=True)
def watch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    made = Watch()
    monkeypatch.setattr(clock, "now", lambda: made.now)
    yield made


@pytest.fixture
def emi(city: SimpleNamespace) -> Member:
    run_clubs()
    return emi_and_fumi()[0]


def with_code(member: Member) -> Member:
    assert personal_codes.set_personal_code(member=member, typed=CODE, by=SYSTEM, now=NOW) is None
    return member


@pytest.fixture
def shiori(emi: Member) -> Member:
    """A colleague of Emi with a code."""
    return with_code(entrust(make_member(name="比嘉 栞", kana="ヒガ シオリ")))


@pytest.fixture
def tablet(emi: Member, chikas_desk: Client) -> Client:
    """The tablet in the club's office, approved; nobody is signed in at it."""
    browser = signed_in(emi)
    browser.post("/partner/devices/", {"place": WAKAMUGI, "name": "事務室のタブレット"})
    chikas_desk.post(f"/desk/partners/devices/{Device.objects.get().pk}/approve/")
    browser.post("/partner/here/cover/")
    return browser


def take_over(tablet: Client, who: Member, code: str = CODE) -> int:
    return tablet.post("/partner/here/", {"number": who.number, "code": code}).status_code


def test_staff_take_turns_by_their_codes(tablet: Client, emi: Member, shiori: Member) -> None:
    with_code(emi)
    assert tablet.get(ROSTER).status_code == 302
    assert "比嘉 栞" in text_of(tablet.get("/partner/here/"))
    assert take_over(tablet, shiori) == 302
    assert "比嘉 栞" in text_of(tablet.get(ROSTER)) and tablet.get(ROSTER).status_code == 200
    assert take_over(tablet, emi) == 302
    assert "濵田 恵美" in text_of(tablet.get(ROSTER))
    assert Line.objects.filter(verb="sign_in.began", details={"by": "personal_code"}).count() == 2


def test_a_device_that_waits_or_is_ended_lets_nobody_in(
    emi: Member, shiori: Member, chikas_desk: Client, dans_desk: Client
) -> None:
    browser = signed_in(emi)
    browser.post("/partner/devices/", {"place": WAKAMUGI, "name": "事務室のタブレット"})
    device = Device.objects.get()
    assert take_over(browser, shiori) == 404
    assert dans_desk.post(f"/desk/partners/devices/{device.pk}/approve/").status_code == 404
    chikas_desk.post(f"/desk/partners/devices/{device.pk}/approve/")
    assert take_over(browser, shiori) == 302 and browser.get(ROSTER).status_code == 200
    chikas_desk.post(f"/desk/partners/devices/{device.pk}/end/")
    assert browser.get(ROSTER).status_code == 404 and take_over(browser, shiori) == 404


def test_a_code_alone_is_nothing_elsewhere(tablet: Client, shiori: Member) -> None:
    thief = Client()
    assert thief.get("/partner/here/").status_code == 404 and take_over(thief, shiori) == 404
    thief.cookies["partner_device"] = "guessed"
    assert take_over(thief, shiori) == 404


def test_after_two_minutes_it_is_nobodys(tablet: Client, shiori: Member, watch: Watch) -> None:
    take_over(tablet, shiori)
    watch.wait(seconds=110)
    assert tablet.get(ROSTER).status_code == 200
    watch.wait(seconds=121)
    assert tablet.get(ROSTER).status_code == 302
    assert tablet.get("/partner/").status_code == 302


def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(
    tablet: Client, shiori: Member, watch: Watch
) -> None:
    take_over(tablet, shiori)
    for _ in range(4):
        watch.wait(seconds=31)
        answer = tablet.get(ROSTER, {"seen": "x"}, headers={"HX-Request": "true"})
    assert answer.status_code == 204 and answer.headers["HX-Redirect"].startswith("/partner/sign-in/")


def test_five_wrong_codes_and_none_is_right(tablet: Client, shiori: Member) -> None:
    assert [take_over(tablet, shiori, "111222") for _ in range(5)] == [422] * 5
    assert take_over(tablet, shiori) == 422
    with_code(shiori)
    assert take_over(tablet, shiori) == 302


def test_the_tablet_opens_its_own_club_and_no_account(tablet: Client, emi: Member) -> None:
    run_by(SORANO, emi.organisation)
    permit(SORANO)
    with_code(entrust(emi, SORANO))
    assert signed_in(emi).get(f"/partner/places/{SORANO}/").status_code == 200
    take_over(tablet, emi)
    assert tablet.get(f"/partner/places/{SORANO}/").status_code == 404
    for path in ("account/", "devices/", "code/", f"colleagues/{emi.number}/"):
        assert tablet.get(f"/partner/{path}").status_code == 404, path


def test_fumi_of_another_club_is_not_among_the_names(tablet: Client) -> None:
    fumi = with_code(Member.objects.get(organisation="haoto"))
    assert "川風 文" not in text_of(tablet.get("/partner/here/"))
    assert take_over(tablet, fumi) == 422


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"password": "wrong", "code": CODE}, "パスワード"),
        ({"password": PASSWORD, "code": "123456"}, "推測されやすい"),
        ({"password": PASSWORD, "code": "12"}, "6桁"),
    ],
)
def test_a_code_is_set_with_the_password_only(emi: Member, given: dict[str, str], told: str) -> None:
    passwords.set_password(account=emi.account, password=PASSWORD, by=SYSTEM, now=NOW)
    hers = signed_in(emi)
    answer = hers.post("/partner/code/", given)
    assert answer.status_code == 422 and told in text_of(answer)
    assert hers.post("/partner/code/", {"password": PASSWORD, "code": "４８２９１３"}).status_code == 302
