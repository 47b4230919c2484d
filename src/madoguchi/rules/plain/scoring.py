"""Points, worked out a second time: what a table says of a case, and who comes first among equals.

Written from docs/rules/criteria.md alone, to be read beside it. It is given a table as its document holds
it, in which nobody found a fault, and a case as its line holds it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Context, Decimal, localcontext
from typing import Any, Final

from madoguchi.rules.plain.adjusting import granted_adjustments, lines_at, lines_of, settle, tell_twice
from madoguchi.rules.plain.expressions import DIGITS, Seen, holds, worth
from madoguchi.rules.plain.findings import (
    Criteria,
    Document,
    Known,
    Troubles,
    criteria_of,
    derive,
    known,
    malformed,
)
from madoguchi.rules.plain.granting import Place, grant
from madoguchi.rules.plain.guardians import Guardian, Line, guardian, together

LAST: Final = Decimal(10) ** 15


@dataclass(frozen=True)
class Worked:
    """A case worked out."""

    document: Document
    case: Mapping[str, Any]
    known: Known
    troubles: Troubles
    guardians: Sequence[Guardian]
    base: Decimal
    adjustments: Decimal
    at: Mapping[str, Decimal]  # the points at each facility
    lines: Sequence[Line]

    @property
    def total(self) -> Decimal:
        """The guardians' points and the adjustments of the household."""
        return self.base + self.adjustments


def score(document: Document, case: Any) -> dict[str, Any]:
    """What a case is worth, as it is printed: `docs/rules/criteria.md`, "What `score` prints"."""
    if wrong := malformed(case):
        errors = [{"path": path, "code": "malformed"} for path in wrong]
        id = case.get("id") if isinstance(case, Mapping) else None
        return {"id": id, "total": None, "totals": {}, "lines": [], "errors": errors}
    return said(work_out(criteria_of(document), case))


def keys(document: Document, case: Mapping[str, Any], facility: str, rank: int) -> tuple[Decimal, ...]:
    """The tie-break keys of a case at a facility that was wished for on this rank; smaller is better."""
    return keys_of(work_out(criteria_of(document), case), facility, rank)


def work_out(criteria: Criteria, case: Mapping[str, Any]) -> Worked:
    """A case worked out, as exactly as expressions are."""
    with localcontext(Context(prec=DIGITS)):
        return _in_order(criteria, case)


def _in_order(criteria: Criteria, case: Mapping[str, Any]) -> Worked:
    """The steps of "Order of evaluation", one after the other."""
    document, troubles = criteria.document, Troubles()
    found = known(criteria, case, troubles)
    home = Place("household", found.seen(), troubles)
    guardians, base, lines = _guardians(document, found, home)
    household = granted_adjustments(document, "household", home)
    tell_twice(document, household, [], home)
    settled = settle(household, base)
    lines += lines_of(household, settled, "household")
    at = {}
    for code in found.facilities:
        place = Place(f"facilities/{code}", found.seen_at(code), troubles)
        facility = granted_adjustments(document, "facility", place)
        tell_twice(document, household, facility, place)
        there = settle([*household, *facility], base)
        lines += lines_at(household, settled, facility, there, code)
        at[code] = base + sum((each.points for each in there), Decimal(0))
    adjustments = sum((each.points for each in settled), Decimal(0))
    return Worked(document, case, found, troubles, guardians, base, adjustments, at, lines)


def _guardians(document: Document, found: Known, home: Place) -> tuple[list[Guardian], Decimal, list[Line]]:
    """Each guardian, their points together or what stands instead, and the lines."""
    instead = [
        Line(item["id"], points, points, "household", "counts")
        for item in document.get("household_base", ())
        if (points := grant(item, home)) is not None
    ]
    guardians = []
    is_asked = not instead and bool(document.get("tables") or document.get("base"))
    for number, values in enumerate(found.guardians, 1):
        place = Place(f"guardians/{number}", found.seen_by(values), home.troubles)
        guardians.append(guardian(document, place, f"guardian {number}"))
        if is_asked and guardians[-1].counting is None and "without_reason" not in document:
            home.troubles.add(f"guardians/{number}", "no_reason")
    if is_asked and not guardians:
        home.troubles.add("guardians", "no_guardians")
    if not instead:
        return guardians, *together(document, guardians)
    best = max(instead, key=lambda line: line.points)
    replaced = [line.without_effect("replaced") for each in guardians for line in each.lines]
    return guardians, best.points, [*replaced, best]


