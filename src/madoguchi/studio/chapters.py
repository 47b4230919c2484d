"""The chapters of the builder beside steps and questions: one line each, in the order of the outline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Chapter:
    """A page of the builder. `title` is a message; `address` the name of a URL that takes the slug."""

    title: str
    address: str


BEFORE: Final[tuple[Chapter, ...]] = (
    Chapter("What it is, and for whom", "studio:build_basics"),
    Chapter("Opening period and limits", "studio:build_opening"),
)
"""What stands above the questions."""
AFTER: Final[tuple[Chapter, ...]] = (
    Chapter("Values that follow from answers", "studio:build_computed"),
    Chapter("Checks over several answers", "studio:build_checks"),
    Chapter("Review and results", "studio:build_review"),
    Chapter("Letters", "studio:build_letters"),
    Chapter("Words added to messages", "studio:build_messages"),
    Chapter("How long it is kept, and what it saves", "studio:build_keeping"),
    Chapter("Texts in three languages", "studio:words"),
)
"""What stands below them."""
