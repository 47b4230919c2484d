"""What this room does when it hears news from below."""

from __future__ import annotations

from madoguchi.applications.announcements import CorrectionSubmitted
from madoguchi.review.announcements import ApplicationDecided
from madoguchi.selection.actions import findings, rounds


def on_correction(news: CorrectionSubmitted) -> None:
    """What was found from an answer that was corrected does not count any more."""
    findings.forget_corrected(reference=news.reference, now=news.at)


def on_decision(news: ApplicationDecided) -> None:
    """The first family that knows its result ends the time in which places are being decided."""
    rounds.note_released(reference=news.reference, now=news.at)
