"""What every page of this room begins with: whose sections, which round, and as whom."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404

from madoguchi.audit import actions as audit
from madoguchi.base import clock
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.reach import officer_of, reach_of
from madoguchi.rules import calendar
from madoguchi.selection.queries import rounds

if TYPE_CHECKING:
    from madoguchi.people.models import Section
    from madoguchi.selection.models import Round

__all__ = [
    "access",
    "access_to_run",
    "leads",
    "led_by",
    "note_listed",
    "now_and_today",
    "officer_of",
    "reach_of",
]


def now_and_today() -> tuple[datetime, date]:
    """The instant, and the day it is in the city."""
    now = clock.now()
    return now, calendar.local_day(now)


def access(request: EntrantRequest, round_id: UUID) -> Round:
    """A round of the officer's sections; 404 for any other."""
    return rounds.access_round(round_id=round_id, sections=reach_of(request))


def access_to_run(request: EntrantRequest, round_id: UUID) -> Round:
    """The same, for those who may say how a round is run; others find nothing."""
    return rounds.access_round(round_id=round_id, sections=[each.code for each in led_by(request)])


def led_by(request: EntrantRequest) -> list[Section]:
    """The sections whose rounds the officer runs today: where they approve or administer."""
    _, today = now_and_today()
    return rounds.list_led(officer=officer_of(request), on=today)


def leads(request: EntrantRequest, section: str) -> bool:
    """Whether the officer runs the rounds of a section."""
    return section in {each.code for each in led_by(request)}


def section_to_lead(request: EntrantRequest) -> Section:
    """The section whose round is opened: the one named, or the officer's first; 404 without any."""
    mine = led_by(request)
    named = request.POST.get("section") or request.GET.get("section") or ""
    found = next((each for each in mine if each.code == named), None) if named else next(iter(mine), None)
    if found is None:
        raise Http404
    return found


def note_listed(request: EntrantRequest, round: Round, references: list[str], now: datetime) -> None:
    """Record that applications of a round were shown in a list."""
    audit.record(
        verb="applications.listed",
        about=("section", round.section),
        by=request.actor,
        now=now,
        details={"references": references, "round": str(round.pk)},
    )
