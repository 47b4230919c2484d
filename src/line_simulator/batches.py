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
    """Do it. Everybody's new menu follows from the old one: A→B and B→C do not chain.

    Under a key that was used before only those are changed whom the request before did not reach.
    """
    operations = _checked(call)
    for operation in operations:
        _refuse_without_picture(call.account, operation)
    key = call.body.get("resumeRequestKey", "")
    before = _before(call, key)
    changes = _changes(call.account, operations) if before is None else before.left
    reached = len(changes) // 2 if call.world.batches_break_off else len(changes)
    for who in list(changes)[:reached]:
        call.account.chats[who].menu = changes[who]
    left = {who: changes[who] for who in list(changes)[reached:]}
    call.account.batches[call.id] = Batch(call.now, call.now + TAKES, key, left)
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
    phase = "failed" if batch.left else "succeeded"
    return {"phase": phase, "completedTime": iso(batch.completed_at)} | told


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


def _before(call: Call, key: str) -> Batch | None:
    """The last request under this key."""
    alike = [each for each in call.account.batches.values() if key and each.resume_key == key]
    return alike[-1] if alike and call.now <= alike[-1].accepted_at + TWO_WEEKS else None


def _changes(account: Channel, operations: list[Json]) -> dict[str, str | None]:
    """Whose menu changes, and to which; None is the default."""
    linked = {who: chat.menu for who, chat in account.chats.items() if chat.menu}
    if operations[0]["type"] == "unlinkAll":
        return dict.fromkeys(linked)
    becomes: Mapping[str, str | None] = {each["from"]: each.get("to") for each in operations}
    return {who: becomes[menu] for who, menu in linked.items() if menu in becomes}


SIDES: Final[Mapping[str, tuple[str, ...]]] = {"link": ("from", "to"), "unlink": ("from",), "unlinkAll": ()}
