"""What a test of several connections wrote is taken out before the next one looks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Barrier

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, OperationalError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from tests import database
from tests.city.people import make_resident, make_section
from tests.city.procedures import publish_club
from tests.races.at_once import PATIENCE, at_once, until_somebody_waits

from madoguchi.audit.models import Line
from madoguchi.base import jobs
from madoguchi.base.models import Counter
from madoguchi.people.models import Account, Section
from madoguchi.procedures.models import ProcedureVersion

pytestmark = pytest.mark.django_db(transaction=True)


def count_one() -> Counter:
    return Counter.objects.create(key="a", value=1)


def test_everything_goes_but_what_migrations_wrote() -> None:
    make_section()
    make_resident()
    publish_club()
    jobs.defer("config.heartbeat")
    kinds = ContentType.objects.count()

    database.empty()
    for model in (Line, Account, Section, ProcedureVersion, ProcrastinateJob):
        assert not model.objects.exists()  # type: ignore[attr-defined]
    assert ContentType.objects.count() == kinds > 0


def test_afterwards_the_record_can_be_changed_as_little_as_before() -> None:
    database.empty()
    make_section()
    with pytest.raises(DatabaseError, match="the record never changes"):
        connection.cursor().execute("DELETE FROM audit_line")


def test_whoever_still_writes_is_waited_for() -> None:
    """A request that the browser no longer waits for leaves nothing to the next test."""
    begun = Barrier(2)

    @transaction.atomic
    def write() -> None:
        make_section()
        begun.wait(PATIENCE)
        until_somebody_waits()

    def empty() -> None:
        begun.wait(PATIENCE)
        database.empty()

    assert at_once([write, empty]) == [None, None]
    assert not Section.objects.exists()


@pytest.mark.parametrize("order", [(make_section, count_one), (count_one, make_section)])
def test_whoever_writes_in_another_order_gives_way(order: Sequence[Callable[[], object]]) -> None:
    begun = Barrier(2)
    first, second = order

    @transaction.atomic
    def write() -> None:
        first()
        begun.wait(PATIENCE)
        until_somebody_waits()
        second()

    def empty() -> None:
        begun.wait(PATIENCE)
        database.empty()

    written, emptied = at_once([write, empty])
    assert emptied is None and (written is None or isinstance(written, OperationalError))
    assert not Section.objects.exists() and not Counter.objects.exists()
