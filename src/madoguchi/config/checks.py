"""What nothing starts with: a database that loses Japanese, settings that are unsafe in production."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from madoguchi.rules.line_tokens import Kind

PRODUCTION: Final = "production"
LINE: Final = "line"
OLDEST_POSTGRES: Final = 150000
SHORTEST_SECRET: Final = 32  # characters
SHORTEST_KEY: Final = 2048  # bits
NOT_REAL_MAIL: Final = ("console", "locmem", "dummy", "filebased")


@register(Tags.database)
def check_database(databases: Sequence[str] | None = None, **_: object) -> list[CheckMessage]:
    """The server is PostgreSQL 15 or later and reads Japanese as letters."""
    return [error for alias in databases or () for error in _database_errors(alias)]


def _database_errors(alias: str) -> Iterator[CheckMessage]:
    connection = connections[alias]
    connection.ensure_connection()
    version = connection.connection.info.server_version
    if version < OLDEST_POSTGRES:
        yield Error(
            f"The database is PostgreSQL {version // 10000}.",
            hint="Madoguchi needs PostgreSQL 15 or later.",
            id="madoguchi.E001",
        )
    elif not _reads_japanese(connection):
        yield Error(
            "The locale of the database loses Japanese: a search would find nothing.",
            hint="Make it anew: CREATE DATABASE … TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'.",
            id="madoguchi.E002",
        )


def _reads_japanese(connection: Any) -> bool:
    """Whether trigrams are made of Japanese; before the extension is there, whether they could be."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT datctype FROM pg_database WHERE datname = current_database()")
        if cursor.fetchone()[0] in {"C", "POSIX"} or connection.connection.info.encoding != "utf-8":
            return False
        cursor.execute("SELECT FROM pg_extension WHERE extname = 'pg_trgm'")
        if not cursor.rowcount:
            return True
        cursor.execute("SELECT show_trgm('住民票の写し')")
        return bool(cursor.fetchone()[0])


@register(PRODUCTION)
def check_production(**_: object) -> list[CheckMessage]:
    """Nothing of the demo, no missing key, no page over plain http."""
    if not settings.PRODUCTION:
        return []
    return [
        Error(says, hint=hint, id=f"madoguchi.E{number}")
        for number, (is_wrong, says, hint) in enumerate(_REFUSALS, start=101)
        if is_wrong()
    ]


@register(LINE)
def check_line(**_: object) -> list[CheckMessage]:
    """LINE is set up whole or not at all, and secrets travel by https alone."""
    return [
        Error(says, hint=hint, id=f"madoguchi.E{number}")
        for number, (is_wrong, says, hint) in enumerate(_LINE_REFUSALS, start=201)
        if is_wrong()
    ]


def _has_half(*wanted: object) -> bool:
    return any(wanted) and not all(wanted)


def _line_places() -> Iterable[str]:
    if not settings.LINE_CHANNEL_ID:
        return ()
    return (
        settings.LINE_API_BASE,
        settings.LINE_API_DATA_BASE,
        settings.LINE_ACCESS_BASE,
        settings.LINE_LIFF_BASE,
        settings.LINE_LIFF_SDK_URL,
    )


def _has_bad_line_key() -> bool:
    """Whether the key is named and is none that LINE could check."""
    if not settings.LINE_KEY_FILE:
        return False
    try:
        found = load_pem_private_key(Path(settings.LINE_KEY_FILE).read_bytes(), password=None)
    except (OSError, ValueError, TypeError):
        return True
    return not isinstance(found, RSAPrivateKey) or found.key_size < SHORTEST_KEY


def _has_weak_secret() -> bool:
    try:
        return len(settings.SECRET_KEY) < SHORTEST_SECRET
    except ImproperlyConfigured:
        return True


def _has_bad_field_keys() -> bool:
    try:
        return not [Fernet(key) for key in settings.FIELD_KEYS]
    except ValueError:
        return True


def _urls() -> Iterable[str]:
    return (settings.URL_PORTAL, settings.URL_DESK, settings.URL_PARTNER)


