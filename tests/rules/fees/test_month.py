"""What a child's month costs: by the table of the fictional city, and for every table that can be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.rules import fees
from madoguchi.rules.fees import FeeTable, Reason, Use, charged, sibling_ranks
from madoguchi.rules.fees.month import Span

PACK = Path(__file__).parents[3] / "packs" / "hibari" / "fees" / "gakudo.yaml"
OCTOBER = date(2026, 10, 1)
AUGUST = date(2026, 8, 1)
ALL_MONTH = Span()


def hibari() -> FeeTable:
    table = fees.parse(PACK.read_text())
    assert isinstance(table, FeeTable), table
    return table


TABLE = hibari()


def mugis(**more: Any) -> Use:
    """Mugi's month: first grade, the whole of October unless said otherwise."""
    return Use(**{"month": OCTOBER, "place": "wakamugi-club", "grade": 1, **more})


def days(*numbers: int, month: date = OCTOBER) -> list[date]:
    return [month.replace(day=number) for number in numbers]


@pytest.mark.parametrize(
    ("use", "total"),
    [
        (mugis(), 4500),
        (mugis(place="mugibue-nobinobi-club"), 4000),
        (mugis(sibling_rank=2), 2250),
        (mugis(sibling_rank=3), 0),
        (mugis(on_leave=True), 0),
        (mugis(reductions=["seiho"]), 0),
        (mugis(reductions=["shugaku_enjo"]), 2250),
        (mugis(reductions=["hitorioya"]), 2000),
        (mugis(sibling_rank=2, reductions=["shugaku_enjo"]), 1120),  # 1,125 in tens, downwards
        (mugis(reductions=["shugaku_enjo", "hitorioya"]), 2000),  # the better of the two, not both
        (mugis(options={"night": ALL_MONTH}), 5500),
        (mugis(options={"night": ALL_MONTH}, month=AUGUST), 4500),
        (mugis(options={"until_1830": ALL_MONTH}), 5500),
        (
            mugis(
                options={
                    "until_1830": Span(ends=date(2026, 10, 9)),
                    "until_1900": Span(begins=date(2026, 10, 10)),
                }
            ),
            5500,
        ),
        (mugis(options={"evening": ALL_MONTH, "morning": ALL_MONTH}), 6000),
        (mugis(options={"night": ALL_MONTH}, reductions=["seiho"]), 0),
        (mugis(options={"night": ALL_MONTH}, reductions=["hikazei"]), 1000),
        (mugis(enrolled=Span(begins=date(2026, 10, 15))), 4500),
        (mugis(enrolled=Span(begins=date(2026, 10, 16))), 2250),
        (mugis(enrolled=Span(ends=date(2026, 10, 15))), 2250),
        (mugis(enrolled=Span(ends=date(2026, 10, 16))), 4500),
        (mugis(enrolled=Span(begins=date(2026, 10, 16), ends=date(2026, 10, 20))), 2250),
        (mugis(enrolled=Span(begins=date(2026, 11, 1))), 0),
        (mugis(enrolled=Span(ends=date(2026, 9, 30))), 0),
        (mugis(options={"night": Span(begins=date(2026, 10, 20))}), 5000),
        (mugis(options={"night": Span(begins=date(2026, 11, 1))}), 4500),
        (mugis(spots={"spot_night": days(1, 2)}), 4900),
        (mugis(spots={"spot_night": days(1, 2, 5, 6, 7, 8, 9)}), 5500),  # at most 1,000
    ],
)
def test_the_table_of_the_city(use: Use, total: int) -> None:
    found = charged(TABLE, use)
    assert (found.errors, found.total) == ((), total)


def test_every_line_says_why() -> None:
    found = charged(TABLE, mugis(sibling_rank=2, reductions=["shugaku_enjo"], options={"night": ALL_MONTH}))
    assert [(line.reason, line.about, line.amount) for line in found.lines] == [
        (Reason.BASE, "standard", 4500),
        (Reason.SIBLING, "", -2250),
        (Reason.REDUCTION, "shugaku_enjo", -1130),
        (Reason.OPTION, "night", 1000),
    ]
    assert dict(found.lines[1].facts) == {"rank": 2, "rate": "0.5"}


@pytest.mark.parametrize(
    ("use", "path", "code"),
    [
        (mugis(month=date(2025, 3, 1)), "month", "not_in_force"),
        (mugis(month=date(2026, 10, 2)), "month", "not_in_force"),
        (mugis(sibling_rank=0), "sibling_rank", "below_one"),
        (mugis(options={"swimming": ALL_MONTH}), "options/swimming", "unknown"),
        (mugis(reductions=["friends"]), "reductions/friends", "unknown"),
        (mugis(spots={"spot_noon": days(1)}), "spots/spot_noon", "unknown"),
        (mugis(spots={"spot_night": days(1, 1)}), "spots/spot_night", "same_day_twice"),
        (mugis(spots={"spot_night": days(1, month=AUGUST)}), "spots/spot_night", "other_month"),
        (mugis(enrolled=Span(begins=date(2026, 10, 9), ends=date(2026, 10, 1))), "enrolled",
         "ends_before_it_begins"),
    ],
)  # fmt: skip
def test_what_cannot_be_charged_says_why_and_charges_nothing(use: Use, path: str, code: str) -> None:
    found = charged(TABLE, use)
    assert [(each.path, each.code) for each in found.errors] == [(path, code)]
    assert found.lines == () and found.total == 0


