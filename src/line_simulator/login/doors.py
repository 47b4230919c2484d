"""Where browsers come by: signing in, pages inside LINE, linking an account.

Each handler is given the world first.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from line_simulator import webhooks
from line_simulator.acting import Hand
from line_simulator.login import authorizing, grants, id_tokens, liff_apps
from line_simulator.login.authorizing import Asked, Misaddressed, SentBack, is_below, with_query
from line_simulator.login.endpoints import claims_about
from line_simulator.phone import drawing
from line_simulator.phone.texts import text
from line_simulator.world import Channel, Json, Person, World

IN_HAND: Final = "line_phone"  # the cookie that says which phone this browser holds
NONCE: Final = range(10, 256)
LIFF_HOSTS: Final = ("https://liff.line.me/", "https://miniapp.line.me/")


def in_hand(world: World, request: Request) -> Person | None:
    """Whose phone this browser holds."""
    return world.people.get(request.cookies.get(IN_HAND, ""))


def take_in_hand(answer: Response, person: Person) -> Response:
    """Remember whose phone it is."""
    answer.set_cookie(IN_HAND, person.id, httponly=True, samesite="lax")
    return answer


async def authorize(world: World, request: Request) -> Response:
    """`/oauth2/v2.1/authorize`: ask whether, and as whom."""
    try:
        channel = _channel(world, request.query_params)
        back = authorizing.way_back(request.query_params, channel.callbacks, _pages(channel))
    except Misaddressed as wrong:
        return _sorry(str(wrong), 400)
    try:
        asked = _narrowed(channel, authorizing.read(request.query_params, back))
        if request.method == "POST":
            return await _decide(world, asked, await _posted(request))
        return _without_asking(world, asked, request) or _ask(world, channel, asked, request)
    except SentBack as sent:
        said = {"error": sent.error, "error_description": sent.description}
        return _go(back, said | {"state": request.query_params.get("state", "")})


def _channel(world: World, query: Mapping[str, str]) -> Channel:
    channel = world.channels.get(query.get("client_id", ""))
    if channel is None or channel.kind != "login":
        raise Misaddressed("400 Bad Request: Invalid client_id value.")
    return channel


def _narrowed(channel: Channel, asked: Asked) -> Asked:
    """A LIFF page learns what its app was registered for, whatever its SDK asks."""
    apps = channel.liff_apps.values()
    app = next((each for each in apps if is_below(asked.redirect_uri, each["view"]["url"])), None)
    allowed = app["scope"] if app else asked.scope
    return replace(asked, scope=tuple(each for each in asked.scope if each in allowed))


def _pages(channel: Channel) -> list[str]:
    """The pages of LIFF apps, which need no registration of their own."""
    return [str(app["view"]["url"]) for app in channel.liff_apps.values()]


def _without_asking(world: World, asked: Asked, request: Request) -> Response | None:
    """`prompt=none`: only for somebody who is known and agreed before."""
    if asked.prompt != "none":
        return None
    person = in_hand(world, request)
    if person is None:
        raise SentBack("LOGIN_REQUIRED", "The user is not logged in.")
    if (person.id, asked.channel_id) not in world.grants.consents:
        raise SentBack("INTERACTION_REQUIRED", "The user must agree first.")
    return _go(asked.redirect_uri, {"code": _code(world, asked, person), "state": asked.state})


def _ask(world: World, channel: Channel, asked: Asked, request: Request) -> Response:
    person = in_hand(world, request)
    account = world.channels.get(channel.bot_channel)
    values: Json = {
        "channel": channel,
        "scope": asked.scope,
        "people": [each for each in world.people.values() if each.provider == channel.provider],
        "account": account if account and asked.bot_prompt in ("normal", "aggressive") else None,
        "address": str(request.url.query),
    }
    return _page("sign_in.html", person, **values)


async def _decide(world: World, asked: Asked, posted: Mapping[str, str]) -> Response:
    person = world.people.get(posted.get("person", ""))
    if person is None or posted.get("verdict") != "allow":
        raise SentBack("ACCESS_DENIED", "The resource owner denied the request.")
    answered = {"code": _code(world, asked, person), "state": asked.state}
    account = world.channels.get(world.channels[asked.channel_id].bot_channel)
    if account and asked.bot_prompt in ("normal", "aggressive"):
        answered["friendship_status_changed"] = await _befriend(world, account, person, posted)
    return _go(asked.redirect_uri, answered)


async def _befriend(world: World, account: Channel, person: Person, posted: Mapping[str, str]) -> str:
    if posted.get("friend") != "yes" or account.chat(person).is_friend:
        return "false"
    hand = Hand(world, account, person)
    await hand.deliver(hand.follow())
    return "true"


def _code(world: World, asked: Asked, person: Person) -> str:
    return world.grants.give_code(
        grants.Code(
            channel_id=asked.channel_id,
            user_id=person.id,
            redirect_uri=asked.redirect_uri,
            scope=asked.scope,
            issued_at=world.clock.now(),
            nonce=asked.nonce,
            challenge=asked.challenge,
            wants_instant=asked.wants_instant,
        )
    )


async def liff(world: World, request: Request) -> Response:
    """`/liff/{liffId}/…` in a browser of its own: the page begins without tokens and asks to sign in."""
    app = find_app(world, request.path_params["liff_id"])
    if app is None:
        return _sorry(text("not_found", "ja"), 404)
    state = liff_apps.state_of(app["liffId"], str(request.url))
    return RedirectResponse(liff_apps.begin(app, state or "", {}), 302)


def find_app(world: World, liff_id: str) -> Json | None:
    """A LIFF app of any channel."""
    channel = world.channels.get(liff_id.partition("-")[0])
    return channel.liff_apps.get(liff_id) if channel else None


def app_at(world: World, address: str) -> Json | None:
    """The LIFF app whose page an address opens, of LINE's hosts or of this one under any of its names."""
    if not address.startswith(LIFF_HOSTS) and not _is_here(world, address):
        return None
    apps = (app for channel in world.channels.values() for app in channel.liff_apps.values())
    return next((app for app in apps if liff_apps.state_of(app["liffId"], address) is not None), None)


