"""What must never reach LINE: anything that says who somebody is, or what they wrote.

The stand-in keeps every request. After each test that spoke to it, all of them are read here, so that a
message of whatever kind, from whatever room, is looked at as soon as one test sends it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

SENDING: Final = "/v2/bot/message/"
# Of the people of the test city: their names, and what they answer.
PEOPLE: Final = (
    *("𠮷川", "ヨシカワ", "よしかわ", "渡邉", "髙橋", "タカハシ", "森﨑", "モリサキ", "五十嵐", "イガラシ"),
    *("葭切", "かくれ荘", "川風水産", "会社に頼んでいます", "祖母が迎え"),
)
TELLING: Final = {
    "a mail address": re.compile(r"[\w.+-]+@[\w-]+\.\w"),
    "a telephone number": re.compile(r"(?<![\d-])0\d{1,4}-?\d{2,4}-?\d{4}(?![\d-])"),
    "a postal code": re.compile(r"〒|(?<![\d-])\d{3}-\d{4}(?![\d-])"),
    "a receipt number": re.compile(r"(?<!\d)\d{4}-\d{6}-\d(?!\d)"),
    "a number of twelve digits": re.compile(r"(?<!\d)\d{12}(?!\d)"),
    "a house number": re.compile(r"\d+(?:丁目|番地|番\d+号)"),
    "a day of birth": re.compile(r"生年月日|\d+年\d+月\d+日生"),
}


def told_too_much(requests: Iterable[Mapping[str, Any]]) -> list[str]:
    """What the messages among these requests say that they must not."""
    return [
        f"{what} in a message: {words}"
        for request in requests
        if request["path"].startswith(SENDING)
        for words in _words((request.get("body") or {}).get("messages", []))
        for what in _found(words)
    ]


def _found(words: str) -> Iterator[str]:
    yield from (what for what, pattern in TELLING.items() if pattern.search(words))
    yield from ("one of the people" for name in PEOPLE if name in words)


def _words(part: Any) -> Iterator[str]:
    """Every text anywhere in a message; of addresses, what is behind the host."""
    if isinstance(part, str):
        yield re.sub(r"https?://[^/]+(?:/liff/[^/]+)?", "", part)
    elif isinstance(part, Mapping):
        for each in part.values():
            yield from _words(each)
    elif isinstance(part, list):
        for each in part:
            yield from _words(each)
