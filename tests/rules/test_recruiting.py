"""What a round may say of itself."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from madoguchi.rules.recruiting import Plan, Reason, refusals

SOUND: dict[str, Any] = {
    "title": "一次募集",
    "fiscal_year": 2027,
    "kind": "first",
    "procedures": ("club",),
    "basis_on": date(2027, 1, 15),
    "starts_on": date(2027, 4, 1),
}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"title": "  "}, Reason.TITLE_MISSING),
        ({"title": "長" * 101}, Reason.TITLE_MISSING),
        ({"title": "二次募集"}, Reason.TITLE_TAKEN),
        ({"procedures": ()}, Reason.NO_PROCEDURE),
        (
            {"arrived_from": date(2026, 11, 2), "arrived_until": date(2026, 11, 1)},
            Reason.ARRIVAL_BACKWARDS,
        ),
        ({"starts_on": date(2027, 3, 31), "basis_on": date(2027, 1, 1)}, Reason.OTHER_YEAR),
        ({"basis_on": date(2027, 4, 2)}, Reason.BASIS_TOO_LATE),
        ({"replace_by": date(2027, 1, 14)}, Reason.REPLACED_TOO_EARLY),
        ({"kind": "second"}, Reason.FOLLOWS_NOTHING),
        ({"second_check_percent": 0}, Reason.BAD_SHARE),
        ({"second_check_percent": 101}, Reason.BAD_SHARE),
    ],
)
def test_a_round_that_makes_no_sense_is_refused(changes: dict[str, Any], reason: Reason) -> None:
    assert refusals(Plan(**{**SOUND, **changes}), taken={"二次募集"}) == (reason,)


def test_a_sound_round_is_not_refused() -> None:
    assert refusals(Plan(**SOUND)) == ()
    assert (
        refusals(Plan(**{**SOUND, "basis_on": date(2027, 4, 1), "kind": "second", "is_following": True}))
        == ()
    )
