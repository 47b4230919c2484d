"""What a family can begin for a child's place, with all that is known of it filled in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.http import Http404

from madoguchi.applications.queries import filed
from madoguchi.enrolment import queries
from madoguchi.enrolment.models import Enrolment
from madoguchi.procedures import queries as procedures
from madoguchi.procedures.queries import Offer
from madoguchi.rules import arranging, calendar
from madoguchi.rules.enrolment import LIVING

# In which order a family looks for them.
ORDER: Final = ("notice", "arrange", "pause", "move", "leave", "offer")


def list_procedures(held: Enrolment, now: datetime) -> list[Offer]:
    """The procedures about this place that can be begun now; the application for the next year among them."""
    if held.state not in LIVING:
        return []
    fitting = [each for each in procedures.list_public_offers(now) if _fits(each, held)]
    return sorted(fitting, key=lambda each: ORDER.index(_act(each)))


def access_begin(held: Enrolment, slug: str, now: datetime) -> tuple[Offer, Mapping[str, Any]]:
    """One of them, with the answers that are known; 404 for any other."""
    found = next((each for each in list_procedures(held, now) if each.slug == slug), None)
    if found is None:
        raise Http404
    return found, _known(held, found, now)


def _known(held: Enrolment, offer: Offer, now: datetime) -> dict[str, Any]:
    read = filed(held.application)
    arranged = queries.arranged_for(held, calendar.local_day(now)).arranged
    return arranging.known(
        offer.document,
        before=read.document,
        answers=read.answers,
        place=held.place_id,
        kept={kind: each.value for kind, each in arranged.items()},
    )


def _fits(offer: Offer, held: Enrolment) -> bool:
    """Whether it is for this place, or a place of the year after, and open."""
    enrolling = offer.document.enrolment
    if enrolling is None or not offer.may_start:
        return False
    year = offer.document.target_year
    return enrolling.act != "offer" or year is not None and year > held.year


def _act(offer: Offer) -> str:
    return offer.document.enrolment.act if offer.document.enrolment else ""
