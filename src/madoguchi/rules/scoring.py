"""Points by criteria (指数): every line of the sheet, the total, and the keys that decide between equals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal, localcontext
from typing import Any, Final

from madoguchi.rules.criteria import Criteria
from madoguchi.rules.criteria.cases import Case, Values, read
from madoguchi.rules.criteria.document import Modifier, TieKey
from madoguchi.rules.criteria.names import GUARDIANS
from madoguchi.rules.criteria.plan import Conditions, Inside, PlannedItem, PlannedTable, PlannedTie
from madoguchi.rules.expressions.base import Expression, Scene, to_canonical
from madoguchi.rules.expressions.numbers import EXACT
from madoguchi.rules.expressions.types import MISSING
from madoguchi.rules.problems import Problem

Given = Mapping[str, Any]
"""Values by the names of findings."""
ZERO: Final = Decimal(0)
LAST: Final = Decimal(10**15)
"""Behind everything: the key of a value that is not known."""
_SMALLEST: Final = Decimal("0.000000001")
_ROUNDINGS: Final = {"up": ROUND_UP, "down": ROUND_DOWN, "half_up": ROUND_HALF_UP}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the sheet. `points` is what it adds to the total, `worth` what it is worth alone."""

    item: str
    label: Mapping[str, str]
    subject: str
    """`guardian 1`, `household`, or the code of a facility."""
    points: Decimal
    worth: Decimal
    why: str
    """counts | lower | other_guardian | replaced | exclusive | capped"""
    detail: tuple[Mapping[str, str], ...] = ()
    """The row and column of a table."""
    times: Decimal | None = None

    @property
    def number(self) -> int | None:
        """Which guardian of the case it speaks of, from 1; None where it speaks of none."""
        whose, _, number = self.subject.partition(" ")
        return int(number) if whose == "guardian" and number else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why somebody cannot be taken at all: a requirement, and whom it speaks of."""

    requirement: str
    label: Mapping[str, str]
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """The outcome for one child. With errors there is no total: nothing may be decided by it."""

    id: str
    total: Decimal | None
    totals: Mapping[str, Decimal]
    lines: tuple[Line, ...]
    errors: tuple[Problem, ...]
    reasons: tuple[Reason, ...] = ()
    barred: Mapping[str, tuple[Reason, ...]] = field(default_factory=dict)
    base: Decimal = ZERO
    adjustments: Decimal = ZERO
    counting: tuple[str, ...] = ()
    """The reason that counts for each guardian; empty where there is none."""
    passes: bool | None = None
    phase: str | None = None
    bands: tuple[str, ...] = ()
    reserved: tuple[str, ...] = ()

    @property
    def eligible(self) -> bool:
        """Whether no requirement refuses the child everywhere."""
        return not self.reasons


def score(criteria: Criteria, case: Case) -> Scored:
    """What the case is worth by the criteria, line by line."""
    with localcontext(EXACT):
        return _Sheet(criteria, case).scored()


def keys(
    criteria: Criteria, case: Case, facility: str, rank: int, scored: Scored | None = None
) -> tuple[Decimal, ...]:
    """The tie-break of a child at a facility that it wished for on `rank` (from 1); smaller is better.

    `scored` spares scoring once more where it is known already.
    """
    with localcontext(EXACT):
        sheet = _Sheet(criteria, case)
        known = scored or sheet.scored()
        scene = sheet.scene_at(facility)
        return tuple(
            key for planned in criteria.plan.tie_break for key in _key(planned, scene, known, facility, rank)
        )


@dataclass(frozen=True, slots=True)
class _Granted:
    """Points that something gives, before it is known whether they count."""

    item: Any
    points: Decimal
    times: Decimal | None = None
    detail: tuple[Mapping[str, str], ...] = ()
    cell: str = ""

    def line(self, subject: str, points: Decimal | None = None, why: str = "counts") -> Line:
        worth = self.points
        return Line(
            item=self.cell or self.item.id,
            label=self.item.label.root,
            subject=subject,
            points=worth if points is None else points,
            worth=worth,
            why=why,
            detail=self.detail,
            times=self.times,
        )


_At = tuple[int, int]
"""Row and column."""
_Share = tuple[_Granted, Decimal, str]
"""An adjustment, what it adds, and why not more."""
_Groups = dict[str, list[_Granted]]
"""Granted adjustments by their exclusive group."""


@dataclass(slots=True)
class _Guardian:
    """What one guardian comes to."""

    points: Decimal
    lines: list[Line]
    counting: str


class _Sheet:
    """Works out one case."""

    def __init__(self, criteria: Criteria, case: Case) -> None:
        self.criteria, self.plan, self.case = criteria, criteria.plan, case
        self.read = read(criteria, case)
        self.errors = self.read.problems
        self.without_reason: list[int] = []  # guardians, where the criteria say what becomes of that
        self.facts: dict[str, Any] = {
            "on": case.on,
            "target_year": criteria.fiscal_year,
            "year_start": date(criteria.fiscal_year, 4, 1),
        }
        self.household: Values = {**self.read.household, GUARDIANS: self.read.guardians}
        self.scene = Scene(self.household, self.facts)
        self.guardians = [Scene(self.household, self.facts, {}, row) for row in self.read.guardians]
        for derived, expression in self.plan.derived:
            if derived.scope == "guardian":
                for scene, row in zip(self.guardians, self.read.guardians, strict=True):
                    _derive(derived.id, expression, scene, row)
            elif derived.scope == "household":
                _derive(derived.id, expression, self.scene, self.household)

    def scene_at(self, facility: str) -> Scene:
        """What can be said at one facility."""
        values = {**self.household, **self.read.facilities.get(facility, {})}
        scene = Scene(values, {**self.facts, "facility": facility})
        for derived, expression in self.plan.derived:
            if derived.scope == "facility":
                _derive(derived.id, expression, scene, values)
        return scene

    def scored(self) -> Scored:
        """The sheet from top to bottom, in the order that docs/rules/criteria.md gives."""
        self._require()
        base, lines, counting = self._base()
        common, groups = self._adjustments(self.scene, "household", "household")
        shared = _shares(common, groups, base)
        lines += [given.line("household", points, why) for given, points, why in shared]
        added = _sum(shared)
        total = base + added
        totals, barred = self._at_facilities(base, shared, common, groups, lines)
        unfit = bool(self.errors)
        return Scored(
            id=self.case.id,
            total=None if unfit else total,
            totals={} if unfit else totals,
            lines=tuple(lines),
            errors=tuple(self.errors),
            reasons=tuple(self._reasons()),
            barred=barred,
            base=base,
            adjustments=added,
            counting=counting,
            passes=self._passes(total, unfit),
            **self._chosen(),
        )

    def _passes(self, total: Decimal, unfit: bool) -> bool | None:
        threshold = self.criteria.threshold
        return None if threshold is None or unfit else total >= threshold.at_least

    def _chosen(self) -> dict[str, Any]:
        held = {
            name: tuple(each.id for each, when in several if when is None or when.holds(self.scene))
            for name, several in self.plan.chosen.items()
        }
        return {"phase": next(iter(held.pop("phases")), None), **held}

    def _require(self) -> None:
        """Findings that are needed and not there."""
        places = [("household", self.scene, self.household, "household")]
        places += [
            ("guardian", scene, row, f"{GUARDIANS}/{index}")
            for index, (scene, row) in enumerate(
                zip(self.guardians, self.read.guardians, strict=True), start=1
            )
        ]
        places += [
            ("facility", self.scene_at(code), values, f"facilities/{code}")
            for code, values in self.read.facilities.items()
            if self.plan.required["facility"]
        ]
        for scope, scene, values, path in places:
            for finding, when in self.plan.required[scope]:
                if finding.id not in values and when is not None and when.holds(scene):
                    self._fault(f"{path}/{finding.id}", "missing_finding")

    def _fault(self, path: str, code: str, **facts: object) -> None:
        problem = Problem(path, code, facts)
        if all((each.path, each.code) != (path, code) for each in self.errors):
            self.errors.append(problem)

    def _reasons(self) -> Iterator[Reason]:
        yield from _refusing(self.plan.eligibility["household"], self.scene, "household")
        for index, scene in enumerate(self.guardians, start=1):
            yield from _refusing(self.plan.eligibility["guardian"], scene, f"guardian {index}")
        rule = self.criteria.without_reason
        if rule is not None and rule.label is not None:
            for index in self.without_reason:
                yield Reason(requirement="without_reason", label=rule.label.root, subject=f"guardian {index}")

    def _base(self) -> tuple[Decimal, list[Line], tuple[str, ...]]:
        """The guardians' points together, or what stands instead of them."""
        guardians = [self._guardian(index, scene) for index, scene in enumerate(self.guardians, start=1)]
        instead = self._highest(self.plan.household_base)
        lines = [line for each in guardians for line in each.lines]
        counting = tuple(each.counting for each in guardians)
        if instead is not None:
            struck = [_struck(line, "replaced") for line in lines]
            return instead.points, [*struck, instead.line("household")], counting
        if not guardians and (self.plan.tables or self.plan.base):
            self._fault(GUARDIANS, "no_guardians")
        for index, each in enumerate(guardians, start=1):
            if not each.counting and (self.plan.tables or self.plan.base):
                self._no_reason(index)
        if not guardians or self.criteria.aggregate == "sum":
            return sum((each.points for each in guardians), ZERO), lines, counting
        pick = min if self.criteria.aggregate == "min" else max
        chosen = pick(guardians, key=lambda each: each.points)
        shown = [
            line if each is chosen else _struck(line, "other_guardian")
            for each in guardians
            for line in each.lines
        ]
        return chosen.points, shown, counting

    def _no_reason(self, index: int) -> None:
        if self.criteria.without_reason is None:
            self._fault(f"{GUARDIANS}/{index}", "no_reason")
        self.without_reason.append(index)

    def _highest(self, several: Iterable[PlannedItem]) -> _Granted | None:
        granted = [
            found
            for each in several
            if (found := self._granted(each, self.scene, self.household, "household"))
        ]
        return max(granted, key=lambda each: each.points, default=None)

    def _guardian(self, index: int, scene: Scene) -> _Guardian:
        values, path = self.read.guardians[index - 1], f"{GUARDIANS}/{index}"
        subject = f"guardian {index}"
        found = [
            (table.table.reason, given)
            for table in self.plan.tables
            if (given := self._looked_up(table, scene, values, path))
        ]
        found += [
            (item.item.reason, given)
            for item in self.plan.base
            if (given := self._granted(item, scene, values, path))
        ]
        modifiers = [
            each.item
            for each in self.plan.modifiers
            if each.may_hold(values) and self._holds(each, scene, values, path)
        ]
        return _joined(self.criteria, found, modifiers, subject)

    def _holds(self, planned: PlannedItem, scene: Scene, values: Given, path: str) -> bool:
        """Whether an item is granted: by its own finding, else by its condition. Both must not differ."""
        id = planned.item.id
        own = None if values.get(id) is None else values[id] > 0
        when = MISSING if planned.when is None else planned.when.compute(scene)
        if own is not None and when is not MISSING and own is not when:
            self._fault(f"{path}/{id}", "contradicting")
        return when is True if own is None else own

    def _granted(
        self, planned: PlannedItem, scene: Scene, values: Mapping[str, Any], path: str
    ) -> _Granted | None:
        if not planned.may_hold(values):
            return None
        item = planned.item
        own = values.get(item.id)
        if item.manual is not None:
            return None if own is None else _Granted(item, own)
        if item.per is None and planned.count is None:
            held = self._holds(planned, scene, values, path)
            return _Granted(item, item.points) if held else None
        times = self._times(planned, scene, values, path)
        return _Granted(item, item.points * times, times) if times else None

    def _times(self, planned: PlannedItem, scene: Scene, values: Given, path: str) -> Decimal:
        item = planned.item
        own = values.get(item.id)
        if planned.when is not None and not self._holds(planned, scene, values, path):
            return ZERO
        counted = MISSING if planned.count is None else _counted(planned.count.compute(scene))
        if own is not None and counted is not MISSING and counted != own:
            self._fault(f"{path}/{item.id}", "contradicting")
        times = own if own is not None else counted
        if times is MISSING:
            if planned.when is not None:
                self._fault(f"{path}/{item.id}", "missing_finding")
            return ZERO
        times = max(Decimal(times), ZERO)
        return min(times, Decimal(item.at_most_times)) if item.at_most_times else times

    def _looked_up(self, planned: PlannedTable, scene: Scene, values: Given, path: str) -> _Granted | None:
        """What a table gives: the cell that was looked up, or the one granted by its own finding."""
        own = [] if planned.own.keys().isdisjoint(values) else [id for id in planned.own if values.get(id)]
        if len(own) > 1:
            self._fault(f"{path}/{planned.table.id}", "contradicting")
        granted = planned.own[own[0]] if own else None
        when = True if planned.when is None else planned.when.compute(scene)
        if when is not True:
            if granted and when is False:
                self._fault(f"{path}/{planned.table.id}", "contradicting")
            return _cell(planned, granted)
        row, column = planned.row.compute(scene), planned.column.compute(scene) if planned.column else 0
        if row is MISSING or column is MISSING:
            is_half_known = planned.column is not None and (row is MISSING) is not (column is MISSING)
            if granted is None and (planned.when is not None or is_half_known):
                self._fault(f"{path}/{planned.table.id}", "missing_finding")
            return _cell(planned, granted)
        return _cell(planned, self._agreed(planned, granted, _found(planned, row, column), values, path))

    def _agreed(
        self, planned: PlannedTable, granted: _At | None, found: _At | None, values: Given, path: str
    ) -> _At | None:
        """The cell that was looked up, where no finding of a cell says otherwise."""
        denied = [id for id, at in planned.own.items() if at == found and values.get(id) is False]
        if denied or (granted is not None and granted != found):
            self._fault(f"{path}/{planned.table.id}", "contradicting")
        return found

    def _adjustments(self, scene: Scene, scope: str, path: str) -> tuple[list[_Granted], _Groups]:
        """Adjustments of a scope that are granted: those by themselves, and those of exclusive groups."""
        alone: list[_Granted] = []
        groups: _Groups = {}
        for planned in self.plan.adjust[scope]:
            given = self._granted(planned, scene, scene.answers, path)
            if given and planned.item.exclusive:
                groups.setdefault(planned.item.exclusive, []).append(given)
            elif given:
                alone.append(given)
        self._entered_twice(groups, path)
        return alone, groups

    def _entered_twice(self, groups: Mapping[str, Sequence[_Granted]], path: str) -> None:
        for group in self.criteria.exclusive_groups if groups else ():
            entered = groups.get(group.id, ())
            if group.twice == "error" and len(entered) > 1:
                items = ", ".join(each.item.id for each in entered)
                self._fault(f"{path}/{group.id}", "exclusive_twice", items=items)

    def _at_facilities(
        self, base: Decimal, shared: list[_Share], common: list[_Granted], groups: _Groups, lines: list[Line]
    ) -> tuple[dict[str, Decimal], dict[str, tuple[Reason, ...]]]:
        """The total at each facility, and what refuses the child there. Adds the lines that differ."""
        totals: dict[str, Decimal] = {}
        barred: dict[str, tuple[Reason, ...]] = {}
        for code in sorted(self.case.facilities):
            scene, path = self.scene_at(code), f"facilities/{code}"
            alone, own = self._adjustments(scene, "facility", path)
            merged = {name: [*groups.get(name, ()), *own.get(name, ())] for name in {**groups, **own}}
            self._entered_twice({name: merged[name] for name in own}, path)
            shares = _shares([*common, *alone], merged, base)
            totals[code] = base + _sum(shares)
            lines += _differing(shares, shared, code)
            if refused := tuple(_refusing(self.plan.eligibility["facility"], scene, code)):
                barred[code] = refused
        return totals, barred


