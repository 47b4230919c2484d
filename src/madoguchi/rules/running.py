"""A run of a round: from confirmed findings and signed seats to places, by two engines that must agree."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import islice
from typing import Any, Final

from madoguchi.rules import scoring
from madoguchi.rules.allocation import Faults, allocate, as_data, canonical, parse
from madoguchi.rules.allocation.problem import plain
from madoguchi.rules.criteria import Criteria
from madoguchi.rules.criteria.cases import Case, case_of
from madoguchi.rules.criteria.document import TieKey
from madoguchi.rules.criteria.writing import said
from madoguchi.rules.plain import allocation as plain_allocation
from madoguchi.rules.plain import asking as plain_asking
from madoguchi.rules.plain import scoring as plain_scoring
from madoguchi.rules.plain.agreeing import differences, differences_of_sheets
from madoguchi.rules.plain.findings import Criteria as PlainCriteria
from madoguchi.rules.plain.findings import criteria_of
from madoguchi.rules.rounds import Lack, Standing, missing, phase
from madoguchi.rules.scoring import Scored
from madoguchi.rules.seating import Line

SHOWN: Final = 50  # of a list of what is wrong: whoever mends these starts anew anyway


class Reason(StrEnum):
    """What keeps a run from being believed, besides what it waits for (`rules.rounds.Lack`)."""

    NOBODY_APPLIED = "nobody_applied"
    LOTTERY_NOT_REVEALED = "lottery_not_revealed"
    SEATS_MISSING = "seats_missing"  # a place is wished for of which nothing was said
    POINTS_FAULTY = "points_faulty"
    PROBLEM_FAULTY = "problem_faulty"
    ENGINES_DIFFER = "engines_differ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """No, and what the sentence and its list need."""

    reason: Reason | Lack
    facts: Mapping[str, Any] = field(default_factory=dict)

    def written(self) -> dict[str, Any]:
        """As it is kept with the run."""
        return {"reason": self.reason.value, "facts": dict(self.facts)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An application that takes part: its wishes, the grade, and which family it belongs to."""

    reference: str
    choices: tuple[str, ...]
    grade: int | None
    family: str
    arrived_on: date
    case: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Everything a run follows from."""

    criteria: Criteria
    document: Mapping[str, Any]  # the same as it was written, for the second engine
    edition: str  # SHA-256 of the criteria's text
    entries: tuple[Entry, ...]
    seats: Mapping[str, Line]
    pre_assigned: Mapping[str, str]
    closings: tuple[date, ...]  # of this round and those it follows
    seed: str | None

    def digest(self) -> str:
        """What names these inputs, however they were ordered."""
        data = {
            "criteria": self.edition,
            "entries": sorted((asdict(each) for each in self.entries), key=lambda each: each["reference"]),
            "seats": {place: line.stamp for place, line in self.seats.items()},
            "pre_assigned": dict(self.pre_assigned),
            "closings": self.closings,
            "seed": self.seed,
        }
        return hashlib.sha256(written(data).encode()).hexdigest()


class Outcome(StrEnum):
    """What a run comes to for a child."""

    PLACED = "placed"
    WAITING = "waiting"
    INELIGIBLE = "ineligible"  # a requirement is not met
    BELOW = "below"  # fewer points than the criteria ask for


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """What a run says of one child."""

    outcome: Outcome
    place: str | None
    rank: int | None
    choices: list[dict[str, Any]]
    sheet: Mapping[str, Any]  # 指数計算書


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a run came to: the same bytes for the same input."""

    problem: str
    result: str
    children: Mapping[str, Child]  # by reference


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """What is known of a run before it is started. `unplaceable`: by reference, with its 指数計算書."""

    seatless: tuple[str, ...]
    faulty: tuple[Mapping[str, Any], ...]
    unplaceable: Mapping[str, tuple[Outcome, Mapping[str, Any]]]


def refusals(standing: Standing, *, applications: int, is_revealed: bool) -> Iterator[Refusal]:
    """What must be done before a real run."""
    for each in missing(standing):
        yield Refusal(reason=each.lack, facts={"count": each.count})
    if not applications:
        yield Refusal(reason=Reason.NOBODY_APPLIED)
    if standing.needs_lottery and standing.lottery_committed_on and not is_revealed:
        yield Refusal(reason=Reason.LOTTERY_NOT_REVEALED)


def draws_lots(criteria: Criteria) -> bool:
    """Whether equal claims are decided by lot in the end."""
    return any(key.lottery for key in criteria.tie_break)


def tie_labels(criteria: Criteria) -> list[TieKey]:
    """The step of the tie-break behind each number of a tie list."""
    asked = [key for key in criteria.tie_break if not key.lottery]
    return [key for key in asked for _ in range(2 if key.reason_order and key.of == "both" else 1)]