_REFUSALS: Final[tuple[tuple[Callable[[], bool], str, str], ...]] = (
    (lambda: settings.DEMO, "The demo is on: anybody could sign in as anybody.", "Unset MADOGUCHI_DEMO."),
    (lambda: settings.DEBUG, "DEBUG is on: errors would show the inside of the city hall.", "Leave it off."),
    (
        _has_weak_secret,
        "The secret key is missing or short.",
        f"Set MADOGUCHI_SECRET_KEY to {SHORTEST_SECRET} random characters or more.",
    ),
    (
        _has_bad_field_keys,
        "The keys of sensitive answers are missing or malformed.",
        "Set MADOGUCHI_FIELD_KEYS to one or more Fernet keys, newest first.",
    ),
    (
        lambda: len(settings.HASH_KEY) < SHORTEST_SECRET,
        "The key by which inquiry codes are recognised is missing or short.",
        f"Set MADOGUCHI_HASH_KEY to {SHORTEST_SECRET} random characters or more, and never change it.",
    ),
    (
        lambda: len(settings.AUDIT_KEY) < SHORTEST_SECRET,
        "The key that signs the record of who did what is missing or short.",
        f"Set MADOGUCHI_AUDIT_KEY to {SHORTEST_SECRET} random characters or more.",
    ),
    (
        lambda: any(urlsplit(url).scheme != "https" for url in _urls()),
        "Pages would travel unencrypted.",
        "Set MADOGUCHI_URL_PORTAL, MADOGUCHI_URL_DESK and MADOGUCHI_URL_PARTNER to https:// addresses.",
    ),
    (
        lambda: any("*" in host or host.startswith(".") for host in settings.ALLOWED_HOSTS or ["*"]),
        "Any host name would be answered.",
        "Name each host in MADOGUCHI_HOSTS.",
    ),
    (
        lambda: any(kind in settings.EMAIL_BACKEND for kind in NOT_REAL_MAIL),
        "Mail would reach nobody.",
        "Set MADOGUCHI_MAIL_URL to the SMTP server.",
    ),
    (
        lambda: not (settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE),
        "Cookies would travel unencrypted.",
        "Leave SESSION_COOKIE_SECURE and CSRF_COOKIE_SECURE on.",
    ),
)

_LINE_REFUSALS: Final[tuple[tuple[Callable[[], bool], str, str], ...]] = (
    (
        lambda: _has_half(settings.LINE_CHANNEL_ID, settings.LINE_CHANNEL_SECRETS),
        "The Messaging API channel of LINE is set up by half.",
        "Set both MADOGUCHI_LINE_CHANNEL_ID and MADOGUCHI_LINE_CHANNEL_SECRET, or neither.",
    ),
    (
        lambda: _has_half(
            settings.LINE_LOGIN_CHANNEL_ID, settings.LINE_LOGIN_CHANNEL_SECRET, settings.LINE_LIFF_ID
        ),
        "The LINE Login channel is set up by half.",
        "Set MADOGUCHI_LINE_LOGIN_CHANNEL_ID, MADOGUCHI_LINE_LOGIN_CHANNEL_SECRET and MADOGUCHI_LINE_LIFF_ID,"
        " or none of them.",
    ),
    (
        lambda: (
            bool(settings.LINE_LIFF_ID)
            and not settings.LINE_LIFF_ID.startswith(f"{settings.LINE_LOGIN_CHANNEL_ID}-")
        ),
        "The LIFF app belongs to another channel than the one people sign in with.",
        "MADOGUCHI_LINE_LIFF_ID begins with MADOGUCHI_LINE_LOGIN_CHANNEL_ID and a hyphen.",
    ),
    (
        lambda: settings.PRODUCTION and any(urlsplit(url).scheme != "https" for url in _line_places()),
        "What LINE is told would travel unencrypted.",
        "Leave the addresses of LINE (MADOGUCHI_LINE_…_BASE, MADOGUCHI_LINE_LIFF_SDK_URL) as they are.",
    ),
    (
        lambda: _has_half(settings.LINE_KEY_FILE, settings.LINE_KEY_ID),
        "The key by which LINE knows the city is set up by half.",
        "Set both MADOGUCHI_LINE_KEY_FILE and MADOGUCHI_LINE_KEY_ID, or neither.",
    ),
    (
        _has_bad_line_key,
        "The key by which LINE knows the city cannot be read, or is no RSA key of 2048 bits.",
        "Make one by `madoguchi line key FILE`, and name it in MADOGUCHI_LINE_KEY_FILE.",
    ),
    (
        lambda: (
            settings.LINE_TOKENS not in set(Kind)
            or (settings.LINE_TOKENS == Kind.LASTING and not settings.LINE_KEY_FILE)
        ),
        "LINE gives no such tokens, or gives them for a key alone.",
        "Set MADOGUCHI_LINE_TOKENS to stateless; or to v2.1 and MADOGUCHI_LINE_KEY_FILE to a key.",
    ),
)
