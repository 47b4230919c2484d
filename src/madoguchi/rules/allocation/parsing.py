"""From data as it comes out of JSON to a problem that can be allocated, or to every fault of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from pydantic import ValidationError

from madoguchi.rules.allocation.checking import check
from madoguchi.rules.allocation.faults import Code, Wrong
from madoguchi.rules.allocation.problem import Problem

_CODES: Final = {code.value for code in Code}


class Faults(tuple[Wrong, ...]):
    """Everything wrong with a problem, in reading order. Never empty."""

    __slots__ = ()


def parse(data: Any) -> Problem | Faults:
    """The problem, or its faults. What is wrong in shape is told before what is wrong in sense."""
    try:
        problem = Problem.model_validate(data)
    except ValidationError as wrong:
        return Faults(_shape(error) for error in wrong.errors(include_url=False))
    faults = Faults(check(problem))
    return faults or problem


def _shape(error: Any) -> Wrong:
    path = written(error["loc"])
    code = _code(error["type"], error["loc"])
    return Wrong(path, code, {"why": error["msg"]})


def _code(kind: str, place: tuple[str | int, ...]) -> Code:
    if kind in _CODES:
        return Code(kind)
    if kind == "extra_forbidden":
        return Code.UNKNOWN_KEY
    if kind == "missing" and place[-1] == "capacity":
        return Code.CAPACITY_MISSING
    if kind == "enum":
        return Code.PRIORITY_UNKNOWN if place[0] == "priority" else Code.POLICY_UNKNOWN
    return Code.MALFORMED


def written(place: Iterable[str | int]) -> str:
    """A path as people write it: `children[3].choices[1]`."""
    parts = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
    return "".join(parts).removeprefix(".") or "problem"
