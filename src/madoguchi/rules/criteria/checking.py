"""What is wrong with criteria although every key is right: names, references, what cannot be together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final

from madoguchi.rules.criteria.document import Criteria, Finding, Item, Table
from madoguchi.rules.criteria.plan import RESERVED, own_findings
from madoguchi.rules.expressions.reading import suggest
from madoguchi.rules.problems import Fault

NAMES: Final = (
    "reasons", "exclusive_groups", "eligibility", "phases", "bands", "reserved", "preassignments",
    "tie_break",
)  # fmt: skip
"""Lists whose ids have a space of names of their own each."""


def check(criteria: Criteria) -> Iterator[Fault]:
    """Every fault that can be told without reading expressions."""
    yield from _twice(criteria)
    yield from _own_differ(criteria)
    for finding in criteria.findings:
        yield from _finding(finding)
    for place in ("base", "household_base", "adjust"):
        for item in getattr(criteria, place):
            yield from _item(f"{place}[{item.id}]", item)
    for table in criteria.tables:
        yield from _table(table)
    yield from _references(criteria)
    yield from _tie_break(criteria)
    rule = criteria.without_reason
    if rule is not None and (rule.then == "refused") != (rule.label is not None):
        yield Fault("without_reason.label", "expected for refused, and for nothing else")


def _twice(criteria: Criteria) -> Iterator[Fault]:
    for place in NAMES:
        yield from _repeated(place, getattr(criteria, place))
    yield from _repeated("findings", criteria.findings + criteria.derived)
    cells = [cell for table in criteria.tables for row in table.rows for cell in table.names(row)]
    yield from _repeated("items", [each.id for each in criteria.items()] + cells)
    for each in (*criteria.findings, *criteria.derived, *criteria.items()):
        if each.id in RESERVED:
            yield Fault(each.id, f"'{each.id}' has a meaning already; expected another id")


def _repeated(place: str, several: Iterable[Any]) -> Iterator[Fault]:
    ids = Counter(each if isinstance(each, str) else each.id for each in several)
    for id, times in ids.items():
        if times > 1:
            yield Fault(f"{place}[{id}]", f"the id '{id}' stands here {times} times; expected it once")


def _own_differ(criteria: Criteria) -> Iterator[Fault]:
    """A finding with the name of an item grants that item: it has to be of its scope and type."""
    declared = {each.id: each for each in criteria.findings}
    derived = {each.id for each in criteria.derived}
    for own in own_findings(criteria):
        found = declared.get(own.id)
        if own.id in derived:
            yield Fault(f"derived[{own.id}]", "an item has this id; expected another")
        elif found is None:
            continue
        elif found.scope != own.scope:
            yield Fault(f"findings[{own.id}].scope", f"the item '{own.id}' needs {own.scope}")
        elif found.type != own.type and (found.type, own.type) != ("days", "number"):
            yield Fault(f"findings[{own.id}].type", f"the item '{own.id}' needs {own.type}")


def _finding(finding: Finding) -> Iterator[Fault]:
    path = f"findings[{finding.id}]"
    if (finding.type == "choice") != bool(finding.options):
        yield Fault(f"{path}.options", "expected options for a choice, and for nothing else")
    if finding.type != "number" and (finding.at_least, finding.at_most, finding.several) != (
        None,
        None,
        "refuse",
    ):
        yield Fault(path, "at_least, at_most and several are for numbers")
    yield from _repeated(f"{path}.options", finding.options)
    yield from _bounds(path, finding.at_least, finding.at_most)


def _bounds(path: str, least: Any, most: Any) -> Iterator[Fault]:
    if least is not None and most is not None and least > most:
        yield Fault(f"{path}.at_most", f"expected at least {least}; found {most}")


def _item(path: str, item: Item) -> Iterator[Fault]:
    if (item.points is None) == (item.manual is None):
        yield Fault(path, "expected either points or manual")
    if item.manual is not None:
        yield from _bounds(f"{path}.manual", item.manual.at_least, item.manual.at_most)
        if item.when is not None or item.count is not None or item.per is not None:
            yield Fault(path, "points that an officer decides have no when, per or count")
    if item.at_most_times is not None and item.per is None and item.count is None:
        yield Fault(f"{path}.at_most_times", "expected per or count beside it")


def _table(table: Table) -> Iterator[Fault]:
    path = f"tables[{table.id}]"
    if bool(table.rows) == bool(table.points_ref):
        yield Fault(path, "expected either rows or points_ref")
    if table.points_ref is None and bool(table.columns) != (table.column is not None):
        yield Fault(path, "'column' and 'columns' belong together; expected both or neither")
    width = len(table.columns) or 1
    for index, row in enumerate(table.rows):
        if len(row.points) != width:
            place = f"{path}.rows[{row.id or index}].points"
            yield Fault(place, f"expected {width} values, one per column; found {len(row.points)}")
        if row.cells and len(row.cells) != width:
            place = f"{path}.rows[{row.id or index}].cells"
            yield Fault(place, f"expected {width} ids, one per column; found {len(row.cells)}")


def _references(criteria: Criteria) -> Iterator[Fault]:
    reasons = {each.id for each in criteria.reasons}
    groups = {each.id for each in criteria.exclusive_groups}
    named = {table.id: table for table in criteria.tables}
    for place in ("tables", "base"):
        for each in getattr(criteria, place):
            yield from _among(f"{place}[{each.id}].reason", [each.reason], reasons)
    for each in criteria.modifiers:
        yield from _among(f"modifiers[{each.id}].reasons", each.reasons, reasons)
        if (each.points is None) == (each.factor is None):
            yield Fault(f"modifiers[{each.id}]", "expected either points or factor")
    for each in criteria.adjust:
        wanted = [each.exclusive] if each.exclusive else []
        yield from _among(f"adjust[{each.id}].exclusive", wanted, groups)
        if each.exclusive and each.cap_after:
            yield Fault(f"adjust[{each.id}]", "expected either exclusive or cap_after")
    for each in criteria.tables:
        other = named.get(each.points_ref or "")
        if other is not None and bool(other.columns) != (each.column is not None):
            yield Fault(f"tables[{each.id}].column", f"expected what '{other.id}' has")
    for key in criteria.tie_break:
        yield from _among(f"tie_break[{key.id}].reason_order", key.reason_order, reasons)


def _among(path: str, wanted: Iterable[str], known: Iterable[str]) -> Iterator[Fault]:
    for each in wanted:
        if each not in known:
            yield Fault(path, f"there is no '{each}'{suggest(each, known)}")


def _tie_break(criteria: Criteria) -> Iterator[Fault]:
    ranked = [key for key in criteria.tie_break if key.choice_rank]
    if ranked and not criteria.allocation.choice_rank_in_priority:
        path = "allocation.choice_rank_in_priority"
        yield Fault(path, f"the tie-break '{ranked[0].id}' goes by the rank of wishes; expected true")
    last = [key for key in criteria.tie_break if key.lottery]
    if last and criteria.tie_break[-1] is not last[0]:
        yield Fault(f"tie_break[{last[0].id}]", "nothing can come behind a lottery; expected it last")
