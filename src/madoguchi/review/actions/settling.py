"""施行: what was approved takes effect, at once or kept for its instant; thousands of them in chunks."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from madoguchi.applications.actions import progress
from madoguchi.applications.actions.telling import tell
from madoguchi.applications.models import Application
from madoguchi.applications.queries import Filed, filed
from madoguchi.audit import actions as audit
from madoguchi.audit.actions import SYSTEM, Actor
from madoguchi.base import jobs
from madoguchi.base.announce import announce
from madoguchi.booking.actions import changing
from madoguchi.review import proposals
from madoguchi.review.actions import lettering
from madoguchi.review.announcements import ApplicationDecided
from madoguchi.review.models import Decision, Proposal, Release, Return
from madoguchi.review.queries import Reviewer
from madoguchi.rules import calendar
from madoguchi.rules.lifecycle import Act, Role
from madoguchi.rules.messages import Template

CHUNK: Final = 200


@transaction.atomic(savepoint=False)
def settle(*, decision: Decision, by: Reviewer, now: datetime) -> Decision:
    """Let one approved decision take effect: seen by its resident now, or at the instant of its proposal.

    Raises CannotMove where the application has moved on meanwhile.
    """
    read = filed(decision.application)
    instant = _instant_to_come(decision.proposal)
    if instant is None:
        return give(decision=decision, read=read, by=by, now=now)
    moved = progress.move(
        application=decision.application, act=Act.SETTLE, role=Role.APPROVER, by=by.actor, now=now
    )
    _close(decision, moved, by=by, now=now)
    lettering.issue(decision=decision, read=read, dated_on=calendar.local_day(instant), by=by, now=now)
    return decision


@transaction.atomic(savepoint=False)
def give(*, decision: Decision, read: Filed, by: Reviewer, now: datetime) -> Decision:
    """Give the decision: its resident can read it from now on and is told. Raises CannotMove."""
    moved = progress.move(
        application=decision.application,
        act=Act.DECIDE,
        role=Role.APPROVER if decision.proposal_id else by.role,
        by=by.actor,
        now=now,
        outcome=decision.outcome,
        facts={"outcome": decision.outcome},
    )
    _close(decision, moved, by=by, now=now)
    let_know(decision=decision, read=read, by=by.actor, now=now)
    lettering.issue(decision=decision, read=read, dated_on=calendar.local_day(now), by=by, now=now)
    return decision


@transaction.atomic(savepoint=False)
def let_know(*, decision: Decision, read: Filed, by: Actor, now: datetime) -> None:
    """Tell the resident and the other rooms of a decision that can be read."""
    application = decision.application
    Decision.objects.filter(pk=decision.pk).update(told_at=now)
    tell(
        application=application,
        document=read.document,
        template=Template.DECIDED,
        key="once",
        now=now,
        filed=read.journey,
    )
    kind = read.document.outcome(decision.outcome).kind
    if kind == "refused":
        progress.release_limits(application=application, by=by, now=now)
    announce(
        ApplicationDecided(
            reference=application.reference,
            outcome=decision.outcome,
            kind=kind,
            place=decision.place,
            at=now,
        )
    )
    if kind == "refused":
        changing.give_back(application=application.reference, by=by, now=now)


def let_lapse(*, application: Application, by: Actor, now: datetime) -> None:
    """A correction that never came no longer waits for its answer."""
    lapsed = Return.objects.filter(application=application, answered_at=None, lapsed_at=None)
    if lapsed.update(lapsed_at=now):
        progress.close_correction(application=application, by=by, now=now)


def continue_settling(*, proposal_id: UUID, now: datetime) -> bool:
    """Let the next chunk of an approved proposal take effect; True when something is left.

    Stopped at any point, it goes on where it was: what is done says so in its own row.
    """
    for pk in list(proposals.unsettled_of(proposal_id).values_list("pk", flat=True)[:CHUNK]):
        _settle_held(pk, now)
    if proposals.unsettled_of(proposal_id).exists():
        jobs.defer("review.settle", proposal=str(proposal_id))
        return True
    _finish(proposal_id, now)
    return False


@transaction.atomic
def _settle_held(decision_id: int, now: datetime) -> None:
    """Both rows or none: who withdraws holds the application first and wants the decision then."""
    held = Decision.objects.select_for_update(of=("self", "application"), skip_locked=True)
    held = held.select_related("application__resident", "proposal__approved_by")
    decision = held.filter(pk=decision_id, decided_at=None, dropped_at=None).first()
    if decision is not None and decision.proposal is not None:  # else another has it
        settle(decision=decision, by=proposals.approver_of(decision.proposal), now=now)


@transaction.atomic
def drop(*, reference: str, now: datetime) -> None:
    """The application was withdrawn: what was prepared for it comes to nothing; what was told stays."""
    gone = Decision.objects.filter(
        application__reference=reference, dropped_at=None, told_at=None, application__state="withdrawn"
    )
    if gone.update(dropped_at=now):
        audit.record(verb="decision.dropped", about=("application", reference), by=SYSTEM, now=now)


@transaction.atomic
def _finish(proposal_id: UUID, now: datetime) -> None:
    if Proposal.objects.filter(pk=proposal_id, settled_at=None).update(settled_at=now):
        audit.record(verb="proposal.settled", about=("proposal", str(proposal_id)), by=SYSTEM, now=now)


def _instant_to_come(proposal: Proposal | None) -> datetime | None:
    """The instant as it is now, held until commit: whoever releases or moves it waits for what is under way.

    Shared, so that several proposals can be prepared for it side by side.
    """
    if proposal is None or proposal.release_id is None:
        return None
    to_come = "SELECT * FROM review_release WHERE id = %s AND released_at IS NULL FOR SHARE"
    return next((each.releases_at for each in Release.objects.raw(to_come, [proposal.release_id])), None)


def _close(decision: Decision, moved: Application, *, by: Reviewer, now: datetime) -> None:
    let_lapse(application=moved, by=by.actor, now=now)
    decision.application = moved
    decision.approved_by = by.officer
    decision.decided_at = now
    decision.save()
