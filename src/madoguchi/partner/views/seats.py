"""How many children a facility takes in the coming round: proposed by the section, signed here."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say
from madoguchi.partner.reach import member_of, reached
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import member_only
from madoguchi.rules.delegation import What
from madoguchi.rules.seating import CannotSeat, write_bands
from madoguchi.selection import wording as words
from madoguchi.selection.actions import seats as actions
from madoguchi.selection.actions.seats import Signer
from madoguchi.selection.queries import seats as queries

PAGE = "partner/seats.html"


@require_GET
@member_only
def seats(request: EntrantRequest) -> HttpResponse:
    """What waits for a signature, beside the number of last year."""
    return page(request, PAGE, {"lines": _lines(request)})


@require_POST
@member_only
def sign(request: EntrantRequest, seats_id: int) -> HttpResponse:
    """Answer for what stands there: if the section changed it meanwhile, it is shown again instead."""
    found = queries.access_to_sign(seats_id=seats_id, places=_places(request))
    mine = member_of(request)
    signer = Signer(kind=found.Signer.MEMBER, ref=mine.number, name=mine.name)
    try:
        actions.sign_seats(
            seats=found,
            seen=request.POST.get("seen", "")[:200],
            signer=signer,
            by=request.actor,
            now=clock.now(),
        )
    except CannotSeat as cannot:
        wrong = say(words.SEATS_REASONS[cannot.reason])
        return retry(request, PAGE, {"lines": _lines(request), "wrong": wrong, "tried": found.pk})
    return done(request, "partner:seats", notice=say("{place}: signed.", place=found.place.name))


def _lines(request: EntrantRequest) -> list[dict[str, object]]:
    return [
        {
            "seats": each,
            "stamp": queries.line_of(each).stamp,
            "bands": write_bands(queries.line_of(each).bands),
            "difference": None if each.last_year is None else each.capacity - each.last_year,
        }
        for each in queries.list_to_sign(places=_places(request))
    ]


def _places(request: EntrantRequest) -> list[str]:
    """The facilities for which the member signs."""
    return [code for code, whats in reached(request).items() if What.CAPACITY in whats]
