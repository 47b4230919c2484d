"""`madoguchi line-simulator`: hand this process over to granian. Needs neither settings nor a database."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from line_simulator import seeds


def main(words: Sequence[str] | None = None) -> int:
    """Stand in for LINE until told to stop. Does not return: granian takes the place of this process."""
    parser = argparse.ArgumentParser(prog="madoguchi line-simulator")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", default=8100, type=int)
    parser.add_argument("--seed", type=Path, help="providers, channels and people, as JSON")
    parser.add_argument("--keep", type=Path, help="a file to go on from, and to leave behind")
    asked = parser.parse_args(words)
    os.environ["LINE_SIM_ADDRESS"] = f"http://localhost:{asked.port}"
    os.environ["LINE_SIM_SEED"] = json.dumps(seeds.read(asked.seed) if asked.seed else seeds.OURS)
    if asked.keep:
        os.environ["LINE_SIM_KEEP"] = str(asked.keep.resolve())
    options = [
        "--interface",
        "asgi",
        "--host",
        asked.host,
        "--port",
        str(asked.port),
        "--log-level",
        "warning",
    ]
    command = [sys.executable, "-m", "granian", *options, "--factory", "line_simulator.app:from_environment"]
    os.execv(sys.executable, command)  # noqa: S606


if __name__ == "__main__":
    sys.exit(main())
