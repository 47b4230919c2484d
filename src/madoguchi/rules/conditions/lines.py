"""A condition as lines, and lines as a condition. What lines cannot say is kept as it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from madoguchi.rules.conditions.relations import RELATIONS, Relation
from madoguchi.rules.conditions.subjects import Subject
from madoguchi.rules.expressions.types import NUMBERS, ORDERED, Kind
from madoguchi.rules.questions import days, reading
from madoguchi.rules.questions.reading import Wrong

TODAY: Final = "today"
_QUOTED: Final = {Kind.DATE: "date", Kind.TIME: "time", Kind.INSTANT: "instant"}
_JOINS: Final = ("all", "any")
_WORDS_FOR_TODAY: Final = frozenset({"today", "今日", "本日"})

Subjects = Mapping[str, Subject]


@dataclass(frozen=True, slots=True)
class Line:
    """『利用の理由』 is one of 就労, 就学: keys of a subject and a relation, and what was typed or chosen.

    `other` is the key of a subject that it is compared with instead.
    """

    subject: str = ""
    relation: str = ""
    values: tuple[str, ...] = ()
    other: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A condition that lines cannot say, as it is written."""

    raw: Any


@dataclass(frozen=True, slots=True)
class Joined:
    """Lines of which all or any must hold; among them, one level down, others that are joined."""

    how: str = "all"
    items: tuple[Line | Kept | Joined, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What keeps lines from being a condition: place of the line (2 or 2.0), its box, and why."""

    place: str
    box: str  # subject, relation or value
    reason: str  # missing, unknown, no_number, no_day, no_time


def read(raw: Any, subjects: Subjects) -> Joined:
    """The lines that say what is written; the same condition comes out of `write` again."""
    if raw is None:
        return Joined()
    joined = _joined(raw, subjects, deeper=True)
    return joined or Joined("all", (_line(raw, subjects) or Kept(raw),))


def write(joined: Joined, subjects: Subjects) -> tuple[Any, tuple[Unfinished, ...]]:
    """The condition, None without lines; or what is unfinished about it."""
    unfinished: list[Unfinished] = []
    raw = _written(joined, subjects, "", unfinished)
    return (None if unfinished else raw), tuple(unfinished)


def _joined(raw: Any, subjects: Subjects, *, deeper: bool) -> Joined | None:
    how, inside = _single(raw)
    if how not in _JOINS or not isinstance(inside, list):
        return None
    return Joined(how, tuple(_item(each, subjects, deeper=deeper) for each in inside))


def _item(raw: Any, subjects: Subjects, *, deeper: bool) -> Line | Kept | Joined:
    if deeper and (inner := _joined(raw, subjects, deeper=False)):
        return inner
    return _line(raw, subjects) or Kept(raw)


def _single(raw: Any) -> tuple[str, Any]:
    """The operator and what it takes."""
    return next(iter(raw.items())) if isinstance(raw, dict) and len(raw) == 1 else ("", None)


def _line(raw: Any, subjects: Subjects) -> Line | None:
    operator, inside = _single(raw)
    if operator == "not":
        return _opposite(_line(inside, subjects))
    if found := _subject(raw, subjects):
        return Line(found.key, "yes") if found.type.kind is Kind.BOOL else None
    if operator == "answered":
        keys = (each.key for each in subjects.values() if inside in (each.answered, each.raw))
        key = next(keys, None)
        return Line(key, "answered") if key else None
    if not isinstance(inside, list) or len(inside) != 2 or operator not in RELATIONS:
        return None
    subject = _subject(inside[0], subjects)
    if subject is None:
        return None
    other = _subject(inside[1], subjects)
    if other and other in comparable(subject, subjects) and operator in subject.relations:
        return Line(subject.key, operator, other=other.key)
    return _compared(operator, subject, inside[1])


def _subject(raw: Any, subjects: Subjects) -> Subject | None:
    return next((each for each in subjects.values() if each.raw == raw), None)


def comparable(subject: Subject, subjects: Subjects) -> tuple[Subject, ...]:
    """What a number, day or time can be compared with instead of a fixed one."""
    kind = subject.type.kind
    kinds = NUMBERS if kind in NUMBERS else {kind} & ORDERED
    return tuple(each for each in subjects.values() if each.type.kind in kinds and each.key != subject.key)


def _compared(operator: str, subject: Subject, raw: Any) -> Line | None:
    if subject.type.kind is Kind.BOOL:
        is_yes = raw is (operator == "is")
        same = operator in ("is", "is_not") and isinstance(raw, bool)
        return Line(subject.key, "yes" if is_yes else "no") if same else None
    if operator not in subject.relations:
        return None
    several = raw if RELATIONS[operator].takes == "several" else [raw]
    values = [_typed(each, subject) for each in several] if isinstance(several, list) else [None]
    if any(each is None for each in values):
        return None
    return Line(subject.key, operator, tuple(str(each) for each in values))


def _opposite(line: Line | None) -> Line | None:
    """The line for the opposite, where there is a relation for it that says the same of a missing value."""
    denied = {"yes": "no", "no": "yes", "one_of": "none_of", "contains": "lacks", "answered": "unanswered"}
    if line is None or line.relation not in denied:
        return None
    return Line(line.subject, denied[line.relation], line.values)


def _typed(raw: Any, subject: Subject) -> str | None:
    """A literal as it stands in a box; None for what is no literal of the subject's kind."""
    return typed_of(raw, subject.type.kind)


def typed_of(raw: Any, kind: Kind) -> str | None:
    """A literal as one types it; None for what is no literal of this kind."""
    operator, inside = _single(raw)
    if kind in NUMBERS:
        is_number = isinstance(raw, int) and not isinstance(raw, bool)
        return str(raw) if is_number else inside if operator == "decimal" else None
    if kind in _QUOTED:
        if kind is Kind.DATE and raw == {"fact": TODAY}:
            return TODAY
        return inside if operator == _QUOTED[kind] else None
    return raw if isinstance(raw, str) else None


def _written(joined: Joined, subjects: Subjects, path: str, unfinished: list[Unfinished]) -> Any:
    raws = [
        raw
        for index, each in enumerate(joined.items)
        if (raw := _written_item(each, subjects, f"{path}{index}", unfinished)) is not None
    ]
    if len(raws) > 1:
        return {joined.how: raws}
    return raws[0] if raws else None


def _written_item(
    item: Line | Kept | Joined, subjects: Subjects, place: str, unfinished: list[Unfinished]
) -> Any:
    match item:
        case Kept(raw):
            return raw
        case Joined():
            return _written(item, subjects, f"{place}.", unfinished)
        case Line():
            found = _written_line(item, subjects)
            if isinstance(found, tuple):
                unfinished.append(Unfinished(place, *found))
                return None
            return found


def _written_line(line: Line, subjects: Subjects) -> Any | tuple[str, str]:
    """The condition of a line; or the box that is unfinished, and why."""
    subject = subjects.get(line.subject)
    if subject is None:
        return "subject", "unknown" if line.subject else "missing"
    if line.relation not in subject.relations:
        return "relation", "missing"
    relation = RELATIONS[line.relation]
    if relation.operator == "answered":
        return _denied(relation, {"answered": subject.answered})
    if relation.takes == "none":
        return {relation.operator: [subject.raw, relation.fixed]}
    if line.other:
        found = next((each for each in comparable(subject, subjects) if each.key == line.other), None)
        return {relation.operator: [subject.raw, found.raw]} if found else ("value", "missing")
    values = tuple(_values(line, subject))
    wrong = next((each for each in values if isinstance(each, Unfit)), None)
    if wrong or not values:
        return "value", wrong.reason if wrong else "missing"
    value = list(values) if relation.takes == "several" else values[0]
    return _denied(relation, {relation.operator: [subject.raw, value]})


def _denied(relation: Relation, raw: Any) -> Any:
    return {"not": raw} if relation.is_denied else raw


@dataclass(frozen=True, slots=True)
class Unfit:
    """A value that is none of the subject's kind."""

    reason: str


def _values(line: Line, subject: Subject) -> Iterator[Any]:
    for typed in filter(str.strip, line.values):
        yield literal(typed, subject)


def literal(typed: str, subject: Subject) -> Any:
    """What was typed or chosen, as it is written in a document; Unfit where it is nothing of the kind."""
    if subject.options and typed not in subject.options:
        return Unfit("unknown")
    return literal_of(typed, subject.type.kind)


def literal_of(typed: str, kind: Kind) -> Any:
    """What was typed as a value of this kind; Unfit where it is none."""
    if kind in NUMBERS:
        return _number(typed)
    if kind is Kind.DATE:
        return _day(typed)
    if kind is Kind.TIME:
        return _time(typed)
    return typed.strip()


def _number(typed: str) -> Any:
    plain = re.sub(r"[,\s]", "", reading.half_width(typed))
    if re.fullmatch(r"-?[0-9]{1,15}", plain):
        return int(plain)
    if re.fullmatch(r"-?[0-9]{1,15}\.[0-9]{1,10}", plain):
        return {"decimal": plain}
    return Unfit("no_number")


def _day(typed: str) -> Any:
    if typed.strip().lower() in _WORDS_FOR_TODAY:
        return {"fact": TODAY}
    try:
        return {"date": days.read_date(None, typed, {})}
    except Wrong:
        return Unfit("no_day")


def _time(typed: str) -> Any:
    try:
        return {"time": days.read_time(None, typed, {})}
    except Wrong:
        return Unfit("no_time")
