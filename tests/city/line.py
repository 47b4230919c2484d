"""People on LINE, as the city's server hears of them: signed bodies, in any order, twice if need be."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.http import HttpResponse
from django.test import Client

from madoguchi.line import working
from madoguchi.rules import webhooks

SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"
AOI = "U" + "a0" * 16
BEN = "U" + "b0" * 16
NOON = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # a Tuesday; noon in the city, whose officers are there

_numbers = count(1)


def event(kind: str, person: str = AOI, *, after: float = 0, **others: Any) -> dict[str, Any]:
    """Something that happened `after` seconds past noon."""
    return {
        "type": kind,
        "mode": "active",
        "timestamp": int((NOON + timedelta(seconds=after)).timestamp() * 1000),
        "source": {"type": "user", "userId": person},
        "webhookEventId": f"01HEVENT{next(_numbers):018}",
        "deliveryContext": {"isRedelivery": False},
        **others,
    }


def said(text: str, person: str = AOI, *, after: float = 0, number: str = "") -> dict[str, Any]:
    """Somebody writes."""
    number = number or str(next(_numbers))
    message = {"id": number, "type": "text", "quoteToken": "q", "text": text}
    return event("message", person, after=after, message=message, replyToken=f"r{number}")


def pressed(data: str, person: str = AOI, *, after: float = 0) -> dict[str, Any]:
    """Somebody presses a button."""
    token = f"r{next(_numbers)}"
    return event("postback", person, after=after, postback={"data": data}, replyToken=token)


def post(*events: Any, secret: str = SECRET, body: bytes | None = None, signature: str | None = None) -> Any:
    """What the platform posts, and the city's answer to it."""
    sent = json.dumps({"destination": "U" + "0" * 32, "events": list(events)}).encode()
    return post_body(sent if body is None else body, secret=secret, signature=signature)


def post_body(body: bytes, *, secret: str = SECRET, signature: str | None = None) -> HttpResponse:
    """A body as it is, with the signature that fits unless another one is given."""
    signed = webhooks.sign(body, secret) if signature is None else signature
    client = Client(enforce_csrf_checks=True)
    return client.post(
        "/line/webhook/", body, content_type="application/json", headers={"X-Line-Signature": signed}
    )


def work(*people: str, now: datetime = NOON) -> None:
    """The worker takes up what waits."""
    for person in people or (AOI, BEN):
        while working.work_next(person=person, language="ja", now=now):
            pass
