"""A case typed in to try a table of points: its boxes, and the sheet that comes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from madoguchi.base.texts import say
from madoguchi.rules.criteria import Criteria
from madoguchi.rules.criteria.document import Finding
from madoguchi.rules.criteria.names import GUARDIANS
from madoguchi.rules.findings import wanted
from madoguchi.rules.problems import Problem
from madoguchi.rules.scoring import Scored
from madoguchi.selection import wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One finding to type in."""

    name: str
    finding: Finding
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The boxes of one guardian, of the household, or of a club that was wished for."""

    scope: str
    number: int
    boxes: tuple[Box, ...]


def parts(criteria: Criteria, typed: Mapping[str, str]) -> tuple[Part, ...]:
    """Two guardians at most, the household and one club, with what was typed before."""
    guardians = range(1, min(criteria.guardians_at_most, 2) + 1)
    subjects = [("guardian", number, f"{GUARDIANS}.{number}") for number in guardians]
    subjects += [("household", 0, "household"), ("facility", 0, "facility")]
    found = (
        Part(scope=scope, number=number, boxes=tuple(_boxes(criteria, scope, prefix, typed)))
        for scope, number, prefix in subjects
    )
    return tuple(each for each in found if each.boxes)


def _boxes(criteria: Criteria, scope: str, prefix: str, typed: Mapping[str, str]) -> Iterator[Box]:
    for finding in (each for each in wanted(criteria) if each.scope == scope):
        name = f"{prefix}.{finding.id}"
        yield Box(name=name, finding=finding, value=typed.get(name, ""))


def sheet(criteria: Criteria, scored: Scored) -> dict[str, Any]:
    """What the page shows of a sheet: its lines, its total here and elsewhere, and what is wrong."""
    return {
        "scored": scored,
        "here": scored.totals.get("here"),
        "problems": [
            (_told_of(criteria, each), say(wording.CASE_CODES[each.code])) for each in scored.errors
        ],
    }


def _told_of(criteria: Criteria, problem: Problem) -> Any:
    """What a problem speaks of, in words where the criteria have some."""
    id = problem.path.rpartition("/")[2]
    for scope in criteria.plan.known.values():
        if id in scope:
            return scope[id].finding.title.root
    titles = {group.id: group.title for group in criteria.exclusive_groups}
    titles |= {table.id: table.label for table in criteria.tables}
    if id in titles:
        return titles[id].root
    return say("Guardian {number}", number=id) if id.isdigit() else say("Guardians")
