"""Places of one hot pool, claimed through HTTP beside the bare view of the same statement; two rushes."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from bench import floor, house, load
from bench.figures import Figure, Share, milliseconds
from bench.house import CSRF
from bench.load import CONNECTIONS, Salvo

ROUNDS: Final = 8
A_ROUND: Final = 400  # claims
RESIDENTS: Final = 64
WARM_UP: Final = 128
GOAL: Final = 0.25
BUYERS, SEATS = 300, 100
RUSH, PLACES, RUSH_WITHIN = 3_000, 300, 60  # clients, places, seconds
AT_ONCE: Final = 64  # connections in the rush


def figures(var: Path) -> Iterator[Share | Figure]:
    """Rounds of both in turn on a pool that is never full; then more people than places."""
    with house.opened(var):
        cookies, (hot, small, flash) = _prepare()
        with (
            house.serving(house.ours(), path="/healthz") as us,
            house.serving(house.floor(), path="/store") as them,
        ):
            rounds = list(_rounds(us.port, them.port, hot, cookies))
            yield Share(
                name=f"claims on one pool a second, {CONNECTIONS} at once",
                value=statistics.median(mine.per_second for mine, _ in rounds),
                floor=statistics.median(bare.per_second for _, bare in rounds),
                ratio=statistics.median(mine.per_second / bare.per_second for mine, bare in rounds),
                goal=GOAL,
                unit="/s",
            )
            bought = load.fire(us.port, asking(small, cookies, BUYERS), connections=CONNECTIONS)
            require(bought, SEATS)
            yield Figure(name=f"{BUYERS} buyers on {SEATS} seats", value=bought.seconds, limit=1, unit="s")
            rush = load.fire(us.port, asking(flash, cookies, RUSH), connections=AT_ONCE)
            require(rush, PLACES)
            name = f"rush of {RUSH:,} on {PLACES} places, {AT_ONCE} at once"
            yield Figure(name=name, value=rush.seconds, limit=RUSH_WITHIN, unit="s")
            yield milliseconds(f"{name}, p95", rush.percentile(0.95), 1_000)


def _rounds(us: int, them: int, hot: Any, cookies: Sequence[str]) -> Iterator[tuple[Salvo, Salvo]]:
    bare = [load.post("/claim", "", b"size=1")] * A_ROUND
    load.fire(us, asking(hot, cookies, WARM_UP))
    load.fire(them, bare[:WARM_UP])
    for _ in range(ROUNDS):
        beneath = load.fire(them, bare)
        mine = load.fire(us, asking(hot, cookies, A_ROUND))
        if set(mine.statuses) != {302} or set(beneath.statuses) != {200}:
            raise RuntimeError(f"not all were claimed: {mine.statuses}, {beneath.statuses}")
        yield mine, beneath


def require(salvo: Salvo, places: int) -> None:
    """As many as there are places have one, all others a page that says why not."""
    if salvo.statuses != {302: places, 422: len(salvo.answers) - places}:
        raise RuntimeError(f"{places} places, and {dict(salvo.statuses)}")


def asking(session: Any, cookies: Sequence[str], count: int) -> list[bytes]:
    """So many who press the button, one after the other."""
    return [
        load.post(
            f"/reserve/times/{session}/",
            cookies[number % len(cookies)],
            f"csrfmiddlewaretoken={CSRF}&party_people=1&name=A&key={uuid4().hex}".encode(),
        )
        for number in range(count)
    ]


def _prepare() -> tuple[list[str], list[Any]]:
    """People who are signed in, and three sessions: one never full, a small one, one for the rush."""
    floor.make_tables()
    cookies = [house.cookies(each) for each in people(RESIDENTS)]
    return cookies, [
        session(name, size).pk for name, size in (("hot", 100_000), ("small", SEATS), ("rush", PLACES))
    ]


def people(count: int) -> list[Any]:
    """So many residents, each with an account."""
    from madoguchi.base import clock
    from madoguchi.people.actions import residents

    now = clock.now()
    return [
        residents.welcome(address=f"buyer.{number}@mail.example", language="ja", now=now).resident
        for number in range(count)
    ]


def session(name: str, size: int, **terms: Any) -> Any:
    """A time a week ahead with so many places."""
    from madoguchi.audit.actions import SYSTEM
    from madoguchi.base import clock
    from madoguchi.booking.actions import opening
    from madoguchi.booking.models import Session
    from madoguchi.places.models import District, Place
    from madoguchi.rules.slots import Terms

    now = clock.now()
    district, _ = District.objects.get_or_create(code="d", defaults={"name": "地区", "kana": "チク"})
    place, _ = Place.objects.get_or_create(
        code="hall",
        defaults={
            "kind": "hall", "name": "会館", "kana": "カイカン", "district": district,
            "latitude": "35", "longitude": "139",
        },
    )  # fmt: skip
    pool = {"id": "seats", "title": {"ja": "定員"}, "capacity": size}
    given = Terms.model_validate({"pools": (pool,), **terms}, strict=False)
    offering = opening.offer(
        code=name, section="bench", title={"ja": name}, terms=given, by=SYSTEM, now=now, is_public=True
    )
    starts = [now + timedelta(days=7)]
    opening.open_sessions(offering=offering, place=place, starts=starts, by=SYSTEM, now=now)
    return Session.objects.get(offering=offering)
