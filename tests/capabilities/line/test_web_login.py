"""Signing in by LINE in an ordinary browser: out with a riddle, back with its answer, each good once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from tests.city.line import AOI, BEN
from tests.city.line_tokens import LOGIN_CHANNEL
from tests.city.people import make_resident, signed_in

from madoguchi.audit.actions import SYSTEM
from madoguchi.base import clock
from madoguchi.line.actions import linking
from madoguchi.messaging.models import Friend
from madoguchi.people.models import Resident, SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("login")]


@pytest.fixture
def aoi_on_line() -> Resident:
    resident = make_resident()
    linking.link(resident=resident, person=AOI, by=SYSTEM, now=clock.now())
    return resident


def asked(client: Client, to: str = "/help/") -> dict[str, str]:
    """What LINE is asked."""
    sent = client.get("/line/sign-in/", {"next": to}).url
    assert sent.startswith("https://access.line.me/oauth2/v2.1/authorize?")
    return {name: value for name, (value,) in parse_qs(urlsplit(sent).query).items()}


def code(person: str, query: dict[str, str], **changed: str) -> str:
    given = {**query, **changed}
    return f"{person}.{given['nonce']}.{given['code_challenge']}"


def test_aoi_comes_in_and_on_to_where_she_wanted(aoi_on_line: Resident) -> None:
    client = Client()
    query = asked(client)
    assert (query["client_id"], query["scope"]) == (LOGIN_CHANNEL, "openid")
    assert query["redirect_uri"] == "http://localhost:8000/line/signed-in/"
    assert query["code_challenge_method"] == "S256"
    came = client.get("/line/signed-in/", {"code": code(AOI, query), "state": query["state"]})
    assert came.url == "/help/"
    assert SignIn.objects.get().account.resident == aoi_on_line
    again = client.get("/line/signed-in/", {"code": code(AOI, query), "state": query["state"]})
    assert again.status_code == 422, "what was asked is answered once"


@pytest.mark.usefixtures("aoi_on_line")
@pytest.mark.parametrize(
    "brought",
    [
        {"state": "forged"},
        {"state": ""},
        {"code": ""},
        {"code": code(AOI, {"nonce": "n", "code_challenge": "c"})},
        {"error": "ACCESS_DENIED", "code": ""},
    ],
)
def test_whoever_brings_something_else_stays_out(brought: dict[str, str]) -> None:
    client = Client()
    query = asked(client)
    answer = client.get("/line/signed-in/", {"code": code(AOI, query), "state": query["state"], **brought})
    assert answer.status_code == 422
    assert not SignIn.objects.exists()


@pytest.mark.usefixtures("aoi_on_line")
def test_a_code_of_somebody_elses_sign_in_lets_nobody_in() -> None:
    """Ben cannot bring Aoi into his account, nor take her code: both are bound to the browser that asked."""
    ben, aoi = Client(), Client()
    of_ben, of_aoi = asked(ben), asked(aoi)
    injected = {"code": code(BEN, of_ben), "state": of_aoi["state"]}
    assert aoi.get("/line/signed-in/", injected).status_code == 422
    swapped = {"code": code(AOI, asked(ben), nonce=of_aoi["nonce"]), "state": asked(ben)["state"]}
    assert ben.get("/line/signed-in/", swapped).status_code == 422
    assert Client().get("/line/signed-in/", swapped).status_code == 422
    assert not SignIn.objects.exists()


@pytest.mark.usefixtures("aoi_on_line")
def test_who_comes_back_too_late_begins_again(monkeypatch: Any) -> None:
    client = Client()
    query = asked(client)
    later = clock.now() + timedelta(minutes=11)
    monkeypatch.setattr(clock, "now", lambda: later)
    answer = client.get("/line/signed-in/", {"code": code(AOI, query), "state": query["state"]})
    assert answer.status_code == 422


def test_line_that_does_not_answer_lets_nobody_in(login: Any) -> None:
    client = Client()
    query = asked(client)
    login.LINE_API_BASE = "http://127.0.0.1:1"
    answer = client.get("/line/signed-in/", {"code": code(AOI, query), "state": query["state"]})
    assert answer.status_code == 422
    assert "LINEにつながりません" in answer.content.decode()


def test_aoi_gets_mail_beside_line_as_long_as_she_wishes(aoi_on_line: Resident) -> None:
    client = signed_in(aoi_on_line)
    for wish, says in (("yes", "LINEだけにする"), ("no", "メールでも受け取る")):
        page = client.post("/line/mail/", {"wish": wish}, follow=True).content.decode()
        assert says in page and Friend.objects.get().mail_too is (wish == "yes")
    assert Client().post("/line/mail/", {"wish": "yes"}).url.startswith("/sign-in/")
