"""The table of contents: every address of the stand-in, what it takes, how often, and who answers."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from line_simulator import (
    batches,
    content,
    control,
    ids,
    keeping,
    limits,
    listening,
    people,
    quota,
    richmenus,
    seeds,
    sending,
    tokens,
    webhooks,
)
from line_simulator.calls import delete, get, post, put
from line_simulator.login import endpoints, liff_endpoints
from line_simulator.phone import views
from line_simulator.world import World

SEND: Final = "/v2/bot/message"
MENU: Final = "/v2/bot/richmenu"
HOOK: Final = "/v2/bot/channel/webhook"
USER: Final = "/v2/bot/user"

ENDPOINTS: Final = (
    # tokens
    post("/oauth2/v3/token", tokens.stateless, takes="urlencoded", is_open=True),
    get("/oauth2/v2.1/tokens/kid", tokens.key_ids, is_open=True),
    get("/oauth2/v2.1/verify", tokens.verify, is_open=True),
    post("/oauth2/v2.1/revoke", tokens.revoke, takes="urlencoded", is_open=True),
    post("/v2/oauth/accessToken", tokens.short_lived, takes="urlencoded", is_open=True, limit=limits.TOKENS),
    post("/v2/oauth/verify", tokens.verify_old, takes="urlencoded", is_open=True),
    post("/v2/oauth/revoke", tokens.revoke_old, takes="urlencoded", is_open=True),
    # sending
    post(f"{SEND}/reply", sending.reply),
    post(f"{SEND}/push", sending.push, takes_retry_key=True),
    post(f"{SEND}/multicast", sending.multicast, takes_retry_key=True, limit=limits.MULTICAST),
    post(f"{SEND}/broadcast", sending.broadcast, takes_retry_key=True, limit=limits.TO_EVERYBODY),
    post(f"{SEND}/narrowcast", sending.narrowcast, takes_retry_key=True, limit=limits.TO_EVERYBODY),
    *(
        post(f"{SEND}/validate/{kind}", sending.validate)
        for kind in ("reply", "push", "multicast", "narrowcast", "broadcast")
    ),
    post("/v2/bot/chat/loading/start", people.show_loading, limit=limits.LOADING),
    post("/v2/bot/chat/markAsRead", people.mark_as_read),
    # what was sent
    get(f"{SEND}/quota", quota.quota),
    get(f"{SEND}/quota/consumption", quota.consumption),
    get(f"{SEND}/delivery/{{kind}}", quota.delivered),
    get(f"{SEND}/aggregation/info", quota.units),
    get(f"{SEND}/aggregation/list", quota.unit_names),
    get("/v2/bot/insight/message/delivery", quota.deliveries, limit=limits.TO_EVERYBODY),
    get("/v2/bot/insight/followers", quota.followers, limit=limits.TO_EVERYBODY),
    # people
    get("/v2/bot/profile/{userId}", people.profile),
    get("/v2/bot/followers/ids", people.followers),
    get("/v2/bot/info", people.info),
    post("/v2/bot/user/{userId}/linkToken", people.link_token, takes="nothing"),
    # what people sent
    get(f"{SEND}/{{messageId}}/content", content.fetch),
    get(f"{SEND}/{{messageId}}/content/preview", content.preview),
    get(f"{SEND}/{{messageId}}/content/transcoding", content.transcoding),
    # where events go
    get(f"{HOOK}/endpoint", listening.show, limit=limits.WEBHOOK_SETTINGS),
    put(f"{HOOK}/endpoint", listening.change, limit=limits.WEBHOOK_SETTINGS),
    post(f"{HOOK}/test", listening.trial, limit=limits.TO_EVERYBODY),
    # rich menus: fixed words before names, for the first that fits answers
    post(MENU, richmenus.create, limit=limits.MAKING_MENUS),
    post(f"{MENU}/validate", richmenus.validate),
    get(f"{MENU}/list", richmenus.every, limit=limits.LISTING_MENUS),
    post(f"{MENU}/bulk/link", richmenus.link_many),
    post(f"{MENU}/bulk/unlink", richmenus.unlink_many),
    post(f"{MENU}/batch", batches.replace, limit=limits.BATCHES),
    post(f"{MENU}/validate/batch", batches.validate),
    get(f"{MENU}/progress/batch", batches.progress, limit=limits.MAKING_MENUS),
    post(f"{MENU}/alias", richmenus.create_alias),
    get(f"{MENU}/alias/list", richmenus.every_alias),
    get(f"{MENU}/alias/{{alias}}", richmenus.show_alias),
    post(f"{MENU}/alias/{{alias}}", richmenus.update_alias),
    delete(f"{MENU}/alias/{{alias}}", richmenus.delete_alias, limit=limits.MAKING_MENUS),
    post(f"{MENU}/{{richMenuId}}/content", richmenus.upload, takes="bytes"),
    get(f"{MENU}/{{richMenuId}}/content", richmenus.download),
    get(f"{MENU}/{{richMenuId}}", richmenus.show),
    delete(f"{MENU}/{{richMenuId}}", richmenus.delete, limit=limits.MAKING_MENUS),
    get(f"{USER}/all/richmenu", richmenus.default),
    delete(f"{USER}/all/richmenu", richmenus.clear_default),
    post(f"{USER}/all/richmenu/{{richMenuId}}", richmenus.set_default, takes="nothing"),
    get(f"{USER}/{{userId}}/richmenu", richmenus.of_person),
    delete(f"{USER}/{{userId}}/richmenu", richmenus.unlink),
    post(f"{USER}/{{userId}}/richmenu/{{richMenuId}}", richmenus.link, takes="nothing"),
    # signing in, and pages that open inside
    *endpoints.ENDPOINTS,
    *liff_endpoints.ENDPOINTS,
)


def create(world: World, *, controlled: bool = True, keep: Path | None = None) -> Starlette:
    """The application around one world."""
    routes = [each.route(world) for each in ENDPOINTS]
    return Starlette(
        routes=[
            *routes,
            *(control.routes(world) if controlled else []),
            *views.routes(world, with_phones=controlled),
        ],
        middleware=[
            Middleware(CORSMiddleware, allow_origins=["*"], allow_headers=["*"])
        ],  # pages in LIFF ask, too
        lifespan=_living(world, keep),
        exception_handlers={404: _nothing_here, 405: _nothing_here},
    )


def from_environment() -> Starlette:
    """As `madoguchi line-simulator` starts it."""
    world = World(address=os.environ.get("LINE_SIM_ADDRESS", "http://localhost:8100"))
    seeds.plant(world, json.loads(os.environ.get("LINE_SIM_SEED") or "null") or seeds.OURS)
    kept = os.environ.get("LINE_SIM_KEEP")
    if kept:
        keeping.read(world, Path(kept))
    return create(world, controlled=os.environ.get("LINE_SIM") == "1", keep=Path(kept) if kept else None)


def _living(world: World, keep: Path | None) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    """What goes on beside the calls."""

    @asynccontextmanager
    async def living(_app: Starlette) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as beside:
            tasks = [beside.create_task(_send_again(world)), beside.create_task(_keep(world, keep))]
            yield
            for task in tasks:
                task.cancel()
        if keep:
            keeping.write(world, keep)

    return living


async def _send_again(world: World) -> None:
    """Events whose next attempt is due."""
    while True:
        await asyncio.sleep(0.5)
        await webhooks.send_due(world)


async def _keep(world: World, file: Path | None) -> None:
    """Now and then: whoever is killed leaves behind what was."""
    while file:
        await asyncio.sleep(keeping.EVERY)
        keeping.write(world, file)


async def _nothing_here(_request: Request, _error: Exception) -> Response:
    return JSONResponse({"message": "Not found"}, 404, headers={"x-line-request-id": ids.request_id()})
