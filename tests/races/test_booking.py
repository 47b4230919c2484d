"""Everybody wants the same places at once: never one too many, never half a party, nothing twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
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
from tests.races.at_once import at_once, meeting, until_somebody_waits

from madoguchi.audit.actions import SYSTEM
from madoguchi.audit.models import Line
from madoguchi.booking import making, queries
from madoguchi.booking.actions import booking, changing, claiming, opening, waiting
from madoguchi.booking.actions.claiming import CannotBook
from madoguchi.booking.models import Pool, Reservation, Resource, ResourceBlock, Session, Unit, WaitEntry
from madoguchi.messaging.models import InboxMessage
from madoguchi.people.models import Resident
from madoguchi.rules.slots import Act, Range, Reason, Standing, State
from madoguchi.rules.waiting import Turn

pytestmark = pytest.mark.django_db(transaction=True)

PLACES, CLIENTS = 10, 64


def pool_of(session: Session) -> Pool:
    return Pool.objects.get(session=session, is_held_back=False)


def refusals(results: Sequence[Any]) -> list[Reason]:
    return [each.refusal.reason for each in results if isinstance(each, CannotBook)]


def same(results: Sequence[Any]) -> list[Any]:
    """What was neither a reservation nor a refusal: there must be none."""
    return [each for each in results if isinstance(each, Exception) and not isinstance(each, CannotBook)]


@contextmanager
def without(model: Any, name: str, **healed: Any) -> Iterator[None]:
    """The table without one of its constraints; afterwards its rows are `healed`, so that it holds again."""
    [constraint] = [each for each in model._meta.constraints if each.name == name]
    with connection.schema_editor() as editor:
        editor.remove_constraint(model, constraint)
    try:
        yield
    finally:
        model.objects.update(**healed)
        with connection.schema_editor() as editor:
            editor.add_constraint(model, constraint)


def read_by_both(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two who change a reservation both read it, without a lock, before either writes."""
    meet = meeting(2)

    def read(reservation_id: Any) -> Reservation:
        found = Reservation.objects.select_related(*changing.BESIDE).get(pk=reservation_id)
        meet()
        return found

    monkeypatch.setattr(changing, "_hold", read)
    monkeypatch.setattr(changing, "_hold_together", lambda reservation_id: [read(reservation_id)])


def acts_on(held: Reservation) -> set[str]:
    return set(held.events.values_list("act", flat=True))


def test_sixty_four_claims_on_ten_places_give_ten() -> None:
    session = make_session(make_offering(), seats=PLACES)
    people = [make_resident() for _ in range(CLIENTS)]
    results = at_once([lambda each=each: book(each, session) for each in people])
    assert same(results) == []
    assert len([each for each in results if not isinstance(each, CannotBook)]) == PLACES
    assert refusals(results) == [Reason.FULL] * (CLIENTS - PLACES)
    assert pool_of(session).taken == Unit.objects.count() == Reservation.objects.count() == PLACES
    assert InboxMessage.objects.count() == Line.objects.filter(verb="reservation.booked").count() == PLACES
    assert queries.list_miscounted() == []


def test_a_refusal_leaves_nothing_behind(aoi: Resident, ben: Resident) -> None:
    session = make_session(make_offering(waiting="in_order"), seats=1)
    wait(aoi, session)
    looked = queries.access_open(session_id=session.pk)
    book(ben, session)
    with pytest.raises(CannotBook):
        book(aoi, session, known=[looked])
    assert WaitEntry.objects.get().state == Turn.WAITING
    assert (Reservation.objects.count(), Unit.objects.count(), InboxMessage.objects.count()) == (1, 1, 1)
    assert Line.objects.filter(verb="reservation.booked").count() == 1


def test_control_counting_before_writing_sells_more_than_there_is(aoi: Resident) -> None:
    session = make_session(make_offering(), seats=1)
    pool, meet = pool_of(session), meeting(2)

    def read_then_write() -> bool:
        with transaction.atomic():
            free = pool.capacity - Unit.objects.filter(pool=pool).count()
            meet()
            if free < 1:
                return False
            made = booking.making.of_session(
                session, queries.terms_of(session.offering), wish_of(aoi), entitlement=None, now=NOW
            )
            made.save()
            Unit.objects.create(reservation=made, pool=pool, quantity=1)
            return True

    assert at_once([read_then_write, read_then_write]) == [True, True]
    assert Unit.objects.filter(pool=pool).count() == 2  # of one place
    assert [each.counted for each in queries.list_miscounted()] == [2]


