"""A centre at the desk: who is in the house, live; families without a phone, strangers, mistakes, paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.audit import actions as audit
from madoguchi.base import clock, searches
from madoguchi.base.pages import asks_for_news, done, page, retry
from madoguchi.base.texts import say, say_plain
from madoguchi.checkin import board as boards
from madoguchi.checkin import forms, papers, queries
from madoguchi.checkin.actions import points as doors
from madoguchi.checkin.actions import registering, scanning
from madoguchi.checkin.actions.scanning import CannotCorrect, CannotScan, Heard
from madoguchi.checkin.wording import BOARDS, CLOSES
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.reach import officer_of, reach_of
from madoguchi.rules import calendar
from madoguchi.rules.visits import Direction, Source, Use

if TYPE_CHECKING:
    from datetime import date

    from madoguchi.checkin.models import Family, Point, Visit

BOARD: Final = "checkin/officer/board.html"
NOTHING_NEW: Final = 204  # htmx leaves the page as it is
CARD: Final = 100


@require_GET
@officer_only
def points(request: EntrantRequest) -> HttpResponse:
    """The doors of one's sections, with how many families are behind each."""
    found = queries.list_points(sections=reach_of(request), use=Use.CENTRE)
    inside = queries.count_inside(found, _today())
    return page(
        request, "checkin/officer/points.html", {"points": [(each, inside.get(each.pk, 0)) for each in found]}
    )


@require_GET
@officer_only
def board(request: EntrantRequest, point_id: UUID) -> HttpResponse:
    """Who is in the house. Asked again every few seconds: nothing new, nothing sent, nothing recorded."""
    point = _access(request, point_id)
    if asks_for_news(request) and request.GET["seen"] == boards.mark_of(point, _today()):
        return HttpResponse(status=NOTHING_NEW)
    return page(request, BOARD, _board(request, point), part="house")


@require_POST
@officer_only
def find(request: EntrantRequest, point_id: UUID) -> HttpResponse:
    """A reading is posted, and stands sealed in the address of the board that shows who is read so."""
    point = _access(request, point_id)
    sought = urlencode({"words": searches.sealed(searches.words(request.POST.get("kana")))})
    return redirect(f"{reverse('checkin:board', args=[point.pk])}?{sought}")


@require_POST
@officer_only
def say_for(request: EntrantRequest, point_id: UUID) -> HttpResponse:
    """A family without a phone: its card was read, or its name was found."""
    point, now = _access(request, point_id), clock.now()
    found = _who(request)
    if found is None:
        wrong = say("No family has this card. It may be an older one: please search by name.")
        return retry(request, BOARD, {**_board(request, point), "wrong_card": wrong})
    members = [child.pk for child in queries.children_of(found)]
    said = request.POST.get("direction")
    direction = Direction(said) if said in list(Direction) else Direction.EITHER
    heard = Heard.by_server(direction=direction, members=members, now=now)
    try:
        scanning.scan(point=point, family=found, heard=heard, source=Source.STAFF, by=request.actor, now=now)
    except CannotScan as cannot:
        raise Http404 from cannot
    notice = say_plain("Written: {name}", name=found.name or found.kana)
    return done(request, "checkin:board", point_id=point.pk, notice=notice)


@require_POST
@officer_only
def guest(request: EntrantRequest, point_id: UUID) -> HttpResponse:
    """Somebody who is not registered, by three fields."""
    point, now = _access(request, point_id), clock.now()
    typed, errors, read = forms.read_guest(request.POST)
    if read is None:
        return retry(request, BOARD, {**_board(request, point), "guest": typed, "wrong_guest": errors})
    found = registering.welcome_guest(
        kana=read.kana, guests=read.guests, care=read.care, by=request.actor, now=now
    )
    heard = Heard.by_server(direction=Direction.IN, members=(), now=now)
    scanning.scan(point=point, family=found, heard=heard, source=Source.STAFF, by=request.actor, now=now)
    notice = say_plain("Written: {name}", name=read.kana)
    return done(request, "checkin:board", point_id=point.pk, notice=notice)


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
    found = queries.access_family(family_id=family_id, sections=reach_of(request))
    audit.viewed(kind="family", refs=[str(found.pk)], by=request.actor, now=clock.now())
    values = {
        "family": found,
        "children": boards.children_with_ages(found, _today()),
        "care": boards.care_of(found),
        "visits": [(each, _ended(each)) for each in queries.list_visits(found, sections=reach_of(request))],
        "is_valid": found.valid_until > _today(),
    }
    return page(request, "checkin/officer/family.html", values)


