"""A problem of allocation as values: children with claims and wishes, facilities with seats, the rules."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Annotated, Any, Final, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError

from madoguchi.rules.allocation.faults import Code
from madoguchi.rules.allocation.lottery import SHORTEST_SEED

LARGEST: Final = Decimal(10) ** 18
SMALLEST_STEP: Final = -6  # digits after the point
MOST_SEATS: Final = 1_000_000
LAST_PHASE: Final = 1000
LONGEST_ID: Final = 100


class Priority(StrEnum):
    """What a claim is made of, besides the phase."""

    POINTS = "points"
    CHOICE_RANK = "choice_rank"
    TIE = "tie"
    LOTTERY = "lottery"


class Siblings(StrEnum):
    """How children of one family hang together."""

    INDEPENDENT = "independent"
    PREFER_SAME = "prefer_same"
    SAME_ONLY = "same_only"
    ALL_OR_NOTHING = "all_or_nothing"

    @property
    def binds(self) -> bool:
        """Whether one child's place depends on the others'."""
        return self in (Siblings.SAME_ONLY, Siblings.ALL_OR_NOTHING)


class Transfers(StrEnum):
    """When the seat of a child that moves becomes somebody else's."""

    AFTER = "after"
    CHAIN = "chain"


class MovesUp(StrEnum):
    """Who is asked when a place becomes free."""

    UNPLACED = "unplaced"
    ALL = "all"


class Unused(StrEnum):
    """What becomes of reserved seats that their group leaves."""

    COMMON = "common"
    EMPTY = "empty"


def _refuse(code: Code, message: str = "refused") -> PydanticCustomError:
    return PydanticCustomError(code.value, message)  # type: ignore[arg-type]  # a literal, as far as it knows


def _id(value: Any) -> str:
    named = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(named, str) or not 0 < len(named) <= LONGEST_ID or _is_broken(named):
        raise _refuse(Code.MALFORMED, "expected an id, a text of 1 to 100 characters or a whole number")
    return named


def _is_broken(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)  # halves of characters


def _seed(value: Any) -> Any:
    if value is not None and (not isinstance(value, str) or len(value) < SHORTEST_SEED or _is_broken(value)):
        raise _refuse(Code.SEED_SHORT)
    return value


