"""What this room does when it hears news from below; `config/wiring.py` connects them."""

from __future__ import annotations

from madoguchi.applications.announcements import (
    ApplicationSubmitted,
    ApplicationWithdrawn,
    CorrectionSubmitted,
    EntryMended,
)
from madoguchi.applications.models import Application
from madoguchi.checkin.actions import filing
from madoguchi.procedures.queries import document_of


def on_submission(news: ApplicationSubmitted) -> None:
    """A notice of absence that was filed reaches school and club."""
    if document_of(news.version).absence is not None:
        filing.hand_on(application=_application(news.reference), now=news.at)


def on_correction(news: CorrectionSubmitted) -> None:
    """They read what was corrected."""
    filing.hand_on(application=_application(news.reference), now=news.at)


def on_mended(news: EntryMended) -> None:
    """They read what the paper says, not what was typed of it first."""
    filing.hand_on(application=_application(news.reference), now=news.at)


def on_withdrawal(news: ApplicationWithdrawn) -> None:
    """The child comes after all."""
    filing.take_back(application=_application(news.reference), by=news.by, now=news.at)


def _application(reference: str) -> Application:
    return Application.objects.select_related("resident").get(reference=reference)
