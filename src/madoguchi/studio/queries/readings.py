"""How the city reads its own words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from madoguchi.people.queries import officer_names
from madoguchi.studio.models import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A word of the dictionary, and who put it there."""

    word: str
    reading: str
    at: datetime
    name: str  # of the officer; empty where it was none


def city_readings() -> dict[str, str]:
    """Every word of the city's dictionary with its reading."""
    return dict(Reading.objects.values_list("word", "reading"))


def list_readings() -> list[Kept]:
    """The dictionary in the order in which it is read aloud."""
    rows = list(Reading.objects.order_by("reading", "word"))
    names = officer_names({row.by for row in rows})
    return [Kept(word=row.word, reading=row.reading, at=row.at, name=names.get(row.by, "")) for row in rows]
