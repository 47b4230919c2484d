"""What the machines that watch over us are told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from madoguchi.base import clock
from madoguchi.base.models import Heartbeat

pytestmark = pytest.mark.django_db


def test_a_process_that_answers_is_alive(client: Client) -> None:
    assert client.get("/healthz").content == b"ok"


def test_all_is_well_with_database_tables_and_worker(client: Client) -> None:
    Heartbeat.objects.create(worker="here", seen_at=clock.now())

    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (
        200,
        {"database": True, "migrations": True, "worker": True},
    )


def test_a_silent_worker_is_noticed(client: Client) -> None:
    Heartbeat.objects.create(worker="here", seen_at=clock.now() - timedelta(seconds=61))

    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["worker"]) == (503, False)


def test_a_missing_migration_is_noticed(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'base'")

    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["migrations"]) == (503, False)


def test_it_answers_whichever_entrance_is_open(client: Client, settings: Settings) -> None:
    settings.ENTRANCES = frozenset({"desk"})

    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503
