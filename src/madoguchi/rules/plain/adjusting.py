"""Adjustments: exclusive groups, caps, and what a facility changes.

Written from docs/rules/criteria.md ("Adjustments") alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from madoguchi.rules.plain.findings import Document
from madoguchi.rules.plain.granting import Item, Place, grant
from madoguchi.rules.plain.guardians import Line


@dataclass(frozen=True)
class Adjustment:
    """An adjustment that is granted."""

    item: Item
    worth: Decimal


@dataclass(frozen=True)
class Settled:
    """What an adjustment adds, and why."""

    points: Decimal
    why: str


def granted_adjustments(document: Document, scope: str, place: Place) -> list[Adjustment]:
    """The adjustments of a scope that are granted, in the order of the document."""
    items = [each for each in document.get("adjust", ()) if each.get("scope", "household") == scope]
    found = [(item, grant(item, place)) for item in items]
    return [Adjustment(item, worth) for item, worth in found if worth is not None]


def settle(granted: Sequence[Adjustment], base: Decimal) -> list[Settled]:
    """What each of them adds: the highest of a group, and items with a cap after all others."""
    settled = {
        id(each): Settled(each.worth, "counts")
        if _stands(each, granted)
        else Settled(Decimal(0), "exclusive")
        for each in granted
        if "cap_after" not in each.item
    }
    so_far = sum((each.points for each in settled.values()), Decimal(0))
    for each in granted:
        if "cap_after" in each.item:
            points = _capped(each, so_far, base)
            settled[id(each)] = Settled(points, "counts" if points == each.worth else "capped")
            so_far += points
    return [settled[id(each)] for each in granted]


def _stands(one: Adjustment, granted: Sequence[Adjustment]) -> bool:
    """Whether an item has the highest absolute value of its group; between equals the first."""
    if "exclusive" not in one.item:
        return True
    group = [each for each in granted if each.item.get("exclusive") == one.item["exclusive"]]
    return max(group, key=lambda each: abs(each.worth)) is one


def _capped(one: Adjustment, so_far: Decimal, base: Decimal) -> Decimal:
    """As much as is left up to the cap; a deduction is made whole."""
    if one.worth < 0:
        return one.worth
    cap = one.item["cap_after"]
    full = so_far + base if cap.get("of", "adjustments") == "total" else so_far
    return min(one.worth, max(Decimal(cap["at"]) - full, Decimal(0)))


def tell_twice(
    document: Document, household: Sequence[Adjustment], facility: Sequence[Adjustment], place: Place
) -> None:
    """Groups of which two items are granted where that is an error; at a facility, those of its items."""
    for group in document.get("exclusive_groups", ()):
        here, there = (
            [each for each in several if each.item.get("exclusive") == group["id"]]
            for several in (household, facility)
        )
        is_asked = group.get("twice", "highest") == "error" and (there or place.path == "household")
        if is_asked and len(here) + len(there) > 1:
            place.trouble(group["id"], "exclusive_twice")


def lines_of(granted: Sequence[Adjustment], settled: Sequence[Settled], subject: str) -> list[Line]:
    """A line for each adjustment."""
    return [
        Line(one.item["id"], how.points, one.worth, subject, how.why)
        for one, how in zip(granted, settled, strict=True)
    ]


def lines_at(
    household: Sequence[Adjustment],
    before: Sequence[Settled],
    facility: Sequence[Adjustment],
    there: Sequence[Settled],
    code: str,
) -> list[Line]:
    """The lines of a facility: its own adjustments, and what it changes of the household's."""
    changed = [
        Line(one.item["id"], new.points - old.points, one.worth, code, new.why)
        for one, old, new in zip(household, before, there[: len(household)], strict=True)
        if new.points != old.points
    ]
    return changed + lines_of(facility, there[len(household) :], code)
