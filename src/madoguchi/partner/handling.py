"""The acts on a member's page, the same for officers and for heads of a facility."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.urls import reverse

from madoguchi.base import paper
from madoguchi.base.entrances import Entrance, url_of
from madoguchi.base.moments import write_instant
from madoguchi.base.pages import page
from madoguchi.base.texts import say_plain
from madoguchi.partner import staff
from madoguchi.people.actions import members, starting
from madoguchi.people.entrants import EntrantRequest
from madoguchi.places.actions import delegating

if TYPE_CHECKING:
    from madoguchi.people.models import Member
    from madoguchi.places.models import Place

HOW = (
    "Each code is good once, after the password. Cross it out when it is used, and keep the sheet under lock."
)


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
            return _paper(request, member, {"codes": codes, "sheet": _sheet(member, codes, now)})
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


def _sheet(member: Member, codes: Sequence[str], now: datetime) -> str:
    """The same on paper, as a link that holds the whole PDF: nothing keeps the codes."""
    values = {
        "title": say_plain("Sheet of one-time codes"),
        "organisation": member.organisation.name,
        "number": member.number,
        "facts": [
            (say_plain("Name"), member.name),
            (say_plain("Login number"), member.number),
            (say_plain("Where"), url_of(Entrance.PARTNER, reverse("people:partner_sign_in"))),
        ],
        "how": say_plain(HOW),
        "used": say_plain("Used"),
        "printed": say_plain("Made {at}", at=write_instant(now, "ja")),
        "codes": list(codes),
    }
    return f"data:application/pdf;base64,{b64encode(paper.draw(paper.CODES, values, at=now)).decode()}"
