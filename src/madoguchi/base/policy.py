"""What pages may load and do: the Content-Security-Policy of the settings, put together once."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

_policy = lru_cache(maxsize=1)(build_policy)
_OURS: Final = ["'self'"]


class SamePolicy(CSPMiddleware):
    """The same policy on every page; an answer that brings another one keeps it."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault(HEADER, _policy())
        return response


def framing(response: HttpResponse) -> HttpResponse:
    """The page shows another one of ours in a frame."""
    response.headers[HEADER] = _framing()
    return response


def framed(response: HttpResponse) -> HttpResponse:
    """The page may stand in a frame of ours, and of nobody else."""
    response.headers[HEADER] = _framed()
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def loading_from(response: HttpResponse, *origins: str) -> HttpResponse:
    """The page loads a script of these origins, which talks to them: those of LINE, on its pages alone."""
    response.headers[HEADER] = _loading_from(origins)
    response.headers["Referrer-Policy"] = "strict-origin"  # the address holds what nobody else should see
    return response


@lru_cache(maxsize=8)
def _loading_from(origins: tuple[str, ...]) -> str:
    return build_policy(update={"script-src": [*origins], "connect-src": [*origins]})


@lru_cache(maxsize=1)
def _framing() -> str:
    return build_policy(update={"frame-src": _OURS})


@lru_cache(maxsize=1)
def _framed() -> str:
    return build_policy(replace={"frame-ancestors": _OURS})
