"""What every test stands on: a PostgreSQL of its own, started once and thrown away at the end."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

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


def _var() -> Path:
    return Path(os.environ["MADOGUCHI_TEST_VAR"])
