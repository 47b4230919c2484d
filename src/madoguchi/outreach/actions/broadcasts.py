"""A broadcast from its first words to its release: written, proposed, let go, called back, stopped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.files.models import StoredFile
from madoguchi.messaging import actions as messaging
from madoguchi.messaging.line import month
from madoguchi.outreach import audiences, drawing
from madoguchi.outreach.models import Broadcast, Segment
from madoguchi.people.models import Officer, Role
from madoguchi.people.queries import may, role_in
from madoguchi.rules import broadcasting as rules
from madoguchi.rules import calendar
from madoguchi.rules.broadcasting import Plan, Quota, Refusal, State
from madoguchi.rules.line_sending import FALLBACK
from madoguchi.rules.messages import Lane

KIND: Final = "broadcast"
UNLIMITED: Final = Quota(most=None, used=0)


class CannotRelease(Exception):
    """It stays as it was; `refusal` says why."""

    def __init__(self, refusal: Refusal, people: int = 0) -> None:
        super().__init__(refusal)
        self.refusal, self.people = refusal, people


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What an officer wrote, looked through by the rules."""

    section: str
    name: str
    segment: Segment | None
    words: Mapping[str, Mapping[str, str]]
    targets: Sequence[str]
    plan: Plan
    picture: StoredFile | None = None


@transaction.atomic
def write(*, written: Written, officer: Officer, by: Actor, now: datetime) -> Broadcast:
    """Keep a draft; nobody is told yet."""
    row = Broadcast(**_columns(written), written_by=officer.number, written_at=now)
    row.save(force_insert=True)
    _record(row, "written", by, now)
    return row


@transaction.atomic
def change(
    *, broadcast: UUID, written: Written, officer: Officer, seen: int, by: Actor, now: datetime
) -> Broadcast:
    """Write it anew. What waits for a second person waits no more: they have not seen this.

    Raises CannotRelease.
    """
    row = _lock(broadcast)
    if row.state == State.RELEASED:
        raise CannotRelease(Refusal.MOVED_ON)
    if row.revision != seen:
        raise CannotRelease(Refusal.CHANGED)
    for name, value in _columns(written).items():
        setattr(row, name, value)
    row.revision, row.state, row.proposed_by = row.revision + 1, State.DRAFT, ""
    row.written_by, row.written_at = officer.number, now
    row.save()
    _record(row, "changed", by, now)
    return row


@transaction.atomic
def correct(*, broadcast: UUID, officer: Officer, by: Actor, now: datetime) -> Broadcast:
    """Begin a correction (訂正) with the words of that one; it goes to exactly those who were told.

    Raises CannotRelease.
    """
    wrong = _lock(broadcast)
    if not wrong.recipients.filter(told_at__isnull=False).exists():
        raise CannotRelease(Refusal.MOVED_ON)
    row = Broadcast(
        corrects=wrong,
        section=wrong.section,
        name=wrong.name,
        words=rules.corrected(wrong.words),
        targets=wrong.targets,
        is_emergency=wrong.is_emergency,
        written_by=officer.number,
        written_at=now,
    )
    row.save(force_insert=True)
    _record(row, "written", by, now)
    return row


@transaction.atomic
def try_out(*, broadcast: UUID, addresses: Sequence[str], by: Actor, now: datetime) -> None:
    """Mail it as it stands to the writer and colleagues, in each language, marked as a test.

    Asked for again it goes again: the first one may be lost. Pressed twice in one second it goes once.
    """
    row = Broadcast.objects.get(pk=broadcast)
    for code in rules.written(row.words):
        messaging.mail_many(
            to=[(None, address, code) for address in addresses],
            words={FALLBACK: drawing.tried(row, code), code: drawing.tried(row, code)},
            about=("broadcast_trial", f"{row.pk}:{now:%Y%m%d%H%M%S}:{code}"),
            lane=Lane.ONE_TO_ONE,
            expires_at=now + rules.LIVES,
            now=now,
        )
    _record(row, "tried", by, now)


@transaction.atomic
def discard(*, broadcast: UUID, by: Actor, now: datetime) -> None:
    """Throw a draft away. Raises CannotRelease."""
    row = _lock(broadcast)
    if row.state != State.DRAFT:
        raise CannotRelease(Refusal.MOVED_ON)
    _record(row, "discarded", by, now)
    row.delete()


@transaction.atomic
def release(
    *, broadcast: UUID, officer: Officer, seen: int, is_all_meant: bool, by: Actor, now: datetime
) -> Broadcast:
    """Let it go at its time, or lay it before a second person. Raises CannotRelease."""
    row = _lock(broadcast)
    reach, quota = _facts(row, seen, now)
    follows = rules.released(
        state=State(row.state),
        reach=reach,
        plan=audiences.plan_of(row),
        quota=quota,
        is_all_meant=is_all_meant,
        may_alone=_holds(officer, row, Role.ADMINISTRATOR, now),
        now=now,
    )
    if isinstance(follows, Refusal):
        raise CannotRelease(follows, reach.people)
    row.proposed_by = officer.number
    if follows is State.PROPOSED:
        row.state, row.people = follows, reach.people
        row.save(update_fields=["state", "people", "proposed_by"])
        _record(row, "proposed", by, now)
        return row
    return _let_go(row, officer, by, now)


