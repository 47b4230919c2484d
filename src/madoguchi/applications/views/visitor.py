"""What this browser has shown it may see: kept in the sign-in (session), never in an address."""

from __future__ import annotations

from django.http import HttpRequest

from madoguchi.applications.queries import Visitor


def visitor(request: HttpRequest) -> Visitor:
    """Who reads: the resident signed in, with the drafts and numbers opened in this browser."""
    return Visitor(
        resident=request.resident,  # type: ignore[attr-defined]
        drafts=frozenset(request.session.get("drafts", ())),
        followed=frozenset(request.session.get("followed", ())),
    )


def remember_draft(request: HttpRequest, draft_id: object) -> None:
    """Let this browser go on writing a draft that belongs to nobody's account."""
    _remember(request, "drafts", str(draft_id))


def remember_followed(request: HttpRequest, reference: str) -> None:
    """Let this browser read the application whose number and code were given."""
    _remember(request, "followed", reference)


def _remember(request: HttpRequest, key: str, value: str) -> None:
    held = request.session.get(key, [])
    if value not in held:
        request.session[key] = [*held, value][-20:]
