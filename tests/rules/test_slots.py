"""What may be booked, and until when; which places a party takes; whose turn it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from madoguchi.rules import slots, waiting
from madoguchi.rules.opening_days import OpeningDay, Span
from madoguchi.rules.opening_days import Why as Opened
from madoguchi.rules.slots import (
    AHEAD,
    EVERYBODY,
    TAKING,
    Act,
    Gap,
    Hire,
    Mark,
    Range,
    Reason,
    Slot,
    State,
    Terms,
)
from madoguchi.rules.waiting import Waits, Why

AT = datetime.fromisoformat("2026-12-05T10:00+09:00")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def terms(**given: Any) -> Terms:
    return Terms.model_validate(given, strict=False)


def band(id: str) -> dict[str, Any]:
    return {"id": id, "title": {"ja": id}}


def pool(id: str, *counts: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "title": {"ja": id}, "capacity": 10, "counts": counts, **more}


FAMILY = terms(
    bands=(band("grown_ups"), band("babies")),
    pools=(pool("seats"), pool("cots", "babies")),
    largest_party=4,
)


def test_a_party_takes_of_every_pool_that_counts_it() -> None:
    assert slots.needs(FAMILY, {"grown_ups": 2, "babies": 1}) == {"seats": 3, "cots": 1}
    assert slots.needs(FAMILY, {"grown_ups": 2, "babies": 0}) == {"seats": 2}


@pytest.mark.parametrize(
    ("party", "reason"),
    [
        ({"grown_ups": 3, "babies": 1}, None),
        ({"grown_ups": 0}, Reason.PARTY_EMPTY),
        ({}, Reason.PARTY_EMPTY),
        ({"grown_ups": 5}, Reason.PARTY_TOO_LARGE),
        ({"dogs": 1}, Reason.UNKNOWN_BAND),
        ({"grown_ups": 3, "babies": -1}, Reason.UNKNOWN_BAND),
        ({EVERYBODY: 1}, Reason.UNKNOWN_BAND),
    ],
)
def test_who_can_come_together(party: dict[str, int], reason: Reason | None) -> None:
    refusal = slots.refuse_party(FAMILY, party)
    assert (refusal and refusal.reason) == reason


@pytest.mark.parametrize(
    ("before", "by_officer", "reason"),
    [
        (11 * DAY, False, Reason.TOO_EARLY),
        (10 * DAY, False, None),
        (2 * HOUR + timedelta(seconds=1), False, None),
        (2 * HOUR, False, Reason.TOO_LATE),
        (-HOUR / 2, False, Reason.OVER),
        (11 * DAY, True, None),
        (-HOUR / 2, True, None),
        (-HOUR, True, Reason.OVER),
    ],
)
def test_from_when_until_when(before: timedelta, by_officer: bool, reason: Reason | None) -> None:
    refusal = slots.refuse_time(
        terms(opens_days=10, closes_minutes=120),
        starts_at=AT,
        ends_at=AT + HOUR,
        is_open=True,
        by_officer=by_officer,
        now=AT - before,
    )
    assert (refusal and refusal.reason) == reason


def test_what_is_closed_is_closed_for_officers_too() -> None:
    refusal = slots.refuse_time(
        terms(), starts_at=AT, ends_at=AT + HOUR, is_open=False, by_officer=True, now=AT - DAY
    )
    assert refusal is not None
    assert refusal.reason is Reason.CLOSED


def test_residents_give_back_until_the_hour_officers_always() -> None:
    rule = {"terms": terms(cancel_minutes=60), "state": State.CONFIRMED, "starts_at": AT}
    assert slots.refuse_cancelling(**rule, by_officer=False, now=AT - HOUR - timedelta(seconds=1)) is None
    late = slots.refuse_cancelling(**rule, by_officer=False, now=AT - HOUR)
    assert late is not None
    assert (late.reason, late.at) == (Reason.TOO_LATE, AT - HOUR)
    assert slots.refuse_cancelling(**rule, by_officer=True, now=AT) is None


@pytest.mark.parametrize("state", list(State))
def test_only_what_lies_ahead_is_given_back_and_giving_back_frees(state: State) -> None:
    to = slots.next_state(state, Act.CANCEL)
    assert (to == State.CANCELLED) == (state in AHEAD)
    assert State.CANCELLED not in TAKING


@pytest.mark.parametrize(
    ("state", "is_of_series", "by_officer", "reason"),
    [
        (State.CONFIRMED, False, False, None),
        (State.REQUESTED, False, False, None),
        (State.OFFERED, False, True, Reason.NOT_FROM_HERE),
        (State.HELD, False, True, Reason.NOT_FROM_HERE),
        (State.MISSED, False, True, Reason.NOT_FROM_HERE),
        (State.CONFIRMED, True, True, Reason.NOT_FROM_HERE),
    ],
)
def test_what_can_go_to_another_time(
    state: State, is_of_series: bool, by_officer: bool, reason: Reason | None
) -> None:
    refusal = slots.refuse_moving(
        terms(), state=state, is_of_series=is_of_series, starts_at=AT, by_officer=by_officer, now=AT - HOUR
    )
    assert (refusal and refusal.reason) == reason


def test_who_moves_too_late_hears_so() -> None:
    strict = terms(cancel_minutes=60)
    for by_officer, found in ((False, Reason.TOO_LATE), (True, None)):
        refusal = slots.refuse_moving(
            strict, state=State.CONFIRMED, is_of_series=False, starts_at=AT, by_officer=by_officer, now=AT
        )
        assert (refusal and refusal.reason) == found


def test_everything_asked_for_held_or_offered_takes_its_places() -> None:
    assert set(AHEAD) < set(TAKING)


@pytest.mark.parametrize(
    ("days", "places", "reason"),
    [
        ((0, 21), "aa", None),
        ((0, 28), "aa", None),
        ((0, 20), "aa", Reason.WRONG_GAP),
        ((0, 29), "aa", Reason.WRONG_GAP),
        ((0, 21), "ab", Reason.OTHER_PLACE),
        ((0,), "a", Reason.WRONG_COUNT),
        ((0, 21, 42), "aaa", Reason.WRONG_COUNT),
    ],
)
def test_two_doses_so_many_days_apart(days: tuple[int, ...], places: str, reason: Reason | None) -> None:
    doses = [Slot(starts_at=AT + day * DAY, place=place) for day, place in zip(days, places, strict=True)]
    refusal = slots.refuse_series(Gap(count=2, least_days=21, most_days=28), doses)
    assert (refusal and refusal.reason) == reason


def test_a_gap_is_counted_in_days_of_the_city_not_in_hours() -> None:
    evening = Slot(starts_at=datetime.fromisoformat("2026-12-05T19:00+09:00"), place="a")
    morning = Slot(starts_at=datetime.fromisoformat("2026-12-26T08:30+09:00"), place="a")
    assert slots.refuse_series(Gap(count=2, least_days=21, most_days=28), [evening, morning]) is None


def test_doses_go_together_and_the_weeks_of_a_room_do_not() -> None:
    doses = {"count": 2, "least_days": 21, "most_days": 28}
    assert slots.stands_as_one(terms(gap=doses)) and not slots.stands_as_one(terms())


def test_the_first_day_that_can_still_be_booked_is_one_of_the_city() -> None:
    evening = datetime.fromisoformat("2026-12-02T23:00+09:00")
    assert slots.soonest_day(terms(closes_minutes=3 * 24 * 60), evening).isoformat() == "2026-12-05"
    assert slots.soonest_day(terms(closes_minutes=120), evening).isoformat() == "2026-12-03"


def test_a_room_is_taken_with_its_margins_and_every_week() -> None:
    asked = Range(starts_at=AT, ends_at=AT + HOUR)
    taken = slots.with_margins(terms(before_minutes=30, after_minutes=15), asked)
    assert (taken.starts_at, taken.ends_at) == (AT - HOUR / 2, AT + HOUR * 1.25)
    assert [each.starts_at - AT for each in slots.every_week(asked, 3)] == [0 * DAY, 7 * DAY, 14 * DAY]
    assert len(slots.every_week(asked, 1000)) == slots.MOST_WEEKS


HIRE = Hire.model_validate(
    {
        "opens": "09:00",
        "closes": "21:00",
        "weeks_at_most": 4,
        "yen_an_hour": 600,
        "reductions": ({"id": "welfare", "title": {"ja": "福祉"}, "percent": 50},),
    }
)


@pytest.mark.parametrize(
    ("opens", "closes", "weeks", "found"),
    [
        (9, 12, 1, 1),
        (18, 21, 4, 4),
        (8, 12, 1, None),
        (18, 22, 1, None),
        (12, 12, 1, None),
        (13, 12, 1, None),
        (9, 12, 5, None),
        (9, 12, 0, None),
    ],
)
def test_which_hours_of_a_room_can_be_asked_for(
    opens: int, closes: int, weeks: int, found: int | None
) -> None:
    hours = slots.hours_of(HIRE, AT.date(), time(opens), time(closes), weeks)
    assert (None if isinstance(hours, slots.Refusal) else len(hours)) == found


@pytest.mark.parametrize(
    ("opens", "closes"), [(time(10, 15), time(11)), (time(10), time(11, 10)), (time(9, 45), time(10, 45))]
)
def test_hours_between_the_steps_cannot_be_asked_for(opens: time, closes: time) -> None:
    found = slots.hours_of(HIRE, AT.date(), opens, closes, 1)
    assert isinstance(found, slots.Refusal) and found.reason is Reason.NOT_HOURS


OPEN_ALL_DAY = OpeningDay(day=AT.date(), hours=(Span(540, 1020),), why=Opened.USUAL)


@pytest.mark.parametrize(
    ("day", "hour", "is_refused"),
    [
        (OPEN_ALL_DAY, 10, False),
        (OPEN_ALL_DAY, 20, False),  # its usual hours are those of the counter
        (replace(OPEN_ALL_DAY, hours=()), 10, True),
        (replace(OPEN_ALL_DAY, hours=(), why=Opened.UNKNOWN), 10, False),
        (replace(OPEN_ALL_DAY, hours=(Span(540, 720),), why=Opened.SPECIAL), 10, False),
        (replace(OPEN_ALL_DAY, hours=(Span(540, 720),), why=Opened.SPECIAL), 11, True),
    ],
)
def test_no_room_is_hired_while_its_place_is_closed(day: OpeningDay, hour: int, is_refused: bool) -> None:
    begins = AT.replace(hour=hour)
    asked = [Range(starts_at=begins, ends_at=begins + timedelta(minutes=90))]
    assert (slots.refuse_closed(asked, [day]) is not None) == is_refused


@pytest.mark.parametrize(
    ("minutes", "reduction", "yen"), [(60, "", 600), (61, "", 1200), (60, "welfare", 300)]
)
def test_what_a_room_costs(minutes: int, reduction: str, yen: int) -> None:
    asked = Range(starts_at=AT, ends_at=AT + timedelta(minutes=minutes))
    assert slots.price(HIRE, [asked], reduction) == yen


def test_what_is_shown_for_several_weeks_is_what_each_of_them_costs() -> None:
    odd = HIRE.model_copy(update={"yen_an_hour": 155})
    weeks = slots.every_week(Range(starts_at=AT, ends_at=AT + HOUR), 2)
    assert slots.price(odd, weeks, "welfare") == sum(slots.price(odd, [each], "welfare") for each in weeks)


@pytest.mark.parametrize(
    ("free", "capacity", "shown"),
    [(10, 10, "plenty"), (5, 10, "plenty"), (4, 10, "some"), (2, 10, "few"), (0, 10, "none"), (0, 0, "none")],
)
def test_how_much_is_left(free: int, capacity: int, shown: str) -> None:
    assert slots.mark(free=free, capacity=capacity) == shown


def test_the_scarcest_pool_that_all_need_says_what_is_left() -> None:
    assert slots.mark_of(FAMILY, {"seats": (1, 10), "cots": (0, 2)}) is Mark.FEW
    ages = terms(bands=(band("babies"), band("big")), pools=(pool("a", "babies"), pool("b", "big")))
    assert slots.mark_of(ages, {"a": (0, 5), "b": (2, 5)}) is Mark.SOME
    assert slots.mark_of(ages, {}) is Mark.NONE


def test_who_everybody_counts_in_says_how_many_places_there_are() -> None:
    ages = terms(bands=(band("babies"), band("big")), pools=(pool("a", "babies"), pool("b", "big")))
    assert [slots.common(each) for each in (FAMILY, ages)] == [{"seats"}, {"a", "b"}]


def test_terms_that_cannot_be_are_refused() -> None:
    for wrong in (
        {"pools": (pool("seats", "dogs"),)},
        {"pools": (pool("seats"), pool("seats"))},
        {"gap": {"count": 2, "least_days": 5, "most_days": 4}},
        {"largest_party": 0},
    ):
        with pytest.raises(ValidationError):
            terms(**wrong)


@pytest.mark.parametrize(
    ("babies", "changed", "reason"),
    [
        (1, {}, None),
        (2, {}, Reason.PARTY_TOO_LARGE),  # there is one place for babies, ever
        (0, {}, Reason.PARTY_EMPTY),
        (1, {"is_open": False}, Reason.CLOSED),
        (1, {"now": AT}, Reason.CLOSED),
    ],
)
def test_nobody_waits_for_what_never_becomes_free(
    babies: int, changed: dict[str, Any], reason: Reason | None
) -> None:
    rule = terms(
        bands=(band("babies"),), pools=(pool("babies", "babies"),), largest_party=3, waiting="in_order"
    )
    facts = {
        "is_entitled": False, "capacity": {"babies": 1}, "starts_at": AT, "is_open": True, "now": AT - DAY,
    }  # fmt: skip
    refusal = slots.refuse_waiting(rule, {"babies": babies}, **(facts | changed))
    assert (refusal and refusal.reason) == reason
    none = slots.refuse_waiting(terms(), {EVERYBODY: 1}, **facts)
    assert none is not None and none.reason is Reason.CLOSED


@pytest.mark.parametrize(("is_entitled", "reason"), [(True, None), (False, Reason.NO_ENTITLEMENT)])
def test_nobody_waits_without_the_number_that_booking_needs(is_entitled: bool, reason: Reason | None) -> None:
    rule = terms(waiting="in_order", entitlement="ticket")
    refusal = slots.refuse_waiting(
        rule, {EVERYBODY: 1}, is_entitled=is_entitled, capacity={}, starts_at=AT, is_open=True, now=AT - DAY
    )
    assert (refusal and refusal.reason) == reason


def waits(ref: str, seats: int, overtaken: int = 0) -> Waits:
    return Waits(
        ref=ref, needs={"seats": seats}, asked_at=AT + timedelta(minutes=ord(ref)), overtaken=overtaken
    )


def turn(*them: Waits, free: int) -> tuple[str | None, dict[str, Why]]:
    found = waiting.next_turn(them, free={"seats": free}, capacity={"seats": 5}, overtaken_at_most=3)
    return (found.next.ref if found.next else None), dict(found.passed)


def test_who_asked_first_is_first_and_a_party_is_never_split() -> None:
    assert turn(waits("b", 1), waits("a", 1), free=1) == ("a", {})
    assert turn(waits("a", 3), waits("b", 1), free=2) == ("b", {"a": Why.TOO_MANY})
    assert turn(waits("a", 3), free=2) == (None, {"a": Why.TOO_MANY})


def test_overtaken_often_enough_places_are_saved_up() -> None:
    assert turn(waits("a", 3, overtaken=3), waits("b", 1), free=2) == (None, {"a": Why.SAVED_UP})
    assert turn(waits("a", 3, overtaken=3), waits("b", 1), free=3) == ("a", {})


def test_nothing_is_saved_up_for_a_party_that_no_longer_fits_at_all() -> None:
    assert turn(waits("a", 6, overtaken=3), waits("b", 1), free=1) == ("b", {"a": Why.NEVER})


def test_who_needs_further_times_that_nobody_can_have_is_passed_over_and_nothing_is_saved_up() -> None:
    them = [waits("a", 2, overtaken=9), waits("b", 1)]
    found = waiting.next_turn(
        them, free={"seats": 1}, capacity={"seats": 5}, overtaken_at_most=3, alone=["a"]
    )
    assert found.next == them[1] and found.passed == {"a": Why.ALONE} and found.overtaken == []


def test_three_hear_of_each_place_of_the_pool_they_need_and_no_party_that_does_not_fit() -> None:
    babies = [replace(waits(ref, 1), needs={"babies": 1}) for ref in "abcd"]
    heard = waiting.who_hears(
        [*babies, waits("e", 3), waits("f", 2)], free={"babies": 1, "seats": 2}, for_each=3
    )
    assert [each.ref for each in heard] == ["a", "b", "c", "f"]
    assert waiting.who_hears(babies, free={"babies": 0, "seats": 9}, for_each=3) == []


@pytest.mark.parametrize(
    ("count", "days", "found"),
    [
        (2, (3, 21, 25), (0, 21)),  # the soonest that lies far enough off
        (2, (20, 29), None),
        (3, (21, 28, 49), (0, 21, 49)),
        (3, (22, 28, 50), (0, 22, 50)),
        (3, (28, 49), (0, 28, 49)),
        (3, (21, 50), None),
    ],
)
def test_the_soonest_series_that_a_first_time_can_have(
    count: int, days: tuple[int, ...], found: tuple[int, ...] | None
) -> None:
    gap = slots.Gap(count=count, least_days=21, most_days=28)
    at = {day: slots.Slot(starts_at=AT + day * DAY, place="hall") for day in (0, *days)}
    elsewhere = [slots.Slot(starts_at=AT + 21 * DAY - timedelta(hours=1), place="school")]
    made = slots.completed(gap, at[0], [*(at[day] for day in reversed(days)), *elsewhere])
    assert made == (found and [at[day] for day in found])


def test_places_are_saved_up_in_the_pools_that_are_needed_and_no_other() -> None:
    twins = Waits(ref="twins", needs={"babies": 2}, asked_at=AT, overtaken=3)
    baby = Waits(ref="baby", needs={"babies": 1}, asked_at=AT + HOUR, overtaken=0)
    both = Waits(ref="both", needs={"babies": 1, "toddlers": 1}, asked_at=AT + 2 * HOUR, overtaken=0)
    toddler = Waits(ref="toddler", needs={"toddlers": 1}, asked_at=AT + 3 * HOUR, overtaken=0)
    free = {"babies": 1, "toddlers": 1}
    sizes = {"babies": 5, "toddlers": 5}
    found = waiting.next_turn((twins, baby, both, toddler), free=free, capacity=sizes, overtaken_at_most=3)
    assert found.next is toddler and found.passed == {"twins": Why.SAVED_UP}
    assert list(found.overtaken) == ["both"]
