"""What a resident says of themselves for news: kept as meant, refused where it cannot be."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from madoguchi.rules.wishes import Wishes, Wrong, read

TODAY = date(2026, 11, 24)


def said(**changes: Any) -> Wishes | list[Wrong]:
    given: dict[str, Any] = {
        "district": "wakamugi",
        "months": ["2021-04", ""],
        "interests": ["waste"],
        "agreed": True,
    }
    return read(**{**given, **changes}, districts={"wakamugi"}, today=TODAY)


def test_what_is_said_is_kept_and_what_is_empty_is_not() -> None:
    assert said() == Wishes(district="wakamugi", children_born=(date(2021, 4, 1),), interests=("waste",))
    assert said(district="", months=[], interests=["none of ours"]) == Wishes()


@pytest.mark.parametrize("written", ["2021-04", "2021/4", "２０２１年４月", " 2021 . 04 "])
def test_a_month_is_read_as_people_write_it(written: str) -> None:
    found = said(months=[written])
    assert isinstance(found, Wishes) and found.children_born == (date(2021, 4, 1),)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"agreed": False}, Wrong.NO_CONSENT),
        ({"district": "atlantis"}, Wrong.DISTRICT),
        ({"months": ["soon"]}, Wrong.MONTH),
        ({"months": ["2021-13"]}, Wrong.MONTH),
        ({"months": ["2021-04-01"]}, Wrong.MONTH),
        ({"months": ["²-1"]}, Wrong.MONTH),
        ({"months": ["2026-12"]}, Wrong.AHEAD),
        ({"months": ["1990-01"]}, Wrong.LONG_AGO),
        ({"months": ["2021-04"] * 9}, Wrong.TOO_MANY),
    ],
)
def test_what_cannot_be_kept_is_said(changes: dict[str, Any], wrong: Wrong) -> None:
    assert said(**changes) == [wrong]
