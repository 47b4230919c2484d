"""What goes wrong on purpose, so that whoever speaks to LINE can show that nothing is lost or sent twice."""

from __future__ import annotations

import asyncio
import json
import random
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import Any, Final

from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from line_simulator import limits
from line_simulator.answers import Refusal
from line_simulator.world import World

BEFORE: Final = {"500", "timeout_before", "429_rate", "429_monthly", "slow"}
AFTER: Final = {
    "timeout_after_accept",
    "reset_after_accept",
    "500_after_accept",
    "garbage_body",
    "200_without_body",
}
PATIENCE: Final = 60.0  # nobody waits longer for an answer that never comes


@dataclass(slots=True)
class Fault:
    """One thing that goes wrong: at which calls, how, how often, how likely."""

    match: str  # `POST /v2/bot/message/multicast`; * stands for anything
    mode: str
    times: int | None = None
    probability: float = 1.0

    @property
    def name(self) -> str:
        """The mode without its figure."""
        return self.mode.partition(":")[0]

    @property
    def seconds(self) -> float:
        """Of `slow:800ms`."""
        return float(self.mode.partition(":")[2].removesuffix("ms") or 0) / 1000


def read(asked: dict[str, Any]) -> Fault:
    """A fault as it was asked for. ValueError if there is none of that name."""
    fault = Fault(asked["match"], asked["mode"], asked.get("times"), float(asked.get("probability", 1)))
    if fault.name not in BEFORE | AFTER:
        raise ValueError(f"There are {', '.join(sorted(BEFORE | AFTER))}; not {fault.name}.")
    return fault


def strike(world: World, call: str) -> Fault | None:
    """The fault that hits this call, counted."""
    for fault in world.faults:
        hits = fault.times != 0 and fnmatch(call, fault.match)
        if hits and random.random() < fault.probability:  # noqa: S311
            if fault.times is not None:
                fault.times -= 1
            return fault
    return None


async def before(fault: Fault | None) -> Response | None:
    """What happens instead of the work, if anything does."""
    match fault and fault.name:
        case "500":
            return Refusal(500, "Internal error").answer()
        case "429_rate":
            return limits.too_many().answer()
        case "429_monthly":
            return limits.month_is_used_up().answer()
        case "timeout_before":
            return Silence()
        case "slow":
            await asyncio.sleep(fault.seconds if fault else 0)
    return None


def after(fault: Fault | None, answer: Response) -> Response:
    """What is told of the work that was done."""
    match fault and fault.name:
        case "timeout_after_accept":
            return Silence()
        case "reset_after_accept":
            return BrokenOff()
        case "500_after_accept":
            return Refusal(500, "Internal error").answer()
        case "garbage_body":
            return Response(b"<html>\xff", answer.status_code, media_type="application/json")
        case "200_without_body":
            return Response(b"", 200)
    return answer


class Silence(Response):
    """No answer at all, until the other side gives up."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                while (await receive())["type"] != "http.disconnect":
                    pass
        except TimeoutError:
            pass
        await JSONResponse({"message": "Gateway timeout"}, 504)(scope, receive, send)


class BrokenOff(Response):
    """An answer that ends in the middle: the line went dead."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = json.dumps({}).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": True})
