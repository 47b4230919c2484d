"""避難所 at the desk: opened, who is there, let in and out, the list for 災害対策本部, closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid4

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.audit import actions as audit
from madoguchi.base import clock, handouts, searches
from madoguchi.base.pages import asks_for_news, done, nothing_new, page, retry
from madoguchi.base.texts import say_plain
from madoguchi.checkin import forms, house_board, papers, queries, shelter_forms, shelter_lists, shelters
from madoguchi.checkin.actions import sheltering
from madoguchi.checkin.actions.scanning import CannotScan, Heard
from madoguchi.checkin.board import children_with_ages
from madoguchi.checkin.shelter_forms import Asked
from madoguchi.checkin.shelter_wording import BANDS, NEEDS
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.reach import officer_of, reach_of
from madoguchi.rules import calendar
from madoguchi.rules import shelters as rules
from madoguchi.rules.visits import Direction, Source, Use

if TYPE_CHECKING:
    from madoguchi.checkin.models import Family, Point
    from madoguchi.checkin.shelter_forms import Written
    from madoguchi.rules.shelters import Totals

BOARD: Final = "checkin/officer/shelter.html"
HOUSEHOLD: Final = "checkin/officer/household.html"
PAPER: Final = "pdf"
LISTS: Final = (("pdf", "Print the list"), ("csv", "List as CSV"), ("xlsx", "List as Excel"))
FIGURES: Final = "shelters"


@require_http_methods(["GET", "POST"])
@officer_only
def overview(request: EntrantRequest) -> HttpResponse:
    """All shelters that are open, in figures and without a name; posted to, another one opens."""
    profile = shelters.profile_of(sections=reach_of(request))
    points = shelters.list_open(sections=reach_of(request))
    closed = shelters.list_to_open(points=points) if profile else []
    if request.method == "POST":
        place = next((each for each in closed if each.code == request.POST.get("place")), None)
        if profile is None or place is None:
            raise Http404
        point = sheltering.open_shelter(profile=profile, place=place, by=request.actor, now=clock.now())
        notice = say_plain("The shelter is open. Please print the poster and put it up at the reception.")
        return done(request, "checkin:shelter", point_id=point.pk, notice=notice)
    found = shelters.figures(points, clock.today())
    values = {
        "shelters": [(point, _shown(each)) for point, each in found],
        "total": _shown(rules.added(each for _, each in found)),
        "bands": BANDS.values(),
        "closed": closed,
        "is_in_charge": profile is not None,
    }
    return page(request, "checkin/officer/shelters.html", values)


@require_GET
@officer_only
def figures(request: EntrantRequest, kind: str) -> HttpResponse:
    """The figures of all open shelters as a file, as 災害対策本部 asks for them."""
    if kind not in set(handouts.Kind):
        raise Http404
    points, now = shelters.list_open(sections=reach_of(request)), clock.now()
    details = {"points": [str(each.pk) for each in points]}
    audit.record(
        verb="shelter.exported", about=("point_profile", FIGURES), by=request.actor, now=now, details=details
    )
    sheet = shelter_lists.figures(shelters.figures(points, clock.today()))
    name = f"{FIGURES}-{calendar.local_day(now):%Y%m%d}"
    return handouts.attached(handouts.written(sheet, kind=handouts.Kind(kind), name=name))


@require_GET
@officer_only
def shelter(request: EntrantRequest, point_id: UUID) -> HttpResponse:
    """Who is in the shelter. Asked again every few seconds: nothing new, nothing sent, nothing recorded."""
    point = _access(request, point_id)
    if asks_for_news(request) and request.GET["seen"] == shelters.mark_of(point):
        return nothing_new()
    return page(request, BOARD, _board(request, point, shelter_forms.blank()), part="shelter")


@require_POST
@officer_only
def seek(request: EntrantRequest, point_id: UUID) -> HttpResponse:
    """Registered families by reading."""
    point = _access(request, point_id)
    return house_board.find(request, reverse("checkin:shelter", args=[point.pk]))


@require_POST
@officer_only
def let_in(request: EntrantRequest, point_id: UUID) -> HttpResponse:
    """A household that nobody knows, in one step."""
    point = _access(request, point_id)
    written, told = shelter_forms.read(request.POST, Asked())
    if told is None:
        return retry(request, BOARD, _board(request, point, written))
    heard = Heard.by_server(
        id=forms.read_id(request.POST), direction=Direction.IN, members=(),
        adults=told.household.people, now=clock.now(),
    )  # fmt: skip
    _arrive(request, point, None, told, heard)
    notice = say_plain("Written: {name}", name=told.kana)
    return done(request, "checkin:shelter", point_id=point.pk, notice=notice)


@require_http_methods(["GET", "POST"])
@officer_only
def household(request: EntrantRequest, point_id: UUID, family_id: UUID) -> HttpResponse:
    """A household that is known: let in with what it says, or that written anew."""
    point = _access(request, point_id)
    family = queries.access_family(family_id=family_id, sections=reach_of(request), use=Use.SHELTER)
    asked = shelters.asked_of(family, clock.today())
    if request.method == "GET":
        audit.viewed(kind="family", refs=[str(family.pk)], by=request.actor, now=clock.now())
        return page(request, HOUSEHOLD, _one(point, shelters.known(asked, point, clock.today())))
    written, told = shelter_forms.read(request.POST, asked)
    if told is None:
        return retry(request, HOUSEHOLD, _one(point, written))
    heard = Heard.by_server(
        direction=Direction.IN, members=told.members,
        adults=told.household.people - len(told.members), now=clock.now(),
    )  # fmt: skip
    _arrive(request, point, family, told, heard)
    notice = say_plain("Written: {name}", name=family.name or family.kana)
    return done(request, "checkin:shelter", point_id=point.pk, notice=notice)


@require_POST
@officer_only
def let_out(request: EntrantRequest, point_id: UUID, family_id: UUID) -> HttpResponse:
    """A household leaves."""
    point = _access(request, point_id)
    family = queries.access_family(family_id=family_id, sections=reach_of(request), use=Use.SHELTER)
    sheltering.leave(point=point, family=family, source=Source.STAFF, by=request.actor, now=clock.now())
    notice = say_plain("Written: {name}", name=family.name or family.kana)
    return done(request, "checkin:shelter", point_id=point.pk, notice=notice)


@require_POST
@officer_only
def take_along(request: EntrantRequest, point_id: UUID, kind: str) -> HttpResponse:
    """The list of who is there, on paper or as a file, on the record."""
    point, now = _access(request, point_id), clock.now()
    if kind != PAPER and kind not in set(handouts.Kind):
        raise Http404
    shown = shelters.board(point, clock.today())
    details = {"references": queries.references(row.visit for row in shown.rows), "point": str(point.pk)}
    verb = "family.printed" if kind == PAPER else "family.exported"
    audit.record(verb=verb, about=("family", ""), by=request.actor, now=now, details=details)
    if kind == PAPER:
        return house_board.pdf(
            papers.drawn(shelter_lists.paper(shown, officer_of(request), now), now), "shelter"
        )
    sheet = shelter_lists.people(shown)
    name = f"{point.place_id}-{now.astimezone(calendar.TOKYO):%Y%m%d-%H%M}"
    return handouts.attached(handouts.written(sheet, kind=handouts.Kind(kind), name=name))


@require_POST
@officer_only
def close(request: EntrantRequest, point_id: UUID) -> HttpResponse:
    """Nobody stays any more."""
    point = _access(request, point_id)
    if request.POST.get("sure") != "yes":
        wrong = {"wrong_close": say_plain("Please tick that the shelter is to be closed.")}
        return retry(request, BOARD, {**_board(request, point, shelter_forms.blank()), **wrong})
    count = sheltering.close_shelter(point=point, by=request.actor, now=clock.now())
    notice = say_plain("The shelter is closed. Households that were noted as leaving: {count}", count=count)
    return done(request, "checkin:shelters", notice=notice)


def _arrive(
    request: EntrantRequest, point: Point, family: Family | None, told: sheltering.Told, heard: Heard
) -> None:
    try:
        sheltering.arrive(
            point=point, family=family, told=told, heard=heard, source=Source.STAFF, by=request.actor,
            now=clock.now(),
        )  # fmt: skip
    except CannotScan as cannot:
        raise Http404 from cannot


def _access(request: EntrantRequest, point_id: UUID) -> Point:
    return queries.access_point_of(point_id=point_id, sections=reach_of(request), uses=[Use.SHELTER])


def _board(request: EntrantRequest, point: Point, written: Written) -> dict[str, Any]:
    """The shelter, and the families found by reading; the record names all that were shown."""
    on, typed = clock.today(), searches.opened(request.GET.get("words"))
    shown, found = shelters.board(point, on), queries.find_families(typed)
    refs = sorted({*shown.references, *(str(each.pk) for each in found)})
    audit.viewed(kind="family", refs=refs, by=request.actor, now=clock.now())
    return {
        "board": shown,
        "rows": [(row, [NEEDS[each] for each in NEEDS if each in row.said.needs]) for row in shown.rows],
        "point": point,
        "totals": _shown(shown.totals),
        "bands": BANDS.values(),
        "typed": typed,
        "found": [(each, children_with_ages(each, on)) for each in found],
        "written": written,
        "scan_id": uuid4(),
        "list_kinds": LISTS,
    }


def _one(point: Point, written: Written) -> dict[str, Any]:
    family = written.asked.family
    is_here = family is not None and shelters.is_at(family, point, clock.today())
    return {"point": point, "written": written, "family": family, "is_here": is_here}


def _shown(found: Totals) -> dict[str, Any]:
    """Figures as a page draws them, in the order of ages and needs."""
    return {
        "households": found.households,
        "people": found.people,
        "bands": [(BANDS[band], found.bands.get(band, 0)) for band in BANDS],
        "needs": [(NEEDS[need], count) for need, count in found.needs.items()],
    }
