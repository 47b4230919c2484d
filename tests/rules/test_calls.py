"""Who calls is found by the number they say, however the officer types it."""

from __future__ import annotations

import pytest

from madoguchi.rules.calls import Reason, refuse, wanted


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("090-0000-0001", "09000000001"),
        ("０９０－００００－０００１", "09000000001"),
        ("090ー0000ー0001", "09000000001"),
        ("(0000)00 0101", "0000000101"),
        ("+81 90-0000-0001", "09000000001"),
        ("0001", "0001"),
        (" よしかわ ", "よしかわ"),
        ("0826-004217-3", "08260042173"),
        ("12", "12"),
        ("2026-12-25", "20261225"),
        ("", ""),
    ],
)
def test_a_number_is_its_digits_and_a_name_is_itself(typed: str, searched: str) -> None:
    assert wanted(typed) == searched


def test_a_note_says_something_and_is_no_book() -> None:
    assert refuse(caller="母", heard=" ", told="") is Reason.NOTHING_SAID
    assert refuse(caller="", heard="聞いた" * 1000, told="") is Reason.TOO_LONG
    assert refuse(caller="", heard="", told="伝えた") is None
