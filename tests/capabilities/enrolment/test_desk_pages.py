"""At Chika's desk: clubs and children, what needs her, and what families say by telephone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.capabilities.enrolment.test_following import GRANTS
from tests.city.enrolments import CLUB, MAY, OFFERED, OTHER, SPRING, accepted, asked, offered, seats
from tests.city.households import publish_where
from tests.city.people import acting, make_officer, signed_in

from madoguchi.applications.models import Application
from madoguchi.audit.models import Line
from madoguchi.enrolment.actions import attending
from madoguchi.enrolment.models import Enrolment, Leftover, Offer, PlaceEvent
from madoguchi.people.models import Officer, Resident
from madoguchi.places.models import Place
from madoguchi.rules.enrolment import Offered, Source, State


@pytest.fixture
def mugi(city: SimpleNamespace, aoi: Resident) -> Application:
    return asked(aoi, publish_where(enrolment=GRANTS, limits={}).pk, clubs=[CLUB, OTHER])


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets what time it is."""

    def it_is(now: datetime) -> None:
        monkeypatch.setattr("madoguchi.base.clock.now", lambda: now)

    it_is(OFFERED)
    return it_is


def desk(officer: Officer, clock: Any, now: datetime = OFFERED) -> Client:
    clock(now)
    return signed_in(officer)


def begun(mugi: Application, chika: Officer) -> Enrolment:
    held = accepted(mugi)
    return attending.begin(enrolment_id=held.pk, by=acting(chika), now=SPRING)


def url(name: str, *parts: Any) -> str:
    return reverse(f"enrolment:{name}", args=parts)


def test_the_list_of_clubs_counts_and_shows_only_what_needs_chika(
    chika: Officer, mugi: Application, clock: Any
) -> None:
    seats(3)
    offered(mugi)
    browser = desk(chika, clock, OFFERED + timedelta(days=12))  # Saturday after the last day
    with CaptureQueriesContext(
        connection,
    ) as asked_for:
        page = browser.get(url("clubs") + "?year=2027").content.decode()
    assert "期限までにお返事なし" in page and mugi.reference in page
    assert "手作業で確認が必要なもの" not in page
    assert len([each for each in asked_for if "enrolment_" in each["sql"] or "places_" in each["sql"]]) == 8


def test_what_chika_saw_stands_in_the_record(chika: Officer, mugi: Application, clock: Any) -> None:
    accepted(mugi)
    desk(chika, clock).get(url("club", CLUB) + "?year=2027")
    assert Line.objects.filter(verb="application.viewed", about_ref=mugi.reference).exists()


def test_chika_accepts_for_a_family_that_telephones_on_the_day_after(
    chika: Officer, mugi: Application, clock: Any
) -> None:
    made = offered(mugi)
    browser = desk(chika, clock, OFFERED + timedelta(days=14))
    browser.post(url("answer", made.pk, "accept"))
    assert Enrolment.objects.get().state == State.ACCEPTED
    assert PlaceEvent.objects.get(act="accept").by_kind == "officer"


def test_what_cannot_be_done_is_said_and_stays_typed(chika: Officer, mugi: Application, clock: Any) -> None:
    held = begun(mugi, chika)
    response = desk(chika, clock, MAY).post(url("act", held.pk, "end"), {"last_day": "2027-03-31"})
    page = response.content.decode()
    assert response.status_code == 422 and 'value="2027-03-31"' in page
    assert "利用を始める日より後にできることです" in page


@pytest.mark.parametrize("typed", ["", "2027-02-30", "あした", "\0"])
def test_a_day_that_is_none_is_said_beside_its_box(
    chika: Officer, mugi: Application, clock: Any, typed: str
) -> None:
    held = begun(mugi, chika)
    response = desk(chika, clock, MAY).post(url("act", held.pk, "end"), {"last_day": typed})
    assert response.status_code == 422 and "日付を入力してください" in response.content.decode()


def test_chika_writes_down_what_a_family_says(chika: Officer, mugi: Application, clock: Any) -> None:
    held, browser = begun(mugi, chika), desk(chika, clock, MAY)
    change = {"kind": "pickup", "words": "祖母", "from_day": "2027-05-10"}
    browser.post(url("act", held.pk, "arrange"), change)
    assert "祖母" in browser.get(url("place", held.pk)).content.decode()
    browser.post(url("act", held.pk, "end"), {"last_day": "2027-05-31"})
    held.refresh_from_db()
    assert held.leaves_on == date(2027, 6, 1)


def test_only_who_approves_takes_a_place_back(
    chika: Officer, mugi: Application, clock: Any, city: SimpleNamespace
) -> None:
    held = begun(mugi, chika)
    clerk = make_officer(section=city.kosodate)
    assert desk(clerk, clock, MAY).post(url("act", held.pk, "cancel")).status_code == 404
    desk(chika, clock, MAY).post(url("act", held.pk, "cancel"))
    held.refresh_from_db()
    assert held.state == State.CANCELLED


def test_an_officer_offers_a_free_seat_and_no_other(chika: Officer, mugi: Application, clock: Any) -> None:
    browser = desk(chika, clock)
    seats(0)
    given = {"reference": mugi.reference, "starts_on": "2027-04-01"}
    response = browser.post(url("make_offer", CLUB), given)
    assert response.status_code == 422 and "空きがありません" in response.content.decode()
    seats(1)
    browser.post(url("make_offer", CLUB), given)
    assert Offer.objects.get().source == Source.OFFICER


def test_dan_of_another_section_finds_nothing(
    dan: Officer, chika: Officer, mugi: Application, clock: Any
) -> None:
    made = offered(mugi)
    browser = desk(dan, clock)
    assert browser.get(url("desk_offer", made.pk)).status_code == 404
    assert browser.post(url("answer", made.pk, "decline")).status_code == 404
    assert browser.post(url("make_offer", OTHER), {"reference": mugi.reference}).status_code == 404
    assert mugi.reference not in browser.get(url("club", CLUB) + "?year=2027").content.decode()
    Place.objects.filter(pk=CLUB).update(section="kosodate")  # whose free seats are nobody else's to know
    assert browser.get(url("club", CLUB)).status_code == browser.get(url("club", "none")).status_code == 404
    assert url("club", CLUB) not in browser.get(url("clubs")).content.decode()
    assert url("club", CLUB) in desk(chika, clock).get(url("clubs")).content.decode()
    assert Offer.objects.get().state == Offered.OPEN


def test_a_protected_child_has_no_name_in_lists(chika: Officer, mugi: Application, clock: Any) -> None:
    held = accepted(mugi)
    Application.objects.update(is_protected=True)
    browser = desk(chika, clock)
    page = browser.get(url("club", CLUB) + "?year=2027").content.decode()
    assert "𠮷川" not in page and mugi.reference in page
    response = browser.get(url("place", held.pk))
    assert response.status_code == 302 and mugi.reference in response["Location"]


def test_what_was_left_over_is_seen_to_once(chika: Officer, mugi: Application, clock: Any) -> None:
    Leftover.objects.create(application=mugi, reason="not_found", at=OFFERED)
    browser = desk(chika, clock)
    assert "手作業で確認が必要なもの" in browser.get(url("clubs")).content.decode()
    browser.post(url("settle", mugi.reference))
    assert Leftover.objects.get().settled_by == chika
    assert "手作業で確認が必要なもの" not in browser.get(url("clubs")).content.decode()
