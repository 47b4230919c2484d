"""The points of guardians: each one's, and all of them together.

Written from docs/rules/criteria.md ("Guardians") alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import prod

from madoguchi.rules.plain.expressions import rounded
from madoguchi.rules.plain.findings import Document
from madoguchi.rules.plain.granting import Item, Place, grant, is_granted, look_up


@dataclass(frozen=True)
class Line:
    """A line of the sheet: what an item adds, what it is worth alone, and why."""

    item: str
    points: Decimal
    worth: Decimal
    subject: str
    why: str

    def without_effect(self, why: str) -> Line:
        """The same line where something else stands instead of it."""
        return replace(self, points=Decimal(0), why=why) if self.why == "counts" else self


@dataclass(frozen=True)
class Reason:
    """A reason that is granted, with the lines that make its points."""

    id: str
    lines: tuple[Line, ...]

    @property
    def points(self) -> Decimal:
        """After the modifiers that name it."""
        return sum((line.worth for line in self.lines if line.why == "counts"), Decimal(0))


@dataclass(frozen=True)
class Guardian:
    """What one guardian is worth."""

    points: Decimal
    lines: tuple[Line, ...]
    counting: str | None  # the reason that counts


def guardian(document: Document, place: Place, subject: str) -> Guardian:
    """The points of one guardian, and how they came about."""
    modifiers = [each for each in document.get("modifiers", ()) if is_granted(each, place)]
    reasons = [
        _modified(reason, [each for each in modifiers if reason.id in each.get("reasons", ())])
        for reason in _reasons(document, place, subject)
    ]
    if not reasons:
        return Guardian(Decimal(0), (), None)
    best = max(reasons, key=lambda reason: reason.points)
    points, lines = _joined(document, reasons, best, subject)
    for each in _factors_first([each for each in modifiers if not each.get("reasons")]):
        change = _change(each, points)
        lines.append(Line(each["id"], change, change, subject, "counts"))
        points += change
    if "rounding" in document:
        exact = points
        points = rounded(exact, document["rounding"].get("to", 0), document["rounding"]["how"])
        lines += _told("rounding", points - exact, subject)
    return Guardian(points, tuple(lines), best.id)


def _reasons(document: Document, place: Place, subject: str) -> list[Reason]:
    """The granted reasons in the order of the document, each with its highest item."""
    found: dict[str, list[tuple[str, Decimal]]] = {each["id"]: [] for each in document.get("reasons", ())}
    for table in document.get("tables", ()):
        if cell := look_up(document, table, place):
            found[table["reason"]].append(cell)
    for item in document.get("base", ()):
        worth = grant(item, place)
        if worth is not None:
            found[item["reason"]].append((item["id"], worth))
    return [Reason(reason, _highest(granted, subject)) for reason, granted in found.items() if granted]


def _highest(granted: Sequence[tuple[str, Decimal]], subject: str) -> tuple[Line, ...]:
    """Only the highest counts; between equals the first."""
    best = max(range(len(granted)), key=lambda index: granted[index][1])
    return tuple(
        Line(item, worth, worth, subject, "counts")
        if index == best
        else Line(item, Decimal(0), worth, subject, "lower")
        for index, (item, worth) in enumerate(granted)
    )


def _modified(reason: Reason, modifiers: Sequence[Item]) -> Reason:
    for each in _factors_first(modifiers):
        change = _change(each, reason.points)
        line = Line(each["id"], change, change, reason.lines[0].subject, "counts")
        reason = replace(reason, lines=(*reason.lines, line))
    return reason


def _factors_first(modifiers: Sequence[Item]) -> list[Item]:
    return sorted(modifiers, key=lambda each: "factor" not in each)


def _change(modifier: Item, points: Decimal) -> Decimal:
    """What a modifier changes at so many points."""
    return (
        points * Decimal(modifier["factor"]) - points if "factor" in modifier else Decimal(modifier["points"])
    )


def _joined(
    document: Document, reasons: Sequence[Reason], best: Reason, subject: str
) -> tuple[Decimal, list[Line]]:
    """Several reasons of one guardian made one number."""
    rule = document.get("several_reasons", {})
    take = rule.get("take", "highest")
    points = [reason.points for reason in reasons]
    lines = [_as(line, take == "sum" or reason is best) for reason in reasons for line in reason.lines]
    if take == "highest":
        joined = best.points + _bonus(rule, len(reasons) - 1)
    else:
        joined = sum(points, Decimal(0)) if take == "sum" else Decimal(prod(points))
    if "cap" in rule:
        joined = min(joined, Decimal(rule["cap"]))
    shown = sum((line.points for line in lines), Decimal(0))
    return joined, lines + _told("several_reasons", joined - shown, subject)


def _as(line: Line, counts: bool) -> Line:
    return line if counts else line.without_effect("lower")


def _bonus(rule: Item, others: int) -> Decimal:
    bonus = Decimal(rule.get("bonus", 0)) * others
    return min(bonus, Decimal(rule["bonus_at_most"])) if "bonus_at_most" in rule else bonus


def _told(item: str, change: Decimal, subject: str) -> list[Line]:
    return [Line(item, change, change, subject, "counts")] if change else []


def together(document: Document, guardians: Sequence[Guardian]) -> tuple[Decimal, list[Line]]:
    """The points of all guardians, and the lines of each."""
    aggregate = document.get("aggregate", "sum")
    if aggregate == "sum" or not guardians:
        points = sum((each.points for each in guardians), Decimal(0))
        return points, [line for each in guardians for line in each.lines]
    choose = min if aggregate == "min" else max
    shown = choose(guardians, key=lambda each: each.points)
    lines = [
        line if each is shown else line.without_effect("other_guardian")
        for each in guardians
        for line in each.lines
    ]
    return shown.points, lines
