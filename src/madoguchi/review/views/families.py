"""Families to check: applications that may be for one child, and second guardians who were invited."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.applications import households
from madoguchi.applications.actions import likening, sharing
from madoguchi.applications.actions.likening import CannotSay
from madoguchi.applications.actions.sharing import CannotShare
from madoguchi.applications.households import Alike
from madoguchi.audit import actions as audit
from madoguchi.base import clock
from madoguchi.base.pages import page, retry
from madoguchi.base.texts import say
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.review import forms, wording
from madoguchi.review.views.opening import Opened, back, open_application, open_masked, reach_of
from madoguchi.rules.questions.people import RELATIONS

if TYPE_CHECKING:
    from madoguchi.applications.models import Application, Invitation

ALIKE = "review/alike.html"


@require_GET
@officer_only
def families(request: EntrantRequest) -> HttpResponse:
    """What has to be found out about families of the officer's sections."""
    reach = reach_of(request)
    pairs = households.list_open_alike(sections=reach)
    waiting = households.list_waiting_guardians(sections=reach)
    shown = [each.reference for pair in pairs for each in (pair.application, pair.other)]
    shown += [each.application.reference for each in waiting]
    audit.viewed(kind="application", refs=dict.fromkeys(shown), by=request.actor, now=clock.now())
    values = {
        "pairs": [_in_words(pair) for pair in pairs],
        "guests": [_guest(each) for each in waiting],
    }
    return page(request, "review/families.html", values)


@require_POST
@officer_only
def let_in(request: EntrantRequest, reference: str, invitation_id: UUID) -> HttpResponse:
    """An officer has checked who was invited: the guardian sees the application from now on."""
    opened = open_application(request, reference)
    found = households.access_invitation_to(application=opened.read.application, invitation_id=invitation_id)
    try:
        sharing.confirm(invitation=found, officer=opened.by.officer, by=request.actor, now=opened.now)
    except CannotShare:
        return back(request, reference, refusal=say("Nothing was changed: the invitation is over."))
    return back(request, reference, notice=say("The guardian sees the application from now on."))


@require_POST
@officer_only
def keep_out(request: EntrantRequest, reference: str, invitation_id: UUID) -> HttpResponse:
    """Let nobody in, or end what was shared."""
    opened = open_application(request, reference)
    found = households.access_invitation_to(application=opened.read.application, invitation_id=invitation_id)
    sharing.end(invitation=found, by=request.actor, now=opened.now)
    return back(request, reference, notice=say("The invitation was ended."))


@require_http_methods(["GET", "POST"])
@officer_only
def say_alike(request: EntrantRequest, reference: str, pair_id: int) -> HttpResponse:
    """Say whether two applications are for one child or for two, and how one knows."""
    opened = open_masked(request, reference)
    application = opened.read.application
    pair = households.access_pair(pair_id=pair_id, application=application)
    if request.method != "POST":
        return page(request, ALIKE, _values(request, opened, pair_id))
    try:
        likening.say(
            pair=pair,
            verdict=forms.text(request.POST, "verdict"),
            note=forms.text(request.POST, "note"),
            officer=opened.by.officer,
            by=request.actor,
            now=opened.now,
        )
    except CannotSay as cannot:
        wrong = say(wording.LIKENESS[cannot.reason])
        return retry(request, ALIKE, {**_values(request, opened, pair_id), "wrong": wrong})
    return back(request, reference, notice=say("Noted. Both applications show it."))


def alike_values(application: Application) -> list[dict[str, Any]]:
    """What a page says of other applications that may be for the same child."""
    return [_in_words(pair) for pair in households.list_alike(application)]


def guests(application: Application, now: datetime) -> list[dict[str, Any]]:
    """Who was invited to see an application, as its page shows it."""
    shared = households.list_invitations(application=application, now=now)
    return [{**_guest(each.invitation), "standing": each.standing} for each in shared]


def _guest(invitation: Invitation) -> dict[str, Any]:
    account = invitation.guest.account if invitation.guest else None
    return {
        "invitation": invitation,
        "address": account.email if account else "",
        "relation": RELATIONS.get(invitation.relation, ""),
    }


def _values(request: EntrantRequest, opened: Opened, pair_id: int) -> dict[str, Any]:
    application = opened.read.application
    (pair,) = (each for each in alike_values(application) if each["pair"].id == pair_id)
    return {
        "read": opened.read,
        "application": application,
        "alike": pair,
        "verdicts": wording.VERDICTS,
        "verdict": forms.text(request.POST, "verdict") or pair["pair"].verdict or "",
        "note": forms.text(request.POST, "note") or pair["pair"].note,
    }


def _in_words(pair: Alike) -> dict[str, Any]:
    return {
        "pair": pair,
        "words": wording.ALIKE[pair.kind],
        "relation": RELATIONS.get(pair.relation, ""),
        "verdict": wording.VERDICTS[pair.verdict] if pair.verdict else "",
    }
