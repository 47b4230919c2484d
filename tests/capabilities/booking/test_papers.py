"""A permit or a receipt for a room, for Aoi to print and for Chika to hand over."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pypdfium2 import PdfDocument
from tests.city.bookings import book, make_offering, make_room, make_session, wish_of
from tests.city.people import NOW, acting

from madoguchi.audit.models import Line
from madoguchi.booking.actions import booking, changing
from madoguchi.booking.models import Reservation
from madoguchi.people.models import Officer, Resident
from madoguchi.rules.slots import Act, Range, every_week

pytestmark = pytest.mark.django_db


def words_of(answer: HttpResponse) -> str:
    """What stands on a PDF."""
    return "\n".join(page.get_textpage().get_text_range() for page in PdfDocument(answer.content))


@pytest.fixture
def asked(aoi: Resident) -> Reservation:
    """Aoi asks for a room on two Saturdays, which the section approves or not."""
    hire = {"opens": "09:00", "closes": "21:00", "weeks_at_most": 4, "yen_an_hour": 600}
    hall = make_offering("hall", pools=[], by_approval=True, before_minutes=30, hire=hire)
    at = [datetime.fromisoformat(f"2026-12-05T{each}+09:00") for each in ("10:00", "12:30")]
    hours = every_week(Range(starts_at=at[0], ends_at=at[1]), 2)
    room = make_room(hall)
    return booking.hire(resource=room.pk, hours=hours, wish=wish_of(aoi, 5), by=acting(aoi), now=NOW)[0]


def test_a_request_is_no_permit_until_it_is_approved(
    asked: Reservation, aois_phone: Client, bens_phone: Client, chika: Officer
) -> None:
    url = reverse("booking:paper", args=[asked.pk])
    assert (
        "使用申請受付票" in aois_phone.get(reverse("booking:reservation", args=[asked.pk])).content.decode()
    )
    assert "許可書ではありません" in words_of(aois_phone.get(url))
    for each in Reservation.objects.all():
        changing.settle(reservation_id=each.pk, act=Act.APPROVE, by=acting(chika), now=NOW)
    permit = aois_phone.get(url)
    said = words_of(permit)
    assert permit.headers["Content-Disposition"].startswith('attachment; filename="permit-')
    assert "使用許可書" in said and asked.code in said and "会議室" in said
    assert "令和8年12月5日" in said and "令和8年12月12日" in said and "3,600" in said
    assert bens_phone.get(url).status_code == 404


def test_what_she_hands_over_is_on_the_record_and_dan_has_none(
    asked: Reservation, chikas_desk: Client, dans_desk: Client, chika: Officer
) -> None:
    url = reverse("booking:desk_paper", args=[asked.pk])
    assert url in chikas_desk.get(reverse("booking:desk_reservation", args=[asked.pk])).content.decode()
    assert chikas_desk.get(url).status_code == 200
    assert Line.objects.get(verb="reservation.printed").about_ref == asked.code
    assert dans_desk.get(url).status_code == 404
    changing.settle(reservation_id=asked.pk, act=Act.DECLINE, by=acting(chika), now=NOW, why="改修のため")
    assert chikas_desk.get(url).status_code == 404


def test_a_place_in_a_course_has_no_such_paper(aois_phone: Client, aoi: Resident) -> None:
    [held] = book(aoi, make_session(make_offering()))
    assert aois_phone.get(reverse("booking:paper", args=[held.pk])).status_code == 404
