"""What goes along with a page, into a log, into a mail: nothing of anybody's."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

import pytest
from django.core import mail
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.capabilities.register.town import NUMBERS
from tests.city.people import signed_in
from tests.city.procedures import publish_club
from tests.journeys.addresses import drawn, lived_in, places
from tests.journeys.aoi import CHILD, apply, begin, correct, give_back
from tests.journeys.pages import here, press, text_of

from madoguchi.applications.models import Application, Draft
from madoguchi.audit.models import Line
from madoguchi.base import clock
from madoguchi.messaging import delivery
from madoguchi.messaging.models import OutgoingMessage
from madoguchi.people.models import Officer, Resident
from madoguchi.register.models import RegisterEntry, RegisterMatch

# What Aoi writes, as it could turn up somewhere. Words so short that they stand in any text are left out.
PERSONAL = (
    "𠮷川",
    "ヨシカワ",
    "よしかわ",
    "ムギ",
    "アオイ",
    "会社に頼んでいます",
    "09000000001",
    "0900000",
    "ひみつの卵",
)
WRITTEN = {"allergy": "ひみつの卵"}


@pytest.fixture
def world(city: Any, aois_phone: Client, chikas_desk: Client, chika: Officer) -> Mapping[str, Any]:
    """What Aoi and Chika have left in the city."""
    return lived_in(aois_phone, chikas_desk, chika)


def personal(text: str) -> list[str]:
    """What of Aoi's stands in a text, also where it is written as an address writes it."""
    return [each for each in PERSONAL if each in text or each in unquote(text)]


class Watched(Client):
    """A browser whose every address is written down."""

    def request(self, **request: Any) -> Any:
        self.asked = [
            *getattr(self, "asked", []),
            f"{request['PATH_INFO']}?{request.get('QUERY_STRING', '')}",
        ]
        response = super().request(**request)
        self.asked.append(response.headers.get("Location", ""))
        return response


def whole_story(phone: Client, desk: Client) -> Application:
    """Aoi applies, is asked to correct, corrects, is decided and reads the letter; some of it goes wrong."""
    page = begin(phone)[1]
    press(phone, page, here(page), **{**CHILD, "start__year": "20270"})
    phone.post(here(page), {"child.family": "𠮷川", "revision": "0"}, headers={"HX-Request": "true"})
    Draft.objects.all().delete()
    application = apply(phone, **WRITTEN)
    phone.get(f"/receipts/{application.reference}x/")
    desk.post(reverse("review:search"), {"q": application.reference}, follow=True)
    give_back(desk, application, "certificate", "写真が切れていて読めません。")
    correct(phone, application, certificate__cannot="会社に頼んでいます。12月")
    desk.post(reverse("review:decide", args=[application.reference]), {"outcome": "approved"})
    phone.get(reverse("portal:letter", args=[application.reference]))
    return application


