"""How soon a process answers, and how much memory it holds."""

from __future__ import annotations

import statistics
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bench import house, load, submissions
from bench.figures import Figure

STARTS: Final = 5
FILED: Final = 400  # before the memory is looked at


def figures(var: Path) -> Iterator[Figure]:
    """Cold starts of the web, then its processes after some work."""
    with house.opened(var):
        seconds = [_start() for _ in range(STARTS)]
        yield Figure(
            name="start to first page, median of 5", value=statistics.median(seconds), limit=2, unit="s"
        )
        requests = submissions.prepare(FILED)
        with house.serving(house.ours(), path="/healthz") as web:
            load.fire(web.port, requests)
            load.fire(web.port, [load.get("/")] * FILED)
            held = max(memory(web.process.pid))
        yield Figure(name="memory of a web process, resident", value=held, limit=150, unit="MB")


def _start() -> float:
    began = time.monotonic()
    with house.serving(house.ours(), path="/"):
        return time.monotonic() - began


def memory(parent: int) -> list[float]:
    """Resident megabytes of each process that a server started."""
    listed = subprocess.run(
        ["ps", "-o", "rss=", "--ppid", str(parent)], capture_output=True, text=True, check=True
    )
    return [int(line) / 1024 for line in listed.stdout.split()]
