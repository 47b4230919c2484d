"""The strings behind the stand-in (`/_sim`): people act, time passes, things go wrong, all can be looked at.

Only from this machine, and only when it was started with `LINE_SIM=1`.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any, Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from line_simulator import burst, faults, ids, seeds, tokens, webhooks
from line_simulator.acting import Done, Hand
from line_simulator.answers import Refusal
from line_simulator.clock import iso, month
from line_simulator.world import Channel, Chat, Content, Delivery, Entry, Json, Person, Plan, World

LOOPBACK: Final = {"127.0.0.1", "::1", "localhost"}


Work = Callable[[World, Request, Any], Any]


def routes(world: World) -> list[Route]:
    """All of it, as the router wants it."""
    return [_route(world, *each) for each in STRINGS]


def _route(world: World, method: str, path: str, work: Work) -> Route:
    async def answer(request: Request) -> Response:
        if not _is_from_here(request):
            return JSONResponse({"message": "Not found"}, 404)
        try:
            done = work(world, request, await _asked(request))
            return JSONResponse(await done if isinstance(done, Awaitable) else done)
        except Refusal as refusal:
            return refusal.answer()
        except KeyError as unknown:
            return JSONResponse({"message": f"Not found: {unknown}"}, 404)
        except (ValueError, TypeError, AttributeError) as wrong:
            return JSONResponse({"message": str(wrong)}, 400)
        finally:
            await request.close()

    return Route(f"/_sim{path}", answer, methods=[method])


def _is_from_here(request: Request) -> bool:
    """A process or a page of this machine, and no page from elsewhere that is open in a browser here."""
    origin = urlsplit(request.headers.get("origin", "")).hostname
    return bool(request.client and request.client.host in LOOPBACK and (origin is None or origin in LOOPBACK))


async def _asked(request: Request) -> Any:
    if request.headers.get("content-type", "").startswith("multipart/"):
        return await request.form()
    return json.loads(await request.body() or b"{}")


# --- looking ---


def _channels(world: World, _request: Request, _asked: Any) -> list[Json]:
    return [_told_channel(each) for each in world.channels.values()]


def _told_channel(channel: Channel) -> Json:
    told: Json = {
        "id": channel.id,
        "secret": channel.secret,
        "type": channel.kind,
        "provider": channel.provider,
    }
    if channel.kind == "login":
        return told | {"bot": channel.bot_channel, "liff": list(channel.liff_apps.values())}
    hook = channel.webhook
    return told | {
        "botId": channel.bot_id,
        "webhook": {"url": hook.url, "active": hook.is_active, "redelivery": hook.redelivers},
    }


def _people(world: World, request: Request, _asked: Any) -> list[Json]:
    channel = _channel(world, request.query_params)
    return [_told_person(each, channel.chats.get(each.id)) for each in world.people.values()]


def _told_person(person: Person, chat: Chat | None) -> Json:
    return {
        "id": person.id,
        "nick": person.nick,
        "name": person.name,
        "language": person.language,
        "friend": bool(chat and chat.is_friend),
        "blocked": bool(chat and chat.is_blocked),
        "deleted": person.is_deleted,
        "menu": chat.menu if chat else None,
    }


def _inbox(world: World, request: Request, _asked: Any) -> list[Json]:
    return [told_entry(each) for each in _hand(world, request, request.query_params).chat.entries]


def told_entry(entry: Entry) -> Json:
    """A bubble, with how it came."""
    return {
        "id": entry.id,
        "at": iso(entry.at),
        "by": entry.by,
        "message": entry.message,
        "via": entry.via,
        "counted": entry.is_counted,
        "silent": entry.is_silent,
        "unsent": entry.is_unsent,
        "requestId": entry.request_id or None,
        "retryKey": entry.retry_key or None,
    }


def _requests(world: World, _request: Request, _asked: Any) -> list[Json]:
    return list(world.requests)


def _deliveries(world: World, request: Request, _asked: Any) -> list[Json]:
    return [_told_delivery(each) for each in _channel(world, request.query_params).deliveries]


def _told_delivery(delivery: Delivery) -> Json:
    return {
        "at": iso(delivery.at),
        "events": delivery.event_ids,
        "status": delivery.status,
        "reason": delivery.reason,
        "milliseconds": round(delivery.milliseconds, 2),
        "body": delivery.body,
        "signature": delivery.signature,
    }


def _stats(world: World, request: Request, _asked: Any) -> Json:
    channel = _channel(world, request.query_params)
    arrived = {kind: by_day.total() for kind, by_day in channel.delivered.items()}
    return {
        "counted": channel.plan.used[month(world.clock.now())],
        "free": arrived.get("reply", 0),
        "arrived": arrived,
        "endpoints": dict(Counter(f"{each['endpoint']} {each['status']}" for each in world.requests)),
        "webhooks": dict(Counter(each.reason for each in channel.deliveries)),
    }


# --- people ---


def _act(act: Callable[[Hand, Any], Done]) -> Work:
    """Let the person in the address act, and tell what came of it."""

    async def work(world: World, request: Request, asked: Any) -> Json:
        hand = _hand(world, request, asked)
        return told_done(await hand.deliver(act(hand, asked)))

    return work


def _say(hand: Hand, asked: Any) -> Done:
    if sticker := asked.get("sticker"):
        return hand.stick(sticker["packageId"], sticker["stickerId"])
    return hand.say(asked["text"])


def _send_image(hand: Hand, asked: Any) -> Done:
    picture = asked["file"]
    return hand.send_content(Content(picture.content_type, picture.file.read()), picture.filename)


def _pick(hand: Hand, asked: Any) -> Done:
    return hand.tap({"type": "datetimepicker", "data": asked["data"], "mode": asked["mode"]}, asked["value"])


def told_done(done: Done) -> Json:
    """What an act led to. Body and signature let a test hand the event over itself."""
    return {
        "events": done.events,
        "deliveries": [_told_delivery(each) for each in done.deliveries],
        "opens": done.opens or None,
        "asks": done.asks or None,
        "copies": done.copies or None,
        "fills": done.fills or None,
    }


def _action(hand: Hand, asked: Any) -> Json:
    """What is tapped: an action itself, a button under the last bubble, or an area of the menu."""
    if "postback" in asked:
        told = asked["postback"]
        return {"type": "postback"} | (told if isinstance(told, dict) else {"data": told})
    if "quickReply" in asked:
        return _at([each["action"] for each in hand.quick_replies()], asked["quickReply"])
    if "menuArea" in asked:
        menu = hand.menu()
        return _at([each["action"] for each in menu.menu["areas"]] if menu else [], asked["menuArea"])
    action: Json = asked["action"]
    return action


def _at(actions: list[Json], place: int) -> Json:
    if not 0 <= place < len(actions):
        raise Refusal(404, f"There are {len(actions)} to tap")
    return actions[place]


# --- the world ---


def _reset(world: World, _request: Request, asked: Any) -> Json:
    seeds.plant(world, asked.get("seed") or world.seed)
    return {}


def _seed(world: World, _request: Request, asked: Any) -> Json:
    people = seeds.gather(world, people=asked["users"], friends=asked.get("friends", asked["users"]))
    return {"users": people}


async def _clock(world: World, _request: Request, asked: Any) -> Json:
    if "set" in asked:
        world.clock.set(float(asked["set"]))
    if "freeze" in asked:
        (world.clock.freeze if asked["freeze"] else world.clock.run)()
    if "advance" in asked:
        world.clock.advance(float(asked["advance"]))
    await webhooks.send_due(world)
    return {"now": world.clock.now(), "iso": iso(world.clock.now())}


def _faults(world: World, _request: Request, asked: Any) -> Json:
    world.faults = [faults.read(each) for each in asked]
    return {"faults": len(world.faults)}


def _limits(world: World, _request: Request, asked: Any) -> Json:
    if asked["profile"] not in ("real", "off", "tight"):
        raise ValueError("There are real, off, tight")
    world.limits = asked["profile"]
    world.buckets.clear()
    return {"profile": world.limits}


def _plan(world: World, request: Request, asked: Any) -> Json:
    channel = _channel(world, asked)
    channel.plan = Plan(asked.get("value") if asked["type"] == "limited" else None)
    channel.plan.used[month(world.clock.now())] = asked.get("usage", 0)
    return {}


def _surprises(world: World, _request: Request, asked: Any) -> Json:
    world.surprises = bool(asked["on"])
    return {"on": world.surprises}


def _batches(world: World, _request: Request, asked: Any) -> Json:
    """Whether replacing menus breaks off half-way."""
    world.batches_break_off = bool(asked["break_off"])
    return {"break_off": world.batches_break_off}


def _settings(world: World, _request: Request, asked: Any) -> Json:
    """What a console would set: the webhook, the secret, whether redelivery is on."""
    channel = _channel(world, asked)
    hook = channel.webhook
    hook.url = asked.get("url", hook.url)
    hook.is_active = asked.get("active", hook.is_active)
    hook.redelivers = asked.get("redelivery", hook.redelivers)
    channel.secret = asked.get("secret", channel.secret)
    return _told_channel(channel)


def _token(world: World, _request: Request, asked: Any) -> Json:
    """What a console would issue: a token that never ends."""
    return {"access_token": tokens.long_lived(world, _channel(world, asked)).value}


def _key(world: World, _request: Request, asked: Any) -> Json:
    """What a console takes in: a public key, under the name it gives it."""
    key, kid = asked["key"], ids.opaque()
    if key.get("kty") != "RSA" or key.get("alg") != "RS256" or "d" in key or "kid" in key:
        raise ValueError("not the public half of an RSA key")
    _channel(world, asked).keys[kid] = key
    return {"kid": kid}


# --- webhooks once more ---


async def _replay(world: World, _request: Request, asked: Any) -> Json:
    channel = _channel(world, asked)
    event = channel.events[asked["eventId"]]
    return _told_delivery(
        await webhooks.send(world, channel, [event], attempt=int(asked.get("redelivery", True)))
    )


async def _duplicate(world: World, _request: Request, asked: Any) -> Json:
    """The last event once more, not marked as redelivered: networks do that."""
    channel = _channel(world, asked)
    event = channel.events[asked.get("eventId") or list(channel.events)[-1]]
    return _told_delivery(await webhooks.send(world, channel, [event]))


async def _shuffle(world: World, _request: Request, asked: Any) -> list[Json]:
    """The last events once more, in any order."""
    channel = _channel(world, asked)
    events = list(channel.events.values())[-int(asked.get("last", 10)) :]
    random.shuffle(events)
    return [_told_delivery(await webhooks.send(world, channel, [each], attempt=1)) for each in events]


async def _burst(world: World, _request: Request, asked: Any) -> Json:
    return await burst.fire(
        world,
        _channel(world, asked),
        rate=int(asked.get("rate", 200)),
        seconds=float(asked.get("seconds", 5)),
        words=asked.get("text", "こんにちは"),
    )


def _channel(world: World, asked: Any) -> Channel:
    return world.messaging(str(asked.get("channel") or ""))


def _hand(world: World, request: Request, asked: Any) -> Hand:
    return Hand(world, _channel(world, asked), world.person(request.path_params["who"]))


STRINGS: Final[tuple[tuple[str, str, Work], ...]] = (
    ("GET", "/channels", _channels),
    ("GET", "/users", _people),
    ("GET", "/users/{who}/inbox", _inbox),
    ("GET", "/requests", _requests),
    ("GET", "/deliveries", _deliveries),
    ("GET", "/stats", _stats),
    ("POST", "/users/{who}/follow", _act(lambda hand, _: hand.follow())),
    ("POST", "/users/{who}/unfollow", _act(lambda hand, _: hand.block())),
    ("POST", "/users/{who}/block", _act(lambda hand, _: hand.block())),
    ("POST", "/users/{who}/delete", _act(lambda hand, _: hand.delete())),
    ("POST", "/users/{who}/say", _act(_say)),
    ("POST", "/users/{who}/send-image", _act(_send_image)),
    ("POST", "/users/{who}/send-location", _act(lambda hand, place: hand.send_location(place))),
    (
        "POST",
        "/users/{who}/tap",
        _act(lambda hand, asked: hand.tap(_action(hand, asked), asked.get("value", ""))),
    ),
    ("POST", "/users/{who}/pick-datetime", _act(_pick)),
    ("POST", "/users/{who}/unsend", _act(lambda hand, asked: hand.unsend(asked["messageId"]))),
    (
        "POST",
        "/users/{who}/beacon",
        _act(lambda hand, asked: hand.beacon(asked["hwid"], asked.get("type", "enter"))),
    ),
    ("POST", "/reset", _reset),
    ("POST", "/seed", _seed),
    ("POST", "/clock", _clock),
    ("POST", "/faults", _faults),
    ("POST", "/limits", _limits),
    ("POST", "/plan", _plan),
    ("POST", "/surprises", _surprises),
    ("POST", "/batches", _batches),
    ("POST", "/settings", _settings),
    ("POST", "/token", _token),
    ("POST", "/key", _key),
    ("POST", "/webhook/replay", _replay),
    ("POST", "/webhook/duplicate", _duplicate),
    ("POST", "/webhook/shuffle", _shuffle),
    ("POST", "/burst", _burst),
)
