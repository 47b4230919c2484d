"""A certificate of work: its items typed in beside its picture, or read from its workbook first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from madoguchi.applications import queries as applications
from madoguchi.audit import actions as audit
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say
from madoguchi.files.queries import sheets_of
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.review.reading import Paper, papers
from madoguchi.rules import calendar
from madoguchi.rules import certificates as rules
from madoguchi.rules.certificates import ITEMS, WEEK, Fault, Item, Kind
from madoguchi.rules.findings import CannotConfirm
from madoguchi.rules.questions.people import full_name
from madoguchi.selection import wording
from madoguchi.selection.actions import certificates as actions
from madoguchi.selection.families import guardians
from madoguchi.selection.queries.findings import certificates_of
from madoguchi.selection.views.findings import Opened, address_of, before, open_one, pile_of

if TYPE_CHECKING:
    from madoguchi.applications.models import Attachment

ONE = "selection/certificate.html"


@require_http_methods(["GET", "POST"])
@officer_only
def certificate(request: EntrantRequest, round_id: UUID, reference: str, row: str) -> HttpResponse:
    """The items of a guardian's certificate beside its paper: as typed before, or as the file says."""
    opened = open_one(request, round_id, reference)
    subject = _subject(opened, row)
    if request.method == "GET":
        _note_looked(request, opened)
        items, source = _begin(opened, subject)
        return page(request, ONE, _values(request, opened, subject, items, source=source))
    typed = _typed(request)
    items, faults = rules.read(typed, today=calendar.local_day(opened.now))
    if faults:
        source = _source(request)
        return retry(request, ONE, _values(request, opened, subject, typed, faults=faults, source=source))
    try:
        actions.enter(
            before=before(request, opened),
            subject=subject,
            items=items,
            source=_source(request),
            paper=_paper(request, opened, subject),
            now=opened.now,
        )
    except CannotConfirm as cannot:
        refusal = say(wording.FINDING_REASONS[cannot.reason])
        return retry(request, ONE, _values(request, opened, subject, typed, refusal=refusal))
    notice = say("The certificate was kept. It speaks of every child of this guardian.")
    return done(request, address_of(request, opened.round, reference), notice=notice)


def _subject(opened: Opened, row: str) -> str:
    """The guardian's path; 404 where the application has no such row, or the round no criteria."""
    if opened.round.criteria is None:
        raise Http404
    people = guardians(opened.read, opened.round.criteria.criteria)
    found = next((path for path in people if path.partition("/")[2] == row), None)
    if found is None:
        raise Http404
    return found


def _begin(opened: Opened, subject: str) -> tuple[dict[str, Any], str]:
    """What the boxes hold at first: what was typed in before, else what the guardian's workbook says."""
    held = certificates_of(opened.round, opened.read).get(subject)
    if held is not None:
        return dict(held.items), held.row.source
    for paper in _attached(opened, subject):
        if paper.file.media_type.endswith("spreadsheetml.sheet"):
            rows = [row for sheet in sheets_of(paper.file) for row in sheet.rows]
            return rules.read_sheet(rows), "workbook"
    return {}, "typed"


def _attached(opened: Opened, subject: str) -> list[Attachment]:
    attached = applications.list_attachments(application=opened.read.application)
    return [each for each in attached if each.path.startswith(f"{subject}/")]


def _paper(request: EntrantRequest, opened: Opened, subject: str) -> Attachment | None:
    named = request.POST.get("paper", "")
    return next((each for each in _attached(opened, subject) if str(each.pk) == named), None)


def _source(request: EntrantRequest) -> str:
    return "workbook" if request.POST.get("source") == "workbook" else "typed"


def _typed(request: EntrantRequest) -> dict[str, Any]:
    return {item.id: _box(request, item) for item in ITEMS}


def _box(request: EntrantRequest, item: Item) -> Any:
    if item.kind is Kind.WEEK:
        return request.POST.getlist("week")[:7]
    return request.POST.get(item.id, "").replace("\0", "")[:300]


def _note_looked(request: EntrantRequest, opened: Opened) -> None:
    audit.record(
        verb="application.viewed",
        about=("application", opened.read.application.reference),
        by=request.actor,
        now=opened.now,
        details={"part": "certificate", "answers": opened.read.number},
    )


def _values(
    request: EntrantRequest,
    opened: Opened,
    subject: str,
    items: dict[str, Any],
    *,
    faults: dict[str, Fault] | None = None,
    refusal: str = "",
    source: str = "typed",
) -> dict[str, Any]:
    criteria = opened.round.criteria
    person = guardians(opened.read, criteria.criteria)[subject] if criteria else None
    return {
        "round": opened.round,
        "read": opened.read,
        "application": opened.read.application,
        "guardian": full_name(person) if person else "",
        "subject": subject,
        "boxes": [_drawn(item, items.get(item.id), (faults or {}).get(item.id)) for item in ITEMS],
        "week": WEEK,
        "papers": _papers(opened, subject),
        "back": address_of(request, opened.round, opened.read.application.reference),
        "pile": pile_of(request),
        "source": source,
        "refusal": refusal,
        "fault_count": len(faults or {}),
    }


def _papers(opened: Opened, subject: str) -> list[Paper]:
    return [paper for them in papers(_attached(opened, subject)).values() for paper in them]


def _drawn(item: Item, value: Any, fault: Fault | None) -> dict[str, Any]:
    label, hint = wording.CERTIFICATE_ITEMS[item.id]
    return {
        "item": item,
        "label": label,
        "hint": hint,
        "value": value if item.kind is Kind.WEEK else ("" if value is None else str(value)),
        "wrong": say(wording.CERTIFICATE_FAULTS[fault]) if fault else "",
    }
