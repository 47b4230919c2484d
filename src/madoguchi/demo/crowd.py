"""The crowd on LINE: who they are in the stand-in, and when each of them came, left and came back."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass
from typing import Any, Final

from madoguchi.demo import city
from madoguchi.rules.friendship import News

LINGERS: Final = 4.0  # days in which most of those come who heard of the account
STAYS: Final = 3.0  # days at least, before anybody leaves

Moved = tuple[float, News]  # days ago


@dataclass(frozen=True, slots=True, kw_only=True)
class Fan:
    """Somebody of the crowd."""

    line_id: str
    name: str
    moves: tuple[Moved, ...]  # in order

    @property
    def blocks(self) -> bool:
        """Whether they block the account now."""
        return self.moves[-1][1] is News.BLOCKED


def fans() -> list[Fan]:
    """All of them, the same ones every time."""
    told = city.table("line.crowd")
    return [_fan(number, told) for number in range(told["people"])]


def seed() -> list[dict[str, Any]]:
    """What the stand-in must know of them."""
    return [{"id": fan.line_id, "name": fan.name, "friend": True, "blocked": fan.blocks} for fan in fans()]


def _fan(number: int, told: dict[str, Any]) -> Fan:
    chance = random.Random(f"crowd {number}")  # noqa: S311 - nothing secret hangs on it
    came = _came(chance, told)
    return Fan(
        line_id="U" + hashlib.sha256(f"crowd {number}".encode()).hexdigest()[:32],
        name=f"{told['name']} {number + 1}",
        moves=((came, News.FOLLOWED), *_left(chance, came, told)),
    )


def _came(chance: random.Random, told: dict[str, Any]) -> float:
    """After something that told of the account, or on any day."""
    drawn = chance.random()
    for rush in told["rushes"]:
        if (drawn := drawn - rush["share"]) < 0:
            return max(0.5, rush["days_ago"] - chance.expovariate(1 / LINGERS))
    return chance.uniform(0.5, told["since"])


def _left(chance: random.Random, came: float, told: dict[str, Any]) -> tuple[Moved, ...]:
    if came <= STAYS or chance.random() >= told["leaves"]:
        return ()
    left = chance.uniform(0.2, came - STAYS)
    if chance.random() >= told["returns"]:
        return ((left, News.BLOCKED),)
    return ((left, News.BLOCKED), (chance.uniform(0.1, left), News.FOLLOWED))
