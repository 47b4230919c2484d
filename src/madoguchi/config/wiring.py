"""Who listens to what, and where facts come from: all indirect flow on one screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from madoguchi.applications.announcements import CorrectionSubmitted
from madoguchi.base import announce
from madoguchi.base.announce import Listener
from madoguchi.review import listeners as review

LISTENERS: Final[dict[type, Sequence[Listener]]] = {
    CorrectionSubmitted: [review.on_correction],
}


def connect() -> None:
    """Hand the table over. Called once, when Django is ready."""
    announce.wire(LISTENERS)
