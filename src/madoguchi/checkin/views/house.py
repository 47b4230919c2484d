"""A centre at the desk: who is in the house, live; families without a phone, strangers, mistakes, paper."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.audit import actions as audit
from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say, say_plain
from madoguchi.checkin import board as boards
from madoguchi.checkin import forms, house_board, papers, queries
from madoguchi.checkin.actions import points as doors
from madoguchi.checkin.actions import registering, scanning
from madoguchi.checkin.actions.scanning import CannotCorrect
from madoguchi.checkin.house_board import Desk
from madoguchi.checkin.wording import BOARDS, CLOSES
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.reach import officer_of, reach_of
from madoguchi.rules.visits import Use

if TYPE_CHECKING:
    from madoguchi.checkin.models import Family, Point, Visit

BOARD: Final = "checkin/officer/board.html"


@require_GET
@officer_only
def points(request: EntrantRequest) -> HttpResponse:
    """The doors of one's sections, with how many families are behind each."""
    found = queries.list_points(sections=reach_of(request), use=Use.CENTRE)
    inside = queries.count_inside(found, clock.today())
    return page(
        request, "checkin/officer/points.html", {"points": [(each, inside.get(each.pk, 0)) for each in found]}
    )


@require_GET
@officer_only
def board(request: EntrantRequest, point_id: UUID) -> HttpResponse:
    """Who is in the house, live."""
    return house_board.drawn(request, _desk(request, point_id))


@require_POST
@officer_only
def find(request: EntrantRequest, point_id: UUID) -> HttpResponse:
    """Families by reading."""
    return house_board.find(request, _desk(request, point_id).board)


@require_POST
@officer_only
def say_for(request: EntrantRequest, point_id: UUID) -> HttpResponse:
    """A family without a phone: its card was read, or its name was found."""
    chosen = partial(_family, request)
    return house_board.say_for(request, _desk(request, point_id), chosen)


@require_POST
@officer_only
def guest(request: EntrantRequest, point_id: UUID) -> HttpResponse:
    """Somebody who is not registered, by three fields."""
    return house_board.guest(request, _desk(request, point_id))


@require_http_methods(["GET", "POST"])
@officer_only
def correct(request: EntrantRequest, visit_id: UUID) -> HttpResponse:
    """Write the times of a visit by hand, or say that it was none, with a reason."""
    visit, now = queries.access_visit(visit_id=visit_id, sections=reach_of(request)), clock.now()
    if request.method == "GET":
        audit.viewed(kind="family", refs=[str(visit.family_id)], by=request.actor, now=now)
        return page(request, "checkin/officer/correct.html", _correcting(visit, {}, {}))
    typed, errors, read = forms.read_times(request.POST, visit.day, now)
    is_none = request.POST.get("act") == "strike"
    if read is None and not (is_none and typed["reason"]):
        return retry(request, "checkin/officer/correct.html", _correcting(visit, typed, errors))
    try:
        if is_none or read is None:
            scanning.strike(visit=visit, reason=typed["reason"], by=request.actor, now=now)
        else:
            scanning.correct(
                visit=visit,
                opened_at=read.opened_at,
                closed_at=read.closed_at,
                reason=read.reason,
                by=request.actor,
                now=now,
            )
    except CannotCorrect:
        errors = {"reason": say("Somebody has changed this visit meanwhile. Please look at the board again.")}
        return retry(request, "checkin/officer/correct.html", _correcting(visit, typed, errors))
    notice = say_plain("The visit is corrected.")
    return done(request, BOARDS[visit.point.profile.use], point_id=visit.point_id, notice=notice)


@require_GET
@officer_only
def family(request: EntrantRequest, family_id: UUID) -> HttpResponse:
    """A registered family, with what staff have to know, and its visits."""
    found = queries.access_family(family_id=family_id, sections=reach_of(request), use=Use.CENTRE)
    audit.viewed(kind="family", refs=[str(found.pk)], by=request.actor, now=clock.now())
    values = {
        "family": found,
        "children": boards.children_with_ages(found, clock.today()),
        "care": boards.care_of(found),
        "visits": [(each, _ended(each)) for each in queries.list_visits(found, sections=reach_of(request))],
        "is_valid": found.valid_until > clock.today(),
    }
    return page(request, "checkin/officer/family.html", values)


@require_POST
@officer_only
def card(request: EntrantRequest, family_id: UUID) -> HttpResponse:
    """Print a card; an older one is of no use from then on."""
    found = queries.access_family(family_id=family_id, sections=reach_of(request), use=Use.CENTRE)
    secret = registering.make_card(family=found, by=request.actor, now=clock.now())
    return house_board.pdf(papers.card(found, secret), "card")


@require_POST
@officer_only
def evacuation(request: EntrantRequest, point_id: UUID) -> HttpResponse:
    """Who is in the house, on paper."""
    return house_board.evacuation(request, _desk(request, point_id), officer_of(request))


@require_GET
@officer_only
def poster(request: EntrantRequest, point_id: UUID) -> HttpResponse:
    """The poster that is good now."""
    return house_board.poster(_any_door(request, point_id))


@require_POST
@officer_only
def turn(request: EntrantRequest, point_id: UUID) -> HttpResponse:
    """A new poster: the one before is read for a week more."""
    point = doors.turn(point=_any_door(request, point_id), by=request.actor, now=clock.now())
    notice = say_plain("There is a new poster. Please print it and put it up within a week.")
    return done(request, BOARDS[point.profile.use], point_id=point.pk, notice=notice)


def _desk(request: EntrantRequest, point_id: UUID) -> Desk:
    point = queries.access_point_of(point_id=point_id, sections=reach_of(request), uses=[Use.CENTRE])
    return Desk(point=point, template=BOARD, entrance="checkin", key=point.pk, find=queries.find_families)


def _any_door(request: EntrantRequest, point_id: UUID) -> Point:
    return queries.access_point_of(point_id=point_id, sections=reach_of(request), uses=list(map(Use, BOARDS)))


def _family(request: EntrantRequest, family_id: UUID) -> Family:
    return queries.access_family(family_id=family_id, sections=reach_of(request), use=Use.CENTRE)


def _ended(visit: Visit) -> str:
    return say(CLOSES[visit.close]) if visit.close else ""


def _correcting(visit: Visit, typed: dict[str, str], errors: dict[str, str]) -> dict[str, Any]:
    board = BOARDS[visit.point.profile.use]
    return {"visit": visit, "typed": typed, "errors": errors, "board": board}
