"""A browser that nobody is signed in with: over the network, or inside this house."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from http.cookies import SimpleCookie
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http.response import HttpResponseBase

SECONDS: Final = 3  # to wait for one page
LARGEST: Final = 1_000_000  # bytes of a page that are read
NAME: Final = "Madoguchi before publishing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back; `status` 0 where nobody answered."""

    status: int
    leads_to: str = ""  # path of a redirect
    body: str = ""


Ask = Callable[[str], Answer]  # the path of a page → what came back


def over_the_network(base: str) -> Ask:
    """Asks at a public address, as any browser would: without a cookie, following no redirect."""
    opener = build_opener(_Stays)

    def ask(path: str) -> Answer:
        request = Request(base.rstrip("/") + path, headers={"User-Agent": NAME, "Accept-Language": "ja"})  # noqa: S310 - the address is the city's own setting
        try:
            with opener.open(request, timeout=SECONDS) as response:
                return Answer(status=response.status, body=response.read(LARGEST).decode("utf-8", "replace"))
        except HTTPError as answered:
            return Answer(
                status=answered.code,
                leads_to=urlsplit(answered.headers.get("Location", "")).path,
                body=answered.read(LARGEST).decode("utf-8", "replace"),
            )
        except (URLError, OSError, ValueError):
            return Answer(status=0)

    return ask


class _Stays(HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


class Visitor:
    """Somebody who comes in by the front door of this process, and keeps the cookies they are given.

    What they see and do happens in the caller's transaction.
    """

    def __init__(self) -> None:
        self.cookies: SimpleCookie = SimpleCookie()

    def get(self, path: str, language: str = "ja") -> Answer:
        """Look at a page."""
        self.cookies["language"] = language
        return self._ask("GET", path)

    def post(self, path: str) -> Answer:
        """Press the button of an empty form."""
        return self._ask("POST", path)

    def _ask(self, method: str, path: str) -> Answer:
        response = _house().get_response(request_for(path, method=method, cookies=self.cookies))
        self.cookies.update(response.cookies)
        return _answered(response)


def request_for(path: str, *, method: str = "GET", cookies: SimpleCookie | None = None) -> WSGIRequest:
    """A request for a page of the portal, as it arrives from outside."""
    at = urlsplit(settings.URL_PORTAL)
    request = WSGIRequest(
        {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": at.hostname or "localhost",
            "SERVER_PORT": str(at.port or (443 if at.scheme == "https" else 80)),
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_USER_AGENT": NAME,
            "HTTP_COOKIE": cookies.output(header="", sep=";", attrs=[]).strip() if cookies else "",
            "wsgi.url_scheme": at.scheme or "http",
            "wsgi.input": io.BytesIO(),
        }
    )
    request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]  # nobody's browser is misled here
    return request


@cache
def _house() -> WSGIHandler:
    return WSGIHandler()


def _answered(response: HttpResponseBase) -> Answer:
    body = b"" if response.streaming else response.content  # type: ignore[attr-defined]
    return Answer(
        status=response.status_code,
        leads_to=urlsplit(response.headers.get("Location", "")).path,
        body=body.decode("utf-8", "replace"),
    )
