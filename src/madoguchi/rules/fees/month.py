"""One child's month by the table: every line says how much and why, and the lines add up to the total."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from madoguchi.rules.documents.base import Text
from madoguchi.rules.fees.table import FeeTable, Option, Partial, Reduction, Step
from madoguchi.rules.problems import Problem

NO_DAYS: Final[Mapping[str, Sequence[date]]] = MappingProxyType({})
WHOLE: Final = Decimal(1)


class Reason(StrEnum):
    """Why a line stands in a charge."""

    BASE = "base"
    ZERO_MONTH = "zero_month"
    LEAVE = "leave"
    PARTIAL = "partial"  # days, of, rate
    SIBLING = "sibling"  # rank, rate
    REDUCTION = "reduction"
    OPTION = "option"
    OPTION_ZERO_MONTH = "option_zero_month"
    OPTION_PARTIAL = "option_partial"  # days, of, rate
    OPTION_REDUCTION = "option_reduction"
    SPOT = "spot"  # days, daily
    SPOT_CAP = "spot_cap"


_ALWAYS: Final = (Reason.BASE, Reason.OPTION)  # said even where they cost nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From a day until a day, both counted; None: without such an end."""

    begins: date | None = None
    ends: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What a child had of a place in one month: the facts that a fee depends on."""

    month: date  # its first day
    place: str
    grade: int
    enrolled: Span = field(default_factory=Span)
    on_leave: bool = False  # the whole month
    sibling_rank: int = 1  # among the household's children enrolled at the same time, the eldest first
    reductions: Sequence[str] = ()
    options: Mapping[str, Span] = field(default_factory=dict)  # by id, or by what the family answered
    spots: Mapping[str, Sequence[date]] = field(default_factory=lambda: NO_DAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line: what, how much (below zero: taken off), and why."""

    reason: Reason
    about: str  # id of the table's entry; empty: the table itself
    title: Text
    amount: int
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Charged:
    """A month's charge. With errors there are no lines: nothing is charged until they are mended."""

    lines: tuple[Line, ...] = ()
    errors: tuple[Problem, ...] = ()

    @property
    def total(self) -> int:
        """What is to be paid."""
        return sum(line.amount for line in self.lines)


def charged(table: FeeTable, use: Use) -> Charged:
    """What this month costs. Never below zero; reductions are not added up, the best one counts."""
    if errors := tuple(_errors(table, use)):
        return Charged(errors=errors)
    if not _days(use.month, use.enrolled):
        return Charged()
    place = list(_place(table, use))
    options = [_option(table, use, option) for option in table.options]
    best = _best(table, use, sum(line.amount for line in place), options)
    lines = [*place, *_reduced(table, best, place, Reason.REDUCTION)]
    for each in options:
        lines += each
        if best is not None and best.options_too:
            lines += _reduced(table, best, each, Reason.OPTION_REDUCTION)
    lines += _spots(table, use)
    return Charged(lines=tuple(line for line in lines if line.amount or line.reason in _ALWAYS))


def sibling_ranks(children: Iterable[tuple[str, str, date]]) -> dict[str, int]:
    """The rank of each child (reference, household, date of birth) among its own: the eldest is the first.

    Twins stand in the order of their references, so that the same household pays the same every month.
    """
    households: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for reference, household, born in children:
        households[household].append((born, reference))
    return {
        reference: rank
        for them in households.values()
        for rank, (_, reference) in enumerate(sorted(them), start=1)
    }


def _errors(table: FeeTable, use: Use) -> Iterator[Problem]:
    if use.month.day != 1 or use.month.isoformat() < table.starts_on:
        yield Problem("month", "not_in_force")
    if use.sibling_rank < 1:
        yield Problem("sibling_rank", "below_one")
    if table.base_for(use.grade, use.place) is None:
        yield Problem("base", "no_base", {"grade": use.grade, "place": use.place})
    if use.enrolled.begins and use.enrolled.ends and use.enrolled.begins > use.enrolled.ends:
        yield Problem("enrolled", "ends_before_it_begins")
    yield from (Problem(f"options/{each}", "unknown") for each in use.options if table.option(each) is None)
    yield from (
        Problem(f"reductions/{each}", "unknown") for each in use.reductions if table.reduction(each) is None
    )
    for each, days in use.spots.items():
        if table.spot(each) is None:
            yield Problem(f"spots/{each}", "unknown")
        if any(day.replace(day=1) != use.month for day in days):
            yield Problem(f"spots/{each}", "other_month")
        if len(set(days)) != len(days):
            yield Problem(f"spots/{each}", "same_day_twice")


def _place(table: FeeTable, use: Use) -> Iterator[Line]:
    base = table.base_for(use.grade, use.place)
    if base is None:
        return
    yield Line(reason=Reason.BASE, about=base.id, title=base.title, amount=base.monthly)
    if use.month.month in table.zero_months:
        yield _off(Reason.ZERO_MONTH, "", base.title, base.monthly)
        return
    due = base.monthly
    if use.on_leave:
        left = table.share(due, Decimal(table.leave_rate))
        yield _off(Reason.LEAVE, "", base.title, due - left, rate=table.leave_rate)
        due = left
    share = _share(table.partial, use.month, use.enrolled)
    if share < WHOLE:
        left = table.share(due, share)
        yield _off(Reason.PARTIAL, "", base.title, due - left, **_partial_facts(use.month, use.enrolled))
        due = left
    if table.siblings and use.sibling_rank > 1:
        rate = table.siblings.second if use.sibling_rank == 2 else table.siblings.later
        left = table.share(due, Decimal(rate))
        yield _off(Reason.SIBLING, "", table.siblings.title, due - left, rank=use.sibling_rank, rate=rate)


