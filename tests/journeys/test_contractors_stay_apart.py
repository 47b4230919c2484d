"""Emi walks every address of the city with another club's numbers, and finds nothing of it anywhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from tests.capabilities.selection.test_seats import said
from tests.capabilities.selection.town import opened
from tests.city.contractors import SORANO, emi_and_fumi, make_member, run_clubs
from tests.city.enrolments import MAY, accepted, asked, booked
from tests.city.people import acting, signed_in
from tests.journeys.addresses import ABSENT, Place, drawn, places

from madoguchi.audit.models import Line
from madoguchi.base import clock
from madoguchi.enrolment.models import Interview, InterviewNote
from madoguchi.people.models import Member, Officer, Resident
from madoguchi.places.actions import asking, sharing
from madoguchi.places.models import Device
from madoguchi.places.models import Place as ClubPlace
from madoguchi.rules.seating import Line as SeatsLine
from madoguchi.selection.models import Seats

METHODS = ("get", "post")
OPEN = (
    "partner_sign_in",
    "partner_sign_out",
    "partner_second_step",
    "partner_enrol",
    "partner_first_password",
)
SEEN = SeatsLine(capacity=40).stamp  # what who signs must have seen
TABLET = "玄関のタブレット"
TELLING = (
    "ヨシカワ",
    "ムギ",
    "𠮷川",
    "空野児童館",
    "カワカゼ",
    TABLET,
)  # who and what belongs to the other club


@pytest.fixture(autouse=True)
def in_may(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(clock, "now", lambda: MAY)
    yield


@pytest.fixture
def world(city: SimpleNamespace, aoi: Resident, chika: Officer) -> Mapping[str, Any]:
    """Aoi's child goes to the club that Fumi heads; Emi heads another."""
    version = run_clubs()
    emi, fumi = emi_and_fumi()
    held = accepted(asked(aoi, version), place=SORANO)
    theirs = make_member("haoto", "比嘉 栞", kana="ヒガ シオリ")
    numbers = {
        "place": SORANO,
        "number": theirs.number,
        "code": "haoto",
        "reference": held.application.reference,
        "enrolment_id": held.pk,
        "enquiry_id": asked_by(fumi),
        "device_id": shared_by(fumi, chika),
        "seats_id": proposed_by(chika),
        "interview_id": booked(held, at=MAY + timedelta(days=1)).pk,
    }
    return {"emi": emi, "fumi": fumi, "numbers": numbers, "child": held.application.reference}


def shared_by(head: Member, officer: Officer) -> UUID:
    """The device that stands in the other club."""
    place = ClubPlace.objects.get(pk=SORANO)
    device, _ = sharing.ask_for_device(place=place, name=TABLET, member=head, by=acting(head), now=MAY)
    sharing.approve_device(device=device, officer=officer, by=acting(officer), now=MAY)
    return device.pk


def proposed_by(officer: Officer) -> int:
    """How many children the other club is to take, which it has not signed yet."""
    round = opened(officer)
    said(round, officer, sorano_club=SeatsLine(capacity=40))
    return round.seats.get().pk


def asked_by(fumi: Member) -> UUID:
    """What the other club asked the section."""
    place = ClubPlace.objects.get(pk=SORANO)
    words = "ヨシカワ ムギさんのアレルギーの診断書はもらっていますか"
    return asking.ask(place=place, words=words, member=fumi, by=acting(fumi), now=MAY).pk


def theirs(place: Place) -> bool:
    """Whether an address names something that belongs to a club."""
    named = {"place", "number", "reference", "enquiry_id", "device_id"}
    named |= {"enrolment_id", "seats_id", "interview_id"}
    return place.is_at_partners and bool(place.parts & named)


