"""Telling LINE that somebody takes back what they allowed the city, by a token that is used at once."""

from __future__ import annotations

from typing import Final

import httpx
from django.conf import settings
from django.views.decorators.debug import sensitive_variables

from madoguchi.line.id_tokens import PATIENCE

DONE: Final = 204


@sensitive_variables()
def tell_line(access_token: str) -> bool:
    """Whether LINE has let go: from then on it asks this person again before it tells us who they are."""
    login = {
        "grant_type": "client_credentials",
        "client_id": settings.LINE_LOGIN_CHANNEL_ID,
        "client_secret": settings.LINE_LOGIN_CHANNEL_SECRET,
    }
    with httpx.Client(base_url=settings.LINE_API_BASE, timeout=PATIENCE, trust_env=False) as line:
        try:
            ours = line.post("/oauth2/v3/token", data=login).raise_for_status().json()["access_token"]
            told = line.post(
                "/user/v1/deauthorize",
                json={"userAccessToken": access_token},
                headers={"Authorization": f"Bearer {ours}"},
            )
        except (httpx.HTTPError, ValueError, KeyError, TypeError):
            return False
    return told.status_code == DONE
