"""A case: the confirmed findings of one child, and their values as criteria read them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from madoguchi.rules import calendar
from madoguchi.rules.criteria.document import Counted, Criteria, Finding
from madoguchi.rules.criteria.names import GUARDIANS
from madoguchi.rules.criteria.plan import Known
from madoguchi.rules.problems import Problem

Values = dict[str, Any]
_NUMBER: Final = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,9})?")
_TIME: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One child's findings on the reference day. Values are JSON; `facilities` stand by code of place."""

    id: str
    on: date
    household: Mapping[str, Any] = field(default_factory=dict)
    guardians: tuple[Mapping[str, Any], ...] = ()
    facilities: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


class Unfit(Exception):
    """A value that a finding cannot have: a code and what its sentence needs."""

    def __init__(self, code: str, **facts: object) -> None:
        self.code, self.facts = code, facts


def case_of(data: object) -> Case | tuple[Problem, ...]:
    """The case that JSON data describes, or why it is none."""
    if not isinstance(data, Mapping):
        return (Problem("", "malformed"),)
    wrong = [key for key in data if key not in ("id", "on", "household", GUARDIANS, "facilities")]
    household, guardians, facilities = (
        data.get(key, empty) for key, empty in (("household", {}), (GUARDIANS, []), ("facilities", {}))
    )
    if not isinstance(household, Mapping):
        wrong.append("household")
    if not isinstance(guardians, list | tuple) or not all(isinstance(each, Mapping) for each in guardians):
        wrong.append(GUARDIANS)
    if not isinstance(facilities, Mapping) or not all(
        isinstance(each, Mapping) for each in facilities.values()
    ):
        wrong.append("facilities")
    if not isinstance(data.get("id"), str | int) or isinstance(data["id"], bool):
        wrong.append("id")
    on = _day(data.get("on"))
    if on is None:
        wrong.append("on")
    if wrong or on is None:
        return tuple(Problem(str(key), "malformed") for key in wrong)
    return Case(
        id=str(data["id"]), on=on, household=household, guardians=tuple(guardians), facilities=facilities
    )


@dataclass(slots=True)
class Read:
    """The values of a case, ready for expressions, and what cannot stand."""

    household: Values
    guardians: list[Values]
    facilities: dict[str, Values]
    problems: list[Problem]


def read(criteria: Criteria, case: Case) -> Read:
    """Every value checked against its finding. A value of null is no value."""
    known = criteria.plan.known
    problems: list[Problem] = []
    if len(case.guardians) > criteria.guardians_at_most:
        facts = {"at_most": criteria.guardians_at_most}
        problems.append(Problem(GUARDIANS, "too_many_guardians", facts))
    reader = _Reader(known, case.on, problems)
    return Read(
        household=reader.values("household", case.household, "household"),
        guardians=[
            reader.values("guardian", each, f"{GUARDIANS}/{index}")
            for index, each in enumerate(case.guardians, start=1)
        ],
        facilities={
            code: reader.values("facility", each, f"facilities/{code}")
            for code, each in case.facilities.items()
        },
        problems=problems,
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    known: Mapping[str, Mapping[str, Known]]
    on: date
    problems: list[Problem]

    def values(self, scope: str, given: Mapping[str, Any], path: str) -> Values:
        found: Values = {}
        for name, raw in given.items():
            if raw is None:
                continue
            known = self.known[scope].get(name)
            if known is None:
                self.problems.append(Problem(f"{path}/{name}", *self._unknown(name)))
                continue
            try:
                found[name] = _value(known, raw, self.on)
            except Unfit as unfit:
                self.problems.append(Problem(f"{path}/{name}", unfit.code, unfit.facts))
        return found

    def _unknown(self, name: str) -> tuple[str, dict[str, object]]:
        elsewhere = [scope for scope in self.known if name in self.known[scope]]
        return ("wrong_scope", {"scope": elsewhere[0]}) if elsewhere else ("unknown_finding", {})


def _value(known: Known, raw: Any, on: date) -> Any:
    finding = known.finding
    match finding.type:
        case "flag":
            if not isinstance(raw, bool):
                raise Unfit("wrong_type", expected="flag")
            return raw
        case "number":
            return Decimal(raw) if known.counts and isinstance(raw, bool) else _number(finding, raw)
        case "choice":
            if not isinstance(raw, str) or raw not in {option.id for option in finding.options}:
                raise Unfit("not_an_option")
            return raw
        case "date":
            if _day(raw) is None:
                raise Unfit("wrong_type", expected="date")
            return raw
        case "time":
            if not isinstance(raw, str) or not _TIME.fullmatch(raw):
                raise Unfit("wrong_type", expected="time")
            return raw
    return _counted(finding.counted, raw, on)


def _number(finding: Finding, raw: Any) -> Decimal:
    if isinstance(raw, list) and finding.several != "refuse" and raw:
        several = [_plain_number(each) for each in raw]
        return _within(finding, sum(several, Decimal(0)) if finding.several == "sum" else max(several))
    return _within(finding, _plain_number(raw))


def _plain_number(raw: Any) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal | str):
        raise Unfit("wrong_type", expected="number")
    if not _NUMBER.fullmatch(str(raw)):
        raise Unfit("wrong_type", expected="number")
    return Decimal(str(raw))


def _within(finding: Finding, number: Decimal) -> Decimal:
    least, most = finding.at_least, finding.at_most
    if (least is not None and number < least) or (most is not None and number > most):
        raise Unfit("out_of_range", at_least=least, at_most=most)
    return number


def _counted(counted: Counted, raw: Any, on: date) -> int:
    """How many of the days count on the reference day; or the number itself, counted by somebody before."""
    if isinstance(raw, int) and not isinstance(raw, bool) and raw >= 0:
        return raw
    if not isinstance(raw, list):
        raise Unfit("wrong_type", expected="days")
    days = [_day(each) for each in raw]
    if None in days:
        raise Unfit("wrong_type", expected="days")
    return sum(1 for day in _counting(counted, filter(None, days), on))


def _counting(counted: Counted, days: Iterable[date], on: date) -> Iterator[date]:
    last = months_before(on, counted.months_before or 0)
    for day in days:
        is_of_year = counted.within is None or calendar.fiscal_year(day) == calendar.fiscal_year(on)
        if is_of_year and day <= last:
            yield day


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier; the last of that month where it has no such day."""
    count = day.year * 12 + day.month - 1 - months
    year, month = divmod(count, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise ValueError(day)


def _day(raw: Any) -> date | None:
    if not isinstance(raw, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", raw):
        return None
    try:
        return date.fromisoformat(raw)
    except ValueError:
        return None