def said(worked: Worked) -> dict[str, Any]:
    """A case worked out, as it is printed."""
    document, found = worked.document, worked.known
    is_sound = not worked.troubles.found
    threshold = document.get("threshold")
    phases = _holding(document.get("phases", ()), found.seen())
    reasons = [
        *_refusals(document, "household", "household", found.seen()),
        *(
            each
            for number, values in enumerate(found.guardians, 1)
            for each in _refusals(document, "guardian", f"guardian {number}", found.seen_by(values))
        ),
        *_at_home(worked),
    ]
    barred = {
        code: refused
        for code in found.facilities
        if (refused := _refusals(document, "facility", code, found.seen_at(code)))
    }
    return {
        "id": str(worked.case["id"]),
        "total": worked.total if is_sound else None,
        "totals": dict(worked.at) if is_sound else {},
        "lines": [_line(line) for line in worked.lines],
        "errors": [{"path": path, "code": code} for path, code in worked.troubles.found],
        "eligible": not reasons,
        "reasons": reasons,
        "barred": barred,
        "base": worked.base,
        "adjustments": worked.adjustments,
        "passes": worked.total >= Decimal(threshold["at_least"]) if threshold and is_sound else None,
        "phase": phases[0] if phases else None,
        "bands": _holding(document.get("bands", ()), found.seen()),
        "reserved": _holding(document.get("reserved", ()), found.seen()),
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "item": line.item,
        "points": line.points,
        "worth": line.worth,
        "subject": line.subject,
        "why": line.why,
    }


def _holding(parts: Sequence[Mapping[str, Any]], seen: Seen) -> list[str]:
    return [part["id"] for part in parts if "when" not in part or holds(part["when"], seen)]


def _at_home(worked: Worked) -> list[dict[str, str]]:
    """The guardians for whom nothing is granted, where the criteria refuse the child for that."""
    document = worked.document
    if document.get("without_reason", {}).get("then") != "refused":
        return []
    if not (document.get("tables") or document.get("base")) or _is_replaced(worked):
        return []
    return [
        {"requirement": "without_reason", "subject": f"guardian {number}"}
        for number, each in enumerate(worked.guardians, 1)
        if each.counting is None
    ]


def _is_replaced(worked: Worked) -> bool:
    """Whether a household base stands instead of the guardians."""
    instead = {item["id"] for item in worked.document.get("household_base", ())}
    return any(line.item in instead for line in worked.lines)


def _refusals(document: Document, scope: str, subject: str, seen: Seen) -> list[dict[str, str]]:
    """The requirements of a scope that are not met."""
    return [
        {"requirement": each["id"], "subject": subject}
        for each in document.get("eligibility", ())
        if each.get("scope", "household") == scope and holds(each["refuse_when"], seen)
    ]


# Who comes first among equals


def keys_of(worked: Worked, facility: str, rank: int) -> tuple[Decimal, ...]:
    """The tie-break keys of a case worked out."""
    found = worked.known
    if facility not in found.facilities:
        found = replace(found, facilities={facility: {}})
        derive(worked.document, found)
    seen = found.seen_at(facility)
    with localcontext(Context(prec=DIGITS)):
        return tuple(
            number
            for key in worked.document.get("tie_break", ())
            for number in _key(key, worked, seen, facility, rank)
        )


def _key(key: Mapping[str, Any], worked: Worked, seen: Seen, facility: str, rank: int) -> list[Decimal]:
    if "first" in key:
        return [Decimal(0 if holds(key["first"], seen) else 1)]
    if "most" in key:
        number = _number(worth(key["most"], seen))
        return [LAST if number is None else -number]
    if "least" in key:
        number = _number(worth(key["least"], seen))
        return [LAST if number is None else number]
    if "most_points" in key:
        points = {"total": worked.total, "base": worked.base, "adjustments": worked.adjustments}
        of = key["most_points"]
        return [-(worked.at.get(facility, worked.total) if of == "total" else points[of])]
    if "reason_order" in key:
        return _by_reasons(key, worked.guardians)
    if key.get("choice_rank"):
        return [Decimal(rank)]
    own = worked.known.household.get(key["id"])
    return [LAST if own is None else own]


def _number(value: Any) -> Decimal | None:
    return Decimal(value.toordinal()) if isinstance(value, date) else value


def _by_reasons(key: Mapping[str, Any], guardians: Sequence[Guardian]) -> list[Decimal]:
    order, of = key["reason_order"], key.get("of", "better")
    others = len(order)
    places = sorted(order.index(each.counting) if each.counting in order else others for each in guardians)
    smallest, second = (*places, others, others)[:2]
    if of == "both":
        return [Decimal(smallest), Decimal(second)]
    return [Decimal(smallest if of == "better" else max(places, default=others))]