def scorable(given: Given) -> tuple[Given, tuple[str, ...]]:
    """Those whose points can be worked out by now, and the references of the others: for a trial."""
    without = tuple(
        sorted(each.reference for each in given.entries if not _is_scorable(given.criteria, each))
    )
    kept = tuple(each for each in given.entries if each.reference not in without)
    outside = {name: place for name, place in given.pre_assigned.items() if name not in without}
    return replace(given, entries=kept, pre_assigned=outside), without


def _is_scorable(criteria: Criteria, entry: Entry) -> bool:
    case = case_of(entry.case)
    return isinstance(case, Case) and not scoring.score(criteria, case).errors


def ahead(given: Given) -> Ahead:
    """What a run would stumble over or place nowhere, as far as points tell."""
    _, scored = _scored(given)
    faulty = _faulty(given.entries, scored)
    stopped = {each["reference"] for each in faulty}
    return Ahead(
        seatless=_seatless(given),
        faulty=tuple(faulty),
        unplaceable={
            name: (_without(each), said(each))
            for name, each in sorted(scored.items())
            if name not in stopped and name not in given.pre_assigned and not _may_ask(each)
        },
    )


def _scored(given: Given) -> tuple[dict[str, Any], dict[str, Scored]]:
    """Every case, and the points of those that can be read."""
    cases = {each.reference: case_of(each.case) for each in given.entries}
    return cases, {
        name: scoring.score(given.criteria, case) for name, case in cases.items() if isinstance(case, Case)
    }


def _seatless(given: Given) -> tuple[str, ...]:
    """The places that are wished for and of which nothing was said."""
    return tuple(sorted({place for each in given.entries for place in each.choices} - given.seats.keys()))


def run(given: Given) -> Ran | Refusal:
    """Points and places by both engines; a refusal where the input cannot stand or they differ."""
    if seatless := _seatless(given):
        return Refusal(reason=Reason.SEATS_MISSING, facts={"places": list(seatless)})
    cases, scored = _scored(given)
    if faulty := _faulty(given.entries, scored):
        return Refusal(reason=Reason.POINTS_FAULTY, facts={"children": faulty})
    data = problem_of(given, cases, scored)  # a case that is none is faulty
    if found := differing_sheets(given, scored, data["children"]):
        return Refusal(reason=Reason.ENGINES_DIFFER, facts={"paths": found})
    problem = parse(data)
    if isinstance(problem, Faults):
        return Refusal(reason=Reason.PROBLEM_FAULTY, facts={"faults": _faults(problem, data)})
    result = as_data(allocate(problem))
    if found := disagreements(data, result):
        return Refusal(reason=Reason.ENGINES_DIFFER, facts={"paths": found})
    return Ran(
        problem=canonical(problem),
        result=written(result),
        children={name: _came_out(result["explanations"][name], each) for name, each in scored.items()},
    )


def _came_out(explained: Mapping[str, Any], scored: Scored) -> Child:
    place = explained["placed"]
    return Child(
        outcome=Outcome.PLACED if place else _without(scored),
        place=place,
        rank=explained["rank"],
        choices=explained["choices"],
        sheet=said(scored),
    )


def _without(scored: Scored) -> Outcome:
    """What it comes to without a place."""
    if not scored.eligible:
        return Outcome.INELIGIBLE
    return Outcome.BELOW if scored.passes is False else Outcome.WAITING


def differing_sheets(
    given: Given, scored: Mapping[str, Scored], children: Iterable[Mapping[str, Any]]
) -> list[str]:
    """Whose points the second engine works out differently, or whom it lets ask elsewhere, and where."""
    ready, asking = criteria_of(given.document), {each["id"]: each for each in children}
    return list(
        islice(
            (
                f"{each.reference} {path}"
                for each in given.entries
                for path in _differing(given, each, scored[each.reference], asking[each.reference], ready)
            ),
            SHOWN,
        )
    )


def _differing(
    given: Given, entry: Entry, sheet: Scored, asking: Mapping[str, Any], ready: PlainCriteria
) -> Iterator[str]:
    case, worked = case_of(entry.case), plain_scoring.work_out(ready, entry.case)
    plain_sheet = plain_scoring.said(worked)
    yield from (each.path for each in differences_of_sheets(sheet, plain_sheet))
    asked = {**asking, "points": {place: Decimal(each) for place, each in asking["points"].items()}}
    yield from (each.path for each in differences(asked, plain_asking.asks(plain_sheet, entry.choices)))
    for rank, place in enumerate(entry.choices, 1):
        own = scoring.keys(given.criteria, case, place, rank, sheet) if isinstance(case, Case) else ()
        if own != plain_scoring.keys_of(worked, place, rank):
            yield f"keys.{place}"


