"""The front page and the page of each procedure."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from madoguchi.applications import queries as applications
from madoguchi.applications.views.visitor import visitor
from madoguchi.base import clock
from madoguchi.base.pages import page
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import anyone
from madoguchi.places import queries as places
from madoguchi.procedures import catalogue
from madoguchi.procedures import queries as procedures
from madoguchi.procedures.wording import EVENTS
from madoguchi.rules import retention
from madoguchi.rules.opening import Opening
from madoguchi.selection.queries.posted import posted

LONGEST_SEARCH = 100
PLACES_SHOWN = 5


@anyone
@require_safe
def home(request: EntrantRequest) -> HttpResponse:
    """What the city offers, searched by words or by life event."""
    words = request.GET.get("q", "").replace("\0", "")[:LONGEST_SEARCH].strip()
    event = request.GET.get("event", "")
    event = event if event in EVENTS else ""
    now = clock.now()
    offers = catalogue.find(procedures.list_public_offers(now))
    values = {
        "words": words,
        "event": event,
        "event_label": EVENTS.get(event, ""),
        "is_search": bool(words or event),
        "found": catalogue.find(offers, words=words, event=event),
        "places": _places(words, localdate(now)),
        "extended": [offer for offer in offers if offer.extension],
        "pressing": [offer for offer in offers if offer.opening is Opening.CLOSING_SOON],
        "events": catalogue.events(offers),
        "offers": offers,
        "posted": posted(now=now),
    }
    return page(request, "portal/home.html", values, part="found")


@anyone
@require_safe
def procedure(request: EntrantRequest, slug: str) -> HttpResponse:
    """All one wants to know before beginning."""
    offer = procedures.access_procedure(slug, clock.now())
    draft = _draft_of(request, slug)
    values = {
        "offer": offer,
        "document": offer.document,
        "draft": draft,
        "kept_until": retention.kept_until(draft.saved_at) if draft else None,
        "posted": posted(now=clock.now(), procedure=slug),
    }
    return page(request, "portal/procedure.html", values)


@anyone
@require_safe
def short(request: EntrantRequest, slug: str) -> HttpResponse:
    """The address on posters and cards leads to the procedure's page."""
    offer = procedures.access_procedure(slug, clock.now())
    return redirect("portal:procedure", offer.slug)


def _places(words: str, today: date) -> list[places.Line]:
    return places.find_places(words=words, on=today)[: PLACES_SHOWN + 1] if words else []


def _draft_of(request: EntrantRequest, slug: str) -> Any | None:
    drafts = applications.list_open_drafts(visitor=visitor(request))
    return next((draft for draft in drafts if draft.version.procedure_id == slug), None)
