"""The built-in procedures to start from: documents of the packs beside the code, read when wanted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import Http404

from madoguchi.procedures.wording import EVENTS
from madoguchi.rules import documents
from madoguchi.rules.documents import Document, Text
from madoguchi.rules.names import search_key
from madoguchi.rules.texts import ruby_plain


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltIn:
    """A procedure of the gallery, as far as a list shows it."""

    slug: str
    pack: str  # name of the folder it lies in
    title: Text
    summary: Text
    section: str  # as the pack calls it; here it may have another code
    life_events: tuple[str, ...]
    steps: tuple[Text, ...]  # their titles: what it asks for
    minutes: int
    question_count: int
    letter_count: int
    example_count: int
    has_manual: bool


@lru_cache(maxsize=1)
def list_builtin() -> tuple[BuiltIn, ...]:
    """Every built-in procedure, in the order of the numbers. A file that cannot be read is left out."""
    found = [(_read(path), path) for path in _files()]
    sound = [(document, path) for document, path in found if document is not None]
    return tuple(_listed(document, path) for document, path in sorted(sound, key=lambda each: each[0].number))


@lru_cache(maxsize=4)
def access_builtin(slug: str) -> Document:
    """The document of a built-in procedure. 404 where there is none, or it cannot be read."""
    document = _read(_path(slug))
    if document is None:
        raise Http404
    return document


def manual_of(slug: str) -> str:
    """The officers' guide beside a built-in procedure, in Markdown; empty where nobody wrote one."""
    manual = _manual(_path(slug))
    return manual.read_text("utf-8") if manual.is_file() else ""


def _files() -> list[Path]:
    return sorted(Path(settings.PACKS).glob("*/procedures/*.yaml"))


def _path(slug: str) -> Path:
    """Found among the names that are there: nothing a visitor writes becomes part of a path."""
    for path in _files():
        if path.stem == slug:
            return path
    raise Http404


def _manual(path: Path) -> Path:
    return path.parent.parent / "manuals" / f"{path.stem}.md"


def _read(path: Path) -> Document | None:
    document = documents.parse(documents.load(path.read_text("utf-8")))
    return document if isinstance(document, Document) else None


def _listed(document: Document, path: Path) -> BuiltIn:
    return BuiltIn(
        slug=document.id,
        pack=path.parent.parent.name,
        title=document.title,
        summary=document.summary,
        section=document.section,
        life_events=document.occasions,
        steps=tuple(step.title for step in document.steps),
        minutes=document.minutes,
        question_count=sum(1 for _ in document.questions()),
        letter_count=len(document.letters),
        example_count=len(document.golden),
        has_manual=_manual(path).is_file(),
    )


def find(words: str = "", event: str = "") -> list[BuiltIn]:
    """The built-in procedures that hold every word, somewhere, and belong to the event."""
    keys = [search_key(word) for word in words.split()]
    return [
        each
        for each in list_builtin()
        if (not event or event in each.life_events) and all(key in _key_of(each) for key in keys)
    ]


def events() -> list[str]:
    """The life events for which there is something, in the order people meet them."""
    held = {event for each in list_builtin() for event in each.life_events}
    return [event for event in EVENTS if event in held]


def _key_of(each: BuiltIn) -> str:
    texts = (each.title, each.summary, *each.steps)
    return "\n".join(search_key(ruby_plain(words)) for text in texts for words in text.root.values())
