"""The house that is measured: a durable PostgreSQL, the web as in production, and people who are signed in.

Everything lies in a directory of its own that is thrown away afterwards. A process opens one house: the
settings name its database for good.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cryptography.fernet import Fernet

from madoguchi.config import catalogues, postgres, start
from madoguchi.config.serve import PROCESSES, THREADS

if TYPE_CHECKING:
    from madoguchi.people.models import Officer, Resident

ROOT: Final = Path(__file__).resolve().parent.parent
PATIENCE: Final = 30.0  # seconds until a server has to answer
CSRF: Final = "m" * 32


def surround(var: Path, *, demo: bool = False, mail_port: int = 25) -> None:
    """The settings of production, or of the demo, with keys of this run; children inherit them."""
    for name in [name for name in os.environ if name.startswith("MADOGUCHI_")]:
        if name != "MADOGUCHI_POSTGRES_BIN":
            del os.environ[name]
    os.environ.update(
        {
            "DJANGO_SETTINGS_MODULE": "madoguchi.config.settings",
            "MADOGUCHI_VAR": str(var),
            "MADOGUCHI_DEMO" if demo else "MADOGUCHI_PRODUCTION": "1",
            "MADOGUCHI_SECRET_KEY": secrets.token_urlsafe(48),
            "MADOGUCHI_FIELD_KEYS": Fernet.generate_key().decode(),
            "MADOGUCHI_AUDIT_KEY": secrets.token_urlsafe(48),
            "MADOGUCHI_HASH_KEY": secrets.token_urlsafe(48),
            "MADOGUCHI_CITY_NAME": "ひばり市",
            "MADOGUCHI_MAYOR_NAME": "常磐 葉子",
            "MADOGUCHI_URL_PORTAL": "https://localhost",
            "MADOGUCHI_URL_DESK": "https://localhost",
            "MADOGUCHI_MAIL_URL": f"smtp://127.0.0.1:{mail_port}?tls=0",
        }
    )


@contextmanager
def opened(
    var: Path, *, demo: bool = False, mail_port: int = 25, more: Mapping[str, str] | None = None
) -> Iterator[postgres.Server]:
    """A durable database with all tables, static files and texts. Mail goes to that port of this machine.

    `more`: what else the environment says.
    """
    shutil.rmtree(var, ignore_errors=True)
    surround(var, demo=demo, mail_port=mail_port)
    os.environ.update(more or {})
    with postgres.start(var) as server:
        catalogues.compile_all()
        start.set_up()
        from django.core.management import call_command
        from django.db import connections

        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        try:
            yield server
        finally:
            connections.close_all()


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """A server that answers on `port`."""

    port: int
    process: subprocess.Popen[bytes]


@contextmanager
def serving(command: Sequence[str], *, path: str) -> Iterator[Web]:
    """Run a server until the block ends; `path` answers once it is ready. "PORT" in `command` is filled."""
    port = free_port()
    filled = [sys.executable, "-m", *(str(port) if word == "PORT" else word for word in command)]
    process = subprocess.Popen(filled, cwd=ROOT, start_new_session=True)
    try:
        _wait(port, path, process)
        yield Web(port=port, process=process)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def ours() -> Sequence[str]:
    """The web of the city, as production starts it."""
    return ("madoguchi.config.cli", "serve", "--port", "PORT")


def floor() -> Sequence[str]:
    """The bare view, on the same server with as many processes and threads."""
    how = ("--interface", "wsgi", "--workers", PROCESSES, "--blocking-threads", THREADS)
    where = ("--log-level", "warning", "--port", "PORT", "--factory", "bench.floor:application")
    return ("granian", *how, *where)


def free_port() -> int:
    """A port on which nothing answers."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def _wait(port: int, path: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while not answers(port, path):
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError("the server does not answer")
        time.sleep(0.01)


def answers(port: int, path: str) -> bool:
    """Whether anything answers there."""
    web = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        web.request("GET", path, headers={"Host": "localhost"})
        return web.getresponse().status < 500
    except OSError:
        return False
    finally:
        web.close()


def cookies(who: Resident | Officer) -> str:
    """What the browser sends of somebody who is signed in, an officer with the second factor shown."""
    from django.contrib.auth.models import AnonymousUser
    from django.test import RequestFactory

    from madoguchi.base import clock
    from madoguchi.base.entrances import Entrance, door
    from madoguchi.people.actions import sign_in
    from madoguchi.people.models import Officer
    from madoguchi.people.sign_ins import open_door

    entrance = Entrance.DESK if isinstance(who, Officer) else Entrance.PORTAL
    request: Any = RequestFactory().get("/")
    account: Any = who.account
    request.user = AnonymousUser()
    open_door(request, entrance)
    sign_in.enter(request=request, account=account, method="demo", second_factor=True, now=clock.now())
    return f"{door(entrance).cookie}={request.session.session_key}; csrftoken={CSRF}"


def durability() -> Mapping[str, str]:
    """What the database says of how it keeps what it promised."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, setting FROM pg_settings WHERE name IN"
            " ('fsync', 'synchronous_commit', 'full_page_writes', 'server_version')"
        )
        return dict(cursor.fetchall())
