"""Two officers let the same broadcast go, or one calls it back while the worker begins: one of them wins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError
from tests.city.broadcasts import a_desk, a_draft, settle
from tests.city.people import NOW, acting, make_resident
from tests.races.at_once import at_once, meeting

from madoguchi.audit.actions import SYSTEM
from madoguchi.audit.models import Line
from madoguchi.messaging.models import OutgoingMessage
from madoguchi.outreach.actions import broadcasts, waves
from madoguchi.outreach.actions.broadcasts import CannotRelease
from madoguchi.outreach.models import Broadcast, Recipient, Wave
from madoguchi.people.models import Officer
from madoguchi.rules import broadcasting as rules
from madoguchi.rules.broadcasting import Refusal, State

pytestmark = pytest.mark.django_db(transaction=True)
SOON = NOW + timedelta(minutes=1)


@pytest.fixture
def desk() -> SimpleNamespace:
    """Chika, Makoto and Yu, and three residents."""
    found = a_desk()
    for _ in range(3):
        make_resident()
    settle()
    return found


def proposed(desk: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> Broadcast:
    """So many people that somebody else has to let it go."""
    monkeypatch.setattr(rules, "MOST_ALONE", 1)
    row = a_draft(desk.chika, None)
    releasing(row, desk.chika)()
    return row


def releasing(row: Broadcast, by: Officer) -> Callable[[], Broadcast]:
    return lambda: broadcasts.release(
        broadcast=row.pk, officer=by, seen=1, is_all_meant=True, by=acting(by), now=NOW
    )


def approving(row: Broadcast, by: Officer) -> Callable[[], Broadcast]:
    return lambda: broadcasts.approve(broadcast=row.pk, officer=by, seen=1, by=acting(by), now=NOW)


def refusals(outcomes: list[Any]) -> list[Refusal]:
    return [each.refusal for each in outcomes if isinstance(each, CannotRelease)]


def test_two_let_it_go_at_once_and_it_goes_once(
    desk: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = proposed(desk, monkeypatch)
    outcomes = at_once([approving(row, desk.makoto), approving(row, desk.yu)])
    assert refusals(outcomes) == [Refusal.MOVED_ON]
    assert (Recipient.objects.count(), Wave.objects.count()) == (3, 1)
    assert Line.objects.filter(verb="broadcast.released").count() == 1


def test_without_the_lock_only_a_constraint_would_stop_the_second(
    desk: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, both = proposed(desk, monkeypatch), meeting(2)

    def unlocked(broadcast: Any) -> Broadcast:
        found = Broadcast.objects.select_related("segment").get(pk=broadcast)
        both()
        return found

    monkeypatch.setattr(broadcasts, "_lock", unlocked)
    outcomes = at_once([approving(row, desk.makoto), approving(row, desk.yu)])
    [second] = [each for each in outcomes if isinstance(each, Exception)]
    assert isinstance(second, IntegrityError | OperationalError)


def test_a_double_press_lets_it_go_once(desk: SimpleNamespace) -> None:
    row = a_draft(desk.chika, None)
    outcomes = at_once([releasing(row, desk.chika)] * 2)
    assert refusals(outcomes) == [Refusal.MOVED_ON]
    assert Recipient.objects.count() == 3


@pytest.mark.parametrize("attempt", range(3))
def test_it_is_called_back_or_told_but_never_both(desk: SimpleNamespace, attempt: int) -> None:
    row = releasing(a_draft(desk.chika, None), desk.chika)()
    wave = row.waves.get().pk

    def call_back() -> None:
        broadcasts.call_back(broadcast=row.pk, by=SYSTEM, now=SOON - timedelta(microseconds=1))

    outcomes = at_once([call_back, lambda: waves.begin(wave=wave, now=SOON)])
    row.refresh_from_db()
    told = Recipient.objects.filter(told_at__isnull=False).count()
    if refusals(outcomes):
        assert (row.state, told, outcomes[1]) == (State.RELEASED, 3, True)
    else:
        assert (row.state, told, Recipient.objects.count()) == (State.DRAFT, 0, 0)


def test_it_is_stopped_or_told_but_no_mail_slips_through(desk: SimpleNamespace) -> None:
    row = releasing(a_draft(desk.chika, None), desk.chika)()
    wave = row.waves.get().pk

    def stop() -> None:
        broadcasts.stop(broadcast=row.pk, officer=desk.chika, by=SYSTEM, now=SOON)

    at_once([stop, lambda: waves.begin(wave=wave, now=SOON)])
    assert not OutgoingMessage.objects.filter(status="queued").exists()
    assert Broadcast.objects.get().stopped_at == SOON
