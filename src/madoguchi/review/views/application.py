"""One application on the desk: its answers beside its papers, and everything that happened to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from madoguchi.applications import filled as forms_filled
from madoguchi.applications import queries as applications
from madoguchi.applications.actions import progress
from madoguchi.applications.actions.progress import CannotMove
from madoguchi.applications.wording import MEDIA
from madoguchi.audit import actions as audit
from madoguchi.base.pages import page
from madoguchi.base.texts import say
from madoguchi.booking import queries as booking
from madoguchi.booking.wording import STATES
from madoguchi.files.queries import sheets_of
from madoguchi.files.responses import attachment_response, page_response
from madoguchi.messaging import queries as messaging
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.queries import administers, officer_names, section_name
from madoguchi.register import queries as register
from madoguchi.review import forms, proposals, queries, queue, reading, wording
from madoguchi.review.actions import noting
from madoguchi.review.handover import hand_over_of
from madoguchi.review.views import families, protecting
from madoguchi.review.views.opening import (
    Opened,
    back,
    look_at,
    note_looked,
    open_application,
    open_masked,
    reach_of,
)
from madoguchi.rules import slots
from madoguchi.rules.lifecycle import Act, State
from madoguchi.rules.proposals import Standing, acts_for
from madoguchi.rules.reserving import slot_questions

if TYPE_CHECKING:
    from madoguchi.applications.models import Event
    from madoguchi.review.models import Decision

KEYS = (
    ("n", "next"),
    ("p", "previous"),
    ("u", "back to the list"),
    ("a", "accept"),
    ("r", "ask for a correction"),
    ("d", "decide"),
    ("m", "write a note"),
    ("t", "write a phone note"),
    ("/", "search"),
)


@require_GET
@officer_only
def application(request: EntrantRequest, reference: str) -> HttpResponse:
    """The whole application; who opened it stands in the record."""
    opened, reach = open_masked(request, reference), reach_of(request)
    if opened.read.is_masked:
        return protecting.masked_page(request, opened)
    note_looked(request, opened, "whole")
    values = {
        **_values(opened, reach),
        **_neighbours(request, opened, reach),
        "hand_over": hand_over_of(opened.read.application),
        "keys": KEYS,
        "next": request.get_full_path(),
    }
    return page(request, "review/application.html", values)


@require_GET
@officer_only
def filled(request: EntrantRequest, reference: str) -> HttpResponse:
    """The paper form with its answers, to print: nobody writes them again."""
    opened = look_at(request, reference, "form")
    response = HttpResponse(forms_filled.draw(opened.read), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{reference}.pdf"'
    return response


@require_POST
@officer_only
def accept(request: EntrantRequest, reference: str) -> HttpResponse:
    """受付."""
    opened = open_application(request, reference)
    try:
        noting.accept(application=opened.read.application, by=opened.by, now=opened.now)
    except CannotMove as cannot:
        return back(request, reference, refusal=say(wording.MOVES[cannot.refusal.reason]))
    return back(request, reference, notice=say("Accepted."))


@require_POST
@officer_only
def mark(request: EntrantRequest, reference: str) -> HttpResponse:
    """Tick a line of the checklist, or take the tick away."""
    opened = open_application(request, reference)
    item = forms.text(request.POST, "item")
    if item in {each.id for each in opened.read.document.review.checklist}:
        noting.set_mark(
            application=opened.read.application,
            item=item,
            is_done=request.POST.get("done") == "1",
            by=opened.by,
            now=opened.now,
        )
    if request.headers.get("HX-Request") == "true":
        return page(request, "review/_checklist.html", _checklist(opened))
    return back(request, reference)


@require_POST
@officer_only
def note(request: EntrantRequest, reference: str) -> HttpResponse:
    """Keep a private note."""
    opened = open_application(request, reference)
    if written := forms.text(request.POST, "text"):
        noting.add_note(application=opened.read.application, text=written, by=opened.by, now=opened.now)
    return back(request, reference, notice=say("The note was kept.") if written else "")


@require_POST
@officer_only
def withdraw(request: EntrantRequest, reference: str) -> HttpResponse:
    """取下げ on request of the applicant."""
    opened = open_application(request, reference)
    try:
        progress.withdraw(
            application=opened.read.application, role=opened.by.role, by=request.actor, now=opened.now
        )
    except CannotMove as cannot:
        return back(request, reference, refusal=say(wording.MOVES[cannot.refusal.reason]))
    return back(request, reference, notice=say("Noted as withdrawn."))


@require_GET
@officer_only
def paper_page(request: EntrantRequest, reference: str, paper: UUID, number: int) -> HttpResponse:
    """One page of a paper as a picture."""
    opened = look_at(request, reference, f"paper {paper} page {number}")
    found = applications.access_file(application=opened.read.application, attachment_id=paper)
    return page_response(found.file, number)


@require_GET
@officer_only
def paper_cells(request: EntrantRequest, reference: str, paper: UUID) -> HttpResponse:
    """The cells of a workbook, to be read without opening it."""
    opened = look_at(request, reference, f"paper {paper}")
    found = applications.access_file(application=opened.read.application, attachment_id=paper)
    values = {"application": opened.read.application, "paper": found, "sheets": sheets_of(found.file)}
    return page(request, "review/cells.html", values)


@require_GET
@officer_only
def paper_file(request: EntrantRequest, reference: str, paper: UUID) -> HttpResponse:
    """A paper as it was sent, for download."""
    opened = open_application(request, reference)
    found = applications.access_file(application=opened.read.application, attachment_id=paper)
    audit.record(
        verb="paper.downloaded",
        about=("application", reference),
        by=request.actor,
        now=opened.now,
        details={"question": found.path},
    )
    return attachment_response(found.file, found.name)


def _values(opened: Opened, reach: frozenset[str]) -> dict[str, Any]:
    read, row = opened.read, opened.read.application
    returns = queries.list_returns(application=row)
    latest = returns[0] if returns else None
    is_waiting = row.state == State.RETURNED
    changes = reading.changes(read, latest)
    acts = queries.list_acts(application=row, document=read.document, by=opened.by, on=opened.today)
    return {
        "read": read,
        "application": row,
        "acts": acts,
        "chapters": reading.chapters(
            read, marked=reading.marked_points(latest if is_waiting else None), changes=changes
        ),
        "changes": list(changes.values()),
        "returned": latest,
        "asked_anew": reading.points(latest) if latest and latest.version_id and is_waiting else [],
        "return_is_late": latest is not None and latest.due_on < opened.today,
        "notes": queries.list_notes(application=row),
        "phone_notes": queries.list_phone_notes(application=row),
        "history": _history(opened),
        "told": messaging.list_about("application", row.reference, opened=True),
        "letters": queries.list_letters(application=row),
        "register": register.standing(row),
        "due": queue.due(row, opened.today),
        **_came(opened),
        **_reserved(opened, reach),
        "record_url": _record_url(opened),
        "others": queue.list_by_same_resident(application=row, sections=reach, on=opened.today),
        **protecting.marking(opened),
        "alike": families.alike_values(row),
        "guests": families.guests(row, opened.now),
        **_verdict(opened, acts),
        **_checklist(opened),
    }


def _came(opened: Opened) -> dict[str, Any]:
    """How it came, with the scans of its paper, where it did not come online."""
    row = opened.read.application
    scans = applications.list_scans(application=row) if row.entered_by_id else []
    return {
        "came": MEDIA[row.medium],
        "helped_by": section_name(row.helped_by) if row.helped_by else "",
        "scans": reading.papers(scans).get("", ()),
    }


def _reserved(opened: Opened, reach: frozenset[str]) -> dict[str, Any]:
    """What it reserved and how that stands, with the way there for whoever may go; and what it waits for."""
    reference = opened.read.application.reference
    held = booking.list_of_application(application=reference)
    asks = slot_questions(opened.read.document)
    return {
        "reservations": [
            (each, *STATES[slots.State(each.state)], each.offering.section in reach) for each in held
        ],
        "waits_for": booking.list_waits_of(application=reference) if asks else [],
    }


def _record_url(opened: Opened) -> str:
    """Where an administrator of the section reads who looked at this; empty for others."""
    row = opened.read.application
    if row.section not in administers(officer=opened.by.officer, on=opened.today):
        return ""
    return f"{reverse('people:record')}?{urlencode({'kind': 'application', 'ref': row.reference})}"


def _verdict(opened: Opened, acts: frozenset[Act]) -> dict[str, Any]:
    """What was proposed or decided, and what this officer may do about it."""
    read, row = opened.read, opened.read.application
    drafted = queries.draft_of(row)
    outcome = read.document.outcome(drafted.outcome) if drafted else None
    return {
        "decision": queries.decision_of(row),
        "outcome_title": read.document.outcome(row.outcome).title.in_("ja") if row.outcome else "",
        "drafted": drafted,
        "drafted_title": outcome.title.in_("ja") if outcome else "",
        "drafted_has_letter": outcome is not None and outcome.letter is not None,
        "may_choose": bool(acts & {Act.PROPOSE, Act.DECIDE}),
        **_proposal(opened, drafted),
    }


def _proposal(opened: Opened, drafted: Decision | None) -> dict[str, Any]:
    """The proposal it is part of, how far that has got, and what this officer may do with it."""
    proposal = drafted.proposal if drafted else None
    if proposal is None:
        return {"proposal": None, "proposal_acts": frozenset()}
    seat = proposals.seat_of(opened.by, section=proposal.section, on=opened.today)
    laid = proposals.laid(proposal)
    return {
        "proposal": proposal,
        "proposal_acts": acts_for(laid, by=seat),
        "stages": [each for each in proposals.list_stages(proposal=proposal) if each.lap == proposal.lap],
        "standing": wording.STANDINGS[Standing(proposal.standing)],
        "is_own_proposal": laid.author == seat.number,
        "is_one_of_many": proposals.list_decisions(proposal=proposal).count() > 1,
    }


def _checklist(opened: Opened) -> dict[str, Any]:
    items = queries.list_checklist(opened.read)
    marks = queries.list_marks(application=opened.read.application)
    return {
        "application": opened.read.application,
        "checklist": [{"item": item, "mark": marks.get(item.id)} for item in items],
        "checked": sum(item.id in marks for item in items),
    }


def _history(opened: Opened) -> list[dict[str, Any]]:
    """The time line with the officers' names, the newest first."""
    events = applications.list_events(application=opened.read.application)
    names = officer_names({event.by_ref for event in events if event.by_kind == "officer"})
    return [_happened(event, opened, names) for event in reversed(events)]