def test_nothing_personal_is_logged_or_stands_in_an_address(
    city: Any, aoi: Resident, chika: Officer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    publish_club()
    phone, desk = signed_in(aoi, client=Watched()), signed_in(chika, client=Watched())
    whole_story(phone, desk)
    assert personal(caplog.text) == []
    assert personal("\n".join([*phone.asked, *desk.asked])) == []


def test_nothing_personal_stands_in_record_jobs_or_messages(city: Any, aoi: Resident, chika: Officer) -> None:
    publish_club()
    whole_story(signed_in(aoi), signed_in(chika))
    lines = list(Line.objects.values("verb", "about_ref", "actor_ref", "details"))
    jobs = list(ProcrastinateJob.objects.values_list("task_name", "args"))
    assert personal(json.dumps([lines, jobs], ensure_ascii=False, default=str)) == []
    told = list(OutgoingMessage.objects.values())
    assert told and personal(json.dumps(told, ensure_ascii=False, default=str)) == []


# What a mail must not say either: its number, its outcome, and every word that gives the outcome away.
TELLING = ("承認", "不承認", "待機", "補正", "却下", "写真が切れていて", "学童クラブ利用承認通知書")


def test_a_mail_says_nothing_but_that_there_is_something_to_read(
    city: Any, aoi: Resident, chika: Officer
) -> None:
    publish_club()
    application = whole_story(signed_in(aoi), signed_in(chika))
    for message in OutgoingMessage.objects.all():
        delivery.deliver(message=message.pk, now=clock.now())
    assert len(mail.outbox) >= 4
    for sent in mail.outbox:
        told = f"{sent.subject}\n{sent.body}\n{sent.extra_headers}"
        assert personal(told) == [] and application.reference not in told
        assert [word for word in TELLING if word in told] == []


def pages(world: Mapping[str, Any], browser: Client, *, desk: bool) -> Iterator[HttpResponseBase]:
    """Every page of an entrance that this browser may read."""
    for place in places():
        if place.is_at_desk is desk and not place.is_at_partners and not place.name.startswith("demo:"):
            answer = browser.get(place.url(**world))
            if answer.status_code == 200:
                yield answer


def test_a_number_of_the_register_is_seen_at_the_desk_alone(
    world: Mapping[str, Any], aois_phone: Client, bens_phone: Client, chikas_desk: Client
) -> None:
    own = chikas_desk.get(reverse("review:application", args=[world["reference"]]))
    assert NUMBERS[0] in text_of(own)
    for browser in (aois_phone, bens_phone, Client()):
        shown = "".join(drawn(answer)[2] for answer in pages(world, browser, desk=False))
        assert shown and not [number for number in NUMBERS if number in shown]


def test_a_number_of_the_register_stands_in_no_record_job_message_file_or_table(
    world: Mapping[str, Any], chikas_desk: Client
) -> None:
    for kind in ("csv", "cp932"):
        chikas_desk.post(reverse("review:export", args=[kind]) + "?pile=all")
    told = [
        *Line.objects.values_list("about_ref", "details"),
        *ProcrastinateJob.objects.values_list("task_name", "args"),
        *OutgoingMessage.objects.values(),
        *RegisterEntry.objects.values(),
        *RegisterMatch.objects.values(),
        *Application.objects.values(),
    ]
    assert not [number for number in NUMBERS if number in str(told)]


def test_every_page_guards_itself_against_foreign_code_and_is_kept_by_no_browser(
    world: Mapping[str, Any], aois_phone: Client, chikas_desk: Client
) -> None:
    somebodys = [*pages(world, aois_phone, desk=False), *pages(world, chikas_desk, desk=True)]
    answers = [
        *somebodys,
        Client().get("/absent/"),
        Client().post("/"),
        Client().get("/sign-in/"),
        chikas_desk.get("/desk/x/"),
    ]
    assert len(answers) > 30
    for answer in answers:
        policy, path = answer.headers["Content-Security-Policy"], answer.request["PATH_INFO"]
        assert "unsafe" not in policy and "default-src 'none'" in policy, path
        framed = "frame-ancestors 'self'" in policy
        assert framed or "frame-ancestors 'none'" in policy or "sandbox" in policy, path
        assert not framed or "/preview" in path, path  # the phone beside the builder, in a frame of our own
        assert answer.headers["X-Content-Type-Options"] == "nosniff", path
        assert answer.headers["Referrer-Policy"] == "same-origin", path
        assert answer.headers["X-Frame-Options"] == ("SAMEORIGIN" if framed else "DENY"), path
        assert not {"Server", "X-Powered-By"} & set(answer.headers), path

    kept = [
        each.request["PATH_INFO"]
        for each in somebodys
        if "no-store" not in each.headers.get("Cache-Control", "")
    ]
    # Says which colleagues are at a draft, nothing of residents, and is asked again each time it is shown.
    assert kept == ["/desk/procedures/club/build/now/"]


def test_no_browser_keeps_the_draft_of_somebody_without_account(city: Any, stranger: Client) -> None:
    publish_club(identity="contact", contact_by=["phone"])
    page = stranger.post(reverse("applications:start", args=["club"]), follow=True)
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "Cookie" in page.headers["Vary"]


def test_pages_that_are_everybodys_may_be_kept(city: Any, stranger: Client) -> None:
    assert "Cache-Control" not in stranger.get("/").headers and not stranger.cookies


PRODUCTION = {
    "MADOGUCHI_PRODUCTION": "1",
    "MADOGUCHI_PROXIES": "1",
    "MADOGUCHI_URL_PORTAL": "https://city.example/",
    "MADOGUCHI_URL_DESK": "https://desk.city.example",
    "MADOGUCHI_URL_PARTNER": "https://partner.city.example",
    "MADOGUCHI_HOSTS": "city.example,desk.city.example",
}
ASKED = (
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE",
    "CSRF_COOKIE_HTTPONLY",
    "CSRF_TRUSTED_ORIGINS",
    "DEBUG",
)
ASKED += ("SECURE_PROXY_SSL_HEADER", "SECURE_HSTS_SECONDS", "ALLOWED_HOSTS", "URL_PORTAL", "PROXIES", "DEMO")
TELL = (
    "import json, madoguchi.config.settings as s; print(json.dumps({each: getattr(s, each) for each in %r}))"
)


@pytest.fixture
def production(settings: Any) -> Any:
    """The settings with which a city's own process runs, as far as browsers notice them."""
    ours = {
        name: value for name, value in os.environ.items() if not name.startswith(("MADOGUCHI_", "DJANGO_"))
    }
    said = subprocess.run(
        [sys.executable, "-c", TELL % (ASKED,)],
        env={**ours, **PRODUCTION, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        check=True,
    )
    for name, value in json.loads(said.stdout).items():
        setattr(settings, name, value)
    return settings


def behind_the_proxy(**headers: str) -> Client:
    """A browser that comes by https to a proxy of the city, which speaks plain http to us."""
    kept = {"host": "city.example", "x-forwarded-proto": "https", "x-forwarded-for": "203.0.113.7"}
    return Client(enforce_csrf_checks=True, headers={**kept, **headers})


def test_cookies_travel_only_by_https_and_are_hidden_from_scripts(production: Any, aoi: Resident) -> None:
    browser = behind_the_proxy(origin="https://city.example")
    page = browser.get("/sign-in/?language=en", follow=True)
    sent = send(browser, page, "/sign-in/", address="aoi@mail.example")
    assert sent.status_code == 302
    assert set(browser.cookies) == {"csrftoken", "language", "portal_sign_in"}
    for name, cookie in browser.cookies.items():
        assert cookie["secure"] and cookie["httponly"] and cookie["samesite"] == "Lax", name
    assert "max-age=31536000" in sent.headers["Strict-Transport-Security"]


@pytest.mark.parametrize("proto", ["https", ""])
def test_forms_arrive_through_the_proxy_and_from_nowhere_else(
    production: Any, aoi: Resident, proto: str
) -> None:
    browser = behind_the_proxy(**{"x-forwarded-proto": proto})
    page = browser.get("/sign-in/")
    assert send(browser, page, "/sign-in/", origin="https://city.example").status_code == 422
    for origin in ("https://evil.example", "http://city.example.evil.example", "null"):
        assert send(browser, page, "/sign-in/", origin=origin).status_code == 403


def send(browser: Client, page: Any, url: str, *, origin: str = "https://city.example", **boxes: str) -> Any:
    """Post a form with the token that stands in its page."""
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text_of(page))
    assert found
    return browser.post(url, {"csrfmiddlewaretoken": found[1], **boxes}, headers={"origin": origin})
