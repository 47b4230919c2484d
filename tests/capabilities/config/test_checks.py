"""What Madoguchi refuses to start with."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest
from cryptography.fernet import Fernet
from django.core import checks
from django.core.checks import CheckMessage
from django.db import connection, connections
from pytest_django import DjangoDbBlocker, Settings

from madoguchi.config import checks as our_checks
from madoguchi.config import start
from madoguchi.config.checks import PRODUCTION, check_database

SAFE = {
    "PRODUCTION": True,
    "DEMO": False,
    "DEBUG": False,
    "SECRET_KEY": "s" * 50,
    "HASH_KEY": "h" * 50,
    "AUDIT_KEY": "a" * 50,
    "FIELD_KEYS": [Fernet.generate_key().decode()],
    "URL_PORTAL": "https://city.example",
    "URL_DESK": "https://desk.city.example",
    "URL_PARTNER": "https://partner.city.example",
    "ALLOWED_HOSTS": ["city.example", "desk.city.example"],
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
}


@pytest.fixture
def production(settings: Settings) -> Settings:
    """Settings as a city should have them."""
    for name, value in SAFE.items():
        setattr(settings, name, value)
    return settings


def refusals() -> list[CheckMessage]:
    return checks.run_checks(tags=[PRODUCTION])


def test_safe_settings_may_go_on(production: Settings) -> None:
    assert refusals() == []
    start.refuse_unsafe()


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("DEMO", True, "demo"),
        ("DEBUG", True, "DEBUG"),
        ("SECRET_KEY", "", "secret key"),
        ("SECRET_KEY", "short", "secret key"),
        ("HASH_KEY", "", "inquiry codes"),
        ("AUDIT_KEY", "", "who did what"),
        ("FIELD_KEYS", [], "sensitive answers"),
        ("FIELD_KEYS", ["not a key"], "sensitive answers"),
        ("URL_PORTAL", "http://city.example", "unencrypted"),
        ("URL_DESK", "http://city.example", "unencrypted"),
        ("URL_PARTNER", "http://city.example", "unencrypted"),
        ("ALLOWED_HOSTS", ["*"], "host name"),
        ("ALLOWED_HOSTS", [".example"], "host name"),
        ("ALLOWED_HOSTS", [], "host name"),
        ("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend", "Mail"),
        ("SESSION_COOKIE_SECURE", False, "Cookies"),
        ("CSRF_COOKIE_SECURE", False, "Cookies"),
    ],
)
def test_production_refuses(production: Settings, name: str, value: object, says: str) -> None:
    setattr(production, name, value)

    (refusal,) = refusals()
    assert says in refusal.msg
    with pytest.raises(start.Unsafe, match=str(refusal.id)):
        start.refuse_unsafe()


def test_outside_production_nothing_is_asked(production: Settings) -> None:
    production.PRODUCTION = False
    production.DEMO = True

    assert refusals() == []


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_a_process_without_its_keys_does_not_start(command: str) -> None:
    """No flag is needed for that: what is not the demo is production."""
    ours = {
        name: value for name, value in os.environ.items() if not name.startswith(("MADOGUCHI_", "DJANGO_"))
    }
    ran = subprocess.run(
        [sys.executable, "-m", "madoguchi.config.cli", command],
        env={**ours, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
    )

    assert ran.returncode == 1
    assert "Set MADOGUCHI_SECRET_KEY" in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.fixture
def deaf(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A database whose locale knows no letters but ASCII."""
    ours = connections["default"].settings_dict
    where = {"host": ours["HOST"], "user": ours["USER"], "dbname": "postgres"}
    name = f"{ours['NAME']}_deaf"
    with psycopg.connect(**where, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name}")
        server.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")
    connections.databases["deaf"] = {**ours, "NAME": name}
    with django_db_blocker.unblock():
        yield "deaf"
        connections["deaf"].close()
    del connections["deaf"], connections.databases["deaf"]
    with psycopg.connect(**where, autocommit=True) as server:
        server.execute(f"DROP DATABASE {name}")


@pytest.mark.parametrize("has_trigrams", [False, True])
def test_a_database_that_loses_japanese_is_refused(deaf: str, has_trigrams: bool) -> None:
    if has_trigrams:
        with connections[deaf].cursor() as cursor:
            cursor.execute("CREATE EXTENSION pg_trgm")
            cursor.execute("SELECT show_trgm('住民票の写し')")
            assert cursor.fetchone() == ([],)

    (refusal,) = check_database(databases=[deaf])
    assert refusal.id == "madoguchi.E002"


@pytest.mark.django_db
def test_our_database_reads_japanese() -> None:
    assert check_database(databases=["default"]) == []
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    assert check_database(databases=["default"]) == []


@pytest.mark.django_db
def test_an_old_database_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(our_checks, "OLDEST_POSTGRES", 990000)

    (refusal,) = check_database(databases=["default"])
    assert refusal.id == "madoguchi.E001"