def _happened(event: Event, opened: Opened, names: dict[str, str]) -> dict[str, Any]:
    document = opened.read.document
    outcome = event.facts.get("outcome")
    questions = [path for path in event.facts.get("questions", ()) if document.has_question(path)]
    return {
        "at": event.at,
        "words": wording.ACTS[Act(event.act)],
        "by": names.get(event.by_ref, "") if event.by_kind == "officer" else "",
        "outcome": document.outcome(outcome).title if outcome else None,
        "questions": [document.question(path).title for path in questions],
    }


def _neighbours(request: EntrantRequest, opened: Opened, reach: frozenset[str]) -> dict[str, Any]:
    """The applications before and after this one in the queue the officer came from."""
    wanted = forms.wanted(request.GET)
    found = queue.list_references(sections=reach, wanted=wanted, on=opened.today)
    reference = opened.read.application.reference
    here = found.index(reference) if reference in found else None
    return {
        "address": forms.address_of(wanted),
        "before": found[here - 1] if here else None,
        "after": _after(found, here),
        "position": None if here is None else here + 1,
        "total": len(found),
    }


def _after(found: list[str], here: int | None) -> str | None:
    """The next one; for an application that has left the queue, the first that is in it."""
    following = found[0 if here is None else here + 1 :]
    return following[0] if following else None
