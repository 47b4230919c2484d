"""What there is at the beginning: providers, channels and people, from a file or our own few."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

from line_simulator import ids
from line_simulator.login import liff_apps
from line_simulator.world import Channel, Json, Person, Plan, Webhook, World

OURS: Final[Json] = {
    "providers": [{"id": "city", "name": "City"}],
    "channels": [
        {"id": "2000000001", "type": "messaging", "provider": "city", "name": "City hall"},
        {
            "id": "2000000002",
            "type": "login",
            "provider": "city",
            "name": "City hall",
            "bot": "2000000001",
            "callbacks": ["http://localhost:8000/line/signed-in/"],
            "liff": [
                {
                    "liffId": "2000000002-counter1",
                    "view": {"type": "full", "url": "http://localhost:8000/line/liff/"},
                }
            ],
        },
    ],
    "people": [
        {"nick": "aoi", "name": "Aoi", "language": "ja"},
        {"nick": "ben", "name": "Ben", "language": "en"},
        {"nick": "lan", "name": "Lan", "language": "vi"},
    ],
}
CROWD: Final = "crowd"


def read(path: Path) -> Json:
    """A seed from a file."""
    seed: Json = json.loads(path.read_text())
    return seed


def plant(world: World, seed: Json) -> None:
    """Begin anew with this. Faults, limits, the clock and all that happened are gone."""
    kept = {name: getattr(world, name) for name in ("address", "outside", "client")}
    fresh = World(**kept, seed=seed)
    for each in fields(World):
        setattr(world, each.name, getattr(fresh, each.name))
    world.providers = {each["id"]: each.get("name", each["id"]) for each in seed.get("providers", [])}
    for told in seed.get("channels", []):
        world.channels[told["id"]] = _channel(told)
    for told in seed.get("people", []):
        _join(world, told)


def gather(world: World, *, people: int, friends: int) -> list[str]:
    """Let so many more people exist, the first of them friends of the first account. No event tells of it."""
    account = next((each for each in world.channels.values() if each.kind == "messaging"), None)
    provider = account.provider if account else ""
    gathered = [
        world.join(Person(ids.user_id(provider, CROWD, str(at)), provider, f"Person {at + 1}"))
        for at in range(people)
    ]
    for person in gathered[: friends if account else 0]:
        world.messaging().chat(person).is_friend = True
    return [person.id for person in gathered]


def secret_of(*words: str) -> str:
    """A secret that is always the same for these words: good for a stand-in and for nothing else."""
    return hashlib.sha256("/".join(("secret", *words)).encode()).hexdigest()[:32]


def _channel(told: Json) -> Channel:
    name = told["id"]
    return Channel(
        id=name,
        secret=told.get("secret") or secret_of(name),
        kind=told["type"],
        provider=told["provider"],
        name=told.get("name", ""),
        keys={key["kid"]: key for key in told.get("keys", [])},
        bot_id=told.get("bot_id") or ids.user_id("account", name),
        basic_id=told.get("basic_id", f"@{name}"),
        webhook=_webhook(told.get("webhook", {})),
        plan=Plan(told.get("plan", {}).get("value")),
        callbacks=list(told.get("callbacks", [])),
        bot_channel=told.get("bot", ""),
        liff_apps={
            app["liffId"]: liff_apps.changed(liff_apps.fresh(app["liffId"]), app, allows_http=True)
            for app in told.get("liff", [])
        },
    )


def _webhook(told: Any) -> Webhook:
    return Webhook(told.get("url", ""), told.get("active", True), told.get("redelivery", False))


def _join(world: World, told: Json) -> None:
    provider = told.get("provider") or next(iter(world.providers), "")
    person = world.join(
        Person(
            id=told.get("id") or ids.user_id(provider, told["nick"]),
            provider=provider,
            name=told["name"],
            nick=told.get("nick", ""),
            language=told.get("language", "ja"),
            picture=told.get("picture", ""),
            status=told.get("status", ""),
        )
    )
    if told.get("friend"):
        chat = world.messaging().chat(person)
        chat.is_friend, chat.is_blocked = True, bool(told.get("blocked"))
