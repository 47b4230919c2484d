"""Which language a new friend reads, as far as LINE tells: asked once, before their events are worked."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import httpx
from django.conf import settings

from madoguchi.messaging.line import channel
from madoguchi.rules.conversation import language_for

PATIENCE: Final = 3.0  # seconds: a greeting in Japanese is better than none


def language_of(person: str, *, now: datetime) -> str:
    """The language to greet somebody in; nothing else that LINE tells of them is read or kept."""
    if not channel.is_set_up():
        return language_for("")
    token = channel.token_of(channel.known(), now=now)
    if not isinstance(token, str):
        return language_for("")
    try:
        answer = httpx.get(
            f"{settings.LINE_API_BASE}/v2/bot/profile/{person}",
            headers={"Authorization": f"Bearer {token}"},
            timeout=PATIENCE,
        )
        told = answer.raise_for_status().json().get("language")
    except (httpx.HTTPError, ValueError, AttributeError):
        return language_for("")
    return language_for(told if isinstance(told, str) else "")
