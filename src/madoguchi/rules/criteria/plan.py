"""The criteria made ready to score by: every expression read once, every name known, every fault found."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from madoguchi.rules.criteria.document import (
    Chosen,
    Criteria,
    Derived,
    Finding,
    Item,
    Modifier,
    Range,
    Table,
    TieKey,
)
from madoguchi.rules.criteria.names import FACILITY_FACTS, FACTS, GUARDIANS, NAMED
from madoguchi.rules.documents.base import Text
from madoguchi.rules.expressions.base import Broken, Expression, Source
from madoguchi.rules.expressions.reading import LAST, Named, Reader, Scope
from madoguchi.rules.expressions.types import (
    BOOL,
    DATE,
    DECIMAL,
    INTEGER,
    NUMBERS,
    ROWS,
    TIME,
    Kind,
    Type,
    choice,
)
from madoguchi.rules.problems import Fault

CONDITION: Final = frozenset({Kind.BOOL})
DERIVED: Final = NUMBERS | CONDITION | {Kind.DATE, Kind.TIME, Kind.CHOICE, Kind.TEXT}
IN_ORDER: Final = NUMBERS | {Kind.DATE}
LOOKED_UP: Final = NUMBERS | {Kind.CHOICE, Kind.TEXT}
Expressed = Expression | None
Inside = Callable[[Any], bool]
"""Whether a value lies between the edges of a row or column."""
RESERVED: Final = frozenset({GUARDIANS, "several_reasons", "rounding"})
"""Ids that mean something already: the rows of guardians, and lines of a sheet that belong to no item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A finding that a case may hold: declared, or the own finding of an item."""

    finding: Finding
    counts: bool = False
    """Whether it only says how many times an item is granted: true is once, false is never."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedItem:
    """An item, or a modifier of a guardian, with its condition and count."""

    item: Any
    when: Expressed
    count: Expressed = None

    def may_hold(self, values: Mapping[str, Any]) -> bool:
        """Whether it can be granted at all: most items are not, and need no second look."""
        return self.when is not None or self.count is not None or self.item.id in values


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedTable:
    """A table with the rows of the one it refers to."""

    table: Table
    when: Expressed
    row: Expression
    rows: tuple[Inside, ...]
    column: Expressed
    columns: tuple[Inside, ...]
    own: Mapping[str, tuple[int, int]]
    """Where the cells stand that have a name: they can be granted directly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedTie:
    """A key of the tie-break with its expression, where it has one."""

    key: TieKey
    kind: str
    value: Expressed


Conditions = tuple[tuple[Any, Expressed], ...]
"""Parts of the document, each with the condition it has or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that scoring needs."""

    known: Mapping[str, Mapping[str, Known]]
    """By scope and name."""
    derived: tuple[tuple[Derived, Expression], ...]
    required: Mapping[str, Conditions]
    tables: tuple[PlannedTable, ...]
    base: tuple[PlannedItem, ...]
    modifiers: tuple[PlannedItem, ...]
    household_base: tuple[PlannedItem, ...]
    adjust: Mapping[str, tuple[PlannedItem, ...]]
    eligibility: Mapping[str, Conditions]
    chosen: Mapping[str, Conditions]
    tie_break: tuple[PlannedTie, ...]
    scopes: Mapping[str, Scope]


CLOSED_DAYS: Final = Source("fact", "closed_days")
SCOPES: Final = ("household", "guardian", "facility")


class Planner:
    """Reads every expression of criteria; `faults` holds what is wrong with their meaning."""

    def __init__(self, criteria: Criteria) -> None:
        self.criteria = criteria
        self.faults: list[Fault] = []
        self.known = _known(criteria)
        self.scopes = _scopes(self.known)

    def plan(self) -> Plan:
        """The plan; of use only where no faults were found."""
        derived = self._derived()
        criteria = self.criteria
        return Plan(
            known=self.known,
            derived=derived,
            required=self._required(),
            tables=tuple(self._table(each) for each in criteria.tables if self._refers_well(each)),
            base=tuple(self._item("base", each, "guardian") for each in criteria.base),
            modifiers=tuple(self._modifier(each) for each in criteria.modifiers),
            household_base=tuple(self._item("household_base", each) for each in criteria.household_base),
            adjust={
                scope: tuple(
                    self._item("adjust", each, scope) for each in criteria.adjust if each.scope == scope
                )
                for scope in ("household", "facility")
            },
            eligibility=self._eligibility(),
            chosen={
                name: self._chosen(name, getattr(criteria, name)) for name in ("phases", "bands", "reserved")
            },
            tie_break=tuple(self._tie(each) for each in criteria.tie_break),
            scopes=self.scopes,
        )

    def _read(self, raw: Any, path: str, scope: str, kinds: Collection[Kind] = CONDITION) -> Expression:
        reader = Reader(self.scopes[scope], path, self.faults, NAMED)
        expression = reader.read(raw)
        if CLOSED_DAYS in expression.sources():
            self.faults.append(Fault(path, "criteria know no closed days; expected no 'business_days_after'"))
        return expression if reader.demand(expression, kinds) else Broken()

    def _maybe(self, raw: Any, path: str, scope: str, kinds: Collection[Kind] = CONDITION) -> Expressed:
        return None if raw is None else self._read(raw, path, scope, kinds)

    def _derived(self) -> tuple[tuple[Derived, Expression], ...]:
        """Derived values in the order of the document; each may name those before it."""
        found: list[tuple[Derived, Expression]] = []
        for each in self.criteria.derived:
            value = self._read(each.value, f"derived[{each.id}].value", each.scope, DERIVED)
            found.append((each, value))
            self._make_known(_named_derived(each, value.type), each.scope)
        return tuple(found)

    def _make_known(self, named: Named, scope: str) -> None:
        for name in _seen_from(scope):
            known = self.scopes[name]
            self.scopes[name] = replace(known, answers={**known.answers, named.id: named})

    def _required(self) -> dict[str, Conditions]:
        found: dict[str, list[tuple[Any, Expressed]]] = {scope: [] for scope in SCOPES}
        for each in self.criteria.findings:
            path = f"findings[{each.id}].required_when"
            if each.required_when is not None:
                found[each.scope].append((each, self._read(each.required_when, path, each.scope)))
        return {scope: tuple(several) for scope, several in found.items()}

    def _item(self, place: str, item: Item, scope: str = "household") -> PlannedItem:
        path = f"{place}[{item.id}]"
        return PlannedItem(
            item=item,
            when=self._maybe(item.when, f"{path}.when", scope),
            count=self._maybe(item.count, f"{path}.count", scope, NUMBERS),
        )

    def _modifier(self, modifier: Modifier) -> PlannedItem:
        path = f"modifiers[{modifier.id}].when"
        return PlannedItem(item=modifier, when=self._maybe(modifier.when, path, "guardian"))

    def _refers_well(self, table: Table) -> bool:
        """Whether `points_ref` leads to a table that has rows of its own."""
        if table.points_ref is None:
            return True
        named = {each.id: each for each in self.criteria.tables}
        found = named.get(table.points_ref)
        if found is None or found.points_ref is not None:
            message = "expected the id of a table that has rows of its own"
            self.faults.append(Fault(f"tables[{table.id}].points_ref", message))
        return found is not None and found.points_ref is None

    def _table(self, table: Table) -> PlannedTable:
        path = f"tables[{table.id}]"
        whole = self.criteria.table(table.id)
        return PlannedTable(
            table=whole,
            when=self._maybe(table.when, f"{path}.when", "guardian"),
            row=self._read(table.row, f"{path}.row", "guardian", LOOKED_UP),
            rows=tuple(map(lies_in, whole.rows)),
            column=self._maybe(table.column, f"{path}.column", "guardian", LOOKED_UP),
            columns=tuple(map(lies_in, whole.columns)),
            own=table.cells(),
        )

    def _eligibility(self) -> dict[str, Conditions]:
        found: dict[str, list[tuple[Any, Expressed]]] = {scope: [] for scope in SCOPES}
        for each in self.criteria.eligibility:
            path = f"eligibility[{each.id}].refuse_when"
            found[each.scope].append((each, self._read(each.refuse_when, path, each.scope)))
        return {scope: tuple(several) for scope, several in found.items()}

    def _chosen(self, place: str, several: Iterable[Chosen]) -> Conditions:
        return tuple(
            (each, self._maybe(each.when, f"{place}[{each.id}].when", "household")) for each in several
        )

    def _tie(self, key: TieKey) -> PlannedTie:
        kind = key.kinds[0] if key.kinds else ""
        path = f"tie_break[{key.id}]"
        if len(key.kinds) != 1:
            found = ", ".join(key.kinds) or "none"
            self.faults.append(Fault(path, f"expected exactly one kind of key; found {found}"))
        if kind == "first":
            return PlannedTie(key=key, kind=kind, value=self._read(key.first, f"{path}.first", "facility"))
        if kind in ("most", "least"):
            raw = getattr(key, kind)
            value = self._read(raw, f"{path}.{kind}", "facility", IN_ORDER)
            return PlannedTie(key=key, kind=kind, value=value)
        return PlannedTie(key=key, kind=kind, value=None)


def _seen_from(scope: str) -> tuple[str, ...]:
    """From which scopes a name of this scope can be seen."""
    return ("facility",) if scope == "facility" else SCOPES


def _scopes(known: Mapping[str, Mapping[str, Known]]) -> dict[str, Scope]:
    guardians = Named(id=GUARDIANS, type=ROWS, title={"ja": "保護者", "en": "Guardians"}, position=0)
    shared: dict[str, Named] = {GUARDIANS: guardians}
    for scope in ("household", "guardian"):
        shared |= {name: _named(each.finding) for name, each in known[scope].items()}
    at_facility = {name: _named(each.finding) for name, each in known["facility"].items()}
    household = Scope(answers=shared, computed={}, facts=FACTS)
    return {
        "household": household,
        "guardian": replace(household, group=GUARDIANS, row_before=LAST),
        "facility": replace(household, answers=shared | at_facility, facts=FACILITY_FACTS),
    }


def _named(finding: Finding) -> Named:
    return Named(
        id=finding.id,
        type=_type(finding),
        title=finding.title.root,
        position=0,
        group=GUARDIANS if finding.scope == "guardian" else None,
        titles={option.id: option.title.root for option in finding.options},
        unit=finding.unit.root if finding.unit else None,
    )


def _named_derived(derived: Derived, type: Type) -> Named:
    return Named(
        id=derived.id,
        type=type,
        title=derived.title.root,
        position=0,
        group=GUARDIANS if derived.scope == "guardian" else None,
        unit=derived.unit.root if derived.unit else None,
    )


def _type(finding: Finding) -> Type:
    match finding.type:
        case "flag":
            return BOOL
        case "number":
            return DECIMAL
        case "days":
            return INTEGER
        case "date":
            return DATE
        case "time":
            return TIME
    return choice(option.id for option in finding.options)


def _known(criteria: Criteria) -> dict[str, dict[str, Known]]:
    """Every finding by scope and name; an item's own stands beside the declared ones."""
    found: dict[str, dict[str, Known]] = {scope: {} for scope in SCOPES}
    for finding in criteria.findings:
        found[finding.scope][finding.id] = Known(finding=finding)
    items = (*criteria.base, *criteria.household_base, *criteria.adjust)
    counting = {each.id for each in items if each.per is not None or each.count is not None}
    for own in own_findings(criteria):
        found[own.scope].setdefault(own.id, Known(finding=own, counts=own.id in counting))
    for key in criteria.tie_break:
        if key.lottery or key.by_hand:
            own = _own(key.id, key.label, "household", "number")
            found["household"].setdefault(key.id, Known(finding=own))
    return found


