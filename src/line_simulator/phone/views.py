"""The pages of phones, and what is done on them. Each handler is given the world first."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Final

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from line_simulator.acting import Done, Hand
from line_simulator.answers import Refusal
from line_simulator.login import doors
from line_simulator.phone import drawing, showing
from line_simulator.phone.showing import Phone
from line_simulator.phone.texts import text
from line_simulator.world import Channel, Content, Json, Person, World

HERE: Final = Path(__file__).parent
BESIDE: Final = 3  # phones side by side, unless others are asked for
HOME: Final = {"latitude": 35.6762, "longitude": 139.6503}
MEANINGS: Final = (
    "困った",
    "了解",
    "うれしい",
    "こんにちは",
    "ごめんなさい",
    "おやすみ",
    "お願い",
    "ありがとう",
)
STICKERS: Final = tuple(
    {"packageId": "446", "stickerId": str(1988 + at), "keywords": [word]} for at, word in enumerate(MEANINGS)
)
POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' http: https: data:",
        "media-src 'self' http: https:",
        "connect-src 'self'",
        "frame-src http: https:",
        "frame-ancestors 'self'",
        "base-uri 'none'",
    )
)

Handler = Callable[[World, Request], Coroutine[Any, Any, Response]]


async def phone(world: World, request: Request) -> Response:
    """`/_sim/phone/{who}`: the phone of one person."""
    held = _phone(world, request)
    page = drawing.page(
        "phone.html",
        held.person.language,
        held.person.id,
        person=held.person,
        account=held.account,
        others=_named(world),
        framed="framed" in request.query_params,
        stickers=STICKERS,
        home=HOME,
    )
    return doors.take_in_hand(HTMLResponse(page), held.person)


async def phones(world: World, request: Request) -> Response:
    """`/_sim/phones`: several side by side (`?who=aoi&who=ben`)."""
    asked = request.query_params.getlist("who")
    shown = [world.person(who) for who in asked] or _named(world)[:BESIDE]
    others = [each for each in world.people.values() if each not in shown]
    language = shown[0].language if shown else "ja"
    return HTMLResponse(drawing.page("phones.html", language, shown=shown, others=others))


async def front(_world: World, _request: Request) -> Response:
    """`/`: whoever comes by without an address wants to see the phones."""
    return RedirectResponse("/_sim/phones", 302)


async def now(world: World, request: Request) -> Response:
    """What is new, or 304."""
    held = _phone(world, request)
    if "seen" in request.query_params:
        held.chat.seen = len(held.chat.entries)
    headers = {"etag": held.version, "cache-control": "no-store"}
    if request.headers.get("if-none-match") == held.version:
        return Response(status_code=304, headers=headers)
    return JSONResponse(showing.all_of(held), headers=headers)


async def say(world: World, request: Request) -> Response:
    """Write something, or send a sticker."""
    held, posted = _phone(world, request), await _posted(request)
    if sticker := posted.get("sticker"):
        package, _, number = sticker.partition(":")
        return _done(held, held.hand.stick(package, number))
    words = posted.get("text", "").strip()
    return _done(held, held.hand.say(words) if words else Done())


async def photo(world: World, request: Request) -> Response:
    """Send a picture."""
    held = _phone(world, request)
    async with request.form() as form:
        picture: Any = form["photo"]
        content = Content(picture.content_type or "application/octet-stream", await picture.read())
        done = held.hand.send_content(content, picture.filename)
    return _done(held, done)


async def place(world: World, request: Request) -> Response:
    """Send where something is."""
    held, posted = _phone(world, request), await _posted(request)
    posted.setdefault("title", text("place", held.person.language))
    return _done(held, held.hand.send_location(posted))


async def tap(world: World, request: Request) -> Response:
    """Press a button, a reply or a part of the menu."""
    held, posted = _phone(world, request), await _posted(request)
    action = json.loads(posted["action"])
    return _done(held, held.hand.tap(action, posted.get("picked", "")))


async def friend(world: World, request: Request) -> Response:
    """Add, block or let in again."""
    held, posted = _phone(world, request), await _posted(request)
    act = held.hand.block if posted.get("verb") == "block" else held.hand.follow
    return _done(held, act())


async def open_page(world: World, request: Request) -> Response:
    """Open a page of others: a LIFF app with tokens once that was allowed, any other as it is."""
    held, address = _phone(world, request), request.query_params["uri"]
    app = doors.app_at(world, address)
    if app is None:
        return doors.take_in_hand(RedirectResponse(_harmless(address), 302), held.person)
    channel = world.channels[app["liffId"].partition("-")[0]]
    agreed = (held.person.id, channel.id)
    if request.method == "POST":
        if (await _posted(request)).get("verdict") != "allow":
            return _told(held, channel, text("denied", held.person.language))
        world.grants.consents.add(agreed)
    if agreed not in world.grants.consents:
        return doors.take_in_hand(_consent(held, channel, app, address), held.person)
    return doors.take_in_hand(
        RedirectResponse(doors.open_in_phone(world, app, address, held.person), 303), held.person
    )


async def close_page(world: World, request: Request) -> Response:
    """The page was closed: the access tokens it was given end."""
    held = _phone(world, request)
    for token in world.tokens.values():
        token.is_revoked |= token.kind == "liff" and token.user_id == held.person.id
    return Response(status_code=204)


async def content(world: World, request: Request) -> Response:
    """A picture this person sent."""
    held = _phone(world, request)
    mine = {entry.id for entry in held.chat.entries}
    found = held.account.contents.get(request.path_params["message_id"])
    if found is None or request.path_params["message_id"] not in mine:
        raise Refusal(404, "not found")
    return Response(found.data, media_type=found.type, headers={"x-content-type-options": "nosniff"})


async def menu(world: World, request: Request) -> Response:
    """The picture of a rich menu."""
    found = _phone(world, request).account.menus.get(request.path_params["menu_id"])
    if found is None:
        raise Refusal(404, "not found")
    return Response(found.image, media_type=found.image_type, headers={"cache-control": "max-age=3600"})


def _phone(world: World, request: Request) -> Phone:
    try:
        person = world.person(request.path_params["who"])
        account = world.messaging(request.query_params.get("channel", ""))
    except (KeyError, StopIteration) as error:
        raise Refusal(404, "Not found") from error
    return Phone(Hand(world, account, person))


def _named(world: World) -> list[Person]:
    """Whom one meets here by name; the crowd has none."""
    return [each for each in world.people.values() if each.nick]


def _done(held: Phone, done: Done) -> Response:
    """Back to the phone at once; the city hears of it meanwhile."""
    hear = BackgroundTask(held.hand.deliver, done)
    return RedirectResponse(f"/_sim/phone/{held.person.id}", 303, background=hear)


def _consent(held: Phone, channel: Channel, app: Json, address: str) -> Response:
    values = {"channel": channel, "scope": app["scope"], "uri": address}
    return HTMLResponse(drawing.page("consent.html", held.person.language, held.person.id, **values))


def _told(held: Phone, channel: Channel, told: str) -> Response:
    return HTMLResponse(drawing.page("told.html", held.person.language, heading=channel.name, told=told))


def _harmless(address: str) -> str:
    """Pages only: nothing that would run in the phone itself."""
    if not address.startswith(("https://", "http://")):
        raise Refusal(400, "Only pages can be opened here")
    return address


async def _posted(request: Request) -> dict[str, Any]:
    async with request.form() as form:
        return dict(form)


ROUTES: Final[tuple[tuple[str, Handler, tuple[str, ...]], ...]] = (
    ("/", front, ("GET",)),
    ("/_sim/phones", phones, ("GET",)),
    ("/_sim/phone/{who}", phone, ("GET",)),
    ("/_sim/phone/{who}/now", now, ("GET",)),
    ("/_sim/phone/{who}/say", say, ("POST",)),
    ("/_sim/phone/{who}/photo", photo, ("POST",)),
    ("/_sim/phone/{who}/place", place, ("POST",)),
    ("/_sim/phone/{who}/tap", tap, ("POST",)),
    ("/_sim/phone/{who}/friend", friend, ("POST",)),
    ("/_sim/phone/{who}/open", open_page, ("GET", "POST")),
    ("/_sim/phone/{who}/close", close_page, ("POST",)),
    ("/_sim/phone/{who}/content/{message_id}", content, ("GET",)),
    ("/_sim/phone/{who}/menu/{menu_id}", menu, ("GET",)),
)
BROWSERS: Final[tuple[tuple[str, Handler, tuple[str, ...]], ...]] = (
    ("/oauth2/v2.1/authorize", doors.authorize, ("GET", "POST")),
    ("/dialog/bot/accountLink", doors.link_account, ("GET",)),
    ("/liff/{liff_id}", doors.liff, ("GET",)),
    ("/liff/{liff_id}/{path:path}", doors.liff, ("GET",)),
)


def routes(world: World, *, with_phones: bool) -> list[Route | Mount]:
    """Everything a browser may open. The phones are there only where the stand-in may be steered."""
    shown = (*ROUTES, *BROWSERS) if with_phones else BROWSERS
    return [
        Mount("/_sim/phone/static", StaticFiles(directory=HERE / "static")),
        Mount("/liff/edge/2", StaticFiles(directory=HERE.parent / "login" / "static")),
        *(_route(world, *each) for each in shown),
    ]


def _route(world: World, path: str, handler: Handler, methods: tuple[str, ...]) -> Route:
    async def answer(request: Request) -> Response:
        try:
            done = await handler(world, request)
        except Refusal as refusal:
            return refusal.answer()
        except (KeyError, ValueError) as error:  # something was left out, or is no number, or no JSON
            return Refusal(400, f"Not understood: {error}").answer()
        done.headers["content-security-policy"] = POLICY
        return done

    return Route(path, answer, methods=list(methods))
