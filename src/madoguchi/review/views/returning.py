"""The page on which an officer marks what must be put right, and sees what the applicant will read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from madoguchi.applications.actions.progress import CannotMove
from madoguchi.base import moments, office
from madoguchi.base.pages import page, retry
from madoguchi.base.texts import say
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.review import forms, queries, reading, wording
from madoguchi.review.actions import noting, returning
from madoguchi.review.actions.returning import CannotReturn
from madoguchi.review.reading import Chapter
from madoguchi.review.views.opening import Opened, address_of, back, look_at, open_application
from madoguchi.rules import decisions
from madoguchi.rules.decisions import Reason, Refusal
from madoguchi.rules.lifecycle import Act

TEMPLATE = "review/return.html"
ABOUT_THE_DAY = frozenset({Reason.DUE_TOO_SOON, Reason.DUE_ON_CLOSED_DAY})


@require_http_methods(["GET", "POST"])
@officer_only
def return_for_correction(request: EntrantRequest, reference: str) -> HttpResponse:
    """Mark questions, give reasons, send. `preview` in a POST only draws the page again."""
    is_sent = request.method == "POST" and "preview" not in request.POST
    opened = open_application(request, reference) if is_sent else look_at(request, reference, "return")
    if not _may_return(opened):
        return back(request, reference, refusal=say("Nothing can be returned in this state."))
    if is_sent:
        return _send(request, opened)
    return page(request, TEMPLATE, _values(request, opened), part="preview")


def _send(request: EntrantRequest, opened: Opened) -> HttpResponse:
    reference = opened.read.application.reference
    try:
        returning.return_for_correction(
            application=opened.read.application,
            points=forms.points(request.POST),
            message=forms.text(request.POST, "message"),
            due_on=forms.day(request.POST.get("due_on")) or opened.today,
            by=opened.by,
            now=opened.now,
        )
    except CannotReturn as cannot:
        return retry(request, TEMPLATE, _values(request, opened, refusals=cannot.refusals))
    except CannotMove as cannot:
        return back(request, reference, refusal=say(wording.MOVES[cannot.refusal.reason]))
    if phrase := forms.text(request.POST, "keep"):
        noting.keep_phrase(section=opened.read.application.section, text=phrase, by=opened.by, now=opened.now)
    return back(request, reference, notice=say("The applicant was asked to correct it."))


def _may_return(opened: Opened) -> bool:
    acts = queries.list_acts(
        application=opened.read.application, document=opened.read.document, by=opened.by, on=opened.today
    )
    return Act.RETURN in acts


def _values(request: EntrantRequest, opened: Opened, *, refusals: Sequence[Refusal] = ()) -> dict[str, Any]:
    read, due_on = opened.read, _due_on(request, opened)
    points = {point.path: point.reason for point in forms.points(request.POST)}
    wrong = {refusal.at: say(wording.REFUSALS[refusal.reason]) for refusal in refusals if refusal.at}
    general = [refusal.reason for refusal in refusals if not refusal.at]
    chapters = reading.chapters(read, marked={}, changes={})
    return {
        "read": read,
        "application": read.application,
        "chapters": [_chapter(chapter, points, wrong) for chapter in chapters],
        "phrases": queries.list_phrases(section=read.application.section, document=read.document),
        "message": forms.text(request.POST, "message"),
        "due_on": due_on,
        "due_words": moments.write_day(due_on, "ja"),  # as the applicant reads it
        "due_wrong": [say(wording.REFUSALS[reason]) for reason in general if reason in ABOUT_THE_DAY],
        "wrong": [say(wording.REFUSALS[reason]) for reason in general if reason not in ABOUT_THE_DAY],
        "points": [
            {"block": block, "label": answer.label, "reason": points[answer.path]}
            for chapter in chapters
            for block in chapter.blocks
            for answer in block.answers
            if answer.path in points
        ],
        "back": address_of(request, read.application.reference),
    }


def _chapter(chapter: Chapter, points: Mapping[str, str], wrong: Mapping[str, str]) -> dict[str, Any]:
    """A chapter with, beside each question, whether it is marked, why, and what is wrong with that."""
    blocks = [
        {
            "title": block.title,
            "number": block.number,
            "points": [
                {
                    "answer": answer,
                    "is_marked": answer.path in points,
                    "reason": points.get(answer.path, ""),
                    "wrong": wrong.get(answer.path),
                }
                for answer in block.answers
            ],
        }
        for block in chapter.blocks
    ]
    return {"title": chapter.title, "blocks": blocks}


def _due_on(request: EntrantRequest, opened: Opened) -> date:
    offered = decisions.due_to_correct(opened.today, office.closed_days(opened.today.year))
    return forms.day(request.POST.get("due_on")) or offered
