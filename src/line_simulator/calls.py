"""One call of the API: what is asked of every call before its own work, and what is noted afterwards."""

from __future__ import annotations

import json
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from line_simulator import faults, ids, limits
from line_simulator.answers import Refusal, invalid_property
from line_simulator.clock import iso
from line_simulator.limits import Limit
from line_simulator.world import Channel, Json, World

LARGEST_BODY: Final = 2 * 1024 * 1024
RETRY_KEY: Final = "x-line-retry-key"

Work = Callable[["Call"], Any]
Takes = Literal["nothing", "json", "urlencoded", "bytes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """What an address takes, and who answers."""

    method: str
    path: str
    work: Work
    takes: Takes = "nothing"
    limit: Limit = limits.EVERYTHING_ELSE
    is_open: bool = False  # asks for no channel access token
    takes_retry_key: bool = False

    @property
    def name(self) -> str:
        """As in the table of limits: `POST /v2/bot/message/push`."""
        return f"{self.method} {self.path}"

    def route(self, world: World) -> Route:
        """As the router wants it."""

        async def answer(request: Request) -> Response:
            return await serve(self, request, world)

        return Route(self.path, answer, methods=[self.method])


def get(path: str, work: Work, **more: Any) -> Endpoint:
    """An address that tells."""
    return Endpoint(method="GET", path=path, work=work, **more)


def post(path: str, work: Work, *, takes: Takes = "json", **more: Any) -> Endpoint:
    """An address that does something."""
    return Endpoint(method="POST", path=path, work=work, takes=takes, **more)


def put(path: str, work: Work, **more: Any) -> Endpoint:
    """An address that changes something."""
    return Endpoint(method="PUT", path=path, work=work, takes="json", **more)


def delete(path: str, work: Work, **more: Any) -> Endpoint:
    """An address that takes something away."""
    return Endpoint(method="DELETE", path=path, work=work, **more)


@dataclass(slots=True)
class Call:
    """What a handler is given."""

    world: World
    request: Request
    endpoint: Endpoint
    id: str
    now: float
    channel: Channel | None = None
    data: bytes = b""
    json: Any = None
    form: Mapping[str, str] = field(default_factory=dict)

    @property
    def account(self) -> Channel:
        """The channel whose token was shown."""
        return self.channel or bearer(self)

    @property
    def path(self) -> Mapping[str, str]:
        """The named parts of the address."""
        return self.request.path_params

    @property
    def query(self) -> Mapping[str, str]:
        """What stands after the question mark."""
        return self.request.query_params

    @property
    def retry_key(self) -> str:
        """The sender's own name of this request."""
        return self.request.headers.get(RETRY_KEY, "")

    @property
    def body(self) -> Json:
        """The JSON object that was sent."""
        if not isinstance(self.json, dict):
            raise invalid_property("-")
        return self.json


async def serve(endpoint: Endpoint, request: Request, world: World) -> Response:
    """Answer one call and note it down."""
    call = Call(world, request, endpoint, id=ids.request_id(), now=world.clock.now())
    fault = faults.strike(world, f"{request.method} {request.url.path}")
    try:
        answer = await faults.before(fault) or faults.after(fault, await _work(call))
    except Refusal as refusal:
        answer = refusal.answer()
    answer.headers["x-line-request-id"] = call.id
    _note(call, answer.status_code, fault.mode if fault else "")
    return answer


async def _work(call: Call) -> Response:
    try:
        await _read(call)
        if not call.endpoint.is_open:
            call.channel = bearer(call)
        limits.spend(
            call.world, call.channel.id if call.channel else "", call.endpoint.name, call.endpoint.limit
        )
        _check_retry_key(call)
        done = call.endpoint.work(call)
        return render(call.world, await done if isinstance(done, Awaitable) else done)
    except Refusal as refusal:
        return refusal.answer()
    except RecursionError:
        return unreadable().answer()


def bearer(call: Call) -> Channel:
    """The channel whose token is shown."""
    scheme, _, value = call.request.headers.get("authorization", "").partition(" ")
    token = call.world.tokens.get(value.strip()) if scheme.lower() == "bearer" else None
    if token is None or token.is_revoked or token.user_id:
        raise unauthenticated("The access token is missing or invalid")
    if token.expires_at is not None and call.world.clock.now() >= token.expires_at:
        raise unauthenticated("The access token expired")
    return call.world.channels[token.channel_id]


def unauthenticated(reason: str) -> Refusal:
    """No valid token."""
    return Refusal(401, f"Authentication failed due to the following reason: {reason}")


def render(world: World, done: Any) -> Response:
    """What a handler gave back, as an answer."""
    if isinstance(done, Response):
        return done
    return JSONResponse(done | {"surprise": "new in LINE"} if world.surprises else done)


async def _read(call: Call) -> None:
    if call.endpoint.takes == "nothing":
        return
    call.data = await call.request.body()
    if call.endpoint.takes != "bytes" and len(call.data) > LARGEST_BODY:
        raise Refusal(413, "The request body is too large")
    if call.endpoint.takes == "json":
        call.json = _json(call)
    elif call.endpoint.takes == "urlencoded":
        call.form = dict(parse_qsl(call.data.decode("utf-8", "replace"), keep_blank_values=True))


def _json(call: Call) -> Any:
    kind = call.request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Refusal(415, f"The content type, {kind or 'null'}, is not supported")
    try:
        told = json.loads(call.data or b"{}", parse_constant=_no_number)
        if b"\\ud" in call.data.lower():  # halves of characters cannot be told on
            json.dumps(told, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise unreadable(getattr(error, "lineno", 1), getattr(error, "colno", 1)) from error
    return told


def _no_number(word: str) -> Any:
    """NaN and the infinities are Python's JSON and nobody else's."""
    raise ValueError(word)


def unreadable(line: int = 1, column: int = 1) -> Refusal:
    """No JSON, or more of it inside itself than anybody needs."""
    return Refusal(400, f"The request body could not be parsed as JSON (line: {line}, column: {column})")


def _check_retry_key(call: Call) -> None:
    if not call.retry_key:
        return
    if not call.endpoint.takes_retry_key:
        raise Refusal(400, "The 'X-Line-Retry-Key' header is not supported by this endpoint")
    try:
        uuid.UUID(call.retry_key)
    except ValueError as error:
        raise Refusal(400, "The 'X-Line-Retry-Key' header must be a UUID") from error


def _note(call: Call, status: int, fault: str) -> None:
    call.world.requests.append(
        {
            "at": iso(call.now),
            "method": call.request.method,
            "path": call.request.url.path,
            "endpoint": call.endpoint.name,
            "channel": call.channel.id if call.channel else None,
            "retryKey": call.retry_key or None,
            "requestId": call.id,
            "status": status,
            "fault": fault or None,
            "body": call.json,
        }
    )
