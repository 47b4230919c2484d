"""窓口で入力する: an officer types what came on paper or by telephone; another compares it with the paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from madoguchi.applications.actions import drafts, progress, submission
from madoguchi.applications.actions.drafts import Seen, Through
from madoguchi.applications.actions.submission import Came, HowItCame, Receipt
from madoguchi.applications.models import Application, Attachment, Draft
from madoguchi.applications.queries import Writing, open_entry_of
from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.files.models import StoredFile
from madoguchi.people.models import Officer
from madoguchi.rules import doors
from madoguchi.rules.doors import Arrival, Door, Period, Reason, Refusal, Slip
from madoguchi.rules.lifecycle import MENDABLE, State


class CannotEnter(Exception):
    """What was typed cannot be filed, or not be checked; `refusals` say why, box by box."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__(", ".join(refusal.reason.value for refusal in refusals))
        self.refusals = refusals


def begin_entry(
    *, version_id: int, section: str, officer: Officer, slip: Slip, by: Actor, now: datetime
) -> Draft:
    """Open an empty draft for officers of a section; no resident ever reaches it."""
    through = Through(door=Door.ENTERED, section=section, officer=officer, slip=asdict(slip))
    return drafts.begin(version_id=version_id, resident=None, language="ja", by=by, now=now, through=through)


@transaction.atomic
def save_entry(
    *, draft_id: UUID, answers: Mapping[str, Any], slip: Slip, seen: Seen, by: Actor, now: datetime
) -> Writing:
    """Keep what was typed, right or wrong, with what stands beside the answers. Raises StaleDraft."""
    saved = drafts.save(draft_id=draft_id, answers=answers, seen=seen, language="ja", by=by, now=now)
    if not saved.is_correction:
        saved.draft.slip = asdict(slip)
        saved.draft.save(update_fields=["slip"])
    return saved


@transaction.atomic
def add_scans(*, draft_id: UUID, scans: Sequence[tuple[StoredFile, str]], by: Actor, now: datetime) -> None:
    """Keep scans of the whole paper, in order; one that is held already stays one."""
    draft = Draft.objects.select_for_update(of=("self",)).get(pk=draft_id, submitted_at=None)
    held = set(draft.attachments.filter(path="", removed_at=None).values_list("file_id", flat=True))
    Attachment.objects.bulk_create(
        Attachment(draft=draft, path="", file=file, name=name, added_at=now + timedelta(microseconds=place))
        for place, (file, name) in enumerate(scans)
        if file.pk not in held
    )
    audit.record(
        verb="draft.scan_added",
        about=("draft", str(draft_id)),
        by=by,
        now=now,
        details={"scans": len(scans)},
    )


@transaction.atomic
def remove_scan(*, draft_id: UUID, attachment_id: UUID, by: Actor, now: datetime) -> None:
    """Take one scan away again; the bytes are swept later."""
    held = Attachment.objects.filter(draft=draft_id, pk=attachment_id, path="", removed_at=None)
    if held.update(removed_at=now):
        audit.record(verb="draft.scan_removed", about=("draft", str(draft_id)), by=by, now=now)


def submit_entry(
    *, draft_id: UUID, officer: Officer, may_take_late: bool, by: Actor, now: datetime
) -> Receipt:
    """File what was typed: it counts from the instant its paper came, and waits for a second officer.

    Raises CannotEnter for the arrival, CannotSubmit for the answers, AlreadyFiled.
    """
    how = _how(officer, may_take_late=may_take_late)
    return submission.submit(draft_id=draft_id, by=by, now=now, how=how)


def _how(officer: Officer, *, may_take_late: bool) -> HowItCame:
    def came(draft: Draft, period: Period, now: datetime) -> Came:
        slip = doors.read_slip(draft.slip)
        arrival = doors.read_arrival(slip, period=period, may_take_late=may_take_late, now=now)
        if not isinstance(arrival, Arrival):
            raise CannotEnter(*arrival)
        return _came(slip, arrival, officer)

    return came


def _came(slip: Slip, arrival: Arrival, officer: Officer) -> Came:
    stands_in = {"name": slip.representative.strip(), "relation": slip.relation.strip()}
    return Came(
        at=arrival.at,
        door=Door.REPRESENTATIVE if slip.represented else Door.ENTERED,
        medium=arrival.medium,
        represented_by=stands_in if slip.represented else {},
        entered_by=officer,
        afterwards_reason=slip.afterwards_reason.strip(),
        late_reason=slip.late_reason.strip() if arrival.is_late else "",
        email=slip.email.strip(),
        contact_by=slip.contact_by,
    )


@transaction.atomic
def check_entry(*, application: Application, officer: Officer, by: Actor, now: datetime) -> Application:
    """Confirm that what was typed is what the paper says. Raises CannotEnter."""
    locked = _waiting(application, officer)
    locked.checked_by, locked.checked_at = officer, now
    locked.save(update_fields=["checked_by", "checked_at"])
    audit.record(verb="application.entry_checked", about=("application", locked.reference), by=by, now=now)
    return locked


@transaction.atomic
def send_back_entry(
    *, application: Application, paths: Sequence[str], officer: Officer, by: Actor, now: datetime
) -> Draft:
    """Say where it differs from the paper: those answers are typed anew, then compared again."""
    locked = _waiting(application, officer)
    if not paths or State(locked.state) not in MENDABLE:
        raise CannotEnter(Refusal(Reason.NOTHING_MARKED if not paths else Reason.NOT_WAITING))
    through = Through(door=Door.ENTERED, section=locked.section, officer=officer)
    audit.record(
        verb="application.entry_sent_back",
        about=("application", locked.reference),
        by=by,
        now=now,
        details={"questions": list(paths)},
    )
    return progress.open_correction(application=locked, paths=paths, by=by, now=now, through=through)


def _waiting(application: Application, officer: Officer) -> Application:
    """The application, held until commit, for an officer who may check it."""
    locked = (
        Application.objects.select_for_update(of=("self",))
        .select_related("entered_by")
        .get(pk=application.pk)
    )
    refusal = doors.refuse_check(
        is_waiting=locked.waits_for_check and open_entry_of(locked) is None,
        entered_by=locked.entered_by.number if locked.entered_by else "",
        checked_by=officer.number,
    )
    if refusal:
        raise CannotEnter(refusal)
    return locked
