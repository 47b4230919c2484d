"""延長の一次確認: what waits for a club to say whether it can be done, and what clubs have said."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.http import Http404

from madoguchi.applications.models import Application
from madoguchi.applications.queries import Filed, filed_together
from madoguchi.base import crypto
from madoguchi.enrolment.models import FirstCheck
from madoguchi.procedures import queries as procedures
from madoguchi.rules import arranging
from madoguchi.rules.arranging import Said
from madoguchi.rules.lifecycle import OPEN
from madoguchi.rules.naming import subject_name
from madoguchi.rules.protection import NOT_SHOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class ToCheck:
    """Longer hours that a family asks for."""

    application: Application
    child: str
    place: str  # code
    starts: date | None
    wanted: Mapping[str, Said]  # by kind, as rules.arranging


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a club has said of an application that is not decided yet."""

    application: Application
    place_name: str
    fits: bool
    words: str


def list_to_check(*, place_codes: Collection[str], now: datetime) -> list[ToCheck]:
    """What waits for a word of these clubs, the oldest first."""
    waiting = _waiting(place_codes, now).filter(first_check=None).order_by("arrived_at", "pk")
    return [found for read in filed_together(waiting) if (found := _to_check(read))]


def access_to_check(*, reference: str, place_codes: Collection[str], now: datetime) -> ToCheck:
    """One of them; 404 for any other, and for what has been decided."""
    reads = filed_together(_waiting(place_codes, now).filter(reference=reference))
    found = _to_check(reads[0]) if reads else None
    if found is None:
        raise Http404
    return found


def list_checked(*, sections: Collection[str]) -> list[Checked]:
    """What clubs have said of applications these sections still have to decide, the oldest first."""
    said = FirstCheck.objects.filter(application__state__in=OPEN, application__section__in=sections)
    return [
        Checked(
            application=each.application,
            place_name=NOT_SHOWN if each.application.is_protected else each.place.name,
            fits=each.fits,
            words=crypto.unseal(each.sealed)["words"] if each.sealed else "",
        )
        for each in said.select_related("application", "place").order_by("at", "pk")
    ]


def _waiting(place_codes: Collection[str], now: datetime) -> QuerySet[Application]:
    """The undecided applications for longer hours at these clubs: the club is a listed answer."""
    asked = Q(pk=None)
    for offer in procedures.list_offers(now):
        enrolling = offer.document.enrolment
        if enrolling and enrolling.act == "arrange" and "extension" in enrolling.keeps:
            listed = Q(listed__question=enrolling.at, listed__text__in=place_codes)
            asked |= Q(version__procedure=offer.slug) & listed
    return Application.objects.filter(asked, state__in=OPEN).select_related("version")


def _to_check(read: Filed) -> ToCheck | None:
    found = arranging.wanted(read.document, read.journey(), read.facts())
    if found is None or found.place is None:
        return None
    return ToCheck(
        application=read.application,
        child=subject_name(read.document, read.answers),
        place=found.place,
        starts=found.starts,
        wanted=found.keeps,
    )
