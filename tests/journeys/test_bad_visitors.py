"""Those who come in by the wrong door, with somebody else's key, or with none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from tests.city.contractors import founded, make_member
from tests.city.people import NOW, make_officer, signed_in
from tests.city.procedures import publish_club
from tests.journeys.addresses import lived_in, places
from tests.journeys.pages import text_of

from madoguchi.applications.models import Draft
from madoguchi.audit.models import Line
from madoguchi.base import clock
from madoguchi.people.models import Member, Officer, Resident

PASSWORD = "hiwari-no-sora-9"  # noqa: S105 - of somebody who does not exist
DESK = [place for place in places() if place.is_at_desk]
PARTNER = [place for place in places() if place.is_at_partners]
PORTAL = [
    place
    for place in places()
    if not place.is_at_desk and not place.is_at_partners and not place.name.startswith("demo:")
]
DOORSTEP = {
    "people:desk_sign_in",
    "people:second_step",
    "people:enrol",
    "people:enrol_qr",
    "people:desk_sign_out",
    "people:first_password",  # with a code on paper, before there is a password
}
SIGNED = {"line:webhook"}  # looks for LINE's signature instead of a form's token
METHODS = ("get", "post")


@pytest.fixture
def world(city: Any, aois_phone: Client, chikas_desk: Client, chika: Officer) -> Mapping[str, Any]:
    """What Aoi and Chika have left in the city."""
    return lived_in(aois_phone, chikas_desk, chika)


def emi_at_work() -> Member:
    """Somebody of a contractor."""
    founded("mugihokai")
    return make_member()


def inside(browser: Client, world: Mapping[str, Any]) -> list[str]:
    """The pages of the desk, beyond its doorstep, that do not send this browser to sign in."""
    return [
        f"{method} {place.name}: {answer.status_code}"
        for place in DESK
        if place.name not in DOORSTEP
        for method in METHODS
        if not is_sent_away(answer := getattr(browser, method)(place.url(**world)))
    ]


def is_sent_away(answer: Any) -> bool:
    """Whether somebody is asked to sign in, or the page takes no such method at all."""
    return answer.status_code == 405 or answer.headers.get("Location", "").startswith("/desk/sign-in/")


def test_nobody_is_at_the_desk_by_the_password_alone(world: Mapping[str, Any], city: Any) -> None:
    make_officer("2001", section=city.kosodate, password=PASSWORD)
    desk = Client()
    halfway = desk.post("/desk/sign-in/", {"number": "2001", "password": PASSWORD})
    assert halfway.headers["Location"] == "/desk/sign-in/enrol/"
    assert inside(desk, world) == []


def test_nobody_is_at_the_desk_signed_in_without_the_second_factor(
    world: Mapping[str, Any], chika: Officer
) -> None:
    assert inside(signed_in(chika, second_factor=False), world) == []


def test_nobody_is_at_the_desk_by_nothing(world: Mapping[str, Any]) -> None:
    assert inside(Client(), world) == []


def test_the_cookie_of_a_resident_opens_no_desk(world: Mapping[str, Any], aois_phone: Client) -> None:
    thief = Client()
    thief.cookies["desk_sign_in"] = aois_phone.cookies["portal_sign_in"].value
    assert inside(thief, world) == []


def test_the_cookie_of_an_officer_is_nobody_at_the_portal(
    world: Mapping[str, Any], chikas_desk: Client
) -> None:
    thief = Client()
    thief.cookies["portal_sign_in"] = chikas_desk.cookies["desk_sign_in"].value
    assert thief.get("/me/").headers["Location"].startswith("/sign-in/")
    assert thief.get(reverse("portal:application", args=[world["reference"]])).status_code == 404


@pytest.mark.parametrize(
    "key", [r'"\000aaaaaaaaaaaaaaaa"', "x" * 5000, "../../etc", '"\\ud83d"', "nobody's", ""]
)
def test_an_invented_cookie_is_nobody(db: None, key: str) -> None:
    for path in ("/", "/me/", "/desk/"):
        answer = Client().get(
            path, headers={"cookie": f"portal_sign_in={key}; desk_sign_in={key}; language={key}"}
        )
        assert answer.status_code in (200, 302)


@pytest.mark.parametrize(
    ("shut", "open_", "there"),
    [("desk", "portal", DESK), ("portal", "desk", PORTAL), ("partner", "portal", PARTNER)],
)
def test_an_entrance_that_is_shut_does_not_exist(
    world: Mapping[str, Any],
    chikas_desk: Client,
    aois_phone: Client,
    settings: Any,
    shut: str,
    open_: str,
    there: Any,
) -> None:
    settings.ENTRANCES = frozenset({open_})
    answers = {
        (answer.status_code, answer.content)
        for browser in (chikas_desk, aois_phone, Client())
        for place in there
        for method in METHODS
        for answer in [getattr(browser, method)(place.url(**world))]
    }
    assert answers == {(404, b"")}


def test_without_the_demo_nobody_signs_in_with_one_click(city: Any, aoi: Resident, settings: Any) -> None:
    settings.DEMO = False
    for key in ("aoi", "chika", "dan", "anybody"):
        browser = Client()
        answer = browser.post(f"/demo/sign-in/{key}")
        assert answer.status_code == 404 and not browser.cookies
    assert Client().get("/demo/").status_code == Client().get("/demo/mailbox/").status_code == 404


def test_a_forged_form_of_another_site_changes_nothing(
    world: Mapping[str, Any], aoi: Resident, chika: Officer
) -> None:
    before = Line.objects.count()
    emi = emi_at_work()
    for place in (*PORTAL, *DESK, *PARTNER):
        who = emi if place.is_at_partners else chika if place.is_at_desk else aoi
        victim = signed_in(who, client=Client(enforce_csrf_checks=True))
        before = Line.objects.count()
        answer = victim.post(place.url(**world), {"outcome": "approved", "language": "en"})
        assert Line.objects.count() == before, place.name
        if place.name in SIGNED:
            assert answer.status_code in (400, 401), place.name
            continue
        assert answer.status_code in (403, 405), place.name
        assert answer.status_code == 405 or "送れませんでした" in text_of(answer), place.name


class Mailbox:
    """Aoi asks for a code in one browser and types it in some other, at some later time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.monkeypatch = monkeypatch

    def ask(self, browser: Client) -> str:
        """The code that is mailed."""
        browser.post("/sign-in/", {"address": "aoi@mail.example"})
        (code,) = re.findall(r"\b[0-9]{6}\b", str(mail.outbox[-1].body))
        return code

    def wait(self, minutes: int) -> None:
        """Time passes."""
        self.monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=minutes))


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch, aoi: Resident) -> Mailbox:
    """The mail of Aoi."""
    return Mailbox(monkeypatch)


