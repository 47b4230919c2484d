"""Emi comes in by two steps, at her own entrance, for as long as the city lets her."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace

import pytest
from django.test import Client
from tests.city.contractors import PASSWORD, emi_and_fumi, make_member, run_clubs
from tests.city.people import NOW, acting, make_officer, signed_in
from tests.journeys.pages import text_of

from madoguchi.audit.actions import SYSTEM
from madoguchi.audit.models import Line
from madoguchi.base import clock
from madoguchi.people.actions import members, passwords, starting
from madoguchi.people.models import Member


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    yield


@pytest.fixture
def emi(city: SimpleNamespace) -> Member:
    run_clubs()
    return emi_and_fumi()[0]


def with_password(member: Member) -> Member:
    passwords.set_password(account=member.account, password=PASSWORD, by=SYSTEM, now=NOW)
    return member


def typed(browser: Client, number: str) -> str:
    """Where the first step leads."""
    answer = browser.post("/partner/sign-in/", {"number": number, "password": PASSWORD})
    return answer.headers.get("Location", f"{answer.status_code}")


def test_emi_chooses_her_password_with_a_paper(emi: Member) -> None:
    code = starting.issue_start_code(account=emi.account, by=SYSTEM, now=NOW)
    given = {"number": emi.number, "code": code, "new": PASSWORD}
    assert Client().post("/desk/sign-in/first/", given).status_code == 422
    assert Client().post("/partner/sign-in/first/", given).headers["Location"] == "/partner/sign-in/"
    assert typed(Client(), emi.number) == "/partner/sign-in/enrol/"


def test_a_sheet_of_codes_does_for_a_telephone_once_each(emi: Member) -> None:
    with_password(emi)
    first, *_ = members.print_codes(member=emi, by=SYSTEM, now=NOW)
    browser = Client()
    assert typed(browser, emi.number) == "/partner/sign-in/second/"
    assert browser.get("/partner/").status_code == 302
    assert browser.post("/partner/sign-in/second/", {"code": first}).headers["Location"] == "/partner/"
    assert browser.get("/partner/").status_code == 200
    again = Client()
    typed(again, emi.number)
    assert again.post("/partner/sign-in/second/", {"code": first}).status_code == 422


def test_used_up_codes_let_nobody_set_up_a_new_factor(emi: Member) -> None:
    with_password(emi)
    for code in members.print_codes(member=emi, by=SYSTEM, now=NOW):
        browser = Client()
        typed(browser, emi.number)
        browser.post("/partner/sign-in/second/", {"code": code})
    thief = Client()
    assert typed(thief, emi.number) == "/partner/sign-in/second/"
    assert thief.get("/partner/sign-in/enrol/").status_code == 302


def test_a_number_of_one_entrance_is_nobody_at_the_other(emi: Member, city: SimpleNamespace) -> None:
    with_password(emi)
    officer = make_officer("2001", section=city.kosodate, password=PASSWORD)
    assert typed(Client(), officer.number) == "422"
    at_desk = Client().post("/desk/sign-in/", {"number": emi.number, "password": PASSWORD})
    assert at_desk.status_code == 422


def test_her_sign_in_is_nobody_elsewhere(emi: Member) -> None:
    browser = signed_in(emi)
    key = browser.cookies["partner_sign_in"].value
    for cookie, path in (("desk_sign_in", "/desk/"), ("portal_sign_in", "/me/")):
        thief = Client()
        thief.cookies[cookie] = key
        assert thief.get(path).status_code == 302


def test_an_officer_is_nobody_at_the_contractors_entrance(emi: Member, chikas_desk: Client) -> None:
    chikas_desk.cookies["partner_sign_in"] = chikas_desk.cookies["desk_sign_in"].value
    assert chikas_desk.get("/partner/").headers["Location"].startswith("/partner/sign-in/")


def test_her_last_day_ends_what_is_open(emi: Member) -> None:
    browser = signed_in(emi)
    members.let_in_until(member=emi, ends_on=date(2026, 11, 22), by=SYSTEM, now=NOW)
    assert browser.get("/partner/").headers["Location"].startswith("/partner/sign-in/")


def test_a_security_key_answers_at_her_entrance_alone(emi: Member, settings: object) -> None:
    settings.URL_PARTNER = "https://partner.hibari.example"  # type: ignore[attr-defined]
    page = signed_in(emi).get("/partner/account/passkeys/")
    assert "partner.hibari.example" in text_of(page)


def test_the_record_names_her_by_number_and_readers_by_name(emi: Member) -> None:
    signed_in(emi).get("/partner/places/wakamugi-club/")
    line = Line.objects.get(verb="application.listed")
    assert (line.actor_kind, line.actor_ref, line.entrance) == ("member", emi.number, "partner")
    assert acting(make_member()).kind == "member"
