"""Each operator over odd values, by the first and by the plain engine; and cases that are none."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from madoguchi.rules import criteria as documents
from madoguchi.rules import scoring as fast
from madoguchi.rules.criteria import Criteria
from madoguchi.rules.criteria.cases import Case, case_of
from madoguchi.rules.plain import scoring as plain

D, E, N, K, M, T = ({"finding": name} for name in "denkmt")
DATES = ("2019-04-01", "2020-02-29", "2024-02-29", "2026-04-28", "2026-12-31", "2027-01-01", "2030-01-01")
NUMBERS = (0, 1, "2.5", -3, "999999999999.999999999", 3, "12345.678")
COUNTS = (0, 1, 2, 10, 120, 121, 3650, 3651)
TIMES = ("09:00", "13:00")
VALUES = (
    {"days_after": [D, K]},
    {"days_before": [D, K]},
    {"months_after": [D, K]},
    {"months_before": [D, K]},
    {"age_on": [D, E]},
    {"school_grade": [D, {"fiscal_year": E}]},
    {"days_between": [D, E]},
    {"times": [N, N, N]},
    {"times": [{"divide": [N, 3]}, 3]},
    {"divide": [N, K]},
    {"plus": [N, {"divide": [1, 3]}]},
    {"minus": [{"divide": [N, 3]}, N]},
    {"min": [D, E, {"fact": "year_start"}]},
    {"max": [N, K, {"decimal": "0.5"}]},
    {"round": {"value": N, "to": -2, "how": "up"}},
    {"round": {"value": {"divide": [N, 7]}, "to": 9, "how": "half_up"}},
    {"sum": {"rows": "guardians", "of": M}},
    {"min_row": {"rows": "guardians", "of": M}},
    {"max_row": {"rows": "guardians", "of": {"plus": [M, N]}, "where": {"more_than": [M, 0]}}},
    {
        "count": {
            "rows": "guardians",
            "where": {"any": [{"less_than": [T, {"time": "12:00"}]}, {"is": [M, 3]}]},
        }
    },
    {"lookup": {"row": D, "rows": [{"less_than": {"date": "2026-01-01"}, "value": 1}, {"value": 2}]}},
    {"lookup": {"row": N, "rows": [{"one_of": [1, "2.5"], "value": 1}, {"less_than": 0, "value": 7}]}},
    {"if": [{"answered": D}, N, {"decimal": "2.50"}]},
)
CONDITIONS = (
    {"all": [{"answered": D}, {"is_not": [N, 3]}]},
    {"all_rows": {"rows": "guardians", "where": {"at_least": [M, 3]}}},
    {"any_row": {"rows": "guardians", "where": {"at_least": [M, 3]}}},
    {"not": {"any": [{"less_than": [N, 0]}, {"one_of": [N, [1, {"decimal": "2.5"}]]}]}},
    {"at_most": [D, {"fact": "on"}]},
)
TYPES = {"d": "date", "e": "date", "n": "number", "k": "days", "m": "number", "t": "time"}


def document(*keys: dict[str, Any]) -> dict[str, Any]:
    """A table without points, only with these keys."""
    return {
        "schema": "madoguchi.criteria/1",
        "id": "order",
        "title": {"ja": "順"},
        "fiscal_year": 2027,
        "findings": [
            {"id": id, "type": type, "title": {"ja": id}, "scope": "guardian" if id in "mt" else "household"}
            for id, type in TYPES.items()
        ],
        "tie_break": [{"id": f"t{n}", "label": {"ja": "順"}, **key} for n, key in enumerate(keys)],
    }


def a_case(random: Random) -> dict[str, Any]:
    """Some of the values, each mostly there."""

    def some(several: dict[str, tuple[Any, ...]]) -> dict[str, Any]:
        return {name: random.choice(values) for name, values in several.items() if random.random() < 0.85}

    return {
        "id": "aoi",
        "on": random.choice(DATES[2:]),
        "household": some({"d": DATES, "e": DATES, "n": NUMBERS, "k": COUNTS}),
        "guardians": [some({"m": NUMBERS, "t": TIMES}) for _ in range(random.randint(0, 2))],
    }


def test_each_operator() -> None:
    keys = [{way: each} for each in VALUES for way in ("most", "least")]
    raw = document(*keys, *({"first": each} for each in CONDITIONS))
    criteria = documents.parse(raw)
    assert isinstance(criteria, Criteria), "\n".join(map(str, criteria))
    random = Random(1)
    for _ in range(200):
        given = a_case(random)
        read = case_of(given)
        assert isinstance(read, Case)
        said = fast.keys(criteria, read, "c01", 1)
        differing = [n for n, key in enumerate(plain.keys(raw, given, "c01", 1)) if key != said[n]]
        assert [raw["tie_break"][n] for n in differing] == [], given


ON = {"id": "aoi", "on": "2026-12-15"}


@pytest.mark.parametrize(
    "given",
    [
        None,
        [],
        {},
        {"id": True, "on": "2026-12-15"},
        {"id": "aoi", "on": "2026-02-30"},
        {**ON, "household": None},
        {**ON, "guardians": {}},
        {**ON, "guardians": [None]},
        {**ON, "facilities": {"c01": []}},
        {**ON, "child": {}, "facilities": "c01"},
    ],
)
def test_what_is_no_case(given: Any) -> None:
    found = case_of(given)
    assert not isinstance(found, Case)
    said = plain.score(document(), given)
    assert {(each["path"], each["code"]) for each in said["errors"]} == {(e.path, e.code) for e in found}
    assert (said["total"], said["totals"], said["lines"]) == (None, {}, [])
