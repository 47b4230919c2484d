"""What an officer leaves behind: open applications they had a hand in, batches half done, fresh notes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from madoguchi.applications.models import Application, Event
from madoguchi.applications.queries import of_sections
from madoguchi.people.models import Officer
from madoguchi.procedures.queries import document_of
from madoguchi.review.models import Batch, Decision, HandOver, Note, Return
from madoguchi.review.wanted import FINISHED
from madoguchi.rules.lifecycle import State

FRESH: Final = timedelta(days=30)  # notes
MOST_NOTES: Final = 200


class Hand(StrEnum):
    """How an officer had a hand in an application."""

    PROPOSED = "proposed"
    RETURNED = "returned"
    LAST = "last"  # nobody did anything after them


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """An open application on the list, why it is there, and who goes on with it, if that is settled."""

    application: Application
    title: str
    state: State
    hands: tuple[Hand, ...]
    hand_over: HandOver | None


def list_work(*, officer: Officer, sections: Collection[str]) -> list[Work]:
    """Open applications of these sections that wait for what this officer began, the most urgent first."""
    found = list(_open(sections, officer).order_by("due_on", "pk"))
    handed = {
        each.application_id: each
        for each in HandOver.objects.filter(application__in=found, giver=officer).select_related("taker")
    }
    return [_work(each, handed.get(each.pk)) for each in found]


def list_received(*, officer: Officer, sections: Collection[str]) -> list[HandOver]:
    """What others handed to this officer and is still open, the most urgent first."""
    open_ones = of_sections(sections).exclude(state__in=FINISHED)
    found = HandOver.objects.filter(taker=officer, application__in=open_ones)
    return list(found.select_related("application", "giver").order_by("application__due_on", "pk"))


def count_received(*, officer: Officer, sections: Collection[str]) -> int:
    """How much of it there is."""
    open_ones = of_sections(sections).exclude(state__in=FINISHED)
    return HandOver.objects.filter(taker=officer, application__in=open_ones).count()


def hand_over_of(application: Application) -> HandOver | None:
    """From whom to whom an application went last."""
    return HandOver.objects.filter(application=application).select_related("giver", "taker").first()


def list_batches(*, officer: Officer) -> list[Batch]:
    """Batches of this officer that did not come to their end, with what is `left` of each."""
    unfinished = Batch.objects.filter(officer=officer, finished_at=None)
    return list(
        unfinished.annotate(left=Count("items", filter=Q(items__done_at=None))).order_by("started_at")
    )


def list_fresh_notes(*, officer: Officer, sections: Collection[str], now: datetime) -> list[Note]:
    """What this officer noted in the last thirty days on applications of these sections, the latest first."""
    fresh = Note.objects.filter(officer=officer, at__gte=now - FRESH, application__section__in=sections)
    return list(fresh.select_related("application").order_by("-at", "-pk")[:MOST_NOTES])


def _open(sections: Collection[str], officer: Officer) -> QuerySet[Application]:
    latest = Event.objects.filter(application=OuterRef("pk"), by_kind="officer").order_by("-pk")
    mine = {"application": OuterRef("pk")}
    touched = (
        of_sections(sections)
        .exclude(state__in=FINISHED)
        .annotate(
            last_by=Subquery(latest.values("by_ref")[:1]),
            returned=Exists(Return.objects.filter(**mine, officer=officer, answered_at=None, lapsed_at=None)),
            proposed=Exists(Decision.objects.filter(**mine, proposed_by=officer, decided_at=None)),
        )
    )
    return touched.filter(Q(last_by=officer.number) | Q(returned=True) | Q(proposed=True)).annotate(
        is_last=Q(last_by=officer.number)
    )


def _work(application: Application, hand_over: HandOver | None) -> Work:
    given: dict[Hand, bool] = {
        Hand.PROPOSED: getattr(application, "proposed", False),
        Hand.RETURNED: getattr(application, "returned", False),
        Hand.LAST: getattr(application, "is_last", False),
    }
    return Work(
        application=application,
        title=document_of(application.version_id).title.in_("ja"),
        state=State(application.state),
        hands=tuple(hand for hand, is_so in given.items() if is_so),
        hand_over=hand_over,
    )
