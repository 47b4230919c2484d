"""The acts on a member's page, the same for officers and for heads of a facility."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.urls import reverse

from madoguchi.base.entrances import Entrance, url_of
from madoguchi.base.pages import page
from madoguchi.partner import staff
from madoguchi.people.actions import members, starting
from madoguchi.people.entrants import EntrantRequest
from madoguchi.places.actions import delegating

if TYPE_CHECKING:
    from madoguchi.people.models import Member
    from madoguchi.places.models import Place


def entrust(
    request: EntrantRequest, member: Member, at: list[Place], *, giver: Member | None, now: datetime
) -> Place:
    """Keep what was ticked for one of these places. Raises CannotDelegate."""
    place = next((each for each in at if each.pk == request.POST.get("place")), None)
    if place is None:
        raise Http404
    delegating.entrust(
        member=member,
        place=place,
        whats=staff.asked(request.POST),
        ends_on=staff.after(request.POST.get("until", "")),
        by_section=giver is None,
        giver=giver,
        by=request.actor,
        now=now,
    )
    return place


def change(request: EntrantRequest, member: Member, act: str, now: datetime) -> HttpResponse | None:
    """Until when, a sheet of codes, a paper for the first sign-in, or everything anew. A paper is a page."""
    match act:
        case "until":
            ends_on = staff.after(request.POST.get("until", ""))
            members.let_in_until(member=member, ends_on=ends_on, by=request.actor, now=now)
        case "anew":
            members.start_anew(member=member, by=request.actor, now=now)
        case "codes":
            codes = members.print_codes(member=member, by=request.actor, now=now)
            return _paper(request, member, {"codes": codes})
        case "paper":
            code = starting.issue_start_code(account=member.account, by=request.actor, now=now)
            return _paper(request, member, {"code": code, "until": now + starting.LIFE}) if code else None
        case _:
            raise Http404
    return None


def _paper(request: EntrantRequest, member: Member, values: dict[str, Any]) -> HttpResponse:
    path = "people:partner_first_password" if "code" in values else "people:partner_sign_in"
    address = url_of(Entrance.PARTNER, reverse(path))
    response = page(request, "partner/paper.html", {"someone": member, "address": address, **values})
    response.headers["Cache-Control"] = "no-store"
    return response
