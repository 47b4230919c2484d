"""The floor: what the same parts do when they do nothing but keep what was sent.

A bare Django view on the same server, as many threads, one connection each, the same durable database: thirty
fields are read from a POST and stored as one JSON row and one row of an outbox, in one transaction. No
sign-in, no CSRF, no rules, no record, no page. It is a bound, not a peer.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

FIELDS: Final = 30
TABLES: Final = """
CREATE TABLE IF NOT EXISTS floor_row (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, answers jsonb NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE IF NOT EXISTS floor_outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, row_id bigint NOT NULL, status text NOT NULL
);
CREATE TABLE IF NOT EXISTS floor_pool (id int PRIMARY KEY, taken int NOT NULL, capacity int NOT NULL);
CREATE TABLE IF NOT EXISTS floor_unit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, pool int NOT NULL, size int NOT NULL
);
INSERT INTO floor_pool VALUES (1, 0, 1000000000) ON CONFLICT DO NOTHING;
"""
CLAIM: Final = """
WITH claimed AS (
    UPDATE floor_pool SET taken = taken + %(size)s WHERE id = 1 AND taken + %(size)s <= capacity RETURNING id
)
INSERT INTO floor_unit (pool, size) SELECT id, %(size)s FROM claimed
"""


def make_tables() -> None:
    """Two tables, as plain as they can be."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)


def body() -> bytes:
    """Thirty answers as a page posts them."""
    return urlencode({f"field_{number}": f"こたえ {number} です" for number in range(FIELDS)}).encode()


def store(request: HttpRequest) -> HttpResponse:
    """Keep what was posted."""
    answers = {name: str(value).strip() for name, value in request.POST.items()}
    if len(answers) != FIELDS or not all(0 < len(value) <= 200 for value in answers.values()):
        return HttpResponse(status=422)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO floor_row (answers) VALUES (%s::jsonb) RETURNING id",
            [json.dumps(answers, ensure_ascii=False)],
        )
        number = cursor.fetchone()[0]
        cursor.execute("INSERT INTO floor_outbox (row_id, status) VALUES (%s, 'queued')", [number])
    stored = str(number).encode()
    return HttpResponse(stored, headers={"Content-Length": str(len(stored))})


def claim(request: HttpRequest) -> HttpResponse:
    """Take places of a pool, in one statement, and write who has them."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CLAIM, {"size": int(request.POST["size"])})
        taken = str(cursor.rowcount).encode()
    return HttpResponse(taken, headers={"Content-Length": str(len(taken))})


urlpatterns = [path("store", store), path("claim", claim)]


def application() -> object:
    """What granian serves (`--factory`)."""
    from madoguchi.config import database

    found = database.settings(Path(os.environ["MADOGUCHI_VAR"]))
    settings.configure(
        ALLOWED_HOSTS=["localhost"],
        DATABASES={"default": {**found, "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": False}},
        MIDDLEWARE=[],
        ROOT_URLCONF=__name__,
        SECRET_KEY="nothing is signed here",
        USE_TZ=True,
    )
    return get_wsgi_application()
