"""Somebody was shown to be themselves on LINE: where that leads, in this browser."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Final

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_variables

from madoguchi.base import cookies
from madoguchi.base.entrances import Entrance
from madoguchi.line import queries
from madoguchi.line.id_tokens import Shown
from madoguchi.people.actions import sign_in as signing_in
from madoguchi.people.actions import tokens
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.models import Account, Resident
from madoguchi.people.way_back import way_back
from madoguchi.rules.id_tokens import Refusal

BROWSER: Final = "line_browser"  # a cookie: which browser a token was used in
BROWSER_KEPT: Final = 24 * 60 * 60
PERSON: Final = "line_person"  # remembered: who was shown to hold this browser, until an account is chosen
METHOD: Final = "line"


@sensitive_variables("token")
def exchange(
    request: EntrantRequest, token: str, shown: Shown, to: str, now: datetime
) -> HttpResponse | Refusal:
    """Let somebody on with a token that fits; it is no sign-in itself, and no other browser may use it."""
    browser = request.COOKIES.get(BROWSER) or secrets.token_urlsafe(24)
    used_here = tokens.spend(
        token=token, browser=browser, expires_at=shown.expires_at, by=request.actor, now=now
    )
    if not used_here:
        return Refusal.USED_ELSEWHERE
    response = arrive(request, shown.person, to, now)
    cookies.keep(response, BROWSER, browser, path=reverse("line:account"), age=BROWSER_KEPT)
    return response


def arrive(request: EntrantRequest, person: str, to: str, now: datetime) -> HttpResponse:
    """In by the account that is linked; who has none chooses first, who is in by mail is asked to link.

    Who is in by mail and began by LINE alone once is asked whether the two become one.
    """
    account = queries.account_of(person)
    if account is None:
        request.session[PERSON] = person
        view = "line:link" if request.resident else "line:begin"
        return redirect(f"{reverse(view)}?{urlencode({'next': to})}")
    if request.resident and account.comes_by_line_alone and not _comes_by_line_alone(request.resident):
        request.session[PERSON] = person
        return redirect(f"{reverse('line:join')}?{urlencode({'next': to})}")
    if request.user != account:
        enter(request, account, now)
    return redirect(to)


def _comes_by_line_alone(resident: Resident) -> bool:
    return resident.account is not None and resident.account.comes_by_line_alone


def enter(request: EntrantRequest, account: Account, now: datetime) -> None:
    """Sign somebody in; what this browser began as a stranger is theirs."""
    request.session.pop(PERSON, None)
    signing_in.enter(request=request, account=account, method=METHOD, now=now)


def wanted(asked: str) -> str:
    """Where somebody goes on to: a page of our own, and none of this entrance, which would lead round."""
    to = way_back(asked, Entrance.PORTAL)
    return "/" if to.startswith(reverse("line:liff")) else to