def _is_here(world: World, address: str) -> bool:
    here, there = urlsplit(world.address), urlsplit(address)
    return here.port == there.port and there.hostname in {here.hostname, "localhost", "127.0.0.1"}


def open_in_phone(world: World, app: Json, address: str, person: Person) -> str:
    """Where a page begins in the phone, with tokens for whoever holds it."""
    channel = world.channels[app["liffId"].partition("-")[0]]
    handed = {
        "access_token": grants.give_access(world, "liff", channel.id, person.id, app["scope"]).value,
        "context_token": _packed(_context(app, person)),
    }
    if "openid" in app["scope"]:
        said = claims_about(person, channel.id, app["scope"], world.clock.now())
        handed["id_token"] = id_tokens.for_liff(said, id_tokens.SIGNER)
    return liff_apps.begin(app, liff_apps.state_of(app["liffId"], address) or "", handed)


def _context(app: Json, person: Person) -> Json:
    return {
        "type": "utou",
        "viewType": app["view"]["type"],
        "endpointUrl": app["view"]["url"],
        "liffId": app["liffId"],
        "userId": person.id,
        "scope": app["scope"],
        "language": person.language,
    }


async def link_account(world: World, request: Request) -> Response:
    """`/dialog/bot/accountLink`: whoever holds this phone, and an account of the city."""
    person = in_hand(world, request)
    language = person.language if person else "ja"
    nonce = request.query_params.get("nonce", "")
    if person is None:
        return _sorry(text("no_phone", language), 400)
    channel_id, user_id, until = world.link_tokens.pop(
        request.query_params.get("linkToken", ""), ("", "", 0.0)
    )
    if until <= world.clock.now() or len(nonce) not in NONCE:
        return _sorry(text("link_expired", language), 400)
    is_theirs = user_id == person.id
    await _tell_of_link(world, world.channels[channel_id], person if is_theirs else None, nonce)
    key = "link_is_made" if is_theirs else "link_of_another"
    return _page("told.html", person, heading=text("link_account", language), told=text(key, language))


async def _tell_of_link(world: World, account: Channel, person: Person | None, nonce: str) -> None:
    """The account learns the nonce; and who it is only if the link was sent to that person."""
    told = {"result": "ok" if person else "failed", "nonce": nonce}
    event = webhooks.happen(world, account, "accountLink", person, answerable=person is not None, link=told)
    await webhooks.send(world, account, [event])


def _sorry(told: str, status: int) -> Response:
    return _page("told.html", None, status=status, heading=text("sign_in", "ja"), told=told)


def _page(name: str, person: Person | None, status: int = 200, **values: Any) -> Response:
    language = person.language if person else "ja"
    return HTMLResponse(drawing.page(name, language, person.id if person else "", **values), status)


def _go(address: str, said: Mapping[str, str]) -> Response:
    return RedirectResponse(with_query(address, said), 302)


async def _posted(request: Request) -> dict[str, str]:
    return dict(parse_qsl((await request.body()).decode("utf-8", "replace")))


def _packed(said: Json) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()
