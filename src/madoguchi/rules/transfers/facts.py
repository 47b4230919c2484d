"""What is known before a list of transfers is looked at: sections, officers, and the posts they hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionFact:
    """A section and its days; `ends_on` is exclusive."""

    code: str
    name: str
    starts_on: date
    ends_on: date | None = None

    def is_there(self, day: date) -> bool:
        """Whether it exists on that day."""
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostFact:
    """A post as it stands in the calendar; `ends_on` is exclusive."""

    id: int
    section: str  # code
    title: str
    role: str
    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerFact:
    """Somebody who works for the city, with the posts that are not over."""

    number: str
    name: str
    kana: str
    closed_from: date | None = None
    closed_until: date | None = None
    posts: tuple[PostFact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything a plan is decided by. `staffed`: the sections whose posts this administrator may change."""

    today: date
    sections: Mapping[str, SectionFact]
    officers: Mapping[str, OfficerFact]
    staffed: frozenset[str]
    past_confirmed: bool = False
