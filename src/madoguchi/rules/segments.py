"""Whom something is for: conditions over a profile, in the expression language of procedure documents.

A condition is computed by the expressions, and written as SQL here. Both must agree: what SQL calls
unknown is our MISSING, and where it would differ (rows, lists of options) the SQL says it out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from madoguchi.rules.documents.base import LANGUAGES
from madoguchi.rules.expressions.base import Expression, Scene
from madoguchi.rules.expressions.comparing import (
    AtLeast,
    AtMost,
    Contains,
    Is,
    IsNot,
    LessThan,
    MoreThan,
    OneOf,
)
from madoguchi.rules.expressions.days import DaysAfter, DaysBefore, MonthsAfter, MonthsBefore
from madoguchi.rules.expressions.logic import All, Answered, Any_, Not
from madoguchi.rules.expressions.operators import NAMES
from madoguchi.rules.expressions.reading import Named, Readable, Reader, Scope
from madoguchi.rules.expressions.references import Reference
from madoguchi.rules.expressions.rows import AllRows, AnyRow, Count
from madoguchi.rules.expressions.types import BOOL, DATE, MISSING, ROWS, Kind, Type, choice, set_of
from madoguchi.rules.problems import Fault
from madoguchi.rules.wishes import INTEREST_TITLES, Interest

Words = Mapping[str, str]
LANGUAGE_TITLES: Final[Mapping[str, Words]] = {
    "ja": {"ja": "日本語", "ja-easy": "[日本語|にほんご]", "en": "Japanese"},
    "ja-easy": {"ja": "やさしい日本語", "ja-easy": "やさしい[日本語|にほんご]", "en": "easy Japanese"},
    "en": {"ja": "英語", "ja-easy": "[英語|えいご]", "en": "English"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the city has, by code, with its words."""

    districts: Mapping[str, Words]
    procedures: Mapping[str, Words]
    places: Mapping[str, Words]
    offerings: Mapping[str, Words]
    doors: Mapping[str, Words]  # places where families come in


def scope_of(options: Options) -> Scope:
    """What a condition may name: the columns of a profile."""
    fields: tuple[tuple[str, Type, Words, Mapping[str, Words], str | None], ...] = (
        ("language", choice(LANGUAGES), _LANGUAGE, LANGUAGE_TITLES, None),
        ("district", choice(options.districts), _DISTRICT, options.districts, None),
        ("interests", set_of(Interest), _INTERESTS, INTEREST_TITLES, None),
        ("has_line", BOOL, _HAS_LINE, {}, None),
        ("applied", set_of(options.procedures), _APPLIED, options.procedures, None),
        ("enrolled", set_of(options.places), _ENROLLED, options.places, None),
        ("booked", set_of(options.offerings), _BOOKED, options.offerings, None),
        ("came", set_of(options.offerings), _CAME, options.offerings, None),
        ("booked_on", DATE, _BOOKED_ON, {}, None),
        ("visited", set_of(options.doors), _VISITED, options.doors, None),
        ("visited_on", DATE, _VISITED_ON, {}, None),
        ("children", ROWS, _CHILDREN, {}, None),
        ("born", DATE, _BORN, {}, "children"),
    )
    answers = {
        name: Named(id=name, type=type, title=title, position=number, titles=titles, group=group)
        for number, (name, type, title, titles, group) in enumerate(fields)
    }
    return Scope(answers=answers, computed={}, facts={"today": DATE})


_LANGUAGE: Final = {"ja": "言語", "ja-easy": "ことば", "en": "Language"}
_DISTRICT: Final = {"ja": "お住まいの地区", "ja-easy": "[住|す]んでいる[地区|ちく]", "en": "District"}
_INTERESTS: Final = {"ja": "関心のあること", "ja-easy": "[知|し]りたいこと", "en": "Interests"}
_HAS_LINE: Final = {"ja": "LINEの友だち", "ja-easy": "LINEの[友|とも]だち", "en": "Friend on LINE"}
_APPLIED: Final = {"ja": "手続中の申請", "ja-easy": "[今|いま]の[申請|しんせい]", "en": "Open applications"}
_ENROLLED: Final = {"ja": "在籍する施設", "ja-easy": "[通|かよ]っているところ", "en": "Enrolled at"}
_BOOKED: Final = {"ja": "予約したもの", "ja-easy": "[予約|よやく]したもの", "en": "Reserved"}
_CAME: Final = {
    "ja": "予約して来たもの",
    "ja-easy": "[予約|よやく]して[来|き]たもの",
    "en": "Reserved and came to",
}
_BOOKED_ON: Final = {
    "ja": "最後の予約の日",
    "ja-easy": "いちばん[後|あと]の[予約|よやく]の[日|ひ]",
    "en": "Day of the last reservation",
}
_VISITED: Final = {"ja": "利用した施設", "ja-easy": "[使|つか]ったところ", "en": "Centres they came to"}
_VISITED_ON: Final = {
    "ja": "最後に利用した日", "ja-easy": "[最後|さいご]に[使|つか]った[日|ひ]", "en": "Day of the last visit",
}  # fmt: skip
_CHILDREN: Final = {"ja": "お子さん", "ja-easy": "[子|こ]ども", "en": "Children"}
_BORN: Final = {"ja": "生まれた月", "ja-easy": "[生|う]まれた[月|つき]", "en": "Month of birth"}

