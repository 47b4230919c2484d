"""A backup as the page on backups tells to make it, taken while people file, and what comes back from it."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench import holding, house, load, submissions

if TYPE_CHECKING:
    from madoguchi.config.postgres import Server

FILED: Final = 600
RESTORED: Final = "restored"


def restored(var: Path) -> str:
    """A dump taken while people file comes back whole: rows agree, record and files verify."""
    with house.opened(var) as server:
        requests = submissions.prepare(FILED)
        with house.serving(house.ours(), path="/healthz") as web:
            firing = threading.Thread(target=load.fire, args=(web.port, requests))
            firing.start()
            holding.wait(lambda: _count() >= FILED // 3)
            dump = _save(server, var)
            firing.join()
        _come_back(server, dump, var)
        kept = _count()
        holding.require(FILED // 3 <= kept < FILED, f"{kept} of {FILED}: not taken while people filed")
        holding.expect_agreement(exactly=kept)
        holding.expect_whole()
        holding.let_go()
    return f"{kept} of {FILED} had filed when it was taken: all of them back, whole"


def _count() -> int:
    from madoguchi.applications.models import Application

    return Application.objects.count()


def _save(server: Server, var: Path) -> Path:
    dump, files = var / "madoguchi.dump", var / RESTORED / "files"
    _copy(var / "files", files)
    _run(server, "pg_dump", "--format=custom", "--no-owner", f"--file={dump}", "madoguchi")
    _copy(var / "files", files)
    return dump


def _copy(files: Path, to: Path) -> None:
    to.mkdir(parents=True, exist_ok=True)
    if files.is_dir():
        shutil.copytree(files, to, dirs_exist_ok=True)


def _come_back(server: Server, dump: Path, var: Path) -> None:
    """Into a database of its own; from here on this process and its children know only that one."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {RESTORED} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'")
    _run(server, "pg_restore", "--exit-on-error", "--no-owner", f"--dbname={RESTORED}", str(dump))
    holding.let_go()
    connection.settings_dict["NAME"] = RESTORED
    os.environ["MADOGUCHI_VAR"] = str(var / RESTORED)
    os.environ["MADOGUCHI_DATABASE_URL"] = f"postgresql://postgres@/{RESTORED}?host={server.sockets}"


def _run(server: Server, program: str, *words: str) -> None:
    from madoguchi.config import postgres

    command = [postgres.binaries() / program, "--host", server.sockets, "--username", "postgres", *words]
    done = subprocess.run(command, capture_output=True, text=True)
    holding.require(done.returncode == 0, f"{program}: {done.stderr[-300:]}")
