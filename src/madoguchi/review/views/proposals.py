"""起案と決裁: what lies before whom, what is proposed in it, and what each may do about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from madoguchi.applications.actions.progress import CannotMove
from madoguchi.audit import actions as audit
from madoguchi.base import clock, paper
from madoguchi.base.pages import done, page
from madoguchi.base.texts import say
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.review import circular, forms, proposals, wording
from madoguchi.review.actions import proposing
from madoguchi.review.actions.proposing import CannotPropose
from madoguchi.review.queries import Reviewer, reviewer
from madoguchi.review.views.opening import officer_of, reach_of
from madoguchi.rules import calendar
from madoguchi.rules.proposals import Act, Standing, acts_for, owes_a_look

if TYPE_CHECKING:
    from madoguchi.review.models import Decision, Proposal

PAGE: Final = 50  # rows
NOTICES: Final[Mapping[str, str]] = {
    "approve": "Approved.",
    "deputise": "Approved in the absence of the post. It reads it afterwards.",
    "send-back": "The proposal was sent back.",
    "take-back": "The proposal was given up. What was to be decided stays as drafts.",
    "circulate": "Sent round again.",
    "confirm": "The decision of the records system was entered.",
    "viewed": "Noted as read afterwards.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lying:
    """A proposal on an officer's desk, as they stand before it."""

    proposal: Proposal
    by: Reviewer
    now: datetime

    @property
    def today(self) -> date:
        """The day it is in the city."""
        return calendar.local_day(self.now)


@require_GET
@officer_only
def list_proposals(request: EntrantRequest) -> HttpResponse:
    """Everything on its way in the officer's sections: what waits for them stands first."""
    reach, today = reach_of(request), calendar.local_day(clock.now())
    seats = {code: proposals.seat_of(_by(request, code), section=code, on=today) for code in reach}
    waiting = proposals.list_open(sections=reach)
    turns = proposals.list_turns(proposals=waiting)
    rows = [_row(each, turns.get(each.pk), seats[each.section]) for each in waiting]
    owed = [
        stage
        for stage in proposals.list_to_view(sections=reach)
        if owes_a_look(stage.post, by=seats[stage.proposal.section])
    ]
    values = {
        "mine": [row for row in rows if row["is_mine"]],
        "others": [row for row in rows if not row["is_mine"]],
        "owed": owed,
        "done": [_row(each, None, seats[each.section]) for each in proposals.list_done(sections=reach)],
    }
    return page(request, "review/proposals.html", values)


@require_GET
@officer_only
def proposal(request: EntrantRequest, proposal_id: UUID) -> HttpResponse:
    """One proposal: its text, its numbers, its way, and every decision in it."""
    lying = _open(request, proposal_id)
    pages = Paginator(proposals.list_decisions(proposal=lying.proposal), PAGE)
    shown = pages.get_page(forms.page_number(request.GET.get("page")))
    _record_look(request, lying, shown)
    values = {**_values(lying), "page": shown, "rows": [_line(each) for each in shown]}
    return page(request, "review/proposal.html", values, part="progress")


@require_POST
@officer_only
def act(request: EntrantRequest, proposal_id: UUID, act: str) -> HttpResponse:
    """Approve, deputise, send back …: what the button says."""
    lying = _open(request, proposal_id)
    do = ACTS.get(act)
    if do is None:
        raise Http404
    try:
        do(request, lying)
    except (CannotMove, CannotPropose) as cannot:  # moved: withdrawn in this very moment
        messages.error(request, say(wording.refusal_words(cannot.refusal.reason)))
        return done(request, "review:proposal", proposal_id=proposal_id)
    return done(request, "review:proposal", proposal_id=proposal_id, notice=say(NOTICES[act]))


@require_POST
@officer_only
def take_out(request: EntrantRequest, proposal_id: UUID, reference: str) -> HttpResponse:
    """Leave one application out of a proposal that was sent back."""
    lying = _open(request, proposal_id)
    found = proposals.list_decisions(proposal=lying.proposal).filter(application__reference=reference)
    decision = found.first()
    if decision is None:
        raise Http404
    proposing.take_out(decision=decision, by=lying.by, now=lying.now)
    return done(request, "review:proposal", proposal_id=proposal_id, notice=say("Left out."))


