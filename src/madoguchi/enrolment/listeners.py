"""What this room does when it or another tells news; `config/wiring.py` connects them."""

from __future__ import annotations

from madoguchi.applications.actions.progress import CannotMove
from madoguchi.applications.actions.submission import CannotSubmit
from madoguchi.applications.announcements import ApplicationSubmitted, ApplicationWithdrawn, EntryMended
from madoguchi.applications.models import Application
from madoguchi.audit.actions import SYSTEM
from madoguchi.enrolment.actions import following, offering
from madoguchi.enrolment.again import refusal_of
from madoguchi.enrolment.announcements import PlaceFreed
from madoguchi.procedures.queries import document_of
from madoguchi.review.announcements import ApplicationDecided
from madoguchi.rules import lifecycle
from madoguchi.rules.enrolment import LIVING
from madoguchi.rules.lifecycle import State
from madoguchi.rules.submission import Reason, Refusal


def on_submission(news: ApplicationSubmitted) -> None:
    """Another club only without the first application (取下げ), and no second place for a child.

    What nobody decides is followed at once.
    """
    if (again := refusal_of(news.reference, news.version)) is not None:
        raise CannotSubmit(Refusal(Reason(again.value)))
    document = document_of(news.version)
    if document.review.noted and document.enrolment is not None:
        following.follow(application=Application.objects.get(reference=news.reference), now=news.at)


def on_mended(news: EntryMended) -> None:
    """What nobody decides is followed as it was meant."""
    application = Application.objects.get(reference=news.reference)
    document = document_of(application.version_id)
    if document.review.noted and document.enrolment is not None:
        following.follow_anew(application=application, now=news.at)


def on_decision(news: ApplicationDecided) -> None:
    """What was decided about a place happens to it."""
    application = Application.objects.get(reference=news.reference)
    following.follow(application=application, outcome=news.outcome, place=news.place, now=news.at)


def on_freed(news: PlaceFreed) -> None:
    """The next of those who wait is offered the seat, in the same transaction."""
    offering.move_up(news=news)


def on_withdrawal(news: ApplicationWithdrawn) -> None:
    """What was withdrawn holds no seat; whoever waited and has a place by now leaves it instead."""
    application = Application.objects.get(reference=news.reference)
    if application.enrolments.filter(state__in=LIVING).exists():
        raise CannotMove(
            lifecycle.Refusal(lifecycle.Reason.NOT_FROM_HERE, State.DECIDED, lifecycle.Act.WITHDRAW)
        )
    offering.cancel_offers(application=application, by=SYSTEM, now=news.at)
