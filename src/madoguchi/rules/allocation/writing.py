"""An allocation as JSON, the same bytes each time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from madoguchi.rules.allocation.explaining import Choice, Explanation
from madoguchi.rules.allocation.outcome import Allocation, Last, Noted, Turned


def as_data(allocation: Allocation) -> dict[str, Any]:
    """What `madoguchi allocate` prints."""
    turned = allocation.queues
    return {
        "placements": dict(allocation.placements),
        "admitted": {name: list(each.admitted) for name, each in turned.items()},
        "waiting": {name: list(each.waiting) for name, each in turned.items()},
        "cutoffs": {name: _cutoff(each) for name, each in turned.items()},
        "explanations": {child: _explained(each) for child, each in allocation.explanations.items()},
        "freed": dict(allocation.freed),
        "siblings": _siblings(allocation),
        "notes": [_note(each.code, each.queue, each.children) for each in allocation.notes],
        "lottery": dict(allocation.lottery),
        "digest": allocation.digest,
    }


def _cutoff(turned: Turned) -> dict[str, Any] | None:
    reserved = {group: _last(last) for group, last in turned.reserved.items()}
    limits = {limit: _last(last) for limit, last in turned.limits.items()}
    if turned.last is None and not any(reserved.values()):
        return None
    last = _last(turned.last) or dict.fromkeys(("phase", "points", "choice_rank", "tie", "lottery"))
    more = {"reserved": reserved, "limits": limits}
    return {**last, "full": turned.is_full, **{key: value for key, value in more.items() if value}}


def _last(last: Last | None) -> dict[str, Any] | None:
    return None if last is None else _plain(asdict(last))


def _explained(explanation: Explanation) -> dict[str, Any]:
    choices = [_choice(each) for each in explanation.choices]
    return {"placed": explanation.placed, "rank": explanation.rank, "choices": choices}


def _choice(choice: Choice) -> dict[str, Any]:
    optional = ("band", "element", "limit")
    said = asdict(choice)
    return {key: value for key, value in said.items() if value is not None or key not in optional}


def _siblings(allocation: Allocation) -> dict[str, Any]:
    found = allocation.siblings
    return {
        "method": found.method,
        "order": list(found.order),
        "starts": found.starts,
        "blocked": [{"family": each.family, "facilities": dict(each.facilities)} for each in found.blocked],
    }


def _note(code: Noted, queue: str, children: tuple[str, ...]) -> dict[str, Any]:
    return {"code": code, **({"queue": queue, "children": list(children)} if queue else {})}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value
