"""One child placed again with more points than it has, the others first and it last.

Written from docs/rules/allocation.md ("Once more, with more points") alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from madoguchi.rules.plain.families import place_families
from madoguchi.rules.plain.places import Child, Problem, State, asks, placed, queue_of, read, settle


class Again:
    """A problem in which some children ask last: without them it is placed once, and then gone on from."""

    def __init__(self, data: Mapping[str, Any], last: Collection[str]) -> None:
        self.problem: Final = read(data)
        self.last: Final = frozenset(last)
        self.turns: Final = {} if self.problem.families else self._without_them()

    def _without_them(self) -> Mapping[str, int]:
        first = dict.fromkeys((name for name in self.problem.children if name not in self.last), 0)
        return settle(self.problem, State(first, {})).turns

    def place(self, name: str, added: Decimal) -> str | None:
        """Where one of them comes with so many points more."""
        child = _raised(self.problem.children[name], added)
        problem = replace(self.problem, children={**self.problem.children, name: child})
        if problem.families:
            return placed(problem, place_families(problem).state)[name]
        asking = State({**self.turns, **dict.fromkeys(self.last, 0)}, {})
        state = settle(problem, asking, crowded=self._where_they_ask(problem))
        return placed(replace(problem, children={name: child}), state)[name]

    def _where_they_ask(self, problem: Problem) -> set[str]:
        """Nobody is sent away elsewhere: there everything is settled."""
        wanted = {name: asks(problem, problem.children[name]) for name in self.last}
        queues = (queue_of(problem, problem.children[name], each[0]) for name, each in wanted.items() if each)
        return {queue.name for queue in queues if queue}


def _raised(child: Child, added: Decimal) -> Child:
    if isinstance(child.points, Mapping):
        more = {place: Decimal(str(points)) + added for place, points in child.points.items()}
        return replace(child, points=more)
    return replace(child, points=Decimal(str(child.points or 0)) + added)
