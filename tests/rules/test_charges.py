"""What becomes of a charge: the day it is due, and what the 収納 system may tell of it."""

from __future__ import annotations

from datetime import date

import pytest

from madoguchi.rules import charges
from madoguchi.rules.charges import CannotRead, Code, Known, Left, State
from madoguchi.rules.references import charge_number, read_charge_number

OCTOBER = date(2026, 10, 1)
FIRST, SECOND, THIRD = (charge_number(OCTOBER, "01", serial) for serial in (1, 2, 3))
HEAD = "調定番号,結果,処理日,金額"


def file(*lines: str, head: str = HEAD, encoding: str = "cp932") -> bytes:
    return "\r\n".join([head, *lines, ""]).encode(encoding)


@pytest.mark.parametrize(
    ("month", "day", "due"),
    [
        (date(2026, 9, 1), 31, date(2026, 9, 30)),
        (date(2026, 10, 1), 31, date(2026, 11, 2)),  # a Saturday
        (date(2027, 2, 1), 31, date(2027, 3, 1)),  # the 28th is a Sunday
        (date(2026, 12, 1), 31, date(2027, 1, 4)),  # the turn of the year
        (date(2026, 10, 1), 20, date(2026, 10, 20)),
    ],
)
def test_a_charge_is_due_on_a_working_day(month: date, day: int, due: date) -> None:
    assert charges.due_on(month, day) == due


def test_a_number_is_read_as_people_and_systems_write_it() -> None:
    assert FIRST.startswith("0810-01-00001-")
    assert read_charge_number(FIRST.replace("-", "")) == FIRST
    assert read_charge_number(FIRST[:-1] + str((int(FIRST[-1]) + 1) % 10)) is None
    assert len({FIRST, SECOND, THIRD}) == 3
    with pytest.raises(ValueError):
        charge_number(OCTOBER, "01", 100_000)


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig"])
def test_lines_are_read_in_the_encodings_of_systems(encoding: str) -> None:
    told = charges.read_results(
        file(
            f"{FIRST},1,20261102,4500",
            f'{SECOND.replace("-", "")},振替不能,R8.11.2,"4,500円"',
            encoding=encoding,
        )
    )
    assert [(each.number, each.state, each.day, each.amount) for each in told] == [
        (FIRST, State.PAID, date(2026, 11, 2), 4500),
        (SECOND, State.FAILED, date(2026, 11, 2), 4500),
    ]


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        (b"", [Code.NO_LINES]),
        (file(), [Code.NO_LINES]),
        (b"PK\x03\x04\x00\xff", [Code.UNREADABLE]),
        (file(f'"{FIRST},1,20261102,4500'), [Code.UNREADABLE]),
        (file("x", head="調定番号,結果"), [Code.NO_COLUMN, Code.NO_COLUMN]),
        (file(f"{FIRST},1"), [Code.CELLS]),
        (file(f"{FIRST},1,20261102,4500", head=f"{HEAD},金額"), [Code.CELLS]),
        (file("12345,9,20261302,abc"), [Code.NUMBER, Code.RESULT, Code.DAY, Code.AMOUNT]),
        (file(f"{FIRST},1,20261102,-4500"), [Code.AMOUNT]),
        (file(f"{FIRST},1,20261102,4500", f"{FIRST},2,20261102,4500"), [Code.TWICE]),
    ],
)
def test_of_a_broken_file_nothing_is_taken(content: bytes, codes: list[Code]) -> None:
    with pytest.raises(CannotRead) as cannot:
        charges.read_results(content)
    assert [fault.code for fault in cannot.value.faults] == codes


def test_lines_that_fit_no_charge_are_left_and_listed() -> None:
    told = charges.read_results(
        file(f"{FIRST},1,20261102,4500", f"{SECOND},1,20261102,4000", f"{THIRD},1,20261102,4500")
    )
    found = charges.match(
        told, {FIRST: Known(state=State.OPEN, amount=4500), SECOND: Known(state=State.OPEN, amount=4500)}
    )
    assert [each.number for each in found.taken] == [FIRST]
    assert [(each.line, why) for each, why in found.left] == [(3, Left.OTHER_AMOUNT), (4, Left.UNKNOWN)]


@pytest.mark.parametrize(
    ("state", "code", "fits"),
    [
        (State.OPEN, "1", True), (State.OPEN, "2", True), (State.OPEN, "3", False),
        (State.FAILED, "1", True), (State.FAILED, "2", False), (State.FAILED, "3", False),
        (State.PAID, "1", False), (State.PAID, "2", False), (State.PAID, "3", True),
        (State.REFUNDED, "1", False), (State.REFUNDED, "2", False), (State.REFUNDED, "3", False),
    ],
)  # fmt: skip
def test_what_may_follow_what(state: State, code: str, fits: bool) -> None:
    told = charges.read_results(file(f"{FIRST},{code},20261102,4500"))
    assert bool(charges.match(told, {FIRST: Known(state=state, amount=4500)}).taken) is fits


@pytest.mark.parametrize("text", ["0001-01", "9999-12", "2026-13", "2026-1", "２０２６-10", ""])
def test_a_month_in_no_year_of_the_city_is_none(text: str) -> None:
    assert charges.read_month(text) is None
    assert charges.read_month("2026-10") == OCTOBER


def test_a_large_file_in_which_everything_stands_twice_is_told_at_once() -> None:
    numbers = [charge_number(OCTOBER, "01", serial) for serial in range(1, 20_001)]
    with pytest.raises(CannotRead) as cannot:
        charges.read_results(file(*(f"{number},1,20261102,4500" for number in numbers * 2)))
    assert cannot.value.count == 20_000 and cannot.value.faults[0].facts == {"lines": [2, 20_002]}
