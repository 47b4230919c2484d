"""Places outside the order: noted with their reason, approved by somebody else, taken back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.people.models import Officer
from madoguchi.rules.pre_assigning import CannotPreAssign, Reason, refuse_approval, refuse_note
from madoguchi.selection.models import PreAssignment, Round
from madoguchi.selection.queries.rounds import applications_in


@transaction.atomic
def note(
    *, round: Round, reference: str, place: str, reason: str, officer: Officer, by: Actor, now: datetime
) -> PreAssignment:
    """Note that a child is to get a place whatever its points. Raises CannotPreAssign.

    Said again of the same child, it takes the place of what was said before, and is to be approved anew.
    """
    held = _lock(round)
    application = applications_in(held).filter(reference=reference).first()
    seats = held.seats.filter(place=place).first()
    others = held.pre_assignments.filter(place=place).exclude(application=application)
    refusal = refuse_note(
        is_in_round=application is not None,
        capacity=seats.capacity if seats else None,
        taken=others.count(),
        reason=reason,
        is_preparing=held.state == Round.State.PREPARING,
    )
    if refusal or application is None:
        raise CannotPreAssign(refusal or Reason.NOT_IN_ROUND)
    said = {"place_id": place, "reason": reason.strip(), "noted_by": officer, "noted_at": now}
    unapproved = {"approved_by": None, "approved_at": None, "approval": ""}
    made, _ = PreAssignment.objects.update_or_create(
        round=held, application=application, defaults={**said, **unapproved}
    )
    _record("pre_assignment.noted", made, by=by, now=now)
    return made


@transaction.atomic
def approve(
    *, pre_assignment: PreAssignment, seen: str, approval: str, officer: Officer, by: Actor, now: datetime
) -> PreAssignment:
    """Approve it; `approval` is the number of the document that decided it. Raises CannotPreAssign.

    `seen`: the stamp on the officer's page.
    """
    held = _lock(pre_assignment.round)
    row = PreAssignment.objects.select_for_update(of=("self",)).get(pk=pre_assignment.pk)
    refusal = refuse_approval(
        is_own=row.noted_by_id == officer.pk,
        is_approved=row.approved_at is not None,
        is_preparing=held.state == Round.State.PREPARING,
        is_as_seen=row.stamp == seen,
    )
    if refusal:
        raise CannotPreAssign(refusal)
    row.approval, row.approved_by, row.approved_at = approval.strip()[:100], officer, now
    row.save(update_fields=["approval", "approved_by", "approved_at"])
    _record("pre_assignment.approved", row, by=by, now=now)
    return row


@transaction.atomic
def remove(*, pre_assignment: PreAssignment, by: Actor, now: datetime) -> None:
    """The child takes its turn like all others. Raises CannotPreAssign."""
    held = _lock(pre_assignment.round)
    if held.state != Round.State.PREPARING:
        raise CannotPreAssign(Reason.NOT_PREPARING)
    _record("pre_assignment.removed", pre_assignment, by=by, now=now)
    pre_assignment.delete()


def _lock(round: Round) -> Round:
    """One at a time in a round: the seats that are left are counted."""
    return Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round.pk)


def _record(verb: str, row: PreAssignment, *, by: Actor, now: datetime) -> None:
    about = ("application", row.application.reference)
    details = {"round": str(row.round_id), "place": row.place_id}
    audit.record(verb=verb, about=about, by=by, now=now, details=details)
