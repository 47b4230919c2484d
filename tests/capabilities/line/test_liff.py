"""Signing in inside LINE: every way somebody might come in as somebody else."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.http import HttpResponse
from django.test import Client
from tests.city.line import AOI, BEN
from tests.city.line_tokens import LIFF_ID, LOGIN_SECRET, claims, public_pem, token
from tests.city.people import make_resident, signed_in
from tests.city.procedures import publish_club
from tests.journeys.aoi import at_home

from madoguchi.applications.models import Draft
from madoguchi.audit.models import Line
from madoguchi.base import clock
from madoguchi.line.actions import linking
from madoguchi.messaging.models import Friend
from madoguchi.people.actions import tokens
from madoguchi.people.entrants import actor_of
from madoguchi.people.models import Account, Resident, SignIn, SpentToken

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("login")]


def enter(client: Client, proof: str, *, to: str = "/me/") -> HttpResponse:
    return client.post("/line/enter/", {"id_token": proof, "to": to})


def linked(resident: Resident, person: str = AOI) -> Resident:
    by = actor_of(resident, "portal")  # type: ignore[arg-type]
    linking.link(resident=resident, person=person, by=by, now=clock.now())
    return resident


def who(client: Client) -> str:
    page = client.get("/line/")
    return page.context["resident"].reference if page.status_code == 200 else ""


def test_aoi_comes_in_by_line_alone_the_first_time_and_again() -> None:
    client = Client()
    first = enter(client, token(AOI, clock.now()), to="/help/")
    assert first.url == "/line/begin/?next=%2Fhelp%2F"
    assert not Account.objects.exists(), "who only looks gets no account"
    page = client.get(first.url).content.decode()
    assert "LINEではじめる" in page
    assert client.post(first.url).url == "/help/"
    mine = who(client)
    other = Client()
    assert enter(other, token(AOI, clock.now()), to="/help/").url == "/help/"
    assert who(other) == mine
    assert Account.objects.count() == 1
    assert Friend.objects.get().resident_ref == mine


def test_the_record_names_nobody_as_line_does() -> None:
    client = Client()
    client.post(enter(client, token(AOI, clock.now())).url)
    assert AOI not in str(list(Line.objects.values()))


def forged(now: Any) -> dict[str, str]:
    """Each attack, made as an attacker would."""
    other = ec.generate_private_key(ec.SECP256R1())
    return {
        "nothing": "",
        "no token": "U" + "0" * 32,
        "signed by nobody": jwt.encode(claims(AOI, now), None, algorithm="none"),  # type: ignore[arg-type]
        "signed with the public key as a secret": _hs256(claims(AOI, now), public_pem()),
        "signed with the channel's secret": _hs256(claims(AOI, now), LOGIN_SECRET.encode()),
        "signed by another key": token(AOI, now, key=other),
        "signed by a key that nobody knows": token(AOI, now, key=other, kid="unknown"),
        "for another channel": token(AOI, now, aud="9999999999"),
        "for another issuer": token(AOI, now, iss="https://evil.example"),
        "over": token(AOI, now - timedelta(hours=2)),
        "of tomorrow": token(AOI, now + timedelta(days=1)),
        "about nobody": token("Aoi", now),
        "with another subject": _swapped(token(BEN, now), token(AOI, now)),
        "without end": "x" * 100_000,
    }


def _hs256(said: dict[str, Any], secret: bytes) -> str:
    """By hand: a library does not sign with what looks like a public key."""
    import base64
    import hashlib
    import hmac
    import json

    def packed(part: bytes) -> bytes:
        return base64.urlsafe_b64encode(part).rstrip(b"=")

    head = packed(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
    body = head + b"." + packed(json.dumps(said).encode())
    return (body + b"." + packed(hmac.new(secret, body, hashlib.sha256).digest())).decode()


def _swapped(signed: str, wanted: str) -> str:
    head, _, signature = signed.split(".")
    return f"{head}.{wanted.split('.')[1]}.{signature}"


def test_no_forged_token_lets_anybody_in(caplog: pytest.LogCaptureFixture) -> None:
    linked(make_resident())
    caplog.set_level(logging.DEBUG)
    for attack, proof in forged(clock.now()).items():
        client = Client()
        answer = enter(client, proof)
        assert answer.status_code == 422, attack
        assert not who(client), attack
        assert len(proof) < 40 or proof not in caplog.text + answer.content.decode(), attack
    assert not SignIn.objects.exists()
    assert not SpentToken.objects.exists()


def test_what_the_page_says_about_somebody_is_not_read() -> None:
    aoi, ben = linked(make_resident()), linked(make_resident(), BEN)
    client = Client()
    posted = {
        "id_token": token(BEN, clock.now()),
        "to": "/me/",
        "userId": AOI,
        "sub": AOI,
        "displayName": "葵",
    }
    client.post("/line/enter/", posted)
    assert who(client) == ben.reference != aoi.reference


def test_a_token_opens_nothing_in_another_browser() -> None:
    linked(make_resident())
    proof = token(AOI, clock.now())
    aoi, thief = Client(), Client()
    assert enter(aoi, proof).status_code == 302
    assert enter(aoi, proof).status_code == 302, "the same browser may come again"
    assert enter(thief, proof).status_code == 422
    assert not who(thief)
    assert Line.objects.filter(verb="sign_in.token_used_elsewhere").count() == 1


def test_an_access_token_is_no_proof() -> None:
    """Whoever runs another page in LINE has access tokens of ours, too: none is ever taken."""
    linked(make_resident())
    client = Client()
    assert client.post("/line/enter/", {"access_token": "eyJhbGciOiJIUzI1NiJ9.x.y"}).status_code == 422
    assert not who(client)


@pytest.mark.parametrize(
    ("to", "lands"),
    [
        ("/procedures/club/?a=1#b", "/procedures/club/?a=1#b"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/desk/", "/"),
        ("/partner/", "/"),
        ("/line/liff/", "/"),
        ("/line/liff/procedures/club/", "/"),
        ("", "/"),
        ("/\r\nSet-Cookie: a=b", "/%0D%0ASet-Cookie:%20a=b"),
    ],
)
def test_nobody_is_led_out_of_the_house(to: str, lands: str) -> None:
    linked(make_resident())
    assert enter(Client(), token(AOI, clock.now()), to=to).url == lands


def test_another_page_cannot_sign_anybody_in_as_the_attacker() -> None:
    client = Client(enforce_csrf_checks=True)
    assert enter(client, token(BEN, clock.now())).status_code == 403


def test_the_proof_never_stands_in_an_address() -> None:
    linked(make_resident())
    proof = token(AOI, clock.now())
    client = Client()
    assert client.get("/line/enter/", {"id_token": proof}).status_code == 405
    assert not who(client)


def test_without_keys_nobody_comes_in(login: Any) -> None:
    login.LINE_API_BASE = "http://127.0.0.1:1"
    answer = enter(Client(), token(AOI, clock.now()))
    assert answer.status_code == 422
    assert "LINEにつながりません" in answer.content.decode()


@pytest.mark.parametrize(
    "query", ["", "?liff.state=%2Fprocedures%2Fclub%2F&liff.referrer=x", "?lineAppVersion=15"]
)
def test_the_page_of_the_app_leads_nowhere_before_its_script_ran(query: str) -> None:
    for address in (f"/line/liff/{query}", f"/line/liff/procedures/club{query}", f"/line/liff/me/{query}"):
        answer = Client().get(address)
        assert answer.status_code == 200, address
        policy = answer.headers["Content-Security-Policy"]
        assert "https://static.line-scdn.net" in policy and "unsafe" not in policy
        assert answer.headers["Referrer-Policy"] == "strict-origin"
        assert LIFF_ID in answer.content.decode()
    assert "line-scdn" not in Client().get("/help/").headers["Content-Security-Policy"]


def test_without_line_there_is_no_such_page(settings: Any) -> None:
    settings.LINE_LIFF_ID = settings.LINE_LOGIN_CHANNEL_ID = ""
    assert Client().get("/line/liff/").status_code == 404
    assert Client().get("/line/sign-in/").status_code == 404
    assert enter(Client(), token(AOI, clock.now())).status_code == 404
    assert signed_in(make_resident()).get("/line/").status_code == 404


def test_aoi_links_the_account_she_has_by_mail_and_lets_it_go_again() -> None:
    aoi = make_resident("aoi@mail.example")
    client = signed_in(aoi)
    asked = enter(client, token(AOI, clock.now()))
    assert asked.url == "/line/link/?next=%2Fme%2F"
    assert not Friend.objects.exists(), "looking links nothing"
    assert "つなぎますか" in client.get(asked.url).content.decode()
    assert client.post(asked.url).url == "/me/"
    elsewhere = Client()
    enter(elsewhere, token(AOI, clock.now()))
    assert who(elsewhere) == aoi.reference
    client.post("/line/unlink/")
    assert Friend.objects.get().resident_ref is None
    assert Friend.objects.get().unlinked_at
    assert enter(Client(), token(AOI, clock.now())).url.startswith("/line/begin/")


def test_ben_cannot_link_the_line_of_aoi() -> None:
    aoi, ben = linked(make_resident()), make_resident()
    client = signed_in(ben)
    session_of_ben = enter(client, token(AOI, clock.now()))
    assert session_of_ben.url == "/me/"  # who holds the phone is Aoi, and so is who is signed in
    assert who(client) == aoi.reference
    with pytest.raises(linking.CannotLink):
        linked(ben)
    assert Friend.objects.get().resident_ref == aoi.reference


def test_whose_only_way_is_line_keeps_it() -> None:
    client = Client()
    client.post(enter(client, token(AOI, clock.now())).url)
    refused = client.post("/line/unlink/")
    assert refused.status_code == 422
    assert "LINEだけ" in refused.content.decode()
    assert Friend.objects.get().resident_ref


def test_a_new_telephone_takes_the_place_of_the_old_one() -> None:
    aoi = linked(linked(make_resident()), BEN)
    held = {each.line_user_id: each.resident_ref for each in Friend.objects.all()}
    assert held == {AOI: None, BEN: aoi.reference}


def test_who_was_barred_does_not_come_in_by_line() -> None:
    aoi = linked(make_resident())
    Account.objects.filter(resident=aoi).update(is_active=False)
    client = Client()
    begun = enter(client, token(AOI, clock.now()))
    assert client.post(begun.url).status_code == 422
    assert not who(client)


@pytest.mark.parametrize("page", ["/line/begin/", "/line/link/?next=/help/"])
def test_nobody_begins_or_links_without_a_proof(page: str) -> None:
    client = signed_in(make_resident())
    assert client.get(page).status_code == 302
    assert client.post(page).status_code == 302
    assert not Friend.objects.exists()


@pytest.mark.usefixtures("city")
def test_a_draft_begun_before_signing_in_gets_its_resident(stranger: Client) -> None:
    publish_club(identity="none")
    at_home(stranger)
    draft = Draft.objects.get(resident=None)
    begun = enter(stranger, token(AOI, clock.now()), to=f"/drafts/{draft.pk}/")
    assert stranger.post(begun.url).url == f"/drafts/{draft.pk}/"
    draft.refresh_from_db()
    assert draft.resident is not None
    assert str(draft.pk) in stranger.get("/me/").content.decode()


def test_two_browsers_at_once_use_one_token_once() -> None:
    now, by = clock.now(), actor_of(None, "portal")  # type: ignore[arg-type]
    used = [tokens.spend(token="t", browser=each, expires_at=now, by=by, now=now) for each in ("a", "b", "a")]
    assert used == [True, False, True]
