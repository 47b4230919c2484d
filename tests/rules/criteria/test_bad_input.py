"""What cannot stand is said by a code at its place, and then there is no total."""

from __future__ import annotations

from typing import Any

import pytest
from tests.rules.criteria.samples import case, codes, criteria, faults, item, ladder, number, scored

from madoguchi.rules import criteria as documents
from madoguchi.rules.criteria.cases import case_of
from madoguchi.rules.problems import Problems
from madoguchi.rules.scoring import score

WORK = {"work": True}
KIND = {
    "id": "kind",
    "type": "choice",
    "title": {"ja": "形"},
    "scope": "guardian",
    "options": [{"id": "outside", "title": {"ja": "外"}}],
}
DAYS = {"id": "days", "type": "days", "title": {"ja": "日"}, "scope": "household"}
TIME = {"id": "home_at", "type": "time", "title": {"ja": "帰宅"}, "scope": "guardian"}
BORN = {"id": "born", "type": "date", "title": {"ja": "生年月日"}, "scope": "household"}
HOURS = number("hours", at_least=0, at_most=744)
LADDER = ladder({"finding": "hours"}, ("h160", 160, 20), ("h64", 64, 10))
TABLE = criteria(
    findings=[HOURS, KIND, DAYS, TIME, BORN],
    tables=[LADDER],
    adjust=[item("poor", 2), item("declined", -1, per="count"), item("here", 1, scope="facility")],
)


@pytest.mark.parametrize(
    ("guardian", "household", "path", "code"),
    [
        ({"nobody": True}, {}, "guardians/1/nobody", "unknown_finding"),
        ({"poor": True}, {}, "guardians/1/poor", "wrong_scope"),
        ({}, {"hours": 3}, "household/hours", "wrong_scope"),
        ({"hours": True}, {}, "guardians/1/hours", "wrong_type"),
        ({"hours": "many"}, {}, "guardians/1/hours", "wrong_type"),
        ({"hours": [80, 80]}, {}, "guardians/1/hours", "wrong_type"),
        ({"hours": {}}, {}, "guardians/1/hours", "wrong_type"),
        ({"hours": "1e3"}, {}, "guardians/1/hours", "wrong_type"),
        ({"hours": float("nan")}, {}, "guardians/1/hours", "wrong_type"),
        ({"hours": 745}, {}, "guardians/1/hours", "out_of_range"),
        ({"hours": "-0.01"}, {}, "guardians/1/hours", "out_of_range"),
        ({"kind": "inside"}, {}, "guardians/1/kind", "not_an_option"),
        ({"kind": 1}, {}, "guardians/1/kind", "not_an_option"),
        ({"home_at": "25:00"}, {}, "guardians/1/home_at", "wrong_type"),
        ({}, {"born": "2026-02-30"}, "household/born", "wrong_type"),
        ({}, {"days": ["yesterday"]}, "household/days", "wrong_type"),
        ({}, {"days": -1}, "household/days", "wrong_type"),
        ({}, {"poor": 1}, "household/poor", "wrong_type"),
        ({}, {"declined": -1}, "household/declined", "out_of_range"),
        ({"h160": True, "h64": True}, {}, "guardians/1/ladder", "contradicting"),
        ({"h160": True, "hours": 80}, {}, "guardians/1/ladder", "contradicting"),
        ({"h64": False, "hours": 80}, {}, "guardians/1/ladder", "contradicting"),
    ],
)
def test_a_value_that_does_not_fit(guardian: Any, household: Any, path: str, code: str) -> None:
    found = scored(TABLE, WORK | guardian, **household)
    assert codes(found) == [(path, code)]
    assert (found.total, found.totals) == (None, {})


def test_null_is_no_value() -> None:
    assert scored(TABLE, WORK | {"hours": None}, poor=None).total == 10


def test_a_guardian_of_whom_nothing_is_confirmed_is_told() -> None:
    assert codes(scored(TABLE, WORK, {})) == [("guardians/2", "no_reason")]
    assert codes(scored(TABLE, WORK, {"hours": 3})) == [("guardians/2", "no_reason")]
    assert codes(scored(TABLE)) == [("guardians", "no_guardians")]
    assert codes(scored(TABLE, WORK, WORK, WORK)) == [("guardians", "too_many_guardians")]


