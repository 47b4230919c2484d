"""A singing circle calls for the hall: Chika tells the fee, books every week, and writes why it is less."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.city.bookings import by_phone, make_hall, make_offering, make_room, wish_of
from tests.city.people import NOW, acting

from madoguchi.audit.models import Line
from madoguchi.booking.actions import booking, changing
from madoguchi.booking.models import Reservation, ReservationEvent, ResourceBlock
from madoguchi.messaging.models import InboxMessage
from madoguchi.people.models import Officer, Resident
from madoguchi.rules.slots import Range, State, every_week

pytestmark = pytest.mark.django_db

URL = "/desk/bookings/hall/hire/"
ASKED = {
    "room": "room-1", "on": "2026-12-05", "opens": "10:00", "closes": "12:00", "weeks": "2",
    "reduction": "welfare", "why": "子育てサークルの証明書を確認", "key": "k1",
    "name": "コーラス麦の会", "kana": "コーラスムギノカイ", "phone": "090-0000-0001", "people": "20",
}  # fmt: skip
HIRE = {
    "opens": "09:00",
    "closes": "21:00",
    "weeks_at_most": 4,
    "yen_an_hour": 600,
    "reductions": [{"id": "welfare", "title": {"ja": "福祉団体"}, "percent": 50}],
}


@pytest.fixture(autouse=True)
def hall() -> None:
    """It is 22 November 2026, and the hall is hired by the hour, if the section says yes."""
    make_room(make_offering("hall", hire=HIRE, by_approval=True, largest_party=50, before_minutes=30))


def test_the_fee_is_told_before_and_every_week_is_booked_with_the_reason(chikas_desk: Client) -> None:
    seen = chikas_desk.post(URL, {**ASKED, "act": "look"})
    assert (seen.context["price"], seen.context["clashes"]) == (1200, 0)
    assert not Reservation.objects.exists()
    for _ in range(2):  # pressed twice
        led_to = chikas_desk.post(URL, ASKED).headers["Location"]
    held = Reservation.objects.order_by("number")
    assert [(each.state, each.price) for each in held] == [(State.CONFIRMED, 600)] * 2
    assert held[0].resident is None and held[0].name == "コーラス麦の会"
    assert ReservationEvent.objects.get(reservation=held[1], act="reduced").why == ASKED["why"]
    one = chikas_desk.get(led_to)
    assert [each.pk for each, *_ in one.context["beside"]] == [held[1].pk]
    chikas_desk.post(reverse("booking:settle", args=[held[0].pk]), {"act": "miss"})
    day = chikas_desk.get(reverse("booking:day") + "?on=2026-12-05")
    assert [(each["held"].pk, each["held"].state) for each in day.context["rows"]] == [(held[0].pk, "missed")]
    file = chikas_desk.get(reverse("booking:day_file", args=["csv"]) + "?on=2026-12-05")
    assert "コーラス麦の会" in file.content.decode("utf-8-sig")
    assert Line.objects.get(verb="day.exported").details["references"] == [held[0].code]
    assert one.context["rooms"] == [{"ja": "会議室"}]


def test_which_week_is_taken_is_seen_and_then_none_is_booked(chikas_desk: Client, chika: Officer) -> None:
    begins = NOW.replace(day=12, month=12, hour=1)  # the second week, 12:00 with the half hour before it
    theirs = [Range(starts_at=begins + timedelta(hours=2), ends_at=begins + timedelta(hours=3))]
    booking.hire(resource="room-1", hours=theirs, wish=by_phone(chika), by=acting(chika), now=NOW)
    seen = chikas_desk.post(URL, {**ASKED, "act": "look"})
    assert [is_taken for _, is_taken in seen.context["asked"]] == [False, True]
    assert chikas_desk.post(URL, ASKED).status_code == 422
    assert Reservation.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ({"closes": "09:30"}, "hours"),
        ({"closes": "12:10"}, "hours"),
        ({"weeks": "9"}, "hours"),
        ({"on": "2026-11-21"}, "hours"),  # yesterday
        ({"on": "2026-12-12", "weeks": "1"}, "hours"),  # the hall is closed
        ({"room": "room-9"}, "room"),
        ({"name": " "}, "name"),
        ({"phone": "かけない"}, "phone"),
        ({"people": "たくさん"}, "people"),
        ({"why": ""}, "why"),
        ({"reduction": "friends"}, "reduction"),
    ],
)
def test_what_cannot_be_is_said_beside_its_box(
    chikas_desk: Client, typed: dict[str, Any], place: str
) -> None:
    make_hall().special_days.create(
        first_on="2026-12-12", last_on="2026-12-12", hours=[], reason={"ja": "点検"}, announced_at=NOW
    )
    answer = chikas_desk.post(URL, {**ASKED, "weeks": "1", **typed})
    assert (answer.status_code, set(answer.context["wrong"])) == (422, {place})
    assert "コーラスムギノカイ" in answer.content.decode()
    assert not Reservation.objects.exists()


def test_a_day_on_which_the_hall_is_shut_is_not_called_free(chikas_desk: Client, aois_phone: Client) -> None:
    shut = {"first_on": "2026-12-12", "last_on": "2026-12-12", "hours": [], "reason": {"ja": "点検"}}
    make_hall().special_days.create(**shut, announced_at=NOW)
    for reader, page in ((chikas_desk, URL), (aois_phone, "/reserve/rooms/hall/")):
        closed, free = (reader.get(f"{page}?on=2026-12-{day}").content.decode() for day in (12, 11))
        assert "休館日" in closed and "終日" not in closed
        assert "休館日" not in free and "終日" in free


def test_the_shorter_hours_of_a_single_day_are_said_wherever_rooms_are_looked_for(
    chikas_desk: Client, aois_phone: Client
) -> None:
    short = {"first_on": "2026-12-12", "last_on": "2026-12-12", "hours": [["10:00", "12:00"]]}
    make_hall().special_days.create(**short, reason={"ja": "点検"}, announced_at=NOW)
    for reader, page in ((chikas_desk, URL), (aois_phone, "/reserve/rooms/hall/")):
        said = reader.get(f"{page}?on=2026-12-12").content.decode()
        assert "この日の開館は10:00–12:00のみ" in said and "終日" not in said
    week = chikas_desk.get(reverse("booking:hours", args=["hall"]), {"on": "2026-12-12", "span": "week"})
    [friday, saturday] = [rows[0]["cells"] for day, rows in week.context["days"] if day.day in (11, 12)]
    assert [(each["kind"], each["steps"]) for each in saturday] == [
        ("shut", 2), *[("free", 1)] * 4, ("shut", 18),
    ]  # fmt: skip
    assert {each["kind"] for each in friday} == {"free"}


def test_dan_and_what_has_no_rooms_have_no_such_page(dans_desk: Client, chikas_desk: Client) -> None:
    assert dans_desk.get(URL).status_code == 404
    assert dans_desk.get(reverse("booking:day")).context["rows"] == []
    make_offering()
    assert chikas_desk.get("/desk/bookings/course/hire/").status_code == 404


def test_a_free_hour_of_the_grid_leads_to_reserving_it_and_who_has_the_others_is_seen(
    chikas_desk: Client, dans_desk: Client, chika: Officer
) -> None:
    """Chika is called: Saturday from noon is free, behind the setting up for somebody else."""
    at = (datetime.fromisoformat(f"2026-12-05T{each}+09:00") for each in ("10:00", "12:00"))
    hours = [Range(starts_at=next(at), ends_at=next(at))]
    [held] = booking.hire(resource="room-1", hours=hours, wish=by_phone(chika), by=acting(chika), now=NOW)
    url = reverse("booking:hours", args=["hall"])
    page = chikas_desk.get(url, {"on": "2026-12-05"})
    said = page.content.decode()
    assert "大日向 文子" in said and reverse("booking:desk_reservation", args=[held.pk]) in said
    assert Line.objects.filter(verb="reservation.viewed", about_ref=held.code).exists()
    [(_, [row])] = page.context["days"]
    free = [each["reserve"] for each in row["cells"] if each["reserve"]]
    chosen = chikas_desk.get(free[-1]).content.decode()
    assert "<option selected>20:30</option>" in chosen and 'value="2026-12-05"' in chosen
    week = chikas_desk.get(url, {"on": "2026-12-05", "span": "week"})
    assert [len(rows) for _, rows in week.context["days"]] == [1] * 7
    past = chikas_desk.get(url, {"on": "2026-11-21"})
    assert not any(each["reserve"] for each in past.context["days"][0][1][0]["cells"])
    assert dans_desk.get(url).status_code == 404


def saturday_at(hour: int) -> datetime:
    """An hour of the first Saturday of December."""
    return datetime.fromisoformat(f"2026-12-05T{hour}:00+09:00")


def asked_by(resident: Resident, weeks: int) -> list[Reservation]:
    """Somebody asks for the hall on Saturdays."""
    hours = every_week(Range(starts_at=saturday_at(10), ends_at=saturday_at(12)), weeks)
    booking.hire(resource="room-1", hours=hours, wish=wish_of(resident, 5), by=acting(resident), now=NOW)
    return list(Reservation.objects.order_by("number"))


def settled(desk: Client, held: Reservation, act: str, seen: list[Reservation], **more: str) -> HttpResponse:
    """An officer presses one button, having seen these."""
    url = reverse("booking:settle", args=[held.pk])
    return desk.post(url, {"act": act, "seen": [str(each.pk) for each in seen], **more})


def states() -> list[str]:
    """How the weeks stand."""
    return list(Reservation.objects.order_by("number").values_list("state", flat=True))


def test_a_whole_series_is_approved_with_one_press_and_one_message(
    chikas_desk: Client, aois_phone: Client, aoi: Resident
) -> None:
    first, second, third = them = asked_by(aoi, 3)
    page = chikas_desk.get(reverse("booking:desk_reservation", args=[second.pk]))
    assert page.context["together"] == them and "3回すべてを承認する" in page.content.decode()
    week = chikas_desk.get(reverse("booking:week", args=["hall"]))  # in which nothing is
    assert [(each["held"], each["held"].times) for each in week.context["asked"]] == [(first, 3)]
    assert Line.objects.filter(verb="reservation.viewed", about_ref=first.code).exists()
    settled(chikas_desk, second, "decline", [], why="点検のため")  # a single day, as before
    assert states() == ["requested", "declined", "requested"]
    assert settled(chikas_desk, third, "approve_all", [first, third]).status_code == 302
    assert states() == ["confirmed", "declined", "confirmed"]
    told = InboxMessage.objects.get(template="reserved")
    assert (told.about_ref, told.values["starts_at"]) == (first.code, first.starts_at.isoformat())
    said = aois_phone.get(reverse("portal:message", args=[told.pk])).content.decode()
    assert "次の日時のご予約についても同じです。\n2026年12月19日" in said
    line = Line.objects.get(verb="reservation.approve")
    assert line.details["references"] == [first.code, third.code]
    alone = chikas_desk.get(reverse("booking:desk_reservation", args=[first.pk]))
    assert alone.context["together"] == []


def test_what_was_given_back_meanwhile_is_neither_approved_with_the_others_nor_declined(
    chikas_desk: Client, dans_desk: Client, aoi: Resident
) -> None:
    first, second, third = them = asked_by(aoi, 3)
    changing.cancel(reservation_id=second.pk, by=acting(aoi), now=NOW)
    stale = settled(chikas_desk, first, "approve_all", them)
    assert (stale.status_code, set(stale.context["wrong"])) == (422, {"act"})
    assert states() == ["requested", "cancelled", "requested"] and not InboxMessage.objects.exists()
    assert settled(chikas_desk, first, "approve_all", []).status_code == 422
    assert set(settled(chikas_desk, first, "decline_all", them).context["wrong"]) == {"why"}
    assert settled(dans_desk, first, "decline_all", them, why="改修").status_code == 404
    settled(chikas_desk, first, "decline_all", them, why="改修")
    assert states() == ["declined", "cancelled", "declined"]
    assert not ResourceBlock.objects.filter(is_taking=True).exists()
    assert InboxMessage.objects.get(template="reservation_off").values["why"] == "改修"


def test_another_series_is_not_settled_along(chikas_desk: Client, aoi: Resident, ben: Resident) -> None:
    [first, *_] = asked_by(aoi, 2)
    later = first.ends_at + timedelta(hours=6)
    hours = [Range(starts_at=later, ends_at=later + timedelta(hours=2))]
    other = booking.hire(resource="room-1", hours=hours, wish=wish_of(ben), by=acting(ben), now=NOW)
    assert settled(chikas_desk, first, "approve_all", list(other)).status_code == 422
    assert set(states()) == {"requested"}
    alone = chikas_desk.get(reverse("booking:desk_reservation", args=[other[0].pk]))
    assert alone.context["together"] == []


def test_who_reserves_every_week_without_approval_is_told_once(aoi: Resident) -> None:
    make_offering("hall", hire=HIRE, largest_party=50)
    asked_by(aoi, 4)
    assert states() == ["confirmed"] * 4
    assert InboxMessage.objects.get().values["added"]["en"].count("\n") == 3


def test_the_week_is_in_the_order_of_time_and_what_waits_stands_above_it(
    chikas_desk: Client, aoi: Resident, ben: Resident
) -> None:
    [early], later = asked_by(aoi, 1), Range(starts_at=saturday_at(15), ends_at=saturday_at(17))
    settled(chikas_desk, early, "approve", [])
    booking.hire(resource="room-1", hours=[later], wish=wish_of(ben, 5), by=acting(ben), now=NOW)
    week = chikas_desk.get(reverse("booking:week", args=["hall"]), {"week": "2026-12-05"})
    assert [each["held"].resident for each in week.context["hired"]] == [aoi, ben]
    assert [each["held"].resident for each in week.context["asked"]] == [ben]
