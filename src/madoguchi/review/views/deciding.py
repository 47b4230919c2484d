"""The page on which a decision is chosen, seen as the letter will say it, proposed, approved or sent back."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.applications.actions.progress import CannotMove
from madoguchi.base import paper
from madoguchi.base.pages import page, retry
from madoguchi.base.texts import say
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.review import forms, letters, queries, wording
from madoguchi.review.actions import deciding
from madoguchi.review.actions.deciding import CannotDecide
from madoguchi.review.views.opening import Opened, address_of, back, look_at, open_application
from madoguchi.rules.documents.procedure import Outcome
from madoguchi.rules.lifecycle import Act

TEMPLATE = "review/decide.html"


@require_http_methods(["GET", "POST"])
@officer_only
def decide(request: EntrantRequest, reference: str) -> HttpResponse:
    """Choose the outcome and give the reason; where the document asks for two officers this proposes."""
    is_sent = request.method == "POST" and "preview" not in request.POST
    opened = open_application(request, reference) if is_sent else look_at(request, reference, "decide")
    if not _acts(opened) & {Act.DECIDE, Act.PROPOSE} or queries.proposal_of(opened.read.application):
        return back(request, reference, refusal=say("Nothing can be decided in this state."))
    if is_sent:
        return _send(request, opened)
    return page(request, TEMPLATE, _values(request, opened), part="preview")


def _send(request: EntrantRequest, opened: Opened) -> HttpResponse:
    reference = opened.read.application.reference
    act = deciding.propose if _needs_two(opened) or "propose" in request.POST else deciding.decide
    try:
        act(
            application=opened.read.application,
            outcome=forms.text(request.POST, "outcome"),
            reason=forms.text(request.POST, "reason"),
            by=opened.by,
            now=opened.now,
        )
    except CannotDecide as cannot:
        wrong = say(wording.REFUSALS[cannot.refusal.reason])
        return retry(request, TEMPLATE, {**_values(request, opened), "wrong": wrong})
    except CannotMove as cannot:
        return back(request, reference, refusal=say(wording.MOVES[cannot.refusal.reason]))
    return back(request, reference, notice=say("Proposed.") if act is deciding.propose else say("Decided."))


@require_POST
@officer_only
def preview(request: EntrantRequest, reference: str) -> HttpResponse:
    """The letter as it would be drawn now, as a PDF; nothing is kept."""
    opened = look_at(request, reference, "letter")
    outcome = _outcome(opened, forms.text(request.POST, "outcome"))
    if outcome is None or outcome.letter is None:
        raise Http404
    return _drawn(opened, outcome, forms.text(request.POST, "reason"))


@require_GET
@officer_only
def proposed_letter(request: EntrantRequest, reference: str) -> HttpResponse:
    """The letter of a proposal, as it would be drawn on approval."""
    opened = look_at(request, reference, "letter")
    proposal = queries.proposal_of(opened.read.application)
    outcome = _outcome(opened, proposal.outcome) if proposal else None
    if proposal is None or outcome is None or outcome.letter is None:
        raise Http404
    return _drawn(opened, outcome, proposal.reason)


@require_POST
@officer_only
def approve(request: EntrantRequest, reference: str) -> HttpResponse:
    """決裁."""
    opened = open_application(request, reference)
    try:
        deciding.approve(application=opened.read.application, by=opened.by, now=opened.now)
    except CannotDecide as cannot:
        return back(request, reference, refusal=say(wording.REFUSALS[cannot.refusal.reason]))
    except CannotMove as cannot:
        return back(request, reference, refusal=say(wording.MOVES[cannot.refusal.reason]))
    return back(request, reference, notice=say("Approved. The applicant can read the decision now."))


@require_POST
@officer_only
def send_back(request: EntrantRequest, reference: str) -> HttpResponse:
    """差戻し."""
    opened = open_application(request, reference)
    why = forms.text(request.POST, "why")
    try:
        deciding.send_back(application=opened.read.application, why=why, by=opened.by, now=opened.now)
    except CannotMove as cannot:
        return back(request, reference, refusal=say(wording.MOVES[cannot.refusal.reason]))
    return back(request, reference, notice=say("The proposal was sent back."))


def _values(request: EntrantRequest, opened: Opened) -> dict[str, Any]:
    read = opened.read
    chosen = _outcome(opened, forms.text(request.POST, "outcome"))
    reason = forms.text(request.POST, "reason")
    has_letter = chosen is not None and chosen.letter is not None
    return {
        "read": read,
        "application": read.application,
        "outcomes": read.document.review.outcomes,
        "chosen": chosen,
        "reason": reason,
        "sheet": letters.draft(read, chosen, reason, opened.today) if chosen and has_letter else None,
        "needs_two": _needs_two(opened),
        "may_propose": Act.PROPOSE in _acts(opened),
        "unchecked": _unchecked(opened),
        "back": address_of(request, read.application.reference),
    }


def _unchecked(opened: Opened) -> int:
    """How many lines of the checklist have no tick yet."""
    marks = queries.list_marks(application=opened.read.application)
    return sum(item.id not in marks for item in queries.list_checklist(opened.read))


def _acts(opened: Opened) -> frozenset[Act]:
    return queries.list_acts(
        application=opened.read.application, document=opened.read.document, by=opened.by, on=opened.today
    )


def _needs_two(opened: Opened) -> bool:
    return opened.read.document.review.two_person


def _outcome(opened: Opened, outcome_id: str) -> Outcome | None:
    return next((each for each in opened.read.document.review.outcomes if each.id == outcome_id), None)


def _drawn(opened: Opened, outcome: Outcome, reason: str) -> HttpResponse:
    sheet = letters.draft(opened.read, outcome, reason, opened.today)
    response = HttpResponse(paper.draw(paper.LETTER, sheet), content_type="application/pdf")
    name = f"letter-{opened.read.application.reference}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