_DAYS: Final = (DaysAfter, DaysBefore, MonthsAfter, MonthsBefore)
_OPERATORS: Final = (
    Is, IsNot, OneOf, Contains, Answered, AtLeast, AtMost, MoreThan, LessThan, All, Any_, Not,
    Count, AnyRow, AllRows, *_DAYS,
)  # fmt: skip
_ALLOWED: Final[Mapping[str, type[Readable]]] = {
    **{name: NAMES[name] for name in ("answer", "row", "fact", "date")},
    **{each.name: each for each in _OPERATORS},
}


def read(raw: Any, options: Options) -> tuple[Expression, list[Fault]]:
    """The condition that is written, and what is wrong with it."""
    faults: list[Fault] = []
    reader = Reader(scope_of(options), "condition", faults, _ALLOWED)
    expression = reader.read(raw)
    reader.demand(expression, {Kind.BOOL})
    if not faults and (moved := _moved_days(expression)):
        reader.fault(f"'{moved}' is for today and for written days, not for what a profile says")
    return expression, faults


def holds(condition: Expression, profile: Mapping[str, Any], today: date) -> bool:
    """Whether it is for this person. What is not known of them does not hold."""
    return condition.holds(Scene(profile, {"today": today}))


MOST_SAMPLES: Final = 5
FEWEST_FOR_SAMPLES: Final = 10

# What SQL calls the columns of a profile; `born` is a row of `unnest`.
COLUMNS: Final = {"children": "children_born"}
_SIGNS: Final = {Is: "=", IsNot: "<>", AtLeast: ">=", AtMost: "<=", MoreThan: ">", LessThan: "<"}
_CASTS: Final = {Kind.BOOL: "boolean", Kind.DATE: "date", Kind.INTEGER: "bigint"}


