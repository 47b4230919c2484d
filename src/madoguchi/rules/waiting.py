"""A waiting list: whose turn it is when places become free, and who is passed over, and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Turn(StrEnum):
    """Where somebody stands who waits."""

    WAITING = "waiting"
    OFFERED = "offered"  # places are kept for them until their answer
    TAKEN = "taken"
    LAPSED = "lapsed"  # offered, and no answer in time, or a no
    LEFT = "left"  # they wait no more


class Why(StrEnum):
    """Why nobody, or not the first of the list, was offered what is free."""

    TOO_MANY = "too_many"  # the party is larger than what is free
    SAVED_UP = "saved_up"  # a large party was overtaken often enough: places are saved up for it
    NEVER = "never"  # there are fewer places by now than the party has people
    ALONE = "alone"  # what belongs to it, as the second dose to the first, cannot be had with it


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """Somebody on the list, as far as turns go."""

    ref: Any
    needs: Mapping[str, int]  # places by pool
    asked_at: datetime
    overtaken: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NextTurn:
    """Who is next, who was passed over, and who of them wanted some of what the next one is offered."""

    next: Waits | None
    passed: Mapping[Any, Why]
    overtaken: Sequence[Any] = ()


def next_turn(
    waiting: Sequence[Waits],
    *,
    free: Mapping[str, int],
    capacity: Mapping[str, int],
    overtaken_at_most: int,
    alone: Collection[Any] = (),
) -> NextTurn:
    """Who is offered what is free: the first who asked, a party all or none.

    A party that does not fit is passed over, but not for ever: then places are saved up for it, in the pools
    of which it needs some. For a party that would not fit if everybody left, nothing is saved up; nor for
    one of those (`alone`, by `ref`) who need further times with this one and cannot have them now.
    """
    passed = dict[Any, Why]()
    before: list[Waits] = []
    saved_up = set[str]()
    for each in sorted(waiting, key=lambda each: each.asked_at):
        if not _fits(each, capacity):
            passed[each.ref] = Why.NEVER
            continue
        if each.ref in alone:
            passed[each.ref] = Why.ALONE
            continue
        fits = _fits(each, free)
        if fits and saved_up.isdisjoint(each.needs):
            rivals = [one.ref for one in before if not each.needs.keys().isdisjoint(one.needs)]
            return NextTurn(next=each, passed=passed, overtaken=rivals)
        if each.overtaken >= overtaken_at_most:
            passed[each.ref] = Why.SAVED_UP
            saved_up.update(each.needs)
        elif not fits:
            passed[each.ref] = Why.TOO_MANY
        before.append(each)
    return NextTurn(next=None, passed=passed)


def who_hears(waiting: Sequence[Waits], *, free: Mapping[str, int], for_each: int) -> list[Waits]:
    """Who is told that places are free, where the first answer has them: so many for each place of a pool.

    The first who asked, and only who could come with what is free.
    """
    left = {pool: count * for_each for pool, count in free.items()}
    heard: list[Waits] = []
    for each in sorted(waiting, key=lambda each: each.asked_at):
        if _fits(each, free) and all(left[pool] > 0 for pool in each.needs):
            heard.append(each)
            left.update({pool: left[pool] - 1 for pool in each.needs})
    return heard


def _fits(party: Waits, places: Mapping[str, int]) -> bool:
    return all(count <= places.get(pool, 0) for pool, count in party.needs.items())
