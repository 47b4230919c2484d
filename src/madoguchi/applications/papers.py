"""Files on their way in and out: given as answers, drawn as receipts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.urls import reverse

from madoguchi.applications import blank as blanks
from madoguchi.applications import queries
from madoguchi.applications.actions import drafts, entering
from madoguchi.applications.forms.slip import SCAN
from madoguchi.applications.queries import Filed, Writing
from madoguchi.applications.summary import Line, summary
from madoguchi.base import clock, paper
from madoguchi.base.entrances import url_of
from madoguchi.base.texts import language, say_plain, text_plain
from madoguchi.files import actions as files
from madoguchi.files.actions import CannotStore
from madoguchi.files.models import StoredFile
from madoguchi.people.entrants import EntrantRequest
from madoguchi.procedures.queries import Offer
from madoguchi.rules import corrections
from madoguchi.rules.opening import Opening
from madoguchi.rules.problems import Problem


def receive(request: EntrantRequest, writing: Writing) -> tuple[Writing, tuple[Problem, ...]]:
    """Keep the files that were sent with a step; what could not be kept is told beside its question.

    Files beyond what the question takes are not even opened.
    """
    refused: list[Problem] = []
    asked = [path for path in request.FILES if _may_receive(writing, path)]
    _note_ignored(request, writing, asked)
    for path in asked:
        sent, room = request.FILES.getlist(path), _room(writing, path)
        stored, problems = _store(path, sent[:room])
        refused += problems
        if len(sent) > room:
            refused.append(
                Problem(path=path, code="too_many_files", facts={"at_most": _at_most(writing, path)})
            )
        if stored:
            writing = drafts.add_papers(
                draft_id=writing.draft.pk, path=path, papers=stored, by=request.actor, now=clock.now()
            )
    return writing, tuple(refused)


def _note_ignored(request: EntrantRequest, writing: Writing, asked: list[str]) -> None:
    """Only questions of the document are named: anything else is what a stranger made up."""
    ignored = [path for path in request.FILES if path not in asked and writing.document.has_question(path)]
    if ignored:
        drafts.note_ignored(draft_id=writing.draft.pk, paths=ignored, by=request.actor, now=clock.now())


def _store(
    path: str, sent: Sequence[UploadedFile[bytes]]
) -> tuple[list[tuple[StoredFile, str]], list[Problem]]:
    stored, problems = [], []
    for each in sent:
        name = each.name or "file"
        try:
            stored.append((files.store(content=each, claimed_name=name, now=clock.now()), name))
        except CannotStore as cannot:
            problems.append(
                Problem(path=path, code=cannot.refusal.code, facts={**cannot.refusal.facts, "name": name})
            )
    return stored, problems


def _may_receive(writing: Writing, path: str) -> bool:
    if not writing.document.has_question(path) or writing.document.question(path).type != "files":
        return False
    visible = writing.journey(clock.now()).visible
    if path not in visible:
        return False
    marked = writing.draft.open_paths
    return not marked or path in corrections.reopened(
        marked=marked, visible_before=writing.visible_when_filed(), visible_now=visible
    )


def _at_most(writing: Writing, path: str) -> int:
    question = writing.document.question(path)
    return int(getattr(question, "at_most", 1) or 1)


def _room(writing: Writing, path: str) -> int:
    held = writing.draft.attachments.filter(path=path, removed_at=None).count()
    return max(0, _at_most(writing, path) - held)


def receive_scans(request: EntrantRequest, writing: Writing, *, most: int) -> tuple[Problem, ...]:
    """Keep scans of the whole paper, up to so many."""
    sent = request.FILES.getlist(SCAN)
    if not sent:
        return ()
    held = writing.draft.attachments.filter(path="", removed_at=None).count()
    stored, problems = _store("", sent[: max(0, most - held)])
    if len(sent) > most - held:
        problems.append(Problem(path="", code="too_many_files", facts={"at_most": most}))
    if stored:
        entering.add_scans(draft_id=writing.draft.pk, scans=stored, by=request.actor, now=clock.now())
    return tuple(problems)


def remove_scan(request: EntrantRequest, writing: Writing) -> None:
    """Take out the scan whose button was pressed."""
    try:
        attachment_id = UUID(request.POST["remove_scan"])
    except ValueError as malformed:
        raise Http404 from malformed
    entering.remove_scan(
        draft_id=writing.draft.pk, attachment_id=attachment_id, by=request.actor, now=clock.now()
    )


def remove(request: EntrantRequest, writing: Writing) -> Writing:
    """Take out the file whose button was pressed."""
    try:
        attachment = queries.access_draft_file(
            draft=writing.draft, attachment_id=UUID(request.POST["remove_file"])
        )
    except ValueError as malformed:
        raise Http404 from malformed
    return drafts.remove_paper(
        draft_id=writing.draft.pk, attachment_id=attachment.pk, by=request.actor, now=clock.now()
    )


def blank(offer: Offer) -> HttpResponse:
    """The procedure as a form to fill in by hand; 404 where it is not offered any more."""
    if offer.opening is Opening.WITHDRAWN:
        raise Http404
    response = HttpResponse(blanks.draw(offer), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{offer.slug}.pdf"'
    return response


def receipt(filed: Filed, *, code: str) -> HttpResponse:
    """The receipt as a PDF: number, instants, and every answer."""
    drawn = paper.draw(paper.RECEIPT, _receipt_values(filed, code))
    response = HttpResponse(drawn, content_type="application/pdf")
    name = f"receipt-{filed.application.reference}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _receipt_values(filed: Filed, code: str) -> dict[str, Any]:
    public = url_of("portal", reverse("applications:inquiry"))
    return {
        "title": say_plain("Receipt of application"),
        "office": settings.CITY_NAME,
        "language": "en" if language() == "en" else "ja",
        "lead": text_plain(filed.document.title),
        "number": filed.application.reference,
        "facts": _receipt_facts(filed, code),
        "notes": [
            say_plain("This paper is not a decision."),
            say_plain("Follow your application at {address}", address=public),
        ],
        "sections": [
            {
                "title": text_plain(chapter.title),
                "rows": [
                    {"label": _label(line), "value": line.value}
                    for line in chapter.lines
                    if not line.is_heading
                ],
            }
            for chapter in summary(filed.document, filed.journey(), filed.facts(), hidden=filed.hidden)
        ],
        "qr": {"svg": paper.qr(public), "alt": say_plain("Address of the page to follow the application")},
    }


def _label(line: Line) -> str:
    return text_plain(line.label)


def _receipt_facts(filed: Filed, code: str) -> list[dict[str, Any]]:
    application = filed.application
    facts: list[dict[str, Any]] = [
        {"label": say_plain("Receipt number"), "value": application.reference, "strong": True},
        {"label": say_plain("Received"), "value": say_plain("{instant}", instant=application.arrived_at)},
        {"label": say_plain("Day of acceptance"), "value": say_plain("{day}", day=application.accepted_on)},
    ]
    if code:
        facts.append({"label": say_plain("Inquiry code"), "value": code, "strong": True})
    return facts
