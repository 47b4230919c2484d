"""Replacing the menus of very many people in one request: three times an hour, all at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Final

from line_simulator.answers import Refusal, accepted, invalid, invalid_property
from line_simulator.calls import Call
from line_simulator.clock import iso
from line_simulator.richmenus import ID
from line_simulator.world import Batch, Channel, Json

MOST: Final = 1000  # operations
TAKES: Final = 3.0  # seconds
TWO_WEEKS: Final = 14 * 24 * 60 * 60
RESUME_KEY: Final = r"[a-zA-Z0-9_-]{1,100}"


def replace(call: Call) -> object:
    """Do it. Everybody's new menu follows from the old one: A→B and B→C do not chain."""
    operations = _checked(call)
    for operation in operations:
        _refuse_without_picture(call.account, operation)
    key = call.body.get("resumeRequestKey", "")
    if not _was_finished(call, key):
        _apply(call.account, operations)
    call.account.batches[call.id] = Batch(operations, call.now, call.now + TAKES, key)
    return accepted()


def validate(call: Call) -> Json:
    """Would it be done?"""
    for operation in _checked(call):
        for side in ("from", "to"):
            menu_id = operation.get(side)
            if menu_id and menu_id not in call.account.menus:
                raise Refusal(404, f"Richmenu ({menu_id}) is not found", details=[])
        _refuse_without_picture(call.account, operation)
    return {}


def progress(call: Call) -> Json:
    """How far it is."""
    batch = call.account.batches.get(call.query.get("requestId", ""))
    if batch is None or call.now > batch.accepted_at + TWO_WEEKS:
        raise Refusal(404, "Not found")
    told = {"acceptedTime": iso(batch.accepted_at)}
    if call.now < batch.completed_at:
        return {"phase": "ongoing"} | told
    return {"phase": "succeeded", "completedTime": iso(batch.completed_at)} | told


def _checked(call: Call) -> list[Json]:
    operations = call.body.get("operations")
    if not isinstance(operations, list) or not all(isinstance(each, dict) for each in operations):
        raise invalid_property("operations")
    if not 1 <= len(operations) <= MOST:
        raise invalid(f"Size must be between 1 and {MOST}", "operations")
    key = call.body.get("resumeRequestKey")
    if key is not None and not (isinstance(key, str) and re.fullmatch(RESUME_KEY, key)):
        raise invalid(f"Must match the pattern: {RESUME_KEY}", "resumeRequestKey")
    for at, operation in enumerate(operations):
        _check(operation, f"operations[{at}]")
    _check_together(operations)
    return operations


def _check(operation: Json, where: str) -> None:
    sides = SIDES.get(operation.get("type", ""))
    if sides is None:
        raise invalid(f"Must be one of the following values: [{', '.join(SIDES)}]", f"{where}.type")
    for side in sides:
        if not ID.fullmatch(str(operation.get(side, ""))):
            raise invalid("invalid richMenuId", f"{where}.{side}")


def _check_together(operations: list[Json]) -> None:
    if len(operations) > 1 and any(each["type"] == "unlinkAll" for each in operations):
        raise invalid("'unlinkAll' type can't be combined with other type", "operations[].type")
    for menu_id, times in Counter(each["from"] for each in operations if "from" in each).items():
        if times > 1:
            raise invalid(f"from richmenu ({menu_id}) is duplicated", "operations[].from")


def _refuse_without_picture(account: Channel, operation: Json) -> None:
    target = operation.get("to")
    menu = account.menus.get(target or "")
    if target and (menu is None or not menu.image):
        raise invalid(f"'to' richmenu ({target}) must have image but it doesn't", "operations[].to")


def _was_finished(call: Call, key: str) -> bool:
    """Whether a request under this key was done already: resuming takes up only what was left over.

    Here nothing is ever left over, so who got the menu back meanwhile keeps it.
    """
    before = (each for each in call.account.batches.values() if key and each.resume_key == key)
    return any(call.now <= each.accepted_at + TWO_WEEKS for each in before)


def _apply(account: Channel, operations: list[Json]) -> None:
    if operations[0]["type"] == "unlinkAll":
        for chat in account.chats.values():
            chat.menu = None
        return
    becomes: Mapping[str, str | None] = {each["from"]: each.get("to") for each in operations}
    for chat in account.chats.values():
        if chat.menu and chat.menu in becomes:
            chat.menu = becomes[chat.menu]


SIDES: Final[Mapping[str, tuple[str, ...]]] = {"link": ("from", "to"), "unlink": ("from",), "unlinkAll": ()}
