"""A run from cases to places: the same bytes in any order, nobody beyond the seats, late behind in time."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.rules.family import CRITERIA

from madoguchi.rules import running
from madoguchi.rules.allocation import numbers
from madoguchi.rules.criteria import Criteria, parse
from madoguchi.rules.criteria.parsing import tidied
from madoguchi.rules.running import Entry, Given, Outcome, Ran, Reason
from madoguchi.rules.seating import Band, Line

CLUBS = [f"club{number}" for number in range(8)]
SEED = "0123456789abcdef0123456789abcdef"
LABEL = {"ja": "抽選番号", "ja-easy": "くじ", "en": "Lottery"}
TEXT = json.dumps({**CRITERIA, "tie_break": [{"id": "drawn", "label": LABEL, "lottery": True}]})


def entry(number: int, *clubs: str, days: int = 20, **more: Any) -> Entry:
    reference = f"a{number:03}"
    case = {
        "id": reference,
        "on": "2027-01-15",
        "household": {},
        "guardians": [{"works": True, "days": days}],
        "facilities": {club: {} for club in clubs},
    }
    told: dict[str, Any] = {"grade": 1, "family": reference, "arrived_on": date(2026, 12, 1), **more}
    return Entry(reference=reference, choices=clubs, case=case, **told)


def given(*entries: Entry, **changes: Any) -> Given:
    criteria = parse(TEXT)
    assert isinstance(criteria, Criteria)
    made = Given(
        criteria=criteria,
        document=tidied(TEXT),
        edition="0" * 64,
        entries=entries,
        seats={club: Line(capacity=10) for club in CLUBS},
        pre_assigned={},
        closings=(),
        seed=SEED,
    )
    return replace(made, **changes)


def ran(*entries: Entry, **changes: Any) -> Ran:
    found = running.run(given(*entries, **changes))
    assert isinstance(found, Ran)
    return found


def test_a_hundred_and_twenty_children_get_the_same_places_in_any_order() -> None:
    chance = random.Random(1)
    entries = [entry(number, *chance.sample(CLUBS, 3), days=chance.choice((15, 20))) for number in range(120)]
    one = ran(*entries)
    chance.shuffle(entries)
    other = ran(*entries)
    assert (one.problem, one.result) == (other.problem, other.result)
    assert given(*entries).digest() == given(*reversed(entries)).digest()
    placed = [each.place for each in one.children.values() if each.place]
    assert len(placed) == 80 and max(map(placed.count, CLUBS)) == 10


def test_equal_points_are_decided_by_the_lots_that_anybody_can_draw_again() -> None:
    found = ran(entry(1, "club0"), entry(2, "club0"), seats={"club0": Line(capacity=1)})
    lots = numbers(SEED, ["a001", "a002"])
    winner = min(lots, key=lambda each: lots[each])
    assert [name for name, each in found.children.items() if each.place] == [winner]
    assert next(each for each in found.children.values() if not each.place).choices[0]["reason"] == "lottery"


def test_who_came_late_is_never_before_who_came_in_time() -> None:
    late = entry(1, "club0", days=20, arrived_on=date(2027, 1, 5))
    in_time = entry(2, "club0", days=15)
    closings = (date(2026, 12, 15), date(2027, 1, 31))
    found = ran(late, in_time, seats={"club0": Line(capacity=1)}, closings=closings)
    assert found.children["a002"].place == "club0"
    assert found.children["a001"].choices[0]["reason"] == "phase"


BELOW = json.dumps(
    {
        **json.loads(TEXT),
        "threshold": {"at_least": 20},
        "without_reason": {"then": "refused", "label": {"ja": "昼間みられる方がいます。"}},
    }
)


def judged(*entries: Entry, **changes: Any) -> Ran:
    """By criteria that ask for 20 points and for a reason of each guardian."""
    criteria = parse(BELOW)
    assert isinstance(criteria, Criteria)
    return ran(*entries, criteria=criteria, document=tidied(BELOW), **changes)


def test_too_few_points_and_no_reason_keep_out_one_child_and_nobody_else() -> None:
    few, home, fine = entry(1, "club0", days=15), entry(2, "club0", days=20), entry(3, "club0", days=20)
    home = replace(home, case={**home.case, "guardians": [{"works": True, "days": 20}, {}]})
    found = judged(few, home, fine).children
    assert [found[name].outcome for name in ("a001", "a002", "a003")] == [
        Outcome.BELOW,
        Outcome.INELIGIBLE,
        Outcome.PLACED,
    ]
    assert found["a002"].sheet["reasons"][0]["label"] == "昼間みられる方がいます。"
    outside = judged(few, pre_assigned={"a001": "club0"}).children["a001"]
    assert (outside.outcome, outside.place) == (Outcome.PLACED, "club0")  # 市長が特に認める場合


@pytest.mark.parametrize("path", ["choices", "points", "groups"])
def test_whom_the_second_engine_lets_ask_elsewhere_is_told(
    monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    asks = running.plain_asking.asks
    odd = {"choices": [], "points": {}, "groups": ["special"]}
    monkeypatch.setattr(running.plain_asking, "asks", lambda *read: {**asks(*read), path: odd[path]})
    found = running.run(given(entry(1, "club0")))
    assert isinstance(found, running.Refusal) and found.reason is Reason.ENGINES_DIFFER
    assert found.facts["paths"][0].startswith(f"a001 {path}")


def test_at_most_so_many_of_a_grade_and_a_place_outside_the_order() -> None:
    entries = [entry(number, "club0", grade=4) for number in range(3)]
    seats = {"club0": Line(capacity=3, bands=(Band(grades=(4, 5, 6), seats=1),))}
    found = ran(*entries, seats=seats, pre_assigned={"a002": "club0"})
    assert [name for name, each in found.children.items() if each.outcome is Outcome.PLACED] == ["a002"]


def test_a_wish_twice_and_a_club_without_seats_are_named() -> None:
    twice = running.run(given(entry(1, "club0", "club0")))
    assert isinstance(twice, running.Refusal) and twice.reason is Reason.PROBLEM_FAULTY
    assert twice.facts["faults"][0]["reference"] == "a001"
    unknown = running.run(given(entry(1, "nowhere")))
    assert isinstance(unknown, running.Refusal) and unknown.facts == {"places": ["nowhere"]}
