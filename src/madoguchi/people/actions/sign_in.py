"""Coming in and going out: the one place where somebody becomes signed in."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.contrib import auth
from django.contrib.sessions.models import Session
from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.base import entrances
from madoguchi.base.announce import announce
from madoguchi.people.announcements import ResidentEntered
from madoguchi.people.backends import BACKENDS
from madoguchi.people.entrants import SECOND_FACTOR, EntrantRequest, introduce
from madoguchi.people.models import Account, Entrant, SignIn

MOST_SIGN_INS: Final = {Entrant.RESIDENT: 10, Entrant.OFFICER: 3, Entrant.MEMBER: 3}


@transaction.atomic
def enter(
    *, request: EntrantRequest, account: Account, method: str, now: datetime, second_factor: bool = False
) -> None:
    """Sign `account` in at the request's entrance; what this browser did as a stranger stays with it.

    `method` says how, for the record: mailed_code, totp, recovery_code, passkey, demo. An account that is
    signed in too often loses its oldest sign-in.
    """
    kind = Entrant(account.kind)
    if request.user == account:  # once more in the same browser: Django would keep the key
        request.session.cycle_key()
    auth.login(request, account, backend=BACKENDS[kind])
    request.session.begin_anew(now)
    if second_factor:
        request.session[SECOND_FACTOR] = True
    request.session.save()
    _end_oldest(account, leave=MOST_SIGN_INS[kind] - 1, now=now)
    SignIn.objects.create(
        account=account,
        session_id=str(request.session.session_key),
        began_at=now,
        address=entrances.address_of(request),
        browser=request.headers.get("User-Agent", "")[:200],
    )
    introduce(request)
    audit.record(
        verb="sign_in.began",
        about=("account", str(account.pk)),
        by=request.actor,
        now=now,
        details={"by": method},
    )
    if request.resident is not None:
        announce(
            ResidentEntered(
                resident=request.resident, remembered=dict(request.session.items()), by=request.actor, at=now
            )
        )


@transaction.atomic
def leave(*, request: EntrantRequest, now: datetime) -> None:
    """Sign out: this browser remembers nothing of this entrance any more."""
    if request.user.is_authenticated:
        SignIn.objects.filter(session_id=request.session.session_key).delete()
        audit.record(verb="sign_in.ended", about=("account", str(request.user.pk)), by=request.actor, now=now)
    auth.logout(request)
    introduce(request)


@transaction.atomic
def end_sign_in(*, sign_in: SignIn, by: Actor, now: datetime) -> None:
    """End a sign-in from elsewhere; its browser finds itself signed out at its next step."""
    _end(sign_in)
    audit.record(verb="sign_in.ended", about=("account", str(sign_in.account_id)), by=by, now=now)


def _end_oldest(account: Account, *, leave: int, now: datetime) -> None:
    Account.objects.select_for_update().get(pk=account.pk)
    open_now = SignIn.objects.filter(account=account, session__expire_date__gt=now)
    for sign_in in open_now.order_by("-began_at")[leave:]:
        _end(sign_in)


def _end(sign_in: SignIn) -> None:
    """What the browser remembers goes, and the sign-in with it."""
    Session.objects.filter(sign_in=sign_in).delete()
