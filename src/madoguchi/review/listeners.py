"""What this room does when another tells news; `config/wiring.py` connects them."""

from __future__ import annotations

from madoguchi.applications.announcements import CorrectionSubmitted
from madoguchi.review.actions import returning


def on_correction(news: CorrectionSubmitted) -> None:
    """The open return is answered."""
    returning.note_answer(reference=news.reference, now=news.at)