@pytest.mark.parametrize(
    ("rule", "reasons"),
    [
        ({"then": "no_points"}, []),
        ({"then": "refused", "label": {"ja": "家にいる"}}, [("without_reason", "guardian 2")]),
    ],
)
def test_what_becomes_of_a_guardian_without_a_reason_is_said_by_the_criteria(
    rule: dict[str, Any], reasons: list[tuple[str, str]]
) -> None:
    table = criteria(without_reason=rule, aggregate="min")
    found = scored(table, WORK, {})
    assert (codes(found), found.total, found.eligible) == ([], 0, not reasons)
    assert [(each.requirement, each.subject) for each in found.reasons] == reasons
    assert scored(table, WORK, WORK).eligible
    assert codes(scored(table)) == [("guardians", "no_guardians")]


@pytest.mark.parametrize("rule", [{"then": "refused"}, {"then": "no_points", "label": {"ja": "家にいる"}}])
def test_a_refusal_for_no_reason_needs_its_sentence(rule: dict[str, Any]) -> None:
    assert faults(without_reason=rule) == ["without_reason.label: expected for refused, and for nothing else"]


def test_a_finding_that_is_needed_is_missed() -> None:
    needed = HOURS | {"required_when": {"finding": "work"}}
    table = criteria(findings=[needed])
    assert codes(scored(table, WORK)) == [("guardians/1/hours", "missing_finding")]
    assert codes(scored(table, {"illness": True})) == []


def test_half_a_grid_is_missed() -> None:
    columns = [{"label": {"ja": "8時間"}, "at_least": 8}]
    rows = [{"label": {"ja": "20日"}, "at_least": 20, "points": [20]}]
    grid = LADDER | {"column": {"finding": "day"}, "columns": columns, "rows": rows}
    table = criteria(findings=[HOURS, number("day")], tables=[grid])
    assert codes(scored(table, WORK | {"day": 8})) == [("guardians/1/ladder", "missing_finding")]
    assert codes(scored(table, WORK)) == []


def test_an_item_that_is_granted_and_denied_contradicts() -> None:
    when = {"at_least": [{"finding": "age"}, 65]}
    table = criteria(findings=[number("age", "household")], adjust=[item("old", 1, when=when)])
    assert codes(scored(table, WORK, age=64, old=True)) == [("household/old", "contradicting")]
    assert codes(scored(table, WORK, age=65, old=False)) == [("household/old", "contradicting")]
    assert scored(table, WORK, old=True).total == 11


def test_a_count_that_differs_contradicts_and_one_that_lacks_is_missed() -> None:
    counted = item("idle", -2, count={"finding": "adults"}, when={"finding": "big"})
    big = {"id": "big", "type": "flag", "title": {"ja": "大"}, "scope": "household"}
    table = criteria(findings=[number("adults", "household"), big], adjust=[counted])
    assert codes(scored(table, WORK, adults=2, idle=3, big=True)) == [("household/idle", "contradicting")]
    assert codes(scored(table, WORK, big=True)) == [("household/idle", "missing_finding")]
    assert scored(table, WORK, adults=2, big=True).total == 6


@pytest.mark.parametrize(
    ("data", "paths"),
    [
        ([], [""]),
        ({"on": "2026-12-15"}, ["id"]),
        ({"id": "a", "on": "yesterday"}, ["on"]),
        ({"id": "a", "on": "2026-12-15", "guardian": []}, ["guardian"]),
        ({"id": "a", "on": "2026-12-15", "guardians": {}}, ["guardians"]),
        ({"id": "a", "on": "2026-12-15", "guardians": [1]}, ["guardians"]),
        (
            {"id": "a", "on": "2026-12-15", "facilities": {"c": 1}, "household": []},
            ["household", "facilities"],
        ),
    ],
)
def test_what_is_no_case(data: Any, paths: list[str]) -> None:
    found = case_of(data)
    assert isinstance(found, tuple)
    assert [(each.path, each.code) for each in found] == [(path, "malformed") for path in paths]