def samples(people: int) -> int:
    """How many examples may be shown: none where there are so few that they would say who somebody is."""
    return MOST_SAMPLES if people >= FEWEST_FOR_SAMPLES else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A piece of SQL and the values that stand in it."""

    sql: str
    values: tuple[Any, ...] = ()


def where(condition: Expression, today: date) -> Clause:
    """The condition as ONE clause over the table of profiles; true exactly where `holds`."""
    return _join("({}) IS TRUE", _compile(condition, today))


def _compile(part: Expression, today: date) -> Clause:
    if not any(source.kind != "fact" for source in part.sources()):
        return _constant(part, today)
    if isinstance(part, Reference):
        return Clause(sql=f'"{COLUMNS.get(part.id, part.id)}"')
    if isinstance(part, AnyRow | AllRows | Count):
        return _over_rows(part, today)
    written = next(write for kind, write in _WRITERS.items() if isinstance(part, kind))
    return written(part, [_compile(each, today) for each in part.operands])


def _constant(part: Expression, today: date) -> Clause:
    value = part.compute(Scene({}, {"today": today}))
    cast = _CASTS.get(part.type.kind, "text")
    return Clause(sql=f"%s::{cast}", values=(None if value is MISSING else value,))


def _join(frame: str, *parts: Clause) -> Clause:
    return Clause(
        sql=frame.format(*(part.sql for part in parts)),
        values=tuple(value for part in parts for value in part.values),
    )


def _between(word: str, parts: Iterable[Clause]) -> Clause:
    each = list(parts)
    return _join("(" + word.join(["{}"] * len(each)) + ")", *each)


def _one_of(part: Expression, operands: list[Clause]) -> Clause:
    """Unknown as soon as one of the options is: SQL alone would still find another."""
    options = _between(" OR ", (_join("({} = {})", operands[0], option) for option in operands[1:]))
    known = _between(" AND ", (_join("{} IS NOT NULL", each) for each in operands))
    return _join("CASE WHEN {} THEN {} END", known, options)


def _answered(part: Expression, operands: list[Clause]) -> Clause:
    is_list = part.operands[0].type.kind in (Kind.SET, Kind.ROWS)
    return _join("(cardinality({}) > 0)" if is_list else "({} IS NOT NULL)", operands[0])


_WRITERS: Final[Mapping[type[Expression], Callable[[Any, list[Clause]], Clause]]] = {
    All: lambda part, operands: _between(" AND ", operands),
    Any_: lambda part, operands: _between(" OR ", operands),
    Not: lambda part, operands: _join("(NOT {})", *operands),
    Contains: lambda part, operands: _join("({} = ANY({}))", operands[1], operands[0]),
    OneOf: _one_of,
    Answered: _answered,
    **{kind: lambda part, operands: _join(f"({{}} {_SIGNS[type(part)]} {{}})", *operands) for kind in _SIGNS},
}


def _over_rows(part: AnyRow | AllRows | Count, today: date) -> Clause:
    """After Kleene over all children: SQL's own bool_or would not see what is unknown."""
    inner = Clause(sql="TRUE") if part.where is None else _compile(part.where, today)
    rows = _join('(SELECT {} AS c FROM unnest("children_born") AS born) AS each', inner)
    match part:
        case Count():
            return _join("(SELECT count(*) FILTER (WHERE c) FROM {})", rows)
        case AnyRow():
            decided = "bool_or(c) THEN TRUE WHEN count(*) > count(c) THEN NULL ELSE FALSE"
        case _:
            decided = "NOT bool_and(c) THEN FALSE WHEN count(*) > count(c) THEN NULL ELSE TRUE"
    return _join(f"(SELECT CASE WHEN {decided} END FROM {{}})", rows)  # noqa: S608 - words of this module


def _moved_days(part: Expression) -> str:
    """An operator that counts days from what a profile says; those are for today and written days."""
    if isinstance(part, _DAYS) and any(source.kind != "fact" for source in part.sources()):
        return str(part.name)
    inner = (*part.operands, *filter(None, (getattr(part, "where", None),)))
    return next(filter(None, map(_moved_days, inner)), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the page with the conditions asks; nothing chosen is no condition."""

    languages: Collection[str] = ()
    districts: Collection[str] = ()
    interests: Collection[str] = ()
    applied: Collection[str] = ()
    enrolled: Collection[str] = ()
    born_from: date | None = None  # first of a month
    born_until: date | None = None
    booked: Collection[str] = ()
    came: Collection[str] = ()
    is_booked_ahead: bool = False
    visited: Collection[str] = ()
    visited_within: int | None = None  # months
    not_visited_for: int | None = None  # months; whoever never came is not meant


def written(parts: Parts) -> Any:
    """The condition: all that was chosen must hold, and of several choices of a kind one."""
    conditions = [
        *({"one_of": [{"answer": "language"}, sorted(parts.languages)]} for _ in _once(parts.languages)),
        *({"one_of": [{"answer": "district"}, sorted(parts.districts)]} for _ in _once(parts.districts)),
        *(
            {"any": [{"contains": [{"answer": name}, option]} for option in sorted(chosen)]}
            for name in ("interests", "applied", "enrolled", "booked", "came", "visited")
            if (chosen := getattr(parts, name))
        ),
        *({"any_row": {"rows": "children", "where": {"all": born}}} for born in _once(_born(parts))),
        *({"at_least": [{"answer": "booked_on"}, _TODAY]} for _ in _once(parts.is_booked_ahead)),
        *({"at_least": [{"answer": "visited_on"}, _ago(few)]} for few in _once(parts.visited_within)),
        *({"less_than": [{"answer": "visited_on"}, _ago(few)]} for few in _once(parts.not_visited_for)),
    ]
    return {"all": conditions} if conditions else True


_TODAY: Final = {"fact": "today"}


def _ago(months: int) -> Any:
    return {"months_before": [_TODAY, months]}


def _once(chosen: Any) -> list[Any]:
    return [chosen] if chosen else []


def _born(parts: Parts) -> list[Any]:
    born = {"row": "born"}
    edges = (("at_least", parts.born_from), ("at_most", parts.born_until))
    return [{name: [born, {"date": edge.isoformat()}]} for name, edge in edges if edge]
