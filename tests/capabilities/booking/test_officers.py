"""Chika lets people reserve, books for who calls, moves, ticks and calls off; Dan finds none of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.city.bookings import SATURDAY, book, by_phone, make_hall, make_offering, make_session, wait
from tests.city.people import NOW, acting, make_resident

from madoguchi.audit.models import Line
from madoguchi.booking import queries
from madoguchi.booking.actions import booking, keeping, opening
from madoguchi.booking.actions.claiming import CannotBook
from madoguchi.booking.models import Offering, Pool, Reservation, Session
from madoguchi.messaging.models import InboxMessage, OutgoingMessage
from madoguchi.people.models import Officer, Resident
from madoguchi.rules.slots import Standing, State

pytestmark = pytest.mark.django_db

COURSE = {
    "title_ja": "子ども考古学教室",
    "section": "kosodate",
    "capacity": "２０",
    "held_back": "2",
    "largest_party": "4",
    "minutes": "90",
    "opens_days": "60",
    "waiting": "in_order",
    "once": "session",
}


def test_chika_puts_up_a_course_and_opens_its_saturdays(chikas_desk: Client) -> None:
    make_hall()
    led_to = chikas_desk.post(reverse("booking:new"), COURSE)
    course = Offering.objects.get()
    assert led_to.headers["Location"] == reverse("booking:week", args=[course.pk])
    times = {"first": "2026-12-05", "last": "2026-12-19", "opens": "10:00", "weekday": ["5"], "place": "hall"}
    chikas_desk.post(reverse("booking:open_times", args=[course.pk]), times)
    starts = [each.starts_at for each in Session.objects.order_by("starts_at")]
    assert starts == [SATURDAY, SATURDAY + timedelta(days=7), SATURDAY + timedelta(days=14)]
    assert sorted(Pool.objects.values_list("capacity", "is_held_back")) == [(2, True)] * 3 + [(20, False)] * 3
    page = chikas_desk.get(reverse("booking:week", args=[course.pk]) + "?week=2026-12-05")
    assert "10:00–11:30" in page.content.decode()


def test_days_on_which_the_place_is_closed_are_shown_before_they_are_opened(chikas_desk: Client) -> None:
    hall = make_hall()
    hall.opens = {"days": {"sat": [["09:00", "17:00"]]}, "yearly": [{"since": "12-12", "until": "12-12"}]}
    hall.save()
    url = reverse("booking:open_times", args=[make_offering().pk])
    times = {"first": "2026-12-05", "last": "2026-12-19", "opens": "10:00", "weekday": ["5"], "place": "hall"}
    asked = chikas_desk.post(url, times)
    assert (asked.status_code, Session.objects.count()) == (422, 0)
    assert asked.context["wrong"]["closed_days"] == [date(2026, 12, 12)]
    chikas_desk.post(url, {**times, "closed_days": "left_out"})
    assert Session.objects.count() == 2
    chikas_desk.post(url, {**times, "closed_days": "opened"})
    assert Session.objects.count() == 3


@pytest.mark.parametrize(
    ("typed", "box"),
    [
        ({"title_ja": " "}, "title_ja"),
        ({"capacity": "たくさん"}, "capacity"),
        ({"minutes": "0"}, "minutes"),
        ({"section": "fukushi"}, "section"),
        ({"group_places_1": "4"}, "group_ja_1"),
        ({"group_ja_1": "乳児", "group_places_1": "21"}, "group_places_1"),  # of twenty
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(
    chikas_desk: Client, typed: dict[str, str], box: str
) -> None:
    answer = chikas_desk.post(reverse("booking:new"), {**COURSE, **typed})
    assert answer.status_code == 422
    assert set(answer.context["wrong"]) == {box}
    assert 'value="90"' in answer.content.decode() or box == "minutes"
    assert not Offering.objects.exists()


def test_babies_are_counted_apart_and_a_larger_hall_has_no_more_places_for_them(chikas_desk: Client) -> None:
    make_hall()
    groups = {"group_ja_1": "おとな", "group_ja_2": "乳児", "group_en_2": "Babies", "group_places_2": "３"}
    chikas_desk.post(reverse("booking:new"), COURSE | groups)
    course = Offering.objects.get()
    assert [band["title"]["ja"] for band in course.terms["bands"]] == ["おとな", "乳児"]
    times = {"first": "2026-12-05", "opens": "10:00", "place": "hall", "size": "30"}
    chikas_desk.post(reverse("booking:open_times", args=[course.pk]), times)
    assert set(Pool.objects.values_list("code", "capacity")) == {("seats", 30), ("seats", 2), ("group_2", 3)}
    week = chikas_desk.get(reverse("booking:week", args=[course.pk]) + "?week=2026-12-05")
    assert "0 / 32" in week.content.decode()


def test_who_calls_is_booked_from_what_was_held_back(chikas_desk: Client, aoi: Resident) -> None:
    pool = {"id": "seats", "title": {"ja": "定員"}, "capacity": 1, "held_back": 1}
    session = make_session(make_offering(pools=[pool]))
    book(aoi, session)
    url = reverse("booking:book_for", args=[session.pk])
    caller = {"name": "大日向 文子", "phone": "090-0000-0001", "party_people": "1", "key": "k1"}
    for _ in range(2):  # pressed twice
        assert chikas_desk.post(url, caller).status_code == 302
    again = chikas_desk.post(url, {**caller, "key": "k2", "name": "別の人"})
    assert again.status_code == 422
    assert "別の人" in again.content.decode()
    assert Pool.objects.get(is_held_back=True).taken == 1
    assert Reservation.objects.count() == 2


def test_moving_ticking_and_the_list_are_on_the_record(chikas_desk: Client, chika: Officer) -> None:
    offering = make_offering()
    first, then = make_session(offering), make_session(offering, SATURDAY + timedelta(days=7))
    [held] = booking.book(sessions=[first.pk], wish=by_phone(chika, 2), by=acting(chika), now=NOW)
    chikas_desk.post(reverse("booking:desk_move", args=[held.pk]), {"to": str(then.pk)})
    assert [pool.taken for pool in Pool.objects.order_by("session__starts_at")] == [0, 2]
    chikas_desk.post(reverse("booking:tick", args=[then.pk]), {"act": f"attend:{held.pk}"})
    held.refresh_from_db()
    assert (held.state, held.session_id) == (State.ATTENDED, then.pk)
    page = chikas_desk.get(reverse("booking:desk_reservation", args=[held.pk]))
    assert [each.act for each, _ in page.context["events"]] == ["attend", "moved", "booked"]
    taken = chikas_desk.get(reverse("booking:file", args=[then.pk, "csv"]))
    assert "大日向 文子" in taken.content.decode("utf-8-sig")
    seen = Line.objects.filter(verb__in=("session.exported", "reservation.viewed"))
    assert {each.verb for each in seen} == {"session.exported", "reservation.viewed"}


def test_called_off_everybody_hears_why_and_nobody_books_any_more(
    chikas_desk: Client, chika: Officer, aoi: Resident
) -> None:
    session = make_session(make_offering(waiting="in_order"))
    book(aoi, session, people=2)
    booking.book(sessions=[session.pk], wish=by_phone(chika), by=acting(chika), now=NOW)
    ben = make_resident()
    wait(ben, session, people=2)
    url = reverse("booking:call_off", args=[session.pk])
    assert chikas_desk.post(url, {"why": ""}).status_code == 422
    chikas_desk.post(url, {"why": "台風のため"})
    chikas_desk.post(url, {"why": "台風のため"})
    assert set(Reservation.objects.values_list("state", flat=True)) == {State.CANCELLED}
    assert Pool.objects.get().taken == 0
    told = InboxMessage.objects.get(template="reservation_off", resident_ref=aoi.reference)
    assert told.values["why"] == "台風のため"
    waited = InboxMessage.objects.get(template="wait_off")
    assert (waited.resident_ref, waited.values["why"]) == (ben.reference, "台風のため")
    assert OutgoingMessage.objects.filter(template="reservation_off", status="by_hand").count() == 1
    with pytest.raises(CannotBook, match="closed"):
        book(make_resident(), session)


def test_fewer_places_than_are_taken_cannot_be(chikas_desk: Client, aoi: Resident) -> None:
    session = make_session(make_offering())
    book(aoi, session, people=3)
    pool = Pool.objects.get()
    answer = chikas_desk.post(reverse("booking:resize", args=[session.pk]), {f"size_{pool.pk}": "2"})
    assert answer.status_code == 422
    chikas_desk.post(reverse("booking:resize", args=[session.pk]), {f"size_{pool.pk}": "3"})
    assert Pool.objects.get().capacity == 3


def test_a_counter_that_is_wrong_stops_its_session(aoi: Resident) -> None:
    session = make_session(make_offering())
    book(aoi, session)
    assert keeping.pause_miscounted(now=NOW) == 0
    Pool.objects.update(taken=2)
    assert keeping.pause_miscounted(now=NOW) == 1
    session.refresh_from_db()
    assert session.standing == Standing.PAUSED
    assert keeping.pause_miscounted(now=NOW) == 0  # said once


def test_what_is_long_past_goes_with_its_history(aoi: Resident) -> None:
    session = make_session(make_offering())
    book(aoi, session)
    assert keeping.remove_expired(now=NOW) == 0
    assert keeping.remove_expired(now=SATURDAY + timedelta(days=401)) == 1
    assert not Reservation.objects.exists()
    assert queries.list_miscounted() == []


def test_a_week_of_forty_times_costs_the_same_as_one(
    chikas_desk: Client, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    offering = make_offering()
    starts = [SATURDAY + timedelta(minutes=10 * at) for at in range(40)]
    opening.open_sessions(
        offering=offering, place=make_hall(), starts=starts, by=acting(make_resident()), now=NOW
    )
    url = reverse("booking:week", args=["course"]) + "?week=2026-12-05"
    with django_assert_max_num_queries(16):
        assert chikas_desk.get(url).content.decode().count("data-row-link") == 40


def test_dan_finds_nothing_of_chikas(dans_desk: Client, aoi: Resident) -> None:
    session = make_session(make_offering())
    [held] = book(aoi, session)
    assert "考古学" not in dans_desk.get(reverse("booking:offerings")).content.decode()
    for url in (
        reverse("booking:week", args=["course"]),
        reverse("booking:session", args=[session.pk]),
        reverse("booking:file", args=[session.pk, "csv"]),
        reverse("booking:desk_reservation", args=[held.pk]),
    ):
        assert dans_desk.get(url).status_code == 404
    assert dans_desk.post(reverse("booking:settle", args=[held.pk]), {"act": "cancel"}).status_code == 404
