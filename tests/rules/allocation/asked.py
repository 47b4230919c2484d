"""Problems written short, and what comes of them."""

from __future__ import annotations

from typing import Any

from madoguchi.rules import allocation
from madoguchi.rules.allocation import Allocation, Choice, Code, Faults, Problem


def child(
    id: str, choices: str = "A", points: Any = 10, lottery: int | None = None, **more: Any
) -> dict[str, Any]:
    """A child whose wishes are letters."""
    drawn = {"lottery": lottery} if lottery is not None else {}
    return {"id": id, "choices": list(choices), "points": points, **drawn, **more}


def data(*children: dict[str, Any], seats: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A problem as it comes out of JSON. `seats`: capacities by facility, or bands."""
    facilities = [
        {"id": id, **({"capacity": each} if isinstance(each, int) else {"bands": each})}
        for id, each in (seats or {"A": 1}).items()
    ]
    return {"children": list(children), "facilities": facilities, **more}


def problem(*children: dict[str, Any], **more: Any) -> Problem:
    """A problem that has no fault."""
    found = allocation.parse(data(*children, **more))
    assert isinstance(found, Problem), list(found)
    return found


def allocated(*children: dict[str, Any], **more: Any) -> Allocation:
    """What comes of a problem."""
    return allocation.allocate(problem(*children, **more))


def choice(found: Allocation, child: str, facility: str) -> Choice:
    """What became of one wish."""
    [choice] = [each for each in found.explanations[child].choices if each.facility == facility]
    return choice


def faults(raw: Any) -> list[tuple[str, Code]]:
    """Path and code of everything wrong."""
    found = allocation.parse(raw)
    assert isinstance(found, Faults), "it is without fault"
    return [(each.path, each.code) for each in found]
