"""A club signs while the section changes its seats: nobody has ever signed what they did not see."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db.models import QuerySet
from tests.capabilities.selection.test_seats import CLUB, said
from tests.capabilities.selection.town import opened
from tests.city.households import publish_where
from tests.city.people import NOW, make_officer
from tests.races.at_once import at_once, meeting

from madoguchi.audit.actions import Actor
from madoguchi.people.models import Officer, Role
from madoguchi.rules.seating import CannotSeat, Line, refuse_signature
from madoguchi.selection.actions import seats as actions
from madoguchi.selection.actions.seats import Signer
from madoguchi.selection.models import Round, Seats

pytestmark = pytest.mark.django_db(transaction=True)

SIGNER = Signer(kind=Seats.Signer.MEMBER, ref="emi", name="濵田 恵美")


@pytest.fixture
def officer(city: SimpleNamespace) -> Officer:
    """Who proposes seats."""
    return make_officer(section=city.kosodate, role=Role.APPROVER)


@pytest.fixture
def round(officer: Officer) -> Round:
    """A round in which a club is asked to sign forty seats."""
    publish_where()
    made = opened(officer)
    said(made, officer, wakamugi_club=Line(capacity=40))
    return made


def sign(seats: Seats) -> Any:
    return actions.sign_seats(seats=seats, seen="40/0/", signer=SIGNER, by=acting_member(), now=NOW)


def acting_member() -> Actor:
    return Actor(kind="member", ref="emi")


def both(round: Round, officer: Officer) -> list[Callable[[], Any]]:
    row = Seats.objects.get(place=CLUB)
    return [lambda: sign(row), lambda: said(round, officer, wakamugi_club=Line(capacity=30))]


def test_what_is_signed_is_what_was_seen(round: Round, officer: Officer) -> None:
    signed, _ = at_once(both(round, officer))
    row = Seats.objects.get(place=CLUB)
    assert row.capacity == 30
    assert not row.is_signed
    assert isinstance(signed, CannotSeat | Seats)  # refused when it came second, taken away when first


def test_control_without_a_lock_forty_are_seen_and_thirty_are_signed(
    round: Round, officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    meet, changed = meeting(2), meeting(2)

    def after_it_was_read(*given: Any, **named: Any) -> Any:
        meet()
        changed()
        return refuse_signature(*given, **named)

    def change() -> None:
        meet()
        said(round, officer, wakamugi_club=Line(capacity=30))
        changed()

    monkeypatch.setattr(QuerySet, "select_for_update", lambda found, **_: found)
    monkeypatch.setattr("madoguchi.selection.actions.seats.refuse_signature", after_it_was_read)
    row = Seats.objects.get(place=CLUB)
    at_once([lambda: sign(row), change])
    row.refresh_from_db()
    assert (row.capacity, row.is_signed) == (30, True)
