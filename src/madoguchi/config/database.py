"""Which PostgreSQL to talk to: the one MADOGUCHI_DATABASE_URL names, or the embedded one under var/."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

# The server plans a statement once per connection instead of each time, after it was asked a few times.
PREPARED: Final = {"server_side_binding": True, "prepare_threshold": 5}


def settings(var: Path) -> dict[str, Any]:
    """Django's database settings. `var` is the data directory that holds the embedded server's socket."""
    url = os.environ.get("MADOGUCHI_DATABASE_URL", "")
    found = _from_url(url) if url else _embedded(var)
    test_name = os.environ.get("MADOGUCHI_TEST_DATABASE")
    return {
        "ENGINE": "madoguchi.config.engine",
        **found,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**PREPARED, **found.get("OPTIONS", {})},
        **({"TEST": {"NAME": test_name}} if test_name else {}),
    }


def _from_url(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "NAME": unquote(parts.path.lstrip("/")) or "madoguchi",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


def _embedded(var: Path) -> dict[str, Any]:
    from madoguchi.config import postgres

    return {"NAME": postgres.DATABASE, "USER": "postgres", "HOST": str(postgres.socket_directory(var))}
