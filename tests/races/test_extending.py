"""Two officers move the same closing at the same moment: one promise is made, the others are told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError
from django.db.models import QuerySet
from tests.city.extensions import PERIOD, PROMISED, extend
from tests.city.procedures import publish_club
from tests.races.at_once import at_once, meeting

from madoguchi.procedures.actions import CannotExtend
from madoguchi.procedures.models import Extension, Procedure
from madoguchi.rules import extending

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 6


def promising(hours: int) -> Callable[[], Extension]:
    return lambda: extend(closes_at=PROMISED + timedelta(hours=hours))


def test_officers_at_once_make_one_promise(city: SimpleNamespace) -> None:
    publish_club(period=PERIOD)
    outcomes = at_once([promising(hours) for hours in range(AT_ONCE)])
    assert sum(isinstance(each, Extension) for each in outcomes) == 1
    assert sum(isinstance(each, CannotExtend) for each in outcomes) == AT_ONCE - 1
    assert Procedure.objects.get().extension == Extension.objects.get()


def test_control_without_the_lock_all_believe_they_may_and_only_the_table_keeps_it_one(
    city: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    meet, refuse = meeting(2), extending.refuse

    def after_both_have_read(facts: Any) -> Any:
        meet()
        return refuse(facts)

    publish_club(period=PERIOD)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda found, **_: found)
    monkeypatch.setattr(extending, "refuse", after_both_have_read)
    outcomes = at_once([promising(0), promising(1)])
    assert not any(isinstance(each, CannotExtend) for each in outcomes)
    assert sum(isinstance(each, IntegrityError) for each in outcomes) == 1
    assert Extension.objects.count() == 1
