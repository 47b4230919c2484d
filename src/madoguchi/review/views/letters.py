"""Letters: opened by officers, freed from the 外字 list."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from madoguchi.audit import actions as audit
from madoguchi.base import clock
from madoguchi.base.pages import done, page
from madoguchi.base.texts import say
from madoguchi.files.responses import attachment_response
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.review import forms, queries
from madoguchi.review.actions import lettering
from madoguchi.review.queries import Reviewer, reviewer
from madoguchi.review.views.opening import back, officer_of, open_application, reach_of
from madoguchi.rules import calendar
from madoguchi.rules.lifecycle import State

if TYPE_CHECKING:
    from madoguchi.review.models import Letter


@require_GET
@officer_only
def letters(request: EntrantRequest) -> HttpResponse:
    """Letters that wait for an officer to choose characters; how many wait to be posted."""
    reach, now = reach_of(request), clock.now()
    waiting = queries.list_letters_waiting(sections=reach)
    counts = queries.count_letters(sections=reach, opened_before=_first_day(now))
    audit.record(
        verb="letters.listed",
        about=("section", " ".join(sorted(reach))),
        by=request.actor,
        now=now,
        details={"references": [letter.application.reference for letter in waiting]},
    )
    return page(request, "review/letters.html", {"waiting": waiting, "to_post": counts["to_post"]})


@require_GET
@officer_only
def letter(request: EntrantRequest, letter_id: UUID) -> HttpResponse:
    """A letter as it was issued, as a PDF."""
    found = _access_open(request, letter_id)
    if found.file is None:
        raise Http404
    audit.record(
        verb="letter.viewed",
        about=("application", found.application.reference),
        by=request.actor,
        now=clock.now(),
        details={"letter": found.document_number},
    )
    return attachment_response(found.file, f"{found.document_number}.pdf")


@require_POST
@officer_only
def substitute(request: EntrantRequest, letter_id: UUID) -> HttpResponse:
    """Draw a waiting letter with the characters chosen in place of the missing ones."""
    found = queries.access_letter(letter_id=letter_id, sections=reach_of(request))
    chosen = {
        character: forms.text(request.POST, f"for:{index}")
        for index, character in enumerate(found.missing_glyphs)
    }
    by = _reviewer(request, found)
    try:
        lettering.issue_with_substitutes(letter=found, substitutes=chosen, by=by, now=clock.now())
    except ValueError:
        notice = say("The letter still has a character that cannot be printed. Please choose another one.")
        return done(request, "review:letters", notice=notice)
    return done(request, "review:letters", notice=say("The letter was drawn."))


@require_POST
@officer_only
def again(request: EntrantRequest, letter_id: UUID) -> HttpResponse:
    """A new letter in place of one that was released."""
    found = queries.access_letter(letter_id=letter_id, sections=reach_of(request))
    reference = found.application.reference
    if found.application.state != State.DECIDED:
        raise Http404
    why, by = forms.text(request.POST, "why"), _reviewer(request, found)
    if not why:
        return back(request, reference, refusal=say("Please write why. It stays with the proposal."))
    lettering.issue_again(letter=found, why=why, by=by, now=clock.now())
    return back(request, reference, notice=say("A new letter was issued."))


def _access_open(request: EntrantRequest, letter_id: UUID) -> Letter:
    """A letter of the officer's sections; of a protected household only once it was opened with a reason."""
    found = queries.access_letter(letter_id=letter_id, sections=reach_of(request))
    open_application(request, found.application.reference)
    return found


def _first_day(now: datetime) -> date:
    return queries.first_day_still_unopened(calendar.local_day(now))


def _reviewer(request: EntrantRequest, letter: Letter) -> Reviewer:
    return reviewer(
        officer=officer_of(request),
        section=letter.application.section,
        actor=request.actor,
        on=calendar.local_day(clock.now()),
    )
