"""LINE tells the same thing twice at the same moment: it is done once, and by one worker at a time."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError
from django.db.models import QuerySet
from tests.city.line import AOI, NOON, SECRET, post, pressed
from tests.city.people import make_resident
from tests.city.procedures import publish_club
from tests.races.at_once import at_once, meeting

from madoguchi.applications.actions import drafts
from madoguchi.applications.models import Draft
from madoguchi.audit.actions import SYSTEM
from madoguchi.audit.models import Line
from madoguchi.line import working
from madoguchi.line.actions import joining, linking
from madoguchi.line.actions.joining import CannotJoin
from madoguchi.messaging.models import Conversation, Friend, LineAnswer
from madoguchi.people.actions import tokens
from madoguchi.people.models import Resident
from madoguchi.rules import joining as rules

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


def join_at_once(count: int) -> list[Any]:
    """Somebody presses the button in several tabs."""
    linking.begin_with_line(person=AOI, language="ja", now=NOON)
    mine = make_resident()
    return at_once([lambda: joining.join(resident=mine, person=AOI, by=SYSTEM, now=NOON)] * count)


def count_joined() -> int:
    return Line.objects.filter(verb="resident.joined").count()


def test_two_accounts_become_one_once() -> None:
    found = join_at_once(4)
    assert found.count(None) == count_joined() == 1
    assert sum(isinstance(each, CannotJoin) for each in found) == 3
    assert Friend.objects.get().resident_ref == Resident.objects.get().reference


def test_without_the_lock_two_become_one_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    met, decide = meeting(2), rules.refuse
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_: rows)
    monkeypatch.setattr(rules, "refuse", lambda *sides: met() and None or decide(*sides))
    join_at_once(2)
    assert count_joined() == 2


def test_what_is_begun_meanwhile_is_not_left_behind(city: SimpleNamespace) -> None:
    """It comes along, or is refused by the database; never does it stay with an account that is no more."""
    theirs = linking.begin_with_line(person=AOI, language="ja", now=NOON).resident
    mine, version = make_resident(), publish_club().pk

    def begin() -> Any:
        return drafts.begin(version_id=version, resident=theirs, language="ja", by=SYSTEM, now=NOON)

    join = [lambda: joining.join(resident=mine, person=AOI, by=SYSTEM, now=NOON)]
    joined, *begun = at_once([*join, *[begin] * 3])
    kept = Draft.objects.filter(resident=mine).count()
    assert joined is None and kept == Draft.objects.count()
    assert kept + sum(isinstance(each, IntegrityError) for each in begun) == 3
