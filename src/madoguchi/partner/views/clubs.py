"""The children of one facility: the live roster, and the list on paper for emergencies."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from madoguchi.audit import actions as audit
from madoguchi.base import clock, paper
from madoguchi.base.moments import write_instant
from madoguchi.base.pages import page
from madoguchi.base.texts import say, say_plain
from madoguchi.partner import roster as rosters
from madoguchi.partner import wording
from madoguchi.partner.reach import member_of, place_for
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import member_only
from madoguchi.places import queries as places
from madoguchi.rules import calendar
from madoguchi.rules.delegation import What

NOTHING_NEW = 204  # htmx leaves the page as it is


@require_GET
@member_only
def roster(request: EntrantRequest, place: str) -> HttpResponse:
    """Who has a place there today. Asked again every few seconds: nothing new, nothing sent."""
    found = _roster(request, place)
    if request.GET.get("seen") == found.digest:
        return HttpResponse(status=NOTHING_NEW)
    audit.record(
        verb="roster.listed",
        about=("place", place),
        by=request.actor,
        now=clock.now(),
        details={"references": found.references},
    )
    values = {
        "roster": found,
        "purpose": say(wording.PURPOSES[What.ROSTER]),
        "may_print": What.PRINT in found.whats,
    }
    return page(request, "partner/roster.html", values, part="children")


@require_POST
@member_only
def emergency(request: EntrantRequest, place: str) -> HttpResponse:
    """緊急時児童一覧: on paper, with who printed it and when; the record says so, too."""
    place_for(request, place, What.PRINT)
    found, now = _roster(request, place), clock.now()
    audit.record(
        verb="roster.printed",
        about=("place", place),
        by=request.actor,
        now=now,
        details={"references": found.references},
    )
    drawn = paper.draw(paper.EMERGENCY, _on_paper(request, found), at=now)
    headers = {"Content-Disposition": f'attachment; filename="{place}.pdf"'}
    return HttpResponse(drawn, content_type="application/pdf", headers=headers)


def _roster(request: EntrantRequest, place: str) -> rosters.Roster:
    found, on = place_for(request, place, What.ROSTER), _today()
    whats = places.reach_at_places(member=member_of(request), on=on)[place]
    return rosters.roster(found, whats, on=on)


def _on_paper(request: EntrantRequest, found: rosters.Roster) -> dict[str, Any]:
    mine = member_of(request)
    at = write_instant(clock.now(), "ja")
    return {
        "title": say_plain("Children of the facility, for emergencies"),
        "place": found.place.name,
        "printed": say_plain("Printed {at} by {name} ({number})", at=at, name=mine.name, number=mine.number),
        "warning": say_plain(
            "For emergencies only. Keep it under lock, and shred it when a new one is printed."
        ),
        "columns": [say_plain(each) for each in ("Grade", "Name", "Reading", "State", "Here")],
        "children": [
            [
                say_plain("Grade {grade}", grade=row.seated.grade),
                row.seated.enrolment.child.name,
                row.seated.enrolment.child.kana,
                say_plain(rosters.STATES[rosters.State(row.seated.enrolment.state)]),
                "",
            ]
            for row in found.rows
        ],
    }


def _today() -> date:
    return calendar.local_day(clock.now())
