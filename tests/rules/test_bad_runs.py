# ruff: noqa: E501 - a table
"""What bad input gets when places are to be given, line by line, and which test proves it.

| input | what happens | tested by |
|---|---|---|
| contradicting or missing findings | named with their code; the run is stopped | here |
| points outside of a range | so, too | here |
| an exclusive group entered twice | so, too | here |
| a guardian without a reason | what the criteria say becomes of it; else named | `test_running.py`, here |
| capacity unsigned or missing | no run is started; a wish for such a club is named | `selection/test_runs.py`, here |
| capacity zero | legal: nobody is placed, each is told `no_seats` | here |
| a club that does not exist | named | here |
| the same choice twice | named with its application | here |
| a grade missing where bands need it | named with its application | here |
| more children set apart than there are seats | named | here |
| a duplicate child | flagged, no run before an officer has said which | `applications/test_likeness.py`, `test_rounds.py` |
| withdrawal during a run | left out and named; afterwards a new run is demanded | `selection/test_runs.py`, `test_confirming.py` |
| two operators at once | one starts, the other is told who | `races/test_running.py` |
| criteria changed after confirmation | the old run stays, a new one is demanded | `selection/test_confirming.py` |
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.rules.family import CRITERIA
from tests.rules.test_running import SEED, TEXT, entry, given

from madoguchi.rules import running
from madoguchi.rules.criteria import Criteria, parse
from madoguchi.rules.criteria.parsing import tidied
from madoguchi.rules.running import Entry, Ran, Reason, Refusal
from madoguchi.rules.seating import Band, Line

LABEL = {"ja": "ひとり親", "ja-easy": "ひとり", "en": "Single"}
STRICT = json.dumps(
    {
        **json.loads(TEXT),
        "exclusive_groups": [{"id": "lone", "title": LABEL, "twice": "error"}],
        "adjust": [
            *CRITERIA["adjust"],
            {"id": "lone", "label": LABEL, "points": 4, "exclusive": "lone"},
            {"id": "posted", "label": LABEL, "points": 2, "exclusive": "lone"},
            {"id": "mayor", "label": LABEL, "manual": {"at_least": 1, "at_most": 50}},
        ],
    }
)


def told(*guardians: dict[str, Any], **household: Any) -> Entry:
    """The first child, whose guardians and household were found to be so."""
    made = entry(1, "club0")
    case = {**made.case, "household": household}
    return replace(made, case={**case, "guardians": list(guardians) or made.case["guardians"]})


def run(*entries: Entry, **changes: Any) -> Ran | Refusal:
    criteria = parse(STRICT)
    assert isinstance(criteria, Criteria), list(criteria)
    return running.run(given(*entries, criteria=criteria, document=tidied(STRICT), **changes))


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        pytest.param(told({"works": True}), "missing_finding", id="missing finding"),
        pytest.param(told(single=True, single_parent=False), "contradicting", id="contradicting findings"),
        pytest.param(told(mayor=51), "out_of_range", id="points outside of their range"),
        pytest.param(told({"works": True, "days": 32}), "out_of_range", id="a value outside of its range"),
        pytest.param(told(lone=True, posted=True), "exclusive_twice", id="an exclusive group twice"),
        pytest.param(told({}), "no_reason", id="no reason, where the criteria say nothing of it"),
        pytest.param(told({"works": "yes", "days": 20}), "wrong_type", id="a value of another kind"),
    ],
)
def test_points_that_cannot_be_counted_are_named_with_their_reason(wrong: Entry, code: str) -> None:
    found = run(wrong, entry(2, "club0"))
    assert isinstance(found, Refusal) and found.reason is Reason.POINTS_FAULTY
    ((child),) = found.facts["children"]
    assert child["reference"] == "a001" and code in child["codes"]


@pytest.mark.parametrize(
    ("entries", "changes", "facts"),
    [
        pytest.param([entry(1, "nowhere")], {}, {"places": ["nowhere"]}, id="a club that does not exist"),
        pytest.param([entry(1, "club0")], {"seats": {}}, {"places": ["club0"]}, id="capacity missing"),
    ],
)
def test_a_wish_without_seats_is_named(
    entries: list[Entry], changes: dict[str, Any], facts: dict[str, Any]
) -> None:
    found = run(*entries, **changes)
    assert isinstance(found, Refusal) and (found.reason, found.facts) == (Reason.SEATS_MISSING, facts)


UPPER = {"club0": Line(capacity=2, bands=(Band(grades=(4, 5, 6), seats=1),))}


@pytest.mark.parametrize(
    ("entries", "changes", "code", "reference"),
    [
        pytest.param([entry(1, "club0", "club0")], {}, "choice_twice", "a001", id="the same choice twice"),
        pytest.param(
            [entry(1, "club0", grade=None)], {"seats": UPPER}, "grade_missing", "a001", id="no grade"
        ),
        pytest.param(
            [entry(1, "club0"), entry(2, "club0")],
            {"seats": {"club0": Line(capacity=1)}, "pre_assigned": {"a001": "club0", "a002": "club0"}},
            "over_capacity",
            "",
            id="more set apart than seats",
        ),
        pytest.param([entry(1, "club0")], {"seed": "short"}, "seed_short", "", id="a seed that is none"),
    ],
)
def test_what_cannot_be_placed_is_named(
    entries: list[Entry], changes: dict[str, Any], code: str, reference: str
) -> None:
    found = run(*entries, **changes)
    assert isinstance(found, Refusal) and found.reason is Reason.PROBLEM_FAULTY
    assert (code, reference) in {(each["code"], each["reference"]) for each in found.facts["faults"]}


def test_no_seats_place_nobody_and_tell_everybody() -> None:
    found = run(entry(1, "club0"), entry(2, "club0"), seats={"club0": Line(capacity=0)}, seed=SEED)
    assert isinstance(found, Ran)
    assert [child.choices[0]["reason"] for child in found.children.values()] == ["no_seats", "no_seats"]
