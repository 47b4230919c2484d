"""Places in a document: the paths that faults are told with, `steps[home].questions[reason].title.ja`.

An entry of a list is named by its id where it has one, else by its position, counted from 0.
"""

from __future__ import annotations

import re
from typing import Any, Final

from madoguchi.rules.documents.tidying import label

_PIECE: Final = re.compile(r"\[([^\[\]]+)\]|([^.\[\]]+)")
_TITLES: Final = ("title", "text", "message", "label", "statement", "ja")


class Gone(Exception):
    """There is nothing at this path, e.g. because somebody else took it away."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


def pieces(path: str) -> tuple[str, ...]:
    """The keys and ids that lead to a place, from the top."""
    return tuple(inside or key for inside, key in _PIECE.findall(path))


def at(plain: Any, path: str) -> Any:
    """What stands at `path` in plain data; None where nothing does."""
    found = plain
    for piece in pieces(path):
        found = _into(found, piece)
    return found


def must_be_at(plain: Any, path: str) -> Any:
    """What stands at `path`. Raises Gone."""
    found = at(plain, path)
    if found is None:
        raise Gone(path)
    return found


def split(path: str) -> tuple[str, str]:
    """The path of what holds the last piece, and that piece."""
    *_, last = _PIECE.finditer(path)
    return path[: last.start()].rstrip("."), last[1] or last[2]


def index_of(items: list[Any], piece: str) -> int | None:
    """Where in a list the entry called `piece` stands."""
    return next((index for index, item in enumerate(items) if label(item, index) == piece), None)


def title_at(plain: Any, path: str) -> dict[str, str] | None:
    """What the innermost thing on the way to `path` is called, in every language it is called in."""
    found, title = plain, None
    for piece in pieces(path):
        found = _into(found, piece)
        if isinstance(found, dict):
            title = _title(found) or title
    return title


def _title(thing: dict[str, Any]) -> dict[str, str] | None:
    named = (thing.get(key) for key in _TITLES)
    return next((each for each in named if isinstance(each, dict) and "ja" in each), None)


def _into(holder: Any, piece: str) -> Any:
    if isinstance(holder, dict):
        return holder.get(piece)
    if isinstance(holder, list):
        index = index_of(holder, piece)
        return None if index is None else holder[index]
    return None
