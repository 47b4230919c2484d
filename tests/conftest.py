"""What every test stands on: a PostgreSQL of its own, started once and thrown away at the end."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from django.test import TransactionTestCase
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
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """Tests of several connections cannot take their rows back: they leave an empty city behind."""
    with patch.object(TransactionTestCase, "_fixture_teardown", lambda _: database.empty()):
        yield
    gc.collect()  # the connection of a thread that ended in an error goes with its traceback


def pytest_collection_finish() -> None:
    """What was collected stays to the end: the search for garbage need not look at it, nor so often."""
    gc.freeze()
    gc.set_threshold(10_000)


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
