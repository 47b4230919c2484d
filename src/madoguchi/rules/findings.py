"""What a family's answers and papers propose, and what an officer may confirm of it (認定事項).

A proposal is computed anew each time; only what somebody confirmed counts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final

from madoguchi.rules.documents import Document, Text
from madoguchi.rules.expressions import MISSING, Expression, Scene, read_expression, to_canonical
from madoguchi.rules.expressions.base import to_value
from madoguchi.rules.journey import Journey, journey

LONGEST_REASON: Final = 500  # characters
HOUSEHOLD: Final = ""


class Kind(StrEnum):
    """What sort of value a finding is."""

    FLAG = "flag"
    NUMBER = "number"
    CHOICE = "choice"
    DATE = "date"
    DAYS = "days"


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
class Wanted:
    """A finding as the criteria ask for it."""

    name: str
    kind: Kind
    title: Text
    scope: str  # household | guardian | facility
    proposed: Any = None  # an expression over the answers
    options: Mapping[str, Text] = field(default_factory=dict)
    unit: Text | None = None
    proof: Text | None = None
    at_least: Decimal | None = None
    at_most: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """Which procedure's questions speak of guardians and places, and of which items a certificate speaks."""

    guardians: str = ""  # id of the group
    places: str = ""  # id of the question with the wishes
    certificate: Mapping[str, str] = field(default_factory=dict)  # question in a guardian's row → item


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What is proposed of somebody. `value` is None where nothing is: an officer may still find something."""

    wanted: Wanted
    subject: str  # guardians/r1, code of a place; empty: the household
    value: Any
    source: Source
    paths: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """By which it is found among the confirmed."""
        return self.wanted.name, self.subject

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


def wanted_of(criteria: Mapping[str, Any]) -> tuple[Wanted, ...]:
    """The findings that a criteria document declares."""
    return tuple(
        Wanted(
            name=each["id"],
            kind=Kind(each["type"]),
            title=_text(each["title"]),
            scope=each["scope"],
            proposed=each.get("proposed"),
            options={one["id"]: _text(one["title"]) for one in each.get("options") or ()},
            unit=_text(each["unit"]) if each.get("unit") else None,
            proof=_text(each["proof"]) if each.get("proof") else None,
            at_least=_bound(each.get("at_least")),
            at_most=_bound(each.get("at_most")),
        )
        for each in criteria.get("findings") or ()
    )


def basis_of(criteria: Mapping[str, Any]) -> Basis:
    """From which questions they are proposed."""
    given = criteria.get("proposals") or {}
    return Basis(
        guardians=given.get("guardians") or "",
        places=given.get("places") or "",
        certificate=given.get("certificate") or {},
    )


def _text(raw: Any) -> Text:
    return Text.model_validate(raw)


def _bound(raw: Any) -> Decimal | None:
    return None if raw is None else Decimal(str(raw))


def guardians_of(basis: Basis, answers: Mapping[str, Any]) -> tuple[str, ...]:
    """The paths of the guardians, in the order they were written."""
    rows = answers.get(basis.guardians) or ()
    return tuple(f"{basis.guardians}/{row['_id']}" for row in rows if isinstance(row, Mapping))


def places_of(basis: Basis, answers: Mapping[str, Any]) -> tuple[str, ...]:
    """The places that are wished for, the first wish first."""
    return tuple(answers.get(basis.places) or ())


def propose(wanted: Iterable[Wanted], family: Family, basis: Basis) -> tuple[Proposal, ...]:
    """Everything the criteria ask of a family, with what is proposed: guardians first, then the rest."""
    told = {**family.answers, **_told_by_certificates(family, basis)}
    way = journey(family.document, told, family.facts)
    scene = _scene(family.document, way, family.facts)
    asked = tuple(wanted)
    return tuple(
        proposal
        for subject, rows in _subjects(basis, way.answers)
        for each in asked
        if each.scope == rows
        for proposal in [_proposal(each, subject, family, basis, scene)]
    )


def _subjects(basis: Basis, answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from ((path, "guardian") for path in guardians_of(basis, answers))
    yield HOUSEHOLD, "household"
    yield from ((place, "facility") for place in places_of(basis, answers))


def _told_by_certificates(family: Family, basis: Basis) -> dict[str, Any]:
    """The guardians' rows, where a certificate speaks in the place of what the family wrote."""
    rows = family.answers.get(basis.guardians)
    if not rows or not family.certificates:
        return {}
    return {basis.guardians: [_told(row, family, basis) for row in rows]}