def test_the_same_press_twice_is_one_reservation(aoi: Resident) -> None:
    session = make_session(make_offering())
    key = uuid4().hex
    twice = at_once([lambda: book(aoi, session, people=2, key=key)] * 4)
    assert len({each[0].pk for each in twice}) == 1
    assert pool_of(session).taken == 2


def test_control_a_page_without_a_key_of_its_own_books_twice(aoi: Resident) -> None:
    session = make_session(make_offering())
    assert same(at_once([lambda: book(aoi, session, people=2)] * 2)) == []
    assert pool_of(session).taken == 4


def test_whoever_waits_for_another_press_holds_no_counter_meanwhile(aoi: Resident) -> None:
    session, key = make_session(make_offering()), uuid4().hex
    with ThreadPoolExecutor(1) as second:
        with transaction.atomic():
            terms, wish = queries.terms_of(session.offering), wish_of(aoi, key=key)
            making.of_session(session, terms, wish, entitlement=None, now=NOW).save()
            pressed = second.submit(at_once, [lambda: book(aoi, session, key=key)])
            until_somebody_waits()
            assert Pool.objects.select_for_update(nowait=True).get(session=session).taken == 0
            transaction.set_rollback(True)
        [[made]] = pressed.result()
    assert (made.key, pool_of(session).taken) == (key, 1)


def test_one_person_has_one_however_often_they_press(aoi: Resident) -> None:
    session = make_session(make_offering(once="offering"))
    results = at_once([lambda: book(aoi, session)] * 4)
    assert sorted(refusals(results)) == [Reason.ALREADY] * 3
    assert pool_of(session).taken == 1


def test_a_room_is_one_partys(aoi: Resident, ben: Resident) -> None:
    room = make_room(make_offering(pools=[], by_approval=True, before_minutes=30))
    hours = [Range(starts_at=SATURDAY, ends_at=SATURDAY + timedelta(hours=2))]

    def ask(who: Resident, later: int) -> Any:
        asked = [
            Range(starts_at=each.starts_at + timedelta(hours=later), ends_at=each.ends_at) for each in hours
        ]
        return booking.hire(resource=room.pk, hours=asked, wish=wish_of(who), by=acting(who), now=NOW)

    results = at_once([lambda: ask(aoi, 0), lambda: ask(ben, 1)])
    assert refusals(results) == [Reason.TAKEN]
    assert ResourceBlock.objects.filter(is_taking=True).count() == 1
    assert [each.state for each in Reservation.objects.all()] == [State.REQUESTED]


def test_whoever_hires_a_room_waits_for_who_is_just_hiring_it(aoi: Resident) -> None:
    """Else two would have written their hours, and each would wait in a ring for the other to go first."""
    room = make_room(make_offering(pools=[], by_approval=True))
    hours = [Range(starts_at=SATURDAY, ends_at=SATURDAY + timedelta(hours=2))]
    it_is_locked = meeting(2)

    def just_hiring() -> None:
        with transaction.atomic():
            Resource.objects.select_for_update(no_key=True).get(pk=room.pk)
            it_is_locked()
            until_somebody_waits()

    def ask() -> Any:
        it_is_locked()
        return booking.hire(resource=room.pk, hours=hours, wish=wish_of(aoi), by=acting(aoi), now=NOW)

    results = at_once([just_hiring, ask])
    assert results[0] is None and [each.state for each in results[1]] == [State.REQUESTED]


def test_two_approvers_at_once_approve_once(aoi: Resident) -> None:
    room = make_room(make_offering(pools=[], by_approval=True))
    hours = [Range(starts_at=SATURDAY, ends_at=SATURDAY + timedelta(hours=2))]
    [asked] = booking.hire(resource=room.pk, hours=hours, wish=wish_of(aoi), by=acting(aoi), now=NOW)

    def settle(act: Act) -> Any:
        return changing.settle(reservation_id=asked.pk, act=act, by=SYSTEM, now=NOW)

    results = at_once([lambda: settle(Act.APPROVE), lambda: settle(Act.DECLINE)])
    assert refusals(results) == [Reason.NOT_FROM_HERE]
    asked.refresh_from_db()
    blocked = ResourceBlock.objects.filter(is_taking=True).exists()
    assert (asked.state, blocked) in [(State.CONFIRMED, True), (State.DECLINED, False)]


