"""Chika puts up a hall with its rooms and fees, and changes it; what is reserved keeps what it has."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from tests.city.bookings import by_phone, make_hall
from tests.city.people import NOW, acting

from madoguchi.booking.actions import booking
from madoguchi.booking.models import Offering, Reservation, Resource
from madoguchi.booking.queries import terms_of
from madoguchi.people.models import Officer
from madoguchi.rules.slots import Range

pytestmark = pytest.mark.django_db

NEW = "/desk/bookings/new/hall/"
HALL = {
    "title_ja": "市民ホール",
    "section": "kosodate",
    "is_public": "1",
    "opens": "09:00",
    "closes": "21:30",
    "step_minutes": "30",
    "longest_hours": "4",
    "weeks_at_most": "8",
    "before_minutes": "30",
    "after_minutes": "15",
    "yen_an_hour": "６００",
    "largest_party": "120",
    "opens_days": "180",
    "by_approval": "1",
    "reduction_ja_1": "市内の団体",
    "reduction_percent_1": "50",
    "room_ja_1": "大会議室",
    "room_seats_1": "120",
    "room_place_1": "hall",
    "room_ja_2": "和室",
    "room_en_2": "Tatami room",
    "room_place_2": "hall",
}


@pytest.fixture(autouse=True)
def hall() -> None:
    """Where the rooms are."""
    make_hall()


def made(desk: Client) -> Offering:
    assert desk.post(NEW, HALL).status_code == 302
    return Offering.objects.get()


def hired(hall: Offering, chika: Officer, room: Resource) -> Reservation:
    at = (datetime.fromisoformat(f"2026-12-05T{clock}+09:00") for clock in ("10:00", "12:00"))
    hours = [Range(**dict(zip(("starts_at", "ends_at"), at, strict=True)))]
    return booking.hire(resource=room.pk, hours=hours, wish=by_phone(chika), by=acting(chika), now=NOW)[0]


def test_a_hall_is_put_up_and_can_be_hired_at_once(
    chikas_desk: Client, aois_phone: Client, chika: Officer
) -> None:
    hall = made(chikas_desk)
    terms = terms_of(hall)
    assert terms.hire is not None and terms.by_approval
    assert (terms.hire.opens, terms.hire.closes, terms.hire.longest_minutes) == ("09:00", "21:30", 240)
    assert (terms.before_minutes, terms.after_minutes, terms.hire.yen_an_hour) == (30, 15, 600)
    rooms = {each.title["ja"]: each for each in Resource.objects.all()}
    assert (rooms["大会議室"].seats, rooms["和室"].seats) == (120, None)
    assert hired(hall, chika, rooms["和室"]).price == 1200
    page = aois_phone.get(reverse("booking:rooms", args=[hall.pk])).content.decode()
    assert "大会議室" in page and "市内の団体" in page and "21:30" in page


def test_saved_as_it_stands_nothing_changes_and_a_change_leaves_what_is_reserved(
    chikas_desk: Client, chika: Officer
) -> None:
    hall = made(chikas_desk)
    before, rooms = terms_of(hall), set(Resource.objects.values_list("pk", "title__ja"))
    held = hired(hall, chika, Resource.objects.get(title__ja="和室"))
    url = reverse("booking:hall", args=[hall.pk])
    assert chikas_desk.get(reverse("booking:edit", args=[hall.pk])).headers["Location"] == url
    typed = {name: value for name, value in chikas_desk.get(url).context["typed"].items() if value}
    assert chikas_desk.post(url, typed).status_code == 302
    hall.refresh_from_db()
    assert terms_of(hall) == before and set(Resource.objects.values_list("pk", "title__ja")) == rooms
    large = next(at for at in "12" if typed[f"room_ja_{at}"] == "大会議室")
    gone = {name: "" for name in typed if name.startswith("room_") and name.endswith(large)}
    named = {"reduction_ja_2": "学校", "reduction_percent_2": "100", "yen_an_hour": "900"}
    assert chikas_desk.post(url, typed | gone | named).status_code == 302
    hall.refresh_from_db()
    hire = terms_of(hall).hire
    assert hire is not None and [each.id for each in hire.reductions] == ["reduction_1", "reduction_2"]
    assert [each.title["ja"] for each in Resource.objects.all()] == ["和室"]
    held.refresh_from_db()
    assert held.price == 1200


def test_a_room_that_somebody_had_stays(chikas_desk: Client, chika: Officer) -> None:
    hall = made(chikas_desk)
    hired(hall, chika, Resource.objects.get(title__ja="和室"))
    url = reverse("booking:hall", args=[hall.pk])
    typed = chikas_desk.get(url).context["typed"]
    answer = chikas_desk.post(
        url, {name: "" if name.startswith("room_") else value for name, value in typed.items()}
    )
    at = next(at for at in "12" if typed[f"room_ja_{at}"] == "和室")
    assert answer.status_code == 422 and f"room_ja_{at}" in answer.context["wrong"]
    assert Resource.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "box"),
    [
        ({"closes": "08:00"}, "closes"),
        ({"opens": "朝"}, "opens"),
        ({"step_minutes": "7"}, "step_minutes"),
        ({"longest_hours": "0"}, "longest_hours"),
        ({"weeks_at_most": "99"}, "weeks_at_most"),
        ({"reduction_ja_1": ""}, "reduction_ja_1"),
        ({"reduction_percent_1": "101"}, "reduction_percent_1"),
        ({"room_place_1": "elsewhere"}, "room_place_1"),
        ({"room_seats_2": "多い"}, "room_seats_2"),
        ({"room_ja_1": "", "room_seats_1": "", "room_ja_2": "", "room_en_2": ""}, "room_ja_1"),
        ({"section": "fukushi"}, "section"),
    ],
)
def test_what_cannot_be_is_said_beside_its_box(chikas_desk: Client, typed: dict[str, str], box: str) -> None:
    answer = chikas_desk.post(NEW, HALL | typed)
    assert (answer.status_code, set(answer.context["wrong"])) == (422, {box})
    assert 'value="市民ホール"' in answer.content.decode() and not Offering.objects.exists()


def test_dan_and_what_has_no_rooms_have_no_such_page(chikas_desk: Client, dans_desk: Client) -> None:
    hall = made(chikas_desk)
    url = reverse("booking:hall", args=[hall.pk])
    assert dans_desk.get(url).status_code == dans_desk.post(url, HALL).status_code == 404
    Offering.objects.update(terms={"pools": []})
    assert chikas_desk.get(url).status_code == 404
