"""Reading a list as it was pasted: headings, bullets, indents, options in brackets or behind boxes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Final

from madoguchi.rules.documents.questions import MOST_OPTIONS
from madoguchi.rules.itemlist.guessing import GROUP, LEFT_OUT, MANY, STEP, Item, type_of, why_left_out

MOST_LINES: Final = 300
LONGEST_TITLE: Final = 200
BOXES: Final = "□☐"
UNITS: Final = frozenset("人名枚台個回日歳才年頭匹件本週円")
SIDES: Final = [
    set(sides.split())
    for sides in (
        "はい いいえ",
        "有 無",
        "あり なし",
        "有り 無し",
        "する しない",
        "ある ない",
        "可 否",
        "要 不要",
    )
]

_HEADING: Final = re.compile(
    r"^(?:【(.+?)】|[■◆▼◎]\s*(.+)|〔(.+?)〕|#+\s*(.+)|第[0-9]+(?:章|部|面)\s*(.+)|<(.+?)>)$"
)
_BULLET: Final = re.compile(
    r"^(?:[・●○◯▪•*※\-–—]+\s*|[0-9]{1,2}[.、)]\s*|[0-9]{1,2}\s+(?=\D)|[①-⑳]\s*|[ア-ン][.)、]\s*|\[\s?\]\s*)+"
)
_DEEP: Final = re.compile(r"^(?:\(([0-9]{1,2}|[ア-ン]|[a-z])\)|[①-⑳])\s*")
_BLANKS: Final = re.compile(
    r"[_＿…‥]{2,}|\.{3,}|\(\s*\)|[:：]\s*$|(?:\s*年\s+月\s+日)\s*$|\s*㊞|\s*\(印\)|\s+印$"
)
_NEED: Final = re.compile(r"[(\[【]?(?:※?\s*必須|※?\s*任意)[)\]】]?")
_NOT_NEEDED = re.compile(r"任意|(ある|いる|該当する)(方|人|場合|とき)のみ|場合のみ|があれば|わかれば")
_MANY_ANSWERS = re.compile(
    r"複数回答可?|複数選択可?|すべて(選択|に○)?|いくつでも|あてはまるもの(すべて|全て)"
)
_BOX: Final = re.compile(r"[□☐◯○]\s*([^□☐◯○]+)")
_NUMBERED: Final = re.compile(r"(?<![0-9])[0-9]{1,2}[.．)]\s*(.+?)(?=\s+[0-9]{1,2}[.．)]|$)")
_INSIDE: Final = re.compile(r"\(([^()]+)\)\s*$")
_WIDE: Final = str.maketrans("()~?!:", "（）〜？！：")
_EXAMPLES: Final = re.compile(r"写し|など|等$|例")
_DOTS: Final = re.compile(r"\s*[・/／,、|]\s*|\s{2,}")


def read(text: str) -> tuple[Item, ...]:
    """What the list asks for, line by line; empty lines are left out. At most MOST_LINES lines count."""
    lines = [each for line in text.splitlines() if (each := _line(line)).words][:MOST_LINES]
    return tuple(_items(_with_boxes(lines)))


@dataclass(frozen=True, slots=True)
class _Line:
    depth: int
    words: str


def _line(raw: str) -> _Line:
    """How deep it stands, and what it says without its bullet."""
    folded = unicodedata.normalize("NFKC", raw.expandtabs(4)).rstrip()
    depth = len(folded) - len(folded.lstrip())
    words = folded.strip()
    if deep := _DEEP.match(words):
        return _Line(max(depth, 1), words[deep.end() :].strip())
    return _Line(depth, _BULLET.sub("", words).strip() if not _options_of(words)[1] else words)


def _with_boxes(lines: Sequence[_Line]) -> list[_Line]:
    """Boxes to tick on lines of their own below a question belong to its line."""
    found: list[_Line] = []
    for line in lines:
        asking = found[-1] if found else None
        if (
            asking
            and line.words[0] in BOXES
            and line.depth > asking.depth
            and not _HEADING.match(asking.words)
        ):
            found[-1] = _Line(asking.depth, f"{asking.words} {line.words}")
        else:
            found.append(line)
    return found


def _items(lines: Sequence[_Line]) -> Iterator[Item]:
    inner_from: int | None = None  # how deep the line of the group stands
    for line, following in zip_longest(lines, lines[1:]):
        if inner_from is not None and line.depth <= inner_from:
            inner_from = None
        if heading := _HEADING.match(line.words):
            title = next(filter(None, heading.groups()))
            inner_from = None
            yield Item(title=_printed(title), type=STEP)
        elif following and following.depth > line.depth and not _HEADING.match(following.words):
            is_many = bool(MANY.search(line.words))
            inner_from = line.depth if is_many and inner_from is None else inner_from
            yield Item(title=_title(line.words), type=GROUP if is_many else STEP)
        else:
            yield replace(_guess(line.words), inner=inner_from is not None)


def _guess(words: str) -> Item:
    asked, options, several = _options_of(words)
    title = _title(asked or words)
    required = not _NOT_NEEDED.search(words)
    if options:
        if set(options) in SIDES:
            return Item(title=title, type="yes_no", required=required)
        return Item(title=title, type="choices" if several else "choice", options=options, required=required)
    if why := why_left_out(title) or why_left_out(words):
        return Item(title=title, type=LEFT_OUT, why=why)
    return Item(title=title, type=type_of(words, title)[0], required=required)


def _options_of(words: str) -> tuple[str, tuple[str, ...], bool]:
    """What is asked, the options that the line names, and whether several may be chosen."""
    several = bool(_MANY_ANSWERS.search(words))
    plain = _MANY_ANSWERS.sub("", words).replace("()", "").strip()
    for pattern in (_BOX, _NUMBERED):
        found = list(pattern.finditer(plain))
        if len(found) > 1:
            return plain[: found[0].start()].strip(), _cleaned(match[1] for match in found), several
    inside = _INSIDE.search(plain)
    parts = _cleaned(_DOTS.split(inside[1])) if inside else ()
    if inside and len(parts) > 1 and not set(parts) <= UNITS and not _EXAMPLES.search(inside[1]):
        return plain[: inside.start()].strip(), parts, several
    return "", (), False


def _cleaned(parts: Iterable[str]) -> tuple[str, ...]:
    words = [re.sub(r"[()\s]+$|^[(\s]+", "", part).strip(" ・、,") for part in parts]
    return tuple(dict.fromkeys(_printed(word) for word in words if word))[:MOST_OPTIONS]


def _title(words: str) -> str:
    """The words a resident reads: without the lines to write on, and without 必須 and 任意."""
    plain = _BLANKS.sub("", _NEED.sub("", _BLANKS.sub("", words)))
    return _printed(plain.strip(f" :・{BOXES}") or words)


def _printed(words: str) -> str:
    """As Japanese is printed: with wide brackets."""
    return words.translate(_WIDE)[:LONGEST_TITLE]
