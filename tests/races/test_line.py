"""LINE tells the same thing twice at the same moment: it is done once, and by one worker at a time."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from tests.city.line import AOI, NOON, SECRET, post, pressed
from tests.city.people import make_resident
from tests.city.procedures import publish_club
from tests.races.at_once import at_once

from madoguchi.audit.actions import SYSTEM
from madoguchi.line import working
from madoguchi.line.actions import linking
from madoguchi.messaging.models import Conversation, Friend, LineAnswer
from madoguchi.people.actions import tokens

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _channel(settings: Any) -> None:
    settings.LINE_CHANNEL_SECRETS = [SECRET]


def work() -> bool:
    return working.work_next(person=AOI, language="ja", now=NOON)


@pytest.fixture
def without_the_lock(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(working, "_hold", lambda person: None)
    yield


def press_twice() -> list[Any]:
    """Somebody presses a button twice, and two workers take up what waits."""
    publish_club()
    post(pressed("menu"))
    work()
    post(pressed("ask_desk:kosodate", after=1), pressed("ask_desk:kosodate", after=2))
    return [*at_once([work] * 4), work()]


def test_who_asks_twice_waits_once(city: SimpleNamespace) -> None:
    assert press_twice().count(True) == 2
    assert Conversation.objects.count() == 1
    assert LineAnswer.objects.count() == 3


def test_without_the_lock_one_event_is_worked_by_several(
    city: SimpleNamespace, without_the_lock: None
) -> None:
    found = press_twice()
    assert found.count(True) > 2 or any(isinstance(each, Exception) for each in found)


def test_a_token_is_good_in_one_of_the_browsers_that_use_it_at_once() -> None:
    def use(browser: str) -> Any:
        return tokens.spend(token="t", browser=browser, expires_at=NOON, by=SYSTEM, now=NOON)

    found = at_once([lambda name=str(number): use(name) for number in range(4)])
    assert sorted(found) == [False, False, False, True]


def test_one_line_is_linked_to_one_account() -> None:
    def link(resident: Any) -> Any:
        return linking.link(resident=resident, person=AOI, by=SYSTEM, now=NOON)

    residents = [make_resident() for _ in range(4)]
    found = at_once([lambda one=each: link(one) for each in residents])
    assert found.count(None) == 1
    assert Friend.objects.get().resident_ref in {each.reference for each in residents}
