"""The desk's own way into the ledger: papers typed by one officer and compared by another."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.applications import forms, helping, papers, queries
from madoguchi.applications.actions import drafts, entering, submission
from madoguchi.applications.actions.drafts import AlreadyFiled, StaleDraft
from madoguchi.applications.actions.entering import CannotEnter
from madoguchi.applications.actions.submission import CannotSubmit
from madoguchi.applications.queries import Writing
from madoguchi.applications.views import check, entry, steps
from madoguchi.applications.views.visitor import opened
from madoguchi.audit import actions as audit
from madoguchi.base import clock, paper
from madoguchi.base.entrances import url_of
from madoguchi.base.pages import Elsewhere, done, page, retry
from madoguchi.base.texts import say
from madoguchi.files.responses import attachment_response, page_response
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.reach import officer_of, reach_of
from madoguchi.procedures import queries as procedures
from madoguchi.rules import calendar


def until_filed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for typing; once that has become an application, the way leads to its receipt."""

    @wraps(view)
    def answer(request: EntrantRequest, draft_id: UUID, **named: Any) -> HttpResponse:
        writing = queries.access_entry(draft_id=draft_id, sections=reach_of(request))
        try:
            if writing.draft.submitted_at is not None and writing.draft.application is not None:
                raise AlreadyFiled(writing.draft.application)
            if writing.is_correction and writing.draft.application is not None:
                _open(request, writing.draft.application.reference)
            return view(request, writing, **named)
        except AlreadyFiled as filed:
            return redirect("applications:entered", filed.application.reference)

    return answer


@require_GET
@officer_only
def entries(request: EntrantRequest) -> HttpResponse:
    """What can be typed in, what was begun, and what waits for a second officer."""
    reach, now = reach_of(request), clock.now()
    offers = [offer for offer in procedures.list_offers(now) if offer.section in reach]
    begun = queries.list_open_entries(sections=reach)
    unchecked = queries.list_unchecked(sections=reach)
    audit.viewed(kind="application", refs=[each.reference for each in unchecked], by=request.actor, now=now)
    values = {
        "offers": offers,
        "begun": [entry.Begun.of(draft) for draft in begun],
        "unchecked": [entry.Unchecked.of(each, officer_of(request)) for each in unchecked],
    }
    return page(request, "applications/officer/entries.html", values)


@require_POST
@officer_only
def begin(request: EntrantRequest, slug: str) -> HttpResponse:
    """Open an empty page for one paper."""
    now = clock.now()
    offer = procedures.access_procedure(slug, now)
    if offer.section not in reach_of(request) or offer.opening == "withdrawn":
        raise Http404
    draft = entering.begin_entry(
        version_id=offer.version_id,
        section=offer.section,
        officer=officer_of(request),
        slip=entry.next_slip(request, now),
        by=request.actor,
        now=now,
    )
    return redirect("applications:entry", draft.pk)


@require_http_methods(["GET", "POST"])
@officer_only
@until_filed
def type_in(request: EntrantRequest, writing: Writing) -> HttpResponse:
    """The whole document on one page: drawn, saved with every change, filed by the button."""
    if request.method == "GET":
        writing = steps.follow_current(request, writing)
        audit.viewed(kind="draft", refs=[str(writing.draft.pk)], by=request.actor, now=clock.now())
        return entry.draw(request, writing)
    try:
        return entry.save(request, writing, file)
    except StaleDraft as stale:
        return entry.draw(request, stale.writing, status=409, more={"is_stale": True})


def file(request: EntrantRequest, writing: Writing) -> HttpResponse:
    """File what was typed, or say everything that is wrong beside its place."""
    officer, now, draft_id = officer_of(request), clock.now(), writing.draft.pk
    try:
        if writing.is_correction:
            mended = submission.mend_entry(draft_id=draft_id, officer=officer, by=request.actor, now=now)
            return redirect("applications:compare", mended.reference)
        receipt = entering.submit_entry(
            draft_id=draft_id,
            officer=officer,
            may_take_late=entry.may_take_late(request, writing),
            by=request.actor,
            now=now,
        )
    except CannotEnter as cannot:
        return entry.draw(request, writing, refusals=cannot.refusals, is_pressed=True)
    except CannotSubmit as cannot:
        return entry.draw(request, writing, refusal=cannot.refusal, is_pressed=True)
    check.keep_code(request, receipt)
    entry.keep_slip(request, writing)
    return redirect("applications:entered", receipt.application.reference)


@require_POST
@officer_only
@until_filed
def discard(request: EntrantRequest, writing: Writing) -> HttpResponse:
    """Throw away what was begun."""
    drafts.discard(draft_id=writing.draft.pk, by=request.actor, now=clock.now())
    return done(request, "applications:entries", notice=say("What was begun has been thrown away."))


