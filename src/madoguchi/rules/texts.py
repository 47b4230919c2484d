"""Ruby: `[漢字|かんじ]` in a text, drawn above the characters in pages and behind them in plain text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, Final

_BRACKET: Final = "\ufdd0"  # stands for a bracket that begins no ruby; Unicode keeps it free for such uses
_RUBY = re.compile(r"\[([^\[\]|\n]+)\|([^\[\]|\n]+)\]")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text: characters, and how they are read where the text says so."""

    base: str
    reading: str = ""


def ruby_parts(text: str) -> tuple[Part, ...]:
    """The pieces of `text` in order. Brackets that are not `[base|reading]` stay ordinary characters."""
    parts, end = [], 0
    for match in _RUBY.finditer(text):
        parts += [Part(text[end : match.start()]), Part(match[1], match[2])]
        end = match.end()
    parts.append(Part(text[end:]))
    return tuple(part for part in parts if part.base)


def literal(answer: Any) -> Any:
    """An answer whose brackets stay brackets among texts with ruby: people type them, too."""
    match answer:
        case str():
            return answer.replace("[", _BRACKET)
        case list():
            return [literal(each) for each in answer]
        case Mapping():
            return {key: literal(value) for key, value in answer.items()}
    return answer


def ruby_html(text: str) -> str:
    """Escaped HTML with `<ruby>`; `<rp>` puts the reading in brackets where ruby cannot be drawn."""
    return "".join(map(_html, ruby_parts(text))).replace(_BRACKET, "[")


def ruby_plain(text: str) -> str:
    """漢字（かんじ）, for titles, options, attributes, mail and LINE."""
    return "".join(map(_plain, ruby_parts(text))).replace(_BRACKET, "[")


def _plain(part: Part) -> str:
    return f"{part.base}（{part.reading}）" if part.reading else part.base


def _html(part: Part) -> str:
    if not part.reading:
        return escape(part.base)
    return f"<ruby>{escape(part.base)}<rp>（</rp><rt>{escape(part.reading)}</rt><rp>）</rp></ruby>"