def _derive(id: str, expression: Expression, scene: Scene, values: Values) -> None:
    """Put a derived value beside the findings; none where it is missing."""
    value = expression.compute(scene)
    if value is not MISSING:
        values[id] = value if isinstance(value, Decimal) else to_canonical(value)


def _sum(shares: Iterable[_Share]) -> Decimal:
    return sum((points for _, points, _ in shares), ZERO)


def _shares(alone: Iterable[_Granted], groups: _Groups, base: Decimal) -> list[_Share]:
    """What each adjustment adds: of an exclusive group the highest value, capped ones last."""
    shares: list[_Share] = [(each, each.points, "counts") for each in alone if not each.item.cap_after]
    for several in groups.values():
        highest = max(several, key=lambda each: abs(each.points))
        shares += [
            (each, each.points, "counts") if each is highest else (each, ZERO, "exclusive")
            for each in several
        ]
    added = _sum(shares)
    for each in alone:
        if each.item.cap_after:
            share = _capped(each, base, added)
            shares.append(share)
            added += share[1]
    return shares


def _capped(given: _Granted, base: Decimal, added: Decimal) -> _Share:
    """It raises what is there up to the cap, and never lowers it."""
    cap = given.item.cap_after
    so_far = added + base if cap.of == "total" else added
    points = min(given.points, max(cap.at - so_far, ZERO))
    return given, points, "counts" if points == given.points else "capped"


