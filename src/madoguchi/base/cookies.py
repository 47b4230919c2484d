"""Cookies of ours: no script reads them, no other site's form sends them, and https alone carries them."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.http import HttpResponse

LONGEST: Final = timedelta(days=400)  # as long as browsers keep any cookie


def keep(
    response: HttpResponse, name: str, value: str, *, path: str = "/", age: timedelta | int = LONGEST
) -> None:
    """Let the browser keep `value` and send it below `path`."""
    response.set_cookie(
        name,
        value,
        max_age=age,
        path=path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
