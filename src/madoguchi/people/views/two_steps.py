"""Officers, and staff of contractors, come in by number and password, then by a second factor."""

from __future__ import annotations

import io
import json
import unicodedata
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import segno
from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.base import clock, crypto
from madoguchi.base.entrances import address_of
from madoguchi.base.pages import done, page
from madoguchi.base.texts import say_plain
from madoguchi.people import app_codes, fields, limits, passkeys, queries
from madoguchi.people.actions import passwords, second_factor
from madoguchi.people.actions import sign_in as signing_in
from madoguchi.people.doorsteps import doorstep_of
from madoguchi.people.entrants import FORGET, EntrantRequest
from madoguchi.people.guards import anyone
from madoguchi.people.refusals import Refusal
from madoguchi.people.way_back import way_back

if TYPE_CHECKING:
    from madoguchi.people.models import Account

HALFWAY: Final = "halfway"  # {"account", "at"}: the password was right, the second factor is still to come
ENROLLING: Final = "enrolling"  # sealed secret of the app that is being taken on
CHALLENGE: Final = "challenge"  # what a passkey has to answer
HALFWAY_FOR: Final = timedelta(minutes=10)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@anyone
def sign_in(request: EntrantRequest) -> HttpResponse:
    """The first step: number and password."""
    if request.method != "POST":
        return redirect(_next(request)) if request.officer or request.member else _first_page(request)
    number, now = _plain(request.POST.get("number", "")), clock.now()
    outcome = _check_password(request, number, now)
    if isinstance(outcome, Refusal):
        passwords.record_failure(number=number, verb="sign_in.failed", by=request.actor, now=now)
        return _first_page(request, number=number, refusal=outcome)
    request.session.cycle_key()
    request.session[HALFWAY] = {"account": str(outcome.pk), "at": now.timestamp()}
    has_factor = queries.has_factor(account=outcome)
    return redirect(_with_next(request, "second_step" if has_factor else "enrol"))


@never_cache
@sensitive_post_parameters("code", "credential")
@require_http_methods(["GET", "POST"])
@anyone
def second_step(request: EntrantRequest) -> HttpResponse:
    """The second step: a code of an app, a recovery code, or a passkey."""
    account = _halfway(request)
    if account is None or not queries.has_factor(account=account):
        return redirect(_with_next(request, "sign_in"))
    if request.method != "POST":
        return _second_page(request, account)
    now = clock.now()
    if not limits.may_try_factor(str(account.pk), now=now):
        return _send_away(request, account, now)
    method = _check_factor(request, account, now)
    if method is None:
        return _second_page(request, account, refusal=Refusal.WRONG_FACTOR)
    _let_in(request, account, method, now)
    return redirect(_next(request))


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
@anyone
def enrol(request: EntrantRequest) -> HttpResponse:
    """The first sign-in of all: take on an app or a security key, then show the recovery codes once."""
    account = _halfway(request)
    if account is None or queries.has_factor(account=account):
        return redirect(_with_next(request, "sign_in"))
    if request.method != "POST":
        return _enrol_page(request, account)
    now = clock.now()
    if not limits.may_try_factor(str(account.pk), now=now):
        return _send_away(request, account, now)
    method, codes = _take_on(request, account, now)
    if codes is None:
        return _enrol_page(request, account, refusal=Refusal.WRONG_FACTOR)
    _let_in(request, account, method, now)
    return page(request, "people/officer/recovery_codes.html", {"codes": codes, "next": _next(request)})


@never_cache
@require_GET
@anyone
def enrol_qr(request: EntrantRequest) -> HttpResponse:
    """The secret as a QR code, for whoever is taking on an app right now."""
    account = _halfway(request)
    if account is None or ENROLLING not in request.session:
        return HttpResponse(status=404)
    drawn = io.BytesIO()
    asked = app_codes.uri(_secret(request), number=account.login)
    segno.make_qr(asked, error="m").save(drawn, kind="svg", border=4, omitsize=True)
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")


@require_POST
@anyone
def sign_out(request: EntrantRequest) -> HttpResponse:
    """Forget this browser."""
    signing_in.leave(request=request, now=clock.now())
    response = done(request, doorstep_of(request).names["sign_in"], notice=say_plain("You have signed out."))
    response.headers["Clear-Site-Data"] = FORGET
    return response


def locked_out(request: HttpRequest, response: HttpResponse, credentials: dict[str, Any]) -> HttpResponse:
    """What axes shows instead of the page once it locked an account for an address."""
    now, number = clock.now(), str(credentials.get("username", ""))
    passwords.record_failure(number=number, verb="sign_in.locked", by=request.actor, now=now)  # type: ignore[attr-defined]
    return _first_page(request, number=number, refusal=Refusal.LOCKED)  # type: ignore[arg-type]


def _plain(typed: str) -> str:
    return unicodedata.normalize("NFKC", typed[:100]).replace("\0", "").strip()


