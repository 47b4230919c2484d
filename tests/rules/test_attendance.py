"""Who came to a course: as reserved, without having reserved, or not at all."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from madoguchi.rules.attendance import Attendance, Party, counted
from madoguchi.rules.calendar import TOKYO
from madoguchi.rules.doors import Medium
from madoguchi.rules.slots import State

SATURDAY = datetime(2026, 12, 5, 10, tzinfo=TOKYO)
FRIDAY = SATURDAY - timedelta(days=1)


def party(people: int, state: State, medium: Medium = Medium.ONLINE, booked_at: datetime = FRIDAY) -> Party:
    return Party(people=people, state=state, medium=medium, booked_at=booked_at)


def test_people_are_counted_and_not_reservations() -> None:
    found = counted(
        [
            party(2, State.ATTENDED),
            party(3, State.MISSED),
            party(4, State.CONFIRMED),
            party(5, State.CANCELLED),
            party(6, State.OFFERED),
        ],
        starts_at=SATURDAY,
    )
    assert found == Attendance(came=2, missed=3, open=4, unreserved=0)


@pytest.mark.parametrize(
    ("medium", "booked_at", "unreserved"),
    [
        (Medium.COUNTER, SATURDAY, 2),
        (Medium.COUNTER, datetime(2026, 12, 5, 0, 1, tzinfo=TOKYO), 2),
        (Medium.COUNTER, FRIDAY, 0),
        (Medium.PHONE, SATURDAY, 0),
        (Medium.ONLINE, SATURDAY, 0),
    ],
)
def test_without_a_reservation_came_who_was_written_down_at_the_counter_that_day(
    medium: Medium, booked_at: datetime, unreserved: int
) -> None:
    found = counted([party(2, State.ATTENDED, medium, booked_at)], starts_at=SATURDAY)
    assert (found.came, found.unreserved) == (2, unreserved)