def test_a_grade_without_a_fee_is_told() -> None:
    only_third = TABLE.model_copy(update={"base": (TABLE.base[1].model_copy(update={"grades": (3,)}),)})
    assert charged(only_third, mugis()).errors[0].code == "no_base"
    assert charged(only_third, mugis(grade=3)).total == 4500


def test_by_the_day_and_by_the_month() -> None:
    def with_(method: str) -> FeeTable:
        partial = TABLE.partial.model_copy(update={"method": method})
        return TABLE.model_copy(update={"partial": partial})

    half = mugis(enrolled=Span(begins=date(2026, 10, 22)))
    assert charged(with_("whole"), half).total == 4500
    assert charged(with_("daily"), half).total == 1450  # 4,500 × 10 ÷ 31, in tens
    february = mugis(month=date(2028, 2, 1), enrolled=Span(ends=date(2028, 2, 14)))
    assert charged(with_("daily"), february).total == 2170  # 14 of 29 days


def test_a_month_without_a_fee() -> None:
    free = TABLE.model_copy(update={"zero_months": (8,)})
    assert charged(free, mugis(month=AUGUST)).total == 0
    assert charged(free, mugis(month=AUGUST, sibling_rank=2)).lines[1].reason is Reason.ZERO_MONTH


def test_the_eldest_pays_whole_and_twins_always_in_the_same_order() -> None:
    children = [
        ("mugi", "aoi", date(2020, 7, 8)),
        ("minato", "aoi", date(2018, 5, 1)),
        ("b", "ben", date(2019, 1, 1)),
        ("a", "ben", date(2019, 1, 1)),
    ]
    assert sibling_ranks(children) == {"minato": 1, "mugi": 2, "a": 1, "b": 2}
    assert sibling_ranks(reversed(children)) == sibling_ranks(children)


RATES = st.sampled_from(["0", "0.25", "0.3333", "0.5", "0.75", "1"])
METHODS = st.sampled_from(["whole", "daily", "steps"])
UNITS = st.sampled_from([1, 10, 100])
YEN = st.integers(0, 20_000)
DAYS = st.none() | st.dates(date(2026, 9, 20), date(2026, 11, 10))


@st.composite
def tables(draw: st.DrawFn) -> FeeTable:
    """Any table with a base fee, two classes, an option and a band."""
    data: Mapping[str, Any] = {
        "base": (TABLE.base[1].model_copy(update={"monthly": draw(YEN)}),),
        "leave_rate": draw(RATES),
        "partial": TABLE.partial.model_copy(update={"method": draw(METHODS)}),
        "siblings": draw(st.none() | st.just(TABLE.siblings)),
        "reductions": tuple(
            each.model_copy(update={"rate": draw(RATES), "at_most": None}) for each in TABLE.reductions[:2]
        ),
        "rounding": TABLE.rounding.model_copy(
            update={"unit": draw(UNITS), "towards": draw(st.sampled_from(["down", "up", "nearest"]))}
        ),
    }
    return TABLE.model_copy(update=data)


@st.composite
def uses(draw: st.DrawFn) -> Use:
    """Any month of a child."""
    begins, ends = draw(DAYS), draw(DAYS)
    if begins and ends and begins > ends:
        begins, ends = ends, begins
    return mugis(
        enrolled=Span(begins=begins, ends=ends),
        on_leave=draw(st.booleans()),
        sibling_rank=draw(st.integers(1, 4)),
        options=draw(st.sampled_from([{}, {"night": ALL_MONTH}])),
        spots=draw(st.sampled_from([{}, {"spot_night": days(1, 2, 30)}])),
    )


@given(tables(), uses())
def test_nobody_pays_less_than_nothing_nor_more_than_without_any_reduction(table: FeeTable, use: Use) -> None:
    found = charged(table, use)
    full = sum(line.amount for line in found.lines if line.amount > 0)
    assert 0 <= found.total <= full
    assert found.total == sum(line.amount for line in found.lines)


@given(tables(), uses())
def test_a_class_never_makes_it_dearer_and_two_never_cheaper_than_the_better_one(
    table: FeeTable, use: Use
) -> None:
    first, second = (each.id for each in table.reductions)
    plain = charged(table, use).total
    alone = [charged(table, replace(use, reductions=[each])).total for each in (first, second)]
    both = charged(table, replace(use, reductions=[second, first])).total
    assert both == min(alone) <= plain


@given(tables(), uses())
def test_what_is_charged_is_in_whole_units(table: FeeTable, use: Use) -> None:
    unit = table.rounding.unit
    share = charged(table, replace(use, options={}, spots={}, sibling_rank=2)).total
    whole = table.base[0].monthly
    assert share == whole or share % unit == 0
