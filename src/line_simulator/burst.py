"""Many events a second at the webhook, and how long each took to be answered."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from line_simulator import webhooks
from line_simulator.acting import Hand
from line_simulator.world import Channel, Delivery, Json, World


@dataclass(frozen=True, slots=True)
class Wire:
    """A connection that is kept. Bare, for a comfortable client takes longer than what is measured."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def post(self, request: bytes) -> int:
        """Send it, and read the status of the answer."""
        self.writer.write(request)
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        lengths = [
            line.partition(":")[2] for line in head.split("\r\n") if line.startswith("content-length:")
        ]
        await self.reader.readexactly(int(lengths[0]) if lengths else 0)
        return int(head.split(" ", 2)[1])


class Gun:
    """Connections to one address; each carries one request at a time."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.host, self.port = parts.hostname or "localhost", parts.port or 80
        self.start = f"POST {parts.path} HTTP/1.1\r\nhost: {parts.netloc}\r\n"
        self.idle: list[Wire] = []

    async def fire(self, delivery: Delivery) -> Delivery:
        """Send it, and note what came of it and after how long."""
        began = time.perf_counter()
        try:
            async with asyncio.timeout(webhooks.TWO_SECONDS):
                wire = (
                    self.idle.pop()
                    if self.idle
                    else Wire(*await asyncio.open_connection(self.host, self.port))
                )
                delivery.status = await wire.post(self._request(delivery))
                self.idle.append(wire)
            delivery.reason = "OK" if 200 <= delivery.status < 300 else "ERROR_STATUS_CODE"
        except TimeoutError:
            delivery.reason = "REQUEST_TIMEOUT"
        except (OSError, EOFError, ValueError):
            delivery.reason = "COULD_NOT_CONNECT"
        delivery.milliseconds = (time.perf_counter() - began) * 1000
        return delivery

    def close(self) -> None:
        """Let go of all connections."""
        for wire in self.idle:
            wire.writer.close()

    def _request(self, delivery: Delivery) -> bytes:
        body = delivery.body.encode()
        headers = (
            f"content-type: application/json; charset=utf-8\r\nx-line-signature: {delivery.signature}\r\n"
        )
        return f"{self.start}{headers}content-length: {len(body)}\r\n\r\n".encode() + body


async def fire(world: World, channel: Channel, *, rate: int, seconds: float, words: str) -> Json:
    """People write at an even rate, whether or not the one before was answered."""
    people = [chat.person for chat in channel.friends()]
    if not people or not channel.webhook.url or rate < 1:
        raise ValueError("A burst needs friends, a webhook and a rate")
    gun, underway = Gun(channel.webhook.url), []
    began = asyncio.get_running_loop().time()
    for at in range(int(rate * seconds)):
        await asyncio.sleep(max(0.0, began + at / rate - asyncio.get_running_loop().time()))
        events = Hand(world, channel, people[at % len(people)]).say(words).events
        underway.append(asyncio.create_task(gun.fire(webhooks.sign(world, channel, events))))
    fired = asyncio.get_running_loop().time() - began
    deliveries = await asyncio.gather(*underway)
    gun.close()
    return summary(deliveries) | {"seconds": round(fired, 3)}


def summary(deliveries: Sequence[Delivery]) -> Json:
    """Counts by outcome, and milliseconds."""
    times = sorted(each.milliseconds for each in deliveries)
    return {
        "sent": len(times),
        "outcomes": dict(Counter(each.reason for each in deliveries)),
        "p50": _share(times, 0.50),
        "p95": _share(times, 0.95),
        "p99": _share(times, 0.99),
        "max": _share(times, 1),
    }


def _share(times: Sequence[float], share: float) -> float:
    return round(times[min(len(times) - 1, int(len(times) * share))], 2) if times else 0.0
