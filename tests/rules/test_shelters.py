"""避難所: three things of each household become the figures that bring milk and beds."""

from __future__ import annotations

import pytest

from madoguchi.rules import shelters
from madoguchi.rules.shelters import Band, Household, Need, Totals, added, band_of, bands_of, totals

OLD = Household(bands={Band.ELDERLY: 2}, needs=frozenset({Need.HELP, Need.PET}), words="酸素")
YOUNG = Household(bands=bands_of([1, 4], adults=2), needs=frozenset({Need.PET}))


@pytest.mark.parametrize(
    ("age", "band"),
    [(0, Band.INFANT), (2, Band.INFANT), (3, Band.CHILD), (14, Band.CHILD), (15, Band.ADULT)]
    + [(64, Band.ADULT), (65, Band.ELDERLY), (104, Band.ELDERLY)],
)
def test_an_age_belongs_to_one_band(age: int, band: Band) -> None:
    assert band_of(age) == band


def test_children_who_are_known_are_counted_by_age_and_others_by_hand() -> None:
    assert YOUNG.bands == {Band.INFANT: 1, Band.CHILD: 1, Band.ADULT: 2}
    assert YOUNG.people == 4
    assert bands_of([17], adults=1, elderly=1) == {Band.ADULT: 2, Band.ELDERLY: 1}


def test_people_are_added_by_age_and_households_by_need() -> None:
    found = totals([OLD, YOUNG])
    assert (found.households, found.people) == (2, 6)
    assert found.needs == {Need.HELP: 1, Need.PET: 2}
    assert found.bands == {Band.INFANT: 1, Band.CHILD: 1, Band.ADULT: 2, Band.ELDERLY: 2}


def test_several_shelters_are_the_sum_of_each() -> None:
    assert added([totals([OLD]), totals([YOUNG]), Totals()]) == totals([OLD, YOUNG])


def test_what_is_kept_is_read_again_and_empty_ages_are_not_kept() -> None:
    said = Household(bands={Band.ADULT: 1, Band.INFANT: 0}, needs=frozenset({Need.CAR}), words="青い車")
    kept = Household(bands={Band.ADULT: 1}, needs=said.needs, words="青い車")
    assert shelters.household(said.kept()) == kept
