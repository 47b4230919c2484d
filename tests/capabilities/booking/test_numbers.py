"""Chika takes numbers of tickets in: she sees first what a list comes to, and nobody reads them later."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.city.bookings import make_offering, make_ticket

from madoguchi.audit.models import Line
from madoguchi.booking.models import Entitlement
from madoguchi.booking.queries import hash_of_number

pytestmark = pytest.mark.django_db

URL = "/desk/bookings/shots/numbers/"
HOLD = {"valid_from": "2026-12-01", "valid_until": "2027-03-31"}


@pytest.fixture(autouse=True)
def shots() -> None:
    """It is 22 November 2026, and nobody is vaccinated without a ticket."""
    make_offering("shots", entitlement="ticket")


def test_she_sees_what_a_file_comes_to_and_takes_it_in(chikas_desk: Client) -> None:
    make_ticket("1000000001")
    file = SimpleUploadedFile("券.csv", "氏名,接種券番号\n文子,1000000001\n葵,1000000002\n".encode("cp932"))
    seen = chikas_desk.post(URL, {**HOLD, "file": file})
    assert (seen.context["new"], seen.context["known"], Entitlement.objects.count()) == (1, 1, 1)
    again = {**HOLD, "numbers": seen.context["typed"]["numbers"], "seen": seen.context["seen"]}
    assert "文子" not in again["numbers"]
    changed = chikas_desk.post(URL, {**again, "numbers": again["numbers"] + "\n1000000003"})
    assert (changed.context["new"], Entitlement.objects.count()) == (2, 1)  # looked at anew
    for _ in range(2):  # pressed twice
        assert chikas_desk.post(URL, again).status_code == 302
    taken = Entitlement.objects.get(number_hash=hash_of_number("ticket", "1000000002"))
    assert str(taken.valid_until) == "2027-03-31"
    lines = Line.objects.filter(verb="entitlements.taken_in").order_by("pk")
    assert [each.details["new"] for each in lines] == [1, 0]
    assert not [each for each in lines if "1000000002" in str(each.details)]


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ({"valid_from": "2026-02-30"}, "valid_from"),
        ({"valid_until": "2026-11-30"}, "valid_until"),
        ({"file": b"PK\x03\x04broken"}, "file"),
    ],
)
def test_what_cannot_be_is_said_beside_its_box(
    chikas_desk: Client, typed: dict[str, str | bytes], place: str
) -> None:
    given = {
        name: SimpleUploadedFile("x.csv", value) if isinstance(value, bytes) else value
        for name, value in typed.items()
    }
    answer = chikas_desk.post(URL, {**HOLD, "numbers": "1000000001", **given})
    assert (answer.status_code, set(answer.context["wrong"])) == (422, {place})


def test_a_wrong_row_stops_the_list_and_is_named(chikas_desk: Client) -> None:
    answer = chikas_desk.post(URL, {**HOLD, "numbers": "1000000001\n\n1.23E+11"})
    assert answer.status_code == 422
    assert [row for row, _ in answer.context["faults"]] == [3]
    assert "1.23E+11" in answer.content.decode()
    assert not Entitlement.objects.exists()


def test_dan_and_offerings_without_numbers_have_no_such_page(dans_desk: Client, chikas_desk: Client) -> None:
    assert dans_desk.get(URL).status_code == 404
    make_offering()
    assert chikas_desk.get(reverse("booking:numbers", args=["course"])).status_code == 404
