"""A sheet of points as JSON: what the command prints, what a run keeps and by what engines are compared."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from madoguchi.rules.problems import Problem

if TYPE_CHECKING:
    from madoguchi.rules.scoring import Line, Reason, Scored


def said(scored: Scored) -> dict[str, Any]:
    """A sheet as JSON."""
    return {
        "id": scored.id,
        "total": _number(scored.total),
        "totals": {code: _number(total) for code, total in scored.totals.items()},
        "lines": [dict(_line(line)) for line in scored.lines],
        "errors": list(map(error, scored.errors)),
        "eligible": scored.eligible,
        "reasons": list(map(_reason, scored.reasons)),
        "barred": {code: list(map(_reason, several)) for code, several in scored.barred.items()},
        "base": _number(scored.base),
        "adjustments": _number(scored.adjustments),
        "passes": scored.passes,
        "phase": scored.phase,
        "bands": list(scored.bands),
        "reserved": list(scored.reserved),
    }


def _line(line: Line) -> Iterator[tuple[str, Any]]:
    yield "item", line.item
    yield "label", line.label["ja"]
    yield "points", _number(line.points)
    yield "worth", _number(line.worth)
    yield "subject", line.subject
    yield "why", line.why
    if line.detail:
        yield "detail", [each["ja"] for each in line.detail]
    if line.times is not None:
        yield "times", _number(line.times)


def error(problem: Problem) -> dict[str, Any]:
    """What cannot stand, as JSON."""
    facts = {name: _plain(value) for name, value in problem.facts.items()}
    return {"path": problem.path, "code": problem.code, "facts": facts}


def _reason(reason: Reason) -> dict[str, str]:
    return {"requirement": reason.requirement, "label": reason.label["ja"], "subject": reason.subject}


def _plain(value: object) -> object:
    return _number(value) if isinstance(value, Decimal) else value


def _number(number: Decimal | None) -> int | float | None:
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)