@require_GET
@officer_only
@until_filed
def given_paper(request: EntrantRequest, writing: Writing, attachment_id: UUID) -> HttpResponse:
    """A file given so far, to look at again."""
    found = queries.access_draft_file(draft=writing.draft, attachment_id=attachment_id)
    return attachment_response(found.file, found.name)


@require_GET
@officer_only
@until_filed
def given_page(request: EntrantRequest, writing: Writing, attachment_id: UUID, number: int) -> HttpResponse:
    """One page of a scan, beside the boxes."""
    found = queries.access_draft_file(draft=writing.draft, attachment_id=attachment_id)
    return page_response(found.file, number)


@require_GET
@officer_only
def areas(request: EntrantRequest) -> HttpResponse:
    """The towns of a postal code, for the boxes of an address."""
    found = forms.areas_of(request.GET.get("code", "")[:20])
    return JsonResponse({"areas": found})


@require_GET
@officer_only
def help_code(request: EntrantRequest, slug: str) -> HttpResponse:
    """支援つきで始める: the code of the day, to be read out or held before a telephone."""
    offer = procedures.access_procedure(slug, clock.now())
    if offer.section not in reach_of(request) or not offer.may_start:
        raise Http404
    code = helping.code_of(slug, clock.now())
    link = url_of("portal", f"{reverse('applications:helped')}?code={code}")
    values = {"offer": offer, "code": code, "link": link, "qr": mark_safe(paper.qr(link))}  # noqa: S308
    return page(request, "applications/officer/help_code.html", values)


@require_GET
@officer_only
def blank_paper(request: EntrantRequest, slug: str) -> HttpResponse:
    """The form to print for whoever asks for paper."""
    offer = procedures.access_procedure(slug, clock.now())
    if offer.section not in reach_of(request):
        raise Http404
    return papers.blank(offer)


@require_GET
@officer_only
def entered(request: EntrantRequest, reference: str) -> HttpResponse:
    """It is in the ledger: the number, the receipt to print, and on to the next paper."""
    filed = _filed(request, reference)
    values = {**check.receipt_values(request, filed), "slug": filed.document.id}
    return page(request, "applications/officer/entered.html", values)


@require_GET
@officer_only
def entered_receipt(request: EntrantRequest, reference: str) -> HttpResponse:
    """The receipt, to be printed for whoever brought the paper."""
    filed = _open(request, reference)
    return papers.receipt(filed, code=check.code_of(request, reference))


@require_GET
@officer_only
def compare(request: EntrantRequest, reference: str) -> HttpResponse:
    """What was typed, beside the scan of the paper."""
    filed = _open(request, reference)
    return page(request, "applications/officer/compare.html", entry.comparison(filed, officer_of(request)))


@require_POST
@officer_only
def confirm(request: EntrantRequest, reference: str) -> HttpResponse:
    """確認: it is what the paper says; or where it differs, which is typed anew."""
    filed, officer, now = _open(request, reference), officer_of(request), clock.now()
    differing = [path for path in request.POST.getlist("path") if path in filed.journey().visible]
    try:
        if "send_back" in request.POST:
            draft = entering.send_back_entry(
                application=filed.application, paths=differing, officer=officer, by=request.actor, now=now
            )
            return redirect("applications:entry", draft.pk)
        entering.check_entry(application=filed.application, officer=officer, by=request.actor, now=now)
    except CannotEnter as cannot:
        values = {**entry.comparison(filed, officer), "refusals": cannot.refusals, "differing": differing}
        return retry(request, "applications/officer/compare.html", values)
    notice = say("{reference}: compared with the paper.", reference=reference)
    return done(request, "applications:entries", notice=notice)


@require_GET
@officer_only
def scan_page(request: EntrantRequest, reference: str, attachment_id: UUID, number: int) -> HttpResponse:
    """One page of a paper of the application, beside its answers."""
    filed = _open(request, reference)
    found = queries.access_file(application=filed.application, attachment_id=attachment_id)
    return page_response(found.file, number)


def _open(request: EntrantRequest, reference: str) -> queries.Filed:
    """The same; of a protected household only once it was opened with a reason, on its page."""
    filed = _filed(request, reference)
    if filed.is_masked:
        raise Elsewhere(reverse("review:application", args=[reference]))
    return filed


def _filed(request: EntrantRequest, reference: str) -> queries.Filed:
    """The application of a section of the officer's; that it was looked at stands in the record."""
    now = clock.now()
    filed = queries.access_for_officer(
        reference=reference,
        officer=officer_of(request),
        on=calendar.local_day(now),
        opened=opened(request, now),
    )
    audit.viewed(kind="application", refs=[reference], by=request.actor, now=now)
    return filed
