"""The four published tables and the fictional one: their vectors, and edges to the hundredth of an hour."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from madoguchi.rules import criteria as documents
from madoguchi.rules import documents as procedures
from madoguchi.rules.criteria import Criteria
from madoguchi.rules.criteria.cases import Case, case_of
from madoguchi.rules.criteria.proposing import proposal_faults
from madoguchi.rules.documents import Document
from madoguchi.rules.facts import facts_at
from madoguchi.rules.findings import Family, propose
from madoguchi.rules.journey import journey
from madoguchi.rules.scoring import Scored, keys, score

PACKS = Path(__file__).parents[3] / "packs"
NAMES = ("urasoe_r8", "tomigusuku", "yonabaru", "yoshikawa_r8")


def table(name: str) -> Criteria:
    """One of the tables of the packs."""
    path = PACKS / ("hibari/criteria/gakudo.yaml" if name == "hibari" else f"criteria/{name}.yaml")
    found = documents.parse(path.read_text(encoding="utf-8"))
    assert isinstance(found, Criteria), "\n".join(map(str, found))
    return found


TABLES = {name: table(name) for name in (*NAMES, "hibari")}


def case(guardians: list[dict[str, Any]], household: Any = None, facilities: Any = None) -> Case:
    found = case_of(
        {
            "id": "aoi",
            "on": "2026-12-15",
            "guardians": guardians,
            "household": household or {},
            "facilities": facilities or {},
        }
    )
    assert isinstance(found, Case)
    return found


def scored(name: str, *given: Any) -> Scored:
    found = score(TABLES[name], case(*given))
    assert_adds_up(found)
    return found


def assert_adds_up(found: Scored) -> None:
    """The lines of the sheet are the total, at every facility too."""
    if found.total is None:
        return
    shared = [line for line in found.lines if line.subject.startswith(("guardian", "household"))]
    assert sum((line.points for line in shared), Decimal(0)) == found.total
    for code, total in found.totals.items():
        there = [line for line in found.lines if line.subject == code]
        assert sum((line.points for line in shared + there), Decimal(0)) == total


W160, W100, SEEK = {"w160": True}, {"w100": True}, {"seek": True}
VECTORS: list[tuple[str, str, tuple[Any, ...], int]] = [
    ("1", "urasoe_r8", ([W160, W100],), 34),
    ("2", "urasoe_r8", ([W160], {"single": True, "arrears": True}), 36),
    ("3", "urasoe_r8", ([W160, SEEK],), 28),
    ("4", "urasoe_r8", ([{"s160": True}, {"w140": True}], {"leave_ext_ok": True}), -268),
    ("5", "urasoe_r8", ([], {"no_parents": True}), 46),
    ("10", "tomigusuku", ([W160, {"w120": True, "planned": True}], {"sib2": True}), 38),
    ("11", "tomigusuku", ([W160, {"absent": True}], {"single": True, "single_with_gp": True}), 49),
    ("15", "yoshikawa_r8", ([{"d20_75": True}, {"h64": True}], {"arrears": 3, "declined": 2}), 12),
    ("17", "yoshikawa_r8", ([{"d20_75": True, "naitei": True}], {"single": True}), 25),
    (
        "19",
        "yonabaru",
        (
            [
                {"work_kind": "outside", "day_hours": 7, "month_days": 20},
                {"work_kind": "inside", "day_hours": "5.5", "month_days": 16},
            ],
            {"many": True},
        ),
        19,
    ),
]


@pytest.mark.parametrize(
    ("name", "given", "total"), [each[1:] for each in VECTORS], ids=[v[0] for v in VECTORS]
)
def test_vectors(name: str, given: tuple[Any, ...], total: int) -> None:
    found = scored(name, *given)
    assert (found.errors, found.total) == ((), total)


def test_vector_1_at_the_facility_of_the_sibling_only() -> None:
    found = scored("urasoe_r8", [W160, W100], {}, {"here": {"sib_enrolled": True}, "there": {}})
    assert found.totals == {"here": 37, "there": 34}


def test_vector_18_points_of_the_mayor_outside_the_range_are_refused() -> None:
    found = scored("tomigusuku", [W160, W160], {"mayor": 51})
    assert [(each.path, each.code) for each in found.errors] == [("household/mayor", "out_of_range")]
    assert found.total is None
    assert scored("tomigusuku", [W160, W160], {"mayor": 50}).total == 90


EDGES = [
    ("urasoe_r8", "work_hours", "160.0", "w160"),
    ("urasoe_r8", "work_hours", "159.99", "w140"),
    ("urasoe_r8", "work_hours", "64.0", "w64"),
    ("urasoe_r8", "work_hours", "63.99", None),
    ("tomigusuku", "work_hours", "160", "w160"),
    ("tomigusuku", "work_hours", "159.99", "w140"),
    ("urasoe_r8", "study_hours", "160", "study"),
]


@pytest.mark.parametrize(("name", "finding", "hours", "item"), EDGES)
def test_edges_to_the_hundredth_of_an_hour(name: str, finding: str, hours: str, item: str | None) -> None:
    found = scored(name, [{finding: hours}, SEEK])
    counting = [line.item for line in found.lines if line.subject == "guardian 1" and line.points]
    assert counting == ([] if item is None else [item])


def test_no_item_of_the_inputs_was_lost() -> None:
    counts = {name: len(list(TABLES[name].plan.known["household"])) for name in NAMES}
    assert all(counts.values())
    assert TABLES["urasoe_r8"].table("study").rows == TABLES["urasoe_r8"].table("work").rows


OUTSIDE = {"work_kind": "outside", "month_days": 20, "day_hours": 8}


def hibari(*given: Any) -> Scored:
    return scored("hibari", *given)


@pytest.mark.parametrize(
    ("guardians", "household", "total"),
    [
        ([OUTSIDE, OUTSIDE | {"month_days": 16, "day_hours": 6}], {"grade": 1}, 20),
        ([OUTSIDE | {"day_hours": 7}], {"grade": 2, "single": True}, 25),
        ([OUTSIDE, SEEK], {"grade": 3}, 9),
        ([OUTSIDE | {"planned": True}, {"birth": True}], {"grade": 1, "arrears": True}, 14),
    ],
)
def test_the_checks_of_the_fictional_table(guardians: Any, household: Any, total: int) -> None:
    found = hibari(guardians, household)
    assert (found.errors, found.total, found.eligible) == ((), total, True)


def test_a_sibling_in_the_club_counts_there_only() -> None:
    guardians = [OUTSIDE, OUTSIDE | {"month_days": 16, "day_hours": 6}]
    found = hibari(guardians, {"grade": 1}, {"c01": {"sib": True}, "c02": {}})
    assert found.totals == {"c01": 21, "c02": 20}


@pytest.mark.parametrize(
    ("guardian", "grade", "requirement"),
    [
        ({"month_days": 11}, 1, "few_days"),
        ({"day_hours": "3.99"}, 1, "few_hours"),
        ({"home_at": "14:59"}, 1, "home_early"),
        ({"home_at": "15:00"}, 1, None),
        ({"home_at": "15:29"}, 2, "home_early"),
        ({"home_at": "15:30"}, 2, None),
        ({"month_days": 11, "hosp": True}, 1, None),
        ({}, 4, "upper_grade"),
    ],
)
def test_requirements_of_the_fictional_table(guardian: Any, grade: int, requirement: str | None) -> None:
    found = hibari([OUTSIDE | {"hosp": None} | guardian], {"grade": grade})
    assert [each.requirement for each in found.reasons] == ([requirement] if requirement else [])


def test_the_proposals_fit_the_questions_of_the_application() -> None:
    assert proposal_faults(TABLES["hibari"], application()) == ()


def application() -> Document:
    path = PACKS / "hibari/procedures/gakudo_application.yaml"
    found = procedures.parse(procedures.load(path.read_text(encoding="utf-8")))
    assert isinstance(found, Document)
    return found


def test_answers_propose_findings_and_nothing_more() -> None:
    document = application()
    golden = next(each for each in document.golden if each.id == "two_guardians_siblings")
    facts = facts_at(document, golden.at, golden.facts)
    found = journey(document, golden.answers, facts)
    proposed: dict[str, dict[str, Any]] = {}
    for each in propose(TABLES["hibari"], Family(document=document, answers=found.answers, facts=facts)):
        if each.value is not None:
            proposed.setdefault(each.subject, {})[each.wanted.id] = each.value
    guardians = [proposed[f"guardians/{row['_id']}"] for row in found.answers["guardians"]]
    assert all("work_kind" in values for values in guardians)
    assert proposed[""]["grade"] in range(1, 7)
    assert set(found.answers["clubs"]) <= set(proposed)
    filled = score(TABLES["hibari"], case(guardians, proposed[""]))
    assert filled.errors == () and filled.total is not None


def test_between_equals_the_lower_grade_then_the_days_of_work_decide() -> None:
    def key(grade: int, days: int) -> tuple[Decimal, ...]:
        several = case([OUTSIDE | {"month_days": days}], {"grade": grade, "lottery": 7})
        return keys(TABLES["hibari"], several, "c01", 1)

    assert key(1, 16) < key(2, 20)
    assert key(1, 20) < key(1, 16)
