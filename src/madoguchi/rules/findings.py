"""What a family's answers and papers propose, and what an officer may confirm of it (認定事項).

A proposal is computed anew each time; only what somebody confirmed counts.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final

from madoguchi.rules.criteria import Criteria
from madoguchi.rules.criteria.document import Finding
from madoguchi.rules.criteria.proposing import read_proposed
from madoguchi.rules.documents import Document
from madoguchi.rules.expressions import Expression, Scene, to_canonical
from madoguchi.rules.expressions.base import to_value
from madoguchi.rules.journey import Journey, journey

LONGEST_REASON: Final = 500  # characters
HOUSEHOLD: Final = ""
_NUMBER: Final = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,9})?")
_COUNT: Final = re.compile(r"[0-9]{1,4}")
_TIME: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


class Source(StrEnum):
    """Where a proposal comes from."""

    ANSWER = "answer"
    CERTIFICATE = "certificate"
    MANUAL = "manual"


class Reason(StrEnum):
    """Why something cannot be confirmed so."""

    UNKNOWN = "unknown"  # the criteria do not ask for it, or not of this person
    WRONG_VALUE = "wrong_value"
    OUT_OF_RANGE = "out_of_range"
    REASON_MISSING = "reason_missing"  # another value than was proposed, or from a doubtful paper
    REASON_TOO_LONG = "reason_too_long"
    NO_CRITERIA = "no_criteria"
    NOT_PREPARING = "not_preparing"
    CHANGED = "changed"  # the answers are no longer those the officer saw
    NOT_CHECKED = "not_checked"  # an officer typed the application, and nobody compared it with its paper
    SAME_PERSON = "same_person"  # who confirmed does not look again
    STILL_OPEN = "still_open"  # something is not confirmed yet


class CannotConfirm(Exception):
    """Nothing was confirmed; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What is proposed of somebody. `value` is None where nothing is: an officer may still find something."""

    wanted: Finding
    subject: str  # guardians/r1, code of a place; empty: the household
    value: Any
    source: Source
    paths: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """By which it is found among the confirmed."""
        return self.wanted.id, self.subject

    @property
    def asks(self) -> bool:
        """Whether an officer has to confirm it: what gives nothing needs nobody's time."""
        return self.value is not None and self.value is not False


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """An application as findings see it: its document, its answers, and what certificates say."""

    document: Document
    answers: Mapping[str, Any]
    facts: Mapping[str, Any]
    certificates: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # by guardian: item → value


def wanted(criteria: Criteria) -> tuple[Finding, ...]:
    """Everything an officer may find; not what the criteria count by themselves, and not the lottery."""
    by_rule = {each.id for each in criteria.items() if getattr(each, "when", None) is not None}
    by_rule |= {key.id for key in criteria.tie_break if key.lottery}
    declared = {each.id for each in criteria.findings}
    return tuple(
        known.finding
        for scope in criteria.plan.known.values()
        for name, known in scope.items()
        if name in declared or name not in by_rule
    )


def guardians_of(criteria: Criteria, answers: Mapping[str, Any]) -> tuple[str, ...]:
    """The paths of the guardians, in the order they were written."""
    group = criteria.proposals.guardians if criteria.proposals else ""
    rows = answers.get(group) or ()
    return tuple(f"{group}/{row['_id']}" for row in rows if isinstance(row, Mapping))


def places_of(criteria: Criteria, answers: Mapping[str, Any]) -> tuple[str, ...]:
    """The places that are wished for, the first wish first."""
    question = criteria.proposals.places if criteria.proposals else None
    return tuple(answers.get(question or "") or ())


def propose(criteria: Criteria, family: Family) -> tuple[Proposal, ...]:
    """Everything the criteria ask of a family, with what is proposed: guardians, household, places."""
    told = {**family.answers, **_told_by_certificates(criteria, family)}
    way = journey(family.document, told, family.facts)
    scene = _scene(family.document, way, family.facts)
    asked = [(each, _proposed(criteria, each, family.document)) for each in wanted(criteria)]
    return tuple(
        _proposal(criteria, each, proposed, subject, family, scene)
        for subject, scope in _subjects(criteria, way.answers)
        for each, proposed in asked
        if each.scope == scope
    )


