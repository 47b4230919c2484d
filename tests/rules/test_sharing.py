"""A second guardian: invited, taken up once, checked, ended; never where the household is protected."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from madoguchi.rules import sharing
from madoguchi.rules.sharing import Facts, Reason, Standing

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
AGO = NOW - timedelta(days=1)


@pytest.mark.parametrize(
    ("facts", "standing"),
    [
        ({}, Standing.SENT),
        ({"expires_at": NOW}, Standing.EXPIRED),
        ({"accepted_at": AGO}, Standing.ACCEPTED),
        ({"accepted_at": AGO, "expires_at": AGO}, Standing.ACCEPTED),
        ({"accepted_at": AGO, "confirmed_at": AGO}, Standing.IN_FORCE),
        ({"accepted_at": AGO, "confirmed_at": AGO, "ended_at": NOW}, Standing.ENDED),
        ({"ended_at": NOW}, Standing.ENDED),
    ],
)
def test_how_far_an_invitation_has_got(facts: dict[str, Any], standing: Standing) -> None:
    assert sharing.standing(Facts(**{"expires_at": LATER, **facts}), now=NOW) is standing


@pytest.mark.parametrize(
    ("is_protected", "living", "reason"),
    [(False, 0, None), (False, 2, None), (False, 3, Reason.TOO_MANY), (True, 0, Reason.PROTECTED)],
)
def test_inviting(is_protected: bool, living: int, reason: Reason | None) -> None:
    assert sharing.refuse_invite(is_protected=is_protected, living=living) == reason


@pytest.mark.parametrize(
    ("stands", "is_protected", "is_own", "relation", "reason"),
    [
        (Standing.SENT, False, False, "father", None),
        (Standing.SENT, False, False, "", Reason.RELATION_MISSING),
        (Standing.SENT, False, False, "boss", Reason.RELATION_MISSING),
        (Standing.SENT, False, True, "father", Reason.OWN),
        (Standing.SENT, True, False, "father", Reason.OVER),
        (Standing.ACCEPTED, False, False, "father", Reason.OVER),
        (Standing.EXPIRED, False, False, "father", Reason.OVER),
        (Standing.ENDED, False, False, "father", Reason.OVER),
    ],
)
def test_taking_it_up(
    stands: Standing, is_protected: bool, is_own: bool, relation: str, reason: Reason | None
) -> None:
    refused = sharing.refuse_accept(stands, is_protected=is_protected, is_own=is_own, relation=relation)
    assert refused == reason


@pytest.mark.parametrize(
    ("stands", "is_protected", "reason"),
    [
        (Standing.ACCEPTED, False, None),
        (Standing.ACCEPTED, True, Reason.PROTECTED),
        (Standing.SENT, False, Reason.OVER),
        (Standing.IN_FORCE, False, Reason.OVER),
        (Standing.ENDED, False, Reason.OVER),
    ],
)
def test_letting_in(stands: Standing, is_protected: bool, reason: Reason | None) -> None:
    assert sharing.refuse_confirm(stands, is_protected=is_protected) == reason
