"""A watchman over every page that any test visits."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class NothingRaw:
    """No component may reach the reader undrawn: `<c-button>` in a page means that a loader is missing."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        if response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming:
            assert b"<c-" not in response.content, f"{request.path} holds a component that was not drawn"
            assert b"{%" not in response.content, f"{request.path} holds a template tag that was not read"
        return response
