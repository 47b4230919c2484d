"""The embedded PostgreSQL: private, patient with crashes and with company."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from madoguchi.config import postgres
from madoguchi.config.postgres import CannotStart, Runner, Server

DEBIAN = Path("/usr/lib/postgresql/15/bin")
needs_debian = pytest.mark.skipif(not DEBIAN.is_dir(), reason="no PostgreSQL 15 of the distribution")
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to step down")


@pytest.fixture
def var() -> Iterator[Path]:
    """A data directory with a short path, thrown away."""
    made = Path(tempfile.mkdtemp(prefix="mado-"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def start(var: Path) -> Iterator[Callable[..., Server]]:
    """Starts servers of `var`, and stops them at the end."""
    started: list[Server] = []

    def starting(*, durable: bool = False, runner: Runner | None = None) -> Server:
        started.append(postgres.start(var, durable=durable, runner=runner))
        return started[-1]

    yield starting
    for server in started:
        server.stop()


def ask(server: Server, question: str, database: str = "madoguchi") -> object:
    with psycopg.connect(host=str(server.sockets), user="postgres", dbname=database) as connection:
        answer = connection.execute(question)  # type: ignore[call-overload]
        row = answer.fetchone() if answer.description else None
        return row[0] if row else None


def is_up(server: Server) -> bool:
    try:
        return bool(ask(server, "SELECT true"))
    except psycopg.OperationalError:
        return False


def test_a_server_answers_and_understands_japanese(start: Callable[..., Server]) -> None:
    server = start()

    assert ask(server, "SELECT array_length(show_trgm('住民票の写し'), 1)") == 7
    assert ask(server, "SELECT datctype FROM pg_database WHERE datname = 'madoguchi'") == "C.UTF-8"
    assert ask(server, "SHOW server_encoding") == "UTF8"


def test_a_new_database_knows_trigrams_too(start: Callable[..., Server]) -> None:
    server = start()
    with psycopg.connect(host=str(server.sockets), user="postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE another")

    assert ask(server, "SELECT show_trgm('窓口') IS NOT NULL", "another")


def test_nobody_else_can_reach_it(start: Callable[..., Server], var: Path) -> None:
    server = start()

    assert stat.S_IMODE((var / "postgres").stat().st_mode) == 0o700
    assert stat.S_IMODE(server.sockets.stat().st_mode) == 0o700
    assert ask(server, "SHOW listen_addresses") == ""


def test_it_starts_inside_a_directory_closed_to_others(start: Callable[..., Server], var: Path) -> None:
    var.chmod(0o700)

    assert is_up(start())


def test_a_stopped_server_is_gone_and_its_rows_are_kept(start: Callable[..., Server]) -> None:
    first = start()
    ask(first, "CREATE TABLE kept AS SELECT 'ひばり' AS name")
    first.stop()
    assert not is_up(first)

    assert ask(start(), "SELECT name FROM kept") == "ひばり"


def test_rows_survive_a_server_that_was_killed(start: Callable[..., Server]) -> None:
    first = start(durable=True)
    ask(first, "CREATE TABLE kept AS SELECT 'ひばり' AS name")
    os.kill(first.pid, signal.SIGKILL)

    assert ask(start(), "SELECT name FROM kept") == "ひばり"


def test_a_pid_file_that_names_a_stranger_does_not_stop_the_start(
    start: Callable[..., Server],
) -> None:
    first = start()
    data, left = first.data, (first.data / "postmaster.pid").read_text().split("\n", 1)[1]
    first.stop()
    (data / "postmaster.pid").write_text(f"{os.getpid()}\n{left}")

    assert is_up(start())


def test_of_many_starters_one_starts(start: Callable[..., Server]) -> None:
    with ThreadPoolExecutor(4) as pool:
        servers = [future.result() for future in [pool.submit(start) for _ in range(4)]]

    assert all(is_up(server) for server in servers)
    assert [bool(server.pid) for server in servers].count(True) == 1


def test_only_the_starter_stops_it(start: Callable[..., Server]) -> None:
    mine, borrowed = start(), start()

    borrowed.stop()
    assert is_up(mine)

    mine.stop()
    assert not is_up(borrowed)


def test_processes_that_start_at_once_share_one_server(var: Path, start: Callable[..., Server]) -> None:
    starters = [_starter(var, "print(bool(server.pid), flush=True); sys.stdin.readline()") for _ in range(3)]
    said = sorted(starter.stdout.readline().strip() for starter in starters if starter.stdout)
    assert said == ["False", "False", "True"]

    for starter in starters:
        starter.communicate("enough\n", timeout=30)
    assert not (var / "postgres" / "data" / "postmaster.pid").exists()


def test_a_server_whose_starter_was_killed_is_taken_over(var: Path, start: Callable[..., Server]) -> None:
    starter = _starter(var, "print(server.pid, flush=True); sys.stdin.readline()")
    assert starter.stdout
    pid = int(starter.stdout.readline())
    starter.kill()
    starter.communicate()

    adopted = start()
    assert adopted.pid == pid
    adopted.stop()
    assert not is_up(adopted)


def _starter(var: Path, then: str) -> subprocess.Popen[str]:
    program = f"""
        import sys
        from pathlib import Path
        from madoguchi.config import postgres
        with postgres.start(Path({str(var)!r}), durable=False) as server:
            {then}
    """
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )


@pytest.mark.parametrize("name", ["a" * 120, "one,two"])
def test_a_path_that_no_socket_can_have_moves_the_socket(var: Path, name: str) -> None:
    sockets = postgres.socket_directory(var / name)
    try:
        with postgres.start(var / name, durable=False) as server:
            assert server.sockets == sockets
            assert len(str(sockets)) < 80
            assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
            assert is_up(server)
    finally:
        shutil.rmtree(sockets)


def test_a_socket_directory_of_a_stranger_is_refused(var: Path) -> None:
    (var / "elsewhere").mkdir()
    (var / "postgres").symlink_to(var / "elsewhere")

    with pytest.raises(CannotStart, match="belongs to somebody else"):
        postgres.start(var, durable=False)


@needs_debian
def test_other_binaries_are_driven_alike(
    start: Callable[..., Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MADOGUCHI_POSTGRES_BIN", str(DEBIAN))
    server = start()

    assert str(ask(server, "SHOW server_version")).startswith("15.")
    assert ask(server, "SELECT array_length(show_trgm('住民票の写し'), 1)") == 7


@needs_debian
def test_data_of_another_major_version_is_refused_with_its_reason(
    start: Callable[..., Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MADOGUCHI_POSTGRES_BIN", raising=False)  # all tests may be running on Debian's
    start().stop()
    monkeypatch.setenv("MADOGUCHI_POSTGRES_BIN", str(DEBIAN))

    began = time.monotonic()
    with pytest.raises(CannotStart, match="was made by PostgreSQL 18"):
        start()
    assert time.monotonic() - began < 10


def test_missing_binaries_are_named(start: Callable[..., Server], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MADOGUCHI_POSTGRES_BIN", "/nowhere/bin")

    with pytest.raises(CannotStart, match="/nowhere/bin"):
        start()


@needs_root
@needs_debian
def test_without_namespaces_root_steps_down_to_nobody(
    var: Path, start: Callable[..., Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MADOGUCHI_POSTGRES_BIN", str(DEBIAN))
    var.chmod(0o755)

    server = start(runner=postgres.nobody())
    assert is_up(server)
    assert server.data.stat().st_uid == postgres.nobody().uid

    server.stop()
    assert is_up(start()), "and back again"


@needs_root
@needs_debian
def test_what_nobody_cannot_reach_is_explained(
    var: Path, start: Callable[..., Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MADOGUCHI_POSTGRES_BIN", str(DEBIAN))
    var.chmod(0o700)

    with pytest.raises(CannotStart, match="set MADOGUCHI_VAR to a place that others can enter"):
        start(runner=postgres.nobody())
