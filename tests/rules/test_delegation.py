"""Who may let whom do what at a place, as a table."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from madoguchi.rules.delegation import Facts, Reason, What, read, refuse

TODAY = date(2026, 11, 22)
SOUND: dict[str, Any] = {
    "asked": frozenset({What.ROSTER}),
    "held": frozenset(),
    "permitted": frozenset({What.ROSTER, What.PRINT, What.DELEGATE}),
    "runs_place": True,
    "by_section": True,
    "giver_delegates": False,
    "ends_on": None,
    "member_ends_on": None,
    "today": TODAY,
}
BY_HEAD = {"by_section": False, "giver_delegates": True}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, None),
        (BY_HEAD, None),
        ({"by_section": False}, Reason.MAY_NOT_DELEGATE),
        ({"asked": frozenset({What.ROSTER, What.DELEGATE})}, None),
        ({**BY_HEAD, "asked": frozenset({What.ROSTER, What.DELEGATE})}, Reason.ONLY_THE_SECTION),
        ({**BY_HEAD, "asked": frozenset(), "held": frozenset({What.DELEGATE})}, Reason.ONLY_THE_SECTION),
        ({"runs_place": False}, Reason.OTHER_ORGANISATION),
        ({"runs_place": False, "asked": frozenset(), "held": frozenset({What.ROSTER})}, None),
        ({"asked": frozenset({What.ROSTER, What.DOWNLOAD})}, Reason.NOT_PERMITTED),
        # What was permitted once may stay until it is taken away, and may always be taken away.
        (
            {"asked": frozenset({What.ROSTER}), "held": frozenset({What.ROSTER}), "permitted": frozenset()},
            None,
        ),
        ({"asked": frozenset({What.PRINT})}, Reason.ROSTER_MISSING),
        ({"ends_on": TODAY}, Reason.OVER),
        ({"member_ends_on": TODAY}, Reason.OVER),
        ({"ends_on": date(2026, 11, 23)}, None),
    ],
)
def test_who_lets_whom(changes: dict[str, Any], reason: Reason | None) -> None:
    assert refuse(Facts(**{**SOUND, **changes})) is reason


def test_what_nobody_knows_is_not_ticked() -> None:
    assert read(["roster", "everything", "", "ROSTER"]) == {What.ROSTER}