@transaction.atomic
def approve(*, broadcast: UUID, officer: Officer, seen: int, by: Actor, now: datetime) -> Broadcast:
    """The second person lets it go. Raises CannotRelease."""
    row = _lock(broadcast)
    reach, quota = _facts(row, seen, now)
    refusal = rules.approved(
        state=State(row.state),
        reach=reach,
        plan=audiences.plan_of(row),
        quota=quota,
        is_same_person=officer.number in (row.proposed_by, row.written_by),
        may_approve=_holds(officer, row, Role.APPROVER, now),
        now=now,
    )
    if refusal is not None:
        raise CannotRelease(refusal, reach.people)
    return _let_go(row, officer, by, now)


@transaction.atomic
def call_back(*, broadcast: UUID, by: Actor, now: datetime) -> None:
    """Nothing of it has left: it is a draft again, and nobody is noted for it. Raises CannotRelease."""
    row = _lock(broadcast)
    begun = row.waves.filter(begun_at__isnull=False).exists()
    if not rules.may_call_back(State(row.state), goes_at=row.goes_at, begun=begun, now=now):
        raise CannotRelease(Refusal.TOO_LATE)
    row.waves.all().delete()
    row.recipients.all().delete()
    row.state, row.proposed_by, row.released_by, row.released_at, row.goes_at = (
        State.DRAFT,
        "",
        "",
        None,
        None,
    )
    row.stopped_at, row.stopped_by, row.revision = None, "", row.revision + 1
    row.save()
    _record(row, "called_back", by, now)


@transaction.atomic
def stop(*, broadcast: UUID, officer: Officer, by: Actor, now: datetime) -> None:
    """Tell nobody more of it; what is on its way arrives."""
    row = _lock(broadcast)
    if row.state != State.RELEASED or row.stopped_at is not None:
        return
    row.stopped_at, row.stopped_by = now, officer.number
    row.save(update_fields=["stopped_at", "stopped_by"])
    for sent in _on_line(row):
        messaging.stop_broadcast(broadcast=sent, by=by, now=now)
    messaging.hold_mail(about=(KIND, str(row.pk)), now=now)
    _record(row, "stopped", by, now)


@transaction.atomic
def go_on(*, broadcast: UUID, by: Actor, now: datetime) -> None:
    """Go on exactly where it stopped, by hand or because the month was used up. Raises CannotRelease."""
    row = _lock(broadcast)
    if row.state != State.RELEASED:
        raise CannotRelease(Refusal.MOVED_ON)
    if refusal := rules.may_go_on(is_emergency=row.is_emergency, now=now):
        raise CannotRelease(refusal)
    row.stopped_at, row.stopped_by = None, ""
    row.save(update_fields=["stopped_at", "stopped_by"])
    for sent in _on_line(row):
        messaging.resume_broadcast(broadcast=sent, by=by, now=now)
    messaging.send_held_mail(about=(KIND, str(row.pk)), now=now)
    _record(row, "resumed", by, now)


def _let_go(row: Broadcast, officer: Officer, by: Actor, now: datetime) -> Broadcast:
    condition = None if row.corrects_id else audiences.condition_of(row, now)
    row.by_consent = condition is not None and rules.needs_consent(condition)
    waves = audiences.freeze(row, condition, now)
    if not waves:
        raise CannotRelease(Refusal.NOBODY)
    row.state, row.goes_at = State.RELEASED, waves[0].leaves_at
    row.released_by, row.released_at = officer.number, now
    row.save()
    _record(row, "released", by, now)
    return row


def _facts(row: Broadcast, seen: int, now: datetime) -> tuple[rules.Reach, Quota]:
    """Whom it means and what the month holds; nothing is decided on what somebody has not looked at."""
    if row.revision != seen:
        raise CannotRelease(Refusal.CHANGED)
    reach = audiences.reach(row, now)
    if reach is None:
        raise CannotRelease(Refusal.GONE)
    return reach, month.known(now=now) or UNLIMITED


def _holds(officer: Officer, row: Broadcast, needed: Role, now: datetime) -> bool:
    return may(role_in(officer=officer, section=row.section, on=calendar.local_day(now)), needed)


def _on_line(row: Broadcast) -> list[UUID]:
    return [each.on_line for each in row.waves.all() if each.on_line is not None]


def _columns(written: Written) -> dict[str, Any]:
    plan = written.plan
    return {
        "section": written.section,
        "name": written.name,
        "segment": written.segment,
        "words": {code: dict(said) for code, said in written.words.items()},
        "targets": list(written.targets),
        "picture": written.picture,
        "is_emergency": plan.is_emergency,
        "asked_at": plan.asked_at,
        "expires_at": plan.expires_at,
        "wave_size": plan.wave_size,
        "wave_minutes": plan.wave_minutes,
    }


def _lock(broadcast: UUID) -> Broadcast:
    found = Broadcast.objects.select_for_update(of=("self",)).select_related("segment")
    return found.get(pk=broadcast)


def _record(row: Broadcast, verb: str, by: Actor, now: datetime) -> None:
    details = {"people": row.people, "revision": row.revision}
    audit.record(verb=f"{KIND}.{verb}", about=(KIND, str(row.pk)), by=by, now=now, details=details)
