"""Officers come in by staff number and password, then by a second factor."""

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
from madoguchi.base.entrances import Entrance, address_of
from madoguchi.base.pages import done, page
from madoguchi.base.texts import say_plain
from madoguchi.people import app_codes, fields, limits, passkeys, queries
from madoguchi.people.actions import passwords, second_factor
from madoguchi.people.actions import sign_in as signing_in
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
    """The first step: staff number and password."""
    if request.method != "POST":
        return redirect(_next(request)) if request.officer else _first_page(request)
    number, now = _plain(request.POST.get("number", "")), clock.now()
    outcome = _check_password(request, number, now)
    if isinstance(outcome, Refusal):
        passwords.record_failure(number=number, verb="sign_in.failed", by=request.actor, now=now)
        return _first_page(request, number=number, refusal=outcome)
    request.session.cycle_key()
    request.session[HALFWAY] = {"account": str(outcome.pk), "at": now.timestamp()}
    has_factor = bool(queries.list_factors(account=outcome))
    return redirect(_with_next(request, "people:second_step" if has_factor else "people:enrol"))


@never_cache
@sensitive_post_parameters("code", "credential")
@require_http_methods(["GET", "POST"])
@anyone
def second_step(request: EntrantRequest) -> HttpResponse:
    """The second step: a code of an app, a recovery code, or a passkey."""
    account = _halfway(request)
    if account is None or not queries.list_factors(account=account):
        return redirect(_with_next(request, "people:desk_sign_in"))
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
    """The first sign-in of all: take on an app as second factor, then show the recovery codes once."""
    account = _halfway(request)
    if account is None or queries.list_factors(account=account):
        return redirect(_with_next(request, "people:desk_sign_in"))
    secret = _secret(request)
    if request.method != "POST":
        return _enrol_page(request, secret)
    now = clock.now()
    if not limits.may_try_factor(str(account.pk), now=now):
        return _send_away(request, account, now)
    typed = request.POST.get("code", "")
    codes = second_factor.enrol_app(account=account, secret=secret, typed=typed, by=request.actor, now=now)
    if codes is None:
        return _enrol_page(request, secret, refusal=Refusal.WRONG_FACTOR)
    _let_in(request, account, "totp", now)
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
    response = done(request, "people:desk_sign_in", notice=say_plain("You have signed out."))
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


def _halfway(request: EntrantRequest) -> Account | None:
    """Whose password was right in this browser, a short while ago."""
    held = request.session.get(HALFWAY)
    if held is None or clock.now().timestamp() - held["at"] > HALFWAY_FOR.total_seconds():
        return None
    return queries.officer_account(held["account"])


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
        "number": fields.number(),
        "password": fields.password(),
        "wrong": fields.wrong(refusal),
        "has_ended": request.GET.get("ended") == "1",
        "minutes": settings.IDLE_MINUTES["desk"],
    }
    return page(request, "people/officer/sign_in.html", values, status=422 if refusal else 200)


def _second_page(
    request: EntrantRequest, account: Account, *, refusal: Refusal | None = None
) -> HttpResponse:
    keys = [factor for factor in queries.list_factors(account=account) if factor.type == "webauthn"]
    wrong = fields.wrong(refusal)
    values = {"code": fields.factor_code(wrong), "wrong": wrong, "options": _challenge(request, keys)}
    return page(request, "people/officer/second_step.html", values, status=422 if refusal else 200)


def _challenge(request: EntrantRequest, keys: list[Any]) -> str:
    if not keys:
        return ""
    options, request.session[CHALLENGE] = passkeys.ask_to_prove(keys)
    return json.dumps(options)


def _enrol_page(request: EntrantRequest, secret: str, *, refusal: Refusal | None = None) -> HttpResponse:
    wrong = fields.wrong(refusal)
    values = {"secret": app_codes.in_groups(secret), "code": fields.app_code(wrong), "wrong": wrong}
    return page(request, "people/officer/enrol.html", values, status=422 if refusal else 200)


def _next(request: EntrantRequest) -> str:
    return way_back(request.GET.get("next", ""), Entrance.DESK)


def _with_next(request: EntrantRequest, view: str) -> str:
    wanted = request.GET.get("next", "")
    return f"{reverse(view)}?{urlencode({'next': wanted})}" if wanted else reverse(view)
