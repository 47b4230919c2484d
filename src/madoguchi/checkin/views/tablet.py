"""The tablet at a door: a card is shown, a name appears, one tap; no list of anybody is ever on it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode
from uuid import UUID, uuid4

from cryptography.fernet import InvalidToken
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.audit import actions as audit
from madoguchi.base import clock, cookies, crypto, throttle
from madoguchi.base.entrances import address_of
from madoguchi.base.pages import page, retry
from madoguchi.base.texts import say
from madoguchi.checkin import forms, later, queries, shelter_forms, shelters, shifts, tablet_door
from madoguchi.checkin.actions import scanning
from madoguchi.checkin.actions import tablets as pairing
from madoguchi.checkin.actions.scanning import CannotScan
from madoguchi.checkin.tablet_door import Clocks
from madoguchi.checkin.views import shift_door
from madoguchi.checkin.views.door import outcome
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import anyone
from madoguchi.people.limits import network_of
from madoguchi.rules.visits import Direction, Use

if TYPE_CHECKING:
    from madoguchi.checkin.models import Family, Tablet, Worker
    from madoguchi.checkin.shelter_forms import Written

COOKIE: Final = "tablet"
PAGE: Final = "checkin/tablet/door.html"
PAIR: Final = "checkin/tablet/pair.html"
SHOWN_FOR: Final = timedelta(minutes=2)  # then the next one may stand there
WRITTEN_IN: Final = timedelta(minutes=15)  # what somebody still writes is not lost
CARD: Final = 100
TRIES: Final = 30
HOUR: Final = timedelta(hours=1)
GONE: Final = 410
JSON: Final = "application/json"


@never_cache
@require_http_methods(["GET", "POST"])
@anyone
def tablet(request: EntrantRequest) -> HttpResponse:
    """Whose card is shown, and one tap; at a shelter those without a card write three things."""
    held = _held(request)
    if held is None:
        return redirect("checkin:tablet_pair")
    if held.point.ended_at is not None:
        return page(request, "checkin/resident/ended.html", {"place": held.point.place}, status=GONE)
    if request.method == "POST":
        return _posted(request, held)
    if "staff" in request.GET:
        return _staff(request, held)
    family = _shown(held, request.GET.get("who", ""))
    if family is None and "who" in request.GET:
        return redirect("checkin:tablet")
    if family is not None:
        audit.viewed(kind="family", refs=[str(family.pk)], by=tablet_door.acting(held), now=clock.now())
    return page(request, PAGE, _values(held, family))


@never_cache
@require_http_methods(["GET", "POST"])
@anyone
def pair(request: EntrantRequest) -> HttpResponse:
    """Once: the code that staff made at the desk."""
    if request.method == "GET":
        return page(request, PAIR)
    now, typed = clock.now(), request.POST.get("code", "")[:CARD]
    key = f"tablet-from:{network_of(address_of(request))}"
    may_try = throttle.allow(key, limit=TRIES, per=HOUR, now=now)
    secret = pairing.pair_tablet(typed=typed, by=request.actor, now=now) if may_try else None
    if secret is None:
        wrong = say("This code is not good, or no longer. Please make a new one at the desk.")
        return retry(request, PAIR, {"typed": typed, "wrong": wrong})
    answer = redirect("checkin:tablet")
    cookies.keep(answer, COOKIE, secret, path=reverse("checkin:tablet"))
    return answer


@never_cache
@require_POST
@anyone
def key(request: EntrantRequest) -> HttpResponse:
    """The public half of the key that this tablet made."""
    held, public = _held(request), request.POST.get("public", "")[: 2 * CARD]
    if held is None or not later.is_public_key(public):
        raise Http404
    pairing.believe_tablet(tablet=held, public=public, by=tablet_door.acting(held), now=clock.now())
    return JsonResponse({})


@never_cache
@require_POST
@anyone
def send(request: EntrantRequest) -> HttpResponse:
    """What the tablet kept: whatever it says again is the same; what it never signed is nobody's."""
    held, log = _held(request), None
    if held is not None and request.content_type == JSON:
        log = later.read(request.body, tablet_door.Log)
    if held is None or log is None:
        raise Http404
    taken = tablet_door.take_in(held, log, clock.now())
    refused = {str(each): why for each, why in taken.items() if why}
    return JsonResponse({"done": [str(each) for each in taken], "refused": refused})


@never_cache
@require_GET
@anyone
def said(request: EntrantRequest, scan_id: UUID) -> HttpResponse:
    """What became of it, in big letters; after a moment the page is free for the next."""
    held, now = _held(request), clock.now()
    if held is None:
        raise Http404
    scan = queries.access_scan_at(tablet=held, scan_id=scan_id)
    if scan.worker is not None and now - scan.received_at <= SHOWN_FOR:
        told = {"worker": scan.worker, "scan": scan, "place": held.point.place}
        return page(request, "checkin/tablet/shift_said.html", told)
    visit, family = queries.visit_around(scan) if scan.family else None, scan.family
    if family is None or visit is None or now - scan.received_at > SHOWN_FOR:
        return redirect("checkin:tablet")
    values = {**outcome(scan, visit, family, now), "family": family}
    return page(request, "checkin/tablet/said.html", values)


