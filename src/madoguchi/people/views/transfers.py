"""April's transfers at the desk: hand in a list, look at what it comes to, take it into the calendar."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.audit import actions as audit
from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say, say_plain
from madoguchi.people import plans, queries
from madoguchi.people import transfer_wording as wording
from madoguchi.people.actions import transferring
from madoguchi.people.actions.transferring import CannotTake
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import administrator_only
from madoguchi.rules import calendar
from madoguchi.rules.transfers import COLUMNS, Code, Fault, Kind, Plan

if TYPE_CHECKING:
    from madoguchi.people.models import Officer, TransferPlan

GAPS: Final = (Code.NO_APPROVER, Code.NO_OFFICER)
DEPUTISES_FOR: Final = timedelta(days=90)


@require_http_methods(["GET", "POST"])
@administrator_only
def listed(request: EntrantRequest) -> HttpResponse:
    """The lists handed in so far, and where to hand in another."""
    if request.method == "GET":
        return page(request, "people/officer/transfers.html", _listed(request))
    sent = request.FILES.get("file")
    if sent is None:
        return _retry(request, [say("Please choose a file.")])
    handed_in = transferring.hand_in(
        content=sent.read(), name=sent.name or "", officer=_who(request), by=request.actor, now=clock.now()
    )
    if isinstance(handed_in, Fault):
        return _retry(request, [wording.explain(handed_in)])
    return redirect("people:transfer_plan", handed_in.pk)


@require_GET
@administrator_only
def shown(request: EntrantRequest, plan_id: UUID) -> HttpResponse:
    """What the list comes to: faults first, then each section before and after, then each line."""
    handed_in = _access(request, plan_id)
    audit.record(
        verb="transfers.viewed", about=("transfers", str(plan_id)), by=request.actor, now=clock.now()
    )
    return page(request, "people/officer/transfer_plan.html", _shown(request, handed_in))


@require_POST
@administrator_only
def deputise(request: EntrantRequest, plan_id: UUID) -> HttpResponse:
    """Name who stands in for the head whom the list takes away."""
    handed_in = _access(request, plan_id)
    given = request.POST
    number = given.get("number", "").replace("\0", "").strip()[:32]
    on, last_day = _day(given.get("on", "")), _day(given.get("last_day", ""))
    if queries.officer_by_number(number) is None:
        messages.error(request, say("Nobody has this staff number. Please check it."))
    elif on is None or last_day is None or last_day < on:
        messages.error(request, say("Please write the last day like 2027-06-30, not before the first."))
    else:
        section = queries.access_section(code=given.get("section", "")).pk
        transferring.name_deputy(
            plan_id=handed_in.pk,
            section=section,
            number=number,
            on=on,
            last_day=last_day,
            by=request.actor,
            now=clock.now(),
        )
    return redirect("people:transfer_plan", plan_id)


@require_POST
@administrator_only
def act(request: EntrantRequest, plan_id: UUID, act: str) -> HttpResponse:
    """Take the list, take it back, confirm, remove what was added, or throw it away."""
    handed_in = _access(request, plan_id)
    if act not in ACTS:
        raise Http404
    try:
        notice = ACTS[act](request, handed_in)
    except CannotTake as cannot:
        messages.error(request, say(wording.REFUSALS[cannot.reason]))
        return redirect("people:transfer_plan", plan_id)
    gone = act == "throw-away"
    address = ["people:transfers"] if gone else ["people:transfer_plan", plan_id]
    return done(request, redirect(*address).url, notice=notice)


def _take(request: EntrantRequest, plan: TransferPlan) -> str:
    seen, officer = request.POST.get("seen", ""), _who(request)
    taken = transferring.take(plan_id=plan.pk, seen=seen, officer=officer, by=request.actor, now=clock.now())
    return say_plain("{count} lines are in the calendar. They switch on their day.", count=len(taken.lines))


def _take_back(request: EntrantRequest, plan: TransferPlan) -> str:
    transferring.take_back(plan_id=plan.pk, by=request.actor, now=clock.now())
    return say_plain("The list is taken back. The posts are as they were.")


def _confirm_past(request: EntrantRequest, plan: TransferPlan) -> str:
    transferring.confirm_past(plan_id=plan.pk, by=request.actor, now=clock.now())
    return ""


def _remove_added(request: EntrantRequest, plan: TransferPlan) -> str:
    transferring.remove_added(plan_id=plan.pk, by=request.actor, now=clock.now())
    return ""


def _throw_away(request: EntrantRequest, plan: TransferPlan) -> str:
    transferring.throw_away(plan_id=plan.pk, by=request.actor, now=clock.now())
    return say_plain("The list is thrown away. No post has changed.")


ACTS: Final[Mapping[str, Callable[[EntrantRequest, TransferPlan], str]]] = {
    "take": _take,
    "take-back": _take_back,
    "confirm-past": _confirm_past,
    "remove-added": _remove_added,
    "throw-away": _throw_away,
}


def _access(request: EntrantRequest, plan_id: UUID) -> TransferPlan:
    return plans.access_plan(plan_id=plan_id, officer=_who(request), on=clock.today())


def _who(request: EntrantRequest) -> Officer:
    if request.officer is None:
        raise Http404
    return request.officer


def _listed(request: EntrantRequest) -> dict[str, Any]:
    found = plans.list_plans(officer=_who(request), on=clock.today())
    return {"plans": found, "columns": COLUMNS, "kinds": list(Kind), "today": clock.today()}


def _retry(request: EntrantRequest, wrong: list[str]) -> HttpResponse:
    return retry(request, "people/officer/transfers.html", {**_listed(request), "wrong": wrong})


def _shown(request: EntrantRequest, handed_in: TransferPlan) -> dict[str, Any]:
    today = clock.today()
    made = plans.plan_of(plan=handed_in, officer=_who(request), on=today)
    return {
        "handed_in": handed_in,
        "plan": made,
        "faults": [_fault(fault) for fault in made.faults],
        "lines": [
            {"line": line, "steps": [wording.describe(step) for step in line.steps]} for line in made.lines
        ],
        "sections": made.sections,
        "today": today,
        "roles": wording.ROLES,
        "asks_past": any(fault.code is Code.PAST for fault in made.faults),
        "has_added": any(line.line == 0 for line in made.lines),
        "may_take": not made.faults and made.first_day is not None,
        "may_take_back": _may_take_back(handed_in, made, today),
    }


def _fault(fault: Fault) -> dict[str, Any]:
    told: dict[str, Any] = {"line": fault.line, "words": wording.explain(fault)}
    if fault.code in GAPS:
        on = date.fromisoformat(fault.facts["on"])
        told |= {"section": fault.facts["code"], "on": on, "last_day": on + DEPUTISES_FOR}
    return told


def _may_take_back(handed_in: TransferPlan, made: Plan, today: date) -> bool:
    is_taken = handed_in.taken_at is not None and handed_in.taken_back_at is None
    return is_taken and made.first_day is not None and made.first_day > today


def _day(typed: str) -> date | None:
    parts = calendar.parse_day(typed[:40])
    try:
        return date(*parts) if parts else None
    except ValueError:
        return None
