"""Aoi reserves with one thumb, changes her mind, waits and answers; Ben never sees what is hers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.city.bookings import (
    SATURDAY,
    book,
    make_offering,
    make_room,
    make_session,
    make_ticket,
    wait,
    wish_of,
)
from tests.city.people import NOW, acting, make_resident

from madoguchi.audit.actions import SYSTEM
from madoguchi.base import clock
from madoguchi.booking import queries
from madoguchi.booking.actions import booking, changing, opening, waiting
from madoguchi.booking.actions.claiming import CannotBook
from madoguchi.booking.models import Offering, Pool, Reservation, WaitEntry
from madoguchi.messaging.models import InboxMessage, OutgoingMessage
from madoguchi.people.models import Resident
from madoguchi.rules.calendar_file import calendar_file
from madoguchi.rules.slots import Act, Range, Reason, Standing, State, every_week
from madoguchi.rules.waiting import Turn, Why

pytestmark = pytest.mark.django_db

TYPED = {"party_people": "2", "name": "𠮷川 葵", "kana": "ヨシカワ アオイ", "key": "page-1"}


def test_from_the_month_to_the_reservation_and_back(aois_phone: Client, bens_phone: Client) -> None:
    session = make_session(make_offering())
    month = aois_phone.get(reverse("booking:calendar", args=["course"])).content.decode()
    assert "◎" in month
    page = reverse("booking:book", args=[session.pk])
    assert page in month
    for _ in range(2):  # pressed twice
        led_to = aois_phone.post(page, TYPED).headers["Location"]
    held = Reservation.objects.get()
    assert led_to == reverse("booking:reservation", args=[held.pk])
    assert (held.size, held.name, Pool.objects.get().taken) == (2, "𠮷川 葵", 2)
    assert "会館" in aois_phone.get(led_to).content.decode()
    assert "予約しました" in aois_phone.get(led_to).content.decode()
    file = aois_phone.get(reverse("booking:ics", args=[held.pk])).content.decode()
    assert "DTSTART:20261205T010000Z" in file
    for name in ("reservation", "ics"):
        assert bens_phone.get(reverse(f"booking:{name}", args=[held.pk])).status_code == 404
    for name in ("cancel", "move", "answer"):
        assert bens_phone.post(reverse(f"booking:{name}", args=[held.pk])).status_code == 404
    aois_phone.post(reverse("booking:cancel", args=[held.pk]))
    aois_phone.post(reverse("booking:cancel", args=[held.pk]))  # twice
    assert Pool.objects.get().taken == 0


def test_what_cannot_be_is_said_beside_its_place_with_all_that_was_typed(aois_phone: Client) -> None:
    session = make_session(make_offering(), seats=1)
    page = reverse("booking:book", args=[session.pk])
    for typed, place in (({}, "party"), ({"name": " "}, "name"), ({"party_people": "x"}, "party")):
        answer = aois_phone.post(page, {**TYPED, **typed})
        assert answer.status_code == 422
        assert set(answer.context["wrong"]) == {place}
        assert "ヨシカワ アオイ" in answer.content.decode()
    again = aois_phone.post(page, {**TYPED, "party_people": "3"}).content.decode()
    assert '<option value="3" selected>' in again
    assert not Reservation.objects.exists()


def test_who_has_the_last_place_is_told_so_however_they_press_again(aoi: Resident, ben: Resident) -> None:
    session = make_session(make_offering(once="session"), seats=1)
    [held] = book(aoi, session, key="pressed")
    assert book(aoi, session, key="pressed") == [held]
    assert book(aoi, session, key="pressed", now=SATURDAY + timedelta(days=1)) == [held]  # it is over
    for who, reason in ((aoi, Reason.ALREADY), (ben, Reason.FULL)):
        with pytest.raises(CannotBook) as cannot:
            book(who, session)
        assert cannot.value.refusal.reason is reason
    assert Reservation.objects.count() == 1


@pytest.mark.parametrize(
    "path", ["reserve/course/?on=2026-02-30", "reserve/course/?month=zzz", "reserve/nix/"]
)
def test_addresses_that_mean_nothing(aois_phone: Client, path: str) -> None:
    make_session(make_offering())
    assert aois_phone.get(f"/{path}").status_code == (404 if "nix" in path else 200)


def test_past_closed_and_unknown_times_cannot_be_had(aois_phone: Client) -> None:
    past = make_session(make_offering(), NOW - timedelta(hours=1))
    paused = make_session(Offering.objects.get())
    opening.set_standing(session_id=paused.pk, standing=Standing.PAUSED, by=SYSTEM, now=NOW)
    for session, words in ((past, "すでに始まっています"), (paused, "予約を受け付けていません")):
        answer = aois_phone.post(reverse("booking:book", args=[session.pk]), TYPED)
        assert answer.status_code == 422 and words in answer.content.decode()
    assert not Reservation.objects.exists()
    assert aois_phone.get(reverse("booking:book", args=[Reservation().pk])).status_code == 404


def test_she_comes_at_another_time_and_the_first_is_free_at_once(aois_phone: Client, aoi: Resident) -> None:
    offering = make_offering()
    first, then = make_session(offering), make_session(offering, SATURDAY + timedelta(days=7), seats=1)
    [held] = book(aoi, first)
    book(make_resident(), then)
    url = reverse("booking:move", args=[held.pk])
    assert "別の時間をお選びください" in aois_phone.post(url, {"to": ""}).content.decode()
    assert aois_phone.post(url, {"to": str(then.pk)}).status_code == 422  # full: she keeps what she has
    assert Pool.objects.get(session=first).taken == 1
    Pool.objects.filter(session=then).update(capacity=2)
    aois_phone.post(url, {"to": str(then.pk)})
    assert [Pool.objects.get(session=each).taken for each in (first, then)] == [0, 2]


def test_each_move_is_told_back_to_the_first_time_or_to_another_place_too(aoi: Resident) -> None:
    offering = make_offering()
    first, then, there = (
        make_session(offering),
        make_session(offering, SATURDAY + timedelta(days=7)),
        make_session(offering, place="library"),
    )
    [held] = book(aoi, first)
    for minutes, to in enumerate((then, first, there), start=1):
        at = NOW + timedelta(minutes=minutes)
        changing.move(reservation_id=held.pk, session_id=to.pk, by=SYSTEM, now=at)
    assert InboxMessage.objects.filter(template="reserved").count() == 4


def test_who_moves_sees_where_it_would_be(aois_phone: Client, aoi: Resident) -> None:
    offering = make_offering()
    [held] = book(aoi, make_session(offering))
    there = make_session(offering, place="library")
    there.place.name = "図書館"
    there.place.save()
    assert "図書館" in aois_phone.get(reverse("booking:reservation", args=[held.pk])).content.decode()


def test_what_waits_for_approval_is_moved_without_being_called_reserved(aoi: Resident) -> None:
    offering = make_offering(by_approval=True)
    first, then = make_session(offering), make_session(offering, SATURDAY + timedelta(days=7))
    [held] = book(aoi, first)
    changing.move(reservation_id=held.pk, session_id=then.pk, by=SYSTEM, now=NOW)
    assert not InboxMessage.objects.exists()
    changing.settle(reservation_id=held.pk, act=Act.APPROVE, by=SYSTEM, now=NOW)
    assert InboxMessage.objects.get().template == "reserved"


def test_no_other_time_is_approved_with_the_first(aoi: Resident) -> None:
    offering = make_offering(by_approval=True)
    first, then = make_session(offering), make_session(offering, SATURDAY + timedelta(days=7))
    [held] = book(aoi, first)
    changing.settle(reservation_id=held.pk, act=Act.APPROVE, by=SYSTEM, now=NOW)
    moved = changing.move(reservation_id=held.pk, session_id=then.pk, by=SYSTEM, now=NOW)
    assert moved.state == State.REQUESTED and InboxMessage.objects.count() == 1
    back = changing.move(reservation_id=held.pk, session_id=first.pk, by=SYSTEM, now=NOW, by_officer=True)
    assert back.state == State.REQUESTED, "to move it is not to approve it"
    changing.settle(reservation_id=held.pk, act=Act.APPROVE, by=SYSTEM, now=NOW)
    kept = changing.move(reservation_id=held.pk, session_id=then.pk, by=SYSTEM, now=NOW, by_officer=True)
    assert kept.state == State.CONFIRMED


def test_what_the_section_approves_is_asked_for_by_whoever_takes_an_offer(aoi: Resident) -> None:
    session = make_session(make_offering(by_approval=True, waiting="in_order"), seats=1)
    wait(aoi, session)
    waiting.offer_freed(session_id=session.pk, by=SYSTEM, now=NOW)
    offered = Reservation.objects.get()
    for _ in range(2):
        taken = changing.confirm(reservation_id=offered.pk, by=acting(aoi), now=NOW)
    assert taken.state == State.REQUESTED and Pool.objects.get().taken == 1
    assert [each.act for each in taken.events.order_by("pk")] == ["offered", "ask"]
    changing.settle(reservation_id=offered.pk, act=Act.APPROVE, by=SYSTEM, now=NOW)
    assert InboxMessage.objects.filter(template="reserved").count() == 1


def test_what_is_only_offered_is_answered_and_not_moved(aois_phone: Client, aoi: Resident) -> None:
    offering = make_offering(waiting="in_order")
    session, other = make_session(offering, seats=1), make_session(offering, SATURDAY + timedelta(days=7))
    wait(aoi, session)
    waiting.offer_freed(session_id=session.pk, by=SYSTEM, now=NOW)
    held = Reservation.objects.get()
    url = reverse("booking:move", args=[held.pk])
    assert aois_phone.post(url, {"to": str(other.pk)}).status_code == 422
    assert Pool.objects.get(session=other).taken == 0


def test_whoever_has_one_already_does_not_hold_up_the_list(aoi: Resident, ben: Resident) -> None:
    offering = make_offering(waiting="in_order", once="offering")
    session, other = make_session(offering, seats=1), make_session(offering, SATURDAY + timedelta(days=7))
    [full] = book(make_resident(), session)
    book(aoi, other)
    for who, later in ((aoi, 0), (ben, 1)):
        at = NOW + timedelta(minutes=later)
        wait(who, session, now=at)
    changing.cancel(reservation_id=full.pk, by=SYSTEM, now=NOW)
    assert waiting.offer_freed(session_id=session.pk, by=SYSTEM, now=NOW) == 1
    assert Reservation.objects.get(state=State.OFFERED).resident == ben
    assert WaitEntry.objects.get(resident=aoi).state == Turn.WAITING


def test_who_waits_for_what_needs_a_number_shows_it_first(
    aois_phone: Client, aoi: Resident, ben: Resident
) -> None:
    offering = make_offering(waiting="in_order", entitlement="ticket", asks_name=False)
    session, other = make_session(offering, seats=1), make_session(offering, SATURDAY + timedelta(days=7))
    for number in ("A1", "A2", "A3"):
        make_ticket(number)
    [full] = book(make_resident(), session, number="A1")
    url = reverse("booking:wait", args=[session.pk])
    for typed in ({}, {"number": "999"}):
        answer = aois_phone.post(url, {"party_people": "1", **typed})
        assert (answer.status_code, set(answer.context["wrong"])) == (422, {"number"})
    assert aois_phone.post(url, {"party_people": "1", "number": "a-2"}).status_code == 302
    book(aoi, other, number="A2")  # meanwhile: they need no second one
    later = NOW + timedelta(minutes=1)
    wait(ben, session, number="A3", now=later)
    changing.cancel(reservation_id=full.pk, by=SYSTEM, now=NOW)
    waiting.offer_freed(session_id=session.pk, by=SYSTEM, now=NOW)
    offered = Reservation.objects.get(state=State.OFFERED)
    assert offered.resident == ben and offered.entitlement is not None


def test_what_is_called_off_is_not_called_full(aois_phone: Client) -> None:
    session = make_session(make_offering(waiting="in_order"))
    opening.call_off(session_id=session.pk, why="台風のため", by=SYSTEM, now=NOW)
    page = aois_phone.get(reverse("booking:book", args=[session.pk]))
    assert "ただいま予約を受け付けていません" in page.content.decode()
    assert reverse("booking:wait", args=[session.pk]) not in page.content.decode()


def test_what_is_held_back_for_calls_is_no_time_to_move_to(aois_phone: Client, aoi: Resident) -> None:
    pools = [{"id": "seats", "title": {"ja": "定員"}, "capacity": 1, "held_back": 1}]
    offering = make_offering(pools=pools)
    first, then = make_session(offering), make_session(offering, SATURDAY + timedelta(days=7))
    [held] = book(aoi, first)
    book(make_resident(), then)
    assert aois_phone.get(reverse("booking:reservation", args=[held.pk])).context["to"] == []


def test_she_waits_is_offered_a_place_and_takes_it(aois_phone: Client, aoi: Resident) -> None:
    session = make_session(make_offering(waiting="in_order", asks_name=False), seats=2)
    [other] = book(make_resident(), session, people=2)
    page = aois_phone.get(reverse("booking:book", args=[session.pk])).content.decode()
    assert reverse("booking:wait", args=[session.pk]) in page
    for _ in range(2):
        aois_phone.post(reverse("booking:wait", args=[session.pk]), {"party_people": "2"})
    assert WaitEntry.objects.count() == 1
    changing.cancel(reservation_id=other.pk, by=SYSTEM, now=NOW)
    assert waiting.offer_freed(session_id=session.pk, by=SYSTEM, now=NOW) == 1
    offered = Reservation.objects.get(state=State.OFFERED)
    assert OutgoingMessage.objects.filter(template="slot_offered").exists()
    assert str(offered.pk) in aois_phone.get(reverse("booking:mine")).content.decode()
    aois_phone.post(reverse("booking:answer", args=[offered.pk]), {"take": "yes"})
    offered.refresh_from_db()
    assert (offered.state, WaitEntry.objects.get().state) == (State.CONFIRMED, Turn.TAKEN)


def test_who_waits_says_who_comes_and_the_list_of_the_day_knows_it(aois_phone: Client) -> None:
    session = make_session(make_offering(waiting="in_order"), seats=2)
    [other] = book(make_resident(), session, people=2)
    page = reverse("booking:wait", args=[session.pk])
    nameless = aois_phone.post(page, {**TYPED, "name": ""})
    assert (nameless.status_code, set(nameless.context["wrong"])) == (422, {"name"})
    aois_phone.post(page, TYPED)
    changing.cancel(reservation_id=other.pk, by=SYSTEM, now=NOW)
    waiting.offer_freed(session_id=session.pk, by=SYSTEM, now=NOW)
    assert Reservation.objects.get(state=State.OFFERED).name == "𠮷川 葵"


def test_an_offer_nobody_answers_goes_to_the_next_and_not_back_to_her(aoi: Resident, ben: Resident) -> None:
    session = make_session(make_offering(waiting="in_order"), seats=1)
    for who, later in ((aoi, 0), (ben, 1)):
        at = NOW + timedelta(minutes=later)
        wait(who, session, now=at)
    waiting.offer_freed(session_id=session.pk, by=SYSTEM, now=NOW)
    late = NOW + timedelta(hours=24)
    assert changing.expire(by=SYSTEM, now=late) == 1
    assert waiting.offer_freed(session_id=session.pk, by=SYSTEM, now=late) == 1
    assert Reservation.objects.get(state=State.OFFERED).resident == ben
    assert WaitEntry.objects.get(resident=aoi).state == Turn.LAPSED


def test_who_answers_after_the_hour_hears_that_it_is_too_late(
    aois_phone: Client, aoi: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = make_session(make_offering(waiting="in_order", answer_minutes=30), seats=1)
    wait(aoi, session)
    waiting.offer_freed(session_id=session.pk, by=SYSTEM, now=NOW)
    offered = Reservation.objects.get()
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=30))  # no job has come by yet
    answer = aois_phone.post(reverse("booking:answer", args=[offered.pk]), {"take": "yes"})
    assert answer.status_code == 422 and "受付を終わりました" in answer.content.decode()
    assert changing.expire(by=SYSTEM, now=clock.now()) == 1
    again = aois_phone.post(reverse("booking:answer", args=[offered.pk]), {"take": "yes"})
    assert again.status_code == 422 and Pool.objects.get().taken == 0


def test_of_what_is_left_today_everybody_hears_and_the_first_answer_has_it(
    aois_phone: Client, bens_phone: Client, aoi: Resident, ben: Resident
) -> None:
    session = make_session(make_offering(waiting="first_answer"), seats=1)
    [held] = book(make_resident(), session)
    for who in (aoi, ben):
        wait(who, session)
    changing.cancel(reservation_id=held.pk, by=SYSTEM, now=NOW)
    for _ in range(2):  # the job comes twice
        waiting.offer_freed(session_id=session.pk, by=SYSTEM, now=NOW)
    assert InboxMessage.objects.filter(template="slot_free").count() == 2
    page, typed = reverse("booking:book", args=[session.pk]), {**TYPED, "party_people": "1"}
    assert bens_phone.post(page, typed).status_code == 302
    assert aois_phone.post(page, typed).status_code == 422
    assert WaitEntry.objects.get(resident=ben).state == Turn.TAKEN


def test_who_waits_for_two_doses_is_offered_both_or_passed_over_with_a_reason(
    aois_phone: Client, aoi: Resident, ben: Resident
) -> None:
    """The first who asked come as three, and of the second dose two are free: Aoi is offered both."""
    gap = {"count": 2, "least_days": 21, "most_days": 28}
    offering = make_offering("doses", gap=gap, waiting="in_order")
    first, second = (make_session(offering, at, seats=3) for at in (SATURDAY, SATURDAY + timedelta(days=21)))
    wait(ben, first, people=3)
    wait(aoi, first, now=NOW + timedelta(minutes=1))
    Pool.objects.filter(session=second).update(capacity=2)
    assert waiting.offer_freed(session_id=first.pk, by=SYSTEM, now=NOW) == 1
    both = list(Reservation.objects.order_by("number"))
    assert [(each.resident, each.session, each.state) for each in both] == [
        (aoi, first, State.OFFERED),
        (aoi, second, State.OFFERED),
    ]
    assert [why for _, why in queries.list_waiting(session=first)] == [Why.ALONE]
    assert len(both[0].series.reservations.all()) == 2
    page = aois_phone.get(reverse("booking:mine")).content.decode()
    assert page.count("お返事をお願いします") == 1
    aois_phone.post(reverse("booking:answer", args=[both[1].pk]), {"take": "yes"})
    assert set(Reservation.objects.values_list("state", flat=True)) == {State.CONFIRMED}
    assert list(Pool.objects.values_list("taken", flat=True)) == [1, 1]


def test_two_doses_that_nobody_answers_go_together(aoi: Resident) -> None:
    offering = make_offering("doses", gap={"count": 2, "least_days": 21, "most_days": 28}, waiting="in_order")
    first, _ = (make_session(offering, at, seats=1) for at in (SATURDAY, SATURDAY + timedelta(days=21)))
    wait(aoi, first)
    waiting.offer_freed(session_id=first.pk, by=SYSTEM, now=NOW)
    late = NOW + timedelta(hours=25)
    with pytest.raises(CannotBook):
        changing.confirm(reservation_id=Reservation.objects.get(number=2).pk, by=acting(aoi), now=late)
    assert changing.expire(now=late, by=SYSTEM) == 2
    assert list(Pool.objects.values_list("taken", flat=True)) == [0, 0]


def test_two_doses_are_chosen_together_with_the_number_of_the_ticket(aois_phone: Client) -> None:
    offering = make_offering(
        gap={"count": 2, "least_days": 21, "most_days": 28}, entitlement="ticket", largest_party=1
    )
    first, second = make_session(offering), make_session(offering, SATURDAY + timedelta(days=21))
    make_ticket("2026-100001")
    page = reverse("booking:book", args=[first.pk])
    assert str(second.pk) in aois_phone.get(page).content.decode()
    typed = {**TYPED, "party_people": "1", "then": str(second.pk)}
    wrong = aois_phone.post(page, {**typed, "number": "999"})
    assert set(wrong.context["wrong"]) == {"number"}
    aois_phone.post(page, {**typed, "number": "２０２６-100001"})
    assert [each.taken for each in Pool.objects.all()] == [1, 1]
    mine = Reservation.objects.get(number=1)
    shown = aois_phone.get(reverse("booking:reservation", args=[mine.pk])).content.decode()
    assert "一緒に予約したすべての日時を取り消します" in shown and "すべて取り消す" in shown
    aois_phone.post(reverse("booking:cancel", args=[mine.pk]))
    assert [each.taken for each in Pool.objects.all()] == [0, 0]  # both or neither


def test_who_comes_tomorrow_is_reminded_once(aoi: Resident) -> None:
    book(aoi, make_session(make_offering()))
    evening = SATURDAY - timedelta(hours=16)
    assert [changing.remind(by=SYSTEM, now=evening) for _ in range(2)] == [1, 0]


def asked_by(phone: Client, page: str, status: int) -> int:
    """How many statements, but those that begin and end transactions."""
    with CaptureQueriesContext(connection) as asked:
        assert phone.post(page, TYPED).status_code == status
    ends = ("SAVEPOINT", "RELEASE", "ROLLBACK")
    return len([each for each in asked if not each["sql"].startswith(ends)])


def test_a_reservation_asks_three_things_and_a_refusal_four(aois_phone: Client, bens_phone: Client) -> None:
    page = reverse("booking:book", args=[make_session(make_offering(), seats=2).pk])
    aois_phone.get(page)  # the month as it is shown
    assert asked_by(aois_phone, page, 302) == 3  # sign-in, time with places, rows with their claim
    assert asked_by(bens_phone, page, 422) == 4  # sign-in, time with places, the key, the month


def test_a_time_that_was_closed_after_the_page_read_it_is_nobodys(aoi: Resident) -> None:
    session = make_session(make_offering())
    read = queries.access_open(session_id=session.pk)
    opening.set_standing(session_id=session.pk, standing=Standing.PAUSED, by=SYSTEM, now=NOW)
    with pytest.raises(CannotBook) as refused:
        book(aoi, session, known=[read])
    assert refused.value.refusal.reason is Reason.FULL
    assert not Reservation.objects.exists() and Pool.objects.get().taken == 0


def test_a_place_that_was_taken_after_the_page_read_it_is_nobody_elses(aoi: Resident, ben: Resident) -> None:
    session = make_session(make_offering(), seats=1)
    read = queries.access_open(session_id=session.pk)
    book(ben, session)
    with pytest.raises(CannotBook):
        book(aoi, session, known=[read])
    assert Reservation.objects.get().resident == ben and Pool.objects.get().taken == 1


def test_whoever_has_the_one_they_may_have_waits_for_no_other(aoi: Resident, ben: Resident) -> None:
    offering = make_offering(waiting="in_order", once="offering")
    first, second = (make_session(offering, SATURDAY + timedelta(days=each), seats=1) for each in (0, 1))
    full = make_resident()
    book(full, second)
    wait(aoi, second)
    wait(ben, second)
    book(aoi, first)
    assert dict(WaitEntry.objects.values_list("resident", "state")) == {
        aoi.pk: Turn.LEFT,
        ben.pk: Turn.WAITING,
    }


def test_a_month_is_worked_out_once_for_all_who_look(stranger: Client, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    make_session(make_offering())
    url = reverse("booking:calendar", args=["course"]) + "?month=2026-12"
    stranger.get(url)
    with django_assert_num_queries(2):
        stranger.get(url)


def test_a_calendar_file_folds_its_lines_and_cuts_no_letter() -> None:
    text = calendar_file(
        uid="1", title="考古学; 教室, " * 10, place="会館", starts_at=SATURDAY, ends_at=SATURDAY, now=NOW
    )
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "考古学\\; 教室\\, 考古学" in text.replace("\r\n ", "")


def test_a_hall_every_week_is_asked_for_priced_and_approved(
    aois_phone: Client, chikas_desk: Client, bens_phone: Client
) -> None:
    hire = {"opens": "09:00", "closes": "21:00", "weeks_at_most": 4, "yen_an_hour": 600}
    reduced = {**hire, "reductions": [{"id": "welfare", "title": {"ja": "福祉団体"}, "percent": 50}]}
    room = make_room(
        make_offering(pools=[], hire=reduced, by_approval=True, before_minutes=30, largest_party=40)
    )
    url = reverse("booking:rooms", args=["course"])
    asked = {
        "on": "2026-12-05", "room": room.pk, "opens": "10:00", "closes": "12:00", "weeks": "2",
        "people": "12", "name": "𠮷川 葵", "reduction": "welfare", "key": "k",
    }  # fmt: skip
    assert "1,200" in aois_phone.post(url, {**asked, "act": "look"}).content.decode()
    for wrong, place in (
        ({"closes": "09:00"}, "hours"),
        ({"people": "999"}, "hours"),
        ({"name": ""}, "name"),
    ):
        answer = aois_phone.post(url, {**asked, **wrong})
        assert (answer.status_code, set(answer.context["wrong"])) == (422, {place})
    aois_phone.post(url, asked)
    first, second = Reservation.objects.order_by("number")
    assert (first.price, first.state, second.starts_at - first.starts_at) == (
        600, State.REQUESTED, timedelta(days=7),
    )  # fmt: skip
    assert "受け付けている日時はありません" not in bens_phone.get("/reserve/").content.decode()
    late = bens_phone.post(url, {**asked, "opens": "12:00", "closes": "13:00", "weeks": "1", "key": "b"})
    assert set(late.context["wrong"]) == {"hours"}  # half an hour is for clearing away
    mine = aois_phone.get(reverse("booking:reservation", args=[first.pk])).content.decode()
    assert "会議室" in mine and "𠮷川 葵" in mine and "すべて取り消す" not in mine  # the other week stays
    page = chikas_desk.get(reverse("booking:week", args=["course"]) + "?week=2026-12-05")
    assert first.code in page.content.decode()
    chikas_desk.post(reverse("booking:settle", args=[first.pk]), {"act": "approve"})
    first.refresh_from_db()
    assert first.state == State.CONFIRMED
    chikas_desk.post(reverse("booking:settle", args=[second.pk]), {"act": "decline", "why": "休館日です"})
    assert InboxMessage.objects.filter(template="reservation_off").exists()


def test_a_week_of_a_hall_is_given_back_alone_as_its_page_says(aois_phone: Client, aoi: Resident) -> None:
    room = make_room(make_offering(pools=[], hire={"opens": "09:00", "closes": "21:00", "weeks_at_most": 4}))
    hours = every_week(Range(starts_at=SATURDAY, ends_at=SATURDAY + timedelta(hours=2)), 2)
    first, second = booking.hire(resource=room.pk, hours=hours, wish=wish_of(aoi), by=acting(aoi), now=NOW)
    page = aois_phone.get(reverse("booking:reservation", args=[first.pk])).content.decode()
    assert "予約を取り消す" in page and "すべて取り消す" not in page
    aois_phone.post(reverse("booking:cancel", args=[first.pk]))
    assert [each.state for each in Reservation.objects.order_by("number")] == ["cancelled", "confirmed"]


def test_the_day_of_a_hall_is_looked_at_without_losing_what_was_typed(aois_phone: Client) -> None:
    """It begins with the first day that can be had, and asks for the day that is typed, looked at or not."""
    hall = {"opens": "09:00", "closes": "21:00"}
    room = make_room(make_offering(pools=[], hire=hall, largest_party=40, closes_minutes=3 * 24 * 60))
    shut = {"first_on": "2026-11-25", "last_on": "2026-11-26", "hours": [], "reason": {"ja": "点検"}}
    room.place.special_days.create(**shut, announced_at=NOW)
    url = reverse("booking:rooms", args=["course"])
    assert 'value="2026-11-27"' in aois_phone.get(url).content.decode()
    asked = {"on": "2026-12-05", "room": room.pk, "opens": "10:00", "closes": "12:00", "key": "k"}
    typed = {**asked, "people": "12", "name": "どんぐりの会"}
    looked = aois_phone.post(url, {**typed, "act": "day"})
    page = looked.content.decode()
    assert looked.status_code == 200 and "12月5日" in page and "どんぐりの会" in page
    without = aois_phone.post(url, {**typed, "on": "", "act": "ask"})
    assert set(without.context["wrong"]) == {"on"} and "どんぐりの会" in without.content.decode()
    unnamed = aois_phone.post(url, {**typed, "name": "", "act": "ask"}).content.decode()
    assert "団体名または氏名を入力してください" in unnamed
    aois_phone.post(url, {**typed, "act": "ask"})
    assert Reservation.objects.get().starts_at == SATURDAY


def test_a_family_is_counted_from_nobody_and_hears_all_that_is_missing_at_once(aois_phone: Client) -> None:
    bands = [{"id": each, "title": {"ja": each}} for each in ("children", "grown_ups")]
    page = reverse("booking:book", args=[make_session(make_offering(bands=bands, largest_party=5)).pk])
    assert aois_phone.get(page).content.decode().count('<option value="0" selected>') == 2
    nothing = aois_phone.post(page, {"name": "", "kana": "yoshikawa"})
    assert set(nothing.context["wrong"]) == {"party", "name", "kana"}
    party = {"party_children": "2", "party_grown_ups": "1"}
    aois_phone.post(page, {**party, "name": "𠮷川 葵", "kana": "よしかわ あおい"})
    assert Reservation.objects.get().kana == "ヨシカワ　アオイ"


def test_my_page_leads_to_reservations_before_there_are_any(aois_phone: Client) -> None:
    page = aois_phone.get("/me/").content.decode()
    assert reverse("booking:catalogue") in page and reverse("booking:mine") in page
