"""A resident's own things: drafts, applications, messages."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from madoguchi.applications import households
from madoguchi.applications import queries as applications
from madoguchi.applications.views.visitor import visitor
from madoguchi.base import clock
from madoguchi.base.pages import page
from madoguchi.booking import queries as booking
from madoguchi.enrolment import queries as enrolment
from madoguchi.enrolment.reading import list_places
from madoguchi.messaging import actions as messages
from madoguchi.messaging import queries as messaging
from madoguchi.payments import queries as payments
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import resident_only
from madoguchi.portal.inbox import list_items
from madoguchi.portal.standing import begun, standings
from madoguchi.procedures import queries as procedures


@resident_only
@require_safe
def mine(request: EntrantRequest) -> HttpResponse:
    """Everything this resident began, filed, or was told; what waits for them stands first."""
    filed = standings(applications.list_applications(resident=request.resident))
    drafts = applications.list_open_drafts(visitor=visitor(request))
    offers = {offer.slug: offer for offer in procedures.list_offers(clock.now())} if drafts else {}
    values = {
        "returned": [each for each in filed if each.is_returned],
        "filed": [each for each in filed if not each.is_returned],
        "drafts": [begun(each, offers) for each in drafts],
        "offers": enrolment.list_open_offers(resident=request.resident),
        "places": list_places(request.resident, clock.now()),
        "reserved": booking.list_ahead_of(resident=request.resident, now=clock.now()),
        "shared": standings(households.list_shared_with(guest=request.resident)),
        "pays": payments.has_charges(request.resident),
        "inbox": list_items(request.resident),
    }
    return page(request, "portal/mine.html", values)


@resident_only
@require_safe
def message(request: EntrantRequest, message: int) -> HttpResponse:
    """One message in full; opened, it counts as read."""
    found = messaging.access_inbox_message(request.resident.reference, message)
    messages.mark_read(
        resident_ref=request.resident.reference, message=found.id, by=request.actor, now=clock.now()
    )
    return page(request, "portal/message.html", {"message": found})
