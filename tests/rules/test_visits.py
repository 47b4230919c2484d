"""Whatever a door hears, in whatever order and however often: the same visits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from random import Random
from statistics import median

import pytest

from madoguchi.rules import visits as rules
from madoguchi.rules.calendar import TOKYO
from madoguchi.rules.visits import Close, Direction, Mode, Profile, Refusal, Scan, Visit

IN, OUT, EITHER = Direction.IN, Direction.OUT, Direction.EITHER
CENTRES = Profile(mode=Mode.PRESENCE, is_exclusive=True, closes_at=time(17))
SHELTERS = Profile(mode=Mode.PRESENCE, is_exclusive=True)
LECTURE = Profile(mode=Mode.ONCE)
SHIFT = Profile(mode=Mode.SHIFT, longest=timedelta(hours=16))
NOON = datetime(2026, 11, 24, 12, tzinfo=TOKYO)
NEXT_DAY = NOON + timedelta(days=1)


def at(clock: str, day: int = 24) -> datetime:
    hour, minute, *second = map(int, clock.split(":"))
    return datetime(2026, 11, day, hour, minute, *second, tzinfo=TOKYO)


def said(*scans: tuple[str, Direction, str], day: int = 24) -> list[Scan]:
    """Scans as ("haoto", IN, "9:12")."""
    return [
        Scan(id=f"{number:03}", point=point, at=at(clock, day), direction=direction, members=frozenset({1}))
        for number, (point, direction, clock) in enumerate(scans)
    ]


def told(found: Sequence[Visit]) -> list[tuple[str, str, str, str]]:
    return [
        (
            visit.point,
            f"{visit.opened_at:%H:%M}" if visit.opened_at else "",
            f"{visit.closed_at:%H:%M}" if visit.closed_at else "",
            visit.close or "",
        )
        for visit in found
    ]


@pytest.mark.parametrize(
    ("scans", "expected"),
    [
        ([("haoto", IN, "9:12")], [("haoto", "09:12", "", "")]),
        ([("haoto", IN, "9:12"), ("haoto", OUT, "11:40")], [("haoto", "09:12", "11:40", "scan")]),
        ([("haoto", IN, "9:12:00"), ("haoto", IN, "9:12:03")], [("haoto", "09:12", "", "")]),
        ([("haoto", IN, "9:12"), ("haoto", IN, "9:50")], [("haoto", "09:12", "", "")]),
        (
            [("haoto", IN, "9:12"), ("kawakaze", IN, "11:02")],
            [("haoto", "09:12", "11:02", "moved"), ("kawakaze", "11:02", "", "")],
        ),
        (
            [("haoto", IN, "9:12"), ("kawakaze", OUT, "11:02")],
            [("haoto", "09:12", "11:02", "moved"), ("kawakaze", "", "11:02", "scan")],
        ),
        ([("haoto", OUT, "11:40")], [("haoto", "", "11:40", "scan")]),
        (
            [("haoto", IN, "9:12"), ("haoto", OUT, "11:40:00"), ("haoto", OUT, "11:40:20")],
            [("haoto", "09:12", "11:40", "scan")],
        ),
        (
            [("haoto", IN, "9:12"), ("haoto", OUT, "11:00"), ("haoto", IN, "11:00:30")],
            [("haoto", "09:12", "11:00", "scan"), ("haoto", "11:00", "", "")],
        ),
        ([("haoto", EITHER, "9:12"), ("haoto", EITHER, "11:40")], [("haoto", "09:12", "11:40", "scan")]),
        ([("haoto", EITHER, "9:12:00"), ("haoto", EITHER, "9:12:20")], [("haoto", "09:12", "", "")]),
    ],
)
def test_what_a_family_says_at_the_centres(
    scans: list[tuple[str, Direction, str]], expected: list[tuple[str, str, str, str]]
) -> None:
    assert told(rules.visits(said(*scans), CENTRES, now=at("12:00"))) == expected


def test_a_forgotten_exit_is_closed_at_night_marked_and_counts_for_no_stay() -> None:
    scans = said(("haoto", IN, "9:12"))
    assert told(rules.visits(scans, CENTRES, now=at("23:59"))) == [("haoto", "09:12", "", "")]
    (visit,) = rules.visits(scans, CENTRES, now=NEXT_DAY)
    assert (visit.closed_at, visit.close, visit.stay) == (at("17:00"), Close.AUTO, None)


def test_control_without_one_house_at_a_time_the_family_is_in_two() -> None:
    scans = said(("haoto", IN, "9:12"), ("kawakaze", IN, "11:02"))
    apart = replace(CENTRES, is_exclusive=False)
    assert [each.is_open for each in rules.visits(scans, apart, now=at("12:00"))] == [True, True]
    assert [each.is_open for each in rules.visits(scans, CENTRES, now=at("12:00"))] == [False, True]


def test_control_a_stay_until_the_nights_guess_would_move_the_median() -> None:
    left, forgot = said(("haoto", IN, "9:00"), ("haoto", OUT, "10:00")), said(("haoto", IN, "9:00"))
    found = [rules.visits(each, CENTRES, now=NEXT_DAY)[0] for each in (left, forgot, forgot)]
    hours = [each.closed_at - each.opened_at for each in found if each.closed_at and each.opened_at]
    assert median(hours) == timedelta(hours=8)
    assert median(each.stay for each in found if each.stay) == timedelta(hours=1)


def test_leaving_after_closing_time_is_no_forgotten_exit() -> None:
    scans = said(("haoto", IN, "16:30"), ("haoto", OUT, "17:20"))
    (visit,) = rules.visits(scans, CENTRES, now=NEXT_DAY)
    assert (visit.close, visit.stay) == (Close.SCAN, timedelta(minutes=50))


def test_an_exit_that_arrives_days_later_opens_the_nights_guess_again() -> None:
    entry, later = said(("haoto", IN, "9:12"), ("haoto", OUT, "10:02"))
    before, after = (rules.visits(each, CENTRES, now=NEXT_DAY) for each in ([entry], [entry, later]))
    assert before[0].close is Close.AUTO
    assert (after[0].close, after[0].stay) == (Close.SCAN, timedelta(minutes=50))


def test_two_phones_of_one_family_are_one_visit_with_all_children() -> None:
    mother, father = said(("haoto", IN, "9:12"), ("haoto", IN, "9:14"))
    (visit,) = rules.visits([mother, replace(father, members=frozenset({2}), adults=2)], CENTRES, now=NOON)
    assert (visit.members, visit.adults) == (frozenset({1, 2}), 2)


def test_in_a_shelter_nobody_is_sent_out_by_the_clock() -> None:
    scans = said(("gym", IN, "9:12"))
    (visit,) = rules.visits(scans, SHELTERS, now=NOON + timedelta(days=9))
    assert visit.is_open


def test_hours_of_work_pass_midnight_and_end_by_themselves_when_nobody_said_so() -> None:
    night = [*said(("office", IN, "22:00")), replace(said(("office", OUT, "6:00"), day=25)[0], id="out")]
    assert told(rules.visits(night, SHIFT, now=NEXT_DAY)) == [("office", "22:00", "06:00", "scan")]
    (forgotten,) = rules.visits(night[:1], SHIFT, now=at("14:00", 25))
    assert forgotten.close is Close.AUTO


def test_at_a_lecture_one_counts_once_and_a_second_device_is_found() -> None:
    first, again = said(("hall", IN, "9:12"), ("hall", IN, "9:40"))
    assert [each.is_conflict for each in rules.visits([first, again], LECTURE, now=NOON)] == [False]
    elsewhere = replace(again, device="gate-2")
    assert [each.is_conflict for each in rules.visits([first, elsewhere], LECTURE, now=NOON)] == [True]


def test_heads_are_counted_without_knowing_whose() -> None:
    scans = said(("pool", IN, "9:00"), ("pool", IN, "9:01"), ("pool", OUT, "9:30"))
    assert rules.inside([*scans, *scans]) == 1
    assert rules.inside(said(("pool", OUT, "9:00"))) == 0
    assert rules.visits(scans, Profile(mode=Mode.COUNT), now=NOON) == ()


def log(random: Random) -> list[Scan]:
    """What one family says in a few days, offline and on: also nonsense."""
    return [
        Scan(
            id=f"{number:03}",
            point=random.choice(("haoto", "kawakaze", "kunugidai")),
            at=at("9:00", 24 + random.randrange(2)) + timedelta(seconds=random.choice((5, 40, 700)) * number),
            direction=random.choice(tuple(Direction)),
            members=frozenset(random.sample((1, 2, 3), random.randint(1, 3))),
            adults=random.randint(1, 2),
            is_skewed=random.random() < 0.1,
        )
        for number in range(random.randint(1, 14))
    ]


def shaken(scans: list[Scan], random: Random) -> list[Scan]:
    """The same log in another order, parts of it twice or three times."""
    found = [*scans, *random.choices(scans, k=random.randint(0, 2 * len(scans)))]
    random.shuffle(found)
    return found


def naive(scans: Sequence[Scan]) -> list[tuple[str, datetime]]:
    """The control: each scan turns the state round as it arrives."""
    entered: list[tuple[str, datetime]] = []
    there: set[str] = set()
    for scan in scans:
        there ^= {scan.point}
        if scan.point in there:
            entered.append((scan.point, scan.at))
    return sorted(entered)


@pytest.mark.parametrize("profile", [CENTRES, SHELTERS, LECTURE, SHIFT], ids=lambda each: str(each.mode))
def test_a_thousand_orders_and_repetitions_give_the_same_visits(profile: Profile) -> None:
    random = Random(7)
    for _ in range(250):
        scans = log(random)
        expected = rules.visits(scans, profile, now=NEXT_DAY)
        assert rules.visits(shaken(scans, random), profile, now=NEXT_DAY) == expected


def test_turning_the_state_round_as_scans_arrive_does_not() -> None:
    random = Random(7)
    logs = [log(random) for _ in range(50)]
    assert any(naive(scans) != naive(shaken(scans, random)) for scans in logs)


def test_nobody_is_at_two_doors_of_the_city_at_once() -> None:
    random = Random(11)
    for _ in range(250):
        stays = [each for each in rules.visits(log(random), SHELTERS, now=NEXT_DAY) if each.opened_at]
        for one, next_ in zip(stays, stays[1:], strict=False):
            assert one.closed_at is not None and next_.opened_at is not None
            assert one.closed_at <= next_.opened_at


def test_a_clock_that_is_a_day_off_is_put_right_and_marked() -> None:
    slow = NOON - timedelta(days=1)
    found = rules.timed(device_time=slow - timedelta(hours=2), sent_at=slow, received_at=NOON)
    assert (found.at, found.is_skewed) == (NOON - timedelta(hours=2), True)
    fine = rules.timed(device_time=NOON, sent_at=NOON, received_at=NOON + timedelta(seconds=2))
    assert not fine.is_skewed


def test_nothing_happens_after_it_was_received() -> None:
    ahead = rules.timed(device_time=NOON + timedelta(days=3), sent_at=NOON, received_at=NOON)
    assert ahead.at == NOON


@pytest.mark.parametrize(
    ("turn", "days", "expected"),
    [
        (3, 400, None),
        (2, 6, None),
        (2, 8, Refusal.OLD_POSTER),
        (1, 1, Refusal.OLD_POSTER),
        (4, 1, Refusal.FORGED),
        (0, 1, Refusal.FORGED),
    ],
)
def test_a_photographed_old_poster_is_told_from_an_invented_one(
    turn: int, days: int, expected: Refusal | None
) -> None:
    read_at = NOON + timedelta(days=days)
    assert rules.refuse_poster(turn=turn, newest=3, turned_at=NOON, at=read_at) == expected


def test_without_anybody_or_after_weeks_there_is_no_visit() -> None:
    assert rules.refuse(people=0, at=NOON, received_at=NOON) is Refusal.NOBODY
    assert rules.refuse(people=1, at=NOON - timedelta(days=15), received_at=NOON) is Refusal.TOO_OLD
    assert rules.refuse(people=1, at=NOON, received_at=NOON) is None
