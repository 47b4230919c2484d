"""Hours of work at the desk: the doors, everybody's month, one person's days, corrections."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.audit import actions as audit
from madoguchi.base import clock, handouts
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say, say_plain
from madoguchi.checkin import forms, house_board, papers, queries, shifts
from madoguchi.checkin.actions import shifts as working
from madoguchi.checkin.actions.scanning import CannotCorrect
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.queries import access_section
from madoguchi.people.reach import reach_of
from madoguchi.rules import calendar
from madoguchi.rules.charges import read_month
from madoguchi.rules.visits import Use

if TYPE_CHECKING:
    from madoguchi.checkin.models import Point

DOORS: Final = "checkin/officer/shift_doors.html"
MONTH: Final = "checkin/officer/shifts.html"
WORKER: Final = "checkin/officer/worker.html"
LISTS: Final = (("csv", "Hours as CSV"), ("xlsx", "Hours as Excel"))
CORRECT: Final = "checkin/officer/shift_correct.html"


@require_http_methods(["GET", "POST"])
@officer_only
def doors(request: EntrantRequest) -> HttpResponse:
    """Where hours of work are written down; posted to, at one more place."""
    points = queries.list_points(sections=reach_of(request), use=Use.STAFF)
    begun = {each.place_id for each in points}
    others = shifts.list_places_besides(begun, sections=reach_of(request))
    if request.method == "POST":
        place = next((each for each in others if each.pk == request.POST.get("place")), None)
        if place is None or place.section_id is None:
            raise Http404
        section = access_section(code=place.section_id)
        point = working.open_staff_door(section=section, place=place, by=request.actor, now=clock.now())
        notice = say_plain("Please write down who works there, and print their cards.")
        return done(request, "checkin:shifts", point_id=point.pk, notice=notice)
    working_now = shifts.count_working(points, clock.today())
    found = [(each, working_now.get(each.pk, 0)) for each in points]
    return page(request, DOORS, {"points": found, "others": others})


@require_http_methods(["GET", "POST"])
@officer_only
def month(request: EntrantRequest, point_id: UUID) -> HttpResponse:
    """Everybody's month; posted to, somebody more works there."""
    point = _access(request, point_id)
    if request.method == "GET":
        return page(request, MONTH, _month(request, point))
    typed, errors = forms.read_worker(request.POST)
    if errors:
        return retry(request, MONTH, {**_month(request, point), "typed": typed, "errors": errors})
    worker = working.register_worker(place=point.place, **typed, by=request.actor, now=clock.now())
    return done(request, "checkin:worker", point_id=point.pk, worker_id=worker.pk)


@require_POST
@officer_only
def export(request: EntrantRequest, point_id: UUID, kind: str) -> HttpResponse:
    """The month as a file, on the record."""
    if kind not in set(handouts.Kind):
        raise Http404
    point, first = _access(request, point_id), _first(request.POST.get("month", ""))
    rows, now = shifts.list_month(point, first), clock.now()
    details = {"references": [str(row.worker.pk) for row in rows], "month": f"{first:%Y-%m}"}
    audit.record(verb="worker.exported", about=("worker", ""), by=request.actor, now=now, details=details)
    name = f"hours-{point.place_id}-{first:%Y%m}"
    return handouts.attached(handouts.written(shifts.sheet(rows), kind=handouts.Kind(kind), name=name))


@require_http_methods(["GET", "POST"])
@officer_only
def worker(request: EntrantRequest, point_id: UUID, worker_id: UUID) -> HttpResponse:
    """One person's days; posted to, a day on which the door heard nothing is written by hand."""
    point, now = _access(request, point_id), clock.now()
    who = shifts.access_worker(point=point, worker_id=worker_id)
    values = {**_worker(request, point, who), "typed": {}}
    if request.method == "GET":
        audit.viewed(kind="worker", refs=[str(who.pk)], by=request.actor, now=now)
        return page(request, WORKER, values)
    day = forms.read_day(request.POST.get("day", ""), now)
    typed, errors, read = forms.read_times(request.POST, day or clock.today(), now)
    typed["day"] = request.POST.get("day", "")[:20]
    if day is None:
        errors["day"] = say("Please write a day that is not later than today.")
    if day is None or read is None:
        return retry(request, WORKER, {**values, "typed": typed, "errors": errors})
    working.write_shift(
        worker=who, point=point, opened_at=read.opened_at, closed_at=read.closed_at, reason=read.reason,
        by=request.actor, now=now,
    )  # fmt: skip
    return done(request, _url(point, who.pk, day), notice=say_plain("The day is written down."))


