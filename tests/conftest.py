"""What every test stands on: a PostgreSQL of its own, started once and thrown away at the end."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from tests import database

from madoguchi.config import postgres

pytest_plugins = ("tests.city.people", "tests.line")

BROWSERS = ("chromium", "chromium-browser", "google-chrome")

_server = pytest.StashKey[postgres.Server]()


def pytest_configure(config: pytest.Config) -> None:
    """Start the server in the process that leads; the others of a parallel run find it running."""
    if hasattr(config, "workerinput"):
        return
    if not os.environ.get("MADOGUCHI_DATABASE_URL"):
        database.lay_out(_var())
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


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Without a browser its tests are skipped; where everything must be proved, they fail."""
    if item.get_closest_marker("browser") and not any(map(shutil.which, BROWSERS)):
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("no Chromium on this machine")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A skip that nobody reads proves nothing, so it is said aloud."""
    skipped = [
        report for report in terminalreporter.getreports("skipped") if "no Chromium" in str(report.longrepr)
    ]
    if skipped:
        terminalreporter.section("NO CHROMIUM", red=True)
        terminalreporter.line(
            f"{len(skipped)} browser tests were skipped. Install chromium and fonts-noto-cjk."
        )


def _var() -> Path:
    return Path(os.environ["MADOGUCHI_TEST_VAR"])
