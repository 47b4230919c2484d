"""A table of fees is read whole, or every fault is told with its place."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from tests.rules.fees.test_month import PACK

from madoguchi.rules import fees
from madoguchi.rules.fees import FeeTable
from madoguchi.rules.problems import Problems

GOOD: dict[str, Any] = yaml.safe_load(PACK.read_text())


def faults(**changes: Any) -> list[str]:
    data = {**GOOD, **changes}
    found = fees.parse(yaml.safe_dump({key: each for key, each in data.items() if each is not ...}))
    return [str(fault) for fault in found] if isinstance(found, Problems) else []


def test_the_table_of_the_city_is_good() -> None:
    assert isinstance(fees.parse(PACK.read_text()), FeeTable)


OPTION = {"id": "late", "title": {"ja": "延長"}, "monthly": 1000}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"schema": "madoguchi.fees/2"}, "schema: expected one of madoguchi.fees/1; found the text"),
        ({"basis": ...}, "basis: is missing"),
        ({"price": 1}, "price: unknown key"),
        ({"base": []}, "base: "),
        ({"starts_on": "2026-04-02"}, "starts_on: "),
        ({"leave_rate": "1.5"}, "leave_rate: "),
        ({"options": [{**OPTION, "monthly": "1000"}]}, "options.0.monthly: "),
        ({"options": [{**OPTION, "monthly": -1}]}, "options.0.monthly: "),
        ({"options": [OPTION, OPTION]}, "document: the id 'late' stands twice"),
        (
            {"options": [OPTION, {**OPTION, "id": "later", "used_by": ["late"]}]},
            "document: 'late' stands for",
        ),
        ({"base": [*reversed(GOOD["base"])]}, "document: 'nobinobi' is never reached"),
        ({"partial": {"method": "steps"}}, "partial: 'begins_from' and 'stops_until' go with"),
        ({"reductions": [{"id": "poor", "title": {"ja": "非課税"}}]}, "reductions.0: expected either"),
        ({"spots": [{**GOOD["spots"][0], "ends": "17:00"}]}, "spots.0: 'ends' is not after 'begins'"),
        ({"title": {"en": "Fees"}}, "title: the Japanese text is missing"),
    ],
)
def test_each_fault_is_told_with_its_place(changes: dict[str, Any], told: str) -> None:
    assert any(each.startswith(told) for each in faults(**changes)), faults(**changes)


@pytest.mark.parametrize("text", ["", "[]", "a: b: c", "x: 1.5", "schema: *nothing", "\x00", "- " * 100])
def test_what_is_no_table_at_all_is_refused(text: str) -> None:
    assert isinstance(fees.parse(text), Problems)
