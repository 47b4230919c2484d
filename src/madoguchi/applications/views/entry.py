"""One page for a whole paper: every step below the other, saved with every change."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import reduce
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render

from madoguchi.applications import forms, papers, queries, wording
from madoguchi.applications.actions import entering
from madoguchi.applications.forms.slip import SCAN
from madoguchi.applications.queries import Filed, Writing
from madoguchi.applications.summary import summary
from madoguchi.applications.views import steps
from madoguchi.base import clock
from madoguchi.base.pages import page
from madoguchi.files.acceptance import LARGEST
from madoguchi.files.queries import has_pages
from madoguchi.files.wording import too_large
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.reach import officer_of
from madoguchi.procedures.queries import document_of
from madoguchi.rules import calendar, doors
from madoguchi.rules.documents import Step, Text
from madoguchi.rules.doors import Arrival, Refusal, Slip
from madoguchi.rules.journey import Journey, watched
from madoguchi.rules.problems import Problem
from madoguchi.rules.submission import Refusal as NotFiled

if TYPE_CHECKING:
    from madoguchi.applications.models import Application, Attachment, Draft
    from madoguchi.people.models import Officer

TEMPLATE: Final = "applications/officer/entry.html"
LAST: Final = "last_slip"  # in the sign-in: how the paper before came
MOST_SCANS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A step with its questions; not asked now, it keeps its place."""

    step: Step
    fields: tuple[forms.Field, ...]

    @property
    def is_asked(self) -> bool:
        """Whether any of its questions is."""
        return any(field.is_asked for field in self.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """A scan of the whole paper, and the pages there are to see."""

    id: UUID
    name: str
    pages: range

    @classmethod
    def of(cls, paper: Attachment) -> Scan:
        """A scan as it is shown."""
        pages = range(1, paper.file.page_count + 1) if has_pages(paper.file) else range(0)
        return cls(id=paper.pk, name=paper.name, pages=pages)


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """An entry that was interrupted."""

    id: UUID
    title: Text
    by: str
    saved_at: datetime
    medium: str
    reference: str  # of the application that is typed anew

    @classmethod
    def of(cls, draft: Draft) -> Begun:
        """How a draft stands in the list."""
        return cls(
            id=draft.pk,
            title=document_of(draft.version_id).title,
            by=draft.entered_by.name if draft.entered_by else "",
            saved_at=draft.saved_at,
            medium=wording.MEDIA.get(draft.slip.get("medium", ""), ""),
            reference=draft.application.reference if draft.application else "",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchecked:
    """An application that waits for its second officer."""

    application: Application
    title: Text
    medium: str
    is_own: bool

    @classmethod
    def of(cls, application: Application, reader: Officer) -> Unchecked:
        """How it stands in the list of this officer."""
        return cls(
            application=application,
            title=document_of(application.version_id).title,
            medium=wording.MEDIA[application.medium],
            is_own=application.entered_by_id == reader.pk,
        )


def may_take_late(request: EntrantRequest, writing: Writing) -> bool:
    """Whether this officer may take a paper that came after the closing."""
    today = calendar.local_day(clock.now())
    return queries.may_take_late(officer=officer_of(request), section=writing.draft.section, on=today)


def next_slip(request: EntrantRequest, now: datetime) -> Slip:
    """The slip of the next paper: come now, or like the one before on the pile."""
    last = request.session.get(LAST)
    return forms.blank_slip(now, doors.read_slip(last) if last else None)


def keep_slip(request: EntrantRequest, writing: Writing) -> None:
    """Remember how this paper came, for the next one; nothing of whose it is."""
    slip = doors.read_slip(writing.draft.slip)
    kept = ("medium", "day", "time", "afterwards_reason")
    request.session[LAST] = {name: value for name, value in asdict(slip).items() if name in kept}


def draw(
    request: EntrantRequest,
    writing: Writing,
    *,
    problems: Iterable[Problem] = (),
    refusals: Sequence[Refusal] = (),
    refusal: NotFiled | None = None,
    is_pressed: bool = False,
    status: int = 200,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """The whole document on one page. Once the button was pressed, all that is wrong stands beside it."""
    journey, problems = _journey(request, writing), tuple(problems)
    wrong = (*journey.errors, *problems) if is_pressed else problems
    if is_pressed and not writing.is_correction:
        refusals = refusals or _refusals(request, writing)
    chapters = _chapters(writing, journey, wrong)
    shown = [field for chapter in chapters for field in forms.asked(chapter.fields)]
    values = {
        "writing": writing,
        "chapters": chapters,
        "shown": [field.path for field in shown],
        "watched": watched(writing.document),
        "wrong": [field for field in shown if field.errors],
        "slip": doors.read_slip(writing.draft.slip),
        "media": {medium: wording.MEDIA[medium] for medium in doors.TYPED},
        "refused": {each.at: wording.DOORS[each.reason] for each in refusals},
        "may_take_late": may_take_late(request, writing),
        "largest": LARGEST,
        "too_large": too_large(),
        "scan_problems": [wording.about_scan(each) for each in problems if not each.path],
        "refusal": refusal if refusal and refusal.reason != "incomplete" else None,
        "is_stale": False,
        "scans": [
            Scan.of(each) for each in queries.list_draft_attachments(draft=writing.draft) if not each.path
        ],
        "tab": secrets.token_urlsafe(9),
        "paper_url": "applications:entry_paper",
        "candidates": {},
        **(more or {}),
    }
    return page(request, TEMPLATE, values, status=422 if is_pressed or wrong else status)


def save(
    request: EntrantRequest, writing: Writing, file: Callable[[EntrantRequest, Writing], HttpResponse]
) -> HttpResponse:
    """Keep everything posted, then do what the pressed button asked."""
    typed = steps.typed(request)
    saved = entering.save_entry(
        draft_id=writing.draft.pk,
        answers=_answers(writing, typed),
        slip=forms.read_slip(typed),
        seen=steps.seen(request, writing),
        by=request.actor,
        now=clock.now(),
    )
    saved, refused = papers.receive(request, saved)
    refused += papers.receive_scans(request, saved, most=MOST_SCANS)
    if request.headers.get("HX-Request"):
        return _saved_line(request, saved, refused)
    return _pressed(request, saved, refused, file)


def comparison(filed: Filed, officer: Officer) -> dict[str, Any]:
    """The answers beside the scans, and whether this officer may say that they agree."""
    row = filed.application
    return {
        "filed": filed,
        "application": row,
        "chapters": summary(filed.document, filed.journey(), filed.facts(), words="ja"),
        "papers": [Scan.of(each) for each in queries.list_attachments(application=row)],
        "mending": queries.open_entry_of(row),
        "is_own": row.entered_by_id == officer.pk,
        "words": wording.DOORS,
        "medium": wording.MEDIA[row.medium],
        "contact": wording.CONTACTS[row.contact_kind],
    }


def _journey(request: EntrantRequest, writing: Writing) -> Journey:
    """Read as of the instant the paper came, as far as that can be read yet."""
    return writing.journey(_came_at(request, writing))


def _came_at(request: EntrantRequest, writing: Writing) -> datetime:
    arrival = _arrival(request, writing)
    return arrival.at if isinstance(arrival, Arrival) else clock.now()


def _refusals(request: EntrantRequest, writing: Writing) -> tuple[Refusal, ...]:
    arrival = _arrival(request, writing)
    return () if isinstance(arrival, Arrival) else arrival


def _arrival(request: EntrantRequest, writing: Writing) -> Arrival | tuple[Refusal, ...]:
    return doors.read_arrival(
        doors.read_slip(writing.draft.slip),
        period=queries.period_of(writing.draft),
        may_take_late=may_take_late(request, writing),
        now=clock.now(),
    )


def _answers(writing: Writing, typed: QueryDict) -> dict[str, Any]:
    """The answers of every step, as posted from one page."""
    return reduce(
        lambda read, step: forms.read_step(writing.document, step.id, typed, read),
        writing.document.steps,
        dict(writing.answers),
    )


def _chapters(writing: Writing, journey: Journey, problems: tuple[Problem, ...]) -> tuple[Chapter, ...]:
    return tuple(
        Chapter(step=step, fields=steps.fields_of(writing, journey, step.id, problems))
        for step in writing.document.steps
    )


def _pressed(
    request: EntrantRequest,
    writing: Writing,
    refused: tuple[Problem, ...],
    file: Callable[[EntrantRequest, Writing], HttpResponse],
) -> HttpResponse:
    pressed = request.POST
    if "remove_scan" in pressed:
        papers.remove_scan(request, writing)
    elif "remove_file" in pressed:
        writing = papers.remove(request, writing)
    if refused:
        return draw(request, writing, problems=refused)
    if "find_address" in pressed:
        return draw(request, writing, more={"candidates": forms.address_candidates(pressed)})
    return file(request, writing) if "submit" in pressed else redirect("applications:entry", writing.draft.pk)


def _saved_line(request: EntrantRequest, writing: Writing, refused: tuple[Problem, ...]) -> HttpResponse:
    """After a change: when it was saved, and the questions that came, went or took a file; no others."""
    if SCAN in request.FILES:  # they are shown beside the boxes
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    chapters = _chapters(writing, _journey(request, writing), refused)
    fields = [field for chapter in chapters for field in forms.asked(chapter.fields)]
    before, now_shown = set(request.POST.getlist("shown")), {field.path for field in fields}
    touched = {*request.FILES, *(problem.path for problem in refused)}
    values = {
        "writing": writing,
        "changed": [field for field in fields if field.path not in before or field.path in touched],
        "gone": [forms.element_id(path) for path in before - now_shown],
        "shown": [field.path for field in fields],
        "paper_url": "applications:entry_paper",
    }
    return render(request, "applications/resident/_saved.html", values)
