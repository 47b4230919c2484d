"""Events on their way to the account's own server: signed, two seconds to answer, sent again if asked for."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import time
from collections.abc import Sequence
from typing import Any, Final

import httpx

from line_simulator import ids
from line_simulator.world import Channel, Delivery, Json, Person, ReplyToken, World

TWO_SECONDS: Final = 2.0
AGAIN_AFTER: Final = (60, 300, 900)  # LINE does not say when; these are ours
UNKNOWN: Final = {"type": "confetti", "confetti": {"colour": "blue"}}


def happen(
    world: World, channel: Channel, kind: str, person: Person | None, *, answerable: bool = True, **more: Any
) -> Json:
    """Let an event have happened. It is known from now on, and delivered by `send`."""
    now = world.clock.now()
    event: Json = {
        "type": kind,
        "mode": "active",
        "timestamp": int(now * 1000),
        "webhookEventId": ids.event_id(now),
        "deliveryContext": {"isRedelivery": False},
        **({"source": {"type": "user", "userId": person.id}} if person else {}),
        **more,
    }
    if answerable and person:
        event["replyToken"] = ids.reply_token()
        channel.reply_tokens[event["replyToken"]] = ReplyToken(person.id, now, now)
    if world.surprises:
        event["surprise"] = {"new": ["in", "LINE"]}
    channel.events[event["webhookEventId"]] = event
    return event


async def send(world: World, channel: Channel, events: Sequence[Json], *, attempt: int = 0) -> Delivery:
    """Hand events over, and plan another attempt where the account asked for it and this one failed."""
    delivery = sign(world, channel, events, is_again=attempt > 0)
    if channel.webhook.url and channel.webhook.is_active:
        await post(world, delivery, channel.webhook.url)
        if delivery.reason != "OK" and channel.webhook.redelivers and attempt < len(AGAIN_AFTER):
            due = world.clock.now() + AGAIN_AFTER[attempt]
            channel.waiting.extend((due, attempt + 1, event["webhookEventId"]) for event in events)
    channel.deliveries.append(delivery)
    return delivery


def sign(world: World, channel: Channel, events: Sequence[Json], *, is_again: bool = False) -> Delivery:
    """Events as they go out. Their reply tokens live from now on."""
    now = world.clock.now()
    for event in events:
        if token := channel.reply_tokens.get(event.get("replyToken", "")):
            token.delivered_at = now
    told = [event | {"deliveryContext": {"isRedelivery": is_again}} for event in events]
    if world.surprises:
        told.insert(0, told[0] | UNKNOWN | {"webhookEventId": ids.event_id(now)})
    body = envelope(channel, told)
    known = [event["webhookEventId"] for event in events]
    return Delivery(now, known, body, signature(channel.secret, body.encode()))


async def send_due(world: World) -> None:
    """Everything whose next attempt is due."""
    now = world.clock.now()
    for channel in world.channels.values():
        due = [each for each in channel.waiting if each[0] <= now]
        channel.waiting = [each for each in channel.waiting if each[0] > now]
        for _, attempt, event_id in sorted(due):
            await send(world, channel, [channel.events[event_id]], attempt=attempt)


async def post(world: World, delivery: Delivery, url: str) -> None:
    """One attempt, with what came of it."""
    headers = {
        "content-type": "application/json; charset=utf-8",
        "user-agent": "LineBotWebhook/2.0",
        "x-line-signature": delivery.signature,
    }
    began = time.perf_counter()
    try:
        async with asyncio.timeout(TWO_SECONDS):
            answer = await client(world).post(url, content=delivery.body.encode(), headers=headers)
        delivery.status = answer.status_code
        delivery.reason = "OK" if answer.is_success else "ERROR_STATUS_CODE"
        delivery.detail = str(answer.status_code)
    except (TimeoutError, httpx.TimeoutException):
        delivery.reason, delivery.detail = "REQUEST_TIMEOUT", "Request timeout"
    except httpx.ConnectError as error:
        delivery.reason, delivery.detail = "COULD_NOT_CONNECT", str(error)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        delivery.reason, delivery.detail = "UNCLASSIFIED", str(error)
    delivery.milliseconds = (time.perf_counter() - began) * 1000


def signature(secret: str, body: bytes) -> str:
    """What proves that the body comes from LINE."""
    return base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()


def envelope(channel: Channel, events: Sequence[Json]) -> str:
    """The body of a request."""
    return json.dumps(
        {"destination": channel.bot_id, "events": list(events)}, ensure_ascii=False, separators=(",", ":")
    )


def client(world: World) -> httpx.AsyncClient:
    """The way out; opened when it is first needed, on the loop that needs it."""
    if world.client is None:
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=50)
        world.client = httpx.AsyncClient(transport=world.outside, limits=limits, timeout=TWO_SECONDS)
    return world.client