@require_POST
@anyone
def undo(request: EntrantRequest, scan_id: UUID) -> HttpResponse:
    """It was a mistake; after half a minute staff put it right."""
    held = _held(request)
    if held is None:
        raise Http404
    scan = queries.access_scan_at(tablet=held, scan_id=scan_id)
    scanning.undo(scan=scan, by=tablet_door.acting(held), now=clock.now())
    return redirect("checkin:tablet")


def _held(request: EntrantRequest) -> Tablet | None:
    return queries.tablet_by_secret(request.COOKIES.get(COOKIE, ""))


def _staff(request: EntrantRequest, held: Tablet) -> HttpResponse:
    """Who works here, by name, and one button."""
    worker = _worker(held, request.GET["staff"])
    if worker is None:
        return redirect("checkin:tablet")
    values = {**shift_door.values(worker), "tablet": held, "place": held.point.place}
    return page(request, "checkin/tablet/shift.html", {**values, "staff": request.GET["staff"]})


def _worked(request: EntrantRequest, held: Tablet) -> HttpResponse:
    """Somebody comes to work or goes."""
    worker, now = _worker(held, request.POST["staff"]), clock.now()
    if worker is None:
        return redirect("checkin:tablet")
    scan_id, clocks = forms.read_id(request.POST) or uuid4(), Clocks(device_time=now, sent_at=now)
    try:
        scan = tablet_door.hear_worker(held, worker, request.POST, scan_id, clocks, now)
    except CannotScan as cannot:
        raise Http404 from cannot
    return redirect("checkin:tablet_said", scan_id=scan.pk)


def _posted(request: EntrantRequest, held: Tablet) -> HttpResponse:
    """A card that is shown leads to its name; a button says that they come or go."""
    if "staff" in request.POST:
        return _worked(request, held)
    who, card = request.POST.get("who", ""), request.POST.get("card", "").strip()[:CARD]
    is_reading = request.POST.get("direction", "") not in (Direction.IN, Direction.OUT)
    family = _shown(held, who, WRITTEN_IN) if who else tablet_door.family_with(held, card)
    if who and family is None:  # somebody else stands there by now
        return redirect("checkin:tablet")
    if is_reading or (card and family is None):
        worker = tablet_door.worker_with(held, card)
        if worker is not None:
            return _led(held, staff=worker.pk)
        if family is None:
            wrong = say("No family has this card. Please show it again, or ask the staff.")
            return retry(request, PAGE, {**_values(held, None), "wrong_card": wrong})
        return _led(held, who=family.pk)
    now, scan_id = clock.now(), forms.read_id(request.POST) or uuid4()
    try:
        scan = tablet_door.hear(
            held, family, request.POST, scan_id, Clocks(device_time=now, sent_at=now), now
        )
    except CannotScan:
        return _again(request, held, family)
    return redirect("checkin:tablet_said", scan_id=scan.pk)


def _again(request: EntrantRequest, held: Tablet, family: Family | None) -> HttpResponse:
    """Nothing typed is lost."""
    if held.point.profile.use != Use.SHELTER:
        wrong = say("Please choose at least one child.")
        return retry(request, PAGE, {**_values(held, family), "wrong": wrong})
    asked = shelters.asked_of(family, clock.today())
    written, _ = shelter_forms.read(request.POST, asked)
    return retry(request, PAGE, _values(held, family, written))


def _led(held: Tablet, **shown: UUID) -> HttpResponse:
    """On to the page that shows whose card it is."""
    sealed = {name: _sealed(held, ref) for name, ref in shown.items()}
    return redirect(f"{reverse('checkin:tablet')}?{urlencode(sealed)}")


def _sealed(held: Tablet, ref: UUID) -> str:
    """Who is shown, as it may stand in the address for a moment, on this tablet alone."""
    return crypto.seal([str(held.pk), str(ref), clock.now().isoformat()])


def _opened(held: Tablet, token: str, within: timedelta) -> UUID | None:
    try:
        tablet_id, ref, at = crypto.unseal(token) if token else ("", "", "")
    except (InvalidToken, ValueError):  # not sealed by us, or something else that was
        return None
    if tablet_id != str(held.pk) or clock.now() - datetime.fromisoformat(at) > within:
        return None
    return UUID(ref)


def _shown(held: Tablet, token: str, within: timedelta = SHOWN_FOR) -> Family | None:
    ref = _opened(held, token, within)
    return queries.family_shown(ref) if ref else None


def _worker(held: Tablet, token: str) -> Worker | None:
    ref = _opened(held, token, SHOWN_FOR)
    return shifts.worker_shown(ref, held.point.place) if ref else None


def _values(held: Tablet, family: Family | None, written: Written | None = None) -> dict[str, Any]:
    today, point = clock.today(), held.point
    visit = queries.open_visit(family, point, today) if family else None
    values: dict[str, Any] = {
        "tablet": held,
        "place": point.place,
        "family": family,
        "who": _sealed(held, family.pk) if family else "",
        "here": visit if visit and visit.point_id == point.pk else None,
        "is_shelter": point.profile.use == Use.SHELTER,
        "is_staffs": point.profile.use == Use.STAFF,
        "scan_id": uuid4(),
    }
    if point.profile.use == Use.SHELTER:
        asked = shelters.asked_of(family, today)
        return {**values, "written": written or shelters.known(asked, point, today)}
    if family is None:
        return values
    children = queries.children_of(family)
    came = queries.usual_members(children, queries.last_visit(family))
    return {**values, "children": [{"child": each, "chosen": each.pk in came} for each in children]}
