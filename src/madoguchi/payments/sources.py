"""Who is to be charged: told by rooms further up, as `config.wiring` connects them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from madoguchi.rules.fees import Use


@dataclass(frozen=True, slots=True, kw_only=True)
class Chargeable:
    """Something a month of which costs money, and who pays it. The rank among siblings is found here."""

    kind: str  # enrolment
    ref: str
    payer: UUID | None  # reference of the resident; None for a family on paper
    payer_name: str
    payer_kana: str
    subject: str  # the child's name
    household: str  # what its siblings share
    born: date
    use: Use


Source = Callable[[date], Iterable[Chargeable]]

_sources: dict[str, Source] = {}


def wire(sources: Mapping[str, Source]) -> None:
    """Replace the table: kind of thing → what costs money in a month."""
    _sources.clear()
    _sources.update(sources)


def list_chargeable(kind: str, month: date) -> list[Chargeable]:
    """What of a kind costs money in a month, by reference; nothing where nothing is connected."""
    source = _sources.get(kind)
    return sorted(source(month), key=lambda each: (each.kind, each.ref)) if source else []