def _told(row: Mapping[str, Any], family: Family, basis: Basis) -> dict[str, Any]:
    items = family.certificates.get(f"{basis.guardians}/{row['_id']}", {})
    said = {
        question: items[item] for question, item in basis.certificate.items() if items.get(item) is not None
    }
    return {**row, **said}


def _scene(document: Document, way: Journey, facts: Mapping[str, Any]) -> Scene:
    types = {each.computed.id: each.type for each in document.plan.computed}
    computed = {id: to_value(types[id], value) for id, value in way.computed.items()}
    target = {} if document.target_year is None else {"target_year": document.target_year}
    return Scene(way.answers, {**target, **facts}, computed)


def _proposal(wanted: Wanted, subject: str, family: Family, basis: Basis, scene: Scene) -> Proposal:
    expression = _read(wanted, family.document, basis) if wanted.scope != "facility" else None
    if expression is None:
        return Proposal(wanted=wanted, subject=subject, value=None, source=Source.MANUAL)
    here = Scene(scene.answers, scene.facts, scene.computed, row=_row(subject, scene.answers))
    found = expression.compute(here)
    paths = tuple(dict.fromkeys(_paths(expression, subject, family.document)))
    value = None if found is MISSING else to_canonical(found)
    return Proposal(
        wanted=wanted,
        subject=subject,
        value=value,
        source=_source(paths, subject, family, basis),
        paths=paths,
    )


def _read(wanted: Wanted, document: Document, basis: Basis) -> Expression | None:
    """The expression, in the guardian's row where it speaks of one; None where none can be read."""
    if wanted.proposed is None:
        return None
    faults: list[Any] = []
    scope = document.plan.scope
    scope = scope.in_rows_of(basis.guardians) if wanted.scope == "guardian" else scope
    expression = read_expression(wanted.proposed, scope=scope, path=wanted.name, faults=faults)
    return None if faults else expression


def _row(subject: str, answers: Mapping[str, Any]) -> Mapping[str, Any] | None:
    group, _, id = subject.partition("/")
    return next((row for row in answers.get(group) or () if id and row.get("_id") == id), None)


def _paths(expression: Expression, subject: str, document: Document) -> Iterator[str]:
    for source in expression.sources():
        if source.kind == "row" and subject:  # of the household a whole group is looked at
            yield f"{subject}/{source.name}"
        elif source.kind == "answer":
            yield source.name
        elif source.kind == "computed":
            value = next(each.value for each in document.plan.computed if each.computed.id == source.name)
            yield from _paths(value, subject, document)


def _source(paths: Sequence[str], subject: str, family: Family, basis: Basis) -> Source:
    items = family.certificates.get(subject, {})
    spoken = {
        f"{subject}/{question}" for question, item in basis.certificate.items() if items.get(item) is not None
    }
    return Source.CERTIFICATE if spoken & set(paths) else Source.ANSWER


def read_value(wanted: Wanted, typed: str) -> Any:
    """What an officer typed as the value of a finding, canonical; a Reason where it is none."""
    plain = typed.strip()
    match wanted.kind:
        case Kind.FLAG:
            return {"yes": True, "no": False}.get(plain, Reason.WRONG_VALUE)
        case Kind.CHOICE:
            return plain if plain in wanted.options else Reason.WRONG_VALUE
        case Kind.NUMBER:
            return _number(wanted, plain)
        case Kind.DATE:
            return _day(plain)
        case Kind.DAYS:
            days = [_day(each) for each in plain.replace("、", ",").split(",") if each.strip()]
            return Reason.WRONG_VALUE if Reason.WRONG_VALUE in days else days


def _number(wanted: Wanted, typed: str) -> Any:
    try:
        number = Decimal(typed)
    except InvalidOperation:
        return Reason.WRONG_VALUE
    if not number.is_finite() or len(typed) > 20:
        return Reason.WRONG_VALUE
    above = wanted.at_least is not None and number < wanted.at_least
    below = wanted.at_most is not None and number > wanted.at_most
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
