"""Who stands at the entrance. An account counts only at the entrance of its own kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, cast

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate

from madoguchi.audit.actions import Actor
from madoguchi.base import clock
from madoguchi.base.entrances import Entrance
from madoguchi.base.pages import asks_for_news
from madoguchi.people.models import Account, Entrant, Member, Officer, Resident
from madoguchi.people.sign_ins import SignInStore
from madoguchi.rules.personal_codes import COVERED_AFTER

# Remembered at a device that several share: which one, and when somebody last touched it.
SHARED: Final = "shared"
SECOND_FACTOR: Final = "second_factor"  # remembered by the sign-in once the second factor was shown

# What a browser was shown that the city knows is nobody else's: no proxy keeps it, nor does the browser.
KEPT_BY_NOBODY: Final = "private, no-store"
# Sent as Clear-Site-Data on signing out: "back" on a shared computer shows nothing of them any more.
FORGET: Final = '"cache"'

Answer = Callable[[HttpRequest], HttpResponse]


class EntrantRequest(HttpRequest):
    """A request as views see it, behind all middleware."""

    entrance: Entrance
    session: SignInStore
    resident: Resident | None
    officer: Officer | None
    member: Member | None
    actor: Actor


class Entrants:
    """Gives a request who is there and its `actor`. Who carries no cookie costs no query."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        entrant = cast(EntrantRequest, request)
        introduce(entrant)
        response = self.answer(request)
        if not entrant.session.is_empty():
            response.headers.setdefault("Cache-Control", KEPT_BY_NOBODY)
        return response


def introduce(request: EntrantRequest) -> None:
    """Say who acts, from the account that signed in at this entrance, if any."""
    account = request.user if request.user.is_authenticated else None
    request.resident = _resident(request, account)
    request.officer = _officer(request, account)
    request.member = _member(request, account)
    request.actor = actor_of(request.resident or request.officer or request.member, request.entrance)


def actor_of(who: Resident | Officer | Member | None, entrance: Entrance) -> Actor:
    """How the record names somebody: by a reference, never by name."""
    match who:
        case Resident():
            return Actor(kind="resident", ref=str(who.reference), entrance=entrance)
        case Officer():
            return Actor(kind="officer", ref=who.number, entrance=entrance)
        case Member():
            return Actor(kind="member", ref=who.number, entrance=entrance)
    return Actor(kind="stranger", entrance=entrance)


def _resident(request: EntrantRequest, account: Account | None) -> Resident | None:
    if account is None or account.kind != Entrant.RESIDENT or request.entrance is not Entrance.PORTAL:
        return None
    return cast("Resident | None", getattr(account, "resident", None))


def _officer(request: EntrantRequest, account: Account | None) -> Officer | None:
    if account is None or account.kind != Entrant.OFFICER or request.entrance is not Entrance.DESK:
        return None
    if not request.session.get(SECOND_FACTOR) or account.is_closed(localdate(clock.now())):
        return None
    return cast("Officer | None", getattr(account, "officer", None))


def _member(request: EntrantRequest, account: Account | None) -> Member | None:
    """Staff of a contractor, while the city lets them in: their days count with every request."""
    if account is None or account.kind != Entrant.MEMBER or request.entrance is not Entrance.PARTNER:
        return None
    today, found = localdate(clock.now()), cast("Member | None", getattr(account, "member", None))
    if found is None or not request.session.get(SECOND_FACTOR) or not found.works(today):
        return None
    return None if _is_covered(request) else found


def _is_covered(request: EntrantRequest) -> bool:
    """Whether a shared device was left alone too long: then it is nobody's until a code is typed."""
    shared, now = request.session.get(SHARED), clock.now().timestamp()
    if shared is None:
        return False
    if now - shared["at"] > COVERED_AFTER.total_seconds():
        return True
    if not asks_for_news(request):
        request.session[SHARED] = {**shared, "at": now}
    return False
