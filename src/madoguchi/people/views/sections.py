"""The sections of the city hall: which there are, and who takes over when one ends."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say, say_plain
from madoguchi.people import queries
from madoguchi.people import transfer_wording as wording
from madoguchi.people.actions import reorganising
from madoguchi.people.actions.reorganising import CannotEnd
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import administrator_only
from madoguchi.rules import calendar


@require_GET
@administrator_only
def listed(request: EntrantRequest) -> HttpResponse:
    """Every section there is and was; ending is offered for those whose posts one may change."""
    values = {
        "sections": queries.list_all_sections(),
        "staffed": _staffed(request),
        "today": localdate(clock.now()),
    }
    return page(request, "people/officer/sections.html", values)


@require_http_methods(["GET", "POST"])
@administrator_only
def end(request: EntrantRequest, code: str) -> HttpResponse:
    """Say from which day a section is no more, and who takes over."""
    values = _values(request, code)
    if request.method == "GET":
        return page(request, "people/officer/section_end.html", values)
    try:
        ended = reorganising.end_section(
            code=code,
            on=_day(values["on"]),
            successor=values["successor"],
            with_officers=values["with_officers"],
            by=request.actor,
            now=clock.now(),
        )
    except CannotEnd as cannot:
        wrong = say(wording.ENDINGS[cannot.reason])
        return retry(request, "people/officer/section_end.html", {**values, "wrong": wrong})
    notice = say_plain("The end of {section} is set.", section=ended.name)
    return done(request, "people:sections", notice=notice)


@require_POST
@administrator_only
def keep(request: EntrantRequest, code: str) -> HttpResponse:
    """Take the end of a section back before its day."""
    section = _access(request, code)
    try:
        reorganising.keep_section(code=code, by=request.actor, now=clock.now())
    except CannotEnd as cannot:
        raise Http404 from cannot
    notice = say_plain("{section} stays as it is.", section=section.name)
    return done(request, "people:sections", notice=notice)


def _values(request: EntrantRequest, code: str) -> dict[str, Any]:
    section, given = _access(request, code), request.POST
    return {
        "section": section,
        "others": [each for each in queries.list_all_sections() if each.pk != code],
        "officers": queries.list_officers(section=code, on=localdate(clock.now())),
        "on": given.get("on", "")[:40],
        "successor": given.get("successor", "").replace("\0", "")[:50],
        "with_officers": given.get("with_officers") == "1",
        "is_first": request.method == "GET",
    }


def _access(request: EntrantRequest, code: str) -> Any:
    if code not in _staffed(request):
        raise Http404
    return queries.access_section(code=code)


def _staffed(request: EntrantRequest) -> frozenset[str]:
    if request.officer is None:
        raise Http404
    return queries.staffed_by(officer=request.officer, on=localdate(clock.now()))


def _day(typed: str) -> date | None:
    parts = calendar.parse_day(typed)
    try:
        return date(*parts) if parts else None
    except ValueError:
        return None
