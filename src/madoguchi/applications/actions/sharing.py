"""Letting a second guardian see an application: invited, taken up, checked by an officer, ended."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from madoguchi.applications.households import facts_of
from madoguchi.applications.models import Application, Invitation
from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.base import crypto
from madoguchi.people.models import Officer, Resident
from madoguchi.rules import sharing
from madoguchi.rules.sharing import Reason


class CannotShare(Exception):
    """Nobody may be invited or let in so; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@transaction.atomic
def invite(*, application: Application, by: Actor, now: datetime) -> tuple[Invitation, str]:
    """A link for the other guardian, good once, for two weeks; its hash alone is kept. Raises CannotShare."""
    held = _hold(application)
    living = Invitation.objects.filter(application=held, ended_at=None)
    living = living.filter(Q(expires_at__gt=now) | Q(accepted_at__isnull=False))
    _refuse(sharing.refuse_invite(is_protected=held.is_protected, living=living.count()))
    secret = secrets.token_urlsafe(24)
    invitation = Invitation.objects.create(
        application=held,
        code_hash=crypto.salted_hash("invitation", secret),
        invited_at=now,
        expires_at=now + sharing.OPEN_FOR,
    )
    _record("application.guardian_invited", invitation, by=by, now=now)
    return invitation, secret


@transaction.atomic
def accept(*, invitation: Invitation, guest: Resident, relation: str, by: Actor, now: datetime) -> Invitation:
    """Take the invitation up; the guest sees nothing before an officer has checked. Raises CannotShare."""
    application = _hold(invitation.application)
    held = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    _refuse(
        sharing.refuse_accept(
            sharing.standing(facts_of(held), now=now),
            is_protected=application.is_protected,
            is_own=application.resident_id == guest.pk,
            relation=relation,
        )
    )
    held.guest, held.relation, held.accepted_at = guest, relation, now
    held.save(update_fields=["guest", "relation", "accepted_at"])
    _record("application.guardian_accepted", held, by=by, now=now)
    return held


@transaction.atomic
def confirm(*, invitation: Invitation, officer: Officer, by: Actor, now: datetime) -> Invitation:
    """An officer has checked who it is: from now on the guest sees the application. Raises CannotShare."""
    application = _hold(invitation.application)
    held = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    stands = sharing.standing(facts_of(held), now=now)
    _refuse(sharing.refuse_confirm(stands, is_protected=application.is_protected))
    held.confirmed_at, held.confirmed_by = now, officer
    held.save(update_fields=["confirmed_at", "confirmed_by"])
    _record("application.guardian_confirmed", held, by=by, now=now)
    return held


@transaction.atomic
def end(*, invitation: Invitation, by: Actor, now: datetime) -> None:
    """Take it back, or let nobody in; ending twice changes nothing."""
    living = Invitation.objects.filter(pk=invitation.pk, ended_at=None)
    if living.update(ended_at=now, ended_by_kind=by.kind, ended_by_ref=by.ref):
        _record("application.guardian_ended", invitation, by=by, now=now)


@transaction.atomic
def end_all(*, application: Application, by: Actor, now: datetime) -> None:
    """Nobody but the applicant sees it any more."""
    for invitation in Invitation.objects.filter(application=application, ended_at=None):
        end(invitation=invitation, by=by, now=now)


def _hold(application: Application) -> Application:
    """Who protects the household meanwhile waits, and then ends what began."""
    return Application.objects.select_for_update(of=("self",)).get(pk=application.pk)


def _refuse(reason: Reason | None) -> None:
    if reason:
        raise CannotShare(reason)


def _record(verb: str, invitation: Invitation, *, by: Actor, now: datetime) -> None:
    audit.record(
        verb=verb,
        about=("application", invitation.application.reference),
        by=by,
        now=now,
        details={"invitation": str(invitation.pk)},
    )
