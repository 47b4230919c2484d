"""What the system says, in the reader's language: one message, its values, and ruby drawn from [漢字|かんじ].

`say` answers HTML (values escaped, ruby drawn); `say_plain` answers plain text for titles, options, mail;
`say_marked` leaves the marks to whoever draws them.
Values may be strings, numbers, dates, instants, or the texts of a procedure document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, Final, cast

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, override

from madoguchi.base import moments
from madoguchi.rules.texts import ruby_html, ruby_plain

FALLBACK = "ja"

# What the city says is drawn once: a page says a hundred things, a document the same ones to everybody.
_ruby_html: Final = lru_cache(maxsize=4096)(ruby_html)
_ruby_plain: Final = lru_cache(maxsize=4096)(ruby_plain)
_at_the_desk: ContextVar[bool] = ContextVar("at_the_desk", default=False)


def say(message: str, /, **values: object) -> SafeString:
    """The message in the reader's language, as HTML."""
    return mark_safe(_ruby_html(gettext(message)).format_map(_Said(values, _html)))  # noqa: S308


def say_plain(message: str, /, **values: object) -> str:
    """The message in the reader's language, as plain text."""
    return filled_plain(gettext(message), **values)


def filled_plain(words: str, /, **values: object) -> str:
    """Words that are in the reader's language already, with their values, as plain text."""
    return _ruby_plain(words).format_map(_Said(values, _plain))


def say_marked(message: str, /, **values: object) -> str:
    """The message in the reader's language with its ruby marks, for paper that draws readings itself."""
    return gettext(message).format_map(_Said(values, _as_marked))


def text(words: object) -> SafeString:
    """A text of a document, in the reader's language or else in Japanese, as HTML. HTML stays as it is."""
    if isinstance(words, SafeString):
        return words
    return mark_safe(ruby_html(_marked(words)))  # noqa: S308


def text_plain(words: object) -> str:
    """A text of a document, in the reader's language or else in Japanese, as plain text."""
    return ruby_plain(_marked(words))


def language() -> str:
    """The reader's language: ja, ja-easy or en."""
    return get_language() or FALLBACK


def style() -> moments.Style:
    """How the reader is used to seeing days and times."""
    return "desk" if _at_the_desk.get() else cast(moments.Style, language())


@contextmanager
def at_the_desk() -> Iterator[None]:
    """Inside, days and times are written as officers read them: 2026-12-15(火) 23:59."""
    token = _at_the_desk.set(True)
    try:
        yield
    finally:
        _at_the_desk.reset(token)


@contextmanager
def read_by(reader: str) -> Iterator[None]:
    """Inside, texts are written for a reader of this language, e.g. in mail, whoever's page is answered."""
    token = _at_the_desk.set(False)
    try:
        with nullcontext() if reader == get_language() else override(reader):
            yield
    finally:
        _at_the_desk.reset(token)


class _Said(dict[str, str]):
    """Values as the reader is used to seeing them, each written when the message names it."""

    def __init__(self, values: Mapping[str, object], written: Callable[[object], str]) -> None:
        super().__init__()
        self.given, self.written = values, written

    def __missing__(self, name: str) -> str:
        return self.written(self.given[name])


def _marked(words: object) -> str:
    """The text with its ruby marks. A bare string, e.g. the name of a place, is itself."""
    if not words:
        return ""
    if isinstance(words, str):
        return words
    if isinstance(words, Mapping):
        return str(words.get(language()) or words.get(FALLBACK) or "")
    return str(cast(Any, words).in_(language()))


def _html(value: object) -> str:
    return str(_written(value, conditional_escape, ruby_html))


def _plain(value: object) -> str:
    return str(_written(value, str, ruby_plain))


def _as_marked(value: object) -> str:
    return str(_written(value, str, str))


def _written(value: object, ordinary: Callable[[Any], str], marked: Callable[[str], str]) -> str:
    if isinstance(value, datetime):
        return marked(moments.write_instant(value, style()))
    if isinstance(value, date):
        return marked(moments.write_day(value, style()))
    if isinstance(value, time):
        return marked(moments.write_time(value, style()))
    if isinstance(value, Mapping) or hasattr(value, "in_"):
        return marked(_marked(value))
    return ordinary(value)
