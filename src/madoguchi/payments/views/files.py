"""What is handed to the 収納 system, and what comes back from it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.audit import actions as audit
from madoguchi.base.handouts import File, attached
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say
from madoguchi.payments import lists, queries, wording
from madoguchi.payments.actions import filing
from madoguchi.payments.actions import results as settling
from madoguchi.payments.forms import FileForm
from madoguchi.payments.views.opening import now_and_today, officer_of, reach_of, sections_of
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.rules.charges import COLUMNS, CannotRead, Left

RESULTS = "payments/results.html"


@require_POST
@officer_only
def produce(request: EntrantRequest, charge_run_id: UUID) -> HttpResponse:
    """Make the file of a month, as it was seen."""
    now, _ = now_and_today()
    run = queries.access_run(run_id=charge_run_id, sections=reach_of(request))
    try:
        made = filing.produce_file(
            run=run,
            count=_whole(request.POST.get("count")),
            total=_whole(request.POST.get("total")),
            officer=officer_of(request),
            by=request.actor,
            now=now,
        )
    except filing.CannotFile as cannot:
        messages.error(request, say(wording.NOT_FILED[cannot.refusal]))
        return redirect("payments:month", run.pk)
    notice = say("File {number} with {count} charges was made. Please fetch it below.", number=made.number,
                 count=made.count)  # fmt: skip
    return done(request, "payments:month", notice=notice, charge_run_id=run.pk)


@require_GET
@officer_only
def file(request: EntrantRequest, charge_file_id: UUID) -> HttpResponse:
    """The file, as it was made."""
    now, _ = now_and_today()
    found = queries.access_file(file_id=charge_file_id, sections=reach_of(request))
    content = filing.take_along(file=found, by=request.actor, now=now)
    name = f"{lists.name_of(found.run, found.number)}.zip"
    return attached(File(name=name, media_type="application/zip", content=content))


@require_http_methods(["GET", "POST"])
@officer_only
def results(request: EntrantRequest) -> HttpResponse:
    """The files of results so far, and the place to hand in the next one."""
    now, _ = now_and_today()
    form = _form(request)
    if request.method == "GET":
        return page(request, RESULTS, _results(request, form))
    if not form.is_valid():
        return retry(request, RESULTS, _results(request, form))
    given = form.cleaned_data
    try:
        taken = settling.take_results(
            content=given["file"].read(),
            section=given["section"] or form.initial["section"],
            officer=officer_of(request),
            by=request.actor,
            now=now,
        )
    except CannotRead as cannot:
        faults = [wording.fault_of(fault.code, fault.facts) for fault in cannot.faults]
        return retry(request, RESULTS, {**_results(request, form), "faults": faults, "count": cannot.count})
    except settling.AlreadyTaken:
        form.add_error("file", say("This file has been taken in before. Nothing was changed."))
        return retry(request, RESULTS, _results(request, form))
    return redirect("payments:result", taken.pk)


@require_GET
@officer_only
def result(request: EntrantRequest, result_file_id: UUID) -> HttpResponse:
    """What became of one file: how many lines were taken, and which fit no charge."""
    now, _ = now_and_today()
    found = queries.access_results(file_id=result_file_id, sections=reach_of(request))
    audit.viewed(kind="charge", refs=[each["number"] for each in found.left], by=request.actor, now=now)
    left = [{**each, "why": wording.LEFT[Left(each["why"])]} for each in found.left]
    return page(request, "payments/result.html", {"file": found, "left": left})


def _form(request: EntrantRequest) -> FileForm:
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    label = say("Results from the collection system (CSV)")
    return FileForm(*data, label=label, accept=".csv,.txt,text/csv", sections=sections_of(request))


def _results(request: EntrantRequest, form: FileForm) -> dict[str, Any]:
    return {
        "form": form,
        "columns": COLUMNS,
        "files": queries.list_result_files(reach_of(request)),
    }


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else -1