@require_POST
@officer_only
def card(request: EntrantRequest, family_id: UUID) -> HttpResponse:
    """Print a card; an older one is of no use from then on."""
    found = queries.access_family(family_id=family_id, sections=reach_of(request))
    secret = registering.make_card(family=found, by=request.actor, now=clock.now())
    return _pdf(papers.card(found, secret), "card")


@require_POST
@officer_only
def evacuation(request: EntrantRequest, point_id: UUID) -> HttpResponse:
    """Who is in the house, on paper; the record says who printed it."""
    point, now = _access(request, point_id), clock.now()
    shown = boards.board(point, _today())
    details = {"references": shown.references, "point": str(point.pk)}
    audit.record(verb="family.printed", about=("family", ""), by=request.actor, now=now, details=details)
    return _pdf(papers.evacuation(shown, officer_of(request), now), "evacuation")


@require_GET
@officer_only
def poster(request: EntrantRequest, point_id: UUID) -> HttpResponse:
    """The poster that is good now; nothing on it is about anybody."""
    return _pdf(papers.poster(_any_door(request, point_id), clock.now()), "poster")


@require_POST
@officer_only
def turn(request: EntrantRequest, point_id: UUID) -> HttpResponse:
    """A new poster: the one before is read for a week more."""
    point = doors.turn(point=_any_door(request, point_id), by=request.actor, now=clock.now())
    notice = say_plain("There is a new poster. Please print it and put it up within a week.")
    return done(request, BOARDS[point.profile.use], point_id=point.pk, notice=notice)


def _access(request: EntrantRequest, point_id: UUID) -> Point:
    return queries.access_point_of(point_id=point_id, sections=reach_of(request), uses=[Use.CENTRE])


def _any_door(request: EntrantRequest, point_id: UUID) -> Point:
    return queries.access_point_of(point_id=point_id, sections=reach_of(request), uses=list(map(Use, BOARDS)))


def _who(request: EntrantRequest) -> Family | None:
    """Whose card was read, or who was chosen by name."""
    if "family" not in request.POST:
        return queries.family_by_card(request.POST.get("card", "").strip()[:CARD])
    try:
        chosen = UUID(request.POST["family"])
    except ValueError:
        raise Http404 from None
    return queries.access_family(family_id=chosen, sections=reach_of(request))


def _board(request: EntrantRequest, point: Point) -> dict[str, Any]:
    """The house, and the families found by reading; the record names all that were shown."""
    on, typed = _today(), searches.opened(request.GET.get("words"))
    shown, found = boards.board(point, on), queries.find_families(typed)
    refs = sorted({*shown.references, *(str(each.pk) for each in found)})
    audit.viewed(kind="family", refs=refs, by=request.actor, now=clock.now())
    inside = {row.visit.family_id for row in shown.rows}
    return {
        "board": shown,
        "point": point,
        "typed": typed,
        "found": [(each, boards.children_with_ages(each, on), each.pk in inside) for each in found],
        "guest": {},
    }


def _ended(visit: Visit) -> str:
    return say(CLOSES[visit.close]) if visit.close else ""


def _correcting(visit: Visit, typed: dict[str, str], errors: dict[str, str]) -> dict[str, Any]:
    board = BOARDS[visit.point.profile.use]
    return {"visit": visit, "typed": typed, "errors": errors, "board": board}


def _pdf(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _today() -> date:
    return calendar.local_day(clock.now())
