"""The first page of the day: what waits, what is late, what came in over night."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from madoguchi.applications import households
from madoguchi.applications import queries as applications
from madoguchi.base import clock
from madoguchi.base.pages import page
from madoguchi.desk.charts import bars
from madoguchi.messaging import queries as messaging
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.queries import administers, list_leaving, sections_of
from madoguchi.procedures import queries as procedures
from madoguchi.review import handover, proposals, queue
from madoguchi.review import queries as review
from madoguchi.review.contacts import count_entries
from madoguchi.review.queries import first_day_still_unopened
from madoguchi.review.wanted import Wanted
from madoguchi.rules import calendar, conversation
from madoguchi.rules.doors import Split
from madoguchi.rules.sections import Orphaned

if TYPE_CHECKING:
    from madoguchi.people.models import Officer, Post

TOLD_BEFORE = timedelta(days=45)  # that one's own post ends
ORPHANED = {
    Orphaned.SECTION_ENDED: "{section} has ended. Please import the document under the section in charge.",
    Orphaned.NOBODY_APPROVES: "Nobody in {section} can approve today. Please place somebody there.",
    Orphaned.NO_OWNER: "No officer of {section} was named as its owner.",
    Orphaned.OWNER_LEFT: "Its owner is no longer at work in {section}.",
}
NEEDS_OWNER = (Orphaned.NO_OWNER, Orphaned.OWNER_LEFT)
KEYS = (("o", "overdue"), ("/", "search"))


@require_GET
@officer_only
def home(request: EntrantRequest) -> HttpResponse:
    """Counts only: no application is named here."""
    if request.officer is None:
        raise Http404
    now = clock.now()
    reach = frozenset(sections_of(officer=request.officer, on=calendar.local_day(now)))
    administered = administers(officer=request.officer, on=calendar.local_day(now))
    values = {
        **_values(reach, now),
        "administers": bool(administered),
        "orphans": _orphans(calendar.local_day(now), reach) if administered else (),
        "received": handover.count_received(officer=request.officer, sections=reach),
        "leaves": _leaves(request.officer, reach, calendar.local_day(now)),
        "proposals": proposals.count_mine(
            officer=request.officer, sections=reach, on=calendar.local_day(now)
        ),
        "unveilings": households.count_unread_unveilings(sections=administered) if administered else 0,
    }
    return page(request, "desk/home.html", values)


def _values(reach: frozenset[str], now: datetime) -> dict[str, Any]:
    today = calendar.local_day(now)
    since = _begin_of_yesterday(now)
    arrivals = queue.list_arrivals(sections=reach, since=since)
    split = _split(reach, today)
    years = queue.count_years(sections=reach, on=today)
    return {
        "years": [each for each in years if each.unfinished],
        "overdue": sum(each.overdue for each in years),
        "due_today": sum(each.due_today for each in years),
        "counts": queue.count_queue(sections=reach, wanted=Wanted(), on=today),
        "returns_overdue": review.count_overdue_returns(sections=reach, on=today),
        "letters": review.count_letters(sections=reach, opened_before=first_day_still_unopened(today)),
        "contacts": count_entries(reach),
        "talks": _talks(reach, now),
        "messages": {status.value: count for status, count in messaging.count_open(reach).items()},
        "split": split,
        "online": split.percent(split.online),
        "unchecked": applications.unchecked(reach).count(),
        "chart": bars(arrivals, since=since, until=now),
        "arrived": sum(arrivals.values()),
        "today": today,
        "keys": KEYS,
    }


def _talks(reach: frozenset[str], now: datetime) -> dict[str, Any]:
    """Who waits for a word on LINE, and how long the first of them has."""
    count, since = messaging.waiting_talks(reach)
    waited = now - since if since else timedelta()
    minutes = int(waited / timedelta(minutes=1))
    return {
        "count": count,
        "minutes": minutes,
        "hours": minutes // 60,
        "is_overdue": conversation.is_overdue(waited),
    }


def _leaves(officer: Officer, reach: frozenset[str], on: date) -> list[Post]:
    found = list_leaving(sections=reach, on=on, officer=officer)
    return [post for post in found if on < post.ends_on <= on + TOLD_BEFORE]


def _orphans(on: date, reach: frozenset[str]) -> list[dict[str, Any]]:
    """All of the city's: those of the reader's sections lead to where an owner is named."""
    return [
        {
            "orphan": each,
            "why": ORPHANED[each.reason],
            "lacks_owner": each.reason in NEEDS_OWNER and each.section in reach,
        }
        for each in procedures.list_orphans(on=on)
    ]


def _split(reach: frozenset[str], today: date) -> Split:
    """How applications came in this fiscal year."""
    begin = timezone.make_aware(datetime.combine(date(calendar.fiscal_year(today), 4, 1), time()))
    return applications.split_by_door(sections=reach, since=begin)


def _begin_of_yesterday(now: datetime) -> datetime:
    yesterday = calendar.local_day(now) - timedelta(days=1)
    return timezone.make_aware(datetime.combine(yesterday, time()))
