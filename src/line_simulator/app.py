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
from line_simulator.calls import Endpoint
from line_simulator.login import endpoints, liff_endpoints
from line_simulator.phone import views
from line_simulator.world import World

SEND: Final = "/v2/bot/message"
MENU: Final = "/v2/bot/richmenu"
HOOK: Final = "/v2/bot/channel/webhook"

ENDPOINTS: Final = (
    # tokens
    Endpoint(method="POST", path="/oauth2/v3/token", work=tokens.stateless, takes="urlencoded", is_open=True),
    Endpoint(method="GET", path="/oauth2/v2.1/tokens/kid", work=tokens.key_ids, is_open=True),
    Endpoint(method="GET", path="/oauth2/v2.1/verify", work=tokens.verify, is_open=True),
    Endpoint(method="POST", path="/oauth2/v2.1/revoke", work=tokens.revoke, takes="urlencoded", is_open=True),
    Endpoint(
        method="POST",
        path="/v2/oauth/accessToken",
        work=tokens.short_lived,
        takes="urlencoded",
        is_open=True,
        limit=limits.TOKENS,
    ),
    Endpoint(
        method="POST", path="/v2/oauth/verify", work=tokens.verify_old, takes="urlencoded", is_open=True
    ),
    Endpoint(
        method="POST", path="/v2/oauth/revoke", work=tokens.revoke_old, takes="urlencoded", is_open=True
    ),
    # sending
    Endpoint(method="POST", path=f"{SEND}/reply", work=sending.reply, takes="json"),
    Endpoint(method="POST", path=f"{SEND}/push", work=sending.push, takes="json", takes_retry_key=True),
    Endpoint(
        method="POST",
        path=f"{SEND}/multicast",
        work=sending.multicast,
        takes="json",
        takes_retry_key=True,
        limit=limits.MULTICAST,
    ),
    Endpoint(
        method="POST",
        path=f"{SEND}/broadcast",
        work=sending.broadcast,
        takes="json",
        takes_retry_key=True,
        limit=limits.TO_EVERYBODY,
    ),
    Endpoint(
        method="POST",
        path=f"{SEND}/narrowcast",
        work=sending.narrowcast,
        takes="json",
        takes_retry_key=True,
        limit=limits.TO_EVERYBODY,
    ),
    *(
        Endpoint(method="POST", path=f"{SEND}/validate/{kind}", work=sending.validate, takes="json")
        for kind in ("reply", "push", "multicast", "narrowcast", "broadcast")
    ),
    Endpoint(
        method="POST",
        path="/v2/bot/chat/loading/start",
        work=people.show_loading,
        takes="json",
        limit=limits.LOADING,
    ),
    Endpoint(method="POST", path="/v2/bot/chat/markAsRead", work=people.mark_as_read, takes="json"),
    # what was sent
    Endpoint(method="GET", path=f"{SEND}/quota", work=quota.quota),
    Endpoint(method="GET", path=f"{SEND}/quota/consumption", work=quota.consumption),
    Endpoint(method="GET", path=f"{SEND}/delivery/{{kind}}", work=quota.delivered),
    Endpoint(method="GET", path=f"{SEND}/aggregation/info", work=quota.units),
    Endpoint(method="GET", path=f"{SEND}/aggregation/list", work=quota.unit_names),
    Endpoint(
        method="GET",
        path="/v2/bot/insight/message/delivery",
        work=quota.deliveries,
        limit=limits.TO_EVERYBODY,
    ),
    Endpoint(method="GET", path="/v2/bot/insight/followers", work=quota.followers, limit=limits.TO_EVERYBODY),
    # people
    Endpoint(method="GET", path="/v2/bot/profile/{userId}", work=people.profile),
    Endpoint(method="GET", path="/v2/bot/followers/ids", work=people.followers),
    Endpoint(method="GET", path="/v2/bot/info", work=people.info),
    Endpoint(method="POST", path="/v2/bot/user/{userId}/linkToken", work=people.link_token),
    # what people sent
    Endpoint(method="GET", path=f"{SEND}/{{messageId}}/content", work=content.fetch),
    Endpoint(method="GET", path=f"{SEND}/{{messageId}}/content/preview", work=content.preview),
    Endpoint(method="GET", path=f"{SEND}/{{messageId}}/content/transcoding", work=content.transcoding),
    # where events go
    Endpoint(method="GET", path=f"{HOOK}/endpoint", work=listening.show, limit=limits.WEBHOOK_SETTINGS),
    Endpoint(
        method="PUT",
        path=f"{HOOK}/endpoint",
        work=listening.change,
        takes="json",
        limit=limits.WEBHOOK_SETTINGS,
    ),
    Endpoint(
        method="POST", path=f"{HOOK}/test", work=listening.trial, takes="json", limit=limits.TO_EVERYBODY
    ),
    # rich menus: fixed words before names, for the first that fits answers
    Endpoint(method="POST", path=MENU, work=richmenus.create, takes="json", limit=limits.MAKING_MENUS),
    Endpoint(method="POST", path=f"{MENU}/validate", work=richmenus.validate, takes="json"),
    Endpoint(method="GET", path=f"{MENU}/list", work=richmenus.every, limit=limits.LISTING_MENUS),
    Endpoint(method="POST", path=f"{MENU}/bulk/link", work=richmenus.link_many, takes="json"),
    Endpoint(method="POST", path=f"{MENU}/bulk/unlink", work=richmenus.unlink_many, takes="json"),
    Endpoint(method="POST", path=f"{MENU}/batch", work=batches.replace, takes="json", limit=limits.BATCHES),
    Endpoint(method="POST", path=f"{MENU}/validate/batch", work=batches.validate, takes="json"),
    Endpoint(method="GET", path=f"{MENU}/progress/batch", work=batches.progress, limit=limits.MAKING_MENUS),
    Endpoint(method="POST", path=f"{MENU}/alias", work=richmenus.create_alias, takes="json"),
    Endpoint(method="GET", path=f"{MENU}/alias/list", work=richmenus.every_alias),
    Endpoint(method="GET", path=f"{MENU}/alias/{{alias}}", work=richmenus.show_alias),
    Endpoint(method="POST", path=f"{MENU}/alias/{{alias}}", work=richmenus.update_alias, takes="json"),
    Endpoint(
        method="DELETE",
        path=f"{MENU}/alias/{{alias}}",
        work=richmenus.delete_alias,
        limit=limits.MAKING_MENUS,
    ),
    Endpoint(method="POST", path=f"{MENU}/{{richMenuId}}/content", work=richmenus.upload, takes="bytes"),
    Endpoint(method="GET", path=f"{MENU}/{{richMenuId}}/content", work=richmenus.download),
    Endpoint(method="GET", path=f"{MENU}/{{richMenuId}}", work=richmenus.show),
    Endpoint(
        method="DELETE", path=f"{MENU}/{{richMenuId}}", work=richmenus.delete, limit=limits.MAKING_MENUS
    ),
    Endpoint(method="GET", path="/v2/bot/user/all/richmenu", work=richmenus.default),
    Endpoint(method="DELETE", path="/v2/bot/user/all/richmenu", work=richmenus.clear_default),
    Endpoint(method="POST", path="/v2/bot/user/all/richmenu/{richMenuId}", work=richmenus.set_default),
    Endpoint(method="GET", path="/v2/bot/user/{userId}/richmenu", work=richmenus.of_person),
    Endpoint(method="DELETE", path="/v2/bot/user/{userId}/richmenu", work=richmenus.unlink),
    Endpoint(method="POST", path="/v2/bot/user/{userId}/richmenu/{richMenuId}", work=richmenus.link),
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
