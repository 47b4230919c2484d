"""What happens to an application after it arrived: moves between states, the correction draft, a new code."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.expressions import Combinable

from madoguchi.applications.actions.drafts import OWN_DOOR, Through
from madoguchi.applications.actions.telling import tell
from madoguchi.applications.announcements import ApplicationWithdrawn
from madoguchi.applications.models import Application, Claimed, Draft, DraftKind, Event
from madoguchi.applications.queries import filed, is_waiting
from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.base import counters, crypto, rows
from madoguchi.base.announce import announce
from madoguchi.booking.actions import changing
from madoguchi.procedures.queries import document_of
from madoguchi.rules import calendar, care, lifecycle, references, retention
from madoguchi.rules.lifecycle import Act, Role, State
from madoguchi.rules.submission import Delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class Under:
    """A newer version, and what it makes of the answers that were filed."""

    version_id: int
    answers: Mapping[str, Any]


class CannotMove(Exception):
    """The life-cycle does not allow it; `refusal` says why."""

    def __init__(self, refusal: lifecycle.Refusal) -> None:
        super().__init__(refusal.reason.value)
        self.refusal = refusal


@transaction.atomic
def move(
    *,
    application: Application,
    act: Act,
    role: Role,
    by: Actor,
    now: datetime,
    outcome: str = "",
    facts: dict[str, Any] | None = None,
) -> Application:
    """Take the application to the state `act` leads to, or raise CannotMove.

    Locks the row and writes the time line and the audit line; the caller, in the same transaction,
    writes what the act is about.
    """
    locked = Application.objects.select_for_update().get(pk=application.pk)
    is_checked = not locked.waits_for_check
    moved = lifecycle.next_state(
        state=State(locked.state), act=act, role=role, is_checked=is_checked, waits=is_waiting(locked)
    )
    if isinstance(moved, lifecycle.Refusal):
        raise CannotMove(moved)
    locked.state = moved
    locked.outcome = outcome or locked.outcome
    locked.delete_on = _deleted(locked.version_id, now) if moved in lifecycle.ENDED else None
    with rows.together():
        rows.change(locked, state=moved, outcome=locked.outcome, delete_on=locked.delete_on)
        rows.put(
            Event,
            application_id=locked.pk,
            at=now,
            act=act,
            state=moved,
            by_kind=by.kind,
            by_ref=by.ref,
            facts=facts or {},
        )
        audit.record(
            verb=f"application.{act.value}",
            about=("application", locked.reference),
            by=by,
            now=now,
            details=facts,
        )
    return locked


@transaction.atomic
def move_all(
    *,
    applications: QuerySet[Application],
    act: Act,
    role: Role,
    by: Actor,
    now: datetime,
    outcome: Combinable | None = None,
) -> tuple[str, ...]:
    """Do `act` to all of these at once, leaving out those it may not be done to; the numbers of the others.

    One statement for each state and version, so that no page shows one moved and another not. `outcome` says
    for each row how it ends. One line in the record names them all.
    """
    held = _past_check(applications, act).select_for_update(of=("self",)).order_by("pk")
    rows = list(held.values_list("pk", "reference", "state", "version_id"))
    ways = _ways(act, role)
    moved = [row for row in rows if row[2] in ways]
    for state, version in sorted({(row[2], row[3]) for row in moved}):
        these = [row[0] for row in moved if row[2:] == (state, version)]
        ending: dict[str, Any] = {"outcome": outcome} if outcome is not None else {}
        if ways[state] in lifecycle.ENDED:
            ending["delete_on"] = _deleted(version, now)
        Application.objects.filter(pk__in=these).update(state=ways[state], **ending)
    Event.objects.bulk_create(
        Event(application_id=pk, at=now, act=act, state=ways[state], by_kind=by.kind, by_ref=by.ref)
        for pk, _, state, _ in moved
    )
    references = tuple(reference for _, reference, *_ in moved)
    audit.record(
        verb=f"applications.{act.value}",
        about=("applications", str(len(references))),
        by=by,
        now=now,
        details={"references": list(references)},
    )
    return references


def _past_check(applications: QuerySet[Application], act: Act) -> QuerySet[Application]:
    if act not in lifecycle.AFTER_CHECK:
        return applications
    return applications.exclude(entered_by__isnull=False, checked_by=None)


def _ways(act: Act, role: Role) -> dict[str, State]:
    """Where `act` leads from each state in which it may be done."""
    found = {state: lifecycle.next_state(state=state, act=act, role=role) for state in State}
    return {state: to for state, to in found.items() if isinstance(to, State)}


def _deleted(version_id: int, now: datetime) -> date:
    years = document_of(version_id).retention.years
    return retention.deletes_on(calendar.local_day(now), years)


@transaction.atomic
def open_correction(
    *,
    application: Application,
    paths: Sequence[str],
    by: Actor,
    now: datetime,
    through: Through = OWN_DOOR,
    under: Under | None = None,
) -> Draft:
    """A draft over the sealed answers in which only `paths` may change, perhaps under a newer version."""
    read = filed(application)
    version_id = under.version_id if under else application.version_id
    plain, sensitive = care.part(document_of(version_id), under.answers if under else read.answers)
    draft = Draft.objects.create(
        kind=DraftKind.CORRECTION,
        version_id=version_id,
        moved_from_id=application.version_id if under else None,
        resident_id=application.resident_id,
        application=application,
        language=application.language,
        answers=plain,
        sealed=crypto.seal(sensitive) if sensitive else "",
        open_paths=list(paths),
        created_at=now,
        saved_at=now,
        door=through.door,
        section=through.section,
        entered_by=through.officer,
    )
    audit.record(
        verb="application.correction_opened",
        about=("application", application.reference),
        by=by,
        now=now,
        details={"questions": list(paths)},
    )
    return draft


@transaction.atomic
def close_correction(*, application: Application, by: Actor, now: datetime) -> None:
    """Take back a correction that nobody will answer any more."""
    gone, _ = _open_corrections(application).delete()
    if gone:
        audit.record(
            verb="application.correction_closed", about=("application", application.reference), by=by, now=now
        )


def _open_corrections(application: Application) -> QuerySet[Draft]:
    return Draft.objects.filter(application=application, kind=DraftKind.CORRECTION, submitted_at=None)


@transaction.atomic
def release_limits(*, application: Application, by: Actor, now: datetime) -> None:
    """What only one living application may hold is free again: this one was refused or taken back."""
    gone, _ = Claimed.objects.filter(application=application).delete()
    if gone:
        audit.record(
            verb="application.limits_released", about=("application", application.reference), by=by, now=now
        )


@transaction.atomic
def withdraw(*, application: Application, role: Role, by: Actor, now: datetime) -> Application:
    """取下げ: taken back before a decision, or while its applicant waits for a place. Raises CannotMove."""
    withdrawn = move(application=application, act=Act.WITHDRAW, role=role, by=by, now=now)
    release_limits(application=withdrawn, by=by, now=now)
    _open_corrections(withdrawn).delete()
    document = document_of(withdrawn.version_id)
    tell(application=withdrawn, document=document, template="withdrawn", key="once", now=now)
    announce(ApplicationWithdrawn(reference=withdrawn.reference, by=by, at=now))
    if document.limits.capacity is not None:
        counters.give_back(f"capacity:{document.id}")
    changing.give_back(application=withdrawn.reference, by=by, now=now)
    return withdrawn


@transaction.atomic
def choose_delivery(*, application: Application, wished: Delivery, by: Actor, now: datetime) -> bool:
    """Have letters on my page or on paper. False when it is decided already, and nothing was changed."""
    locked = Application.objects.select_for_update().get(pk=application.pk)
    if locked.state in lifecycle.ENDED:
        return False
    locked.delivery = wished
    locked.save(update_fields=["delivery"])
    audit.record(
        verb="application.delivery_chosen",
        about=("application", locked.reference),
        by=by,
        now=now,
        details={"delivery": wished.value},
    )
    return True


@transaction.atomic
def reissue_inquiry_code(*, application: Application, by: Actor, now: datetime) -> str:
    """A new code to follow the application by number; the one before stops working."""
    code = references.inquiry_code(os.urandom(16))
    Application.objects.filter(pk=application.pk).update(inquiry_hash=crypto.salted_hash("inquiry", code))
    audit.record(
        verb="application.code_reissued", about=("application", application.reference), by=by, now=now
    )
    return code
