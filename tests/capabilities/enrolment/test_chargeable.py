"""Which months of a place cost money: while it is lived in, by its days, not while it is only offered."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from pytest_django import DjangoAssertNumQueries
from tests.city.enrolments import CLUB, FIRST_DAY, OFFERED, accepted, asked, offered, some_family
from tests.city.households import publish_where

from madoguchi.enrolment.chargeable import list_chargeable
from madoguchi.enrolment.models import Arrangement, Enrolment
from madoguchi.people.models import Resident
from madoguchi.rules.enrolment import State
from madoguchi.rules.fees.month import Span

APRIL, MAY, JUNE = date(2027, 4, 1), date(2027, 5, 1), date(2027, 6, 1)


@pytest.fixture
def version(city: SimpleNamespace) -> int:
    return publish_where(limits={}).pk


def test_aois_child_costs_money_from_april_on(aoi: Resident, version: int) -> None:
    held = accepted(asked(aoi, version))
    (told,) = list_chargeable(APRIL)
    assert (told.kind, told.ref, told.payer) == ("enrolment", str(held.pk), aoi.reference)
    assert told.payer_name == held.application.applicant_name and told.subject == held.child.name
    assert (told.use.place, told.use.grade) == (CLUB, 1)
    assert told.use.enrolled == Span(begins=FIRST_DAY)
    assert not list(list_chargeable(date(2027, 3, 1)))
    assert not list(list_chargeable(date(2028, 4, 1)))


def test_an_offer_nobody_took_costs_nothing(aoi: Resident, version: int) -> None:
    offered(asked(aoi, version))
    assert not list(list_chargeable(APRIL))


@pytest.mark.parametrize("state", [State.GIVEN_UP, State.CANCELLED])
def test_a_place_given_up_before_its_first_day_costs_nothing(
    aoi: Resident, version: int, state: State
) -> None:
    accepted(asked(aoi, version))
    Enrolment.objects.update(state=state)
    assert not list(list_chargeable(APRIL))


def test_who_left_is_charged_for_the_days_until_then(aoi: Resident, version: int) -> None:
    accepted(asked(aoi, version))
    Enrolment.objects.update(state=State.ENDED, leaves_on=date(2027, 5, 11))
    (told,) = list_chargeable(MAY)
    assert told.use.enrolled.ends == date(2027, 5, 10)
    assert not list(list_chargeable(JUNE))


@pytest.mark.parametrize(
    ("pauses_on", "returns_on", "away"),
    [
        (date(2027, 5, 1), date(2027, 6, 1), True),
        (date(2027, 5, 1), None, True),
        (date(2027, 5, 2), date(2027, 6, 1), False),
        (date(2027, 4, 15), date(2027, 5, 31), False),
    ],
)
def test_a_pause_counts_when_it_takes_the_whole_month(
    aoi: Resident, version: int, pauses_on: date, returns_on: date | None, away: bool
) -> None:
    accepted(asked(aoi, version))
    Enrolment.objects.update(state=State.PAUSED, pauses_on=pauses_on, returns_on=returns_on)
    (told,) = list_chargeable(MAY)
    assert told.use.on_leave is away


def test_longer_hours_count_from_the_day_they_were_arranged_for(aoi: Resident, version: int) -> None:
    held = accepted(asked(aoi, version))
    for starts_on, value in (
        (APRIL, "until_1830"),
        (date(2027, 5, 10), ["evening", "morning"]),
        (date(2027, 6, 16), None),
    ):
        Arrangement.objects.create(
            enrolment=held, kind="extension", starts_on=starts_on, value=value, at=OFFERED
        )
    told = {month: next(iter(list_chargeable(month))).use.options for month in (APRIL, MAY, JUNE)}
    assert told[APRIL] == {"until_1830": Span(begins=APRIL)}
    assert told[MAY] == {
        "until_1830": Span(begins=APRIL, ends=date(2027, 5, 9)),
        "evening": Span(begins=date(2027, 5, 10)),
        "morning": Span(begins=date(2027, 5, 10)),
    }
    assert set(told[JUNE]) == {"evening", "morning"}
    assert told[JUNE]["evening"].ends == date(2027, 6, 15)
    assert next(iter(list_chargeable(date(2027, 7, 1)))).use.options == {}


def test_many_families_take_three_queries(
    version: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(3):
        accepted(some_family(version))
    with django_assert_num_queries(3):
        told = list(list_chargeable(APRIL))
    assert len({each.household for each in told}) == 3