def _differing(shares: Iterable[_Share], shared: Iterable[_Share], code: str) -> Iterator[Line]:
    """What is added at a facility beside, or instead of, what is added everywhere."""
    everywhere = {given.item.id: points for given, points, _ in shared}
    for given, points, why in shares:
        difference = points - everywhere.get(given.item.id, ZERO)
        if difference or given.item.id not in everywhere:
            yield given.line(code, difference, why)


def _joined(
    criteria: Criteria, found: Iterable[tuple[str, _Granted]], modifiers: Sequence[Modifier], subject: str
) -> _Guardian:
    """One guardian's reasons, modified, joined, capped and rounded."""
    best: dict[str, _Granted] = {}
    lines: list[Line] = []
    for reason, given in found:
        if reason in best and best[reason].points >= given.points:
            lines.append(given.line(subject, ZERO, "lower"))
            continue
        if reason in best:
            lines.append(best[reason].line(subject, ZERO, "lower"))
        best[reason] = given
    if not best:
        return _Guardian(ZERO, lines, "")
    worth: dict[str, Decimal] = {}
    changes: dict[str, list[Line]] = {}
    for reason, given in best.items():
        own = [each for each in modifiers if reason in each.reasons]
        worth[reason], changes[reason] = _modified(given.points, own, subject)
    order = [each.id for each in criteria.reasons if each.id in best]
    counting = max(order, key=lambda reason: worth[reason])
    points, more = _together(criteria, worth, counting, subject)
    counts_all = criteria.several_reasons.take == "sum"
    for reason in order:
        counts = counts_all or reason == counting
        lines.append(best[reason].line(subject, None if counts else ZERO, "counts" if counts else "lower"))
        lines += changes[reason] if counts else [_struck(line, "lower") for line in changes[reason]]
    points, changed = _modified(points, [each for each in modifiers if not each.reasons], subject)
    rounded = _rounded(criteria, points)
    lines += [*more, *changed, *_own_line("rounding", rounded - points, subject)]
    return _Guardian(rounded, lines, counting)


