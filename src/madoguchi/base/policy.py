"""What pages may load and do: the Content-Security-Policy of the settings, put together once."""

from __future__ import annotations

from functools import lru_cache

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.http import HttpRequest
from django.http.response import HttpResponseBase

_policy = lru_cache(maxsize=1)(build_policy)


class SamePolicy(CSPMiddleware):
    """The same policy on every page; an answer that brings a stricter one keeps it."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault(HEADER, _policy())
        return response
