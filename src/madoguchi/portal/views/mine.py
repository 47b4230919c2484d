"""A resident's own things: drafts, applications, messages."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.applications import queries as applications
from madoguchi.applications.actions import progress
from madoguchi.applications.actions.progress import CannotMove
from madoguchi.applications.views.visitor import visitor
from madoguchi.base import clock
from madoguchi.base.pages import done, page
from madoguchi.base.moments import local
from madoguchi.base.texts import say
from madoguchi.files.responses import attachment_response
from madoguchi.messaging import actions as messages
from madoguchi.messaging import queries as messaging
from madoguchi.people.guards import anyone, resident_only
from madoguchi.portal.standing import begun, follow, standing
from madoguchi.review import queries as review
from madoguchi.review.actions import lettering
from madoguchi.rules.lifecycle import Act, Role, State, acts_from


@resident_only
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Everything this resident began, filed, or was told; what waits for them stands first."""
    filed = [standing(each) for each in applications.list_applications(resident=request.resident)]
    values = {
        "returned": [each for each in filed if each.is_returned],
        "filed": [each for each in filed if not each.is_returned],
        "drafts": [begun(each) for each in applications.list_open_drafts(visitor=visitor(request))],
        "inbox": messaging.list_inbox(request.resident.reference),
    }
    return page(request, "portal/mine.html", values)


@resident_only
@require_safe
def message(request: HttpRequest, message: int) -> HttpResponse:
    """One message in full; opened, it counts as read."""
    found = messaging.access_inbox_message(request.resident.reference, message)
    messages.mark_read(
        resident_ref=request.resident.reference, message=found.id, by=request.actor, now=clock.now()
    )
    return page(request, "portal/message.html", {"message": found})


@anyone
@require_safe
def application(request: HttpRequest, reference: str) -> HttpResponse:
    """How an application is going, for its applicant or whoever holds its number and code."""
    filed = applications.access_application(reference=reference, visitor=visitor(request))
    return page(request, "portal/application.html", {"filed": filed, "following": follow(filed, today=local(clock.now()).date())})


@anyone
@require_safe
def letter(request: HttpRequest, reference: str) -> HttpResponse:
    """The letter to the applicant, as a PDF."""
    filed = applications.access_application(reference=reference, visitor=visitor(request))
    found = review.letter_of(application=filed.application)
    if found is None:
        raise Http404
    lettering.note_opened(letter=found, by=request.actor, now=clock.now())
    return attachment_response(found.file, f"{filed.application.reference}.pdf")


@anyone
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Take an application back, after being asked whether that is meant."""
    filed = applications.access_application(reference=reference, visitor=visitor(request))
    if Act.WITHDRAW not in acts_from(state=State(filed.application.state), role=Role.APPLICANT):
        raise Http404
    if request.method != "POST":
        return page(request, "portal/withdraw.html", {"filed": filed})
    try:
        progress.withdraw(
            application=filed.application, role=Role.APPLICANT, by=request.actor, now=clock.now()
        )
    except CannotMove:
        return done(
            request, "portal:application", reference=reference,
            notice=say("It could no longer be withdrawn. Please see below how it stands."),
        )
    return done(
        request, "portal:application", reference=reference, notice=say("You have withdrawn the application")
    )
