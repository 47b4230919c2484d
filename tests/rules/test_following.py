"""What followed from telling many gives nobody away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest

from madoguchi.rules.following import Followed, followed
from madoguchi.rules.suppression import FEW


@pytest.mark.parametrize(
    ("counts", "seen"),
    [
        ((100, 20, 12), (20, 12)),
        ((100, 20, 3), (20, None)),  # few came
        ((100, 3, 0), (None, 0)),  # few reserved
        ((100, 20, 18), (20, None)),  # few stayed away
        ((100, 3, 3), (None, None)),
        ((100, 0, 0), (0, 0)),
        ((4, 4, 4), (None, None)),
    ],
)
def test_another_section_sees_no_few(counts: tuple[int, int, int], seen: tuple[int | None, ...]) -> None:
    told, booked, came = counts
    shown = followed(told=told, booked=booked, came=came, is_owner=False)
    assert (shown.booked, shown.came) == seen
    whole = followed(told=told, booked=booked, came=came, is_owner=True)
    assert (whole.booked, whole.came) == (booked, came)


def funnels(told: int) -> Iterator[tuple[int, int]]:
    return ((booked, came) for booked in range(told + 1) for came in range(booked + 1))


def fits(shown: Followed, booked: int, came: int) -> bool:
    return shown.booked in (None, booked) and shown.came in (None, came)


def test_what_is_shown_leaves_every_few_a_choice() -> None:
    """Whoever knows how many were told, and sees the rest, still cannot work out a group of one to four."""
    for told in range(FEW, 16):
        seen: dict[Followed, list[tuple[int, ...]]] = defaultdict(list)
        for booked, came in funnels(told):
            seen[followed(told=told, booked=booked, came=came, is_owner=False)].append((booked, came))
        for shown in seen:
            possible = [pair for pair in funnels(told) if fits(shown, *pair)]
            parts = [(came, booked - came, told - booked) for booked, came in possible]
            known = [{part[at] for part in parts} for at in range(3)]
            assert not any(len(each) == 1 and 0 < min(each) < FEW for each in known), shown