def own_findings(criteria: Criteria) -> Iterator[Finding]:
    """The finding by which each item can be granted directly: it has the item's name."""
    for table in criteria.tables:
        for id, (row, _column) in table.cells().items():
            yield _own(id, table.rows[row].label, "guardian")
    for item in criteria.base:
        yield _own_of(item, "guardian")
    for modifier in criteria.modifiers:
        yield _own(modifier.id, modifier.label, "guardian")
    for instead in criteria.household_base:
        yield _own_of(instead, "household")
    for adjustment in criteria.adjust:
        yield _own_of(adjustment, adjustment.scope)


def _own_of(item: Item, scope: str) -> Finding:
    if item.manual is not None:
        return _own(item.id, item.label, scope, "number", item.manual.at_least, item.manual.at_most)
    if item.per is not None or item.count is not None:
        return _own(item.id, item.label, scope, "number", Decimal(0), None)
    return _own(item.id, item.label, scope)


def _own(
    id: str,
    label: Text,
    scope: Any,
    type: Any = "flag",
    at_least: Decimal | None = None,
    at_most: Decimal | None = None,
) -> Finding:
    return Finding(id=id, type=type, title=label, scope=scope, at_least=at_least, at_most=at_most)


def lies_in(edges: Range) -> Inside:
    """Whether a value lies between the edges of a row or column."""
    low, above, high, below = edges.at_least, edges.more_than, edges.at_most, edges.less_than
    chosen = edges.is_

    def inside(value: Any) -> bool:
        if chosen is not None:
            return bool(value == chosen)
        return (
            (low is None or value >= low)
            and (above is None or value > above)
            and (high is None or value <= high)
            and (below is None or value < below)
        )

    return inside
