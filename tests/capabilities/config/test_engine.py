"""A connection that rested may have died meanwhile: it is asked, and nobody sees an error for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection

from madoguchi.config.engine.base import TRUSTED, DatabaseWrapper

pytestmark = pytest.mark.django_db


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
