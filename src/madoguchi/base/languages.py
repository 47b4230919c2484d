"""Which language this reader reads: residents choose, officers and contractors read Japanese."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import escape_leading_slashes
from django.utils.translation.trans_real import parse_accept_lang_header

from madoguchi.base import cookies
from madoguchi.base.entrances import Entrance, entrance_of
from madoguchi.base.texts import FALLBACK, at_the_desk

COOKIE: Final = "language"
PARAMETER: Final = "language"
ONE_YEAR: Final = 365 * 24 * 60 * 60
ASKED_BY_BROWSERS: Final = ("ja", "en")  # no browser knows of easy Japanese: that is chosen by hand

Answer = Callable[[HttpRequest], HttpResponse]


class ReaderLanguage:
    """Speaks to each reader in their language.

    `?language=en` is remembered in a cookie. A GET goes on to the same address without it, so that nobody
    shares a link in their own language; a POST (a page with unsaved input, `formaction="?language=en"`) is
    answered in the new language at once.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if entrance_of(request.path) is not Entrance.PORTAL:
            return self._answer_in(request, FALLBACK, desk=True)
        asked = request.GET.get(PARAMETER, "")
        if asked not in known():
            return self._answer_in(request, chosen(request))
        if request.method in ("GET", "HEAD"):
            return remember(HttpResponseRedirect(_clean_address(request)), asked)
        return remember(self._answer_in(request, asked), asked)

    def _answer_in(self, request: HttpRequest, code: str, *, desk: bool = False) -> HttpResponse:
        with translation.override(code), at_the_desk() if desk else nullcontext():
            response = self.answer(request)
        patch_vary_headers(response, ["Cookie"] if desk else ["Cookie", "Accept-Language"])
        response.headers.setdefault("Content-Language", html_lang(code))
        return response


def known() -> frozenset[str]:
    """The codes of the languages on offer."""
    return frozenset(code for code, _ in settings.LANGUAGES)


def chosen(request: HttpRequest) -> str:
    """The language this browser remembers, else the one it asks for, else Japanese."""
    remembered = request.COOKIES.get(COOKIE, "")
    return remembered if remembered in known() else _asked_for(request.META.get("HTTP_ACCEPT_LANGUAGE", ""))


def _asked_for(header: str) -> str:
    """The first of our languages in what a browser says its reader reads."""
    read = (html_lang(code) for code, weight in parse_accept_lang_header(header) if weight)
    return next((code for code in read if code in ASKED_BY_BROWSERS), FALLBACK)


def html_lang(code: str) -> str:
    """What `<html lang>` says: easy Japanese is Japanese."""
    return code.split("-", maxsplit=1)[0]


def remember(response: HttpResponse, code: str) -> HttpResponse:
    """Keep the choice for a year in this browser."""
    cookies.keep(response, COOKIE, code, age=ONE_YEAR)
    return response


def _clean_address(request: HttpRequest) -> str:
    query = request.GET.copy()
    del query[PARAMETER]
    path = escape_leading_slashes(request.path)
    return f"{path}?{query.urlencode()}" if query else path
