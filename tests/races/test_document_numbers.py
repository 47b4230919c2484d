"""Several officers decide at once: every letter has its own number, and nothing is decided twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection
from tests.capabilities.applications.test_filing import filed
from tests.capabilities.review.desk import LATER, seat
from tests.city.procedures import publish_club

from madoguchi.applications.actions.progress import CannotMove
from madoguchi.applications.models import Application
from madoguchi.base import counters
from madoguchi.base.models import Counter
from madoguchi.people.models import Officer, Resident
from madoguchi.review.actions import deciding
from madoguchi.review.models import Letter

pytestmark = pytest.mark.django_db(transaction=True)

OFFICERS = 4


@pytest.fixture
def waiting(city: SimpleNamespace, aoi: Resident) -> list[Application]:
    """As many applications as there are officers."""
    version = publish_club(limits={}).pk
    return [filed(aoi, version) for _ in range(OFFICERS)]


def at_once(*work: Callable[[], object]) -> list[BaseException]:
    """Each piece of work on a thread and a connection of its own; what was refused."""
    barrier = threading.Barrier(len(work))
    refused: list[BaseException] = []

    def one(do: Callable[[], object]) -> None:
        connection.ensure_connection()
        barrier.wait()
        try:
            do()
        except (CannotMove, IntegrityError) as cannot:
            refused.append(cannot)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=[do]) for do in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def deciding_on(application: Application, officer: Officer) -> Callable[[], object]:
    by = seat(officer, application)
    return lambda: deciding.decide(application=application, outcome="approved", reason="", by=by, now=LATER)


def numbers() -> list[str]:
    return sorted(Letter.objects.values_list("document_number", flat=True))


def test_each_letter_has_its_own_number(waiting: list[Application], chika: Officer) -> None:
    assert at_once(*(deciding_on(each, chika) for each in waiting)) == []
    assert numbers() == [f"8ひ子育第{serial}号" for serial in range(1, OFFICERS + 1)]


def test_control_reading_the_counter_before_writing_it_gives_a_number_twice(
    waiting: list[Application], chika: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    all_have_read = threading.Barrier(OFFICERS)

    def read_then_write(key: str) -> int:
        counter = Counter.objects.filter(key=key).first()
        all_have_read.wait()
        value = (counter.value if counter else 0) + 1
        Counter.objects.update_or_create(key=key, defaults={"value": value})
        return value

    monkeypatch.setattr(counters, "take", read_then_write)
    refused = at_once(*(deciding_on(each, chika) for each in waiting))
    assert len(refused) == OFFICERS - 1, "the database itself refuses a number given twice"


def test_one_application_is_decided_once(waiting: list[Application], chika: Officer) -> None:
    refused = at_once(*(deciding_on(waiting[0], chika) for _ in range(OFFICERS)))
    assert len(refused) == OFFICERS - 1 and all(isinstance(each, CannotMove) for each in refused)
    assert numbers() == ["8ひ子育第1号"]
