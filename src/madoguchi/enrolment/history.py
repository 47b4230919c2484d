"""What happened to a place, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.safestring import SafeString

from madoguchi.base.texts import say
from madoguchi.enrolment import queries
from madoguchi.enrolment.models import Offer
from madoguchi.enrolment.wording import HAPPENED
from madoguchi.people.queries import officer_names
from madoguchi.rules.enrolment import Act

ACTORS: Final = {"resident": "Guardian", "member": "Club", "system": "System"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One line. `who` is for officers alone."""

    at: datetime
    words: SafeString
    who: str
    application: str  # the number of the notice it followed from, if any


def history(offer: Offer) -> list[Happened]:
    """The time line of an offer and the place it became, the oldest first."""
    events = queries.list_events(offer=offer)
    names = officer_names({event.by_ref for event in events if event.by_kind == "officer"})
    return [
        Happened(
            at=event.at,
            words=say(HAPPENED[Act(event.act)], **_days(event.facts)),
            who=names.get(event.by_ref) or say(ACTORS.get(event.by_kind, "System")),
            application=event.facts.get("application", ""),
        )
        for event in events
    ]


def _days(facts: dict[str, str]) -> dict[str, date]:
    return {key: date.fromisoformat(facts[key]) for key in ("first_day", "last_day") if key in facts}