def _subjects(criteria: Criteria, answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from ((path, "guardian") for path in guardians_of(criteria, answers))
    yield HOUSEHOLD, "household"
    yield from ((place, "facility") for place in places_of(criteria, answers))


def _told_by_certificates(criteria: Criteria, family: Family) -> dict[str, Any]:
    """The guardians' rows, where a certificate speaks in the place of what the family wrote."""
    group = criteria.proposals.guardians if criteria.proposals else ""
    rows = family.answers.get(group)
    if not rows or not family.certificates:
        return {}
    return {group: [{**row, **_spoken(criteria, family, f"{group}/{row['_id']}")} for row in rows]}


def _spoken(criteria: Criteria, family: Family, subject: str) -> dict[str, Any]:
    """What the certificate of a guardian says, by the question that asks for it."""
    items = family.certificates.get(subject, {})
    asked = criteria.proposals.certificate if criteria.proposals else {}
    return {question: items[item] for question, item in asked.items() if items.get(item) is not None}


def _scene(document: Document, way: Journey, facts: Mapping[str, Any]) -> Scene:
    types = {each.computed.id: each.type for each in document.plan.computed}
    computed = {id: to_value(types[id], value) for id, value in way.computed.items()}
    target = {} if document.target_year is None else {"target_year": document.target_year}
    return Scene(way.answers, {**target, **facts}, computed)


def _proposed(criteria: Criteria, finding: Finding, document: Document) -> Expression | None:
    """Read once for all guardians and places."""
    return None if finding.proposed is None else read_proposed(finding, criteria, document, [])


def _proposal(  # noqa: PLR0913 - what is proposed, by what, of whom
    criteria: Criteria,
    finding: Finding,
    expression: Expression | None,
    subject: str,
    family: Family,
    scene: Scene,
) -> Proposal:
    if expression is None:
        return Proposal(wanted=finding, subject=subject, value=None, source=Source.MANUAL)
    facts = {**scene.facts, "facility": subject} if finding.scope == "facility" else scene.facts
    here = Scene(scene.answers, facts, scene.computed, row=_row(subject, scene.answers))
    value = to_canonical(expression.compute(here))
    paths = tuple(dict.fromkeys(_paths(expression, subject, family.document)))
    speaks = {f"{subject}/{question}" for question in _spoken(criteria, family, subject)} & set(paths)
    return Proposal(
        wanted=finding,
        subject=subject,
        value=value if _may_be(finding, value) else None,
        source=Source.CERTIFICATE if speaks else Source.ANSWER,
        paths=paths,
    )


def _may_be(finding: Finding, value: Any) -> bool:
    """Of a choice only its options are proposed."""
    return not finding.options or value in {option.id for option in finding.options}


def _row(subject: str, answers: Mapping[str, Any]) -> Mapping[str, Any] | None:
    group, _, id = subject.partition("/")
    return next((row for row in answers.get(group) or () if id and row.get("_id") == id), None)


def _paths(expression: Expression, subject: str, document: Document) -> Iterator[str]:
    for source in expression.sources():
        if source.kind == "row" and "/" in subject:  # of the household a whole group is looked at
            yield f"{subject}/{source.name}"
        elif source.kind == "answer":
            yield source.name
        elif source.kind == "computed":
            value = next(each.value for each in document.plan.computed if each.computed.id == source.name)
            yield from _paths(value, subject, document)


def read_value(finding: Finding, typed: str) -> Any:
    """What an officer typed as the value of a finding, canonical; a Reason where it is none."""
    plain = typed.strip()
    match finding.type:
        case "flag":
            return {"yes": True, "no": False}.get(plain, Reason.WRONG_VALUE)
        case "choice":
            return plain if plain in {each.id for each in finding.options} else Reason.WRONG_VALUE
        case "number":
            return _number(finding, plain)
        case "date":
            return _day(plain)
        case "time":
            return plain if _TIME.fullmatch(plain) else Reason.WRONG_VALUE
        case "days":
            return int(plain) if _COUNT.fullmatch(plain) else _days(plain)


def _days(typed: str) -> Any:
    days = [_day(each) for each in typed.replace("、", ",").split(",")]
    return Reason.WRONG_VALUE if Reason.WRONG_VALUE in days else days


def _number(finding: Finding, typed: str) -> Any:
    if not _NUMBER.fullmatch(typed):
        return Reason.WRONG_VALUE
    number = Decimal(typed)
    above = finding.at_least is not None and number < Decimal(finding.at_least)
    below = finding.at_most is not None and number > Decimal(finding.at_most)
    if above or below:
        return Reason.OUT_OF_RANGE
    return int(number) if number == number.to_integral_value() else format(number, "f")


def _day(typed: str) -> Any:
    try:
        return date.fromisoformat(typed.strip()).isoformat()
    except ValueError:
        return Reason.WRONG_VALUE


def is_same(one: Any, other: Any) -> bool:
    """Whether two canonical values say the same: 20 and "20.0" do; true is not 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    try:
        return Decimal(str(one)) == Decimal(str(other))
    except InvalidOperation:
        return bool(one == other)


def refuse(proposal: Proposal | None, value: Any, reason: str, *, is_doubtful: bool = False) -> Reason | None:
    """Why a value cannot be confirmed; None when it can. `is_doubtful`: its paper is too old to prove it."""
    if proposal is None:
        return Reason.UNKNOWN
    if isinstance(value, Reason):
        return value
    if len(reason) > LONGEST_REASON:
        return Reason.REASON_TOO_LONG
    agrees = proposal.value is not None and is_same(value, proposal.value)
    return Reason.REASON_MISSING if not reason.strip() and (not agrees or is_doubtful) else None


def in_sample(*, round: str, reference: str, percent: int) -> bool:
    """Whether another officer looks at an application again: nobody chooses, and nobody can foresee it."""
    drawn = hashlib.sha256(f"{round}:{reference}".encode()).digest()
    return int.from_bytes(drawn[:8], "big") % 100 < percent


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """A finding in force."""

    name: str
    subject: str
    value: Any


def case(
    confirmed: Iterable[Confirmed], *, id: str, on: date, guardians: Sequence[str], places: Sequence[str]
) -> dict[str, Any]:
    """The case that the points are counted from; only what was confirmed stands in it."""
    held = list(confirmed)

    def of(subject: str) -> dict[str, Any]:
        return {each.name: each.value for each in held if each.subject == subject}

    return {
        "id": id,
        "on": on.isoformat(),
        "household": of(HOUSEHOLD),
        "guardians": [of(path) for path in guardians],
        "facilities": {place: of(place) for place in places},
    }


def only_asked(criteria: Criteria, case: Mapping[str, Any]) -> dict[str, Any]:
    """A case as other criteria see it: what they do not ask of anybody stands nowhere in it."""

    def of(scope: str, values: Mapping[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in values.items() if name in criteria.plan.known[scope]}

    return {
        **case,
        "household": of("household", case["household"]),
        "guardians": [of("guardian", each) for each in case["guardians"]],
        "facilities": {place: of("facility", each) for place, each in case["facilities"].items()},
    }


def behind(criteria: Criteria) -> dict[str, frozenset[str]]:
    """The findings that each item of the criteria rests on: its own, and those its conditions look at."""
    plan = criteria.plan
    derived = {each.id: value for each, value in plan.derived}
    adjust = [each for them in plan.adjust.values() for each in them]
    written: dict[str, tuple[Expression | None, ...]] = {
        each.item.id: (each.when, each.count)
        for each in (*plan.base, *plan.modifiers, *plan.household_base, *adjust)
    }
    written |= {each.table.id: (each.when, each.row, each.column) for each in plan.tables}
    return {
        id: frozenset({id, *(name for each in expressions if each for name in _named(each, derived))})
        for id, expressions in written.items()
    }


def _named(expression: Expression, derived: Mapping[str, Expression]) -> Iterator[str]:
    for source in expression.sources():
        if source.kind == "fact":
            continue
        if source.name in derived:
            yield from _named(derived[source.name], derived)
        else:
            yield source.name