def is_in(browser: Client, code: str) -> bool:
    """Whether the code lets this browser in; if not, the page says so."""
    answer = browser.post("/sign-in/code/", {"code": code})
    assert answer.status_code == 302 or "番号" in text_of(answer)
    return browser.get("/me/").status_code == 200


def test_an_expired_code_is_of_no_use(mailbox: Mailbox, stranger: Client) -> None:
    code = mailbox.ask(stranger)
    mailbox.wait(minutes=10)
    assert not is_in(stranger, code)


def test_a_used_code_is_of_no_use(mailbox: Mailbox, stranger: Client) -> None:
    code = mailbox.ask(stranger)
    pending = stranger.cookies["portal_sign_in"].value
    assert is_in(stranger, code)
    thief = Client()
    thief.cookies["portal_sign_in"] = pending
    assert not is_in(thief, code)


@pytest.mark.parametrize("typed", ["000000", "", "１２３", "\0" * 6, "9" * 5000, "' OR 1=1--", "٠٠٠٠٠٠"])
def test_a_wrong_code_is_of_no_use(mailbox: Mailbox, stranger: Client, typed: str) -> None:
    code = mailbox.ask(stranger)
    assert not is_in(stranger, typed if typed != code else "111111")


def test_the_code_of_another_browser_is_of_no_use(mailbox: Mailbox, stranger: Client) -> None:
    code, thief = mailbox.ask(stranger), Client()
    thief.post("/sign-in/", {"address": "ben@mail.example"})
    assert not is_in(thief, code)


@pytest.mark.parametrize(
    "next_",
    [
        *(
            "https://evil.example/",
            "//evil.example/",
            "/\\evil.example",
            "\\\\evil.example",
            "/%2F/evil.example",
        ),
        *(
            "javascript:alert(1)",
            "\t//evil.example",
            "///evil.example",
            "http:evil.example",
            "/\r\nX: y",
            "%00//e",
        ),
    ],
)
def test_no_page_leads_out_of_the_city(city: Any, aoi: Resident, chika: Officer, next_: str) -> None:
    query = urlencode({"next": next_, "ended": "1"})
    answers = [
        signed_in(aoi).get(f"/sign-in/?{query}"),
        signed_in(chika).get(f"/desk/sign-in/?{query}"),
        Client().post("/language/", {"language": "en", "next": next_}),
        Client().get(f"{next_ if next_.startswith('/') else '/'}?language=en"),
        signed_in(aoi).get("/desk/", headers={"referer": next_}),
        signed_in(aoi).post("/sign-out/"),
        Client().post(f"/demo/sign-in/aoi?{query}"),
    ]
    for answer in answers:
        leads_to = answer.headers.get("Location", "/")
        assert urlsplit(leads_to).netloc == "" and leads_to.startswith("/") and not leads_to.startswith("//")


def test_the_host_a_request_names_stands_nowhere(mailbox: Mailbox, city: Any, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]  # as behind a careless proxy
    evil = Client(headers={"host": "evil.example", "x-forwarded-host": "evil.example"})
    mailbox.ask(evil)
    publish_club(identity="contact", contact_by=["phone"])
    evil.post(reverse("applications:start", args=["club"]))
    draft = Draft.objects.get()
    told = [evil.post(reverse("applications:later", args=[draft.pk])), evil.get("/"), evil.get("/me/")]
    told += [evil.get("/absent/"), evil.get("/language/"), evil.get("/sign-in/code/")]
    assert "evil.example" not in " ".join(map(text_of, told)) + str(mail.outbox[0].message())
    assert "http://localhost:8000/resume/" in text_of(told[0])
    assert "evil.example" not in " ".join(answer.headers.get("Location", "") for answer in told)


def test_a_host_that_is_none_of_ours_is_not_answered(db: None) -> None:
    assert Client(headers={"host": "evil.example"}).get("/").status_code == 400


@pytest.mark.parametrize("code", ["xx", "JA", "ja-easy;", "en; path=/", "../../etc", "日本語", "e" * 5000])
def test_a_language_nobody_speaks_is_japanese(db: None, code: str) -> None:
    browser = Client()
    answers = [browser.get("/", {"language": code}), browser.get("/", headers={"accept-language": code})]
    answers += [browser.post("/language/", {"language": code}, follow=True)]
    assert ['<html lang="ja" data-language="ja">' in text_of(answer) for answer in answers] == [True] * 3
    assert "language" not in browser.cookies
