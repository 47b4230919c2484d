"""The buttons of the builder: `verb` or `verb:argument` as posted, and which operation each stands for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from madoguchi.rules import editing
from madoguchi.rules.editing import Add, Duplicate, Group, Move, Operation, Paste, Remove, Retype, Ungroup
from madoguchi.rules.editing.moving import down, up
from madoguchi.rules.editing.places import split

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A pressed button, with what its operation needs."""

    plain: Plain
    path: str  # of the step or question on the page
    argument: str
    posted: Mapping[str, str]
    token: str  # of new ids
    places: str  # the kind of places a new question lets choose from

    @property
    def option(self) -> str:
        """The path of the option that is meant."""
        return f"{self.path}.options[{self.argument}]"


def operation(act: str, press: Press) -> Operation | None:
    """What the button does; None where it does nothing, e.g. up at the very top."""
    act = act.partition(":")[0]
    return _ACTS[act](press) if act in _ACTS else None


def _add(press: Press) -> Operation | None:
    """Behind the question on the page; inside, where that is a group or a step."""
    if press.argument not in editing.TYPES:
        return None
    fresh = editing.question(press.argument, f"{press.argument}_{press.token}", places=press.places)
    thing = editing.at(press.plain, press.path) or {}
    is_step = press.path.count("[") == 1
    if is_step or ("questions" in thing and press.argument != "group"):
        return Add(f"{press.path}.questions", fresh)
    to, key = split(_out_of_group(press.path) if press.argument == "group" else press.path)
    return Add(to, fresh, key)


def _add_step(press: Press) -> Operation:
    first = editing.question("text", f"text_{press.token}")
    return Add("steps", editing.step(f"step_{press.token}", first), split(_step(press.path))[1])


def _move(press: Press) -> Operation:
    to, _, after = press.posted.get("to", "").partition("|")
    return Move(press.path, to or split(press.path)[0], after)


def _paste(press: Press) -> Operation:
    rows = [line.split("\t") for line in press.posted.get("pasted", "").splitlines()]
    found = ((row[0].strip(), " ".join(row[1:]).strip()) for row in rows)
    return Paste(press.path, tuple(each for each in found if each[0]), press.token)


def _step(path: str) -> str:
    return path[: path.index("]") + 1]


def _out_of_group(path: str) -> str:
    """The group around a question, since groups do not nest; else the question itself."""
    return split(split(path)[0])[0] if path.count("[") > 2 else path


_ACTS: Final[Mapping[str, Callable[[Press], Operation | None]]] = {
    "add": _add,
    "add_step": _add_step,
    "up": lambda press: up(press.plain, press.path),
    "down": lambda press: down(press.plain, press.path),
    "move": _move,
    "duplicate": lambda press: Duplicate(press.path, press.token),
    "remove": lambda press: Remove(press.path),
    "remove_with_uses": lambda press: Remove(press.path, uses=True),
    "group": lambda press: Group(press.path, f"group_{press.token}"),
    "ungroup": lambda press: Ungroup(press.path),
    "retype": lambda press: Retype(press.path, press.posted.get("type", "")),
    "paste": _paste,
    "option_add": lambda press: Add(f"{press.path}.options", editing.option(f"option_{press.token}")),
    "option_up": lambda press: up(press.plain, press.option),
    "option_down": lambda press: down(press.plain, press.option),
    "option_remove": lambda press: Remove(press.option),
    "option_remove_with_uses": lambda press: Remove(press.option, uses=True),
}
