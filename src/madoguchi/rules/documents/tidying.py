"""Data from anywhere, made safe to validate: only what JSON can hold, no key twice, no floats."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from madoguchi.rules.documents.loading import DEEPEST, MOST_NODES, Pairs
from madoguchi.rules.expressions.reading import LARGEST, describe
from madoguchi.rules.problems import Fault

ROOT: Final = "document"
UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class Tidying:
    """One walk over the data; `faults` holds what was wrong on the way."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.nodes = 0

    def tidy(self, raw: Any, path: str = "", depth: int = 0) -> Any:
        """A clean copy of `raw`. What cannot stand is noted and left out."""
        self.nodes += 1
        if depth > DEEPEST:
            return self._fault(path, f"nested more than {DEEPEST} deep")
        if self.nodes >= MOST_NODES:
            return self._too_many(path)
        match raw:
            case None | bool():
                return raw
            case str():
                return self._text(raw, path)
            case int():
                return raw if abs(raw) < LARGEST else self._fault(path, f"found {describe(raw)}")
            case date():
                return raw.isoformat()
            case Pairs() | Mapping():
                return self._mapping(raw, path, depth)
            case list() | tuple():
                return self._items(raw, path, depth)
            case _:
                return self._fault(path, f"found {describe(raw)}")

    def _fault(self, path: str, message: str) -> Any:
        self.faults.append(Fault(path or ROOT, message))
        return None

    def _too_many(self, path: str) -> None:
        """Said once, where it began; the rest is left out."""
        if self.nodes == MOST_NODES:
            self._fault(path, f"here the document has more than {MOST_NODES} entries")

    def _text(self, raw: str, path: str) -> str | None:
        if found := UNPRINTABLE.search(raw):
            self._fault(path, f"found the unprintable character U+{ord(found[0]):04X}")
        return None if found else raw

    def _mapping(self, raw: Pairs | Mapping[Any, Any], path: str, depth: int) -> dict[str, Any]:
        pairs: Iterable[tuple[Any, Any]] = raw if isinstance(raw, Pairs) else raw.items()
        found: dict[str, Any] = {}
        for key, value in pairs:
            if not isinstance(key, str):
                self._fault(path, f"expected texts as keys; found {describe(key)}")
            elif key in found:
                self._fault(below(path, key), "this key stands here twice; expected it once")
            else:
                found[key] = self.tidy(value, below(path, key), depth + 1)
        return found

    def _items(self, raw: list[Any] | tuple[Any, ...], path: str, depth: int) -> list[Any]:
        return [self.tidy(each, f"{path}[{label(each, index)}]", depth + 1) for index, each in enumerate(raw)]


def below(path: str, key: str) -> str:
    """The path of what stands at `key`."""
    return f"{path}.{key}" if path else key


def label(item: Any, index: int) -> str:
    """How an entry of a list is named in paths: by its id, else by its place, counted from 0."""
    given = dict(item).get("id") if isinstance(item, Pairs | dict) and item else None
    return given if isinstance(given, str) and re.fullmatch(r"\w{1,64}", given) else str(index)
