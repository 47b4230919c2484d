"""Drawing and saving one step: what is posted is kept, right or wrong, before anything is said about it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any, Final

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from madoguchi.applications import forms, papers, queries
from madoguchi.applications.actions import drafts
from madoguchi.applications.actions.drafts import Seen
from madoguchi.applications.queries import Writing
from madoguchi.applications.term import term_of
from madoguchi.applications.wording import why_again
from madoguchi.base import clock
from madoguchi.base.pages import page, retry
from madoguchi.base.texts import language
from madoguchi.people.entrants import EntrantRequest
from madoguchi.procedures import queries as procedures
from madoguchi.rules import corrections
from madoguchi.rules.documents import Document, Text
from madoguchi.rules.journey import Journey
from madoguchi.rules.problems import Problem
from madoguchi.rules.rebasing import Again

TEMPLATE = "applications/resident/step.html"
BUTTONS: Final = ("add_row", "remove_row", "find_address", "stay")  # those that change answers


def path_of(writing: Writing, journey: Journey) -> tuple[str, ...]:
    """The steps to walk: all that are asked, or in a correction those with something to correct."""
    if not writing.is_correction:
        return journey.path
    walk = tuple(step for step in journey.path if _open_in(writing, journey, step))
    return walk or journey.path[-1:]  # a newer version asks nothing of what was marked


def must_exist(writing: Writing, step_id: str) -> None:
    """404 for a step that the document does not have."""
    if step_id not in {step.id for step in writing.document.steps}:
        raise Http404


def _open_in(writing: Writing, journey: Journey, step_id: str) -> tuple[str, ...]:
    """The questions of a step that may be answered now."""
    visible = journey.at(step_id)
    if not writing.is_correction:
        return visible
    return corrections.reopened(
        marked=writing.draft.open_paths, visible_before=writing.visible_when_filed(), visible_now=visible
    )


def go_on(writing: Writing) -> HttpResponse:
    """To the first step that still needs something, or to the check page."""
    journey = writing.journey(clock.now())
    walk = path_of(writing, journey)
    if journey.complete and not _is_untouched_correction(writing):
        return redirect("applications:check", writing.draft.pk)
    unfinished = journey.next if journey.next in walk else walk[0]
    return redirect("applications:step", writing.draft.pk, unfinished)


def _is_untouched_correction(writing: Writing) -> bool:
    """Whether what was marked still stands as it was filed: complete, but not yet looked at again."""
    return writing.is_correction and writing.draft.revision == 1


def follow_current(request: EntrantRequest, writing: Writing) -> Writing:
    """A draft of an older version moves to the one offered now, and the writer is told what to read again."""
    current = procedures.current_version_id(writing.draft.version_id)
    if writing.is_correction or current in (None, writing.draft.version_id):
        return writing
    return drafts.follow(draft_id=writing.draft.pk, by=request.actor, now=clock.now())


def draw(
    request: EntrantRequest,
    writing: Writing,
    step_id: str,
    *,
    problems: Iterable[Problem] = (),
    status: int = 200,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """The step as a page; `problems` are said beside their questions."""
    values = {**_values(writing, step_id, tuple(problems)), **(more or {})}
    answer = page if status == 200 else retry
    return answer(request, TEMPLATE, values)


def _values(writing: Writing, step_id: str, problems: tuple[Problem, ...]) -> dict[str, Any]:
    journey = writing.journey(clock.now())
    walk = path_of(writing, journey)
    if step_id not in walk:
        raise Http404
    place = walk.index(step_id)
    fields = fields_of(writing, journey, step_id, problems)
    return {
        "writing": writing,
        "step": writing.document.step(step_id),
        "number": place + 1,
        "total": len(walk),
        "previous": walk[place - 1] if place else None,
        "steps": [_mark(writing, journey, each, step_id) for each in walk],
        "fields": fields,
        "shown": [field.path for field in forms.asked(fields)],
        "problems": problems,
        "wrong": sum(bool(field.errors) for field in forms.asked(fields)),
        "tab": secrets.token_urlsafe(9),
        "news": news_of(writing),
        "term": term_of(writing, clock.now()),
    }


def news_of(writing: Writing) -> dict[str, Any] | None:
    """What a newer version asks again of this draft, and what it asks no more; None where nothing is new."""
    draft = writing.draft
    if draft.moved_from_id is None or not draft.news:
        return None
    before = procedures.document_of(draft.moved_from_id)
    return {
        "again": [_asked_again(writing, each) for each in writing.open_news(clock.now())],
        "left_out": _titles(before, draft.news.get("left_out", ())),
        "year": writing.document.target_year if writing.document.target_year != before.target_year else None,
    }


def _asked_again(writing: Writing, again: Again) -> dict[str, Any]:
    step = writing.document.step_of(again.path)
    return {
        "title": writing.document.question(again.path).title,
        "why": why_again(again, writing.document),
        "url": reverse("applications:step", args=[writing.draft.pk, step.id]),
        "element_id": forms.element_id(again.path),
    }


def _titles(document: Document, paths: Iterable[str]) -> list[Text]:
    """Each question once, however many rows it has."""
    asked = {document.question(path).id: document.question(path).title for path in paths}
    return list(asked.values())


def fields_of(
    writing: Writing, journey: Journey, step_id: str, problems: tuple[Problem, ...]
) -> tuple[forms.Field, ...]:
    return forms.fields(
        document=writing.document,
        journey=journey,
        step_id=step_id,
        answers=writing.answers,
        facts=writing.facts(clock.now()),
        problems=problems,
        only=_open_in(writing, journey, step_id) if writing.is_correction else None,
        papers=queries.list_draft_attachments(draft=writing.draft),
    )


def _mark(writing: Writing, journey: Journey, step_id: str, current: str) -> dict[str, Any]:
    state = "editing" if step_id == current else "error" if journey.errors_in(step_id) else "completed"
    return {
        "id": step_id,
        "title": writing.document.step(step_id).title,
        "state": "none" if state == "error" else state,
        "url": reverse("applications:step", args=[writing.draft.pk, step_id]),
    }


def save(request: EntrantRequest, writing: Writing, step_id: str) -> HttpResponse:
    """Keep everything posted, then do what the pressed button asked."""
    posted = forms.read_step(writing.document, step_id, typed(request), writing.answers)
    saved = drafts.save(
        draft_id=writing.draft.pk,
        answers=posted,
        seen=seen(request, writing),
        language=language(),
        by=request.actor,
        now=clock.now(),
    )
    saved, refused = papers.receive(request, saved)
    if request.headers.get("HX-Request"):
        return _saved_line(request, saved, step_id, refused)
    return _pressed(request, saved, step_id, refused)


def typed(request: EntrantRequest) -> QueryDict:
    """What was posted. A save in passing brings along a button that has the focus, pressed or not."""
    if not request.headers.get("HX-Request"):
        return request.POST
    typed = request.POST.copy()
    for button in BUTTONS:
        typed.pop(button, None)
    return typed


def seen(request: EntrantRequest, writing: Writing) -> Seen:
    """What the page that posts had seen."""
    posted = request.POST.get("revision", "")
    return Seen(
        revision=int(posted) if posted.isascii() and posted.isdecimal() and len(posted) < 10 else 0,
        tab=request.POST.get("tab", "")[:40],
        in_passing=bool(request.headers.get("HX-Request")),
    )


def _pressed(
    request: EntrantRequest, writing: Writing, step_id: str, refused: tuple[Problem, ...]
) -> HttpResponse:
    pressed = request.POST
    if "language" in request.GET:
        return redirect("applications:step", writing.draft.pk, step_id)
    if "remove_file" in pressed:
        writing = papers.remove(request, writing)
    if refused:
        return draw(request, writing, step_id, problems=refused, status=422)
    if "find_address" in pressed:
        found = forms.address_candidates(request.POST)
        return draw(request, writing, step_id, more={"candidates": found})
    if pressed.keys() & {"add_row", "remove_row", "upload", "remove_file", "stay"}:
        return redirect("applications:step", writing.draft.pk, step_id)
    if "later" in pressed:
        return redirect("applications:later", writing.draft.pk)
    return _leave(request, writing, step_id)


def _leave(request: EntrantRequest, writing: Writing, step_id: str) -> HttpResponse:
    journey = writing.journey(clock.now())
    if wrong := journey.errors_in(step_id):
        return draw(request, writing, step_id, problems=wrong, status=422)
    walk = path_of(writing, journey)
    following = walk[walk.index(step_id) + 1 :] if step_id in walk else ()
    if not following or request.POST.get("back_to") == "check" and journey.complete:
        return redirect("applications:check", writing.draft.pk)
    return redirect("applications:step", writing.draft.pk, following[0])


def _saved_line(
    request: EntrantRequest, writing: Writing, step_id: str, refused: tuple[Problem, ...]
) -> HttpResponse:
    """After a change: when it was saved, and the questions that came, went or took a file; no others."""
    journey = writing.journey(clock.now())
    before = set(request.POST.getlist("shown"))
    fields = tuple(forms.asked(fields_of(writing, journey, step_id, refused)))
    now_shown = {field.path for field in fields}
    touched = {*request.FILES, *(problem.path for problem in refused)}
    return render(
        request,
        "applications/resident/_saved.html",
        {
            "writing": writing,
            "changed": [field for field in fields if field.path not in before or field.path in touched],
            "gone": [forms.element_id(path) for path in before - now_shown],
            "shown": [field.path for field in fields],
        },
    )


def draw_conflict(request: EntrantRequest, step_id: str, *, mine: Writing, theirs: Writing) -> HttpResponse:
    """Both texts, side by side, and the choice which one stays: never silence (409)."""
    posted = forms.read_step(mine.document, step_id, request.POST, theirs.answers)
    return page(
        request,
        "applications/resident/conflict.html",
        {
            "writing": theirs,
            "step": mine.document.step(step_id),
            "differences": forms.differences(
                mine.document, posted, theirs.answers, theirs.facts(clock.now())
            ),
            "posted": [(key, value) for key in request.POST for value in request.POST.getlist(key)],
        },
        status=409,
    )