REASON = {"reason": "working"}


@pytest.mark.parametrize(
    ("keys", "fault"),
    [
        ({"adjust": [item("work", 1)]}, "items[work]: the id 'work' stands here 2 times; expected it once"),
        (
            {"adjust": [item("x", 1.5)]},
            "adjust[x].points: found the number 1.5; decimals are written in quotes",
        ),
        (
            {"adjust": [item("x", "a lot")]},
            "adjust[x].points: expected a number such as 20 or \"0.5\"; found the text 'a lot'",
        ),
        ({"adjust": [item("x", None)]}, "adjust[x]: expected either points or manual"),
        ({"adjust": [item("x", 1, exclusive="g")]}, "adjust[x].exclusive: there is no 'g'"),
        ({"adjust": [item("x", 1, wen=True)]}, "adjust[x].wen: unknown key"),
        (
            {"adjust": [item("x", 1, when={"finding": "none"})]},
            "adjust[x].when.finding: there is no finding 'none' here; expected one of guardians",
        ),
        (
            {"adjust": [item("x", 1, when={"finding": "work"})]},
            "adjust[x].when.finding: each guardian has a 'work' of its own; write rows: guardians",
        ),
        ({"adjust": [item("x", 1, when=3)]}, "adjust[x].when: expected a yes or no; found a whole number"),
        ({"adjust": [item("x", 1, when={"answer": "y"})]}, "adjust[x].when: unknown operator 'answer'"),
        ({"tables": [LADDER]}, "tables[ladder].row.finding: there is no finding 'hours' here"),
        (
            {"tables": [LADDER | {"rows": []}], "findings": [HOURS]},
            "tables[ladder]: expected either rows or points_ref",
        ),
        (
            {"tables": [{**LADDER, "rows": [], "points_ref": "none"}], "findings": [HOURS]},
            "tables[ladder].points_ref: expected the id of a table",
        ),
        ({"findings": [number("work", "household")]}, "findings[work].scope: the item 'work' needs guardian"),
        ({"findings": [number("work")]}, "findings[work].type: the item 'work' needs flag"),
        ({"findings": [KIND | {"options": []}]}, "findings[kind].options: expected options for a choice"),
        (
            {"findings": [number("n", at_least=3, at_most=2)]},
            "findings[n].at_most: expected at least 3; found 2",
        ),
        (
            {"findings": [number("guardians")]},
            "guardians: 'guardians' has a meaning already; expected another id",
        ),
        ({"modifiers": [item("m", 1, factor=2)]}, "modifiers[m]: expected either points or factor"),
        (
            {"base": [{**item("w", 1), "reason": "none"}]},
            "base[w].reason: there is no 'none'; expected one of ill, working",
        ),
        (
            {"tie_break": [{"id": "t", "label": {"ja": "順"}, "choice_rank": True}]},
            "allocation.choice_rank_in_priority: the tie-break 't' goes by",
        ),
        (
            {"tie_break": [{"id": "t", "label": {"ja": "順"}}]},
            "tie_break[t]: expected exactly one kind of key; found none",
        ),
        ({"title": "基準"}, "title: expected a mapping; found the text '基準'"),
        (
            {
                "phases": [
                    {
                        "id": "p",
                        "title": {"ja": "区分"},
                        "when": {
                            "less_than": [
                                {"business_days_after": [{"fact": "on"}, 3]},
                                {"fact": "year_start"},
                            ]
                        },
                    }
                ]
            },
            "phases[p].when: criteria know no closed days",
        ),
    ],
)
def test_faults_of_documents(keys: Any, fault: str) -> None:
    assert any(found.startswith(fault) for found in faults(**keys)), faults(**keys)


@pytest.mark.parametrize("text", ["", "a: [", "- 1", "{}", "schema: madoguchi.criteria/2", "a: &a [*a]"])
def test_what_is_no_document_is_told(text: str) -> None:
    assert isinstance(documents.parse(text), Problems)


def test_lines_are_shown_as_far_as_they_go() -> None:
    found = score(TABLE, case(WORK, {}, poor=True))
    assert [line.item for line in found.lines] == ["work", "poor"]
