"""`madoguchi serve`: hand this process over to granian."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from madoguchi.config import start

# Measured best on two cores (docs/operate/speed.md): more threads wait for each other, not for the database.
PROCESSES = "2"
THREADS = "2"


def serve(words: Sequence[str]) -> int:
    """Answer the web until told to stop. Does not return: granian takes the place of this process."""
    parser = argparse.ArgumentParser(prog="madoguchi serve")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", default="8000", type=int)
    parser.add_argument("--processes", default=PROCESSES)
    parser.add_argument("--threads", default=THREADS)
    asked = parser.parse_args(words)
    start.prepare()
    start.refuse_unsafe()
    options = {
        "--interface": "wsgi",
        "--host": asked.host,
        "--port": str(asked.port),
        "--workers": asked.processes,
        "--blocking-threads": asked.threads,
        "--workers-kill-timeout": "10",  # one that was told to stop while it started forgets it
        "--log-level": "warning",
    }
    granian = [part for option in options.items() for part in option]
    command = [sys.executable, "-m", "granian", *granian, "madoguchi.config.wsgi:application"]
    os.execv(sys.executable, command)  # noqa: S606
