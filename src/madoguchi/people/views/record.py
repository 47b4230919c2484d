"""Who looked at this? For the administrators of the section it belongs to."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from madoguchi.audit import actions as audit
from madoguchi.audit import queries as record_of
from madoguchi.base import clock
from madoguchi.base.pages import page
from madoguchi.people import queries, records
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import administrator_only

LONGEST = 100


@require_GET
@administrator_only
def record(request: EntrantRequest) -> HttpResponse:
    """Every line about one thing. Asking is a line, too; what belongs to others looks like nothing at all."""
    ref = request.GET.get("ref", "").strip().replace("\0", "")[:LONGEST]
    kind = request.GET.get("kind", "") or next(iter(records.kinds()), "")
    values: dict[str, Any] = {"kinds": records.kinds(), "kind": kind, "ref": ref}
    if ref and _may_ask(request, kind, ref):
        number = request.GET.get("page", "1")
        lines = record_of.page_of_lines(kind=kind, ref=ref, number=number)
        values |= {"lines": lines, "entries": records.entries(lines)}
        audit.record(verb="record.asked", about=(kind, ref), by=request.actor, now=clock.now())
    return page(request, "people/officer/record.html", values)


def _may_ask(request: EntrantRequest, kind: str, ref: str) -> bool:
    section, officer = records.section_of(kind, ref), request.officer
    if section is None or officer is None:
        return False
    return section in queries.administers(officer=officer, on=localdate(clock.now()))
