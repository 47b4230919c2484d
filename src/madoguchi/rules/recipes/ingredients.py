"""What a recipe may be made of at a place: what conditions may be about there, and totals, days, years."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from madoguchi.rules.conditions import Subject, subjects_in
from madoguchi.rules.expressions.reading import Scope
from madoguchi.rules.expressions.types import NUMBERS
from madoguchi.rules.phrasing.spoken import SPEAKERS

FIXED: Final = "fixed"
"""Stands for a value that is written into the slot."""
FACTS: Final = ("today", "fiscal_year", "target_year")


def ingredients_in(scope: Scope, *, used: frozenset[str] = frozenset()) -> dict[str, Subject]:
    """Everything a slot may take, by key: answer:days, count:siblings, total:siblings.age, fact:today."""
    more = {each.key: each for each in (*_totals(scope), *_facts(scope))}
    return {**subjects_in(scope, used=used), **more}


def _totals(scope: Scope) -> Iterator[Subject]:
    for path, named in scope.answers.items():
        if named.group is None or named.position >= scope.before or named.type.kind not in NUMBERS:
            continue
        group = scope.answers[named.group]
        yield Subject(
            key=f"total:{path}",
            raw={"sum": {"rows": named.group, "of": {"row": path}}},
            type=named.type,
            title={
                language: f"{speaker.title(group)} {speaker.title(named)}"
                for language, speaker in SPEAKERS.items()
            },
            options={},
            unit=named.unit,
        )


def _facts(scope: Scope) -> Iterator[Subject]:
    for name in FACTS:
        if name in scope.facts:
            yield Subject(
                key=f"fact:{name}",
                raw={"fact": name},
                type=scope.facts[name],
                title={language: each.tongue.facts[name] for language, each in SPEAKERS.items()},
                options={},
            )
