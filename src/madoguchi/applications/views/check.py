"""The last look before filing, and the receipt after it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from madoguchi.applications import queries
from madoguchi.applications.actions import submission
from madoguchi.applications.queries import Filed, Writing
from madoguchi.applications.summary import summary
from madoguchi.applications.views.steps import path_of
from madoguchi.applications.views.visitor import remember_followed
from madoguchi.base import clock, throttle
from madoguchi.base.entrances import address_of, url_of
from madoguchi.base.pages import page
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.limits import network_of
from madoguchi.rules import references
from madoguchi.rules.submission import Refusal

if TYPE_CHECKING:
    from madoguchi.applications.models import Application

HOUR = timedelta(hours=1)
TRIES_OF_NUMBER = 5
LONGEST_TYPED = 100  # characters; a number or a code with whatever stands around it
TRIES_FROM_NETWORK = 100  # a library, or all telephones behind one address of a company


def draw(request: EntrantRequest, writing: Writing, *, refusal: Refusal | None = None) -> HttpResponse:
    """All answers by step, each with a link to change it."""
    journey = writing.journey(clock.now())
    chapters = summary(writing.document, journey, writing.facts(clock.now()))
    walk = path_of(writing, journey)
    values = {
        "writing": writing,
        "journey": journey,
        "refusal": refusal,
        "chapters": [chapter for chapter in chapters if chapter.id in walk],
        "last_step": walk[-1],
        "is_correction": writing.is_correction,
    }
    return page(request, "applications/resident/check.html", values, status=422 if refusal else 200)


def file(request: EntrantRequest, writing: Writing) -> HttpResponse:
    """File the draft and hand over the receipt."""
    if writing.is_correction:
        application = submission.submit_correction(
            draft_id=writing.draft.pk, by=request.actor, now=clock.now()
        )
        return redirect("portal:application", application.reference)
    receipt = submission.submit(draft_id=writing.draft.pk, by=request.actor, now=clock.now())
    if receipt.inquiry_code:
        remember_followed(request, receipt.application.reference)
        codes = request.session.get("codes", {})
        request.session["codes"] = {**codes, receipt.application.reference: receipt.inquiry_code}
    return redirect("applications:receipt", receipt.application.reference)


def receipt_values(request: EntrantRequest, filed: Filed) -> dict[str, Any]:
    """What the receipt page says."""
    arrived_on = filed.arrived_on()
    return {
        "filed": filed,
        "code": code_of(request, filed.application.reference),
        "is_office_closed": filed.application.accepted_on != arrived_on,
        "later": filed.papers_to_follow(),
        "may_apply_for_sibling": filed.document.applicant.subject is not None,
    }


def code_of(request: EntrantRequest, reference: str) -> str:
    """The inquiry code, as long as the sign-in that filed it lasts; afterwards only its hash is known."""
    return str(request.session.get("codes", {}).get(reference, ""))


def resume_link(draft_id: UUID, secret: str) -> str:
    """The address that reopens a draft elsewhere."""
    return url_of("portal", reverse("applications:resume", args=[draft_id, secret]))


def inquire(request: EntrantRequest) -> Application | str:
    """The application of the number and code given, or why not: "wrong" or "too_many"."""
    reference = request.POST.get("reference", "")[:LONGEST_TYPED]
    if not _may_try(request, references.read_receipt_number(reference)):
        return "too_many"
    code = request.POST.get("code", "")[:LONGEST_TYPED]
    found = queries.find_by_code(reference=reference, code=code)
    if found is None:
        return "wrong"
    throttle.forget(f"inquiry:{found.reference}")
    return found


def _may_try(request: EntrantRequest, number: str | None) -> bool:
    """Whether a number may be tried once more, and whether this network may try any."""
    network, now = network_of(address_of(request)), clock.now()
    if not throttle.allow(f"inquiry-from:{network}", limit=TRIES_FROM_NETWORK, per=HOUR, now=now):
        return False
    return throttle.allow(f"inquiry:{number}", limit=TRIES_OF_NUMBER, per=HOUR, now=now) if number else True
