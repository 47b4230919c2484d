"""The page on which a decision is chosen, seen as the letter will say it, proposed, approved or sent back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.applications.actions.progress import CannotMove
from madoguchi.base import paper
from madoguchi.base.pages import page, retry
from madoguchi.base.texts import say
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.review import forms, letters, proposals, queries, wording
from madoguchi.review.actions import deciding
from madoguchi.review.actions.deciding import CannotDecide
from madoguchi.review.actions.proposing import CannotPropose
from madoguchi.review.views.opening import Opened, address_of, back, look_at, open_application
from madoguchi.rules.documents.procedure import Outcome
from madoguchi.rules.lifecycle import Act, State

if TYPE_CHECKING:
    from madoguchi.review.models import Decision, Release

TEMPLATE = "review/decide.html"


@require_http_methods(["GET", "POST"])
@officer_only
def decide(request: EntrantRequest, reference: str) -> HttpResponse:
    """Choose the outcome and give the reason; where the document asks for two officers this proposes."""
    is_sent = request.method == "POST" and "preview" not in request.POST
    opened = open_application(request, reference) if is_sent else look_at(request, reference, "decide")
    if not _acts(opened) & {Act.DECIDE, Act.PROPOSE}:
        return back(request, reference, refusal=say("Nothing can be decided in this state."))
    if is_sent:
        return _send(request, opened)
    return page(request, TEMPLATE, _values(request, opened), part="preview")


def _send(request: EntrantRequest, opened: Opened) -> HttpResponse:
    reference = opened.read.application.reference
    given = {
        "application": opened.read.application,
        "outcome": forms.text(request.POST, "outcome"),
        "reason": forms.text(request.POST, "reason"),
        "by": opened.by,
        "now": opened.now,
    }
    try:
        notice = _do(request, opened, given)
    except CannotDecide as cannot:
        wrong = say(wording.REFUSALS[cannot.refusal.reason])
        return retry(request, TEMPLATE, {**_values(request, opened), "wrong": wrong})
    except CannotMove as cannot:
        return back(request, reference, refusal=say(wording.MOVES[cannot.refusal.reason]))
    return back(request, reference, notice=notice)


def _do(request: EntrantRequest, opened: Opened, given: dict[str, Any]) -> str:
    """Keep it as a draft, lay it before others or give it, as the button pressed says; what was done."""
    if "draft" in request.POST:
        deciding.draft(**given)
        return say("Kept as a draft. It can be proposed with others from the list.")
    if _needs_two(opened) or "propose" in request.POST:
        release = _release(request, opened)
        deciding.propose(release=release, **given)
        return say("Proposed.")
    deciding.decide(**given)
    return say("Decided.")


def _release(request: EntrantRequest, opened: Opened) -> Release | None:
    """The instant chosen for it among those to come; none: as soon as it is approved."""
    to_come = proposals.list_releases_to_come(section=opened.read.application.section)
    return next((each for each in to_come if str(each.pk) == request.POST.get("release")), None)


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
    drafted = queries.draft_of(opened.read.application)
    outcome = _outcome(opened, drafted.outcome) if drafted else None
    if drafted is None or outcome is None or outcome.letter is None:
        raise Http404
    return _drawn(opened, outcome, drafted.reason)


@require_POST
@officer_only
def approve(request: EntrantRequest, reference: str) -> HttpResponse:
    """決裁 of a proposal about this application alone."""
    opened = open_application(request, reference)
    try:
        decision = deciding.approve(application=opened.read.application, by=opened.by, now=opened.now)
    except (CannotDecide, CannotMove, CannotPropose) as cannot:
        return back(request, reference, refusal=say(wording.refusal_words(cannot.refusal.reason)))
    return back(request, reference, notice=_approved(decision))


def _approved(decision: Decision) -> str:
    """What follows from an approval."""
    if decision.application.state == State.DECIDED:
        return say("Approved. The applicant can read the decision now.")
    if decision.decided_at is not None:
        return say("Approved. The applicant can read it from its instant on.")
    return say("Approved. It goes on to the next post.")


@require_POST
@officer_only
def send_back(request: EntrantRequest, reference: str) -> HttpResponse:
    """差戻し."""
    opened = open_application(request, reference)
    why = forms.text(request.POST, "why")
    try:
        deciding.send_back(application=opened.read.application, why=why, by=opened.by, now=opened.now)
    except (CannotDecide, CannotPropose) as cannot:
        return back(request, reference, refusal=say(wording.refusal_words(cannot.refusal.reason)))
    return back(request, reference, notice=say("The proposal was sent back."))


def _values(request: EntrantRequest, opened: Opened) -> dict[str, Any]:
    read = opened.read
    drafted = queries.draft_of(read.application)
    typed = request.POST if request.method == "POST" else vars(drafted) if drafted else {}
    chosen = _outcome(opened, forms.text(typed, "outcome"))
    reason = forms.text(typed, "reason")
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
        "releases": proposals.list_releases_to_come(section=read.application.section),
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
