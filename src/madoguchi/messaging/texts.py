"""The words of messages: one file per template, language and channel. Its first line is the subject.

Values are written as the reader is used to seeing them: a name that ends in `_on` is a day, in `_at` an
instant, `title` the title of a procedure in its languages; everything else is plain text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, Final

from django.conf import settings

from madoguchi.base.texts import FALLBACK, filled_plain, language, read_by, say, say_plain, text, text_plain
from madoguchi.rules.documents.base import LANGUAGES
from madoguchi.rules.messages import Channel, Template

FOLDER: Final = Path(__file__).parent / "templates" / "messaging"
MAIL: Final = "mail"
INBOX: Final = "inbox"
LINE: Final = "line"
HAND: Final = "hand"  # what an officer says on the telephone or writes by post
FOLDERS: Final = {Channel.LINE: LINE, Channel.MAIL: MAIL}
LEAVING: Final = (LINE, MAIL)  # which say only where to read


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A message as its reader sees it."""

    subject: str
    paragraphs: tuple[str, ...]


def draw(folder: str, template: Template, *, reader: str, values: Mapping[str, Any]) -> Drawn:
    """The message as plain text in the language `reader`: for mail, and for officers who call or write."""
    subject, paragraphs = words(folder, template, _spoken(reader))
    with read_by(_spoken(reader)):
        named = _named(values)
        added = () if folder in LEAVING else map(text_plain, _added(values))
        return Drawn(
            subject=filled_plain(subject, **named),
            paragraphs=(*(filled_plain(paragraph, **named) for paragraph in paragraphs), *added),
        )


def draw_page(template: Template, *, values: Mapping[str, Any]) -> Drawn:
    """The inbox message as HTML, in the language of the page that is being answered."""
    subject, paragraphs = words(INBOX, template, _spoken(language()))
    named = _named(values)
    return Drawn(
        subject=say(subject, **named),
        paragraphs=(*(say(paragraph, **named) for paragraph in paragraphs), *map(text, _added(values))),
    )


def _added(values: Mapping[str, Any]) -> list[str]:
    """The paragraphs a procedure adds for its reader: never in mail, which says only where to read."""
    added = values.get("added") or {}
    written = added.get(language()) or added.get(FALLBACK) or ""
    return [paragraph for each in written.split("\n\n") if (paragraph := each.strip())]


def mail_end(reader: str) -> str:
    """What stands below every mail: that it cannot be answered, and whom to ask."""
    with read_by(_spoken(reader)):
        return say_plain(_read(MAIL, "_end", _spoken(reader)))


@cache
def words(folder: str, template: Template, reader: str) -> tuple[str, tuple[str, ...]]:
    """Subject and paragraphs, as the file has them."""
    subject, *paragraphs = _read(folder, template, reader).strip().split("\n\n")
    return subject, tuple(paragraphs)


@cache
def needs(folder: str, template: Template) -> frozenset[str]:
    """The names of the values without which the message cannot be drawn in every language."""
    written = "".join(_read(folder, template, each) for each in LANGUAGES)
    return frozenset(name for _, name, _, _ in Formatter().parse(written) if name)


def storable(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as JSON: days and instants in ISO, the title as a plain mapping."""
    return {name: _storable(value) for name, value in values.items()}


def _read(folder: str, name: str, reader: str) -> str:
    return (FOLDER / folder / f"{name}.{reader}.txt").read_text("utf-8")


def _spoken(reader: str) -> str:
    return reader if reader in LANGUAGES else FALLBACK


def _named(values: Mapping[str, Any]) -> dict[str, Any]:
    city = settings.CITY_NAMES if settings.CITY_NAME else say_plain("City office")
    return {"city": city, **{name: _alive(name, value) for name, value in values.items()}}


def _storable(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return getattr(value, "root", value)


def _alive(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if name.endswith("_on"):
        return date.fromisoformat(value)
    return datetime.fromisoformat(value) if name.endswith("_at") else value
