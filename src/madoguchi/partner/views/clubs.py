"""The children of one facility: live lists, and lists on paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import unescape
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from madoguchi.audit import actions as audit
from madoguchi.base import clock, paper
from madoguchi.base.moments import write_instant
from madoguchi.base.pages import nothing_new, page
from madoguchi.base.texts import say, say_plain
from madoguchi.partner import monthly, wording
from madoguchi.partner import roster as rosters
from madoguchi.partner.reach import access, member_of
from madoguchi.partner.roster import Roster
from madoguchi.partner.views import today
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import member_only
from madoguchi.rules import calendar
from madoguchi.rules.delegation import What

LISTS: Final = (What.ROSTER, What.EXTENSION, What.ALLERGIES, What.CONTACTS)
ON_PAPER: Final = {
    "emergency": "Children of the facility, for emergencies",
    "attendance": "Attendance sheet",
    "today": "Absences and pick-ups today",
}
EMERGENCIES: Final = "For emergencies only. Keep it under lock, and shred it when a new one is printed."
TODAY: Final = "As of the time below. Shred it at the end of the day."


@require_GET
@member_only
def roster(request: EntrantRequest, place: str) -> HttpResponse:
    """Who has a place there today."""
    return _listed(request, place, What.ROSTER)


@require_GET
@member_only
def listed(request: EntrantRequest, place: str, what: str) -> HttpResponse:
    """Who stays longer, what a child must not eat, whom to call: each for its own purpose."""
    if what not in LISTS:
        raise Http404
    return _listed(request, place, What(what))


@require_POST
@member_only
def printed(request: EntrantRequest, place: str, sheet: str) -> HttpResponse:
    """緊急時児童一覧, 出席簿, お迎え・お休み: with who printed it and when; the record says so, too."""
    if sheet not in ON_PAPER:
        raise Http404
    there, held = access(request, place, What.ROSTER, What.PRINT)
    now = clock.now()
    shown = tuple(what for what in LISTS if what in held and sheet == "emergency")
    found = rosters.roster(there, shown, on=clock.today())
    told = today.told(place, clock.today()) if sheet == "today" else []
    also = [str(each.told.notice.pk) for each in told]
    values = {**_on_paper(request, found, now), "title": say_plain(ON_PAPER[sheet])}
    if sheet == "attendance":
        marked = monthly.month(found, on=clock.today(), now=now)
        values, also = {**values, **monthly.on_paper(found, marked)}, marked.references
    _record("application.printed", request, found, sheet, now, also)
    if sheet == "today":
        noticed = [_noticed(row) for row in today.rows(place, held, clock.today())]
        children = [*(_told(each) for each in told), *noticed]
        values = {**values, "warning": say_plain(TODAY), "children": children}
    drawn = paper.draw(paper.ATTENDANCE if sheet == "attendance" else paper.EMERGENCY, values, at=now)
    headers = {"Content-Disposition": f'attachment; filename="{place}-{sheet}.pdf"'}
    return HttpResponse(drawn, content_type="application/pdf", headers=headers)


def _listed(request: EntrantRequest, place: str, what: What) -> HttpResponse:
    """A live list. It is asked again every few seconds: nothing new, nothing sent, nothing recorded."""
    there, held = access(request, place, What.ROSTER, what)
    found = rosters.roster(there, (what,), on=clock.today())
    if request.GET.get("seen") == found.digest:
        return nothing_new()
    _record("application.listed", request, found, what, clock.now())
    values = {
        "roster": found,
        "what": what.value,
        "lists": [(each.value, say(wording.WHATS[each])) for each in LISTS if each in held],
        "purpose": say(wording.PURPOSES[what]),
        "may_print": What.PRINT in held,
        "may_work": What.WORK in held,
    }
    return page(request, "partner/roster.html", values, part="children")


def _record(  # noqa: PLR0913 - what was done, by whom, to what, and when
    verb: str,
    request: EntrantRequest,
    found: Roster,
    shown: str,
    now: datetime,
    also: Sequence[str] = (),
) -> None:
    details = {"references": [*found.references, *also], "place": found.place.pk, "list": str(shown)}
    audit.record(verb=verb, about=("application", ""), by=request.actor, now=now, details=details)


def _on_paper(request: EntrantRequest, found: Roster, now: datetime) -> dict[str, Any]:
    mine = member_of(request)
    at = write_instant(now, "ja")
    return {
        "place": found.place.name,
        "printed": say_plain("Printed {at} by {name} ({number})", at=at, name=mine.name, number=mine.number),
        "warning": say_plain(EMERGENCIES),
        "columns": [say_plain(each) for each in ("Grade", "Name", "To know", "Is here")],
        "children": [_child(row) for row in found.rows],
    }


def _child(row: rosters.Row) -> dict[str, Any]:
    child = row.seated.enrolment.child
    return {
        "grade": say_plain("Grade {grade}", grade=row.seated.grade),
        "name": child.name,
        "kana": child.kana,
        "known": [f"{unescape(cell.label)}: {unescape(cell.words)}" for cell in row.cells],
    }


def _noticed(row: today.Row) -> dict[str, Any]:
    child = row.notice.held.child
    grade = say_plain("Grade {grade}", grade=row.grade)
    return {"grade": grade, "name": child.name, "kana": child.kana, "known": today.on_paper(row)}


def _told(line: today.Line) -> dict[str, Any]:
    child = line.told.notice.child
    grade = calendar.school_grade(child.birth_date, calendar.fiscal_year(clock.today()))
    known = today.told_on_paper(line)
    named = {"name": child.name, "kana": child.kana, "known": known}
    return {"grade": say_plain("Grade {grade}", grade=grade), **named}
