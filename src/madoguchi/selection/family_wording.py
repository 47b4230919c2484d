"""The sentences a family reads about its wishes: no name, no points and no figure of anybody else."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from madoguchi.base.texts import say
from madoguchi.rules.documents import Text

# Why a wish was not granted, where its place in the queue does not say it. {label}: of the step that decided.
WHY: Final[Mapping[str, str]] = {
    "no_band": "The club takes no children of this grade.",
    "no_seats": "The club took nobody in this round.",
    "siblings": "There was a seat, but not for brothers and sisters together.",
    "settled": "All seats went to children who have a place by the rules of the city already.",
    "phase": "Children who come first by the rules of the round filled the seats.",
    "choice_rank": "Others had the same points and wished for this club more.",
    "tie": "Others had the same points. Then this decided: {label}.",
    "lottery": "Others were equal in everything. Then lots decided.",
}


def standing(choice: Mapping[str, Any]) -> str:
    """Where the child stood among those who wished for the place."""
    if choice["position"] is None:
        return ""
    return say(
        "Seats: {seats}. Your child was number {position} of {count}.",
        seats=choice["seats"],
        position=choice["position"],
        count=choice["of"],
    )


def limited(choice: Mapping[str, Any]) -> str:
    """Why seats may be left although a child was not taken; empty where its grade played no part."""
    if not choice.get("limit"):
        return ""
    return say("The club takes only some children of your child’s grades, and that number was reached.")


def why(reason: str, *, label: Text | None) -> str:
    """What decided, in words; empty where the points alone did."""
    return say(WHY[reason], label=label or "") if reason in WHY else ""


def enough(added: Decimal, *, at: Text | None) -> str:
    """How many points more would have changed it; `at`: the place wished for more that they would give."""
    points = f"{added.normalize():f}"
    if at is None:
        return say("With {points} more on its points, your child would have got this place.", points=points)
    return say(
        "With {points} more on its points, your child would have got {place}, which you wish for more.",
        points=points,
        place=at,
    )
