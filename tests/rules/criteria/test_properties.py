"""What holds for every case: order never matters, positive items never lower, lines add up."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.rules.criteria.samples import case, criteria, item, ladder, number

from madoguchi.rules.criteria import Criteria
from madoguchi.rules.scoring import score

HOURS = {"finding": "hours"}
ADJUST = [
    item("single", 4, exclusive="lone"),
    item("posted", 2, exclusive="lone"),
    item("sibling", 3, scope="facility", exclusive="lone"),
    item("poor", 2),
    item("arrears", -4),
    item("declined", -1, per="count"),
    item("here", 1, scope="facility"),
    item("disabled", 3, cap_after={"at": 6}),
    item("twins", 2, scope="facility", cap_after={"at": 7}),
]
KEYS: dict[str, Any] = {
    "findings": [number("hours")],
    "tables": [ladder(HOURS, ("h160", 160, 20), ("h100", 100, 14), ("h64", 64, 10))],
    "modifiers": [
        item("offer", None, factor="0.5"),
        item("planned", -1),
        item("noproof", -2, reasons=["working"]),
    ],
    "exclusive_groups": [{"id": "lone", "title": {"ja": "ひとり親"}}],
    "adjust": ADJUST,
    "guardians_at_most": 3,
}
TABLES = {how: criteria(**KEYS, aggregate=how) for how in ("sum", "min", "max")}
AT_PLACE = ("sibling", "here", "twins")
AT_HOME = ("single", "posted", "poor", "arrears", "disabled")

flags = st.booleans()
guardians = st.fixed_dictionaries(
    {"work": st.just(True)},
    optional={
        "hours": st.integers(0, 744),
        "illness": flags,
        "offer": flags,
        "planned": flags,
        "noproof": flags,
    },
)
households = st.fixed_dictionaries(
    {}, optional={**dict.fromkeys(AT_HOME, flags), "declined": st.integers(0, 9)}
)
places = st.dictionaries(
    st.sampled_from(["c01", "c02", "c03"]), st.fixed_dictionaries({}, optional=dict.fromkeys(AT_PLACE, flags))
)
several = st.lists(guardians, min_size=1, max_size=3)
tables = st.sampled_from(list(TABLES.values()))


@given(tables, several, households, places)
def test_lines_add_up(table: Criteria, given: Any, household: Any, at: Any) -> None:
    found = score(table, case(*given, at=at, **household))
    assert not found.errors
    shared = [line for line in found.lines if not line.subject.startswith("c")]
    assert sum((line.points for line in shared), Decimal(0)) == found.total == found.base + found.adjustments
    for code, total in found.totals.items():
        there = [line for line in found.lines if line.subject == code]
        assert sum((line.points for line in shared + there), Decimal(0)) == total


@given(tables, several, households, places, st.randoms())
def test_order_never_matters(table: Criteria, given: Any, household: Any, at: Any, chance: Any) -> None:
    def mixed(values: dict[str, Any]) -> dict[str, Any]:
        pairs = list(values.items())
        chance.shuffle(pairs)
        return dict(pairs)

    others = [mixed(each) for each in given]
    chance.shuffle(others)
    found = score(table, case(*given, at=at, **household))
    again = score(table, case(*others, at=mixed(at), **mixed(household)))
    assert (found.total, found.totals) == (again.total, again.totals)


@given(tables, several, households, places, st.sampled_from([*AT_HOME, *AT_PLACE]))
def test_a_positive_item_never_lowers(
    table: Criteria, given: Any, household: Any, at: Any, more: str
) -> None:
    before = score(table, case(*given, at=at, **household))
    if more == "arrears":
        return
    if more in AT_HOME:
        household = household | {more: True}
    else:
        at = {code: values | {more: True} for code, values in at.items()}
    after = score(table, case(*given, at=at, **household))
    assert before.total is not None and after.total is not None
    assert after.total >= before.total
    assert all(after.totals[code] >= total for code, total in before.totals.items())


@given(several, households)
def test_the_lower_guardian_is_never_above_the_higher(given: Any, household: Any) -> None:
    low, high, both = (score(TABLES[how], case(*given, **household)).total for how in ("min", "max", "sum"))
    assert low is not None and high is not None and both is not None
    assert low <= high
    if len(given) == 1:
        assert low == high == both


@given(st.integers(0, 74400), st.integers(0, 74400))
def test_more_hours_never_lower(fewer: int, more: int) -> None:
    fewer, more = sorted((fewer, more))
    found = [
        score(TABLES["sum"], case({"work": True, "hours": str(Decimal(n) / 100)})).total
        for n in (fewer, more)
    ]
    assert found[0] is not None and found[1] is not None and found[0] <= found[1]
