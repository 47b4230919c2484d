"""`madoguchi demo`: one command starts the city, one key stops it, and nothing is left behind."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from threading import Event

import pytest
from tests import database

pytestmark = pytest.mark.xdist_group("supervisor")  # one city, loaded once

PATIENCE = 120.0
READY = "Ctrl-C"


@pytest.fixture(scope="module")
def var() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="mado-"))
    database.lay_out(made)
    yield made
    shutil.rmtree(made, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def _as_from_a_terminal() -> None:
    """Whoever runs the tests may ignore a hang-up, as nohup does; somebody at a terminal does not."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


class Demo:
    """A running demo, as somebody at a terminal sees it."""

    def __init__(self, var: Path, port: int) -> None:
        ours = {
            name: value
            for name, value in os.environ.items()
            if name == "MADOGUCHI_POSTGRES_BIN" or not name.startswith(("MADOGUCHI_", "DJANGO_"))
        }
        self.port, self.line_port = port, free_port()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "madoguchi.config.cli", "demo", "--applications", "3"],
            env={
                **ours,
                "PYTHONPATH": os.pathsep.join(sys.path),
                "PORT": str(port),
                "LINE_PORT": str(self.line_port),
                "MADOGUCHI_VAR": str(var),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=_as_from_a_terminal,
        )

    def read_until(self, word: str) -> str:
        assert self.process.stdout
        said = ""
        for line in self.process.stdout:
            said += line
            if word in line:
                break
        return said

    def get(self, path: str, port: int = 0) -> int:
        web = HTTPConnection("127.0.0.1", port or self.port, timeout=30)
        try:
            web.request("GET", path)
            return web.getresponse().status
        finally:
            web.close()

    def end(self, order: signal.Signals) -> int:
        self.process.send_signal(order)
        self.process.communicate(timeout=PATIENCE)
        return self.process.returncode


@pytest.fixture
def start(var: Path) -> Iterator[Callable[..., Demo]]:
    started: list[Demo] = []

    def starting(port: int = 0) -> Demo:
        started.append(Demo(var, port or free_port()))
        return started[-1]

    yield starting
    for demo in started:
        if demo.process.poll() is None:
            demo.end(signal.SIGTERM)
        demo.process.communicate()


def until(is_so: Callable[[], bool]) -> None:
    limit = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < limit
        Event().wait(0.1)


def left_behind(var: Path) -> list[str]:
    """Processes that still work for this demo."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            around = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
        except OSError:
            continue
        if os.fsencode(var) in around:
            found.append((process / "cmdline").read_text())
    return found


def worker_of(demo: Demo) -> int:
    threads = Path(f"/proc/{demo.process.pid}/task").glob("*/children")
    for child in " ".join(thread.read_text() for thread in threads).split():
        if "worker" in Path(f"/proc/{child}/cmdline").read_text().split("\0"):
            return int(child)
    raise AssertionError("no worker")


def test_the_city_opens_and_closes(start: Callable[..., Demo], var: Path) -> None:
    demo = start()
    welcome = demo.read_until(READY)
    assert f"http://localhost:{demo.port}/demo/" in welcome
    assert demo.get("/") == 200
    assert demo.get("/demo/") == 200
    assert demo.get("/_sim/channels", demo.line_port) == 200
    until(lambda: demo.get("/readyz") == 200)

    second = start(demo.port)
    assert f"Port {demo.port} is taken" in second.read_until("taken")
    assert second.process.wait(PATIENCE) == 1

    assert demo.end(signal.SIGINT) == 0
    until(lambda: not left_behind(var))  # Python's own keeper of resources goes an instant after it


def test_a_part_that_ends_ends_all(start: Callable[..., Demo], var: Path) -> None:
    demo = start()
    demo.read_until(READY)

    os.kill(worker_of(demo), signal.SIGKILL)
    assert "worker ended by itself" in demo.read_until("by itself")
    assert demo.process.wait(PATIENCE) == 1
    until(lambda: not left_behind(var))  # Python's own keeper of resources goes an instant after it


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children that their parent is gone")
def test_killed_without_a_word_it_leaves_nobody_at_work(start: Callable[..., Demo], var: Path) -> None:
    demo = start()
    demo.read_until(READY)
    assert parts_left(var)

    demo.end(signal.SIGKILL)
    until(lambda: not parts_left(var))

    again = start(demo.port)  # finds the city as it was
    again.read_until(READY)
    assert again.get("/") == 200
    assert again.end(signal.SIGHUP) == 0  # the terminal was closed
    until(lambda: not left_behind(var))  # Python's own keeper of resources goes an instant after it


def parts_left(var: Path) -> list[str]:
    """Web, worker and LINE's stand-in; PostgreSQL waits for the next start."""
    ours = ("madoguchi.config", "line_simulator")
    return [each for each in left_behind(var) if any(part in each for part in ours)]
