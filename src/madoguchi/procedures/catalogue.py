"""Finding a procedure: by words as people type them, or by what happens in life."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from madoguchi.procedures.queries import Offer, document_of
from madoguchi.procedures.wording import EVENTS
from madoguchi.rules.documents import Text
from madoguchi.rules.names import search_key
from madoguchi.rules.opening import Opening
from madoguchi.rules.texts import ruby_parts

# What can be done at once stands first.
ORDER: Final = (Opening.CLOSING_SOON, Opening.OPEN, Opening.NOT_YET, Opening.CLOSED, Opening.WITHDRAWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A life event with how many procedures belong to it."""

    id: str
    label: str  # a msgid
    count: int


def find(offers: Iterable[Offer], *, words: str = "", event: str = "") -> list[Offer]:
    """The offers that hold every word, somewhere, and belong to the event; open ones first."""
    keys = [search_key(word) for word in words.split()]
    found = [
        offer for offer in offers if (not event or event in offer.document.occasions) and _holds(offer, keys)
    ]
    return sorted(found, key=lambda offer: (_is_beside_title(offer, keys), ORDER.index(offer.opening)))


def events(offers: Sequence[Offer]) -> list[Event]:
    """The events for which there is something."""
    counts = {event: sum(event in offer.document.occasions for offer in offers) for event in EVENTS}
    return [Event(id=event, label=EVENTS[event], count=count) for event, count in counts.items() if count]


def _holds(offer: Offer, keys: Sequence[str]) -> bool:
    held = _key_of(offer.version_id) + search_key(offer.section_name)
    return all(key in held for key in keys)


def _is_beside_title(offer: Offer, keys: Sequence[str]) -> bool:
    title = _spellings(offer.document.title)
    return not all(key in title for key in keys)


@lru_cache(maxsize=512)
def _key_of(version_id: int) -> str:
    document = document_of(version_id)
    texts = (document.title, document.summary, *(step.title for step in document.steps), *document.papers)
    return "\n".join(_spellings(text) for text in texts)


def _spellings(text: Text) -> str:
    """A text in every language, as written and as read aloud."""
    marked = [ruby_parts(each) for each in text.root.values()]
    written = ["".join(part.base for part in parts) for parts in marked]
    read = ["".join(part.reading or part.base for part in parts) for parts in marked]
    return "\n".join(search_key(each) for each in (*written, *read))
