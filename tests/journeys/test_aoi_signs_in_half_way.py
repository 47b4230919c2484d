"""Aoi begins as a stranger, signs in, and goes on on another device; nobody else ever gets her draft."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from tests.city.people import signed_in
from tests.city.procedures import club_document, publish, publish_club
from tests.journeys.aoi import HOME, at_home
from tests.journeys.pages import here, press, text_of

from madoguchi.applications.models import Application, Draft
from madoguchi.audit.models import Line
from madoguchi.people.models import Resident

AOI, BEN = "aoi@mail.example", "ben@mail.example"
BY_PHONE: dict[str, Any] = {"identity": "contact", "contact_by": ["phone"]}
OPEN_TO_STRANGERS = [{"identity": "none"}, BY_PHONE]


def sign_in(browser: Client, address: str, *, then: str = "/me/") -> Any:
    """Ask for the code, read the mail, type it in, and arrive."""
    browser.post("/sign-in/", {"address": address})
    (code,) = re.findall(r"\b[0-9]{6}\b", str(mail.outbox[-1].body))
    return browser.post("/sign-in/code/", {"code": code}, query_params={"next": then}, follow=True)


def address_of(draft: Draft) -> str:
    return reverse("applications:draft", args=[draft.pk])


def begun(browser: Client, **changes: Any) -> Draft:
    """What somebody wrote of the first step, before signing in."""
    publish_club(**changes)
    at_home(browser)
    return Draft.objects.get(resident=None)


@pytest.mark.parametrize("changes", OPEN_TO_STRANGERS)
def test_aoi_signs_in_and_goes_on_on_another_device(
    city: SimpleNamespace, aoi: Resident, stranger: Client, changes: dict[str, Any]
) -> None:
    draft = begun(stranger, **changes)
    assert address_of(draft) in text_of(sign_in(stranger, AOI))
    tablet = signed_in(aoi)
    assert address_of(draft) in text_of(tablet.get("/me/"))
    page = tablet.get(address_of(draft), follow=True)
    press(tablet, page, here(page), **HOME)
    tablet.post(reverse("applications:submit", args=[draft.pk]))
    assert Application.objects.get().resident == aoi


def test_a_procedure_that_comes_to_ask_for_an_account_is_filed_after_signing_in(
    city: SimpleNamespace, aoi: Resident, stranger: Client
) -> None:
    draft = begun(stranger, **BY_PHONE)
    publish(club_document(identity="account"))
    page = sign_in(stranger, AOI, then=address_of(draft))
    press(stranger, page, here(page), **HOME)
    stranger.post(reverse("applications:submit", args=[draft.pk]))
    assert Application.objects.get().resident == aoi


def test_whoever_needs_an_account_signs_in_before_the_first_question(
    city: SimpleNamespace, aoi: Resident, stranger: Client
) -> None:
    publish_club(identity="account")
    asked = stranger.post(reverse("applications:start", args=["club"]))
    assert asked.headers["Location"].startswith("/sign-in/?next=%2Fprocedures%2Fclub%2F")
    sign_in(stranger, AOI)
    at_home(stranger)
    assert address_of(Draft.objects.get()) in text_of(signed_in(aoi).get("/me/"))


def test_ben_never_gets_what_aoi_began(
    city: SimpleNamespace, aoi: Resident, bens_phone: Client, stranger: Client
) -> None:
    draft = begun(stranger, **BY_PHONE)
    bens_tablet = Client()
    sign_in(bens_tablet, BEN)
    sign_in(stranger, AOI)
    for browser in (bens_phone, bens_tablet):
        assert address_of(draft) not in text_of(browser.get("/me/"))
        assert browser.get(address_of(draft)).status_code == 404


def test_ben_who_takes_the_phone_after_aoi_finds_nothing(
    city: SimpleNamespace, aoi: Resident, ben: Resident, stranger: Client
) -> None:
    draft = begun(stranger, **BY_PHONE)
    sign_in(stranger, AOI)
    assert address_of(draft) not in text_of(sign_in(stranger, BEN))
    draft.refresh_from_db()
    assert draft.resident == aoi


def test_a_link_from_aoi_lets_ben_help_but_does_not_give_him_the_draft(
    city: SimpleNamespace, aoi: Resident, ben: Resident, stranger: Client
) -> None:
    draft = begun(stranger, **BY_PHONE)
    link = link_to(stranger, draft)
    bens_phone = Client()
    bens_phone.post(link)
    sign_in(bens_phone, BEN)
    assert bens_phone.get(address_of(draft), follow=True).status_code == 200
    sign_in(stranger, AOI)
    draft.refresh_from_db()
    assert draft.resident == aoi
    assert bens_phone.get(address_of(draft)).status_code == 404


def test_a_link_made_before_signing_in_asks_to_sign_in_afterwards(
    city: SimpleNamespace, aoi: Resident, bens_phone: Client, stranger: Client
) -> None:
    draft = begun(stranger, **BY_PHONE)
    link = link_to(stranger, draft)
    sign_in(stranger, AOI)
    assert Client().post(link).headers["Location"].startswith("/sign-in/?next=%2Fdrafts%2F")
    assert bens_phone.post(link, follow=True).status_code == 404
    assert signed_in(aoi).post(link, follow=True).status_code == 200


def test_the_record_says_that_it_was_taken_over(
    city: SimpleNamespace, aoi: Resident, stranger: Client
) -> None:
    begun(stranger, **BY_PHONE)
    sign_in(stranger, AOI)
    sign_in(stranger, AOI)
    (line,) = Line.objects.filter(verb="draft.taken_over")
    assert (line.about_ref, line.actor_ref) == (str(aoi.reference), str(aoi.reference))


def test_whoever_stops_half_way_is_shown_both_ways_to_go_on(city: SimpleNamespace, stranger: Client) -> None:
    draft = begun(stranger, **BY_PHONE)
    page = text_of(stranger.get(reverse("applications:later", args=[draft.pk])))
    assert f"/sign-in/?next={address_of(draft)}" in page
    assert "続きを開くリンクを表示する" in page


def link_to(browser: Client, draft: Draft) -> str:
    """The link that opens a draft on another device."""
    page = text_of(browser.post(reverse("applications:later", args=[draft.pk])))
    (path,) = re.findall(r'href="[^"]*(/resume/[^"]+)"', page)
    return str(path)
