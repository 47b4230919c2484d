"""Families who change club at the same moment: no seat is given twice, and nobody is left with none."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db.models import QuerySet
from tests.city.enrolments import CLUB, MAY, OTHER, SPRING, accepted, seats, some_family
from tests.city.households import publish_where
from tests.races.at_once import at_once, meeting

from madoguchi.audit.actions import SYSTEM
from madoguchi.enrolment.actions import attending, moving
from madoguchi.enrolment.keeping import CannotChangePlace
from madoguchi.enrolment.models import Enrolment
from madoguchi.rules import enrolment as rules
from madoguchi.rules.enrolment import LIVING

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def version(city: SimpleNamespace) -> int:
    return publish_where(limits={}).pk


def living(version: int, place: str) -> Enrolment:
    """A family that has lived in a place since April."""
    held = accepted(some_family(version), place=place)
    return attending.begin(enrolment_id=held.pk, by=SYSTEM, now=SPRING)


def moves(held: Enrolment, to: str) -> Callable[[], Any]:
    day = MAY.date().replace(month=6, day=1)
    return lambda: moving.move(
        enrolment_id=held.pk, place=to, starts_on=day, application=held.application, by=SYSTEM, now=MAY
    )


def there(place: str) -> list[Enrolment]:
    """Who is to be there in June."""
    return list(Enrolment.objects.filter(place=place, state__in=LIVING, leaves_on=None))


@pytest.mark.parametrize(("each_has", "pass_through"), [(2, True), (1, False)])
def test_two_families_change_places_or_both_stay(version: int, each_has: int, pass_through: bool) -> None:
    seats(each_has)
    seats(each_has, OTHER)
    one, other = living(version, CLUB), living(version, OTHER)
    outcomes = at_once([moves(one, OTHER), moves(other, CLUB)])
    assert [isinstance(each, Enrolment) for each in outcomes] == [pass_through] * 2
    assert pass_through or all(isinstance(each, CannotChangePlace) for each in outcomes)
    (at_club,), (at_other,) = there(CLUB), there(OTHER)
    assert {at_club.child_id, at_other.child_id} == {one.child_id, other.child_id}
    assert (at_club.child_id == other.child_id) is pass_through


def test_the_last_seat_goes_to_one_and_the_other_keeps_what_it_has(version: int) -> None:
    seats(1, OTHER)
    both = [living(version, CLUB), living(version, CLUB)]
    outcomes = at_once([moves(each, OTHER) for each in both])
    assert sum(isinstance(each, CannotChangePlace) for each in outcomes) == 1
    assert len(there(OTHER)) == len(there(CLUB)) == 1


def test_control_without_a_lock_the_last_seat_is_given_twice(
    version: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    seats(1, OTHER)
    both = [living(version, CLUB), living(version, CLUB)]
    meet, refuse = meeting(2), rules.refuse_move

    def after_both_have_read(*given: Any, **more: Any) -> Any:
        meet()
        return refuse(*given, **more)

    monkeypatch.setattr(rules, "refuse_move", after_both_have_read)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_: self.all())
    at_once([moves(each, OTHER) for each in both])
    assert len(there(OTHER)) == 2
