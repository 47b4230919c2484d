"""A list of ticket numbers, as it comes from paste or spreadsheet, is read before it is taken in."""

from __future__ import annotations

import pytest

from madoguchi.rules import entitlements
from madoguchi.rules.entitlements import Code


def test_however_it_is_written_a_number_is_one() -> None:
    found = entitlements.read(["２０２６ー１００００１", "", "2026-100001", "2026100002"])
    assert (found.numbers, found.repeated, found.faults) == (("2026-100001", "2026100002"), 1, ())


@pytest.mark.parametrize(
    ("line", "code"),
    [("1.23E+11", Code.CHARACTERS), ("#REF!", Code.CHARACTERS), ("12", Code.LENGTH), ("1" * 31, Code.LENGTH)],
)
def test_what_is_no_number_is_named_by_its_row(line: str, code: Code) -> None:
    [fault] = entitlements.read(["接種券番号", "1000000001", "", line]).faults
    assert (fault.code, fault.row) == (code, 4)


def test_numbers_of_another_length_stand_out() -> None:
    assert entitlements.read(["1000000001", "1000000002", "10000003"]).lengths == ((10, 2), (8, 1))


def test_the_column_is_found_by_its_name_and_rows_keep_their_places() -> None:
    rows = [["氏名", "接種券番号"], ["大日向 文子", "1000000001"], ["x"]]
    assert entitlements.column_of(rows) == ["", "1000000001", ""]
    assert entitlements.column_of([["1000000001", "x"]]) == ["1000000001"]


@pytest.mark.parametrize(("lines", "code"), [([" ", ""], Code.NO_ROWS), (["1000"] * 20_001, Code.TOO_MANY)])
def test_nothing_and_far_too_much_are_no_list(lines: list[str], code: Code) -> None:
    assert [each.code for each in entitlements.read(lines).faults] == [code]
