"""Two officers charge the same month, or make its file: everybody once, whoever comes first."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError
from django.db.models import QuerySet
from tests.capabilities.payments.families import charge, families, in_force
from tests.city.people import NOW, acting, make_officer, make_resident
from tests.races.at_once import at_once, meeting

from madoguchi.payments import queries
from madoguchi.payments.actions import charging, filing
from madoguchi.payments.models import Charge, ChargeFile, ChargeRun
from madoguchi.payments.sources import Chargeable
from madoguchi.people.models import Officer

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 6


@pytest.fixture
def them() -> list[Chargeable]:
    """Three children."""
    in_force()
    return families(make_resident(), make_resident())


@pytest.fixture
def officer(city: SimpleNamespace) -> Officer:
    """An officer of the section for children."""
    return make_officer(section=city.kosodate)


def filing_of(run: ChargeRun, officer: Officer) -> Callable[[], Any]:
    given = {"count": 3, "total": 11_250, "officer": officer, "by": acting(officer), "now": NOW}
    return lambda: filing.produce_file(run=run, **given)


def test_everybody_is_charged_once(them: list[Chargeable]) -> None:
    outcomes = at_once([lambda: charge(them)] * AT_ONCE)
    assert not any(isinstance(each, Exception) for each in outcomes)
    assert Charge.objects.count() == 3


def test_control_without_a_lock_only_the_constraint_is_left(
    them: list[Chargeable], monkeypatch: pytest.MonkeyPatch
) -> None:
    meet, work_out = meeting(2), charging._worked_out

    def after_both_have_read(*given: Any) -> Any:
        meet()
        return work_out(*given)

    monkeypatch.setattr(QuerySet, "select_for_update", lambda found, **_: found)
    monkeypatch.setattr(charging, "_worked_out", after_both_have_read)
    outcomes = at_once([lambda: charge(them)] * 2)
    assert sum(isinstance(each, IntegrityError) for each in outcomes) == 1
    assert Charge.objects.count() == 3


def test_one_file_is_made(them: list[Chargeable], officer: Officer) -> None:
    run = charge(them)
    outcomes = at_once([filing_of(run, officer)] * AT_ONCE)
    assert sum(isinstance(each, filing.CannotFile) for each in outcomes) == AT_ONCE - 1
    assert ChargeFile.objects.count() == 1


def test_control_without_a_lock_both_would_hand_over_everybody(
    them: list[Chargeable], officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, meet, refused = charge(them), meeting(2), filing._refused

    def after_both_have_read(*given: Any) -> Any:
        meet()
        return refused(*given)

    monkeypatch.setattr(QuerySet, "select_for_update", lambda found, **_: found)
    monkeypatch.setattr(filing, "_refused", after_both_have_read)
    outcomes = at_once([filing_of(run, officer)] * 2)
    assert not any(isinstance(each, filing.CannotFile) for each in outcomes)
    assert queries.list_files(run)
