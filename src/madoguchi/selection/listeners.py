"""What this room does when it hears news from below."""

from __future__ import annotations

from madoguchi.applications.announcements import CorrectionSubmitted
from madoguchi.selection.actions import findings


def on_correction(news: CorrectionSubmitted) -> None:
    """What was found from an answer that was corrected does not count any more."""
    findings.forget_corrected(reference=news.reference, now=news.at)
