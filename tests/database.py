"""The database that tests begin with: migrated once, kept under var/tests, copied at each start.

What is kept is named by what it was made of, so that a new migration or another PostgreSQL makes a new one.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from django.db import connection, transaction

from madoguchi.config import postgres

ROOT: Final = Path(__file__).resolve().parent.parent
KEPT: Final = ROOT / "var" / "tests"
LONG_AGO: Final = 3 * 24 * 60 * 60  # seconds
EMPTY: Final = """
DO $$
DECLARE
  city regclass[] := ARRAY(
    SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
    AND relname <> ALL ('{django_migrations,django_content_type,auth_permission}')
  );
  each regclass;
BEGIN
  SET LOCAL session_replication_role = replica;
  SET LOCAL deadlock_timeout = '1min';  -- whoever still writes in another order gives way
  EXECUTE 'LOCK TABLE ' || array_to_string(city, ', ') || ' IN EXCLUSIVE MODE';
  FOREACH each IN ARRAY city LOOP EXECUTE 'DELETE FROM ' || each; END LOOP;
END $$
"""


def lay_out(var: Path) -> None:
    """Put a database that has all tables, and nothing in them, where a server of `var` finds it."""
    kept = KEPT / _name()
    if not kept.is_dir():
        _make(kept)
    os.utime(kept)
    shutil.copytree(kept, var / "postgres" / "data", symlinks=True)


@contextmanager
def shared(blocker: Any) -> Iterator[None]:
    """Rows written inside are there for all tests of a module; each takes back its own, the end takes all."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def empty() -> None:
    """Take out all rows but those that migrations wrote, after waiting for whoever still writes one.

    Django empties every table by TRUNCATE, which makes a thousand files anew: a second, where this takes
    a hundredth. The triggers that forbid it stand aside for these deletions alone.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(EMPTY)


def _make(kept: Path) -> None:
    """Made aside and renamed, so that half a one never counts; of two who make it at once one is kept."""
    KEPT.mkdir(parents=True, exist_ok=True)
    _forget_old()
    aside = Path(tempfile.mkdtemp(prefix="making-", dir=KEPT))
    home = Path(tempfile.mkdtemp(prefix="mado-"))
    try:
        with postgres.start(home, durable=False) as server:
            _migrate(server)
        shutil.copytree(home / "postgres" / "data", aside / "data", symlinks=True)
        if not kept.exists():
            (aside / "data").rename(kept)
    finally:
        for left in (aside, home):
            shutil.rmtree(left, ignore_errors=True)


def _migrate(server: postgres.Server) -> None:
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"],
        cwd=ROOT,
        env={**os.environ, "MADOGUCHI_DEMO": "1", "MADOGUCHI_DATABASE_URL": server.url},
        check=True,
    )


def _forget_old() -> None:
    for kept in KEPT.iterdir():
        if kept.stat().st_mtime < time.time() - LONG_AGO:
            shutil.rmtree(kept, ignore_errors=True)


def _name() -> str:
    made_of = hashlib.sha256()
    for path in _sources():
        made_of.update(path.name.encode() + path.read_bytes())
    said = subprocess.run([postgres.binaries() / "postgres", "--version"], capture_output=True, check=True)
    made_of.update(said.stdout)
    return made_of.hexdigest()[:16]


def _sources() -> Iterator[Path]:
    yield from sorted((ROOT / "src").glob("madoguchi/*/migrations/*.py"))
    yield from sorted((ROOT / "src").glob("madoguchi/*/migrations/*.sql"))
    yield ROOT / "src" / "madoguchi" / "config" / "settings.py"
    yield ROOT / "requirements" / "run.txt"
