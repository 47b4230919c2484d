"""Families to check: applications that may be for one child, and what an officer found out about them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from madoguchi.applications import households
from madoguchi.applications.actions import likening
from madoguchi.applications.actions.likening import CannotSay
from madoguchi.applications.households import Alike
from madoguchi.applications.models import Application
from madoguchi.audit import actions as audit
from madoguchi.base import clock
from madoguchi.base.pages import page, retry
from madoguchi.base.texts import say
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.review import forms, wording
from madoguchi.review.views.opening import Opened, back, open_masked, reach_of
from madoguchi.rules.questions.people import RELATIONS

ALIKE = "review/alike.html"


@require_GET
@officer_only
def families(request: EntrantRequest) -> HttpResponse:
    """What has to be found out about families of the officer's sections."""
    reach = reach_of(request)
    pairs = households.list_open_alike(sections=reach)
    shown = dict.fromkeys(each.reference for pair in pairs for each in (pair.application, pair.other))
    audit.viewed(kind="application", refs=shown, by=request.actor, now=clock.now())
    return page(request, "review/families.html", {"pairs": [_in_words(pair) for pair in pairs]})


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
