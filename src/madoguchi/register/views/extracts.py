"""Extracts of the register: taken in by administrators of a section, and what became of each."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import administrator_only
from madoguchi.register import queries, wording
from madoguchi.register.actions import taking
from madoguchi.register.forms import ExtractForm
from madoguchi.register.views.opening import administered, now_and_today, officer_of
from madoguchi.rules.extracts import NEEDED, CannotRead, Column

TEMPLATE = "register/extracts.html"


@require_http_methods(["GET", "POST"])
@administrator_only
def extracts(request: EntrantRequest) -> HttpResponse:
    """What the section was given so far, and the place to hand in the next one."""
    now, today = now_and_today()
    mine = administered(request)
    if request.method == "GET":
        return page(request, TEMPLATE, _values(ExtractForm(sections=mine, today=today), request))
    form = ExtractForm(request.POST, request.FILES, sections=mine, today=today)
    if not form.is_valid():
        return retry(request, TEMPLATE, _values(form, request))
    given = form.cleaned_data
    try:
        received = taking.receive(
            content=given["file"],
            section=given["section"],
            as_of=given["as_of"],
            officer=officer_of(request),
            by=request.actor,
            now=now,
        )
    except CannotRead as cannot:
        for fault in cannot.faults:
            form.add_error("file", wording.said(fault.code, fault.facts))
        return retry(request, TEMPLATE, _values(form, request))
    return redirect("register:extract", received.pk)


@require_GET
@administrator_only
def extract(request: EntrantRequest, extract_id: UUID) -> HttpResponse:
    """How far it has been read, what is wrong with it, or what it holds."""
    found = queries.access_extract(extract_id=extract_id, sections=_codes(request))
    values = {
        "extract": found,
        "faults": [wording.said(each["code"], each["facts"]) for each in found.faults],
        "columns": [
            {"name": wording.COLUMNS[Column(column)], "heading": heading}
            for column, heading in found.columns.items()
        ],
    }
    return page(request, "register/extract.html", values, part="progress")


@require_POST
@administrator_only
def remove(request: EntrantRequest, extract_id: UUID) -> HttpResponse:
    """Let go of the people of an extract before its time."""
    now, _ = now_and_today()
    found = queries.access_extract(extract_id=extract_id, sections=_codes(request))
    taking.remove(extract=found, by=request.actor, now=now)
    return done(request, "register:extracts", notice=say("The people of the extract were removed."))


def _values(form: ExtractForm, request: EntrantRequest) -> dict[str, Any]:
    return {
        "form": form,
        "extracts": queries.list_extracts(sections=_codes(request)),
        "columns": [
            {"name": name, "needed": column in NEEDED, "spellings": wording.spellings(column)}
            for column, name in wording.COLUMNS.items()
        ],
    }


def _codes(request: EntrantRequest) -> frozenset[str]:
    return frozenset(each.code for each in administered(request))