def _number(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise _refuse(Code.NUMBER_UNUSABLE)
    try:
        number = Decimal(str(value))
    except (InvalidOperation, ValueError):
        raise _refuse(Code.NUMBER_UNUSABLE) from None
    if not number.is_finite() or abs(number) >= LARGEST or _digits(number) > -SMALLEST_STEP:
        raise _refuse(Code.NUMBER_UNUSABLE)
    return number


def _digits(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _points(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_id(facility): _number(each) for facility, each in value.items()}
    return None if value is None else _number(value)


def _lottery(value: Any) -> Decimal | None:
    return None if value is None else _number(value)


def _numbers(value: Any) -> tuple[Decimal, ...]:
    if not isinstance(value, list | tuple):
        raise _refuse(Code.MALFORMED, "expected a list of numbers")
    return tuple(map(_number, value))


def _tie(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_id(facility): _numbers(each) for facility, each in value.items()}
    return _numbers(value)


def _whole(least: int, most: int, code: Code) -> BeforeValidator:
    def check(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise _refuse(code)
        return value

    return BeforeValidator(check)


def _family(value: Any) -> Any:
    return {"children": value} if isinstance(value, list | tuple) else value


def _policy(value: Any) -> Any:
    return {"siblings": value} if isinstance(value, str) else value


Id: TypeAlias = Annotated[str, BeforeValidator(_id)]
Seats: TypeAlias = Annotated[int, _whole(0, MOST_SEATS, Code.CAPACITY_UNUSABLE)]
Grade: TypeAlias = Annotated[int, _whole(-100, 100, Code.MALFORMED)]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Child(_Value):
    """Who wants a place, and with what claim."""

    id: Id
    choices: tuple[Id, ...]
    points: Annotated[Decimal | Mapping[str, Decimal] | None, BeforeValidator(_points)] = None
    tie: Annotated[tuple[Decimal, ...] | Mapping[str, tuple[Decimal, ...]], BeforeValidator(_tie)] = ()
    lottery: Annotated[Decimal | None, BeforeValidator(_lottery)] = None
    phase: Annotated[int, _whole(1, LAST_PHASE, Code.PHASE_UNUSABLE)] = 1
    grade: Grade | None = None
    groups: frozenset[Id] = frozenset()
    holds: Id | None = None

    def points_at(self, facility: str) -> Decimal | None:
        """The points that count there."""
        points = self.points
        return points if points is None or isinstance(points, Decimal) else points.get(facility)

    def tie_at(self, facility: str) -> tuple[Decimal, ...] | None:
        """The numbers that order equal points there."""
        return self.tie if isinstance(self.tie, tuple) else self.tie.get(facility)

    @property
    def is_alike_everywhere(self) -> bool:
        """Whether points and tie say nothing about a facility."""
        return isinstance(self.tie, tuple) and (self.points is None or isinstance(self.points, Decimal))


class Band(_Value):
    """The seats of a facility for some grades."""

    id: Id
    grades: frozenset[Grade]
    capacity: Seats


class Limit(_Value):
    """At most so many children of some grades on common seats."""

    id: Id
    grades: frozenset[Grade]
    at_most: Seats


class Facility(_Value):
    """Where places are. The capacity is that of this run."""

    id: Id
    capacity: Seats | None = None
    bands: tuple[Band, ...] = ()
    limits: tuple[Limit, ...] = ()

    def band_of(self, grade: int | None) -> Band | None:
        """The band that takes a grade."""
        return next((band for band in self.bands if grade in band.grades), None)


class Reserve(_Value):
    """Seats set apart for children of a group."""

    facility: Id
    band: Id | None = None
    group: Id
    seats: Seats
    unused: Unused = Unused.COMMON


class Family(_Value):
    """Siblings. Without a policy of its own, that of the problem holds."""

    children: tuple[Id, ...]
    policy: Siblings | None = None


class Policy(_Value):
    """What the city has settled for everybody."""

    siblings: Siblings = Siblings.INDEPENDENT
    transfers: Transfers = Transfers.AFTER
    moves_up: MovesUp = MovesUp.UNPLACED


class Problem(_Value):
    """Everything an allocation follows from."""

    children: tuple[Child, ...]
    facilities: tuple[Facility, ...]
    priority: tuple[Priority, ...] = (Priority.POINTS, Priority.TIE, Priority.LOTTERY)
    reserved: tuple[Reserve, ...] = ()
    preassigned: Mapping[Id, Id] = {}
    siblings: tuple[Annotated[Family, BeforeValidator(_family)], ...] = ()
    policy: Annotated[Policy, BeforeValidator(_policy)] = Policy()
    seed: Annotated[str | None, BeforeValidator(_seed)] = None

    def policy_of(self, family: Family) -> Siblings:
        """How the children of a family hang together."""
        return family.policy or self.policy.siblings


def canonical(problem: Problem) -> str:
    """The problem as one text, the same however its lists were ordered."""
    data = problem.model_dump(mode="json", exclude_defaults=True)
    data["priority"] = list(problem.priority)
    for name in ("children", "facilities"):
        data[name].sort(key=lambda each: each["id"])
    for child, said in zip(sorted(problem.children, key=lambda each: each.id), data["children"], strict=True):
        said.update(_claim(child))
    for facility in data["facilities"]:
        for name in ("bands", "limits"):
            facility[name] = sorted(facility.get(name, ()), key=lambda part: part["id"])
            for part in facility[name]:
                part["grades"] = sorted(part["grades"])
    for family in data.get("siblings", ()):
        family["children"].sort()
    for name in ("reserved", "siblings"):
        data[name] = sorted(data.get(name, ()), key=_written)
    return _written(data)


def digest(problem: Problem) -> str:
    """What names these inputs: SHA-256 of the canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(problem).encode()).hexdigest()


def plain(number: Decimal) -> str:
    """A number in one way only: 20, 20.0 and 2E+1 are "20"."""
    return format(number.normalize() + 0, "f")


def _claim(child: Child) -> dict[str, Any]:
    said: dict[str, Any] = {"groups": sorted(child.groups), "tie": _plain(child.tie)}
    if child.points is not None:
        said["points"] = _plain(child.points)
    if child.lottery is not None:
        said["lottery"] = plain(child.lottery)
    return said


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value]


def _written(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
