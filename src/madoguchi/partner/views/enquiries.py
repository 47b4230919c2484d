"""Questions to the section and its answers: a small thread on both sides of the counter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from madoguchi.audit import actions as audit
from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say, say_plain
from madoguchi.partner import wording
from madoguchi.partner.reach import access, list_reached, member_of
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import member_only, officer_only
from madoguchi.people.reach import officer_of, reach_of
from madoguchi.places import queries as places
from madoguchi.places.actions import asking
from madoguchi.places.actions.asking import CannotSay
from madoguchi.rules.delegation import What

if TYPE_CHECKING:
    from madoguchi.people.models import Member, Officer
    from madoguchi.places.models import Enquiry

LISTED: Final = "partner/enquiries.html"
ONE: Final = "partner/enquiry.html"


@require_http_methods(["GET", "POST"])
@member_only
def enquiries(request: EntrantRequest) -> HttpResponse:
    """What one's facilities asked, and a place to ask."""
    at = [place for place, whats in list_reached(request) if What.QUESTIONS in whats]
    values = {"at": at, "enquiries": places.list_enquiries(places=[each.pk for each in at])}
    if request.method == "GET":
        return page(request, LISTED, values)
    place, _ = access(request, request.POST.get("place", "")[:50], What.QUESTIONS)
    words = _words(request)
    try:
        made = asking.ask(
            place=place, words=words, member=member_of(request), by=request.actor, now=clock.now()
        )
    except CannotSay as cannot:
        return retry(
            request, LISTED, {**values, "typed": words, "wrong": say(wording.SAYINGS[cannot.reason])}
        )
    return done(
        request, "partner:enquiry", enquiry_id=made.pk, notice=say_plain("The section has your question.")
    )


@require_http_methods(["GET", "POST"])
@member_only
def enquiry(request: EntrantRequest, enquiry_id: UUID) -> HttpResponse:
    """A question of one's facility with what was answered."""
    at = [place.pk for place, whats in list_reached(request) if What.QUESTIONS in whats]
    found = places.access_enquiry(enquiry_id=enquiry_id, places=at)
    return _one(request, found, member_of(request), "partner:enquiry")


@require_GET
@officer_only
def asked(request: EntrantRequest) -> HttpResponse:
    """What the facilities of one's sections asked, those that wait first (desk)."""
    found = places.list_enquiries(places=_in_charge(request))
    return page(request, "partner/officer/enquiries.html", {"enquiries": found})


@require_http_methods(["GET", "POST"])
@officer_only
def answer(request: EntrantRequest, enquiry_id: UUID) -> HttpResponse:
    """One of them, and a place to answer (desk)."""
    found = places.access_enquiry(enquiry_id=enquiry_id, places=_in_charge(request))
    return _one(request, found, officer_of(request), "partner:answer")


def _one(request: EntrantRequest, found: Enquiry, who: Member | Officer, here: str) -> HttpResponse:
    if request.method == "GET":
        audit.viewed(kind="enquiry", refs=[str(found.pk)], by=request.actor, now=clock.now())
        return page(request, ONE, _values(found))
    words = _words(request)
    try:
        asking.reply(enquiry=found, words=words, who=who, by=request.actor, now=clock.now())
    except CannotSay as cannot:
        told = {"typed": words, "wrong": say(wording.SAYINGS[cannot.reason])}
        return retry(request, ONE, {**_values(found), **told})
    return done(request, here, enquiry_id=found.pk, notice=say_plain("It is sent."))


def _values(found: Enquiry) -> dict[str, Any]:
    return {"enquiry": found, "said": places.said_in(enquiry=found)}


def _words(request: EntrantRequest) -> str:
    return request.POST.get("words", "").replace("\0", "")[:5000]


def _in_charge(request: EntrantRequest) -> list[str]:
    return [each.pk for each in places.in_charge(reach_of(request))]
