"""An event: Aoi reserved and presses one button, a caller reads out a number, Dan prints no poster."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.city.bookings import SATURDAY, by_phone, make_offering, make_session, wish_of
from tests.city.people import NOW, acting, signed_in
from tests.city.visits import door_of, registered

from madoguchi.base import clock
from madoguchi.booking.actions import booking, changing
from madoguchi.booking.models import Reservation, Session
from madoguchi.checkin.actions import attending, registering
from madoguchi.checkin.models import Credential, Point, Scan
from madoguchi.people.models import Officer, Resident
from madoguchi.rules.slots import Act, State

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(city: SimpleNamespace) -> Session:
    return make_session(make_offering())


@pytest.fixture
def point(session: Session, chika: Officer) -> Point:
    section = chika.posts.get().section
    return attending.open_door(section=section, place=session.place, by=acting(chika), now=NOW)


@pytest.fixture
def held(session: Session, aoi: Resident, monkeypatch: pytest.MonkeyPatch) -> Reservation:
    [made] = booking.book(sessions=[session.pk], wish=wish_of(aoi, 2), by=acting(aoi), now=NOW)
    at(SATURDAY - timedelta(minutes=10), monkeypatch)
    return made


def at(moment: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)


def state(held: Reservation) -> str:
    return str(Reservation.objects.get(pk=held.pk).state)


def test_aoi_is_there_with_one_button_and_twice_is_once(
    point: Point, held: Reservation, aoi: Resident
) -> None:
    phone = signed_in(aoi)
    page = phone.get(door_of(point)).content.decode()
    assert "考古学教室" in page and str(held.pk) in page
    said = {"reservation": held.pk, "id": uuid4()}
    assert "入室しました" in phone.post(door_of(point), said).content.decode()
    for again in (said, {"reservation": held.pk, "id": uuid4()}):
        assert "受付は済んでいます" in phone.post(door_of(point), again).content.decode()
    assert state(held) == State.ATTENDED and Scan.objects.get().adults == 2


def test_a_known_phone_needs_no_signing_in(point: Point, held: Reservation, aoi: Resident) -> None:
    phone = Client()
    phone.cookies["family"] = registering.remember_phone(family=registered(aoi), by=acting(aoi), now=NOW)
    assert str(held.pk) in phone.get(door_of(point)).content.decode()


def test_a_number_is_enough_in_any_case_and_names_nobody(point: Point, held: Reservation) -> None:
    typed = f" {held.code[:4].lower()}-{held.code[4:]}"
    page = Client().post(door_of(point), {"code": typed, "id": uuid4()}).content.decode()
    assert "入室しました" in page and state(held) == State.ATTENDED


@pytest.mark.parametrize("typed", ["", "ABCD2345", "😀" * 50, "' OR 1=1"])
def test_a_wrong_number_is_said_there_and_stays(point: Point, held: Reservation, typed: str) -> None:
    answer = Client().post(door_of(point), {"code": typed})
    assert answer.status_code == 422 and 'id="code-wrong"' in answer.content.decode()
    assert state(held) == State.CONFIRMED


def test_not_the_day_before_nor_when_it_is_over(
    point: Point, held: Reservation, aoi: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    for moment in (SATURDAY - timedelta(minutes=61), held.ends_at):
        at(moment, monkeypatch)
        assert str(held.pk) not in Client().get(door_of(point)).content.decode()
        assert Client().post(door_of(point), {"code": held.code}).status_code == 422
    assert state(held) == State.CONFIRMED


def test_bens_button_for_aois_reservation_is_nothing(point: Point, held: Reservation, ben: Resident) -> None:
    assert signed_in(ben).post(door_of(point), {"reservation": held.pk}).status_code == 422
    assert state(held) == State.CONFIRMED


def test_who_was_ticked_as_missing_and_comes_late_has_come(
    point: Point, held: Reservation, chika: Officer
) -> None:
    changing.settle(reservation_id=held.pk, act=Act.MISS, by=acting(chika), now=NOW)
    Client().post(door_of(point), {"code": held.code})
    assert state(held) == State.ATTENDED


def test_who_cancelled_has_no_place_at_the_door(point: Point, held: Reservation, aoi: Resident) -> None:
    changing.cancel(reservation_id=held.pk, by=acting(aoi), now=NOW)
    assert Client().post(door_of(point), {"code": held.code}).status_code == 422


def test_chika_reads_numbers_at_the_door_and_sees_how_many_came(
    session: Session, held: Reservation, chika: Officer
) -> None:
    [called] = booking.book(sessions=[session.pk], wish=by_phone(chika, 3), by=acting(chika), now=NOW)
    desk, page = signed_in(chika), f"/desk/bookings/sessions/{session.pk}/"
    wrong = desk.post(f"{page}tick/", {"act": "number", "code": "22222222"})
    assert wrong.status_code == 422 and 'value="22222222"' in wrong.content.decode()
    desk.post(f"{page}tick/", {"act": "number", "code": called.code.lower()})
    assert state(called) == State.ATTENDED
    shown = desk.get(page).content.decode()
    assert "来た <strong>3</strong>" in shown and "未確認 <strong>2</strong>" in shown


def test_a_door_for_events_opens_no_registration_of_the_centres(
    point: Point, aoi: Resident, chika: Officer
) -> None:
    family = registered(aoi, care="卵")
    page = signed_in(chika).get(reverse("checkin:family", args=[family.pk]))
    assert page.status_code == 404
    card = signed_in(chika).post(reverse("checkin:card", args=[family.pk]))
    assert card.status_code == 404 and not Credential.objects.exists()


def test_the_poster_opens_the_door_once_and_is_not_dans(
    session: Session, chika: Officer, dan: Officer
) -> None:
    path = f"/desk/visits/events/{session.pk}/poster/"
    assert signed_in(dan).post(path).status_code == 404 and not Point.objects.exists()
    for _ in range(2):
        assert signed_in(chika).post(path).content.startswith(b"%PDF")
    assert Point.objects.count() == 1
    assert signed_in(chika).get(f"/desk/visits/{Point.objects.get().pk}/").status_code == 404
