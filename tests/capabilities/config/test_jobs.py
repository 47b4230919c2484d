"""Promised work: kept with its transaction, done by the worker, announced as a sign of life."""

from __future__ import annotations

from datetime import timedelta

import procrastinate
import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from madoguchi.base import clock, jobs
from madoguchi.base.models import Attempt, Heartbeat
from madoguchi.config import periodic
from madoguchi.config.jobs import heartbeat, tidy

pytestmark = pytest.mark.django_db


class ChangedMind(Exception):
    """Something later in the transaction went wrong."""


def promised() -> list[str]:
    return list(ProcrastinateJob.objects.order_by("id").values_list("task_name", flat=True))


def test_a_promise_is_forgotten_with_its_transaction() -> None:
    with pytest.raises(ChangedMind), transaction.atomic():
        jobs.defer("config.heartbeat")
        assert promised() == ["config.heartbeat"]
        raise ChangedMind

    assert promised() == []


@pytest.mark.django_db(transaction=True)
def test_a_promise_made_inside_the_worker_is_forgotten_too() -> None:
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    with app.replace_connector(connector), pytest.raises(ChangedMind), transaction.atomic():
        jobs.defer("config.heartbeat")
        raise ChangedMind

    assert promised() == []


def test_a_second_promise_under_one_key_is_dropped_and_the_rest_goes_on() -> None:
    with transaction.atomic():
        jobs.defer("config.heartbeat", key="once")
        jobs.defer("config.heartbeat", key="once")
        jobs.defer("config.heartbeat")

    assert len(promised()) == 2


def test_the_arguments_reach_the_job() -> None:
    jobs.defer("config.heartbeat", lane="slow", reference="0826-004217-3")

    job = ProcrastinateJob.objects.get()
    assert (job.queue_name, job.args) == ("slow", {"reference": "0826-004217-3"})


def test_a_worker_says_that_it_lives_and_forgets_those_long_gone() -> None:
    Heartbeat.objects.create(worker="taken-away", seen_at=clock.now() - timedelta(days=2))

    heartbeat()

    assert Heartbeat.objects.get().seen_at > clock.now() - timedelta(seconds=5)


def test_what_nothing_looks_at_any_more_is_tidied_away() -> None:
    now = clock.now()
    for age in (timedelta(), timedelta(days=3)):
        Attempt.objects.create(key="tried", window_starts_at=now - age)

    tidy()

    assert Attempt.objects.get().window_starts_at == now


def test_everything_on_the_round_is_a_job_that_exists() -> None:
    rounds = {task for task, _ in app.periodic_registry.periodic_tasks}

    assert rounds == set(periodic.ROUND)
    assert rounds <= set(app.tasks)


def test_a_round_of_an_unknown_job_stops_the_start() -> None:
    with pytest.raises(KeyError):
        periodic.register(procrastinate.App(connector=app.connector))


def test_the_jobs_of_dead_workers_are_tidied_away_and_no_others() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        (alive,) = cursor.fetchone()
        cursor.executemany(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, worker_id)"
            " VALUES ('default', %s, %s, %s)",
            [("left", "doing", None), ("in hand", "doing", alive), ("waits", "todo", None)],
        )
    tidy()
    assert promised() == ["in hand", "waits"]
