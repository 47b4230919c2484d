"""Showing an application to the other guardian: the applicant's side, and the side of who was invited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.applications import households
from madoguchi.applications import queries as applications
from madoguchi.applications.actions import sharing
from madoguchi.applications.actions.sharing import CannotShare
from madoguchi.applications.views.visitor import visitor
from madoguchi.base import clock
from madoguchi.base.entrances import Entrance, url_of
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say, say_plain
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import resident_only
from madoguchi.procedures.queries import document_of
from madoguchi.rules.questions.people import RELATIONS
from madoguchi.rules.sharing import Reason

if TYPE_CHECKING:
    from madoguchi.applications.models import Application

SHARE: Final = "portal/share.html"
INVITED: Final = "portal/invited.html"
REFUSALS: Final = {
    Reason.PROTECTED: "This application cannot be shown to anybody else. Please ask the section in charge.",
    Reason.TOO_MANY: "Three invitations are open already. Please end one of them first.",
    Reason.OVER: "This invitation cannot be used any more. Please ask for a new one.",
    Reason.OWN: "This is your own application. Send the link to the other guardian.",
    Reason.RELATION_MISSING: "Please choose who you are to the child.",
}


@resident_only
@require_http_methods(["GET", "POST"])
def share(request: EntrantRequest, reference: str) -> HttpResponse:
    """Who sees this application; a POST makes a link for the other guardian, shown this once."""
    application = _own(request, reference)
    if request.method != "POST":
        return page(request, SHARE, _values(application))
    try:
        invitation, secret = sharing.invite(application=application, by=request.actor, now=clock.now())
    except CannotShare as cannot:
        return retry(request, SHARE, {**_values(application), "wrong": say(REFUSALS[cannot.reason])})
    link = url_of(Entrance.PORTAL, reverse("portal:invited", args=[invitation.pk, secret]))
    return page(request, SHARE, {**_values(application), "link": link, "expires_at": invitation.expires_at})


@resident_only
@require_POST
def unshare(request: EntrantRequest, reference: str, invitation_id: UUID) -> HttpResponse:
    """End it: the other guardian sees nothing from now on."""
    application = _own(request, reference)
    invitation = households.access_invitation_to(application=application, invitation_id=invitation_id)
    sharing.end(invitation=invitation, by=request.actor, now=clock.now())
    return done(request, "portal:share", reference=reference, notice=say_plain("It was ended."))


@resident_only
@require_http_methods(["GET", "POST"])
def invited(request: EntrantRequest, invitation_id: UUID, secret: str) -> HttpResponse:
    """Opened with the link and signed in: say who one is, and wait for the city's check."""
    invitation = households.access_invitation(invitation_id=invitation_id, secret=secret)
    values: dict[str, Any] = {
        "title": document_of(invitation.application.version_id).title,
        "relations": RELATIONS,
        "relation": request.POST.get("relation", ""),
    }
    if request.method != "POST":
        return page(request, INVITED, values)
    try:
        sharing.accept(
            invitation=invitation,
            guest=request.resident,
            relation=values["relation"],
            by=request.actor,
            now=clock.now(),
        )
    except CannotShare as cannot:
        return retry(request, INVITED, {**values, "wrong": say(REFUSALS[cannot.reason])})
    notice = say_plain("Thank you. You see the application here as soon as the city has checked who you are.")
    return done(request, "portal:mine", notice=notice)


def _own(request: EntrantRequest, reference: str) -> Application:
    """The application of whoever is signed in; a number and a code do not let anybody invite."""
    application = applications.access_application(reference=reference, visitor=visitor(request)).application
    if request.resident is None or application.resident_id != request.resident.pk:
        raise Http404
    return application


def _values(application: Application) -> dict[str, Any]:
    return {
        "application": application,
        "document": document_of(application.version_id),
        "shared": households.list_invitations(application=application, now=clock.now()),
        "relations": RELATIONS,
    }
