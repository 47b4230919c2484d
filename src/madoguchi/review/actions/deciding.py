"""決定: drafted by an officer, laid before others where the document asks for two, or given at once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from madoguchi.applications.actions import progress
from madoguchi.applications.models import Application, Likeness
from madoguchi.applications.queries import Filed, filed
from madoguchi.audit import actions as audit
from madoguchi.procedures.queries import document_of
from madoguchi.review.actions import noting, proposing, settling
from madoguchi.review.models import Decision, Proposal, Release, Return
from madoguchi.review.queries import Reviewer
from madoguchi.rules import calendar, decisions, likeness
from madoguchi.rules.decisions import Choice, Refusal
from madoguchi.rules.lifecycle import Act


class CannotDecide(Exception):
    """The decision may not be proposed or given; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason.value)
        self.refusal = refusal


@transaction.atomic
def draft(
    *, application: Application, outcome: str, reason: str, place: str = "", by: Reviewer, now: datetime
) -> Decision:
    """決定案: keep what is to be decided, to be laid before others later, alone or with many.

    `place`: code of the place granted where it is not the first one wished for. Raises CannotDecide.
    """
    held = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    _check(filed(held), outcome, reason, now)
    decision = _write(held, outcome, reason, place, by=by, now=now)
    audit.record(verb="decision.drafted", about=("application", held.reference), by=by.actor, now=now)
    return decision


@transaction.atomic
def add(
    *, proposal: Proposal, application: Application, outcome: str, reason: str, by: Reviewer, now: datetime
) -> Decision:
    """Put an application into a proposal that is being gathered: with this outcome, or as it was drafted.

    Raises CannotDecide, CannotMove.
    """
    read = filed(application)
    place = ""
    if not outcome:
        drafted = _drafted(application)
        outcome, reason, place = drafted.outcome, drafted.reason, drafted.place
    _check(read, outcome, reason, now)
    moved = progress.move(
        application=application,
        act=Act.PROPOSE,
        role=by.role,
        by=by.actor,
        now=now,
        facts={"outcome": outcome},
    )
    settling.let_lapse(application=moved, by=by.actor, now=now)
    decision = _write(moved, outcome, reason, place, by=by, now=now)
    decision.proposal = proposal
    decision.save(update_fields=["proposal"])
    return decision


@transaction.atomic
def propose(
    *,
    application: Application,
    outcome: str,
    reason: str,
    release: Release | None = None,
    by: Reviewer,
    now: datetime,
) -> Decision:
    """起案: lay one decision before the others on its route. Raises CannotDecide, CannotMove."""
    read = filed(application)
    proposal = proposing.open_proposal(
        section=application.section,
        procedure=read.document.id,
        title=f"{read.document.title.in_('ja')} {application.reference}",
        release=release,
        by=by,
        now=now,
    )
    decision = add(proposal=proposal, application=application, outcome=outcome, reason=reason, by=by, now=now)
    decision.proposal = proposing.circulate(proposal=proposal, by=by, now=now)
    return decision


@transaction.atomic
def send_back(*, application: Application, why: str, by: Reviewer, now: datetime) -> Application:
    """差戻し of a proposal about this application alone; why stands in the notes too.

    Raises CannotDecide, CannotPropose.
    """
    proposal = _proposal_of(application)
    proposing.send_back(proposal=proposal, why=why, by=by, now=now)
    if why.strip():
        noting.add_note(application=application, text=why, by=by, now=now)
    application.refresh_from_db()
    return application


@transaction.atomic
def approve(*, application: Application, by: Reviewer, now: datetime) -> Decision:
    """決裁 of a proposal about this application alone. Raises CannotDecide, CannotPropose, CannotMove."""
    proposing.approve(proposal=_proposal_of(application), by=by, now=now)
    return Decision.objects.select_related("application", "approved_by", "proposed_by").get(
        application=application
    )


@transaction.atomic
def decide(*, application: Application, outcome: str, reason: str, by: Reviewer, now: datetime) -> Decision:
    """Decide alone, where one officer is enough. Raises CannotDecide, CannotMove."""
    held = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    read = filed(held)
    _check(read, outcome, reason, now)
    if read.document.review.two_person:
        raise CannotDecide(Refusal(decisions.Reason.NEEDS_PROPOSAL))
    decision = _write(held, outcome, reason, "", by=by, now=now)
    return settling.give(decision=decision, read=read, by=by, now=now)


def _write(
    application: Application, outcome: str, reason: str, place: str, *, by: Reviewer, now: datetime
) -> Decision:
    """The decision as it is meant now, in place of what was meant before; one that took effect stays."""
    decision = Decision.objects.filter(application=application).first() or Decision(application=application)
    if decision.decided_at is not None:
        return decision
    decision.outcome, decision.reason, decision.place = outcome, reason.strip(), place
    decision.proposed_by, decision.proposed_at = by.officer, now
    before, decision.proposal, decision.branch = decision.proposal, None, None
    decision.save()
    decision.application = application
    if before is not None:
        proposing.give_up_empty(proposal=before, by=by, now=now)
    return decision


def _drafted(application: Application) -> Decision:
    found = Decision.objects.filter(application=application, decided_at=None).first()
    if found is None:
        raise CannotDecide(Refusal(decisions.Reason.NOTHING_DRAFTED))
    return found


def _proposal_of(application: Application) -> Proposal:
    """The proposal about this application and no other."""
    found = Decision.objects.filter(application=application, decided_at=None).exclude(proposal=None).first()
    if found is None or found.proposal is None:
        raise CannotDecide(Refusal(decisions.Reason.NEEDS_PROPOSAL))
    if found.proposal.decisions.filter(dropped_at=None).exclude(pk=found.pk).exists():
        raise CannotDecide(Refusal(decisions.Reason.ONE_OF_MANY))
    return found.proposal


def _check(read: Filed, outcome: str, reason: str, now: datetime) -> None:
    found = {each.id: each for each in read.document.review.outcomes}.get(outcome)
    running = Return.objects.filter(application=read.application, answered_at=None, lapsed_at=None).first()
    refusal = decisions.refuse_choice(
        Choice(
            is_known=found is not None,
            needs_reason=bool(found and found.needs_reason),
            reason=reason,
            is_second=found is not None and found.kind == "approved" and _is_second(read.application),
        ),
        correction_due_on=running.due_on if running else None,
        today=calendar.local_day(now),
    )
    if refusal:
        raise CannotDecide(refusal)


def _is_second(application: Application) -> bool:
    """Whether what may be the same child is approved, or to be, already; the pairs are held until commit."""
    mine = Q(application=application) | Q(other=application)
    pairs = list(Likeness.objects.select_for_update(of=("self",)).filter(mine).order_by("pk"))
    unsure = [pair for pair in pairs if not likeness.allows_both(pair.verdict)]
    others = {pk for pair in unsure for pk in (pair.application_id, pair.other_id)} - {application.pk}
    decided = Decision.objects.filter(application__in=others).select_related("application")
    return any(
        document_of(each.application.version_id).outcome(each.outcome).kind == "approved" for each in decided
    )
