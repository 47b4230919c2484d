"""Places outside the order: for a reason, while there is a seat, and never approved by who noted them."""

from __future__ import annotations

from typing import Any

import pytest

from madoguchi.rules.pre_assigning import Reason, refuse_approval, refuse_note

NOTED: dict[str, Any] = {
    "is_in_round": True,
    "capacity": 2,
    "taken": 1,
    "reason": "災害",
    "is_preparing": True,
}
APPROVED: dict[str, Any] = {"is_own": False, "is_approved": False, "is_preparing": True, "is_as_seen": True}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, None),
        ({"is_preparing": False}, Reason.NOT_PREPARING),
        ({"is_in_round": False}, Reason.NOT_IN_ROUND),
        ({"capacity": None}, Reason.NO_SUCH_PLACE),
        ({"taken": 2}, Reason.NO_SEAT_LEFT),
        ({"capacity": 0, "taken": 0}, Reason.NO_SEAT_LEFT),
        ({"reason": " "}, Reason.REASON_MISSING),
        ({"reason": "長" * 501}, Reason.REASON_TOO_LONG),
    ],
)
def test_what_may_be_noted(changes: dict[str, Any], reason: Reason | None) -> None:
    assert refuse_note(**{**NOTED, **changes}) == reason


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, None),
        ({"is_preparing": False}, Reason.NOT_PREPARING),
        ({"is_approved": True}, Reason.ALREADY_APPROVED),
        ({"is_own": True}, Reason.SAME_PERSON),
        ({"is_as_seen": False}, Reason.CHANGED),
    ],
)
def test_what_may_be_approved(changes: dict[str, Any], reason: Reason | None) -> None:
    assert refuse_approval(**{**APPROVED, **changes}) == reason
