"""Tables of points: the real ones, that of Hibari, and small ones in which everything stands."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from madoguchi.rules.criteria.parsing import tidied

PACKS = Path(__file__).parents[3] / "packs"
REAL = ("tomigusuku", "urasoe_r8", "yonabaru", "yoshikawa_r8")
SMALL = 24  # how many small tables there are


@cache
def tables() -> dict[str, dict[str, Any]]:
    """Every table by its name, as its document holds it."""
    files = {name: PACKS / f"criteria/{name}.yaml" for name in REAL}
    files["hibari"] = PACKS / "hibari/criteria/gakudo.yaml"
    found = {name: tidied(path.read_text(encoding="utf-8")) for name, path in files.items()}
    return found | {f"small {number}": small(number) for number in range(SMALL)}


def small(number: int) -> dict[str, Any]:
    """A table with everything in it; the number decides how guardians, groups and caps are taken."""
    random = Random(number)
    return {
        "schema": "madoguchi.criteria/1",
        "id": f"small_{number}",
        "title": _text("小さな基準"),
        "fiscal_year": 2027,
        "findings": FINDINGS,
        "derived": DERIVED,
        "guardians_at_most": 3,
        "aggregate": random.choice(["sum", "min", "max"]),
        "reasons": [{"id": name, "title": _text(name)} for name in ("ill", "work", "study", "other")],
        "several_reasons": random.choice(SEVERAL),
        "tables": _tables(random),
        "base": BASE,
        "modifiers": MODIFIERS,
        "rounding": {"to": random.randint(0, 1), "how": random.choice(["up", "down", "half_up"])},
        "household_base": [_item("nobody", 30), _item("somebody", 25, when={"is": [_f("zone"), "far"]})],
        "exclusive_groups": [
            {"id": "lone", "title": _text("ひとり親")},
            {"id": "once", "title": _text("一度だけ"), "twice": random.choice(["error", "highest"])},
        ],
        "adjust": _adjust(random),
        "eligibility": ELIGIBILITY,
        **WITHOUT_REASON[number % len(WITHOUT_REASON)],
        "threshold": {"at_least": random.choice([10, 15, "20.5"])},
        **CHOSEN,
        "tie_break": TIE_BREAK,
        "allocation": {"max_choices": 3, "choice_rank_in_priority": True},
    }


def _text(ja: str) -> dict[str, str]:
    return {"ja": ja}


def _f(name: str) -> dict[str, str]:
    return {"finding": name}


def _item(id: str, points: Any, **more: Any) -> dict[str, Any]:
    return {"id": id, "label": _text(id), **({} if points is None else {"points": points}), **more}


def _finding(id: str, type: str, scope: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "type": type, "title": _text(id), "scope": scope, **more}


WITHOUT_REASON: list[dict[str, Any]] = [
    {},
    {"without_reason": {"then": "no_points"}},
    {"without_reason": {"then": "refused", "label": _text("昼間みられる方がいます。")}},
]

FINDINGS = [
    _finding("hours", "number", "guardian", at_least=0, at_most=744, several="sum"),
    _finding("days", "number", "guardian", at_least=0, at_most=31, several="highest"),
    _finding("months", "number", "guardian"),
    _finding("kind", "choice", "guardian", options=[{"id": each, "title": _text(each)} for each in "abc"]),
    _finding("begins", "date", "guardian", required_when={"is": [_f("kind"), "c"]}),
    _finding("ends", "time", "guardian"),
    _finding("born", "date", "household"),
    _finding("grade", "number", "household", at_least=1, at_most=6, required_when={"answered": _f("born")}),
    _finding("adults", "number", "household", at_least=0),
    _finding(
        "zone",
        "choice",
        "household",
        options=[{"id": each, "title": _text(each)} for each in ("near", "far", "mid", "out")],
    ),
    _finding("late_days", "days", "household", counted={"months_before": 3}),
    _finding("declined", "days", "household", counted={"within": "fiscal_year"}),
    _finding("absent", "days", "household"),
    _finding("minutes", "number", "facility", at_least=0, required_when={"is": [_f("zone"), "near"]}),
    _finding("debts", "number", "household", at_least=-5, at_most=9),
]
DERIVED = [
    {
        "id": "average",
        "title": _text("平均"),
        "scope": "guardian",
        "value": {"if": [{"answered": _f("months")}, {"divide": [_f("months"), 3]}, _f("hours")]},
    },
    {
        "id": "whole",
        "title": _text("整数"),
        "scope": "guardian",
        "value": {
            "round": {"value": {"times": [_f("average"), {"decimal": "0.05"}]}, "to": 0, "how": "half_up"}
        },
    },
    {
        "id": "together",
        "title": _text("合計"),
        "scope": "household",
        "value": {"sum": {"rows": "guardians", "of": _f("days"), "where": {"answered": _f("days")}}},
    },
    {
        "id": "age",
        "title": _text("年齢"),
        "scope": "household",
        "value": {"age_on": [_f("born"), {"fact": "year_start"}]},
    },
    {
        "id": "far_away",
        "title": _text("遠い"),
        "scope": "facility",
        "value": {"any": [{"more_than": [_f("minutes"), 30]}, {"is": [{"fact": "facility"}, "c03"]}]},
    },
]
SEVERAL = [
    {"take": "highest"},
    {"take": "highest", "bonus": 2, "bonus_at_most": 3},
    {"take": "highest", "bonus": "1.5", "cap": 16},
    {"take": "sum"},
    {"take": "sum", "cap": 22},
    {"take": "product", "cap": 200},
]
GRID = {
    "id": "grid",
    "reason": "work",
    "label": _text("就労"),
    "row": _f("days"),
    "column": _f("average"),
    "columns": [
        {"label": _text("長い"), "at_least": 140},
        {"label": _text("短い"), "more_than": 64, "less_than": 140},
    ],
    "rows": [
        {"label": _text("20日"), "at_least": 20, "points": [12, "9.5"], "cells": ["full", "part"]},
        {"label": _text("16日"), "at_least": 16, "at_most": 19, "points": [10, None]},
        {"label": _text("12日"), "at_least": 12, "points": [8, 0]},
    ],
}


def _tables(random: Random) -> list[dict[str, Any]]:
    asked = random.choice([{}, {"when": {"is": [_f("kind"), "a"]}}])
    ladder = {
        "id": "ladder",
        "reason": "study",
        "label": _text("就学"),
        **random.choice([{}, {"when": {"one_of": [_f("kind"), ["b", "c"]]}}]),
        "row": _f("whole"),
        "rows": [
            {"id": "l7", "label": _text("7"), "at_least": 7, "points": 9},
            {"id": "l3", "label": _text("3"), "more_than": 3, "points": 6},
            {"id": "l0", "label": _text("0"), "points": 0},
        ],
    }
    by_kind = {
        "id": "by_kind",
        "reason": "other",
        "label": _text("種類"),
        "row": _f("kind"),
        "rows": [{"id": "is_b", "label": _text("b"), "is": "b", "points": 4}],
    }
    same = {
        "id": "same",
        "reason": "study",
        "label": _text("準用"),
        "when": {"is": [_f("kind"), "c"]},
        "row": _f("days"),
        "column": _f("hours"),
        "points_ref": "grid",
    }
    return [{**GRID, **asked}, ladder, by_kind, same]


BASE = [
    _item("in_bed", 10, reason="ill"),
    _item(
        "at_home", "7.5", reason="ill", when={"all": [{"is": [_f("kind"), "b"]}, {"answered": _f("ends")}]}
    ),
    _item("visits", 2, reason="ill", per="count", at_most_times=4),
    _item("decided", None, reason="other", manual={"at_least": -3, "at_most": 12}),
    _item(
        "early", 3, reason="other", when={"at_most": [_f("begins"), {"months_before": [{"fact": "on"}, 1]}]}
    ),
]
MODIFIERS = [
    _item("less", -1, reasons=["work", "study"]),
    _item("half", None, factor="0.5", reasons=["work", "ill"]),
    _item("tenth", None, factor="1.1"),
    _item("late", "-0.25", when={"more_than": [_f("ends"), {"time": "18:00"}]}),
    _item("minus", -2),
]


def _adjust(random: Random) -> list[dict[str, Any]]:
    of = random.choice(["adjustments", "total"])
    return [
        _item("single", 4, exclusive="lone"),
        _item("posted", -5, exclusive="lone", scope="facility"),
        _item("alone", 4, exclusive="lone", scope="facility"),
        _item("first", 3, exclusive="once", when={"is": [_f("grade"), 1]}),
        _item("small", 2, exclusive="once", when={"at_most": [_f("grade"), 2]}),
        _item("near_by", 1, exclusive="once", scope="facility"),
        _item("idle", -2, count=_f("adults"), when={"is": [_f("zone"), "near"]}),
        _item("helpers", 1, count={"minus": [_f("adults"), 1]}, at_most_times=3),
        _item("debts", -1, per="month"),
        _item("declined", -1, per="count"),
        _item("late_days", -1, per="count", at_most_times=2),
        _item("absent", 1, per="count"),
        _item("walks", 1, per="count", when={"is": [_f("zone"), "near"]}),
        _item("mayor", None, manual={"at_least": -5, "at_most": 5}),
        _item("here", None, manual={}, scope="facility"),
        _item("far", -3, scope="facility", when=_f("far_away")),
        _item("capped", 6, cap_after={"at": 7, "of": of}, when={"answered": _f("born")}),
        _item("capped_too", 3, cap_after={"at": 8, "of": of}, when={"at_most": [_f("grade"), 4]}),
        _item("lowering", -2, cap_after={"at": 0}),
        _item("capped_here", 4, scope="facility", cap_after={"at": random.choice([5, 15]), "of": of}),
        _item("grown", 2, when={"at_least": [_f("age"), 7]}),
        _item("target", 1, when={"is": [{"school_grade": [_f("born"), {"fact": "target_year"}]}, 1]}),
    ]


ELIGIBILITY = [
    {"id": "upper", "label": _text("学年"), "refuse_when": {"more_than": [_f("grade"), 4]}},
    {"id": "few", "label": _text("日数"), "scope": "guardian", "refuse_when": {"less_than": [_f("days"), 5]}},
    {
        "id": "far",
        "label": _text("遠い"),
        "scope": "facility",
        "refuse_when": {"more_than": [_f("minutes"), 60]},
    },
    {
        "id": "idle_all",
        "label": _text("全員"),
        "refuse_when": {"all_rows": {"rows": "guardians", "where": {"is": [_f("kind"), "c"]}}},
    },
]
CHOSEN: dict[str, Any] = {
    "phases": [
        {"id": "staying", "title": _text("継続"), "when": _f("single")},
        {"id": "others", "title": _text("その他")},
    ],
    "bands": [
        {"id": "lower", "title": _text("低"), "when": {"at_most": [_f("grade"), 3]}},
        {"id": "upper", "title": _text("高"), "when": {"not": {"at_most": [_f("grade"), 3]}}},
    ],
    "reserved": [{"id": "care", "title": _text("配慮"), "when": {"is_not": [_f("zone"), "far"]}}],
}
TIE_BREAK = [
    {"id": f"t{index}", "label": _text("順"), **key}
    for index, key in enumerate(
        [
            {"choice_rank": True},
            {"most_points": "total"},
            {"most_points": "base"},
            {"most_points": "adjustments"},
            {"reason_order": ["study", "ill"], "of": "better"},
            {"reason_order": ["work", "ill"], "of": "worse"},
            {"reason_order": ["work", "study", "ill"], "of": "both"},
            {"first": {"any": [_f("single"), _f("far_away")]}},
            {"most": {"min": [{"min_row": {"rows": "guardians", "of": _f("hours")}}, 160]}},
            {"most": _f("born")},
            {"least": _f("born")},
            {
                "least": {
                    "max_row": {
                        "rows": "guardians",
                        "of": _f("average"),
                        "where": {"answered": _f("average")},
                    }
                }
            },
            {"least": {"count": {"rows": "guardians", "where": {"at_least": [_f("days"), 16]}}}},
            {"least": {"lookup": {"row": _f("zone"), "rows": [{"is": "far", "value": 1}, {"value": 2}]}}},
            {"least": {"days_between": [_f("born"), {"fact": "on"}]}},
            {"most": _f("together")},
            {"least": {"fiscal_year": {"fact": "on"}}},
            {"first": {"any_row": {"rows": "guardians", "where": _f("in_bed")}}},
            {"by_hand": True},
            {"lottery": True},
        ]
    )
]
