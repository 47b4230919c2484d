"""Many events a second at the webhook, and how long each took to be answered."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence

from line_simulator import webhooks
from line_simulator.acting import Hand
from line_simulator.world import Channel, Delivery, Json, Person, World


async def fire(world: World, channel: Channel, *, rate: int, seconds: float, words: str) -> Json:
    """People write at an even rate, whether or not the one before was answered."""
    people = [chat.person for chat in channel.friends()]
    every = 1 / rate
    began = asyncio.get_running_loop().time()
    underway = []
    for at in range(int(rate * seconds)):
        await asyncio.sleep(max(0.0, began + at * every - asyncio.get_running_loop().time()))
        underway.append(asyncio.create_task(_one(world, channel, people[at % len(people)], words)))
    fired = asyncio.get_running_loop().time() - began
    return summary(await asyncio.gather(*underway)) | {"seconds": round(fired, 3)}


async def _one(world: World, channel: Channel, person: Person, words: str) -> Delivery:
    return await webhooks.send(world, channel, Hand(world, channel, person).say(words).events)


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
