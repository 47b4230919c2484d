"""The resident's way from the first question to the receipt."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.applications import papers, queries
from madoguchi.applications.actions import drafts
from madoguchi.applications.actions.drafts import AlreadyFiled, StaleDraft, Through
from madoguchi.applications.actions.submission import CannotSubmit
from madoguchi.applications.queries import Writing
from madoguchi.applications.term import term_of
from madoguchi.applications.views import check, steps
from madoguchi.applications.views.visitor import (
    remember_begun,
    remember_draft,
    remember_followed,
    remember_helped,
    through,
    visitor,
)
from madoguchi.applications.wording import DOORS
from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import language, say_plain
from madoguchi.files.responses import attachment_response
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import anyone
from madoguchi.procedures import queries as procedures
from madoguchi.rules import doors


def until_filed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for writing a draft; once that has become an application, the way leads to its receipt."""

    @wraps(view)
    def answer(request: EntrantRequest, draft_id: UUID, **named: Any) -> HttpResponse:
        try:
            return view(request, _still_written(request, draft_id), **named)
        except AlreadyFiled as filed:
            return _already(request, filed)

    return answer


def _still_written(request: EntrantRequest, draft_id: UUID) -> Writing:
    writing = queries.access_draft(draft_id=draft_id, visitor=visitor(request))
    if writing.draft.submitted_at is not None and writing.draft.application is not None:
        raise AlreadyFiled(writing.draft.application)
    return writing


@anyone
@require_POST
def start(request: EntrantRequest, slug: str) -> HttpResponse:
    """Begin a draft; whoever needs an account signs in first and comes back."""
    offer = procedures.access_procedure(slug, clock.now())
    if offer.document.identity == "account" and request.resident is None:
        return _to_sign_in(reverse("portal:procedure", args=[slug]))
    if not offer.may_start:
        return redirect("portal:procedure", slug)
    like = _earlier(request, slug)
    draft = drafts.begin(
        version_id=offer.version_id,
        resident=request.resident,
        language=language(),
        by=request.actor,
        now=clock.now(),
        like=like,
        known=queries.reserved_before(offer.document, request.resident, clock.now()),
        through=through(request, slug),
    )
    remember_begun(request, draft.pk)
    return redirect("applications:draft", draft.pk)


def _to_sign_in(next_: str) -> HttpResponse:
    return redirect(f"{reverse('people:sign_in')}?{urlencode({'next': next_})}")


def _earlier(request: EntrantRequest, slug: str) -> queries.Filed | None:
    """The application to start from: one of this procedure's, by the same applicant."""
    reference = request.POST.get("like", "")
    if not reference:
        return None
    like = queries.access_application(reference=reference, visitor=visitor(request))
    return like if like.document.id == slug else None


@anyone
@require_GET
@until_filed
def draft(request: EntrantRequest, writing: Writing) -> HttpResponse:
    """Go on where something is still to be said."""
    return steps.go_on(steps.follow_current(request, writing))


@anyone
@require_http_methods(["GET", "POST"])
@until_filed
def step(request: EntrantRequest, writing: Writing, step_id: str) -> HttpResponse:
    """One step: drawn, saved with every change, left by the button."""
    steps.must_exist(writing, step_id)
    if request.method == "GET":
        return steps.draw(request, writing, step_id)
    try:
        return steps.save(request, writing, step_id)
    except StaleDraft as stale:
        return steps.draw_conflict(request, step_id, mine=writing, theirs=stale.writing)


@anyone
@require_GET
@until_filed
def check_answers(request: EntrantRequest, writing: Writing) -> HttpResponse:
    """Everything on one page, each answer with a way to change it, before it is filed."""
    return check.draw(request, writing)


@anyone
@require_POST
def submit(request: EntrantRequest, draft_id: UUID) -> HttpResponse:
    """File it; pressing twice answers the same receipt."""
    try:
        return check.file(request, draft_id)
    except AlreadyFiled as filed:
        return _already(request, filed)
    except CannotSubmit as cannot:
        writing = queries.access_draft(draft_id=draft_id, visitor=visitor(request))
        return check.draw(request, writing, refusal=cannot.refusal)


def _already(request: EntrantRequest, filed: AlreadyFiled) -> HttpResponse:
    notice = say_plain(
        "We have already received this application. Its receipt number is {reference}."
        " There is no need to apply again.",
        reference=filed.application.reference,
    )
    return done(request, reverse("applications:receipt", args=[filed.application.reference]), notice=notice)


@anyone
@require_POST
@until_filed
def discard(request: EntrantRequest, writing: Writing) -> HttpResponse:
    """Throw the draft away."""
    drafts.discard(draft_id=writing.draft.pk, by=request.actor, now=clock.now())
    return done(request, "portal:home", notice=say_plain("The draft was deleted."))