def test_absent_and_another_clubs_look_alike(world: Mapping[str, Any]) -> None:
    hers = signed_in(world["emi"])
    for place in filter(theirs, places()):
        for act in ("entrust", "codes", "paper", "until", "anew", "confirm", "end", "pause"):
            for method in METHODS:
                send = getattr(hers, method)
                given = {"place": SORANO, "what": ["roster"], "until": "", "seen": SEEN, "fits": "yes"}
                forbidden = send(place.url(**{**world["numbers"], "act": act}), given)
                absent = send(place.url(place="no-such-club", number="00000000", act=act), given)
                assert drawn(forbidden) == drawn(absent), place.name
                assert forbidden.status_code in (404, 405), place.name


def test_no_page_of_hers_tells_anything_of_another_club(world: Mapping[str, Any]) -> None:
    hers = signed_in(world["emi"])
    for place in places():
        if place.is_at_partners and not place.name.endswith(OPEN):
            for method in METHODS:
                body = drawn(getattr(hers, method)(place.url(**world["numbers"])))[2]
                assert [word for word in TELLING if word in body] == [], place.name
    shown = [
        line.details.get("references", []) for line in Line.objects.filter(actor_ref=world["emi"].number)
    ]
    assert world["child"] not in sum(shown, [])


def test_her_word_changes_nothing_at_another_club(world: Mapping[str, Any]) -> None:
    hers, numbers = signed_in(world["emi"]), world["numbers"]
    for place in filter(theirs, places()):
        hers.post(place.url(**numbers), {"place": SORANO, "seen": SEEN, "fits": "yes", "child": "x"})
    assert Device.objects.get().ended_at is None and not Seats.objects.get().is_signed
    assert not InterviewNote.objects.exists() and Interview.objects.get().enrolment is not None


def test_the_one_who_may_sees_it(world: Mapping[str, Any]) -> None:
    """The control: the words that are looked for do stand on the pages of the other club."""
    hers, numbers = signed_in(world["fumi"]), world["numbers"]
    body = drawn(hers.get(f"/partner/places/{SORANO}/"))[2]
    assert "ヨシカワ" in body and "ムギ" in body
    assert TABLET in drawn(hers.get("/partner/devices/"))[2]
    assert "空野児童館" in drawn(hers.get("/partner/seats/"))[2]
    assert "𠮷川" in drawn(hers.get("/partner/interviews/"))[2]
    hers.post(f"/partner/devices/{numbers['device_id']}/end/")
    hers.post(f"/partner/seats/{numbers['seats_id']}/sign/", {"seen": SEEN})
    assert Device.objects.get().ended_at is not None and Seats.objects.get().is_signed


def test_her_key_opens_neither_the_desk_nor_a_family(world: Mapping[str, Any]) -> None:
    key = signed_in(world["emi"]).cookies["partner_sign_in"].value
    browser = Client()
    for cookie in ("partner_sign_in", "desk_sign_in", "portal_sign_in"):
        browser.cookies[cookie] = key
    for place in places():
        if place.is_at_partners or place.name.startswith("demo:"):
            continue
        for method in METHODS:
            answer = getattr(browser, method)(place.url(**world["numbers"]))
            body = drawn(answer)[2]
            assert answer.status_code != 500 and "ムギ" not in body and "ヨシカワ" not in body, place.name
    assert Line.objects.filter(actor_ref=world["emi"].number, entrance__in=["desk", "portal"]).count() == 0


def test_nobody_is_let_in_without_the_second_factor(world: Mapping[str, Any]) -> None:
    halfway = signed_in(world["emi"], second_factor=False)
    for place in places():
        if place.is_at_partners and not place.name.startswith(
            ("people:partner_", "partner:here", "partner:cover")
        ):
            answer = halfway.get(place.url(**world["numbers"]))
            assert answer.status_code == 405 or answer.headers["Location"].startswith("/partner/sign-in/")


def test_absent_numbers_are_absent(world: Mapping[str, Any]) -> None:
    """What stands for nothing in this walk is nothing."""
    assert not Member.objects.filter(number="00000000").exists() and "place" not in ABSENT
