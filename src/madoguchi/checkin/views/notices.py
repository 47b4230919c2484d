"""欠席の連絡: a known child, what, why, send: one notice for school and club, by web and from LINE."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say
from madoguchi.checkin import notice_forms as forms
from madoguchi.checkin import notices as reading
from madoguchi.checkin.actions import notices
from madoguchi.checkin.actions.notices import CannotTell
from madoguchi.checkin.notice_wording import KINDS, REASONS, REFUSALS
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import resident_only
from madoguchi.places import rolls
from madoguchi.places.queries import list_places
from madoguchi.rules import absences

if TYPE_CHECKING:
    from madoguchi.people.models import Child
    from madoguchi.rules.absences import Refusal

PAGE: Final = "checkin/resident/absence.html"
AHEAD: Final = 7  # days looked at for the next one on which somebody opens


@require_GET
@resident_only
def children(request: EntrantRequest) -> HttpResponse:
    """For which child; with one child there is nothing to choose."""
    today = clock.today()
    known = rolls.list_children(resident=request.resident)
    held = rolls.belongings_on(children=known, on=today)
    told = reading.list_ahead(resident=request.resident, on=today)
    shown = [(child, held[child.pk]) for child in known if child.pk in held]
    if len(shown) == 1 and not told:
        return redirect("checkin:absence", shown[0][0].reference)
    ahead = [(each, KINDS[each.said.kind]) for each in told]
    return page(request, "checkin/resident/absences.html", {"children": shown, "ahead": ahead})


@require_http_methods(["GET", "POST"])
@resident_only
def absence(request: EntrantRequest, child_ref: UUID) -> HttpResponse:
    """What, why, send."""
    child, now = rolls.access_child(reference=child_ref, resident=request.resident), clock.now()
    if request.method != "POST":
        return page(request, PAGE, _shown(child, now, {"kind": absences.Kind.ABSENT}))
    read = forms.read(request.POST, today=localdate(now))
    if isinstance(read, dict):
        return _again(request, child, now, {at: REFUSALS[wrong][1] for at, wrong in read.items()})
    try:
        told = notices.tell(child=child, said=read, resident=request.resident, by=request.actor, now=now)
    except CannotTell as cannot:
        return _refused(request, child, now, cannot.refusal)
    return done(request, "checkin:notice", notice_id=told.pk)


@require_GET
@resident_only
def notice(request: EntrantRequest, notice_id: UUID) -> HttpResponse:
    """What was told, to whom, and who has read it."""
    return page(request, "checkin/resident/notice.html", _told(request, notice_id))


@require_http_methods(["GET", "POST"])
@resident_only
def change(request: EntrantRequest, notice_id: UUID) -> HttpResponse:
    """Say it otherwise, until the school begins."""
    told, now = reading.access_notice(notice_id=notice_id, resident=request.resident), clock.now()
    child = told.notice.child
    if request.method != "POST":
        return page(request, PAGE, _shown(child, now, forms.typed(told.said)) | {"told": told})
    read = forms.read(request.POST, today=localdate(now))
    if isinstance(read, dict):
        return _again(request, child, now, {at: REFUSALS[wrong][1] for at, wrong in read.items()}, told=told)
    try:
        notices.change(notice=told.notice, said=read, by=request.actor, now=now)
    except CannotTell as cannot:
        return _refused(request, child, now, cannot.refusal, told=told)
    return done(request, "checkin:notice", notice_id=notice_id, notice=say("It is changed."))


@require_POST
@resident_only
def withdraw(request: EntrantRequest, notice_id: UUID) -> HttpResponse:
    """The child comes after all."""
    told = reading.access_notice(notice_id=notice_id, resident=request.resident)
    try:
        notices.withdraw(notice=told.notice, by=request.actor, now=clock.now())
    except CannotTell as cannot:
        called = {"call": _place(cannot.refusal.place)}
        return retry(request, "checkin/resident/notice.html", _told(request, notice_id) | called)
    return done(request, "checkin:absences", notice=say("It is withdrawn. School and club read it."))


def _told(request: EntrantRequest, notice_id: UUID) -> dict[str, Any]:
    told = reading.access_notice(notice_id=notice_id, resident=request.resident)
    readers = sorted(told.notice.readers.all(), key=lambda each: each.place.kind == "club")
    reason = REASONS[told.said.reason] if told.said.reason else ""
    return {"told": told, "kind": KINDS[told.said.kind], "reason": reason, "readers": readers}


def _again(
    request: EntrantRequest, child: Child, now: datetime, wrong: dict[str, str], **more: Any
) -> HttpResponse:
    return retry(request, PAGE, _shown(child, now, request.POST) | {"wrong": wrong} | more)


def _refused(
    request: EntrantRequest, child: Child, now: datetime, refusal: Refusal, **more: Any
) -> HttpResponse:
    """Why not: beside its box, with the number to call or the way to what is there already."""
    at, words = REFUSALS[refusal.wrong]
    held = None
    if refusal.wrong is absences.Wrong.ALREADY:
        held = reading.find_told(key=refusal.key)
    about = {"call": _place(refusal.place), "held": held, "is_own": held and held.told_by == request.resident}
    return _again(request, child, now, {at: words}, **about, **more)


def _place(code: str) -> Any:
    return next(iter(list_places(codes=[code])), None) if code else None


def _shown(child: Child, now: datetime, typed: Any) -> dict[str, Any]:
    today = localdate(now)
    held = rolls.belongings_on(children=[child], on=today).get(child.pk, [])
    days = _days(held, today)
    return {
        "child": child,
        "belongings": held,
        "kinds": KINDS.items(),
        "reasons": REASONS.items(),
        "typed": typed,
        "wrong": {},
        "days": days,
        "first_on": typed.get("first_on") or next(iter(days), today).isoformat(),
        "day": forms.first_day(typed, next(iter(days), today)),
        "cut_offs": [
            (each.place, each.place.notify_by or absences.NOTIFY_BY)
            for each in held
            if each.place.kind != "club"
        ],
        "clubs": [each.place for each in held if each.place.kind == "club"],
    }


def _days(held: Any, today: date) -> list[date]:
    """The next two days on which one of the places opens."""
    ahead = [today + timedelta(days=each) for each in range(AHEAD)]
    return [day for day in ahead if any(reading.is_school_day(each.place, day) for each in held)][:2]
