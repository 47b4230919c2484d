"""A demo goes on where it stopped: friends, chats, menus and tokens are in one file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from line_simulator.world import Channel, Person, Token, World

EVERY: Final = 10.0  # seconds between one writing and the next


class Kept(BaseModel):
    """What is in the file."""

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    people: dict[str, Person]
    channels: dict[str, Channel]
    tokens: dict[str, Token]


def write(world: World, file: Path) -> None:
    """Replace the file; a half-written one is never there."""
    kept = Kept(people=world.people, channels=world.channels, tokens=world.tokens)
    beside = file.with_suffix(".new")
    beside.touch(mode=0o600)  # it holds what people wrote
    beside.write_text(kept.model_dump_json())
    os.replace(beside, file)


def read(world: World, file: Path) -> bool:
    """Go on from the file, if there is one and it can be read. Addresses and secrets stay the seed's."""
    try:
        kept = Kept.model_validate_json(file.read_text())
    except (FileNotFoundError, ValidationError):
        return False
    for name, channel in kept.channels.items():
        if fresh := world.channels.get(name):
            channel.secret, channel.webhook = fresh.secret, fresh.webhook
            channel.callbacks, channel.liff_apps = fresh.callbacks, fresh.liff_apps
            world.channels[name] = channel
    world.people.update(kept.people)
    world.tokens.update(kept.tokens)
    _share_people(world)
    return True


def _share_people(world: World) -> None:
    """In the file each chat has its person beside it; here they are the same one."""
    for channel in world.channels.values():
        for chat in channel.chats.values():
            chat.person = world.people[chat.person.id]
