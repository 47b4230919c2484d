"""Whatever real tables need can be written: one test or more for each line of docs/rules/criteria.md."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.rules.criteria.samples import case, codes, criteria, faults, item, ladder, number, scored

from madoguchi.rules.criteria import Criteria
from madoguchi.rules.scoring import keys

PAGE = Path(__file__).parents[3] / "docs/rules/criteria.md"
WORK, ILL = {"work": True}, {"illness": True}
HOURS = {"finding": "hours"}
BY_HOURS = {"findings": [number("hours")], "tables": [ladder(HOURS, ("h160", 160, 20), ("h64", 64, 10))]}
GRID = {
    **ladder({"finding": "days"}),
    "column": HOURS,
    "columns": [
        {"label": {"ja": "8時間以上"}, "at_least": 8},
        {"label": {"ja": "4時間以上"}, "at_least": 4, "less_than": 8},
    ],
    "rows": [
        {"label": {"ja": "20日以上"}, "at_least": 20, "points": [20, 16], "cells": ["full", "part"]},
        {"label": {"ja": "16日以上"}, "at_least": 16, "points": [19, None]},
    ],
}


def derived(value: Any) -> dict[str, Any]:
    """A ladder over a value that follows from findings `a`, `b` and `c`."""
    return {
        "findings": [number(name) for name in "abc"],
        "derived": [{"id": "hours", "title": {"ja": "時間"}, "scope": "guardian", "value": value}],
        "tables": BY_HOURS["tables"],
    }


A, B, C = ({"finding": name} for name in "abc")
Scoring = tuple[str, Criteria, tuple[Any, ...], dict[str, Any], Any]

TOTALS: list[Scoring] = [
    ("01 sum", criteria(), (WORK, ILL), {}, 18),
    ("02 min", criteria(aggregate="min"), (WORK, ILL), {}, 8),
    ("02 max", criteria(aggregate="max"), (WORK, ILL), {}, 10),
    ("02 min of one guardian", criteria(aggregate="min"), (WORK,), {}, 10),
    ("03 highest", criteria(), (WORK | ILL,), {}, 10),
    (
        "03 hours_added_first",
        criteria(**BY_HOURS | {"findings": [number("hours", several="sum")]}),
        ({"hours": [100, "59.5", "0.5"]},),
        {},
        20,
    ),
    (
        "03 bonus_to_a_cap",
        criteria(several_reasons={"take": "highest", "bonus": 2, "bonus_at_most": 2, "cap": 11}),
        (WORK | ILL,),
        {},
        11,
    ),
    ("03 bonus alone", criteria(several_reasons={"take": "highest", "bonus": 2}), (WORK | ILL,), {}, 12),
    (
        "03 highest of one reason",
        criteria(
            base=[item("low", 3, reason="ill"), item("high", 9, reason="ill"), item("mid", 5, reason="ill")]
        ),
        ({"low": True, "high": True, "mid": True},),
        {},
        9,
    ),
    ("03 sum of reasons", criteria(several_reasons={"take": "sum", "cap": 17}), (WORK | ILL,), {}, 17),
    ("03 product", criteria(several_reasons={"take": "product"}), (WORK | ILL,), {}, 80),
    (
        "04 grid",
        criteria(findings=[number("days"), number("hours")], tables=[GRID]),
        ({"days": 20, "hours": "7.99"}, {"days": 16, "hours": 8}),
        {},
        35,
    ),
    (
        "04 grid with a cell granted",
        criteria(findings=[number("days"), number("hours")], tables=[GRID]),
        ({"part": True},),
        {},
        16,
    ),
    ("05 month_hours at the edge", criteria(**BY_HOURS), ({"hours": "160.0"},), {}, 20),
    ("05 month_hours below the edge", criteria(**BY_HOURS), ({"hours": "159.99"},), {}, 10),
    (
        "05 month_hours less_than excludes its edge",
        criteria(
            findings=[number("hours")],
            tables=[
                ladder(HOURS)
                | {
                    "rows": [
                        {"label": {"ja": "未満"}, "less_than": 64, "points": 6},
                        {"label": {"ja": "他"}, "points": 1},
                    ]
                }
            ],
        ),
        ({"hours": 64}, {"hours": "63.99"}),
        {},
        7,
    ),
    (
        "06 week_hours",
        criteria(findings=[number("hours")], tables=[ladder(HOURS, ("w38", 38, 9), ("w20", 20, 6))]),
        ({"hours": 38}, {"hours": "37.9"}),
        {},
        15,
    ),
    (
        "07 week_by_four",
        criteria(**derived({"if": [{"answered": A}, A, {"times": [B, 4]}]})),
        ({"b": 40}, {"a": 159, "b": 40}),
        {},
        30,
    ),
    (
        "08 breaks_and_commuting",
        criteria(**derived({"minus": [{"plus": [A, B]}, C]})),
        ({"a": 150, "b": 20, "c": 10},),
        {},
        20,
    ),
    (
        "09 average_of_months",
        criteria(**derived({"divide": [{"plus": [A, B, C]}, 3]})),
        ({"a": "160.1", "b": "159.9", "c": 160}, {"a": 160, "b": 160, "c": "159.9"}),
        {},
        30,
    ),
    (
        "10 factor",
        criteria(modifiers=[item("offer", None, factor="0.5"), item("late", -1)]),
        (WORK | {"offer": True, "late": True},),
        {},
        4,
    ),
    (
        "10 factor rounded",
        criteria(modifiers=[item("offer", None, factor="0.55")], rounding={"to": 0, "how": "down"}),
        (WORK | {"offer": True},),
        {},
        5,
    ),
    (
        "11 modifier of one reason leaves another higher",
        criteria(modifiers=[item("planned", -3, reasons=["working"])]),
        (WORK | ILL | {"planned": True},),
        {},
        8,
    ),
    ("11 modifier", criteria(modifiers=[item("planned", -2)]), (WORK | {"planned": True},), {}, 8),
    (
        "12 household_base",
        criteria(household_base=[item("no_parents", 46)], adjust=[item("poor", 2)]),
        (WORK, ILL),
        {"no_parents": True, "poor": True},
        48,
    ),
    (
        "12 household_base alone",
        criteria(household_base=[item("no_parents", 46)]),
        (),
        {"no_parents": True},
        46,
    ),
    (
        "13 per_count",
        criteria(
            adjust=[item("declined", -2, per="count"), item("unpaid", -1, per="month", at_most_times=3)]
        ),
        (WORK,),
        {"declined": 2, "unpaid": 5},
        3,
    ),
    (
        "13 per_count counted by an expression",
        criteria(
            findings=[number("adults", "household")], adjust=[item("idle", -2, count={"finding": "adults"})]
        ),
        (WORK,),
        {"adults": 2},
        6,
    ),
    (
        "14 exclusive",
        criteria(
            exclusive_groups=[{"id": "g", "title": {"ja": "組"}}],
            adjust=[item("few", 2, exclusive="g"), item("many", -5, exclusive="g"), item("other", 3)],
        ),
        (WORK,),
        {"few": True, "many": True, "other": True},
        8,
    ),
    (
        "15 manual",
        criteria(adjust=[item("mayor", None, manual={"at_least": 1, "at_most": 50})]),
        (WORK,),
        {"mayor": 50},
        60,
    ),
    (
        "16 cap",
        criteria(adjust=[item("disabled", 3, cap_after={"at": 10}), item("single", 8), item("late", 1)]),
        (WORK,),
        {"disabled": True, "single": True, "late": True},
        20,
    ),
    (
        "16 cap never lowers",
        criteria(adjust=[item("disabled", 3, cap_after={"at": 10, "of": "total"}), item("single", 8)]),
        (WORK,),
        {"disabled": True, "single": True},
        18,
    ),
    ("18 wants_refusal", criteria(adjust=[item("leave_ok", -300)]), (WORK,), {"leave_ok": True}, -290),
    (
        "21 child",
        criteria(
            findings=[number("grade", "household")],
            adjust=[item("g1", 3, when={"is": [{"finding": "grade"}, 1]}), item("disabled", 2)],
        ),
        (WORK,),
        {"grade": 1, "disabled": True},
        15,
    ),
    (
        "35 ages",
        criteria(
            findings=[{"id": "born", "type": "date", "title": {"ja": "生年月日"}, "scope": "household"}],
            adjust=[
                item(
                    "grandparent",
                    -3,
                    when={"less_than": [{"age_on": [{"finding": "born"}, {"fact": "year_start"}]}, 65]},
                )
            ],
        ),
        (WORK,),
        {"born": "1962-04-03"},
        7,
    ),
]


@pytest.mark.parametrize(
    ("table", "guardians", "household", "total"), [e[1:] for e in TOTALS], ids=[e[0] for e in TOTALS]
)
def test_totals(table: Criteria, guardians: Any, household: Any, total: int) -> None:
    found = scored(table, *guardians, **household)
    assert (found.errors, found.total) == ((), total)
    assert sum((line.points for line in found.lines), Decimal(0)) == total


def test_14_exclusive_twice_is_an_error_where_the_document_says_so() -> None:
    groups = [{"id": "g", "title": {"ja": "組"}, "twice": "error"}]
    table = criteria(
        exclusive_groups=groups, adjust=[item("a", 2, exclusive="g"), item("b", 3, exclusive="g")]
    )
    assert codes(scored(table, WORK, a=True, b=True)) == [("household/g", "exclusive_twice")]
    assert scored(table, WORK, b=True).total == 13


@pytest.mark.parametrize("points", [0, 51, "50.1"])
def test_15_manual_points_outside_the_range(points: Any) -> None:
    table = criteria(adjust=[item("mayor", None, manual={"at_least": 1, "at_most": 50})])
    assert codes(scored(table, WORK, mayor=points)) == [("household/mayor", "out_of_range")]


def test_17_facility_points_count_there_only() -> None:
    groups = [{"id": "sib", "title": {"ja": "きょうだい"}}]
    table = criteria(
        exclusive_groups=groups,
        adjust=[item("both", 1, exclusive="sib"), item("here", 3, scope="facility", exclusive="sib")],
    )
    found = scored(table, WORK, both=True, at={"c01": {"here": True}, "c02": {}})
    assert (found.total, found.totals) == (11, {"c01": 13, "c02": 11})
    assert codes(scored(table, WORK, here=True)) == [("household/here", "wrong_scope")]


def test_19_threshold() -> None:
    table = criteria(threshold={"at_least": 10})
    assert [scored(table, each).passes for each in (WORK, ILL, {})] == [True, False, None]


def ties(*several: Any, rank: int = 1, table: Any = None, **given: Any) -> tuple[Decimal, ...]:
    """The keys of a case at c01 by these steps."""
    steps = [{"id": f"t{index}", "label": {"ja": "順"}, **each} for index, each in enumerate(several)]
    guardians = given.pop("guardians", (WORK,))
    document = criteria(tie_break=steps, allocation={"choice_rank_in_priority": True}, **(table or {}))
    return keys(document, case(*guardians, **given), "c01", rank)


FACTS = {
    "findings": [
        number("tax", "household"),
        number("hours"),
        {"id": "lives_here", "type": "flag", "title": {"ja": "市内"}, "scope": "household"},
        {"id": "since", "type": "date", "title": {"ja": "転入日"}, "scope": "household"},
        {"id": "zone", "type": "flag", "title": {"ja": "校区"}, "scope": "facility"},
    ]
}


def test_20_lexicographic_without_points() -> None:
    table = criteria(
        base=[], reasons=[], adjust=[], tie_break=[{"id": "g", "label": {"ja": "順"}, "by_hand": True}]
    )
    found = scored(table, g=2)
    assert (found.total, found.errors) == (0, ())
    assert keys(table, case(g=2), "c01", 1) == (2,)


def test_22_phases_the_first_that_holds() -> None:
    phases = [
        {"id": "staying", "title": {"ja": "継続"}, "when": {"is": [{"finding": "kind"}, "staying"]}},
        {"id": "others", "title": {"ja": "その他"}},
    ]
    options = [{"id": "staying", "title": {"ja": "継続"}}, {"id": "fresh", "title": {"ja": "新規"}}]
    kind = {"id": "kind", "type": "choice", "title": {"ja": "区分"}, "scope": "household", "options": options}
    table = criteria(phases=phases, findings=[kind])
    assert [scored(table, WORK, kind=each).phase for each in ("staying", "fresh", None)] == [
        "staying",
        "others",
        "others",
    ]


def test_23_reserved_seats_and_reasons_for_preassignment() -> None:
    several = [{"id": "special", "title": {"ja": "配慮枠"}, "when": {"finding": "disabled"}}]
    disaster = [{"id": "disaster", "title": {"ja": "災害"}}]
    table = criteria(reserved=several, adjust=[item("disabled", 2)], preassignments=disaster)
    assert [scored(table, WORK, disabled=each).reserved for each in (True, False)] == [("special",), ()]
    assert table.preassignments[0].id == "disaster"


@pytest.mark.parametrize(("home_at", "eligible"), [("14:59", False), ("15:00", True), (None, True)])
def test_24_eligibility_by_grade(home_at: str | None, eligible: bool) -> None:
    latest = {
        "lookup": {
            "row": {"finding": "grade"},
            "rows": [{"at_most": 1, "value": {"time": "15:00"}}, {"value": {"time": "16:00"}}],
        }
    }
    rule = {"less_than": [{"finding": "home_at"}, latest]}
    table = criteria(
        findings=[
            number("grade", "household"),
            {"id": "home_at", "type": "time", "title": {"ja": "帰宅"}, "scope": "guardian"},
        ],
        eligibility=[{"id": "early", "label": {"ja": "早い"}, "scope": "guardian", "refuse_when": rule}],
    )
    found = scored(table, WORK | {"home_at": home_at}, grade=1)
    assert found.eligible is eligible
    assert [(each.requirement, each.subject) for each in found.reasons] == (
        [] if eligible else [("early", "guardian 1")]
    )


def test_24_eligibility_at_one_facility() -> None:
    rule = {"is": [{"finding": "zone"}, False]}
    table = criteria(
        **FACTS,
        eligibility=[{"id": "zoned", "label": {"ja": "校区"}, "scope": "facility", "refuse_when": rule}],
    )
    found = scored(table, WORK, at={"c01": {"zone": False}, "c02": {"zone": True}})
    assert (found.eligible, list(found.barred)) == (True, ["c01"])


def test_25_keys_of_many_kinds() -> None:
    hours = {"min": [{"min_row": {"rows": "guardians", "of": HOURS}}, 160]}
    found = ties(
        {"choice_rank": True},
        {"most": hours},
        {"least": {"finding": "tax"}},
        {"first": {"finding": "lives_here"}},
        {"first": {"finding": "zone"}},
        {"least": {"finding": "since"}},
        {"most_points": "base"},
        {"most_points": "total"},
        {"most_points": "adjustments"},
        rank=3,
        table=FACTS,
        guardians=(WORK | {"hours": 200}, WORK | {"hours": 170}),
        tax=120000,
        lives_here=True,
        since="2020-04-01",
        at={"c01": {"zone": False}},
    )
    assert found == (3, -160, 120000, 0, 1, 737516, -20, -20, 0)
    assert ties({"least": {"finding": "tax"}}, table=FACTS) == (10**15,)


@pytest.mark.parametrize(("of", "found"), [("better", (0,)), ("worse", (1,)), ("both", (0, 1))])
def test_26_reason_order(of: str, found: tuple[int, ...]) -> None:
    order = {"reason_order": ["ill", "working"], "of": of}
    assert ties(order, guardians=(WORK, ILL)) == ties(order, guardians=(ILL, WORK)) == found


def test_26_reason_order_of_a_single_parent() -> None:
    assert ties({"reason_order": ["ill"], "of": "both"}, guardians=(ILL,)) == (0, 1)


def test_27_lottery_drawn_at_reception() -> None:
    assert ties({"lottery": True}, t0=120) == (120,)
    assert ties({"lottery": True}) == (10**15,)


def test_28_stages_one_after_the_other() -> None:
    assert ties(
        {"reason_order": ["ill"]}, {"first": {"finding": "lives_here"}}, table=FACTS, lives_here=True
    ) == (1, 0)


def test_29_by_hand_inside_a_tie() -> None:
    assert ties({"by_hand": True}, t0=2) < ties({"by_hand": True}, t0=3) < ties({"by_hand": True})


def test_30_basis_day_of_the_case() -> None:
    table = criteria(**FACTS, basis={"day": "deadline", "changes_until": "2027-01-20"}, adjust=[
        item("long_here", 2, when={"at_most": [{"finding": "since"}, {"fact": "on"}]})
    ])  # fmt: skip
    days = ("2026-12-14", "2026-12-15")
    assert [scored(table, WORK, on=day, since="2026-12-15").total for day in days] == [10, 12]


def counted(**how: Any) -> Criteria:
    days = {"id": "declined", "type": "days", "title": {"ja": "辞退"}, "scope": "household", "counted": how}
    return criteria(findings=[days], adjust=[item("declined", -2, per="count")])


def test_31_fiscal_year_only() -> None:
    days = ["2025-04-01", "2026-03-31", "2026-04-01", "2026-12-15", "2026-12-16"]
    assert scored(counted(within="fiscal_year"), WORK, declined=days).total == 6
    assert scored(counted(), WORK, declined=days).total == 2


@pytest.mark.parametrize(
    ("on", "unpaid", "total"),
    [
        ("2026-12-30", "2026-09-30", 8),
        ("2026-12-31", "2026-09-30", 8),
        ("2026-12-31", "2026-10-01", 10),
        ("2027-01-01", "2026-10-01", 8),
    ],
)
def test_32_months_before_the_reference_day(on: str, unpaid: str, total: int) -> None:
    assert scored(counted(months_before=3), WORK, on=on, declined=[unpaid]).total == total


def test_33_ties_leave_points_as_they_are() -> None:
    plain = scored(criteria(), WORK)
    tied = scored(criteria(tie_break=[{"id": "t", "label": {"ja": "順"}, "lottery": True}]), WORK, t=5)
    assert (plain.total, plain.lines) == (tied.total, tied.lines)


def test_34_per_child_each_case_is_one_child() -> None:
    table = criteria(adjust=[item("disabled", 2)])
    assert [scored(table, WORK, disabled=each).total for each in (True, False)] == [12, 10]


def test_every_feature_of_the_page_has_its_test() -> None:
    rows = re.findall(r"^\| (\d+) \|.*\| ([^|]+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert [int(no) for no, _ in rows] == list(range(1, 36))
    ids = [each[0] for each in TOTALS] + [name[5:] for name in globals() if re.match(r"test_\d\d_", name)]
    for no, named in rows:
        for test in re.findall(r"`(\w+)`", named):
            assert any(re.match(rf"{int(no):02}[ _]{test}\b|{int(no):02}_{test}", each) for each in ids), (
                no,
                test,
            )


def test_faults_name_their_place() -> None:
    assert faults(aggregate="average") == [
        "aggregate: expected one of sum, min, max; found the text 'average'"
    ]
