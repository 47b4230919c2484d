"""One's own account, for whoever came in by two steps: where they are signed in, and by what."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.contrib import auth
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.base import clock
from madoguchi.base.pages import done, page
from madoguchi.base.texts import say_plain
from madoguchi.people import fields, limits, passkeys, queries
from madoguchi.people.actions import passwords, second_factor
from madoguchi.people.actions import sign_in as signing_in
from madoguchi.people.doorsteps import doorstep_of, who_of
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import two_steps_only
from madoguchi.people.refusals import Refusal

if TYPE_CHECKING:
    from madoguchi.people.models import Account

REGISTERING = "registering"  # the challenge that a new passkey has to answer


@never_cache
@require_GET
@two_steps_only
def account(request: EntrantRequest) -> HttpResponse:
    """Where this account is signed in, and the second factors it has."""
    return _page(request)


@require_POST
@two_steps_only
def end_sign_in(request: EntrantRequest, sign_in_id: UUID) -> HttpResponse:
    """Sign out another browser of one's own."""
    found = queries.access_sign_in(sign_in_id=sign_in_id, account=_account(request))
    signing_in.end_sign_in(sign_in=found, by=request.actor, now=clock.now())
    return done(request, _here(request), notice=say_plain("That browser is signed out."))


@sensitive_post_parameters()
@require_POST
@two_steps_only
def password(request: EntrantRequest) -> HttpResponse:
    """Change the password; this browser stays, every other one is signed out."""
    if refusal := _refuse_password(request):
        return _page(request, refusal=refusal, beside="password")
    mine, wanted = _account(request), request.POST.get("new", "")[:1000]
    refusal = passwords.set_password(account=mine, password=wanted, by=request.actor, now=clock.now())
    if refusal:
        return _page(request, refusal=refusal, beside="password")
    auth.update_session_auth_hash(request, mine)
    return done(request, _here(request), notice=say_plain("The password is changed."))


@sensitive_post_parameters()
@require_POST
@two_steps_only
def recovery_codes(request: EntrantRequest) -> HttpResponse:
    """Ten fresh recovery codes, shown once."""
    if refusal := _refuse_password(request):
        return _page(request, refusal=refusal, beside="recovery")
    codes = second_factor.renew_recovery_codes(account=_account(request), by=request.actor, now=clock.now())
    return page(
        request, "people/officer/recovery_codes.html", {"codes": codes, "next": reverse(_here(request))}
    )


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@two_steps_only
def add_passkey(request: EntrantRequest) -> HttpResponse:
    """Take on a passkey."""
    if request.method != "POST":
        return _passkey_page(request)
    state = request.session.pop(REGISTERING, None)
    if refusal := _refuse_password(request):
        return _passkey_page(request, refusal=refusal)
    added = state and second_factor.add_passkey(
        account=_account(request),
        name=request.POST.get("name", "").strip()[:50] or say_plain("Passkey"),
        state=state,
        credential=passkeys.read_answer(request.POST.get("credential", "")),
        by=request.actor,
        now=clock.now(),
    )
    if not added:
        return _passkey_page(request, refusal=Refusal.WRONG_FACTOR)
    return done(request, _here(request), notice=say_plain("The passkey is added."))


@sensitive_post_parameters()
@require_POST
@two_steps_only
def remove_factor(request: EntrantRequest, factor_id: int) -> HttpResponse:
    """Give up a second factor; the last one stays."""
    if refusal := _refuse_password(request):
        return _page(request, refusal=refusal, beside="factors")
    is_gone = second_factor.remove_factor(
        account=_account(request), factor_id=factor_id, by=request.actor, now=clock.now()
    )
    if not is_gone:
        return _page(request, refusal=Refusal.LAST_FACTOR, beside="factors")
    return redirect(_here(request))


def _refuse_password(request: EntrantRequest) -> Refusal | None:
    """What changes the account asks for the password again: a desk left open gives no account away."""
    mine = _account(request)
    if not limits.may_try_factor(f"password:{mine.pk}", now=clock.now()):
        return Refusal.TOO_OFTEN
    is_right = mine.check_password(request.POST.get("password", "")[:1000])
    return None if is_right else Refusal.WRONG_PASSWORD


def _account(request: EntrantRequest) -> Account:
    return who_of(request).account


def _here(request: EntrantRequest) -> str:
    return doorstep_of(request).names["account"]


def _page(request: EntrantRequest, *, refusal: Refusal | None = None, beside: str = "") -> HttpResponse:
    mine = _account(request)
    values = {
        "sign_ins": queries.list_sign_ins(
            account=mine,
            idle=timedelta(minutes=settings.IDLE_MINUTES[request.entrance]),
            here=str(request.session.session_key),
            now=clock.now(),
        ),
        "who": who_of(request),
        "names": doorstep_of(request).names,
        "factors": queries.list_factors(account=mine),
        "recovery_left": queries.count_recovery_codes(account=mine),
        "fields": fields.of_account(),
        "wrong": {beside: fields.wrong(refusal)},
    }
    return page(request, "people/officer/account.html", values, status=422 if refusal else 200)


def _passkey_page(request: EntrantRequest, *, refusal: Refusal | None = None) -> HttpResponse:
    factors = queries.list_factors(account=_account(request))
    options, request.session[REGISTERING] = passkeys.ask_to_register(
        who_of(request), factors, at=request.entrance
    )
    values = {
        "options": json.dumps(options),
        "who": who_of(request),
        "names": doorstep_of(request).names,
        "name": fields.passkey_name(),
        "password": fields.present_password(),
        "wrong": fields.wrong(refusal),
    }
    return page(request, "people/officer/passkey.html", values, status=422 if refusal else 200)
