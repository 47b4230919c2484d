"""A tablet that several share: registered by the head and the section, used in turns by personal codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.base import clock, cookies
from madoguchi.base.entrances import Entrance, address_of
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say, say_plain
from madoguchi.partner import wording
from madoguchi.partner.reach import list_reached, member_of
from madoguchi.people import limits
from madoguchi.people.actions import personal_codes
from madoguchi.people.actions import sign_in as signing_in
from madoguchi.people.entrants import FORGET, SHARED, EntrantRequest
from madoguchi.people.guards import anyone, member_only
from madoguchi.people.way_back import way_back
from madoguchi.places import queries as places
from madoguchi.places.actions import sharing
from madoguchi.rules.delegation import What

if TYPE_CHECKING:
    from madoguchi.people.models import Member
    from madoguchi.places.models import Device, Place

COOKIE: Final = "partner_device"
PAGE: Final = "partner/devices.html"
HERE: Final = "partner/here.html"


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
@anyone
def here(request: EntrantRequest) -> HttpResponse:
    """At a shared device: who takes over, with their personal code. Elsewhere there is no such page."""
    device = places.device_by_secret(request.COOKIES.get(COOKIE, "")[:100])
    if device is None:
        raise Http404
    staff = places.list_staff(place=device.place, on=clock.today())
    if request.method == "GET":
        return page(request, HERE, {"device": device, "staff": staff})
    number = request.POST.get("number", "")
    who = next((each for each in staff if each.number == number), None)
    if who is None or not _is_right(request, who):
        wrong = say("The code is not right. After five wrong ones a new code has to be set.")
        return retry(
            request, HERE, {"device": device, "staff": staff, "number": number[:100], "wrong": wrong}
        )
    _take_over(request, who, device)
    return redirect(way_back(request.GET.get("next", ""), Entrance.PARTNER))


@require_POST
@anyone
def cover(request: EntrantRequest) -> HttpResponse:
    """Hand the device on: whoever was there is signed out, and the names stand there again."""
    signing_in.leave(request=request, now=clock.now())
    response = done(request, "partner:here")
    response.headers["Clear-Site-Data"] = FORGET
    return response


@never_cache
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "POST"])
@member_only
def personal_code(request: EntrantRequest) -> HttpResponse:
    """Choose the personal code, after two steps and with the password again; never at a shared device."""
    mine = member_of(request)
    if SHARED in request.session:
        raise Http404
    if request.method == "GET":
        return page(request, "partner/personal_code.html")
    wrong = _refuse_code(request, mine)
    if wrong:
        return retry(request, "partner/personal_code.html", {"wrong": wrong})
    return done(request, "partner:home", notice=say_plain("Your personal code is set."))


@require_http_methods(["GET", "POST"])
@member_only
def devices(request: EntrantRequest) -> HttpResponse:
    """The shared devices of the places one heads; this browser is asked for here."""
    at = _headed(request)
    if not at:
        raise Http404
    values = {"at": at, "devices": places.list_devices(places=[each.pk for each in at])}
    if request.method == "GET":
        return page(request, PAGE, values)
    place = next((each for each in at if each.pk == request.POST.get("place")), None)
    name = request.POST.get("name", "").replace("\0", "").strip()[:50]
    if place is None:
        raise Http404
    if not name:
        return retry(
            request, PAGE, {**values, "wrong": say("Please name the device, e.g. by where it stands.")}
        )
    _, secret = sharing.ask_for_device(
        place=place, name=name, member=member_of(request), by=request.actor, now=clock.now()
    )
    notice = say_plain(
        "The device waits for the section. Once it is approved, staff sign in here by their codes."
    )
    return _remember(done(request, "partner:devices", notice=notice), secret)


@require_POST
@member_only
def end(request: EntrantRequest, device_id: UUID) -> HttpResponse:
    """It is lost or given away."""
    at = [each.pk for each in _headed(request)]
    device = places.access_device(device_id=device_id, places=at)
    sharing.end_device(device=device, by=request.actor, now=clock.now())
    return done(request, "partner:devices", notice=say_plain("Nobody signs in at that device any more."))


def _is_right(request: EntrantRequest, who: Member) -> bool:
    now = clock.now()
    if not limits.may_try_password(f"code:{who.number}", network=address_of(request), now=now):
        return False
    return personal_codes.check_personal_code(
        member=who, typed=request.POST.get("code", "")[:40], by=request.actor, now=now
    )


def _take_over(request: EntrantRequest, who: Member, device: Device) -> None:
    now = clock.now()
    signing_in.enter(
        request=request, account=who.account, method="personal_code", second_factor=True, now=now
    )
    request.session[SHARED] = {"device": str(device.pk), "at": now.timestamp()}


def _refuse_code(request: EntrantRequest, mine: Member) -> dict[str, Any]:
    now = clock.now()
    if not limits.may_try_factor(f"password:{mine.account_id}", now=now):
        return {"password": say("This was tried too often. Please wait ten minutes, then try again.")}
    if not mine.account.check_password(request.POST.get("password", "")[:1000]):
        return {"password": say("The present password is not right.")}
    refusal = personal_codes.set_personal_code(
        member=mine, typed=request.POST.get("code", "")[:40], by=request.actor, now=now
    )
    return {"code": say(wording.CODES[refusal])} if refusal else {}


def _remember(response: HttpResponse, secret: str) -> HttpResponse:
    cookies.keep(response, COOKIE, secret, path=reverse("partner:home"))
    return response


def _headed(request: EntrantRequest) -> list[Place]:
    return [place for place, whats in list_reached(request) if What.DELEGATE in whats]
