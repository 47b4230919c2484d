"""Who may open a page. Every view carries one; the architecture tests read `.guard`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate

from madoguchi.base import clock
from madoguchi.base.entrances import Entrance
from madoguchi.people import queries
from madoguchi.people.entrants import SHARED

View = Callable[..., HttpResponse]

SIGN_IN: Final = {
    "resident": "people:sign_in",
    "officer": "people:desk_sign_in",
    "member": "people:partner_sign_in",
}


def anyone(view: View) -> View:
    """Open to everybody who comes to this entrance."""
    return _marked(view, "anyone", lambda request: None)


def resident_only(view: View) -> View:
    """Residents who are signed in; others are asked to, and come back afterwards."""
    return _marked(view, "resident", _ask_resident)


def officer_only(view: View) -> View:
    """Officers who showed their second factor in this sign-in."""
    return _marked(view, "officer", _ask_officer)


def administrator_only(view: View) -> View:
    """Officers who administer a section today; for other officers there is no such page."""
    return _marked(view, "administrator", _ask_administrator)


def member_only(view: View) -> View:
    """Staff of contractors who showed their second factor in this sign-in."""
    return _marked(view, "member", _ask_member)


def two_steps_only(view: View) -> View:
    """Officers at the desk, staff of contractors at their entrance."""
    return _marked(view, "two_steps", _ask_two_steps)


def demo_only(view: View) -> View:
    """Exists in the demo alone."""
    return _marked(view, "demo", _ask_demo)


def _marked(view: View, guard: str, ask: Callable[[Any], HttpResponse | None]) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refusal = ask(request)
        return view(request, *args, **kwargs) if refusal is None else refusal

    guarded.guard = guard  # type: ignore[attr-defined]
    return guarded


def _ask_resident(request: Any) -> HttpResponse | None:
    return None if request.resident else _to_sign_in(request, "resident")


def _ask_officer(request: Any) -> HttpResponse | None:
    return None if request.officer else _to_sign_in(request, "officer")


def _ask_administrator(request: Any) -> HttpResponse | None:
    if request.officer is None:
        return _to_sign_in(request, "officer")
    if not queries.administers(officer=request.officer, on=localdate(clock.now())):
        raise Http404
    return None


def _ask_member(request: Any) -> HttpResponse | None:
    return None if request.member else _to_sign_in(request, "member")


def _ask_two_steps(request: Any) -> HttpResponse | None:
    if SHARED in request.session:
        raise Http404  # the account of one is no matter for a device of many
    return _ask_member(request) if request.entrance is Entrance.PARTNER else _ask_officer(request)


def _ask_demo(request: Any) -> HttpResponse | None:
    if not settings.DEMO:
        raise Http404
    return None


def _to_sign_in(request: HttpRequest, kind: str) -> HttpResponse:
    """On to the sign-in page, and back here afterwards; htmx is told to load the whole page."""
    had_cookie = request.session.door.cookie in request.COOKIES  # type: ignore[attr-defined]
    values = {"next": _come_back(request), **({"ended": "1"} if had_cookie else {})}
    url = f"{reverse(SIGN_IN[kind])}?{urlencode(values)}"
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def _come_back(request: HttpRequest) -> str:
    """The page to show after signing in: this one, or for a sent form the one it stood on."""
    if request.method in ("GET", "HEAD") and "HX-Request" not in request.headers:
        return request.get_full_path()
    origin = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer") or "")
    same = origin.netloc == request.get_host()
    return f"{origin.path}?{origin.query}".rstrip("?") if same else "/"
