"""Whether this process is alive, and whether all that it needs is well."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from madoguchi.base import clock
from madoguchi.base.models import Heartbeat
from madoguchi.people.guards import anyone

WORKER_IS_SILENT_AFTER: Final = timedelta(seconds=60)


@require_safe
@never_cache
@anyone
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@never_cache
@anyone
def ready(request: HttpRequest) -> HttpResponse:
    """Database, tables and worker, each well or not; 503 unless all are."""
    now = clock.now()
    found = {name: _is_well(check, now) for name, check in _CHECKS.items()}
    return JsonResponse(found, status=200 if all(found.values()) else 503)


def _is_well(check: Callable[[datetime], bool], now: datetime) -> bool:
    try:
        return check(now)
    except DatabaseError:
        return False


def _has_database(now: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


def _has_tables(now: datetime) -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _has_worker(now: datetime) -> bool:
    return Heartbeat.objects.filter(seen_at__gt=now - WORKER_IS_SILENT_AFTER).exists()


_CHECKS: Final = {"database": _has_database, "migrations": _has_tables, "worker": _has_worker}
