"""Whom something is for: what the page asks becomes a condition, and what is no condition is told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from madoguchi.rules.segments import Options, Parts, holds, read, written

TODAY = date(2026, 11, 24)
DAY = {"fact": "today"}
KNOWN = Options(
    districts={"wakamugi": {"ja": "若麦"}, "haoto": {"ja": "羽音"}},
    procedures={"gakudo": {"ja": "学童"}},
    places={"hibari": {"ja": "ひばり"}},
    offerings={"course": {"ja": "考古学教室"}},
    doors={"haoto-centre": {"ja": "羽音"}},
)
AOI = {
    "language": "ja",
    "district": "wakamugi",
    "interests": ["waste"],
    "has_line": True,
    "applied": ["gakudo"],
    "enrolled": [],
    "booked": ["course"],
    "came": [],
    "booked_on": "2026-11-24",
    "visited": ["haoto-centre"],
    "visited_on": "2026-08-24",
    "children": [{"born": "2019-04-01"}, {"born": "2024-12-01"}],
}
BEN = {**AOI, "district": None, "interests": [], "applied": [], "children": [], "booked": [], "visited": []}
BEN |= {"booked_on": None, "visited_on": "2026-08-23"}


def means(parts: Parts, person: dict[str, Any]) -> bool:
    condition, faults = read(written(parts), KNOWN)
    assert not faults
    return holds(condition, person, TODAY)


@pytest.mark.parametrize(
    ("parts", "aoi", "ben"),
    [
        (Parts(), True, True),
        (Parts(districts=["wakamugi", "haoto"]), True, False),
        (Parts(districts=["haoto"]), False, False),
        (Parts(interests=["waste", "events"]), True, False),
        (Parts(languages=["ja"], applied=["gakudo"]), True, False),
        (Parts(enrolled=["hibari"]), False, False),
        (Parts(booked=["course"]), True, False),
        (Parts(came=["course"]), False, False),
        (Parts(is_booked_ahead=True), True, False),
        (Parts(visited=["haoto-centre"]), True, False),
        (Parts(visited_within=3), True, False),
        # Aoi came three months ago to the day; the day before is longer.
        (Parts(not_visited_for=3), False, True),
        (Parts(not_visited_for=12), False, False),
        (Parts(born_from=date(2024, 12, 1)), True, False),
        (Parts(born_until=date(2019, 3, 1)), False, False),
        # One child must lie between both edges, not one behind each.
        (Parts(born_from=date(2020, 1, 1), born_until=date(2024, 11, 1)), False, False),
    ],
)
def test_what_is_chosen_must_all_fit(parts: Parts, aoi: bool, ben: bool) -> None:
    assert (means(parts, AOI), means(parts, BEN)) == (aoi, ben)


@pytest.mark.parametrize(
    "raw",
    [
        {"is": [{"answer": "name"}, "青井"]},  # no such column: nobody is chosen by name
        {"is": [{"answer": "district"}, "atlantis"]},
        {"contains": [{"answer": "booked"}, "cruise"]},
        {"contains": [{"answer": "visited"}, "course"]},
        {"less_than": [{"days_after": [{"answer": "visited_on"}, 1]}, DAY]},
        {"plus": [1, 2]},
        {"answer": "district"},
        {"any_row": {"rows": "children", "where": {"is": [{"days_after": [{"row": "born"}, 1]}, DAY]}}},
        [],
        None,
    ],
)  # fmt: skip
def test_what_is_no_condition_is_told(raw: Any) -> None:
    assert read(raw, KNOWN)[1]
