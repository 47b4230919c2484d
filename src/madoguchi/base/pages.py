"""How views answer: a whole page, or the part of it that htmx asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.cache import patch_vary_headers


def _wants_part(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def page(
    request: HttpRequest,
    template: str,
    values: dict[str, Any] | None = None,
    *,
    part: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """Draw `template`, or only its partial `part` when htmx asks the same URL."""
    name = f"{template}#{part}" if part and _wants_part(request) else template
    response = render(request, name, values or {}, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def retry(
    request: HttpRequest, template: str, values: dict[str, Any] | None = None, *, part: str | None = None
) -> HttpResponse:
    """The same page again, with what was wrong said beside its place (422)."""
    return page(request, template, values, part=part, status=422)


def asks_for_news(request: HttpRequest) -> bool:
    """Whether a page asks by itself if something changed (`?seen=`): nobody touched anything."""
    return request.headers.get("HX-Request") == "true" and "seen" in request.GET


def nothing_new() -> HttpResponse:
    """The answer to who asks for news where there are none: htmx leaves the page as it is."""
    return HttpResponse(status=204)


class Elsewhere(Exception):
    """What was asked for cannot be answered here, but something must be done there first."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


class LeadElsewhere:
    """Leads whoever was told `Elsewhere` there, whichever page of a room it was."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Where to go instead; None for whatever is not ours."""
        return done(request, exception.url) if isinstance(exception, Elsewhere) else None


def done(request: HttpRequest, to: Any, *, notice: str = "", **arguments: Any) -> HttpResponse:
    """It is done: go on to `to` (a URL name, path or object), and say so there."""
    if notice:
        messages.success(request, notice)
    url = resolve_url(to, **arguments)
    if _wants_part(request):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)
