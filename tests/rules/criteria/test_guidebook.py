"""The table as the guide book prints it, what differs between two, and what is typed into it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.rules.criteria.samples import DOCUMENT, case, criteria, item, ladder, number

from madoguchi.rules.criteria import parse
from madoguchi.rules.criteria.cases import case_of
from madoguchi.rules.criteria.comparing import differences
from madoguchi.rules.criteria.editing import revised, tried, written
from madoguchi.rules.criteria.guidebook import guidebook
from madoguchi.rules.criteria.parsing import tidied

HOURS = {"finding": "hours"}
KEYS: dict[str, Any] = {
    "findings": [number("hours")],
    "tables": [ladder(HOURS, ("h160", 160, 20), ("h64", 64, 10))],
    "adjust": [item("poor", 2), item("late", "-0.5", per="month")],
}
WHOLE = {**DOCUMENT, **KEYS}


def told(**keys: Any) -> list[tuple[str, Any, Any]]:
    """What differs when these keys stand instead."""
    found = differences(criteria(**KEYS), criteria(**{**KEYS, **keys}))
    return [(each.kind, each.before, each.after) for each in found]


def test_each_line_that_differs_is_told_once() -> None:
    assert told() == []
    assert told(adjust=[item("poor", 3), KEYS["adjust"][1]]) == [("points", 2, 3)]
    assert told(adjust=[KEYS["adjust"][1]]) == [("removed", 2, None)]
    assert told(adjust=[*KEYS["adjust"], item("new", 1)]) == [("added", None, 1)]
    assert told(adjust=[item("poor", 2), item("late", "-0.5", per="count")]) == [("rule", None, None)]
    renamed = {**item("poor", 2), "label": {"ja": "生活保護"}}
    assert [kind for kind, _, _ in told(adjust=[renamed, KEYS["adjust"][1]])] == ["label"]
    higher = [ladder(HOURS, ("h160", 160, 21), ("h64", 64, 10))]
    assert told(tables=higher) == [("points", 20, 21)]
    assert told(aggregate="min", threshold={"at_least": 17}) == [("part", None, None)] * 2


def test_the_book_holds_grids_and_lists() -> None:
    book = guidebook(criteria(**KEYS))
    assert [cell.points for row in book.grids[0].rows for cell in row.cells] == [20, 10]
    assert [(each.id, each.points, each.per) for each in book.adjust] == [
        ("poor", 2, ""),
        ("late", Decimal("-0.5"), "month"),
    ]


def test_what_is_typed_stands_in_the_document_and_the_old_one_stays() -> None:
    typed = {
        "adjust.poor.points": "３",
        "adjust.late.label": " 滞納 ",
        "tables.ladder.rows.1.points.0": "−11.5",
    }
    made, wrong = revised(WHOLE, typed)
    assert wrong == set()
    assert made["adjust"][0]["points"] == 3
    assert made["adjust"][1]["label"] == {"ja": "滞納"}
    assert made["tables"][0]["rows"][1]["points"] == "-11.5"
    assert WHOLE["adjust"][0]["points"] == 2
    assert not isinstance(parse(made), tuple)


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("adjust.poor.points", ""),
        ("adjust.poor.points", "two"),
        ("adjust.poor.points", "9" * 13),
        ("adjust.poor.label", "  "),
        ("adjust.poor.label", "長" * 501),
        ("adjust.poor.label", "a\x00b"),
        ("adjust.nobody.points", "1"),
        ("adjust.poor.when", "1"),
        ("findings.hours.label", "x"),
        ("tables.ladder.rows.9.points.0", "1"),
        ("tables.ladder.rows.0.points.9", "1"),
        ("tables.nobody.rows.0.points.0", "1"),
        ("tables.ladder.rows.-1.points.0", "1"),
        ("schema.x.points", "1"),
    ],
)
def test_what_cannot_be_typed_there(place: str, text: str) -> None:
    made, wrong = revised(WHOLE, {place: text})
    assert (made, wrong) == (WHOLE, {place})


def test_the_written_document_is_read_as_the_same() -> None:
    assert tidied(written(WHOLE)) == tidied(written(tidied(written(WHOLE)))) == WHOLE


def test_a_case_typed_in_is_a_case() -> None:
    typed = {
        "guardians.1.hours": "１６０",
        "guardians.2.work": "yes",
        "household.late": "2",
        "household.poor": "no",
    }
    found = case_of(tried(criteria(**KEYS), typed, on="2026-12-15"))
    expected = case({"hours": "160"}, {"work": True}, late="2", poor=False, at={"here": {}})
    assert found == type(expected)(
        id="try",
        on=expected.on,
        household=expected.household,
        guardians=expected.guardians,
        facilities=expected.facilities,
    )
