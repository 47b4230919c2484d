"""The telephone rings: who calls is found, and what was said is kept, in a minute."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.audit import actions as audit
from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.queries import list_sections
from madoguchi.review import forms, queries, queue, reading
from madoguchi.review.actions import phoning
from madoguchi.review.actions.phoning import CannotKeep, Said
from madoguchi.review.queue import Queue
from madoguchi.review.views.opening import Opened, look_at, officer_of, reach_of
from madoguchi.review.wanted import Order, Pile, Wanted, Years
from madoguchi.rules import calendar, calls
from madoguchi.rules.calls import Direction, Reason

LONGEST_SEARCH: Final = 100
WRONG: Final = {
    Reason.NOTHING_SAID: "Please write what was heard or what was told.",
    Reason.TOO_LONG: "At most 2,000 characters fit into each box.",
}


@require_http_methods(["GET", "POST"])
@officer_only
def phone(request: EntrantRequest) -> HttpResponse:
    """Who calls? Searched by what they say; the words are posted, and stand in no address and no record."""
    reach, words = reach_of(request), forms.text(request.POST, "words")[:LONGEST_SEARCH]
    found = _find(request, words) if words else None
    if found and found.total == 1:
        return redirect("review:phone_note", found.rows[0].reference)
    values = {
        "words": words,
        "found": found,
        "open_notes": queries.list_open_phone_notes(sections=reach),
        "alone": queries.list_phone_notes_alone(sections=reach),
    }
    shown = [*values["open_notes"], *values["alone"]]
    audit.record(
        verb="phone.notes_listed",
        about=("section", " ".join(sorted(reach))),
        by=request.actor,
        now=clock.now(),
        details={"notes": [note.pk for note in shown]},
    )
    return page(request, "review/phone.html", values)


@require_http_methods(["GET", "POST"])
@officer_only
def phone_note(request: EntrantRequest, reference: str) -> HttpResponse:
    """What was said about an application: the cursor stands in the first box."""
    opened = look_at(request, reference, "phone note")
    if request.method == "GET":
        return page(request, "review/phone_note.html", _about(opened))
    row = opened.read.application
    return _keep(request, "review:application", _about(opened), application=row, section=row.section)


@require_http_methods(["GET", "POST"])
@officer_only
def phone_note_alone(request: EntrantRequest) -> HttpResponse:
    """A call that belongs to no application is kept as a note of the section."""
    reach, today = sorted(reach_of(request)), calendar.local_day(clock.now())
    if not reach:
        raise Http404
    values = {"sections": [each for each in list_sections(on=today) if each.code in reach]}
    if request.method == "GET":
        return page(request, "review/phone_note.html", values)
    section = request.POST.get("section", "")
    section = section if section in reach else reach[0]
    return _keep(request, "review:phone", values, application=None, section=section)


@require_POST
@officer_only
def phone_note_done(request: EntrantRequest, note_id: int) -> HttpResponse:
    """Nothing is left to do about it."""
    found = queries.access_phone_note(note_id=note_id, sections=reach_of(request))
    phoning.finish_phone_note(note=found, by=request.actor, now=clock.now())
    return done(request, "review:phone", notice=say("Noted as done."))


def _find(request: EntrantRequest, words: str) -> Queue:
    """The applications of the officer's sections in which the words stand; which, is on the record."""
    reach, now = reach_of(request), clock.now()
    wanted = Wanted(pile=Pile.ALL, year=Years.ALL, search=calls.wanted(words), order=Order.NEWEST)
    found = queue.list_queue(sections=reach, wanted=wanted, on=calendar.local_day(now), page=1)
    audit.record(
        verb="phone.searched",
        about=("section", " ".join(sorted(reach))),
        by=request.actor,
        now=now,
        details={"references": [row.reference for row in found.rows]},
    )
    return found


def _about(opened: Opened) -> dict[str, Any]:
    """What the officer wants to see while talking."""
    read = opened.read
    row, returned = read.application, queries.open_return(read.application)
    return {
        "read": read,
        "application": row,
        "outcome_title": read.document.outcome(row.outcome).title.in_("ja") if row.outcome else "",
        "due": queue.due(row, opened.today),
        "returned": returned,
        "points": reading.points(returned),
        "notes": queries.list_phone_notes(application=row)[:5],
    }


def _keep(request: EntrantRequest, to: str, values: dict[str, Any], **about: Any) -> HttpResponse:
    said = _said(request.POST)
    try:
        phoning.keep_phone_note(
            said=said, officer=officer_of(request), by=request.actor, now=clock.now(), **about
        )
    except CannotKeep as cannot:
        wrong = say(WRONG[cannot.reason])
        return retry(request, "review/phone_note.html", {**values, "said": said, "wrong": wrong})
    row = about["application"]
    where = {"reference": row.reference} if row else {}
    return done(request, to, notice=say("The phone note was kept."), **where)


def _said(given: Mapping[str, Any]) -> Said:
    return Said(
        direction=Direction.OUT if given.get("direction") == Direction.OUT else Direction.IN,
        caller=forms.text(given, "caller"),
        heard=forms.text(given, "heard"),
        told=forms.text(given, "told"),
        is_done=given.get("left") != "1",
    )
