"""Who works with the city: what is permitted at each facility, and who may do it (desk)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.audit import actions as audit
from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say, say_plain
from madoguchi.partner import handling, staff, wording
from madoguchi.people import queries as people
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.reach import officer_of, reach_of
from madoguchi.places import queries as places
from madoguchi.places.actions import delegating, sharing
from madoguchi.places.actions.delegating import CannotDelegate
from madoguchi.rules.delegation import What

if TYPE_CHECKING:
    from madoguchi.people.models import Member, Organisation


@require_GET
@officer_only
def organisations(request: EntrantRequest) -> HttpResponse:
    """Who runs facilities of one's sections."""
    sections = reach_of(request)
    values = {
        "organisations": places.list_operators(sections=sections),
        "waiting": places.count_waiting(places=[each.pk for each in places.in_charge(sections)]),
    }
    return page(request, "partner/officer/organisations.html", values)


@require_GET
@officer_only
def organisation(request: EntrantRequest, code: str) -> HttpResponse:
    """Its facilities, its staff, and a place to register somebody."""
    return page(request, "partner/officer/organisation.html", _organisation(request, code))


@require_POST
@officer_only
def register(request: EntrantRequest, code: str) -> HttpResponse:
    """Let somebody of it in; what they may do is said next."""
    values, typed = _organisation(request, code), staff.newcomer(request.POST)
    if typed.wrong:
        return retry(
            request, "partner/officer/organisation.html", {**values, "typed": typed, "wrong": typed.wrong}
        )
    member = staff.let_in(typed, values["organisation"], by=request.actor, now=clock.now())
    notice = say_plain(
        "{name} is registered. Please say what they may do, and print the paper.", name=member.name
    )
    return done(request, "partner:member", number=member.number, notice=notice)


@require_http_methods(["GET", "POST"])
@officer_only
def permits(request: EntrantRequest, place: str) -> HttpResponse:
    """What the city permits those who run a facility; administrators of its section change it."""
    found = places.access_in_charge(code=place, sections=reach_of(request))
    on = clock.today()
    if request.method == "POST":
        if found.section_id not in people.administers(officer=officer_of(request), on=on):
            raise Http404
        delegating.permit(place=found, whats=staff.asked(request.POST), by=request.actor, now=clock.now())
        notice = say_plain("What is permitted at {place} is kept.", place=found.name)
        return done(request, "partner:permits", place=place, notice=notice)
    held = {each.value for each in places.permitted_at(place=found, on=on)}
    values = {
        "place": found,
        "devices": places.list_devices(places=[place]),
        "ticks": staff.ticks(list(What), held),
        "may_change": found.section_id in people.administers(officer=officer_of(request), on=on),
    }
    return page(request, "partner/officer/permits.html", values)


@require_POST
@officer_only
def device(request: EntrantRequest, device_id: UUID, act: str) -> HttpResponse:
    """Approve a shared device that its head asked for, or end it."""
    mine = [each.pk for each in places.in_charge(reach_of(request))]
    found, now = places.access_device(device_id=device_id, places=mine), clock.now()
    if act == "approve":
        sharing.approve_device(device=found, officer=officer_of(request), by=request.actor, now=now)
    elif act == "end":
        sharing.end_device(device=found, by=request.actor, now=now)
    else:
        raise Http404
    notice = say_plain("What was said about the device is kept.")
    return done(request, "partner:permits", place=found.place_id, notice=notice)


@require_GET
@officer_only
def member(request: EntrantRequest, number: str) -> HttpResponse:
    """Somebody of a contractor: what they may do where, and how they sign in."""
    found = _access(request, number)
    audit.viewed(kind="member", refs=[found.number], by=request.actor, now=clock.now())
    return page(request, "partner/officer/member.html", _member(request, found))


@require_POST
@officer_only
def act(request: EntrantRequest, number: str, act: str) -> HttpResponse:
    """Delegate and revoke, set the last day, print codes or the paper, let them start anew."""
    found, now = _access(request, number), clock.now()
    place = ""
    try:
        if act == "entrust":
            at = places.list_run_by(organisation=found.organisation_id, sections=reach_of(request))
            place = handling.entrust(request, found, at, giver=None, now=now).name
        elif paper := handling.change(request, found, act, now):
            return paper
    except CannotDelegate as cannot:
        wrong = {"place": request.POST.get("place"), "says": say(wording.REFUSALS[cannot.reason])}
        return retry(request, "partner/officer/member.html", {**_member(request, found), "wrong": wrong})
    notice = say_plain(wording.ACTS[act], name=found.name, place=place) if wording.ACTS[act] else ""
    return done(request, "partner:member", number=number, notice=notice)


def _organisation(request: EntrantRequest, code: str) -> dict[str, Any]:
    found: Organisation = people.access_organisation(code=code)
    at = places.list_run_by(organisation=code, sections=reach_of(request))
    if not at:
        raise Http404
    on = clock.today()
    everybody = people.list_members(organisation=code)
    return {
        "organisation": found,
        "places": at,
        "members": [{"member": each, "works": each.works(on)} for each in everybody],
    }


def _access(request: EntrantRequest, number: str) -> Member:
    found = people.member_by_number(number.replace("\0", ""))
    if found is None or not places.list_run_by(
        organisation=found.organisation_id, sections=reach_of(request)
    ):
        raise Http404
    return found


def _member(request: EntrantRequest, found: Member) -> dict[str, Any]:
    at = places.list_run_by(organisation=found.organisation_id, sections=reach_of(request))
    seats = staff.seats(found, at, on=clock.today(), with_heads=True)
    held = [seat for seat in seats if any(tick.is_held for tick in seat.ticks)]
    return {
        **staff.told(found, clock.today()),
        "held": held,
        "others": [seat for seat in seats if seat not in held],
        "act_url": "partner:member_act",
    }
