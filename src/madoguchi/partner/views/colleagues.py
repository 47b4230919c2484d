"""A head lets colleagues of the same organisation do what the section permits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say, say_plain
from madoguchi.partner import handling, staff, wording
from madoguchi.partner.reach import list_reached, member_of
from madoguchi.people import queries as people
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import member_only
from madoguchi.places.actions.delegating import CannotDelegate
from madoguchi.rules.delegation import What

if TYPE_CHECKING:
    from madoguchi.people.models import Member
    from madoguchi.places.models import Place

ACTS = ("entrust", "codes", "paper")  # the rest is for the section


@require_http_methods(["GET", "POST"])
@member_only
def colleagues(request: EntrantRequest) -> HttpResponse:
    """Who of one's own organisation is let in, and a place to register somebody, for heads."""
    values, typed = _colleagues(request), staff.newcomer(request.POST)
    if request.method == "GET":
        return page(request, "partner/colleagues.html", values)
    if not values["at"]:
        raise Http404
    if typed.wrong:
        return retry(request, "partner/colleagues.html", {**values, "typed": typed, "wrong": typed.wrong})
    member = staff.let_in(typed, member_of(request).organisation, by=request.actor, now=clock.now())
    notice = say_plain(
        "{name} is registered. Please say what they may do, and print the paper.", name=member.name
    )
    return done(request, "partner:colleague", number=member.number, notice=notice)


@require_GET
@member_only
def colleague(request: EntrantRequest, number: str) -> HttpResponse:
    """What a colleague may do at the facilities one heads."""
    return page(request, "partner/colleague.html", _colleague(request, _access(request, number)))


@require_POST
@member_only
def act(request: EntrantRequest, number: str, act: str) -> HttpResponse:
    """Delegate and revoke, print codes or the paper for the first sign-in."""
    found, now = _access(request, number), clock.now()
    if act not in ACTS:
        raise Http404
    place = ""
    try:
        if act == "entrust":
            place = handling.entrust(request, found, _headed(request), giver=member_of(request), now=now).name
        elif paper := handling.change(request, found, act, now):
            return paper
    except CannotDelegate as cannot:
        wrong = {"place": request.POST.get("place"), "says": say(wording.REFUSALS[cannot.reason])}
        return retry(request, "partner/colleague.html", {**_colleague(request, found), "wrong": wrong})
    notice = say_plain(wording.ACTS[act], name=found.name, place=place) if place else ""
    return done(request, "partner:colleague", number=number, notice=notice)


def _headed(request: EntrantRequest) -> list[Place]:
    """The facilities at which one may delegate."""
    return [place for place, whats in list_reached(request) if What.DELEGATE in whats]


def _access(request: EntrantRequest, number: str) -> Member:
    """Somebody of one's own organisation, for whoever heads a facility of it."""
    found, mine = people.member_by_number(number.replace("\0", "")), member_of(request)
    if found is None or found.organisation_id != mine.organisation_id or not _headed(request):
        raise Http404
    return found


def _colleagues(request: EntrantRequest) -> dict[str, Any]:
    mine, at, on = member_of(request), _headed(request), clock.today()
    everybody = people.list_members(organisation=mine.organisation_id) if at else []
    return {"at": at, "colleagues": [each for each in everybody if each.works(on)]}


def _colleague(request: EntrantRequest, found: Member) -> dict[str, Any]:
    seats = staff.seats(found, _headed(request), on=clock.today(), with_heads=False)
    return {
        **staff.told(found, clock.today()),
        "held": seats,
        "others": [],
        "act_url": "partner:colleague_act",
    }
