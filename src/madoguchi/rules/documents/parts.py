"""The parts of answers that consist of several: what `child.birth_date` means and what type it has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from madoguchi.rules.expressions.types import DATE, INTEGER, TEXT, Type, choice

RELATIONS: Final = ("father", "mother", "grandparent", "foster", "other")
ACCOUNT_KINDS: Final = ("ordinary", "current")
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a composite answer. `get` takes the canonical answer; None where nothing stands."""

    type: Type
    get: Callable[[Any], Any]


def _key(name: str, answer: Any) -> Any:
    return answer.get(name) or None


def _joined(names: tuple[str, ...], answer: Any) -> str | None:
    return "\u3000".join(answer[name] for name in names if answer.get(name)) or None


def _item(index: int, answer: Any) -> str | None:
    return answer[index] if index < len(answer) else None


def _file_count(answer: Any) -> int:
    return len(answer) if isinstance(answer, list) else 0


def _cannot(answer: Any) -> str | None:
    return answer.get("cannot") if isinstance(answer, dict) else None


def _minutes(answer: Any) -> int:
    return sum(_length(start, end) for day in WEEKDAYS for start, end in answer.get(day, ()))


def _length(start: str, end: str) -> int:
    return (_minute(end) - _minute(start)) % DAY or DAY


def _minute(at: str) -> int:
    return int(at[:2]) * 60 + int(at[3:5])


def _keys(*names: str, type: Type = TEXT) -> dict[str, Part]:
    return {name: Part(type, partial(_key, name)) for name in names}


PERSON_NAME: Final[Mapping[str, Part]] = {
    **_keys("family", "given", "family_kana", "given_kana"),
    "name": Part(TEXT, partial(_joined, ("family", "given"))),
    "kana": Part(TEXT, partial(_joined, ("family_kana", "given_kana"))),
}
CHILD: Final[Mapping[str, Part]] = {**PERSON_NAME, **_keys("birth_date", type=DATE)}
GUARDIAN: Final[Mapping[str, Part]] = {**CHILD, **_keys("relation", type=choice(RELATIONS))}
POSTAL_ADDRESS: Final[Mapping[str, Part]] = _keys(
    "postal_code", "prefecture", "city", "town", "block", "building"
)
FILES: Final[Mapping[str, Part]] = {
    "count": Part(INTEGER, _file_count),
    "cannot": Part(TEXT, _cannot),
}
WEEKLY_HOURS: Final[Mapping[str, Part]] = {
    "days": Part(INTEGER, lambda answer: sum(bool(answer.get(day)) for day in WEEKDAYS)),
    "minutes": Part(INTEGER, _minutes),
}
BANK_ACCOUNT: Final[Mapping[str, Part]] = {
    **_keys("bank_code", "bank_name", "branch_code", "branch_name", "number", "holder_kana"),
    **_keys("kind", type=choice(ACCOUNT_KINDS)),
}


SLOT: Final[Mapping[str, Part]] = {
    "day": Part(DATE, lambda answer: answer[:10]),
    "time": Part(TEXT, lambda answer: answer[11:16]),
    "place": Part(choice(), lambda answer: answer.split()[1]),
}


def ranks(count: int) -> dict[str, Part]:
    """`clubs.1`, `clubs.2` …: the place on each rank."""
    return {str(rank + 1): Part(choice(), partial(_item, rank)) for rank in range(count)}
