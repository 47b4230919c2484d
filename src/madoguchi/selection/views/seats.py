"""Seats of a round: the table of all clubs, filled in by hand or from a file, signed, reminded of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say
from madoguchi.files import tables
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.rules.seating import CannotSeat, Line, Reason, Typed, read_line, read_table
from madoguchi.selection import wording
from madoguchi.selection.actions import seats as actions
from madoguchi.selection.actions.seats import Signer
from madoguchi.selection.queries import seats as queries
from madoguchi.selection.views.opening import access, now_and_today, officer_of

if TYPE_CHECKING:
    from madoguchi.selection.models import Round

TABLE = "selection/seats.html"
KEYS = (("u", "back to the round"), ("s", "keep the table"))


@require_http_methods(["GET", "POST"])
@officer_only
def seats(request: EntrantRequest, round_id: UUID) -> HttpResponse:
    """The table; sent, it is kept as a whole or not at all."""
    if request.method == "GET":
        return page(request, TABLE, _values(request, access(request, round_id)))
    round, (now, today) = access(request, round_id), now_and_today()
    rows = queries.list_seats(round=round, on=today)
    typed = _typed(request.POST, [row.place.pk for row in rows])
    read = {code: read_line(each) for code, each in typed.items()}
    if wrong := {code: each for code, each in read.items() if isinstance(each, Reason)}:
        return retry(request, TABLE, _values(request, round, typed=typed, wrong=wrong))
    try:
        changed = actions.propose_seats(
            round=round,
            lines=_changed(request.POST, read),
            last_year={row.place.pk: row.last_year for row in rows},
            officer=officer_of(request),
            by=request.actor,
            now=now,
        )
    except CannotSeat as cannot:
        return retry(request, TABLE, _values(request, round, typed=typed, refusal=cannot.reason))
    notice = say("{count} clubs changed; they wait for their signature.", count=len(changed))
    return done(request, "selection:seats", round_id=round.pk, notice=notice)


@require_POST
@officer_only
def read_seats(request: EntrantRequest, round_id: UUID) -> HttpResponse:
    """A file fills the boxes of the table, with what differs; nothing is kept before the officer says so."""
    round, (_, today) = access(request, round_id), now_and_today()
    given = request.FILES.get("file")
    rows = tables.read(given.read()) if given else None
    if rows is None:
        messages.error(request, say("Please choose a CSV or XLSX file."))
        return done(request, "selection:seats", round_id=round.pk)
    names = {row.place.pk: row.place.name for row in queries.list_seats(round=round, on=today)}
    found = read_table(rows, places=names)
    faults = [(line, say(wording.SEATS_REASONS[reason])) for line, reason in found.faults]
    values = _values(request, round, typed=found.lines, faults=faults, is_read=True)
    return page(request, TABLE, values, status=422 if faults else 200)


@require_POST
@officer_only
def sign(request: EntrantRequest, round_id: UUID, code: str) -> HttpResponse:
    """An officer signs the seats of a municipal club, which another officer proposed."""
    round, (now, _) = access(request, round_id), now_and_today()
    officer = officer_of(request)
    found = queries.access_seats(round=round, place=code)
    signer = Signer(kind=found.Signer.OFFICER, ref=officer.number, name=officer.name)
    seen = request.POST.get("seen", "")[:200]
    try:
        actions.sign_seats(seats=found, seen=seen, signer=signer, by=request.actor, now=now)
    except CannotSeat as cannot:
        messages.error(request, say(wording.SEATS_REASONS[cannot.reason]))
        return done(request, "selection:seats", round_id=round.pk)
    notice = say("{place}: signed.", place=found.place.name)
    return done(request, "selection:seats", round_id=round.pk, notice=notice)


@require_POST
@officer_only
def remind(request: EntrantRequest, round_id: UUID) -> HttpResponse:
    """Ask the clubs that have not signed."""
    round, (now, _) = access(request, round_id), now_and_today()
    count = actions.remind_unsigned(round=round, by=request.actor, now=now)
    notice = say("{count} clubs are asked on their desk to sign.", count=count)
    return done(request, "selection:seats", round_id=round.pk, notice=notice)


def _typed(given: QueryDict, codes: list[str]) -> dict[str, Typed]:
    """The lines of the table; a club without any number was left alone."""

    def box(name: str, code: str) -> str:
        return given.get(f"{name}:{code}", "").replace("\0", "").strip()[:100]

    lines = {
        code: Typed(capacity=box("capacity", code), reserved=box("reserved", code), bands=box("bands", code))
        for code in codes
    }
    return {code: each for code, each in lines.items() if each.capacity or each.reserved or each.bands}


def _changed(given: QueryDict, read: Mapping[str, Line | Reason]) -> dict[str, Line]:
    """The lines that differ from what the page showed: what a colleague changed meanwhile is let be."""
    return {
        code: each
        for code, each in read.items()
        if isinstance(each, Line) and each.stamp != given.get(f"was:{code}")
    }


def _values(
    request: EntrantRequest,
    round: Round,
    *,
    typed: Mapping[str, Typed] | None = None,
    wrong: Mapping[str, Reason] | None = None,
    refusal: Reason | None = None,
    faults: list[Any] | None = None,
    is_read: bool = False,
) -> dict[str, Any]:
    _, today = now_and_today()
    rows = queries.list_seats(round=round, on=today)
    held = [row.seats for row in rows if row.seats]
    return {
        "round": round,
        "rows": [_row(row, (typed or {}).get(row.place.pk), (wrong or {}).get(row.place.pk)) for row in rows],
        "total": sum(each.capacity for each in held),
        "total_last_year": sum(row.last_year or 0 for row in rows),
        "unsigned": sum(not each.is_signed for each in held),
        "unsaid": len(rows) - len(held),
        "wrong_count": len(wrong or {}),
        "refusal": say(wording.SEATS_REASONS[refusal]) if refusal else "",
        "faults": faults or [],
        "is_read": is_read,
        "may_run": round.state == round.State.PREPARING,
        "keys": KEYS,
    }


def _row(row: queries.Row, typed: Typed | None, wrong: Reason | None) -> dict[str, Any]:
    seats = row.seats
    stands = row.typed
    boxes = typed or stands or Typed(capacity="" if row.last_year is None else str(row.last_year))
    return {
        "place": row.place,
        "seats": seats,
        "stamp": queries.line_of(seats).stamp if seats else "",
        "last_year": row.last_year,
        "difference": row.difference,
        "boxes": boxes,
        "before": stands if typed and stands and read_line(typed) != read_line(stands) else None,
        "is_new": seats is None,
        "wrong": say(wording.SEATS_REASONS[wrong]) if wrong else "",
    }
