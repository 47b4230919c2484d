"""Who asks where, with which points: "From points to places" of docs/rules/criteria.md, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def asks(sheet: Mapping[str, Any], wishes: Sequence[str]) -> dict[str, Any]:
    """The choices of a child as the run looks at them, its points at each, and its groups.

    `sheet`: what the plain engine says of its case.
    """
    is_out = not sheet["eligible"] or sheet["passes"] is False
    choices = [] if is_out else [place for place in wishes if place not in sheet["barred"]]
    totals = sheet["totals"]
    return {
        "choices": choices,
        "points": {place: totals[place] if place in totals else sheet["total"] for place in choices},
        "groups": sorted(sheet["reserved"]),
    }
