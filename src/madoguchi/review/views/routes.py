"""決裁ルート: through whose hands proposals go, set by the administrator of a section."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import administrator_only
from madoguchi.people.queries import administers, list_sections
from madoguchi.procedures.queries import list_offers
from madoguchi.review import forms, proposals
from madoguchi.review.actions import routing
from madoguchi.review.views.opening import officer_of
from madoguchi.rules import calendar

TEMPLATE = "review/routes.html"


@require_http_methods(["GET", "POST"])
@administrator_only
def routes(request: EntrantRequest) -> HttpResponse:
    """The routes of the sections administered, each to be changed where it stands."""
    values = _values(request)
    if request.method == "GET":
        return page(request, TEMPLATE, values)
    section, procedure = forms.text(request.POST, "section"), forms.text(request.POST, "procedure")
    if not any(each["section"] == section and each["procedure"] == procedure for each in values["rows"]):
        return retry(request, TEMPLATE, {**values, "wrong": say("Please choose one of your sections.")})
    routing.set_route(
        section=section,
        procedure=procedure,
        posts=forms.lines(request.POST, "posts"),
        is_elsewhere=request.POST.get("elsewhere") == "1",
        by=request.actor,
        now=clock.now(),
    )
    return done(
        request, "review:routes", notice=say("The route was set. It counts from the next proposal on.")
    )


def _values(request: EntrantRequest) -> dict[str, Any]:
    today = calendar.local_day(clock.now())
    held = administers(officer=officer_of(request), on=today)
    sections = [each for each in list_sections(on=today) if each.code in held]
    kept = {(each.section, each.procedure): each for each in proposals.list_routes(sections=held)}
    rows = [
        {
            "section": section.code,
            "section_name": section.name,
            "procedure": slug,
            "title": title,
            "route": kept.get((section.code, slug)),
        }
        for section in sections
        for slug, title in (("", ""), *_procedures(section.code))
    ]
    return {"rows": rows}


def _procedures(section: str) -> list[tuple[str, str]]:
    offers = list_offers(clock.now(), section)
    return [(offer.slug, offer.document.title.in_("ja")) for offer in offers]
