"""Lines are sealed when they are committed, in whatever order that happens, and once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Event

import pytest
from django.db import connection, transaction

from madoguchi.audit import actions, queries
from madoguchi.audit.actions import SYSTEM
from madoguchi.audit.models import Line, Seal

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def write(what):
    actions.record(verb="test.done", about=("test", what), by=SYSTEM, now=NOW)


def in_thread(pool, act):
    def run():
        try:
            return act()
        finally:
            connection.close()

    return pool.submit(run)


@contextmanager
def slow_transaction(what):
    """Somebody else writes a line and takes their time to commit."""
    written, may_commit = Event(), Event()

    def act():
        with transaction.atomic():
            write(what)
            written.set()
            may_commit.wait(timeout=10)

    with ThreadPoolExecutor(1) as pool:
        done = in_thread(pool, act)
        written.wait(timeout=10)
        yield
        may_commit.set()
        done.result(timeout=10)


def test_a_line_of_a_running_transaction_is_sealed_by_a_later_batch():
    with slow_transaction("slow"):
        write("quick")
        assert actions.seal(now=NOW) == 1
    slow = Line.objects.get(about_ref="slow")
    assert slow.pk < Line.objects.get(about_ref="quick").pk
    assert actions.seal(now=NOW) == 1
    assert Seal.objects.get(number=2).line_ids == [slow.pk]
    assert queries.verify().broken == ""


def test_sealing_by_number_would_have_lost_it():
    """The control: whoever seals "everything above the last sealed number" never sees the slow line."""
    with slow_transaction("slow"):
        write("quick")
        last = Line.objects.order_by("pk").last().pk
    assert not Line.objects.filter(pk__gt=last).exists()
    assert Line.objects.filter(pk__lt=last, about_ref="slow").exists()


def test_two_sealers_do_not_seal_twice():
    for number in range(20):
        write(str(number))
    with ThreadPoolExecutor(4) as pool:
        sealing = [in_thread(pool, lambda: actions.seal(now=NOW)) for _ in range(4)]
        sealed = [each.result(timeout=10) for each in sealing]
    assert sum(sealed) == 20
    assert queries.verify().broken == ""
