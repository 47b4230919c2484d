"""`madoguchi line-simulator`: hand this process over to granian. Needs neither settings nor a database."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from line_simulator import seeds
from line_simulator.answers import Refusal
from line_simulator.world import Json, World


def main(words: Sequence[str] | None = None) -> int:
    """Stand in for LINE until told to stop. Does not return: granian takes the place of this process."""
    parser = argparse.ArgumentParser(prog="madoguchi line-simulator")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", default=8100, type=int)
    parser.add_argument("--seed", type=Path, help="providers, channels and people, as JSON")
    parser.add_argument("--keep", type=Path, help="a file to go on from, and to leave behind")
    asked = parser.parse_args(words)
    os.environ["LINE_SIM_ADDRESS"] = f"http://localhost:{asked.port}"
    try:
        os.environ["LINE_SIM_SEED"] = json.dumps(_seed(asked.seed))
    except (OSError, ValueError, LookupError, TypeError, AttributeError, Refusal) as wrong:
        print(f"{asked.seed}: {type(wrong).__name__}: {wrong}", file=sys.stderr)
        return 1
    if asked.keep:
        os.environ["LINE_SIM_KEEP"] = str(asked.keep.resolve())
    return _serve(asked.host, asked.port)


def _serve(host: str, port: int) -> NoReturn:
    options = ["--interface", "asgi", "--host", host, "--port", str(port), "--log-level", "warning"]
    command = [sys.executable, "-m", "granian", *options, "--factory", "line_simulator.app:from_environment"]
    os.execv(sys.executable, command)  # noqa: S606


def _seed(file: Path | None) -> Json:
    """What to begin with, tried out first: granian would only say that its worker ended."""
    seed = seeds.read(file) if file else seeds.OURS
    seeds.plant(World(), seed)
    return seed


if __name__ == "__main__":
    sys.exit(main())
