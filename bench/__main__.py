"""Measured figures, one a row: name, value, what it is held against, ratio. `python -m bench [GROUP…]`

Each group runs in a process of its own, on a durable database of its own. Whoever runs it judges: a figure
that misses its limit is marked, and the exit status stays 0.
"""

from __future__ import annotations

import importlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bench.house import ROOT

GROUPS: Final = (
    "journeys",
    "points",
    "allocation",
    "runs",
    "year",
    "submissions",
    "booking",
    "checkin",
    "starting",
    "register",
    "webhook",
    "builder",
    "line",
    "city",
)


def main(names: Sequence[str]) -> int:
    """Measure the groups named, or all of them one after the other."""
    if len(names) == 1:
        return _measure(names[0])
    ended = [subprocess.run([sys.executable, "-m", "bench", name], cwd=ROOT) for name in names or GROUPS]
    return 1 if any(each.returncode for each in ended) else 0


def _measure(name: str) -> int:
    if name not in GROUPS:
        print(f"There are {', '.join(GROUPS)}; not {name}.", file=sys.stderr)
        return 2
    group = importlib.import_module(f"bench.{name}")
    var = Path(tempfile.mkdtemp(prefix=f"mado-{name}-"))
    try:
        for figure in group.figures(var):
            print(figure, flush=True)
    finally:
        shutil.rmtree(var, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
