"""What this room does when it or another tells news; `config/wiring.py` connects them."""

from __future__ import annotations

from madoguchi.applications.announcements import ApplicationWithdrawn
from madoguchi.applications.models import Application
from madoguchi.audit.actions import SYSTEM
from madoguchi.enrolment.actions import following, offering
from madoguchi.enrolment.announcements import PlaceFreed
from madoguchi.review.announcements import ApplicationDecided


def on_decision(news: ApplicationDecided) -> None:
    """What was decided about a place happens to it."""
    application = Application.objects.get(reference=news.reference)
    following.follow(application=application, outcome=news.outcome, place=news.place, now=news.at)


def on_freed(news: PlaceFreed) -> None:
    """The next of those who wait is offered the seat, in the same transaction."""
    offering.move_up(news=news)


def on_withdrawal(news: ApplicationWithdrawn) -> None:
    """What was withdrawn holds no seat."""
    application = Application.objects.get(reference=news.reference)
    offering.cancel_offers(application=application, by=SYSTEM, now=news.at)
