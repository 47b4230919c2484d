"""Profiles follow what happens in the house, and what residents say of themselves while they like."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from tests.city.bookings import SATURDAY, book, make_offering, make_session
from tests.city.enrolments import accepted
from tests.city.households import found_places
from tests.city.people import NOW, make_resident, make_section, signed_in
from tests.city.procedures import publish_club
from tests.city.visits import came, found_centres, registered
from tests.journeys.aoi import apply

from madoguchi.audit.actions import SYSTEM
from madoguchi.audit.models import Line
from madoguchi.booking.actions import changing
from madoguchi.checkin.actions import scanning
from madoguchi.checkin.models import Visit
from madoguchi.line.actions import linking
from madoguchi.messaging.models import Friend
from madoguchi.outreach import keeping
from madoguchi.outreach.actions import profiles
from madoguchi.outreach.jobs import note_moved
from madoguchi.outreach.models import Profile
from madoguchi.people.models import Resident
from madoguchi.places.models import District
from madoguchi.rules.calendar import local_day
from madoguchi.rules.slots import Act

pytestmark = pytest.mark.django_db

SAID = {"district": "wakamugi", "born": ["2021-04"], "interest": ["waste", "events"], "agreed": "yes"}


@pytest.fixture
def aoi() -> Resident:
    District.objects.create(code="wakamugi", name="若麦", kana="ワカムギ")
    return make_resident("aoi@mail.example")


@pytest.fixture
def phone(aoi: Resident) -> Client:
    return signed_in(aoi)


def kept(resident: Resident) -> Profile:
    return Profile.objects.get(pk=resident.pk)


def test_aoi_says_what_concerns_her_and_takes_it_back(aoi: Resident, phone: Client) -> None:
    assert phone.post("/me/news/", SAID).status_code == 302
    profile = kept(aoi)
    assert (profile.district, profile.children_born) == ("wakamugi", [date(2021, 4, 1)])
    assert profile.interests == ["events", "waste"]
    assert "2021-04" in phone.get("/me/news/").content.decode()
    assert phone.post("/me/news/withdraw/").status_code == 302
    profile = kept(aoi)
    assert (profile.district, profile.children_born, profile.interests) == (None, [], [])
    assert profile.agreed_at is None
    lines = Line.objects.filter(about_kind="resident", verb__startswith="profile.").order_by("pk")
    assert [line.verb for line in lines] == ["profile.agreed", "profile.withdrawn"]
    assert "wakamugi" not in str(list(lines.values("details")))


@pytest.mark.parametrize("wrong", [{"agreed": ""}, {"district": "atlantis"}, {"born": ["someday"]}])
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    aoi: Resident, phone: Client, wrong: dict[str, Any]
) -> None:
    answer = phone.post("/me/news/", {**SAID, **wrong})
    assert answer.status_code == 422
    assert 'class="wrong"' in answer.content.decode()
    assert 'value="waste" checked' in answer.content.decode()
    assert not Profile.objects.filter(agreed_at__isnull=False).exists()


def test_who_is_not_signed_in_is_asked_to() -> None:
    assert Client().get("/me/news/").headers["Location"].startswith("/sign-in/")


def test_linking_and_unlinking_line_is_seen_at_once(aoi: Resident, phone: Client) -> None:
    Friend.objects.create(line_user_id="U1", language="ja", followed_at=NOW)
    linking.link(resident=aoi, person="U1", by=SYSTEM, now=NOW)
    assert kept(aoi).has_line
    linking.unlink(resident=aoi, by=SYSTEM, now=NOW)
    assert not kept(aoi).has_line


def test_the_night_finds_what_a_listener_missed_and_mends_it(aoi: Resident, phone: Client) -> None:
    ben = make_resident()
    Profile.objects.filter(pk=aoi.pk).update(language="en", applied=["gone"], district="wakamugi")
    last, wrong = profiles.rebuild(after=0, by=SYSTEM, now=NOW) or (0, {})
    assert wrong == {"language": 1, "applied": 1, "row": 1}
    assert last == ben.pk
    assert profiles.rebuild(after=last, by=SYSTEM, now=NOW) is None
    assert (kept(aoi).language, kept(aoi).applied, kept(aoi).district) == ("ja", [], "wakamugi")
    assert profiles.rebuild(after=0, by=SYSTEM, now=NOW) == (ben.pk, {})
    assert Line.objects.filter(verb="profiles.mended").count() == 1


def test_an_application_and_a_place_are_in_the_profile_of_who_applied(city: Any, aois_phone: Client) -> None:
    publish_club()
    application = apply(aois_phone)
    note_moved()
    mine = Profile.objects.get(resident=application.resident_id)
    assert (mine.applied, mine.enrolled) == (["club"], [])
    found_places()
    held = accepted(application, now=NOW)
    mine.refresh_from_db()
    assert (mine.applied, mine.enrolled) == (["club"], [held.place_id])
    assert profiles.rebuild(after=0, by=SYSTEM, now=NOW) == (mine.pk, {})


def test_what_aoi_reserved_and_where_she_came_is_in_her_profile(aoi: Resident) -> None:
    course = make_offering()
    (held,) = book(aoi, make_session(course))
    (door,) = found_centres(make_section())
    family = registered(aoi)
    came(family, door)
    keeping.refresh_moved(NOW)
    mine = kept(aoi)
    assert (mine.booked, mine.came, mine.booked_on) == (["course"], [], date(2026, 12, 5))
    assert (mine.visited, mine.visited_on) == (["haoto-centre"], local_day(NOW))
    changing.settle(reservation_id=held.pk, act=Act.ATTEND, by=SYSTEM, now=SATURDAY)
    scanning.strike(visit=Visit.objects.get(), reason="押し間違い", by=SYSTEM, now=NOW)
    keeping.refresh_moved(NOW)
    mine.refresh_from_db()
    assert (mine.booked, mine.came) == (["course"], ["course"])
    assert (mine.visited, mine.visited_on) == ([], None)
    assert profiles.rebuild(after=0, by=SYSTEM, now=NOW) == (mine.pk, {})


def test_a_reservation_that_was_given_back_is_none(aoi: Resident) -> None:
    (held,) = book(aoi, make_session(make_offering()))
    keeping.refresh_moved(NOW)
    changing.cancel(reservation_id=held.pk, by=SYSTEM, now=NOW)
    keeping.refresh_moved(NOW)
    assert (kept(aoi).booked, kept(aoi).booked_on) == ([], None)
    Profile.objects.filter(pk=aoi.pk).update(visited=["gone"], booked_on=date(2026, 1, 1))
    assert profiles.rebuild(after=0, by=SYSTEM, now=NOW) == (aoi.pk, {"visited": 1, "booked_on": 1})
