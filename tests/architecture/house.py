"""The house as the architecture tests see it: its rooms, in the order of the ladder."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
SOURCE: Final = ROOT / "src" / "madoguchi"


def _rungs() -> list[set[str]]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (ladder,) = (contract for contract in contracts if contract["type"] == "layers")
    return [{room.strip() for room in rung.split("|")} for rung in ladder["layers"]]


RUNG: Final = {room: -height for height, rung in enumerate(_rungs()) for room in rung}


def may_use(room: str, other: str) -> bool:
    """Whether `room` may know of `other`: itself, or a room further down; never one beside it."""
    return room == other or RUNG[other] < RUNG[room]


def room_of(path: Path) -> str:
    """The room that a file of the source belongs to."""
    return path.relative_to(SOURCE).parts[0]


def files(*endings: str) -> Iterator[Path]:
    """Every file of the source with one of the endings (".py", ".html"), migrations left out."""
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix in endings and "migrations" not in path.parts and "__pycache__" not in path.parts:
            yield path


def place(path: Path, text: str, position: int) -> str:
    """Where something was found: path and line."""
    return f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, position) + 1}"


def expect_none(found: Iterable[str]) -> None:
    """Fail with every line that was found."""
    lines = list(found)
    assert not lines, "\n" + "\n".join(lines)