@anyone
@require_GET
@until_filed
def paper(request: EntrantRequest, writing: Writing, attachment_id: UUID) -> HttpResponse:
    """A file the writer gave, to look at again."""
    found = queries.access_draft_file(draft=writing.draft, attachment_id=attachment_id)
    return attachment_response(found.file, found.name)


@anyone
@require_http_methods(["GET", "POST"])
@until_filed
def resume_later(request: EntrantRequest, writing: Writing) -> HttpResponse:
    """A link that opens this draft on another device."""
    values = {"writing": writing, "term": term_of(writing, clock.now())}
    if request.method == "POST":
        secret = drafts.make_resumable(draft_id=writing.draft.pk, by=request.actor, now=clock.now())
        values["link"] = check.resume_link(writing.draft.pk, secret)
    return page(request, "applications/resident/later.html", values)


@anyone
@require_http_methods(["GET", "POST"])
def resume(request: EntrantRequest, draft_id: UUID, secret: str) -> HttpResponse:
    """Opened with the link: a press of the button goes on (mail scanners only look)."""
    found = queries.access_by_secret(draft_id=draft_id, secret=secret)
    if request.method == "GET":
        return page(request, "applications/resident/resume.html", {"writing": found})
    here = reverse("applications:draft", args=[found.draft.pk])
    if found.draft.resident_id is None:
        remember_draft(request, found.draft.pk)
    elif request.resident is None:  # it went to an account since the link was made
        return _to_sign_in(here)
    return redirect(here)


@anyone
@require_http_methods(["GET", "POST"])
def helped(request: EntrantRequest) -> HttpResponse:
    """Begin with an officer at one's side: their code of the day leads to its procedure."""
    typed = request.POST.get("code", request.GET.get("code", ""))[:20]
    if request.method == "GET":
        return page(request, "applications/resident/helped.html", {"code": typed})
    offer = check.offer_with_help(request, typed)
    if offer is None:
        return retry(request, "applications/resident/helped.html", {"code": typed, "is_wrong": True})
    remember_helped(request, offer.slug, offer.section)
    return redirect("portal:procedure", offer.slug)


@anyone
@require_http_methods(["GET", "POST"])
def represent(request: EntrantRequest, slug: str) -> HttpResponse:
    """Begin in somebody else's place: who one is, and how one is related, stands in the ledger."""
    offer = procedures.access_procedure(slug, clock.now())
    if offer.document.identity == "account" and request.resident is None:
        return _to_sign_in(reverse("applications:represent", args=[slug]))
    if not offer.may_start:
        return redirect("portal:procedure", slug)
    given = {name: request.POST.get(name, "")[: doors.LONGEST_NAME].strip() for name in ("name", "relation")}
    refused = doors.refuse_representative(**given) if request.method == "POST" else ()
    if request.method == "GET" or refused:
        values = {"offer": offer, **given, "refused": {each.at: DOORS[each.reason] for each in refused}}
        answer = retry if refused else page
        return answer(request, "applications/resident/represent.html", values)
    draft = drafts.begin(
        version_id=offer.version_id,
        resident=request.resident,
        language=language(),
        by=request.actor,
        now=clock.now(),
        through=Through(door=doors.Door.REPRESENTATIVE, slip=given),
    )
    remember_begun(request, draft.pk)
    return redirect("applications:draft", draft.pk)


@anyone
@require_GET
def blank_paper(request: EntrantRequest, slug: str) -> HttpResponse:
    """The procedure as a form to print and fill in by hand."""
    return papers.blank(procedures.access_procedure(slug, clock.now()))


@anyone
@require_GET
def receipt(request: EntrantRequest, reference: str) -> HttpResponse:
    """It arrived: the number, what happens next, and the code for those without an account."""
    filed = queries.access_application(reference=reference, visitor=visitor(request))
    return page(request, "applications/resident/receipt.html", check.receipt_values(request, filed))


@anyone
@require_GET
def receipt_pdf(request: EntrantRequest, reference: str) -> HttpResponse:
    """The receipt to keep or print."""
    filed = queries.access_application(reference=reference, visitor=visitor(request))
    return papers.receipt(filed, code=check.code_of(request, reference))


@anyone
@require_http_methods(["GET", "POST"])
def inquiry(request: EntrantRequest) -> HttpResponse:
    """Follow an application by its number and code, without an account."""
    if request.method == "GET":
        return page(request, "applications/resident/inquiry.html", {"reference": ""})
    found = check.inquire(request)
    if not isinstance(found, str):
        remember_followed(request, found.reference)
        return redirect("portal:application", found.reference)
    return page(
        request,
        "applications/resident/inquiry.html",
        {"reference": request.POST.get("reference", ""), "problem": found},
        status=422,
    )
