"""Which findings a table of points knows, and what a case says of them.

Written from docs/rules/criteria.md ("Findings", "A case") alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import Any, Final

from madoguchi.rules.plain.expressions import Seen, fiscal_year, holds, months_later, worth

NUMBER: Final = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,9})?")
DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
TIME: Final = re.compile(r"[0-9]{2}:[0-9]{2}")
TIMES: Final = "times"  # the own finding of an item that is granted several times

Document = Mapping[str, Any]
Values = dict[str, Any]


class Unfit(Exception):
    """A value that does not fit its finding; says with which code."""


@dataclass
class Troubles:
    """The errors of a case, each once."""

    found: list[tuple[str, str]] = field(default_factory=list)

    def add(self, path: str, code: str) -> None:
        """One more."""
        if (path, code) not in self.found:
            self.found.append((path, code))


@dataclass
class Known:
    """What is known of a case: the values that fitted, and the derived ones."""

    household: Values
    guardians: list[Values]
    facilities: dict[str, Values]  # in the order of their codes
    facts: Values

    def seen(self) -> Seen:
        """What an expression about the household sees."""
        return Seen(self.household, self.guardians, self.facts)

    def seen_by(self, guardian: Values) -> Seen:
        """What an expression about this guardian sees."""
        return self.seen().of(guardian)

    def seen_at(self, code: str) -> Seen:
        """What an expression about this facility sees."""
        there = self.facilities.get(code, {})
        return Seen({**self.household, **there}, self.guardians, {**self.facts, "facility": code})

    def around(self, scope: str) -> Iterator[tuple[str, Values, Seen]]:
        """The household, each guardian or each facility: path, values and what is seen there."""
        if scope == "household":
            yield "household", self.household, self.seen()
        elif scope == "guardian":
            for number, guardian in enumerate(self.guardians, 1):
                yield f"guardians/{number}", guardian, self.seen_by(guardian)
        else:
            for code, values in self.facilities.items():
                yield f"facilities/{code}", values, self.seen_at(code)


@dataclass(frozen=True)
class Criteria:
    """A document of criteria made ready: without its nulls, and with every finding it knows."""

    document: Document
    findings: Mapping[str, Mapping[str, Any]]


def criteria_of(document: Document) -> Criteria:
    """Criteria to work out cases by, many or one."""
    plain = _without_nulls(document)
    return Criteria(plain, findings_of(plain))


def _without_nulls(part: Any) -> Any:
    """A key without a value is a key that is not there; in a list null means that nothing is given."""
    if isinstance(part, Mapping):
        return {key: _without_nulls(value) for key, value in part.items() if value is not None}
    return [_without_nulls(each) for each in part] if isinstance(part, list | tuple) else part


def findings_of(document: Document) -> dict[str, Mapping[str, Any]]:
    """Every finding by its id: those that items have of their own, and those that are declared."""
    own = {each["id"]: each for each in _own(document)}
    return own | {each["id"]: each for each in document.get("findings", ())}


def _own(document: Document) -> Iterator[Mapping[str, Any]]:
    for item in (*document.get("base", ()), *document.get("modifiers", ())):
        yield _own_of(item, "guardian")
    for item in document.get("household_base", ()):
        yield _own_of(item, "household")
    for item in document.get("adjust", ()):
        yield _own_of(item, item.get("scope", "household"))
    for table in document.get("tables", ()):
        for name in cells_of(table):
            yield {"id": name, "scope": "guardian", "type": "flag"}
    for key in document.get("tie_break", ()):
        if key.get("lottery") or key.get("by_hand"):
            yield {"id": key["id"], "scope": "household", "type": "number"}


def _own_of(item: Mapping[str, Any], scope: str) -> Mapping[str, Any]:
    found = {"id": item["id"], "scope": scope, "type": "flag"}
    if "manual" in item:
        return {**found, "type": "number", **item["manual"]}
    if "per" in item or "count" in item:
        return {**found, "type": TIMES, "at_least": 0}
    return found


def cells_of(table: Mapping[str, Any]) -> dict[str, tuple[int, int | None]]:
    """The named cells of a table: at which row and column they stand."""
    found: dict[str, tuple[int, int | None]] = {}
    for number, row in enumerate(table.get("rows", ())):
        if "columns" not in table:
            found |= {row["id"]: (number, None)} if "id" in row else {}
        else:
            found |= {name: (number, column) for column, name in enumerate(row.get("cells", ())) if name}
    return found


def malformed(case: Any) -> list[str]:
    """Which parts of a case are not what they should be; with one of them nothing is worked out."""
    if not isinstance(case, Mapping):
        return [""]
    guardians, facilities = case.get("guardians", []), case.get("facilities", {})
    is_right = {
        "household": isinstance(case.get("household", {}), Mapping),
        "guardians": isinstance(guardians, list | tuple)
        and all(isinstance(each, Mapping) for each in guardians),
        "facilities": isinstance(facilities, Mapping)
        and all(isinstance(each, Mapping) for each in facilities.values()),
        "id": isinstance(case.get("id"), str | int) and not isinstance(case["id"], bool),
        "on": _is_day(case.get("on")),
    }
    return [key for key in case if key not in is_right] + [
        key for key, is_so in is_right.items() if not is_so
    ]


def known(criteria: Criteria, case: Mapping[str, Any], troubles: Troubles) -> Known:
    """The first three steps: the values are read, others derived, and what is missing is told."""
    document, found = criteria.document, _read(criteria, case, troubles)
    derive(document, found)
    for finding in document.get("findings", ()):
        if "required_when" not in finding:
            continue
        for path, values, seen in found.around(finding["scope"]):
            if values.get(finding["id"]) is None and holds(finding["required_when"], seen):
                troubles.add(f"{path}/{finding['id']}", "missing_finding")
    return found


def derive(document: Document, found: Known) -> None:
    """Put the derived values beside the others, in the order of the document."""
    for each in document.get("derived", ()):
        for _, values, seen in found.around(each["scope"]):
            values[each["id"]] = worth(each["value"], seen)


def _read(criteria: Criteria, case: Mapping[str, Any], troubles: Troubles) -> Known:
    document = criteria.document
    guardians, facilities = case.get("guardians", ()), case.get("facilities", {})
    if len(guardians) > document.get("guardians_at_most", 2):
        troubles.add("guardians", "too_many_guardians")
    on, year = _day(case["on"]), document["fiscal_year"]
    reader = _Reader(criteria.findings, on, troubles)
    return Known(
        reader.values("household", "household", case.get("household", {})),
        [reader.values("guardian", f"guardians/{n}", each) for n, each in enumerate(guardians, 1)],
        {
            code: reader.values("facility", f"facilities/{code}", facilities[code])
            for code in sorted(facilities)
        },
        {"on": on, "target_year": Decimal(year), "year_start": date(year, 4, 1)},
    )


@dataclass
class _Reader:
    """Reads the values of a case by their findings."""

    findings: Mapping[str, Mapping[str, Any]]
    on: date
    troubles: Troubles

    def values(self, scope: str, path: str, written: Mapping[str, Any]) -> Values:
        """The values of one part. What does not fit is told, and counts as not there."""
        found: Values = {}
        for name, value in written.items():
            try:
                if value is not None:
                    found[name] = self._value(scope, name, value)
            except Unfit as unfit:
                self.troubles.add(f"{path}/{name}", str(unfit))
        return found

    def _value(self, scope: str, name: str, value: Any) -> Any:
        finding = self.findings.get(name)
        if finding is None:
            raise Unfit("unknown_finding")
        if finding["scope"] != scope:
            raise Unfit("wrong_scope")
        return getattr(self, f"_{finding['type']}")(finding, value)

    def _flag(self, _: Mapping[str, Any], value: Any) -> bool:
        if not isinstance(value, bool):
            raise Unfit("wrong_type")
        return value

    def _number(self, finding: Mapping[str, Any], value: Any) -> Decimal:
        if isinstance(value, list):
            return self._several(finding, value)
        return _within(finding, _decimal(value))

    def _several(self, finding: Mapping[str, Any], values: list[Any]) -> Decimal:
        several = finding.get("several", "refuse")
        if several == "refuse" or not values:
            raise Unfit("wrong_type")
        numbers = [_decimal(each) for each in values]
        return _within(finding, sum(numbers, Decimal(0)) if several == "sum" else max(numbers))

    def _times(self, finding: Mapping[str, Any], value: Any) -> Decimal:
        return Decimal(int(value)) if isinstance(value, bool) else self._number(finding, value)

    def _choice(self, finding: Mapping[str, Any], value: Any) -> str:
        if value not in [option["id"] for option in finding["options"]]:
            raise Unfit("not_an_option")
        return str(value)

    def _date(self, _: Mapping[str, Any], value: Any) -> date:
        return _day(value)

    def _time(self, _: Mapping[str, Any], value: Any) -> time:
        if not isinstance(value, str) or not TIME.fullmatch(value):
            raise Unfit("wrong_type")
        try:
            return time.fromisoformat(value)
        except ValueError:
            raise Unfit("wrong_type") from None

    def _days(self, finding: Mapping[str, Any], value: Any) -> Decimal:
        if isinstance(value, list):
            return Decimal(sum(_counts(finding, _day(each), self.on) for each in value))
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise Unfit("wrong_type")
        return Decimal(value)


def _counts(finding: Mapping[str, Any], day: date, on: date) -> bool:
    """Whether a day counts on the reference day."""
    counted = finding.get("counted", {})
    is_in_year = "within" not in counted or fiscal_year(day) == fiscal_year(on)
    return is_in_year and day <= months_later(on, -counted.get("months_before", 0))


def _day(value: Any) -> date:
    if not isinstance(value, str) or not DATE.fullmatch(value):
        raise Unfit("wrong_type")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise Unfit("wrong_type") from None


def _is_day(value: Any) -> bool:
    try:
        return _day(value) is not None
    except Unfit:
        return False


def _decimal(value: Any) -> Decimal:
    is_number = isinstance(value, int | float | Decimal | str) and not isinstance(value, bool)
    if not is_number or not NUMBER.fullmatch(str(value)):
        raise Unfit("wrong_type")
    return Decimal(str(value))


def _within(finding: Mapping[str, Any], number: Decimal) -> Decimal:
    low, high = finding.get("at_least"), finding.get("at_most")
    if (low is not None and number < Decimal(low)) or (high is not None and number > Decimal(high)):
        raise Unfit("out_of_range")
    return number