def _modified(points: Decimal, modifiers: Iterable[Modifier], subject: str) -> tuple[Decimal, list[Line]]:
    """Factors first, then what is added; each with the line that says what it changed."""
    lines = []
    for each in sorted(modifiers, key=lambda each: each.factor is None):
        if each.factor is not None:
            change = EXACT.multiply(points, each.factor) - points
        else:
            change = each.points or ZERO
        points += change
        lines.append(_Granted(each, change).line(subject))
    return points, lines


def _together(
    criteria: Criteria, worth: Mapping[str, Decimal], counting: str, subject: str
) -> tuple[Decimal, list[Line]]:
    """Several reasons of one guardian: what they are worth, and what that adds to the lines that count."""
    rule = criteria.several_reasons
    shown = sum(worth.values(), ZERO) if rule.take == "sum" else worth[counting]
    points = shown
    if rule.take == "product":
        points = Decimal(1)
        for each in worth.values():
            points = EXACT.multiply(points, each)
    elif rule.take == "highest":
        bonus = rule.bonus * (len(worth) - 1)
        points += bonus if rule.bonus_at_most is None else min(bonus, rule.bonus_at_most)
    if rule.cap is not None:
        points = min(points, rule.cap)
    return points, list(_own_line("several_reasons", points - shown, subject))