def _check_password(request: EntrantRequest, number: str, now: datetime) -> Account | Refusal:
    if not limits.may_try_password(number, network=address_of(request), now=now):
        return Refusal.TOO_OFTEN
    password = request.POST.get("password", "")[:1000]
    return auth.authenticate(request, username=number, password=password) or Refusal.NO_MATCH


def _check_factor(request: EntrantRequest, account: Account, now: datetime) -> str | None:
    answer, state = request.POST.get("credential", ""), request.session.pop(CHALLENGE, None)
    if answer and state:
        credential = passkeys.read_answer(answer)
        return second_factor.check_passkey(
            account=account, state=state, credential=credential, by=request.actor, now=now
        )
    typed = request.POST.get("code", "")
    return second_factor.check_code(account=account, typed=typed, by=request.actor, now=now)


def _take_on(request: EntrantRequest, account: Account, now: datetime) -> tuple[str, list[str] | None]:
    """The kind of factor, and its recovery codes; none for a wrong code or an answer that does not fit."""
    answer, state = request.POST.get("credential", ""), request.session.pop(CHALLENGE, None)
    if answer and state:
        codes = second_factor.enrol_passkey(
            account=account,
            name=say_plain("Passkey"),
            state=state,
            credential=passkeys.read_answer(answer),
            by=request.actor,
            now=now,
        )
        return "passkey", codes
    typed = request.POST.get("code", "")
    return "totp", second_factor.enrol_app(
        account=account, secret=_secret(request), typed=typed, by=request.actor, now=now
    )


def _halfway(request: EntrantRequest) -> Account | None:
    """Whose password was right in this browser, a short while ago."""
    held = request.session.get(HALFWAY)
    if held is None or clock.now().timestamp() - held["at"] > HALFWAY_FOR.total_seconds():
        return None
    return queries.account_of_kind(held["account"], doorstep_of(request).kind)


def _let_in(request: EntrantRequest, account: Account, method: str, now: datetime) -> None:
    for key in (HALFWAY, ENROLLING, CHALLENGE):
        request.session.pop(key, None)
    limits.forget_factor(str(account.pk))
    signing_in.enter(request=request, account=account, method=method, second_factor=True, now=now)


def _send_away(request: EntrantRequest, account: Account, now: datetime) -> HttpResponse:
    """Too many wrong second factors: back to the password, and noted, since somebody has it."""
    request.session.flush()
    passwords.record_failure(number=account.login, verb="sign_in.locked", by=request.actor, now=now)
    return _first_page(request, refusal=Refusal.TOO_OFTEN)


def _secret(request: EntrantRequest) -> str:
    if ENROLLING not in request.session:
        request.session[ENROLLING] = crypto.seal(app_codes.new_secret())
    return str(crypto.unseal(request.session[ENROLLING]))


def _first_page(request: EntrantRequest, *, number: str = "", refusal: Refusal | None = None) -> HttpResponse:
    values = {
        "typed": number,
        "number": fields.number(doorstep_of(request).number),
        "title": doorstep_of(request).title,
        "names": doorstep_of(request).names,
        "password": fields.password(),
        "wrong": fields.wrong(refusal),
        "has_ended": request.GET.get("ended") == "1",
        "minutes": settings.IDLE_MINUTES[request.entrance],
    }
    return page(request, "people/officer/sign_in.html", values, status=422 if refusal else 200)


def _second_page(
    request: EntrantRequest, account: Account, *, refusal: Refusal | None = None
) -> HttpResponse:
    keys = [factor for factor in queries.list_factors(account=account) if factor.type == "webauthn"]
    wrong = fields.wrong(refusal)
    values = {
        "code": fields.factor_code(wrong),
        "wrong": wrong,
        "options": _challenge(request, keys),
        "lost": doorstep_of(request).lost,
    }
    return page(request, "people/officer/second_step.html", values, status=422 if refusal else 200)


def _challenge(request: EntrantRequest, keys: list[Any]) -> str:
    if not keys:
        return ""
    options, request.session[CHALLENGE] = passkeys.ask_to_prove(keys, at=request.entrance)
    return json.dumps(options)


def _enrol_page(request: EntrantRequest, account: Account, *, refusal: Refusal | None = None) -> HttpResponse:
    wrong = fields.wrong(refusal)
    who = queries.who_signs_in(account)
    options, request.session[CHALLENGE] = passkeys.ask_to_register(who, (), at=request.entrance)
    values = {
        "secret": app_codes.in_groups(_secret(request)),
        "code": fields.app_code(wrong),
        "wrong": wrong,
        "options": json.dumps(options),
        "names": doorstep_of(request).names,
    }
    return page(request, "people/officer/enrol.html", values, status=422 if refusal else 200)


def _next(request: EntrantRequest) -> str:
    return way_back(request.GET.get("next", ""), request.entrance)


def _with_next(request: EntrantRequest, step: str) -> str:
    wanted, url = request.GET.get("next", ""), reverse(doorstep_of(request).names[step])
    return f"{url}?{urlencode({'next': wanted})}" if wanted else url
