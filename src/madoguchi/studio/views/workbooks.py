"""A procedure as a spreadsheet: taken out, changed, and taken in again after a look at the difference."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.reasons import told
from madoguchi.base.texts import say
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.procedures import queries as procedures
from madoguchi.procedures.actions import CannotChangeProcedure
from madoguchi.rules import documents
from madoguchi.rules.analysis import analyse
from madoguchi.rules.changes import compare
from madoguchi.rules.documents import Document
from madoguchi.rules.editing import Refused
from madoguchi.rules.problems import Fault, Problems
from madoguchi.studio import actions, queries, workbook
from madoguchi.studio.actions.editing import Conflict
from madoguchi.studio.actions.workbooks import keep_document
from madoguchi.studio.forms import WorkbookForm
from madoguchi.studio.queries import Reach
from madoguchi.studio.queries.editing import Table, access_table
from madoguchi.studio.queries.names import faults_of_names
from madoguchi.studio.sentences import sentence
from madoguchi.studio.views.officer import reach_of
from madoguchi.studio.views.starting import may_start

TEMPLATE: Final = "studio/officer/take_in_workbook.html"


@require_GET
@officer_only
def take_out(request: EntrantRequest, slug: str, version: int | None = None) -> HttpResponse:
    """Download a version, or the draft, as a workbook."""
    document = queries.access_document(slug, reach_of(request), version)
    actions.record_export(slug=slug, version=version, by=request.actor, now=clock.now())
    name = f"{slug}-v{version}.xlsx" if version else f"{slug}-draft.xlsx"
    return HttpResponse(
        workbook.write(document),
        content_type=workbook.MEDIA_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_http_methods(["GET", "POST"])
@officer_only
def take_in(request: EntrantRequest) -> HttpResponse:
    """Read a workbook and show what it would change; on the second press, keep it as the draft."""
    reach = may_start(request)
    if request.method == "GET":
        return page(request, TEMPLATE, {"form": WorkbookForm()})
    if "keep" in request.POST:
        return _keep(request, reach)
    form = WorkbookForm(request.POST, request.FILES)
    if not form.is_valid():
        return retry(request, TEMPLATE, {"form": form})
    found = workbook.read(form.cleaned_data["file"])
    if isinstance(found, Problems):
        return _again(request, found)
    return _shown(request, found, reach)


def _shown(request: EntrantRequest, document: Document, reach: Reach) -> HttpResponse:
    """What `document` would change, and what would keep it from being published."""
    table = _table(document, reach)
    if isinstance(table, list):
        return _again(request, table)
    values = {
        "document": document,
        "text": documents.canonical(document),
        "findings": told(analyse(document)),
        "is_new": table is None,
    }
    if table is not None:
        changes = compare(table.document, document)
        values |= {
            "seen": table.seen,
            "is_draft": table.is_draft,
            "is_changed": table.text != values["text"],
            "sentences": [sentence(change, old=table.document, new=document) for change in changes],
        }
    return page(request, TEMPLATE, values)


def _keep(request: EntrantRequest, reach: Reach) -> HttpResponse:
    """Keep what was shown, unless the draft is another one by now: then the difference is shown anew."""
    document = documents.parse(documents.load(request.POST.get("text", "")))
    if isinstance(document, Problems):
        return _again(request, document)
    table = _table(document, reach)
    if isinstance(table, list):
        return _again(request, table)
    if (table.seen if table else "") != request.POST.get("seen", ""):
        return _again(request, [MOVED])
    try:
        kept = keep_document(
            document=document,
            before=table.text if table else "",
            by=request.actor,
            now=clock.now(),
            sections=reach.publishes,
        )
    except CannotChangeProcedure:
        return _again(request, [MOVED])
    if isinstance(kept, Refused):
        return _again(request, kept.faults)
    if isinstance(kept, Conflict):
        return _again(request, [MOVED])
    return done(request, "studio:procedure", slug=document.id, notice=say("The draft was saved."))


MOVED: Final = Fault("document", "somebody else has changed this meanwhile")


def _table(document: Document, reach: Reach) -> Table | list[Fault] | None:
    """What the document is compared with, None where it is new; or why it is not this officer's to write."""
    if faults := list(faults_of_names(document, reach.publishes)):
        return faults
    if document.id not in procedures.list_ids():
        return None
    try:
        return access_table(document.id, reach)
    except Http404:
        return [Fault("id", f"'{document.id}' belongs to another section; expected an id of its own")]


def _again(request: EntrantRequest, faults: Iterable[Fault]) -> HttpResponse:
    return retry(request, TEMPLATE, {"form": WorkbookForm(), "faults": told(faults)})