def _rounded(criteria: Criteria, points: Decimal) -> Decimal:
    rounding = criteria.rounding
    if rounding is None:
        return points
    return points.quantize(Decimal(1).scaleb(-rounding.to), _ROUNDINGS[rounding.how])


_OWN_LABELS: Final = {
    "several_reasons": {
        "ja": "複数の事由の扱い",
        "ja-easy": "[理由|りゆう]が いくつか あるとき",
        "en": "Several reasons",
    },
    "rounding": {"ja": "端数処理", "ja-easy": "[数|かず]を まるくする", "en": "Rounding"},
}


def _own_line(id: str, points: Decimal, subject: str) -> Iterator[Line]:
    """A line of the sheet that belongs to no item; none where it changes nothing."""
    if points:
        yield Line(item=id, label=_OWN_LABELS[id], subject=subject, points=points, worth=points, why="counts")


def _struck(line: Line, why: str) -> Line:
    """The line, adding nothing."""
    return replace(line, points=ZERO, why=why if line.why == "counts" else line.why)


def _counted(number: Any) -> Any:
    """A number of times, as exact as any other number of the document: a third has no end."""
    return number if number is MISSING else Decimal(number).quantize(_SMALLEST, ROUND_HALF_UP)


def _found(planned: PlannedTable, row: Any, column: Any) -> _At | None:
    """The first row and the first column whose edges the values lie within."""
    down = _first(planned.rows, row)
    across = _first(planned.columns, column) if planned.column else 0
    return None if down is None or across is None else (down, across)


