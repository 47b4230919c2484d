"""What every page of this room begins with: whose sections, which application, and as whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse

from madoguchi.applications.queries import Filed, access_for_officer
from madoguchi.applications.views import visitor
from madoguchi.audit import actions as audit
from madoguchi.base import clock
from madoguchi.base.pages import Elsewhere, done
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.reach import officer_of, reach_of
from madoguchi.review import forms
from madoguchi.review.queries import Reviewer, reviewer
from madoguchi.rules import calendar

__all__ = ["Opened", "address_of", "back", "look_at", "officer_of", "open_application", "reach_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An application on an officer's desk."""

    read: Filed
    by: Reviewer
    now: datetime

    @property
    def today(self) -> date:
        """The day it is in the city."""
        return calendar.local_day(self.now)


def open_application(request: EntrantRequest, reference: str) -> Opened:
    """The application of a section of the officer's; else 404, as for one that does not exist.

    Of a protected household nothing is done before it was opened with a reason: first to its page.
    """
    opened = open_masked(request, reference)
    must_be_open(request, opened.read)
    return opened


def open_masked(request: EntrantRequest, reference: str) -> Opened:
    """The same, masked where the household is protected and was not opened with a reason."""
    now = clock.now()
    officer, today = officer_of(request), calendar.local_day(now)
    read = access_for_officer(
        reference=reference, officer=officer, on=today, opened=visitor.opened(request, now)
    )
    by = reviewer(officer=officer, section=read.application.section, actor=request.actor, on=today)
    return Opened(read=read, by=by, now=now)


def must_be_open(request: EntrantRequest, read: Filed) -> None:
    """Raises Elsewhere for what is masked: its page says why, and asks for the reason."""
    if read.is_masked:
        raise Elsewhere(address_of(request, read.application.reference))


def look_at(request: EntrantRequest, reference: str, part: str) -> Opened:
    """The application, opened to be read: who looked at which part of it stands in the record."""
    opened = open_application(request, reference)
    note_looked(request, opened, part)
    return opened


def note_looked(request: EntrantRequest, opened: Opened, part: str) -> None:
    """Who looked at which part of an application stands in the record."""
    audit.record(
        verb="application.viewed",
        about=("application", opened.read.application.reference),
        by=request.actor,
        now=opened.now,
        details={"part": part, "answers": opened.read.number},
    )


def back(request: EntrantRequest, reference: str, *, notice: str = "", refusal: str = "") -> HttpResponse:
    """To the application again, in the queue the officer came from, with what was or was not done."""
    if refusal:
        messages.error(request, refusal)
    return done(request, address_of(request, reference), notice=notice)


def address_of(request: EntrantRequest, reference: str, view: str = "review:application") -> str:
    """The address of an application's page within the queue the officer came from."""
    query = forms.address_of(forms.wanted(request.GET))
    return f"{reverse(view, args=[reference])}?{query}".rstrip("?")
