"""Each of these faults, put into one engine, is noticed by comparing it with the other."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from tests.rules.plain.faults import faulty
from tests.rules.plain.problems import problem

from madoguchi.rules import allocation as fast
from madoguchi.rules.plain import allocation as plain
from madoguchi.rules.plain.agreeing import differences

FAST = "madoguchi.rules.allocation"
PLAIN = "madoguchi.rules.plain"

IN_THE_FAST_ONE = {
    "the fewer points the better": ("claims", "[[int((child.points_at", "[[-int((child.points_at"),
    "a later phase goes first": ("claims", "[-child.phase for", "[child.phase - 9999 for"),
    "the phase does not count": ("claims", "[-child.phase for", "[-1 for"),
    "the last choice counts as the first": ("claims", "[[-child.choices", "[[child.choices"),
    "ties the other way round": ("claims", "[[-int(tie[element]", "[[int(tie[element]"),
    "large numbers win the lottery": ("claims", "else -int(each * SCALE)", "else int(each * SCALE)"),
    "who has no number wins the lottery": ("claims", "-(10**30)", "10**30"),
    "a seat held counts like any other": ("market", "if self.own.get(child) == queue:", "if False:"),
    "seats of movers are given away at once": (
        "market",
        "if self.problem.policy.transfers is Transfers.CHAIN:",
        "if True:",
    ),
    "reserved seats come on top": (
        "market",
        "return self.seats - sum(each.seats for each in self.reserves)",
        "return self.seats",
    ),
    "one seat too many": ("seating", "elif len(heap) < room:", "elif len(heap) <= room:"),
    "reserved seats are open to all": ("seating", "if reserve.group not in groups:", "if False:"),
    "empty reserved seats are lent out": ("seating", "        if reserve.is_common_when_unused\n", ""),
    "one more seat of a reserve": (
        "seating",
        "if len(heap) < reserve.seats:",
        "if len(heap) <= reserve.seats:",
    ),
    "one child beyond its limit": (
        "seating",
        "len(alike) <= limit.at_most",
        "len(alike) <= limit.at_most + 1",
    ),
    "a limit is the whole reason": ("explaining", "claim < last):", "False):"),
    "who is sent away gives up": ("seating", "waiting.append(away)", "pass"),
    "bound children ask on alone": ("seating", "if away in bound:", "if False:"),
    "families in the order of their ids": (
        "wishes",
        "return (not drawn, min(drawn, default=0), min(family.children))",
        "return min(family.children)",
    ),
    "the worst joint wish first": ("wishes", "return sum(found), found\n", "return -sum(found), found\n"),
    "the own rank before the common one": (
        "wishes",
        "return sum(found), min(found), facility",
        "return min(found), sum(found), facility",
    ),
    "the one who pushes comes last": (
        "families",
        "order.insert(order.index(first), family)",
        "order.append(family)",
    ),
    "parted families stay parted": (
        "families",
        "if parted := [each for each in placed if lost & {*each.members}]:",
        "if parted := []:",
    ),
    "the family takes its own seats for others'": ("families", "if child not in family]", "]"),
    "an explanation names the strongest": ("placing", "return min(filter", "return max(filter"),
    "full when one seat is left": (
        "placing",
        "return len(heaps[-1]) >= common_seats(",
        "return len(heaps[-1]) + 1 >= common_seats(",
    ),
    "waiting where one is": ("placing", "wishes[child][: at[child]]", "wishes[child][: at[child] + 1]"),
}

IN_THE_PLAIN_ONE = {
    "points are not turned round": (
        "places",
        "return [-points_at(child, facility)]",
        "return [points_at(child, facility)]",
    ),
    "a missing number comes first": ("places", "[Decimal(1), Decimal(0)]", "[Decimal(-1), Decimal(0)]"),
    "one common seat less": ("places", "rest, max(0, free))", "rest, max(0, free - 1))"),
    "a limit counts nobody": ("places", "counted >= limit.at_most", "counted > limit.at_most"),
    "reserves lend what must stay empty": ("places", "0 if group in queue.stays_empty else max", "max"),
    "the families' order is forgotten": (
        "families",
        "return (not drawn, min(drawn, default=Decimal(0)), family.id)",
        "return (False, Decimal(0), family.id)",
    ),
}


@cache
def compared() -> list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]]:
    """Problems without fault and what both engines say, before anything is put into them."""
    raws = [problem(number) for number in range(240)]
    parsed = [(raw, fast.parse(raw)) for raw in raws]
    return [
        (raw, fast.as_data(fast.allocate(each)), plain.allocate(raw))
        for raw, each in parsed
        if isinstance(each, fast.Problem)
    ]


def noticed(said: Iterator[bool]) -> bool:
    """Whether there is a difference, or the faulty engine breaks down."""
    try:
        return any(said)
    except Exception:  # whatever breaks does not decide about anybody either
        return True


@pytest.mark.parametrize("name", IN_THE_FAST_ONE)
def test_a_fault_in_the_fast_engine_is_noticed(name: str) -> None:
    module, right, wrong = IN_THE_FAST_ONE[name]
    known = compared()
    with faulty(FAST, f"{FAST}.{module}", right, wrong) as engine:
        assert noticed(
            any(differences(engine.as_data(engine.allocate(engine.parse(raw))), said))
            for raw, _, said in known
        )


@pytest.mark.parametrize("name", IN_THE_PLAIN_ONE)
def test_a_fault_in_the_plain_engine_is_noticed(name: str) -> None:
    module, right, wrong = IN_THE_PLAIN_ONE[name]
    known = compared()
    with faulty(PLAIN, f"{PLAIN}.{module}", right, wrong):
        from madoguchi.rules.plain import allocation as engine

        assert noticed(any(differences(said, engine.allocate(raw))) for raw, said, _ in known)


def test_without_a_fault_nothing_is_noticed() -> None:
    known = compared()
    with faulty(FAST, f"{FAST}.seating", "behind every wish", "behind every wish indeed") as engine:
        assert not noticed(
            any(differences(engine.as_data(engine.allocate(engine.parse(raw))), said))
            for raw, _, said in known
        )