def _first(ranges: Sequence[Inside], value: Any) -> int | None:
    return next((index for index, inside in enumerate(ranges) if inside(value)), None)


def _cell(planned: PlannedTable, at: _At | None) -> _Granted | None:
    """The points of a cell; None where nothing stands in it."""
    if at is None:
        return None
    table, (row, column) = planned.table, at
    points = table.rows[row].points[column]
    if points is None:
        return None
    names = table.names(table.rows[row])
    across = (table.columns[column].label.root,) if table.columns else ()
    return _Granted(
        table,
        points,
        detail=(*across, table.rows[row].label.root),
        cell=names[column] if names and planned.own else "",
    )


def _refusing(several: Conditions, scene: Scene, subject: str) -> Iterator[Reason]:
    for requirement, refuse_when in several:
        if refuse_when is not None and refuse_when.holds(scene):
            yield Reason(requirement=requirement.id, label=requirement.label.root, subject=subject)


def _key(planned: PlannedTie, scene: Scene, scored: Scored, facility: str, rank: int) -> Iterator[Decimal]:
    """What one step of the tie-break compares; the pair of parents gives two numbers."""
    key = planned.key
    value = MISSING if planned.value is None else planned.value.compute(scene)
    match planned.kind:
        case "first":
            yield Decimal(value is not True)
        case "most" | "least" if value is MISSING:
            yield LAST
        case "most" | "least":
            yield _ordered(value) * (-1 if planned.kind == "most" else 1)
        case "most_points":
            yield -_points(key.most_points, scored, facility)
        case "reason_order":
            yield from _by_reason(key, scored.counting)
        case "choice_rank":
            yield Decimal(rank)
        case _:
            yield Decimal(scene.answers.get(key.id, LAST))


def _ordered(value: Any) -> Decimal:
    return Decimal(value.toordinal()) if isinstance(value, date) else Decimal(value)


def _points(which: str | None, scored: Scored, facility: str) -> Decimal:
    if which == "base":
        return scored.base
    if which == "adjustments":
        return scored.adjustments
    return scored.totals.get(facility, scored.total or ZERO)


def _by_reason(key: TieKey, counting: Sequence[str]) -> Iterator[Decimal]:
    places = {reason: index for index, reason in enumerate(key.reason_order)}
    behind = len(places)
    found = sorted(places.get(reason, behind) for reason in counting) or [behind]
    if key.of == "both":
        yield from map(Decimal, (found[0], found[1] if len(found) > 1 else behind))
    else:
        yield Decimal(found[0] if key.of == "better" else found[-1])
