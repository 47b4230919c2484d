"""公開日時: results prepared beforehand are seen by all at one instant; messages follow in waves."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery

from madoguchi.applications.actions import progress
from madoguchi.applications.models import Application
from madoguchi.applications.queries import filed
from madoguchi.audit import actions as audit
from madoguchi.audit.actions import SYSTEM, Actor
from madoguchi.base import jobs
from madoguchi.review import proposals
from madoguchi.review.actions import lettering, settling
from madoguchi.review.actions.proposing import CannotPropose
from madoguchi.review.models import Decision, Letter, Release
from madoguchi.review.queries import Reviewer
from madoguchi.rules import calendar
from madoguchi.rules import proposals as rules
from madoguchi.rules.lifecycle import Act, Role, State
from madoguchi.rules.proposals import Reason, Refusal

CHUNK: Final = 200


@transaction.atomic
def plan(*, section: str, title: str, releases_at: datetime, by: Reviewer, now: datetime) -> Release:
    """Name an instant at which results are seen. Raises CannotPropose for one that is past or far off."""
    if refusal := rules.refuse_instant(releases_at, now=now):
        raise CannotPropose(refusal)
    release = Release.objects.create(
        section=section,
        title=title.strip(),
        releases_at=releases_at,
        planned_by=by.officer,
        planned_at=now,
    )
    _record("release.planned", release, by=by.actor, now=now)
    return release


@transaction.atomic
def move_instant(*, release: Release, releases_at: datetime, by: Reviewer, now: datetime) -> Release:
    """Put the instant to another one; letters that bear its day are drawn anew. Raises CannotPropose.

    Within the same 年度 only: the numbers of its letters are taken for that one.
    """
    held = _hold(release)
    before, after = calendar.local_day(held.releases_at), calendar.local_day(releases_at)
    if held.released_at is not None:
        raise CannotPropose(Refusal(Reason.ALREADY_RELEASED))
    if refusal := rules.refuse_instant(releases_at, now=now):
        raise CannotPropose(refusal)
    if _letters(held).exists() and calendar.fiscal_year(before) != calendar.fiscal_year(after):
        raise CannotPropose(Refusal(Reason.OTHER_FISCAL_YEAR))
    held.releases_at = releases_at
    held.save(update_fields=["releases_at"])
    if before != after and _letters(held).update(dated_on=after, file=None):
        jobs.defer("review.draw", release=str(held.pk))
    _record("release.moved", held, by=by.actor, now=now)
    return held


@transaction.atomic
def release(*, release_id: UUID, by: Actor, now: datetime) -> tuple[str, ...]:
    """Let everybody see the results that are settled, all in this one commit; the receipt numbers.

    Raises CannotPropose when it was done before, or nothing is settled.
    """
    held = Release.objects.select_for_update().get(pk=release_id)
    settled = _settled(held.pk)
    if refusal := rules.refuse_release(released_at=held.released_at, ready=settled.count()):
        raise CannotPropose(refusal)
    held.released_at = now
    held.save(update_fields=["released_at"])
    seen = _show(held.pk, by=by, now=now)
    _record("release.released", held, by=by, now=now)
    jobs.defer("review.tell_released", release=str(held.pk))
    return seen


def release_due(*, now: datetime) -> None:
    """Every instant that has come; one whose release was late or cut short is completed."""
    for release_id in proposals.list_due_releases(now=now):
        _release_or_complete(release_id, now)


def continue_telling(*, release_id: UUID, now: datetime) -> bool:
    """Tell the next wave of residents; True when more are to be told. Nobody is told twice."""
    for pk in list(_untold(release_id).values_list("pk", flat=True)[:CHUNK]):
        _tell(pk, now)
    if _untold(release_id).exists():
        jobs.defer("review.tell_released", release=str(release_id))
        return True
    return False


def continue_drawing(*, release_id: UUID, now: datetime) -> bool:
    """Draw the next letters whose day has moved; True when more are to be drawn."""
    undrawn = proposals.undrawn_letters().filter(decision__proposal__release=release_id).order_by("pk")
    for letter in list(undrawn[:CHUNK]):
        lettering.draw_again(letter=letter, now=now)
    if undrawn.exists():
        jobs.defer("review.draw", release=str(release_id))
        return True
    return False


@transaction.atomic
def _release_or_complete(release_id: UUID, now: datetime) -> None:
    held = Release.objects.select_for_update(skip_locked=True).filter(pk=release_id).first()
    if held is None:
        return
    if held.released_at is None:
        release(release_id=release_id, by=SYSTEM, now=now)
    elif _show(release_id, by=SYSTEM, now=now):
        jobs.defer("review.tell_released", release=str(release_id))


def _show(release_id: UUID, *, by: Actor, now: datetime) -> tuple[str, ...]:
    outcome = Subquery(Decision.objects.filter(application=OuterRef("pk")).values("outcome")[:1])
    return progress.move_all(
        applications=_settled(release_id),
        act=Act.RELEASE,
        role=Role.APPROVER,
        by=by,
        now=now,
        outcome=outcome,
    )


@transaction.atomic
def _tell(decision_id: int, now: datetime) -> None:
    held = Decision.objects.select_for_update(of=("self",), skip_locked=True)
    held = held.select_related("application__resident", "proposal__approved_by")
    decision = held.filter(pk=decision_id, told_at=None).first()
    if decision is not None and decision.proposal is not None:
        by = proposals.approver_of(decision.proposal).actor
        settling.let_know(decision=decision, read=filed(decision.application), by=by, now=now)


def _settled(release_id: UUID) -> QuerySet[Application]:
    return Application.objects.filter(
        decision__proposal__release=release_id, decision__dropped_at=None, state=State.SETTLED
    )


def _untold(release_id: UUID) -> QuerySet[Decision]:
    found = Decision.objects.filter(
        proposal__release=release_id, told_at=None, dropped_at=None, application__state=State.DECIDED
    )
    return found.order_by(F("branch").asc(nulls_last=True), "pk")


def _letters(held: Release) -> QuerySet[Letter]:
    return Letter.objects.filter(decision__proposal__release=held)


def _hold(given: Release) -> Release:
    return Release.objects.select_for_update().get(pk=given.pk)


def _record(verb: str, about: Release, *, by: Actor, now: datetime) -> None:
    audit.record(verb=verb, about=("release", str(about.pk)), by=by, now=now)