@require_POST
@officer_only
def card(request: EntrantRequest, point_id: UUID, worker_id: UUID) -> HttpResponse:
    """Print a card; an older one is of no use from then on."""
    point = _access(request, point_id)
    who = shifts.access_worker(point=point, worker_id=worker_id)
    if who.ended_on is not None:
        raise Http404
    code = working.make_worker_card(worker=who, by=request.actor, now=clock.now())
    return house_board.pdf(papers.worker_card(who, code), "card")


@require_POST
@officer_only
def end(request: EntrantRequest, point_id: UUID, worker_id: UUID) -> HttpResponse:
    """Somebody works there no more."""
    point = _access(request, point_id)
    who = shifts.access_worker(point=point, worker_id=worker_id)
    working.end_worker(worker=who, by=request.actor, now=clock.now())
    notice = say_plain("The card is of no use any more. The hours stay.")
    return done(request, "checkin:shifts", point_id=point.pk, notice=notice)


@require_http_methods(["GET", "POST"])
@officer_only
def correct(request: EntrantRequest, shift_id: UUID) -> HttpResponse:
    """Write the times of a shift by hand, or say that it was none, with a reason."""
    shift, now = shifts.access_shift(shift_id=shift_id, sections=reach_of(request)), clock.now()
    if request.method == "GET":
        audit.viewed(kind="worker", refs=[str(shift.worker_id)], by=request.actor, now=now)
        return page(request, CORRECT, {"shift": shift})
    typed, errors, read = forms.read_times(request.POST, shift.day, now)
    is_none = request.POST.get("act") == "strike"
    if read is None and not (is_none and typed["reason"]):
        return retry(request, CORRECT, {"shift": shift, "typed": typed, "errors": errors})
    times = None if is_none or read is None else (read.opened_at, read.closed_at)
    try:
        working.correct_shift(shift=shift, times=times, reason=typed["reason"], by=request.actor, now=now)
    except CannotCorrect:
        errors = {"reason": say("Somebody has changed this meanwhile. Please look at the month again.")}
        return retry(request, CORRECT, {"shift": shift, "typed": typed, "errors": errors})
    where = _url(shift.point, shift.worker_id, shift.day)
    return done(request, where, notice=say_plain("The times are corrected."))


def _access(request: EntrantRequest, point_id: UUID) -> Point:
    return queries.access_point_of(point_id=point_id, sections=reach_of(request), uses=[Use.STAFF])


def _month(request: EntrantRequest, point: Point) -> dict[str, Any]:
    """The record names everybody who was shown."""
    first = _first(request.GET.get("month", ""))
    rows = shifts.list_month(point, first)
    refs = [str(row.worker.pk) for row in rows]
    audit.viewed(kind="worker", refs=refs, by=request.actor, now=clock.now())
    return {"point": point, "rows": rows, "typed": {}, "kinds": LISTS, **_around(first)}


def _worker(request: EntrantRequest, point: Point, who: Any) -> dict[str, Any]:
    first = _first(request.GET.get("month", ""))
    row = shifts.month_of(who, point, first)
    days = [(each, shifts.hours_of(each), shifts.ended(each)) for each in row.shifts]
    return {"point": point, "worker": who, "row": row, "days": days, **_around(first)}


def _around(first: date) -> dict[str, Any]:
    """A month with its neighbours; none that is still to come."""
    following = calendar.months_after(first, 1)
    return {
        "month": first,
        "before": calendar.months_before(first, 1),
        "after": following if following <= clock.today() else None,
    }


def _first(typed: str) -> date:
    return read_month(typed) or clock.today().replace(day=1)


def _url(point: Point, worker_id: UUID, day: date) -> str:
    return f"{reverse('checkin:worker', args=[point.pk, worker_id])}?month={day:%Y-%m}"
