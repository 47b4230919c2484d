"""What a cell can hold for sure, whichever spreadsheet program saves it in between; and YAML in a cell."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

import yaml

from madoguchi.rules.documents.loading import Loaded, Pairs, load

Cell = str | int
Raw = Mapping[str, Sequence[Sequence[str]]]
"""The cells of a file as text, by sheet."""

LONGEST: Final = 30_000  # characters; a cell of a spreadsheet has at most 32,767
WIDTH: Final = 90
_ODD_LETTERS: Final = re.compile(r"[\r\t\x7f-\x9f\u2028\u2029\ufeff]")
_BLANK_LETTERS: Final = re.compile(rf"\s|{_ODD_LETTERS.pattern}")
_ODD: Final = re.compile(rf"{_ODD_LETTERS.pattern}|_x[0-9A-Fa-f]{{4}}_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: the names of its columns and its rows."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def is_safe(text: str) -> bool:
    """Whether it comes back from a cell as it went in."""
    return text.strip() == text != "" and len(text) <= LONGEST and not _ODD.search(text)


def spelled(value: Any) -> str:
    """`value` as YAML that reads as the same again, or as JSON where YAML would not."""
    for text in _spellings(value):
        if not _ODD.search(text) and text.strip() == text and read(text) == Loaded(value):
            return text
    raise ValueError("nothing spells this value")


def _spellings(value: Any) -> Iterator[str]:
    yield (
        yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDTH)
        .removesuffix("\n...\n")
        .strip()
    )
    yield _escaped(json.dumps(value, ensure_ascii=False), _ODD_LETTERS)


def flat(value: Any) -> str:
    """`value` as JSON that may be cut anywhere."""
    return _escaped(json.dumps(value, ensure_ascii=False, separators=(",", ":")), _BLANK_LETTERS)


def shown(text: str) -> str:
    """`text` for people to read in a cell; it need not come back."""
    return _ODD.sub(" ", text)[:500].strip()


def _escaped(text: str, letters: re.Pattern[str]) -> str:
    return letters.sub(lambda found: f"\\u{ord(found[0]):04x}", text.replace("_x", "\\u005fx"))


def read(text: str) -> Loaded:
    """The content of a cell in YAML or JSON, as plain data, or why it cannot be read."""
    loaded = cast(Loaded, load(text))
    return loaded if loaded.faults else Loaded(_plain(loaded.data))


def _plain(data: Any) -> Any:
    if isinstance(data, Pairs):
        return {key if isinstance(key, str) else str(key): _plain(value) for key, value in data}
    return [_plain(each) for each in data] if isinstance(data, list) else data


class _Dumper(yaml.SafeDumper):
    """Short things on a line, and never an alias."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def place(sheet: str, column: int, row: int) -> str:
    """項目!C12; column and row counted from 0."""
    letters, rest = "", column
    while rest >= 0:
        letters = chr(ord("A") + rest % 26) + letters
        rest = rest // 26 - 1
    return f"{sheet}!{letters}{row + 1}"
