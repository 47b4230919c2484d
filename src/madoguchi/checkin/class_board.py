"""出欠の板: what the pages of officers and of a school's own staff share."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.timezone import localdate

from madoguchi.audit import actions as audit
from madoguchi.base import clock, paper
from madoguchi.base.pages import asks_for_news, done, nothing_new, page
from madoguchi.checkin import class_sheet
from madoguchi.checkin import notices as reading
from madoguchi.checkin.actions import notices
from madoguchi.checkin.notice_wording import KINDS, SHORT, STANDINGS, TONES
from madoguchi.people.entrants import EntrantRequest
from madoguchi.places import rolls
from madoguchi.rules import absences
from madoguchi.rules.absences import Standing

if TYPE_CHECKING:
    from madoguchi.places.models import Place


def drawn(request: EntrantRequest, place: Place, template: str, **more: Any) -> HttpResponse:
    """The board; asked again every few seconds, it answers only when something is different."""
    now = clock.now()
    on = localdate(now)
    due = absences.is_due(on=on, arrives_by=place.arrives_by, now=now)
    overdue = reading.list_overdue(place=place.pk, on=on, now=now)
    mark = reading.mark(place=place.pk, on=on, due=due, overdue=overdue)
    if asks_for_news(request) and request.GET["seen"] == mark:
        return nothing_new()
    found = reading.board(place=place, on=on, now=now)
    _record("roll.listed", request, place, found, now)
    values = {
        "place": place,
        "board": found,
        "mark": mark,
        "today": on,
        "due": due,
        "arrives_by": place.arrives_by or absences.ARRIVES_BY,
        "kinds": KINDS,
        "reasons": [
            (SHORT[reason], count, reason in absences.NOT_COUNTED) for reason, count in found.reasons.items()
        ],
        "unknown": [(each, *_words(each)) for each in found.unknown],
        "classes": [(each, [_row(row) for row in each.rows], _counts(each)) for each in found.classes],
        "is_school_day": reading.is_school_day(place, on),
        **more,
    }
    return page(request, template, values, part="board")


def printed(request: EntrantRequest, place: Place, *, by: tuple[str, str]) -> HttpResponse:
    """The same on paper; the record says who printed it. `by`: name and number of whoever does."""
    now = clock.now()
    on = localdate(now)
    found = reading.board(place=place, on=on, now=now)
    _record("roll.printed", request, place, found, now)
    drawn = paper.draw(paper.CLASSES, class_sheet.sheet(found, place, on, by=by, now=now), at=now)
    headers = {"Content-Disposition": f'attachment; filename="{place.pk}-{on}.pdf"'}
    return HttpResponse(drawn, content_type="application/pdf", headers=headers)


def mark_arrivals(request: EntrantRequest, place: Place, back: str) -> HttpResponse:
    """One child, or all of a class of whom nothing was said."""
    now = clock.now()
    on = localdate(now)
    given = request.POST
    if "entry" in given:
        entries = [rolls.access_entry(typed=given["entry"], place=place.pk, on=on)]
    else:
        entries = _expected(place, given.get("class", ""), now)
    act = notices.not_arrive if given.get("undo") else notices.arrive
    if entries:
        act(entries=entries, day=on, by=request.actor, now=now)
    return done(request, back, code=place.pk)


def confirm(request: EntrantRequest, place: Place, notice_id: UUID, back: str) -> HttpResponse:
    """「確認しました」."""
    now = clock.now()
    reader = reading.access_at(notice_id=notice_id, place=place.pk, on=localdate(now))
    notices.confirm(reader=reader, by=request.actor, now=now)
    return done(request, back, code=place.pk)


def _record(verb: str, request: EntrantRequest, place: Place, found: reading.Board, now: datetime) -> None:
    refs = [str(row.entry.pk) for each in found.classes for row in each.rows]
    told = [str(each.notice.pk) for each in found.unknown]
    details = {"references": [*refs, *told], "place": place.pk, "list": "board"}
    audit.record(verb=verb, about=("roll", ""), by=request.actor, now=now, details=details)


def _expected(place: Place, name: str, now: datetime) -> list[Any]:
    found = reading.board(place=place, on=localdate(now), now=now)
    return [
        row.entry
        for each in found.classes
        if class_key(each) == name
        for row in each.rows
        if row.standing in (Standing.EXPECTED, Standing.MISSING)
    ]


def class_key(each: reading.SchoolClass) -> str:
    """How a class is named in what a page posts."""
    return f"{each.grade or ''}|{each.group}"


def _counts(each: reading.SchoolClass) -> list[tuple[str, str, int]]:
    shown = (Standing.ARRIVED, Standing.ABSENT, Standing.SUSPENDED, Standing.LATE, Standing.MISSING)
    return [(STANDINGS[key], TONES[key], each.counts[key]) for key in shown if each.counts[key]]


def _row(row: reading.Row) -> dict[str, Any]:
    return {
        "row": row,
        "label": STANDINGS[row.standing],
        "tone": TONES[row.standing],
        "told": [(each, *_words(each)) for each in row.told],
    }


def _words(told: reading.Told) -> tuple[str, str]:
    return KINDS[told.said.kind], SHORT[told.said.reason] if told.said.reason else ""