def disagreements(data: Mapping[str, Any], result: Mapping[str, Any]) -> list[str]:
    """Where the second engine says something else of the places."""
    found = differences(result, plain_allocation.allocate(data))
    return [each.path for each in islice(found, SHOWN)]


def problem_of(given: Given, cases: Mapping[str, Case], scored: Mapping[str, Scored]) -> dict[str, Any]:
    """The problem of allocation, as its file would hold it."""
    entries = sorted(given.entries, key=lambda each: each.reference)
    has_lottery = draws_lots(given.criteria)
    policy = given.criteria.allocation.siblings
    data: dict[str, Any] = {
        "children": [_child(given, each, cases[each.reference], scored[each.reference]) for each in entries],
        "facilities": [_facility(place, line) for place, line in sorted(given.seats.items())],
        "priority": ["points", "tie", *(["lottery"] if has_lottery else [])],
        "reserved": list(_reserves(given)),
        "preassigned": dict(given.pre_assigned),
        "policy": {"siblings": policy},
    }
    if policy != "independent":
        data["siblings"] = list(_families(entries, given.pre_assigned))
    return {**data, "seed": given.seed} if has_lottery else data


def _child(given: Given, entry: Entry, case: Case, scored: Scored) -> dict[str, Any]:
    """Who cannot be taken at all asks nowhere; who cannot be taken at a place does not ask there."""
    choices = [each for each in entry.choices if not scored.barred.get(each)] if _may_ask(scored) else []
    total = scored.total or Decimal(0)
    ranks = {place: rank for rank, place in enumerate(entry.choices, 1)}
    return {
        "id": entry.reference,
        "choices": choices,
        "points": {each: plain(scored.totals.get(each, total)) for each in choices},
        "tie": {each: _tie(given.criteria, case, each, ranks[each], scored) for each in choices},
        "phase": _phase(given, entry, scored),
        "grade": entry.grade,
        "groups": sorted(scored.reserved),
    }


def _may_ask(scored: Scored) -> bool:
    return scored.eligible and scored.passes is not False


def _phase(given: Given, entry: Entry, scored: Scored) -> int:
    phases = [each.id for each in given.criteria.phases]
    own = phases.index(scored.phase) if scored.phase else len(phases)
    return phase(own + 1, phases=len(phases) + 1, arrived_on=entry.arrived_on, closings=given.closings)


def _tie(criteria: Criteria, case: Case, place: str, rank: int, scored: Scored) -> list[str]:
    keys = scoring.keys(criteria, case, place, rank, scored)
    return [plain(each) for each in (keys[:-1] if draws_lots(criteria) else keys)]


def _facility(place: str, line: Line) -> dict[str, Any]:
    limits = [
        {"id": "-".join(map(str, band.grades)), "grades": list(band.grades), "at_most": band.seats}
        for band in line.bands
    ]
    return {"id": place, "capacity": line.capacity, **({"limits": limits} if limits else {})}


def _reserves(given: Given) -> Iterator[dict[str, Any]]:
    """Reserved seats are for the first group that the criteria name; what it leaves is everybody's."""
    group = next((each.id for each in given.criteria.reserved), None)
    for place, line in sorted(given.seats.items()):
        if group is not None and line.reserved:
            yield {"facility": place, "group": group, "seats": line.reserved}


def _families(entries: Iterable[Entry], settled: Collection[str]) -> Iterator[list[str]]:
    found: dict[str, list[str]] = {}
    for each in entries:
        if each.reference not in settled:
            found.setdefault(each.family, []).append(each.reference)
    return (children for children in found.values() if len(children) > 1)


def _faulty(entries: Iterable[Entry], scored: Mapping[str, Scored]) -> list[dict[str, Any]]:
    """Whose points cannot be worked out, and why; whoever gets a place outside the order as well."""
    found = [
        {"reference": each.reference, "codes": _codes(scored.get(each.reference))}
        for each in entries
        if each.reference not in scored or scored[each.reference].errors
    ]
    return found[:SHOWN]


def _codes(scored: Scored | None) -> list[str]:
    return sorted({each.code for each in scored.errors}) if scored else ["malformed"]


def _faults(faults: Faults, data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each with the application it speaks of, where it speaks of one."""
    children = [each["id"] for each in data["children"]]
    return [
        {"path": each.path, "code": each.code.value, "reference": _whose(each.path, children)}
        for each in faults[:SHOWN]
    ]


def _whose(path: str, children: list[str]) -> str:
    number = path.removeprefix("children[").partition("]")[0] if path.startswith("children[") else ""
    return children[int(number)] if number.isdigit() else ""


def written(data: Any) -> str:
    """JSON in one way only."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
