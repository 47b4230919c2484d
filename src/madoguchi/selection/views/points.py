"""指数計算書: the points of one child, on the page and on paper."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from madoguchi.audit import actions as audit
from madoguchi.base import paper
from madoguchi.base.pages import page
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.selection import points
from madoguchi.selection.points import PointSheet
from madoguchi.selection.queries.findings import Sheet, sheet_of
from madoguchi.selection.views.findings import Opened, open_one, pile_of


@require_GET
@officer_only
def point_sheet(request: EntrantRequest, round_id: UUID, reference: str) -> HttpResponse:
    """What a child's points are made of."""
    opened, sheet, found = _counted(request, round_id, reference)
    _note(request, opened, "application.viewed")
    values = {
        "round": opened.round,
        "application": opened.read.application,
        "sheet": sheet,
        "found": found,
        "pile": pile_of(request),
    }
    return page(request, "selection/points.html", values)


@require_GET
@officer_only
def point_sheet_pdf(request: EntrantRequest, round_id: UUID, reference: str) -> HttpResponse:
    """The same on paper, for the file."""
    opened, sheet, found = _counted(request, round_id, reference)
    _note(request, opened, "points.printed")
    drawn = paper.draw(paper.POINTS, points.printed(found, sheet), at=opened.now)
    response = HttpResponse(drawn, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="points-{reference}.pdf"'
    return response


def _counted(request: EntrantRequest, round_id: UUID, reference: str) -> tuple[Opened, Sheet, PointSheet]:
    opened = open_one(request, round_id, reference)
    if opened.round.criteria is None:
        raise Http404
    sheet = sheet_of(round=opened.round, read=opened.read)
    return opened, sheet, points.point_sheet(sheet, opened.round.criteria)


def _note(request: EntrantRequest, opened: Opened, verb: str) -> None:
    details: dict[str, Any] = {"part": "points", "answers": opened.read.number}
    about = ("application", opened.read.application.reference)
    audit.record(verb=verb, about=about, by=request.actor, now=opened.now, details=details)
