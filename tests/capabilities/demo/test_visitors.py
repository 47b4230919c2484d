"""With one click somebody who tries the demo is a resident or an officer; elsewhere there is no such door."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from tests import database
from tests.city.people import NOW

from madoguchi.audit.actions import SYSTEM
from madoguchi.audit.models import Line
from madoguchi.demo import founding, visitors
from madoguchi.people import queries as people
from madoguchi.people.actions import second_factor

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("visitors")]  # welcomed once

PEOPLE = [*visitors.RESIDENTS, *visitors.OFFICERS]


@pytest.fixture(scope="module", autouse=True)
def _founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with database.shared(django_db_blocker):
        founding.found(NOW)
        visitors.welcome_residents(now=NOW)
        yield


def test_everybody_has_a_card_with_a_button(stranger: Client) -> None:
    html = stranger.get("/demo/").content.decode()
    assert all(f'action="/demo/sign-in/{key}"' in html for key in PEOPLE)
    assert "/demo/mailbox/" in html and "<c-" not in html


@pytest.mark.parametrize("key", visitors.RESIDENTS)
def test_a_resident_comes_to_their_own_page(stranger: Client, key: str) -> None:
    response = stranger.post(f"/demo/sign-in/{key}")
    assert response["Location"] == "/me/"
    assert stranger.get("/me/").status_code == 200


@pytest.mark.parametrize("key", visitors.OFFICERS)
def test_an_officer_comes_to_the_desk(stranger: Client, key: str) -> None:
    response = stranger.post(f"/demo/sign-in/{key}")
    assert response["Location"] == "/desk/"
    assert stranger.get("/desk/").status_code == 200


def test_one_browser_can_be_a_resident_and_an_officer_at_once(stranger: Client) -> None:
    stranger.post("/demo/sign-in/aoi")
    stranger.post("/demo/sign-in/chika")
    assert [stranger.get(page).status_code for page in ("/me/", "/desk/")] == [200, 200]


def test_who_was_asked_to_sign_in_goes_back_there(stranger: Client) -> None:
    response = stranger.post("/demo/sign-in/aoi?next=/procedures/gakudo_application/")
    assert response["Location"] == "/procedures/gakudo_application/"


@pytest.mark.parametrize("wanted", ["https://elsewhere.example/", "//elsewhere.example/", "/desk/"])
def test_nobody_is_sent_elsewhere(stranger: Client, wanted: str) -> None:
    assert stranger.post("/demo/sign-in/aoi", QUERY_STRING=f"next={wanted}")["Location"] == "/"


def test_the_head_of_a_club_comes_to_the_contractors_entrance(stranger: Client) -> None:
    assert stranger.post("/demo/sign-in/emi")["Location"] == "/partner/"
    assert stranger.get("/partner/").status_code == 200


@pytest.mark.parametrize("key", ["head_mugihokai", "tomoko", "nobody"])
def test_nobody_else_can_be_tried(stranger: Client, key: str) -> None:
    assert stranger.post(f"/demo/sign-in/{key}").status_code == 404


def test_looking_at_the_address_signs_nobody_in(stranger: Client) -> None:
    assert stranger.get("/demo/sign-in/aoi").status_code == 405


def test_the_record_says_that_it_was_the_demo(stranger: Client) -> None:
    stranger.post("/demo/sign-in/dan")
    line = Line.objects.filter(verb="sign_in.began").latest("pk")
    assert line.details == {"by": "demo"} and line.actor_kind == "officer"


def test_the_code_on_the_card_opens_the_real_door() -> None:
    card = next(card for card in visitors.officers(NOW.replace(hour=5)) if card.key == "chika")
    account = people.officer_by_number(card.number).account  # type: ignore[union-attr]
    assert account.check_password(visitors.PASSWORD)
    later = NOW.replace(hour=5)
    assert second_factor.check_code(account=account, typed=card.code, by=SYSTEM, now=later) == "totp"


@pytest.mark.parametrize(("method", "path"), [("get", "/demo/"), ("post", "/demo/sign-in/aoi")])
def test_outside_the_demo_there_is_no_such_door(
    stranger: Client, settings: Any, method: str, path: str
) -> None:
    settings.DEMO = False
    assert getattr(stranger, method)(path).status_code == 404