def _option(table: FeeTable, use: Use, option: Option) -> list[Line]:
    answers = {option.id, *option.used_by}
    used = [_both(use.enrolled, span) for answer, span in use.options.items() if answer in answers]
    within = [span for span in used if _days(use.month, span)]
    return list(_option_lines(table, use.month, option, _around(within))) if within else []


def _option_lines(table: FeeTable, month: date, option: Option, span: Span) -> Iterator[Line]:
    yield Line(reason=Reason.OPTION, about=option.id, title=option.title, amount=option.monthly)
    if month.month in option.zero_months:
        yield _off(Reason.OPTION_ZERO_MONTH, option.id, option.title, option.monthly)
        return
    share = _share(table.partial, month, span)
    if share < WHOLE:
        off = option.monthly - table.share(option.monthly, share)
        yield _off(Reason.OPTION_PARTIAL, option.id, option.title, off, **_partial_facts(month, span))


def _best(table: FeeTable, use: Use, place: int, options: Sequence[Sequence[Line]]) -> Reduction | None:
    """Of the classes a family has, the one by which it pays least; of equals the first of the table."""
    held = [each for each in table.reductions if each.id in use.reductions]

    def paid(reduction: Reduction) -> int:
        extra = (sum(line.amount for line in each) for each in options)
        left = (_left(table, reduction, each) if reduction.options_too else each for each in extra)
        return _left(table, reduction, place) + sum(left)

    return min(held, key=paid, default=None)


def _reduced(
    table: FeeTable, reduction: Reduction | None, lines: Sequence[Line], reason: Reason
) -> Iterator[Line]:
    due = sum(line.amount for line in lines)
    if reduction is None or not due:
        return
    off = due - _left(table, reduction, due)
    if off:
        facts = {} if reduction.rate is None else {"rate": reduction.rate}
        yield _off(reason, reduction.id, reduction.title, off, **facts)


def _left(table: FeeTable, reduction: Reduction, due: int) -> int:
    if reduction.at_most is not None:
        return min(due, reduction.at_most)
    return table.share(due, Decimal(reduction.rate or "1"))


def _spots(table: FeeTable, use: Use) -> Iterator[Line]:
    for id_, days in sorted(use.spots.items()):
        spot = table.spot(id_)
        if spot is None or not days:
            continue
        amount = spot.daily * len(days)
        facts = {"days": len(days), "daily": spot.daily}
        yield Line(reason=Reason.SPOT, about=id_, title=spot.title, amount=amount, facts=facts)
        if spot.at_most is not None and amount > spot.at_most:
            yield _off(Reason.SPOT_CAP, id_, spot.title, amount - spot.at_most)


def _off(reason: Reason, about: str, title: Text, amount: int, **facts: object) -> Line:
    return Line(reason=reason, about=about, title=title, amount=-amount, facts=facts)


def _both(one: Span, other: Span) -> Span:
    begins = [each for each in (one.begins, other.begins) if each]
    ends = [each for each in (one.ends, other.ends) if each]
    return Span(begins=max(begins, default=None), ends=min(ends, default=None))


def _around(spans: Sequence[Span]) -> Span:
    """From where the first of them begins to where the last ends."""
    begins = [each.begins for each in spans if each.begins]
    ends = [each.ends for each in spans if each.ends]
    return Span(
        begins=min(begins) if len(begins) == len(spans) else None,
        ends=max(ends) if len(ends) == len(spans) else None,
    )


def _within(month: date, span: Span) -> tuple[date, date]:
    """The first and the last day of the span inside the month."""
    last = last_day(month)
    return max(month, span.begins or month), min(last, span.ends or last)


def _days(month: date, span: Span) -> int:
    first, last = _within(month, span)
    return max((last - first).days + 1, 0)


def last_day(month: date) -> date:
    """The last day of a month that is given by its first."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _share(partial: Partial, month: date, span: Span) -> Decimal:
    """How much of a monthly fee is due for the days of a span: of beginning and stopping the lesser."""
    match partial.method:
        case "whole":
            return WHOLE
        case "daily":
            return Decimal(_days(month, span)) / last_day(month).day
    first, last = _within(month, span)
    begun = [step for step in partial.begins_from if first.day >= step.day and first != month]
    stopped = [step for step in partial.stops_until if last.day <= step.day and last != last_day(month)]
    steps = (max(begun, key=_day, default=None), min(stopped, key=_day, default=None))
    return min((Decimal(step.rate) for step in steps if step), default=WHOLE)


def _day(step: Step) -> int:
    return step.day


def _partial_facts(month: date, span: Span) -> dict[str, object]:
    return {"days": _days(month, span), "of": last_day(month).day}
