"""What every test stands on: a PostgreSQL of its own, started once and thrown away at the end."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from madoguchi.config import catalogues, postgres

pytest_plugins = ("tests.city.people",)

_server = pytest.StashKey[postgres.Server]()


def pytest_configure(config: pytest.Config) -> None:
    """Start the server in the process that leads; the others of a parallel run find it running."""
    if hasattr(config, "workerinput"):
        return
    catalogues.compile_all()
    if not os.environ.get("MADOGUCHI_DATABASE_URL"):
        config.stash[_server] = postgres.start(_var(), durable=False)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    if hasattr(config, "workerinput"):
        return
    if server := config.stash.get(_server, None):
        server.stop()
    shutil.rmtree(_var(), ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Tests of several connections empty the tables afterwards: the triggers that forbid it stand aside.

    A test of such a trigger first puts it back with `ALTER TABLE … ENABLE TRIGGER …`, inside its transaction.
    """
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('ALTER TABLE %s DISABLE TRIGGER %I', tgrelid::regclass, tgname)"
            " FROM pg_trigger WHERE NOT tgisinternal AND tgtype & 32 <> 0"
        )
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)


def _var() -> Path:
    return Path(os.environ["MADOGUCHI_TEST_VAR"])
