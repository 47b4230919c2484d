"""Residents come in by a code in their mail."""

from __future__ import annotations

from email.utils import parseaddr
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.base import clock
from madoguchi.base.entrances import Entrance, address_of
from madoguchi.base.pages import done, page
from madoguchi.base.texts import language, say_plain
from madoguchi.people import fields, limits
from madoguchi.people.actions import codes, residents
from madoguchi.people.actions import sign_in as signing_in
from madoguchi.people.adapters import CannotMail
from madoguchi.people.entrants import FORGET, EntrantRequest
from madoguchi.people.guards import anyone
from madoguchi.people.reading import read_address
from madoguchi.people.refusals import Refusal
from madoguchi.people.way_back import way_back

PENDING = "mailed_code"  # {"id", "address"}: the code this browser waits for


@never_cache
@require_http_methods(["GET", "POST"])
@anyone
def sign_in(request: EntrantRequest) -> HttpResponse:
    """Ask for the address; mail a code to whatever address it is."""
    if request.method != "POST":
        return redirect(_next(request)) if request.resident else _address_page(request)
    typed = request.POST.get("address", "")
    address = read_address(typed)
    if address is None:
        return _address_page(request, typed=typed, refusal=Refusal.NOT_AN_ADDRESS)
    if refusal := _mail(request, address):
        return _address_page(request, typed=typed, refusal=refusal)
    return redirect(_with_next(request, "people:code"))


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
@anyone
def code(request: EntrantRequest) -> HttpResponse:
    """Ask for the code; let in whoever has it."""
    pending = request.session.get(PENDING)
    if pending is None:
        return redirect(_with_next(request, "people:sign_in"))
    if request.method != "POST":
        return _code_page(request, pending["address"])
    outcome = _confirm(request, pending)
    if isinstance(outcome, Refusal):
        return _code_page(request, pending["address"], refusal=outcome)
    if not _let_in(request, outcome):
        return _code_page(request, pending["address"], refusal=Refusal.UNUSABLE_CODE)
    return redirect(_next(request))


@require_POST
@anyone
def sign_out(request: EntrantRequest) -> HttpResponse:
    """Forget this browser."""
    signing_in.leave(request=request, now=clock.now())
    response = done(request, "/", notice=say_plain("You have signed out."))
    response.headers["Clear-Site-Data"] = FORGET
    return response


def _mail(request: EntrantRequest, address: str) -> Refusal | None:
    now = clock.now()
    if not limits.may_mail(address, network=address_of(request), now=now):
        return Refusal.TOO_OFTEN
    try:
        mailed = codes.mail_code(address=address, by=request.actor, now=now)
    except CannotMail:
        return Refusal.NOT_MAILED
    request.session[PENDING] = {"id": str(mailed.pk), "address": address}
    return None


def _confirm(request: EntrantRequest, pending: dict[str, str]) -> str | Refusal:
    now = clock.now()
    if not limits.may_guess_code(pending["address"], network=address_of(request), now=now):
        return Refusal.TOO_OFTEN
    return codes.confirm_code(
        code_id=UUID(pending["id"]), typed=request.POST.get("code", ""), by=request.actor, now=now
    )


def _let_in(request: EntrantRequest, address: str) -> bool:
    now = clock.now()
    account = residents.welcome(address=address, language=language(), now=now)
    if account.is_active:
        del request.session[PENDING]
        signing_in.enter(request=request, account=account, method="mailed_code", now=now)
    return account.is_active


def _address_page(
    request: EntrantRequest, *, typed: str = "", refusal: Refusal | None = None
) -> HttpResponse:
    wrong = fields.wrong(refusal)
    values = {
        "typed": typed[:300],
        "address": fields.address(wrong),
        "wrong": wrong,
        "has_ended": request.GET.get("ended") == "1",
    }
    return page(request, "people/resident/sign_in.html", values, status=422 if refusal else 200)


def _code_page(request: EntrantRequest, address: str, *, refusal: Refusal | None = None) -> HttpResponse:
    wrong = fields.wrong(refusal)
    values = {
        "address": address,
        "sender": parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        "code": fields.mailed_code(wrong),
        "wrong": wrong,
        "here": _with_next(request, "people:sign_in"),
    }
    return page(request, "people/resident/code.html", values, status=422 if refusal else 200)


def _next(request: EntrantRequest) -> str:
    return way_back(request.GET.get("next", ""), Entrance.PORTAL)


def _with_next(request: EntrantRequest, view: str) -> str:
    wanted = request.GET.get("next", "")
    return f"{reverse(view)}?{urlencode({'next': wanted})}" if wanted else reverse(view)
