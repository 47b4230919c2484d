"""Many officers change one draft at the same moment: no change is lost."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db.models import QuerySet
from tests.city.people import NOW
from tests.city.procedures import publish_club
from tests.races.at_once import at_once, meeting

from madoguchi.audit.actions import SYSTEM
from madoguchi.procedures.models import Procedure
from madoguchi.procedures.queries import parsed
from madoguchi.rules import editing
from madoguchi.rules.editing import Add, newborn
from madoguchi.studio.actions.editing import Edited, edit

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 5


def adding(number: int, seen: str) -> Callable[[], Any]:
    operation = Add("steps[home_step].questions", newborn.question("text", f"text_{number}"))
    return lambda: edit(slug="club", operation=operation, seen=seen, by=SYSTEM, now=NOW)


def kept() -> int:
    text = Procedure.objects.get().draft_text
    return sum(each.id.startswith("text_") for each in parsed(text).questions())


def test_all_changes_stand(city: SimpleNamespace) -> None:
    seen = publish_club().sha256
    outcomes = at_once([adding(number, seen) for number in range(AT_ONCE)])
    assert all(isinstance(each, Edited) for each in outcomes), outcomes
    assert kept() == AT_ONCE


def test_control_without_the_lock_one_is_lost(city: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = publish_club().sha256
    meet, change = meeting(2), editing.change

    def after_both_have_read(*given: Any) -> Any:
        meet()
        return change(*given)

    monkeypatch.setattr(QuerySet, "select_for_update", lambda found, **_: found)
    monkeypatch.setattr(editing, "change", after_both_have_read)
    at_once([adding(number, seen) for number in range(2)])
    assert kept() == 1
