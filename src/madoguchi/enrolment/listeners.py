"""What this room does when it or another tells news; `config/wiring.py` connects them."""

from __future__ import annotations

from madoguchi.applications.announcements import ApplicationWithdrawn
from madoguchi.applications.models import Application
from madoguchi.audit.actions import SYSTEM
from madoguchi.enrolment.actions import offering
from madoguchi.enrolment.announcements import PlaceFreed


def on_freed(news: PlaceFreed) -> None:
    """The next of those who wait is offered the seat, in the same transaction."""
    offering.move_up(news=news)


def on_withdrawal(news: ApplicationWithdrawn) -> None:
    """What was withdrawn holds no seat."""
    application = Application.objects.get(reference=news.reference)
    offering.cancel_offers(application=application, by=SYSTEM, now=news.at)
