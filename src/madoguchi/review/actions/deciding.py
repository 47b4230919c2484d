"""決定: one officer proposes, another approves where the document asks for two; the letter goes with it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from madoguchi.applications.actions import progress
from madoguchi.applications.actions.telling import tell
from madoguchi.applications.models import Application
from madoguchi.applications.queries import Filed, filed
from madoguchi.base.announce import announce
from madoguchi.review.actions import lettering, noting
from madoguchi.review.announcements import ApplicationDecided
from madoguchi.review.models import Decision, Return
from madoguchi.review.queries import Reviewer
from madoguchi.rules import calendar, decisions
from madoguchi.rules.decisions import Choice, Refusal
from madoguchi.rules.lifecycle import Act
from madoguchi.rules.messages import Template


class CannotDecide(Exception):
    """The decision may not be proposed or given; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason.value)
        self.refusal = refusal


@transaction.atomic
def propose(*, application: Application, outcome: str, reason: str, by: Reviewer, now: datetime) -> Decision:
    """起案: lay a decision before a second officer. Raises CannotDecide, CannotMove."""
    read = filed(application)
    _check(read, outcome, reason, now)

    moved = progress.move(
        application=application,
        act=Act.PROPOSE,
        role=by.role,
        by=by.actor,
        now=now,
        facts={"outcome": outcome},
    )
    _let_lapse(moved, by=by, now=now)
    return Decision.objects.create(
        application=moved, outcome=outcome, reason=reason.strip(), proposed_by=by.officer, proposed_at=now
    )


@transaction.atomic
def send_back(*, application: Application, why: str, by: Reviewer, now: datetime) -> Application:
    """差戻し: the second officer wants it looked at again; why stands in the notes. Raises CannotMove."""
    moved = progress.move(application=application, act=Act.SEND_BACK, role=by.role, by=by.actor, now=now)
    Decision.objects.filter(application=moved, decided_at=None).delete()
    if why.strip():
        noting.add_note(application=moved, text=why, by=by, now=now)
    return moved


@transaction.atomic
def approve(*, application: Application, by: Reviewer, now: datetime) -> Decision:
    """決裁: give the decision as it was proposed. Raises CannotDecide, CannotMove."""
    read = filed(application)
    proposed = Decision.objects.select_for_update(of=("self",)).select_related("proposed_by")
    decision = proposed.filter(application=application, decided_at=None).first()
    refusal = decisions.refuse_approval(
        two_person=read.document.review.two_person,
        proposed_by=decision.proposed_by.number if decision else None,
        approved_by=by.officer.number,
    )
    if refusal or decision is None:
        raise CannotDecide(refusal or Refusal(decisions.Reason.NEEDS_PROPOSAL))
    return _give(decision, read, by=by, now=now)


@transaction.atomic
def decide(*, application: Application, outcome: str, reason: str, by: Reviewer, now: datetime) -> Decision:
    """Decide alone, where one officer is enough. Raises CannotDecide, CannotMove."""
    read = filed(application)
    _check(read, outcome, reason, now)
    if read.document.review.two_person:
        raise CannotDecide(Refusal(decisions.Reason.NEEDS_PROPOSAL))
    decision = Decision(
        application=application,
        outcome=outcome,
        reason=reason.strip(),
        proposed_by=by.officer,
        proposed_at=now,
    )
    return _give(decision, read, by=by, now=now)


def _check(read: Filed, outcome: str, reason: str, now: datetime) -> None:
    found = {each.id: each for each in read.document.review.outcomes}.get(outcome)
    running = Return.objects.filter(application=read.application, answered_at=None, lapsed_at=None).first()
    refusal = decisions.refuse_choice(
        Choice(is_known=found is not None, needs_reason=bool(found and found.needs_reason), reason=reason),
        correction_due_on=running.due_on if running else None,
        today=calendar.local_day(now),
    )
    if refusal:
        raise CannotDecide(refusal)


def _give(decision: Decision, read: Filed, *, by: Reviewer, now: datetime) -> Decision:
    moved = progress.move(
        application=decision.application,
        act=Act.DECIDE,
        role=by.role,
        by=by.actor,
        now=now,
        outcome=decision.outcome,
        facts={"outcome": decision.outcome},
    )
    _let_lapse(moved, by=by, now=now)
    decision.application = moved
    decision.approved_by = by.officer
    decision.decided_at = now
    decision.save()
    tell(application=moved, document=read.document, template=Template.DECIDED, key="once", now=now)
    kind = read.document.outcome(decision.outcome).kind
    if kind == "refused":
        progress.release_limits(application=moved, by=by.actor, now=now)
    announce(ApplicationDecided(reference=moved.reference, outcome=decision.outcome, kind=kind, at=now))
    lettering.issue(decision=decision, read=read, by=by, now=now)
    return decision


def _let_lapse(application: Application, *, by: Reviewer, now: datetime) -> None:
    """A correction that never came no longer waits for its answer."""
    lapsed = Return.objects.filter(application=application, answered_at=None, lapsed_at=None)
    if lapsed.update(lapsed_at=now):
        progress.close_correction(application=application, by=by.actor, now=now)
