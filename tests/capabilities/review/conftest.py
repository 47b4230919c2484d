"""The officers of the section by their posts: Takuya writes, Yuko is 係長, the 課長 decides."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from tests.capabilities.review.desk import LATER
from tests.city.people import LONG_AGO, make_officer

from madoguchi.audit.actions import SYSTEM
from madoguchi.people.actions import staff
from madoguchi.people.models import Officer, Role


def officer(city: SimpleNamespace, number: str, title: str, role: Role) -> Officer:
    """Somebody of the section with a post of that name."""
    found = make_officer(number)
    staff.appoint(
        officer=found, section=city.kosodate, role=role, title=title, starts_on=LONG_AGO, by=SYSTEM, now=LATER
    )
    return found


@pytest.fixture
def takuya(city: SimpleNamespace) -> Officer:
    return officer(city, "1004", "学童クラブ係 主事", Role.REVIEWER)


@pytest.fixture
def yuko(city: SimpleNamespace) -> Officer:
    return officer(city, "1005", "学童クラブ係長", Role.APPROVER)


@pytest.fixture
def kacho(city: SimpleNamespace) -> Officer:
    return officer(city, "1007", "子育て政策課長", Role.APPROVER)
