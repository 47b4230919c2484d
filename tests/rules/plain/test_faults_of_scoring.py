"""Each of these faults, put into one engine of points, is noticed by comparing it with the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

import pytest
from tests.rules.plain.cases import case
from tests.rules.plain.faults import faulty
from tests.rules.plain.tables import tables

from madoguchi.rules import criteria as documents
from madoguchi.rules import scoring as fast
from madoguchi.rules.criteria import Criteria
from madoguchi.rules.criteria.cases import Case, case_of
from madoguchi.rules.plain import scoring as plain
from madoguchi.rules.plain.agreeing import differences_of_sheets

FAST = "madoguchi.rules.scoring"
PLAIN = "madoguchi.rules.plain"
AT = "c01"  # the facility at which keys are compared

IN_THE_FAST_ONE = {
    "the higher of two guardians": (
        'pick = min if self.criteria.aggregate == "min"',
        'pick = max if self.criteria.aggregate == "min"',
    ),
    "guardians are always added": (
        'self.criteria.aggregate == "sum"',
        'self.criteria.aggregate in ("sum", "max")',
    ),
    "the household base comes on top": (
        "return instead.points, [*struck",
        "return instead.points + 1, [*struck",
    ),
    "the lowest household base": ("return max(granted", "return min(granted"),
    "the lowest of a group": ("highest = max(several", "highest = min(several"),
    "deductions never stand in a group": (
        "key=lambda each: abs(each.points)",
        "key=lambda each: each.points",
    ),
    "a cap forgets the guardians": (
        'so_far = added + base if cap.of == "total" else added',
        "so_far = added",
    ),
    "a cap lowers": ("max(cap.at - so_far, ZERO)", "cap.at - so_far"),
    "capped items do not see each other": ("            added += share[1]\n", ""),
    "a capped item counts whole": ("points = min(given.points, max(", "points = max(given.points, max("),
    "facilities forget the household's groups": (
        "merged = {name: [*groups.get(name, ()), *own.get(name, ())]",
        "merged = {name: [*own.get(name, ())]",
    ),
    "facilities forget the household": (
        "_shares([*common, *alone], merged, base)",
        "_shares([*alone], merged, base)",
    ),
    "no bound of times": ("if item.at_most_times else times", "if False else times"),
    "negative times": ("times = max(Decimal(times), ZERO)", "times = Decimal(times)"),
    "a number by hand is not looked at": (
        "return None if own is None else _Granted(item, own)",
        "return None",
    ),
    "the condition before the finding": (
        "return when is True if own is None else own",
        "return when is True if when is not MISSING else bool(own)",
    ),
    "contradictions are not told": (
        "if own is not None and when is not MISSING and own is not when:",
        "if False:",
    ),
    "what is missing is not told": (
        "if granted is None and (planned.when is not None or is_half_known):",
        "if False:",
    ),
    "half a grid is enough": ("is_half_known = planned.column is not None and", "is_half_known = False and"),
    "the cell granted before the one looked up": (
        '"contradicting")\n        return found\n',
        '"contradicting")\n        return granted or found\n',
    ),
    "the last reason between equals": (
        "counting = max(order, key=lambda reason: worth[reason])",
        "counting = max(reversed(order), key=lambda reason: worth[reason])",
    ),
    "the first item of a reason": (
        "if reason in best and best[reason].points >= given.points:",
        "if reason in best:",
    ),
    "additions before factors": (
        "key=lambda each: each.factor is None)",
        "key=lambda each: each.factor is not None)",
    ),
    "modifiers hit every reason": (
        "own = [each for each in modifiers if reason in each.reasons]",
        "own = [each for each in modifiers if each.reasons]",
    ),
    "a bonus for the reason itself": (
        "bonus = rule.bonus * (len(worth) - 1)",
        "bonus = rule.bonus * len(worth)",
    ),
    "a bonus without end": (
        "points += bonus if rule.bonus_at_most is None else min(bonus, rule.bonus_at_most)",
        "points += bonus",
    ),
    "reasons are joined without a cap": ("points = min(points, rule.cap)", "pass"),
    "rounded the other way": ("_ROUNDINGS[rounding.how])", "ROUND_DOWN)"),
    "more than the threshold": ("total >= threshold.at_least", "total > threshold.at_least"),
    "whoever could be at home refuses nothing": ("for index in self.without_reason:", "for index in ():"),
    "nobody is needed": ('self._fault(GUARDIANS, "no_guardians")', "pass"),
    "groups may be entered twice": ('if group.twice == "error" and len(entered) > 1:', "if False:"),
    "requirements of guardians are forgotten": (
        '_refusing(self.plan.eligibility["guardian"], scene, f"guardian {index}")',
        "()",
    ),
    "more is worse": (
        'yield _ordered(value) * (-1 if planned.kind == "most" else 1)',
        "yield _ordered(value)",
    ),
    "points of the household everywhere": (
        "return scored.totals.get(facility, scored.total or ZERO)",
        "return scored.total or ZERO",
    ),
    "the worse parent for the better": (
        'yield Decimal(found[0] if key.of == "better" else found[-1])',
        "yield Decimal(found[-1])",
    ),
    "who drew nothing comes first": ("LAST: Final = Decimal(10**15)", "LAST: Final = Decimal(-1)"),
}

IN_THE_PLAIN_ONE = {
    "hours of several jobs are not added": (
        "findings",
        'sum(numbers, Decimal(0)) if several == "sum" else max(numbers)',
        "max(numbers)",
    ),
    "the lower bound is outside": (
        "findings",
        "low is not None and number < Decimal(low)",
        "low is not None and number <= Decimal(low)",
    ),
    "days after the reference day": (
        "findings",
        'day <= months_later(on, -counted.get("months_before", 0))',
        "True",
    ),
    "days of every year": ("findings", '"within" not in counted or', "True or"),
    "needed findings are not missed": (
        "findings",
        'troubles.add(f"{path}/{finding[\'id\']}", "missing_finding")',
        "pass",
    ),
    "an edge too high": (
        "expressions",
        '"at_least": lambda value, bound: value >= bound',
        '"at_least": lambda value, bound: value > bound',
    ),
    "an edge too low": (
        "expressions",
        '"less_than": lambda value, bound: value < bound',
        '"less_than": lambda value, bound: value <= bound',
    ),
    "the birthday itself": ("expressions", "next_day = day + timedelta(days=1)", "next_day = day"),
    "school from 1 April": (
        "expressions",
        "(birth.month, birth.day) < (4, 2)",
        "(birth.month, birth.day) < (4, 1)",
    ),
    "missing is false": (
        "expressions",
        "    return None if None in values else True",
        "    return None not in values",
    ),
    "no half is rounded up": ("expressions", '"half_up": ROUND_HALF_UP', '"half_up": ROUND_DOWN'),
    "a month without end": (
        "expressions",
        "min(day.day, calendar.monthrange(year, month + 1)[1])",
        "min(day.day, 28)",
    ),
    "a number of 0 grants": ("granting", "return own > 0 if", "return own >= 0 if"),
    "the last cell of two": (
        "granting",
        "        at = cells[granted[0]] if granted else None\n    elif",
        "        at = None\n    elif",
    ),
    "the last of equals in a group": (
        "adjusting",
        "return max(group, key",
        "return max(reversed(group), key",
    ),
    "facilities change nothing": ("adjusting", "if new.points != old.points", "if False"),
    "one guardian replaces nobody": (
        "guardians",
        'choose = min if aggregate == "min" else max',
        "choose = max",
    ),
    "factors after additions": ("guardians", '"factor" not in each)', '"factor" in each)'),
    "the second parent is the first": (
        "scoring",
        "(*places, others, others)[:2]",
        "(*places[:1], *places[:1], others, others)[:2]",
    ),
}


@dataclass(frozen=True)
class Compared:
    """A case, and what both engines say of it before anything is put into them."""

    table: str
    criteria: Criteria
    raw: dict[str, Any]
    read: Case
    sheet: fast.Scored
    said: dict[str, Any]
    keys: tuple[Any, ...] | None  # where there is a total


@cache
def compared() -> list[Compared]:
    """Some cases of every table, each with what is right."""
    found = []
    for name, table in tables().items():
        criteria = documents.parse(table)
        assert isinstance(criteria, Criteria)
        ready = plain.criteria_of(table)
        for number in range(25):
            raw = case(table, number)
            read = case_of(raw)
            assert isinstance(read, Case)
            sheet, worked = fast.score(criteria, read), plain.work_out(ready, raw)
            keys = plain.keys_of(worked, AT, 1) if sheet.total is not None else None
            found.append(Compared(name, criteria, raw, read, sheet, plain.said(worked), keys))
    return found


def noticed(differs: Iterator[bool]) -> bool:
    """Whether there is a difference, or the faulty engine breaks down."""
    try:
        return any(differs)
    except Exception:  # whatever breaks does not decide about anybody either
        return True


def fast_differs(engine: ModuleType, each: Compared) -> bool:
    sheet = engine.score(each.criteria, each.read)
    if any(differences_of_sheets(sheet, each.said)):
        return True
    return each.keys is not None and engine.keys(each.criteria, each.read, AT, 1, sheet) != each.keys


def plain_differs(engine: ModuleType, ready: Callable[[str], Any], each: Compared) -> bool:
    worked = engine.work_out(ready(each.table), each.raw)
    if any(differences_of_sheets(each.sheet, engine.said(worked))):
        return True
    return each.keys is not None and engine.keys_of(worked, AT, 1) != each.keys


@pytest.mark.parametrize("name", IN_THE_FAST_ONE)
def test_a_fault_in_the_fast_engine_is_noticed(name: str) -> None:
    known = compared()
    with faulty(FAST, FAST, *IN_THE_FAST_ONE[name]) as engine:
        assert noticed(fast_differs(engine, each) for each in known)


@pytest.mark.parametrize("name", IN_THE_PLAIN_ONE)
def test_a_fault_in_the_plain_engine_is_noticed(name: str) -> None:
    module, right, wrong = IN_THE_PLAIN_ONE[name]
    known = compared()
    with faulty(PLAIN, f"{PLAIN}.{module}", right, wrong):
        from madoguchi.rules.plain import scoring as engine

        ready = cache(lambda table: engine.criteria_of(tables()[table]))
        assert noticed(plain_differs(engine, ready, each) for each in known)


def test_without_a_fault_nothing_is_noticed() -> None:
    known = compared()
    with faulty(FAST, FAST, "Works out one case.", "Works out one case, line by line.") as engine:
        assert not noticed(fast_differs(engine, each) for each in known)
