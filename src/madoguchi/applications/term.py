"""Until when a draft can be filed, and what becomes of it: what every page says on which it is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from madoguchi.applications.queries import Writing
from madoguchi.base import office
from madoguchi.procedures import queries as procedures
from madoguchi.procedures.queries import Offer
from madoguchi.rules import retention


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """How a draft stands in time."""

    offer: Offer
    kept_until: date  # when nobody touches it any more
    telephone_from: datetime | None  # None: somebody answers now

    @property
    def can_be_filed(self) -> bool:
        """Whether it would be taken now."""
        return self.offer.opening.is_open


def term_of(writing: Writing, now: datetime) -> Term | None:
    """The term of a draft; a correction has another one, which its return names."""
    if writing.is_correction:
        return None
    return Term(
        offer=procedures.access_procedure(writing.document.id, now),
        kept_until=retention.kept_until(writing.draft.saved_at),
        telephone_from=office.opens_again(now),
    )
