"""A connection that rested may have died meanwhile: it is asked, and nobody sees an error for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

import pytest
from django.db import DataError, OperationalError, connection
from psycopg import postgres
from psycopg.pq import Format

from madoguchi.config.engine.base import MOST_KEPT, TRUSTED, DatabaseWrapper, Instants

pytestmark = pytest.mark.django_db

TIMESTAMPTZ: Final = postgres.types["timestamptz"].oid


@pytest.fixture
def line() -> Iterator[DatabaseWrapper]:
    """A connection of its own, between two requests, as in production."""
    copy = connection.copy()
    copy.settings_dict = {**copy.settings_dict, "CONN_HEALTH_CHECKS": True, "CONN_MAX_AGE": None}
    _server_process(copy)
    copy.close_if_unusable_or_obsolete()
    yield copy
    copy.close()


def _server_process(line: DatabaseWrapper) -> int:
    with line.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _end(line: DatabaseWrapper) -> int:
    process = line.connection.info.backend_pid
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [process])
    return int(process)


def test_a_connection_that_rested_is_opened_anew_when_it_died(line: DatabaseWrapper) -> None:
    ended = _end(line)
    line.used_at -= 2 * TRUSTED
    assert _server_process(line) != ended


def test_one_that_was_used_a_moment_ago_is_not_asked_and_the_next_request_goes_on(
    line: DatabaseWrapper,
) -> None:
    _end(line)
    with pytest.raises(OperationalError):
        _server_process(line)
    line.close_if_unusable_or_obsolete()
    assert _server_process(line)


def test_a_commit_that_took_long_is_followed_by_no_question(line: DatabaseWrapper) -> None:
    line.set_autocommit(False)
    kept = _server_process(line)
    line.commit()
    line.used_at -= 2 * TRUSTED  # the disk was slow

    line.set_autocommit(True)

    assert _server_process(line) == kept


@pytest.mark.parametrize(
    "written", ["2026-11-29 11:20:03.844404+00", "2026-01-01 00:00:00+00", "0001-01-01 00:00:00+00"]
)
def test_instants_are_read_as_django_reads_them(written: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz", [written])
        assert cursor.fetchone()[0] == datetime.fromisoformat(written)
        assert cursor.connection.adapters.get_loader(TIMESTAMPTZ, Format.TEXT) is Instants


def test_an_instant_that_python_has_no_words_for_is_refused_not_misread() -> None:
    with connection.cursor() as cursor, pytest.raises(DataError):
        cursor.execute("SELECT 'infinity'::timestamptz")
        cursor.fetchone()


def test_a_statement_keeps_its_cursor_as_long_as_the_connection_lives(line: DatabaseWrapper) -> None:
    def ask() -> tuple[object, int]:
        cursor = line.cursor_for("SELECT pg_backend_pid()")
        cursor.execute("SELECT pg_backend_pid()", [])
        return cursor.cursor, int(cursor.fetchone()[0])

    first, process = ask()
    assert ask() == (first, process)

    _end(line)
    line.used_at -= 2 * TRUSTED
    second, other = ask()
    assert (second is first, other == process) == (False, False)


def test_cursors_are_kept_for_so_many_statements_and_no_more(line: DatabaseWrapper) -> None:
    for number in range(MOST_KEPT + 1):
        line.cursor_for(f"SELECT {number}")
    assert list(line.kept) == [f"SELECT {MOST_KEPT}"]
