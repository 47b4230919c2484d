"""Lists of numbers that allow to book (接種券番号, 利用登録番号): read, before anything is taken in."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from madoguchi.rules.names import search_key

MOST_ROWS: Final = 20_000
SHORTEST, LONGEST = 3, 30  # characters of a number
HEADERS: Final = ("接種券番号", "券番号", "利用登録番号", "登録番号", "番号", "number")
_NUMBER: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z \-]*")


class Code(StrEnum):
    """What is wrong with a list, or a row of it."""

    NO_ROWS = "no_rows"
    TOO_MANY = "too_many"
    CHARACTERS = "characters"  # other than letters and digits; 1.23E+11 of a spreadsheet, too
    LENGTH = "length"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong, and in which row, from 1; none: with the whole."""

    code: Code
    row: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The numbers of a list, each once. With faults nothing is taken in."""

    numbers: tuple[str, ...] = ()
    repeated: int = 0
    lengths: tuple[tuple[int, int], ...] = ()  # (characters, how many), the most frequent first
    faults: tuple[Fault, ...] = ()


def column_of(rows: Sequence[Sequence[str]]) -> list[str]:
    """The column with the numbers: under its name, or else the first. Each row keeps its place."""
    for row in rows[:1]:
        names = [_plain(cell).casefold() for cell in row]
        if found := [names.index(each) for each in HEADERS if each in names]:
            return ["", *(_cell(each, found[0]) for each in rows[1:])]
    return [_cell(each, 0) for each in rows]


def read(lines: Sequence[str]) -> Listed:
    """What a list comes to, one number a line; empty lines are passed over."""
    written = [(at, _plain(each)) for at, each in enumerate(lines, start=1)]
    written = [(at, each) for at, each in written if each and not (at == 1 and each.casefold() in HEADERS)]
    if not written or len(written) > MOST_ROWS:
        return Listed(faults=(Fault(code=Code.TOO_MANY if written else Code.NO_ROWS),))
    faults = [Fault(code=code, row=at) for at, each in written if (code := _wrong(each))]
    numbers = {search_key(each): each for _, each in reversed(written)}  # of the same ones the first
    lengths = Counter(len(key) for key in numbers)
    return Listed(
        numbers=tuple(reversed(numbers.values())),
        repeated=len(written) - len(numbers),
        lengths=tuple(lengths.most_common()),
        faults=tuple(faults),
    )


def _wrong(number: str) -> Code | None:
    if not _NUMBER.fullmatch(number):
        return Code.CHARACTERS
    return None if SHORTEST <= len(search_key(number)) <= LONGEST else Code.LENGTH


def _cell(row: Sequence[str], at: int) -> str:
    return row[at] if at < len(row) else ""


def _plain(typed: str) -> str:
    """As people read it: full-width digits are digits, whatever dash stands between them."""
    return re.sub("[‐‑‒–—−ー]", "-", unicodedata.normalize("NFKC", typed)).strip()
