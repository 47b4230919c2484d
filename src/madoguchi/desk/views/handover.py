"""The hand-over list (引継ぎ一覧): what an officer leaves behind, on one page that can be printed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from madoguchi.audit import actions as audit
from madoguchi.base import clock
from madoguchi.base.pages import done, page
from madoguchi.base.texts import say, say_plain
from madoguchi.desk import handover
from madoguchi.desk.handover import HandOverList
from madoguchi.people import queries as people
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.review import handover as review
from madoguchi.review.actions import handing_over
from madoguchi.review.actions.handing_over import CannotHandOver
from madoguchi.review.handover import Hand
from madoguchi.rules import calendar
from madoguchi.rules.handover import Reason

if TYPE_CHECKING:
    from madoguchi.people.models import Officer

HANDS: Final = {
    Hand.PROPOSED: "Proposed the decision",
    Hand.RETURNED: "Asked for the correction",
    Hand.LAST: "Was the last to work on it",
}
REFUSALS: Final = {
    Reason.NOTHING_CHOSEN: "Please choose the applications that are handed over.",
    Reason.NOBODY_CHOSEN: "Please choose who goes on with them.",
    Reason.SAME_OFFICER: "Please choose somebody else than the officer who hands over.",
    Reason.OTHER_SECTION: "This officer is not in the section of every application chosen, nor will be.",
}


@require_GET
@officer_only
def mine(request: EntrantRequest) -> HttpResponse:
    """One's own list, what was received, and who else leaves."""
    officer, now = _who(request), clock.now()
    on = calendar.local_day(now)
    reach = frozenset(people.sections_of(officer=officer, on=on))
    if not reach:
        return page(request, "desk/handover.html", {"today": on})
    values = {
        **_values(handover.access_list(number=officer.number, reader=officer, now=now)),
        "received": review.list_received(officer=officer, sections=reach),
        "leaving": handover.list_leaving(reader=officer, on=on),
        "today": on,
    }
    return _shown(request, values, now)


@require_GET
@officer_only
def of_officer(request: EntrantRequest, number: str) -> HttpResponse:
    """The list of somebody who leaves, for whoever approves in their section."""
    now = clock.now()
    found = handover.access_list(number=number, reader=_who(request), now=now)
    return _shown(request, {**_values(found), "today": calendar.local_day(now)}, now)


@require_POST
@officer_only
def hand_over(request: EntrantRequest, number: str) -> HttpResponse:
    """Note who goes on with the applications chosen."""
    now, given = clock.now(), request.POST
    found = handover.access_list(number=number, reader=_who(request), now=now)
    on_the_list = {each.application.reference for each in found.work}
    try:
        count = handing_over.hand_over(
            references=on_the_list & (on_the_list if "all" in given else set(given.getlist("reference"))),
            sections=found.sections,
            giver=found.officer,
            taker=people.officer_by_number(given.get("taker", "").replace("\0", "")[:32]),
            by=request.actor,
            now=now,
        )
    except CannotHandOver as cannot:
        messages.error(request, say(REFUSALS[cannot.reason]))
        return redirect("desk:handover_of", number)
    notice = say_plain("{count} applications are marked as handed over.", count=count)
    return done(request, "desk:handover_of", number=number, notice=notice)


def _who(request: EntrantRequest) -> Officer:
    if request.officer is None:
        raise Http404
    return request.officer


def _values(found: HandOverList) -> dict[str, Any]:
    return {
        "list": found,
        "work": [{"work": each, "hands": [HANDS[hand] for hand in each.hands]} for each in found.work],
        "open": sum(each.hand_over is None for each in found.work),
    }


def _shown(request: EntrantRequest, values: dict[str, Any], now: datetime) -> HttpResponse:
    found: HandOverList = values["list"]
    named = [each.application.reference for each in found.work]
    named += [each.application.reference for each in found.notes]
    named += [each.application.reference for each in values.get("received", ())]
    audit.record(
        verb="handover.listed",
        about=("section", " ".join(sorted(found.sections))),
        by=request.actor,
        now=now,
        details={"officer": found.officer.number, "references": sorted(set(named))},
    )
    return page(request, "desk/handover.html", values)
