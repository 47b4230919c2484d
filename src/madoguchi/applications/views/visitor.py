"""What this browser has shown it may see: kept in the sign-in (session), never in an address."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from madoguchi.applications.actions.drafts import OWN_DOOR, Through
from madoguchi.applications.queries import Visitor
from madoguchi.people.entrants import EntrantRequest
from madoguchi.rules import protection
from madoguchi.rules.doors import Door

DRAFTS: Final = "drafts"  # this browser may write them, as long as they are nobody's
BEGUN: Final = "begun"  # those of them that began here: they go to whoever signs in here
FOLLOWED: Final = "followed"
HELPED: Final = "helped"  # the procedure an officer's code was typed for


def visitor(request: EntrantRequest) -> Visitor:
    """Who reads: the resident signed in, with the drafts and numbers opened in this browser."""
    return Visitor(
        resident=request.resident,  # type: ignore[attr-defined]
        drafts=frozenset(request.session.get(DRAFTS, ())),
        followed=frozenset(request.session.get(FOLLOWED, ())),
    )


def remember_draft(request: EntrantRequest, draft_id: object) -> None:
    """Let this browser go on writing a draft that belongs to nobody's account."""
    _remember(request, DRAFTS, str(draft_id))


def remember_begun(request: EntrantRequest, draft_id: object) -> None:
    """Let this browser go on writing what it began, and know that it began it."""
    remember_draft(request, draft_id)
    _remember(request, BEGUN, str(draft_id))


def remember_followed(request: EntrantRequest, reference: str) -> None:
    """Let this browser read the application whose number and code were given."""
    _remember(request, FOLLOWED, reference)


def opened(request: EntrantRequest, now: datetime) -> frozenset[str]:
    """References of the protected applications an officer opened in this sign-in, not long ago."""
    held: dict[str, str] = request.session.get("opened", {})
    return frozenset(
        reference for reference, at in held.items() if protection.is_open(datetime.fromisoformat(at), now=now)
    )


def remember_opened(request: EntrantRequest, reference: str, now: datetime) -> None:
    """Keep a protected application open for this sign-in, for a while; what has closed is forgotten."""
    still = {each: request.session["opened"][each] for each in opened(request, now)}
    request.session["opened"] = {**still, reference: now.isoformat()}


def remember_helped(request: EntrantRequest, slug: str, section: str) -> None:
    """What is begun next of this procedure is begun with help of a section's officers."""
    request.session[HELPED] = {"slug": slug, "section": section}


def through(request: EntrantRequest, slug: str) -> Through:
    """The door by which this browser begins a procedure, once."""
    held = request.session.get(HELPED)
    if not held or held["slug"] != slug:
        return OWN_DOOR
    del request.session[HELPED]
    return Through(door=Door.ASSISTED, section=held["section"])


def _remember(request: EntrantRequest, key: str, value: str) -> None:
    held = request.session.get(key, [])
    if value not in held:
        request.session[key] = [*held, value][-20:]