@require_GET
@officer_only
def circular_pdf(request: EntrantRequest, proposal_id: UUID) -> HttpResponse:
    """起案文 with its list, on paper or for the city's own records system."""
    lying = _open(request, proposal_id)
    rows = list(proposals.list_decisions(proposal=lying.proposal))
    audit.record(
        verb="proposal.printed",
        about=("proposal", str(proposal_id)),
        by=request.actor,
        now=lying.now,
        details={"references": [row.application.reference for row in rows]},
    )
    drawn = paper.draw(paper.PROPOSAL, circular.sheet(lying.proposal, rows), at=lying.now)
    response = HttpResponse(drawn, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="proposal-{lying.today:%Y%m%d}.pdf"'
    return response


def _approve(request: EntrantRequest, lying: Lying) -> None:
    proposing.approve(proposal=lying.proposal, by=lying.by, now=lying.now)


def _deputise(request: EntrantRequest, lying: Lying) -> None:
    why = forms.text(request.POST, "why")
    proposing.deputise(proposal=lying.proposal, why=why, by=lying.by, now=lying.now)


def _send_back(request: EntrantRequest, lying: Lying) -> None:
    why = forms.text(request.POST, "why")
    proposing.send_back(proposal=lying.proposal, why=why, by=lying.by, now=lying.now)


def _take_back(request: EntrantRequest, lying: Lying) -> None:
    proposing.take_back(proposal=lying.proposal, by=lying.by, now=lying.now)


def _circulate(request: EntrantRequest, lying: Lying) -> None:
    title, text = forms.text(request.POST, "title"), forms.text(request.POST, "text")
    worded = proposing.reword(proposal=lying.proposal, title=title, text=text, by=lying.by, now=lying.now)
    proposing.circulate(proposal=worded, by=lying.by, now=lying.now)


def _confirm(request: EntrantRequest, lying: Lying) -> None:
    proposing.confirm(
        proposal=lying.proposal,
        decided_on=forms.day(request.POST.get("decided_on")),
        number=forms.text(request.POST, "number"),
        by=lying.by,
        now=lying.now,
    )


def _viewed(request: EntrantRequest, lying: Lying) -> None:
    proposing.note_viewed(proposal=lying.proposal, by=lying.by, now=lying.now)


ACTS: Final[Mapping[str, Callable[[EntrantRequest, Lying], None]]] = {
    "approve": _approve,
    "deputise": _deputise,
    "send-back": _send_back,
    "take-back": _take_back,
    "circulate": _circulate,
    "confirm": _confirm,
    "viewed": _viewed,
}


def _open(request: EntrantRequest, proposal_id: UUID) -> Lying:
    found = proposals.access_proposal(proposal_id=proposal_id, sections=reach_of(request))
    return Lying(proposal=found, by=_by(request, found.section), now=clock.now())


def _by(request: EntrantRequest, section: str) -> Reviewer:
    today = calendar.local_day(clock.now())
    return reviewer(officer=officer_of(request), section=section, actor=request.actor, on=today)


def _record_look(request: EntrantRequest, lying: Lying, shown: Any) -> None:
    audit.record(
        verb="proposal.viewed",
        about=("proposal", str(lying.proposal.pk)),
        by=request.actor,
        now=lying.now,
        details={"references": [each.application.reference for each in shown]},
    )


def _row(proposal: Proposal, turn: Any, seat: Any) -> dict[str, Any]:
    standing = Standing(proposal.standing)
    return {
        "proposal": proposal,
        "turn": turn,
        "words": wording.STANDINGS[standing][0],
        "tone": wording.STANDINGS[standing][1],
        "is_mine": proposals.is_mine(proposal, turn, seat),
    }


def _values(lying: Lying) -> dict[str, Any]:
    proposal, standing = lying.proposal, Standing(lying.proposal.standing)
    seat = proposals.seat_of(lying.by, section=proposal.section, on=lying.today)
    stages = proposals.list_stages(proposal=proposal)
    counts = proposals.count_settled(proposal=proposal)
    return {
        "proposal": proposal,
        "standing": wording.STANDINGS[standing],
        "numbering": wording.NUMBERINGS[proposal.numbering],  # type: ignore[index]
        "acts": acts_for(proposals.laid(proposal), by=seat),
        "is_own": proposal.proposed_by.number == seat.number,
        "turn": proposals.turn_of(proposal),
        "stages": [each for each in stages if each.lap == proposal.lap],
        "earlier": [each for each in stages if each.lap < proposal.lap and each.acted_at],
        "owes_a_look": _owes(stages, seat),
        "shares": proposals.count_outcomes(proposal=proposal),
        "total": counts["total"],
        "settled": counts["settled"],
        "is_settling": standing is Standing.APPROVED and counts["settled"] < counts["total"],
        "back": reverse("review:proposals"),
        "today": lying.today,
    }


def _owes(stages: list[Any], seat: Any) -> bool:
    owed = [each for each in stages if each.act == Act.DEPUTISE and each.viewed_at is None]
    return any(owes_a_look(each.post, by=seat) for each in owed)


def _line(decision: Decision) -> dict[str, Any]:
    return {
        "decision": decision,
        "application": decision.application,
        "outcome": circular.outcome_title(decision),
    }