def test_control_without_the_lock_it_is_approved_and_declined(
    aoi: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = make_room(make_offering(pools=[], by_approval=True))
    hours = [Range(starts_at=SATURDAY, ends_at=SATURDAY + timedelta(hours=2))]
    [asked] = booking.hire(resource=room.pk, hours=hours, wish=wish_of(aoi), by=acting(aoi), now=NOW)
    read_by_both(monkeypatch)
    acts = [
        lambda act=act: changing.settle(reservation_id=asked.pk, act=act, by=SYSTEM, now=NOW)
        for act in (Act.APPROVE, Act.DECLINE)
    ]
    assert refusals(at_once(acts)) == []
    assert acts_on(asked) == {"booked", "approve", "decline"}


def test_control_without_the_constraint_two_parties_get_one_room(aoi: Resident, ben: Resident) -> None:
    room = make_room(make_offering(pools=[]))
    hours = [Range(starts_at=SATURDAY, ends_at=SATURDAY + timedelta(hours=2))]
    acts = [
        lambda who=who: booking.hire(
            resource=room.pk, hours=hours, wish=wish_of(who), by=acting(who), now=NOW
        )
        for who in (aoi, ben)
    ]
    with without(ResourceBlock, "a_room_is_one_partys", is_taking=False):
        assert refusals(at_once(acts)) == []
        assert ResourceBlock.objects.filter(is_taking=True).count() == 2


def test_cancelling_offering_and_claiming_at_once_never_goes_over_or_splits_a_family(aoi: Resident) -> None:
    session = make_session(make_offering(waiting="in_order"), seats=4)
    held = [book(make_resident(), session)[0] for _ in range(4)]
    for people in (3, 1):
        wait(make_resident(), session, people)

    def give_back(each: Reservation) -> Any:
        return changing.cancel(reservation_id=each.pk, by=SYSTEM, now=NOW)

    def offer() -> Any:
        return waiting.offer_freed(session_id=session.pk, by=SYSTEM, now=NOW)

    acts = [
        *(lambda each=each: give_back(each) for each in held[:3]),
        offer,
        offer,
        lambda: book(aoi, session),
    ]
    assert same(at_once(acts)) == []
    offer()
    pool = pool_of(session)
    assert pool.taken <= pool.capacity
    assert queries.list_miscounted() == []
    offered = Reservation.objects.filter(state=State.OFFERED)
    assert all(sum(unit.quantity for unit in each.units.all()) == each.size for each in offered)
    assert (
        offered.count()
        == WaitEntry.objects.filter(state=Turn.OFFERED).count()
        == len(set(offered.values_list("resident", flat=True)))
    )
    assert offered.exists()


def test_control_two_who_offer_without_taking_turns_offer_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = make_session(make_offering(waiting="in_order"), seats=2)
    wait(make_resident(), session)
    meet = meeting(2)
    kept = waiting._keep_for

    def both_have_read(*given: Any) -> None:
        meet()
        kept(*given)

    monkeypatch.setattr(waiting, "_alone", lambda session_id: None)
    monkeypatch.setattr(waiting, "_keep_for", both_have_read)
    at_once([lambda: waiting._offer(session.pk, SYSTEM, NOW)] * 2)
    assert Reservation.objects.filter(state=State.OFFERED).count() == 2  # for one who waits


def doses(first: int = 1, second: int = 1) -> list[Session]:
    offering = make_offering(
        "doses", gap={"count": 2, "least_days": 21, "most_days": 28}, entitlement="ticket"
    )
    return [
        make_session(offering, SATURDAY, seats=first),
        make_session(offering, SATURDAY + timedelta(days=21), seats=second),
    ]


def test_without_a_second_dose_the_first_is_not_taken() -> None:
    sessions = doses(first=8, second=3)
    people = [make_resident() for _ in range(6)]
    for at, _ in enumerate(people):
        make_ticket(f"A{at}")
    results = at_once(
        [lambda at=at, who=who: book(who, *sessions, number=f"A{at}") for at, who in enumerate(people)]
    )
    assert refusals(results) == [Reason.FULL] * 3
    assert [pool_of(each).taken for each in sessions] == [3, 3]


def test_one_ticket_is_one_living_reservation(aoi: Resident, ben: Resident) -> None:
    sessions = doses(first=9, second=9)
    make_ticket("A1")
    results = at_once([lambda who=who: book(who, *sessions, number=" a-1 ") for who in (aoi, ben)] * 2)
    assert refusals(results) == [Reason.ALREADY] * 3
    assert [pool_of(each).taken for each in sessions] == [1, 1]


def test_control_without_the_constraint_one_ticket_is_two_peoples(aoi: Resident, ben: Resident) -> None:
    sessions = doses(first=9, second=9)
    make_ticket("A1")
    with without(Reservation, "one_for_an_entitlement", state=State.CANCELLED):
        results = at_once([lambda who=who: book(who, *sessions, number="A1") for who in (aoi, ben)])
        assert refusals(results) == []
        assert [pool_of(each).taken for each in sessions] == [2, 2]


def test_control_claimed_one_by_one_a_first_dose_is_left_without_a_second() -> None:
    sessions = doses(first=2, second=1)

    def has_one(session: Session) -> bool:
        try:
            with claiming.refusing(), transaction.atomic():
                claiming._count(claiming.Counter({pool_of(session).pk: 1}))
        except CannotBook:
            return False
        return True

    def one_by_one() -> list[bool]:
        return [has_one(each) for each in sessions]

    assert sorted(at_once([one_by_one] * 2)) == [[True, False], [True, True]]
    assert [pool_of(each).taken for each in sessions] == [2, 1]


def answered_too_late(aoi: Resident) -> tuple[Session, Reservation, list[Any]]:
    """Aoi takes what was offered her in the very second in which it goes to the next."""
    session = make_session(make_offering(waiting="in_order"), seats=1)
    wait(aoi, session)
    waiting.offer_freed(session_id=session.pk, by=SYSTEM, now=NOW)
    offered = Reservation.objects.get()
    late = NOW + timedelta(hours=24)
    before = late - timedelta(seconds=1)
    acts = [
        lambda: changing.confirm(reservation_id=offered.pk, by=acting(aoi), now=before),
        lambda: changing.expire(now=late, by=SYSTEM),
    ]
    return session, offered, at_once(acts)


def test_a_hold_that_ends_while_it_is_confirmed_is_one_or_the_other(aoi: Resident) -> None:
    session, offered, results = answered_too_late(aoi)
    assert same(results) == []
    offered.refresh_from_db()
    assert (offered.state, pool_of(session).taken) in [(State.CONFIRMED, 1), (State.EXPIRED, 0)]
    assert len(acts_on(offered) & {"confirm", "expire"}) == 1


def test_control_without_the_lock_it_is_both(aoi: Resident, monkeypatch: pytest.MonkeyPatch) -> None:
    read_by_both(monkeypatch)
    _, offered, _ = answered_too_late(aoi)
    assert acts_on(offered) == {"offered", "confirm", "expire"}


def test_cancelled_twice_is_given_back_once(aoi: Resident, ben: Resident) -> None:
    session = make_session(make_offering())
    [mine], [_] = book(aoi, session, people=2), book(ben, session)
    at_once([lambda: changing.cancel(reservation_id=mine.pk, by=acting(aoi), now=NOW)] * 4)
    assert pool_of(session).taken == 1


def test_control_without_the_lock_somebody_elses_place_is_given_back_too(
    aoi: Resident, ben: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = make_session(make_offering())
    [mine], [_] = book(aoi, session, people=2), book(ben, session, people=2)
    read_by_both(monkeypatch)
    at_once([lambda: changing.cancel(reservation_id=mine.pk, by=acting(aoi), now=NOW)] * 2)
    assert pool_of(session).taken == 0  # and Ben still comes with two


def moving(held: Reservation, to: Session) -> Callable[[], object]:
    return lambda: changing.move(reservation_id=held.pk, session_id=to.pk, by=SYSTEM, now=NOW)


def test_two_who_change_places_never_wait_for_each_other_in_a_ring(
    aoi: Resident, ben: Resident, city: SimpleNamespace
) -> None:
    offering = make_offering()
    one, other = make_session(offering), make_session(offering, SATURDAY + timedelta(hours=2))
    [mine], [his] = book(aoi, one), book(ben, other)
    for here, there in [(one, other), (other, one)] * 2:
        assert same(at_once([moving(mine, there), moving(his, here)])) == []
    assert [pool_of(each).taken for each in (one, other)] == [1, 1]
    assert queries.list_miscounted() == []


@pytest.mark.parametrize("ending", ["call_off", "pause"])
def test_who_claims_while_it_is_called_off_or_paused_is_done_first(aoi: Resident, ending: str) -> None:
    session, meet = make_session(make_offering()), meeting(2)

    def claim() -> object:
        with transaction.atomic():
            made = book(aoi, session)
            meet()
            until_somebody_waits()
            return made

    def end() -> object:
        meet()
        if ending == "call_off":
            return opening.call_off(session_id=session.pk, why="台風のため", by=SYSTEM, now=NOW)
        return opening.set_standing(session_id=session.pk, standing=Standing.PAUSED, by=SYSTEM, now=NOW)

    assert same(at_once([claim, end])) == []
    [held] = Reservation.objects.all()
    assert held.state == (State.CANCELLED if ending == "call_off" else State.CONFIRMED)
    assert pool_of(session).taken == (0 if ending == "call_off" else 1)


def test_calling_off_and_giving_back_never_wait_for_each_other_in_a_ring(aoi: Resident) -> None:
    session, meet = make_session(make_offering()), meeting(2)
    [held] = book(aoi, session)

    def give_back() -> object:
        with transaction.atomic():
            changing._hold(held.pk)
            meet()
            until_somebody_waits()
            return changing.cancel(reservation_id=held.pk, by=acting(aoi), now=NOW)

    def call_off() -> object:
        meet()
        return opening.call_off(session_id=session.pk, why="台風のため", by=SYSTEM, now=NOW)

    assert same(at_once([give_back, call_off])) == []
    assert pool_of(session).taken == 0
    assert [each.state for each in Reservation.objects.all()] == [State.CANCELLED]


def test_pausing_and_claiming_several_pools_never_wait_for_each_other_in_a_ring(aoi: Resident) -> None:
    """A pause that took the pools in another order than a claim does would meet it in the middle."""
    babies = {"id": "babies", "title": {"ja": "乳児"}}
    pools = [
        {"id": "seats", "title": {"ja": "定員"}, "capacity": 9},
        {**babies, "capacity": 9, "counts": ["babies"]},
    ]
    session, meet = make_session(make_offering(pools=pools, bands=[babies])), meeting(3)

    def hold() -> None:
        with transaction.atomic():
            Pool.objects.select_for_update().get(session=session, code="babies")
            meet()
            until_somebody_waits(2)

    def pause() -> object:
        with connection.cursor() as cursor:  # as in a table of many sessions: by the index, "babies" first
            cursor.execute("SET enable_seqscan = off; SET enable_bitmapscan = off")
        meet()
        return opening.set_standing(session_id=session.pk, standing=Standing.PAUSED, by=SYSTEM, now=NOW)

    def claim() -> object:
        meet()
        until_somebody_waits()
        return book(aoi, session, party={"babies": 1}, known=[looked])

    looked = queries.access_open(session_id=session.pk)
    results = at_once([hold, pause, claim])
    assert same(results) == [] and refusals(results) == [Reason.FULL]
    assert [each.taken for each in Pool.objects.filter(session=session)] == [0, 0]


def test_calling_off_and_booking_what_one_waited_for_never_wait_for_each_other_in_a_ring(
    aoi: Resident,
) -> None:
    """Whoever books leaves the waiting list first and claims last; so does whoever calls it off."""
    session, meet = make_session(make_offering(waiting="in_order")), meeting(3)
    wait(aoi, session)
    looked = queries.access_open(session_id=session.pk)

    def hold() -> None:
        with transaction.atomic():
            Pool.objects.select_for_update().get(session=session)
            meet()
            until_somebody_waits(2)

    def call_off() -> object:
        meet()
        return opening.call_off(session_id=session.pk, why="台風のため", by=SYSTEM, now=NOW)

    def claim() -> object:
        meet()
        until_somebody_waits()
        return book(aoi, session, known=[looked])

    results = at_once([hold, call_off, claim])
    assert same(results) == [] and refusals(results) == [Reason.FULL]
    assert WaitEntry.objects.get().state == Turn.LEFT
