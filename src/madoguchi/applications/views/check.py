"""The last look before filing, and the receipt after it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from madoguchi.applications import helping, queries
from madoguchi.applications.actions import submission
from madoguchi.applications.actions.submission import Receipt
from madoguchi.applications.added import added_words
from madoguchi.applications.forms import element_id
from madoguchi.applications.queries import Filed, Writing
from madoguchi.applications.summary import summary
from madoguchi.applications.term import term_of
from madoguchi.applications.views.steps import path_of
from madoguchi.applications.views.visitor import remember_followed, visitor
from madoguchi.base import clock, throttle
from madoguchi.base.entrances import address_of, url_of
from madoguchi.base.pages import page
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.limits import network_of
from madoguchi.rules import references
from madoguchi.rules.names import search_key
from madoguchi.rules.submission import Delivery, Refusal, contact_of, delivery

if TYPE_CHECKING:
    from madoguchi.applications.models import Application
    from madoguchi.procedures.queries import Offer
    from madoguchi.rules.journey import Journey

HOUR = timedelta(hours=1)
TRIES_OF_NUMBER = 5
MOST_CODES = 50  # an officer hands out many in a day
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
        "refusal_at": element_id(refusal.path) if refusal else "",
        "chapters": [chapter for chapter in chapters if chapter.id in walk],
        "last_step": walk[-1],
        "is_correction": writing.is_correction,
        "delivery": _offered_delivery(writing, journey),
        "days_to_open": settings.LETTER_UNOPENED_DAYS,
        "term": term_of(writing, clock.now()),
    }
    return page(request, "applications/resident/check.html", values, status=422 if refusal else 200)


def _offered_delivery(writing: Writing, journey: Journey) -> Delivery | None:
    """Which way of having letters is offered first; None where no letter follows."""
    if writing.is_correction or not writing.document.letters:
        return None
    account = writing.draft.resident.account if writing.draft.resident else None
    contact = contact_of(writing.document, journey.answers, account_email=account.email if account else "")
    return delivery("", contact_kind=contact.kind if contact else "email")


def file(request: EntrantRequest, draft_id: UUID) -> HttpResponse:
    """File the draft and hand over the receipt."""
    receipt = submission.submit(
        draft_id=draft_id,
        visitor=visitor(request),
        delivery=request.POST.get("delivery", ""),
        by=request.actor,
        now=clock.now(),
    )
    reference = receipt.application.reference
    if receipt.is_correction:
        return redirect("portal:application", reference)
    if receipt.inquiry_code:
        remember_followed(request, reference)
    keep_code(request, receipt)
    return redirect("applications:receipt", reference)


def keep_code(request: EntrantRequest, receipt: Receipt) -> None:
    """Remember the inquiry code for the receipt, as long as this sign-in lasts."""
    if receipt.inquiry_code:
        codes = list(request.session.get("codes", {}).items())[-MOST_CODES:]
        request.session["codes"] = {**dict(codes), receipt.application.reference: receipt.inquiry_code}


def receipt_values(request: EntrantRequest, filed: Filed) -> dict[str, Any]:
    """What the receipt page says."""
    arrived_on = filed.arrived_on()
    return {
        "filed": filed,
        "code": code_of(request, filed.application.reference),
        "is_office_closed": filed.application.accepted_on != arrived_on,
        "later": filed.papers_to_follow(),
        "added": added_words(filed.application, filed.document, filed.journey(), "received"),
        "may_apply_for_sibling": filed.document.applicant.subject is not None,
    }


def code_of(request: EntrantRequest, reference: str) -> str:
    """The inquiry code, as long as the sign-in that filed it lasts; afterwards only its hash is known."""
    return str(request.session.get("codes", {}).get(reference, ""))


def resume_link(draft_id: UUID, secret: str) -> str:
    """The address that reopens a draft elsewhere."""
    return url_of("portal", reverse("applications:resume", args=[draft_id, secret]))


def inquire(request: EntrantRequest) -> Application | str:
    """The application of number, code and date of birth given, or why not: "wrong" or "too_many"."""
    reference, code, born = (
        request.POST.get(name, "")[:LONGEST_TYPED] for name in ("reference", "code", "born")
    )
    if not _may_try(request, references.read_receipt_number(reference) or search_key(reference)):
        return "too_many"
    found = queries.find_by_code(reference=reference, code=code, born=born)
    if found is None:
        return "wrong"
    throttle.forget(f"inquiry:{found.reference}")
    return found


def offer_with_help(request: EntrantRequest, typed: str) -> Offer | None:
    """The procedure of an officer's code; None for a wrong one, or where too many were tried."""
    network, now = network_of(address_of(request)), clock.now()
    if not throttle.allow(f"help-from:{network}", limit=TRIES_FROM_NETWORK, per=HOUR, now=now):
        return None
    return helping.offer_of(typed, now)


def _may_try(request: EntrantRequest, number: str) -> bool:
    """Whether a number, one that exists or not, may be tried once more; and this network any."""
    network, now = network_of(address_of(request)), clock.now()
    if not throttle.allow(f"inquiry-from:{network}", limit=TRIES_FROM_NETWORK, per=HOUR, now=now):
        return False
    return throttle.allow(f"inquiry:{number}", limit=TRIES_OF_NUMBER, per=HOUR, now=now)
