"""Taking in an extract: received, checked and kept in the background, then used."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from itertools import islice
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import SYSTEM, Actor
from madoguchi.base import crypto, jobs
from madoguchi.people.models import Officer
from madoguchi.register.lookup import hashed, sealed
from madoguchi.register.models import RegisterEntry, RegisterExtract, RegisterMatch
from madoguchi.rules import extracts
from madoguchi.rules.extracts import CannotRead
from madoguchi.rules.matching import Key, Registered, keys_of_entry

CHUNK: Final = 5_000  # people
State = RegisterExtract.State
_COPY: Final = "COPY register_registerentry (extract_id, {columns}, sealed) FROM STDIN"


@transaction.atomic
def receive(
    *, content: bytes, section: str, as_of: date, officer: Officer, by: Actor, now: datetime
) -> RegisterExtract:
    """Take a file to be read in the background. Raises CannotRead where it is no extract at all."""
    layout = extracts.layout_of(content)
    extract = RegisterExtract.objects.create(
        section=section,
        as_of=as_of,
        sha256=hashlib.sha256(content).hexdigest(),
        content=crypto.seal_bytes(content),
        columns=dict(layout.headings),
        ignored=list(layout.ignored),
        officer=officer,
        received_at=now,
    )
    details = {"section": section, "sha256": extract.sha256}
    audit.record(verb="register.received", about=_about(extract), by=by, now=now, details=details)
    jobs.defer("register.continue_reading", extract=str(extract.pk))
    return extract


def continue_reading(*, extract_id: UUID, now: datetime) -> None:
    """Check every line, keep the people, take the extract into use. Stopped, it goes on where it was."""
    extract = RegisterExtract.objects.filter(pk=extract_id, state=State.READING).first()
    if extract is None:
        return
    content = crypto.unseal_bytes(extract.content)
    layout = extracts.layout_of(content)
    try:
        total = extracts.check(content, layout)
    except CannotRead as cannot:
        _refuse(extract_id, cannot, now)
        return
    RegisterExtract.objects.filter(pk=extract_id).update(total=total)
    people = extracts.people(content, layout, after=extract.done)
    done = extract.done
    while them := list(islice(people, CHUNK)):
        if not _keep(extract_id, done, them):
            return  # another worker has it
        done += len(them)
    _take_into_use(extract_id, now)


@transaction.atomic
def remove(*, extract: RegisterExtract, by: Actor, now: datetime) -> None:
    """Let go of the people of an extract; that it was there, and what was chosen, stays."""
    held = RegisterExtract.objects.select_for_update().get(pk=extract.pk)
    if held.removed_at is None:
        _let_go(held, State.REMOVED, now)
        audit.record(verb="register.removed", about=_about(held), by=by, now=now)


@transaction.atomic
def _refuse(extract_id: UUID, cannot: CannotRead, now: datetime) -> None:
    extract = RegisterExtract.objects.select_for_update().get(pk=extract_id)
    extract.state = State.REFUSED
    extract.content = ""
    extract.faults = [{"code": fault.code, "facts": dict(fault.facts)} for fault in cannot.faults]
    extract.fault_count = cannot.count
    extract.finished_at = extract.removed_at = now
    extract.save()
    details = {"faults": cannot.count}
    audit.record(verb="register.refused", about=_about(extract), by=SYSTEM, now=now, details=details)


@transaction.atomic
def _keep(extract_id: UUID, done: int, people: Sequence[Registered]) -> bool:
    """Write the next people. False when others wrote meanwhile, or the extract is not wanted any more."""
    extract = RegisterExtract.objects.select_for_update().defer("content").get(pk=extract_id)
    if extract.state != State.READING or extract.done != done:
        return False
    statement = _COPY.format(columns=", ".join(Key))
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for person in people:
            found = hashed(keys_of_entry(person, city=settings.CITY_NAME))
            copy.write_row((extract.pk, *(found.get(key, "") for key in Key), sealed(person)))
    extract.done = done + len(people)
    extract.save(update_fields=["done"])
    return True


@transaction.atomic
def _take_into_use(extract_id: UUID, now: datetime) -> None:
    extract = RegisterExtract.objects.select_for_update().get(pk=extract_id)
    if extract.state != State.READING:
        return
    for old in RegisterExtract.objects.select_for_update().filter(
        section=extract.section, state=State.IN_USE
    ):
        _let_go(old, State.REPLACED, now)
    extract.state, extract.content, extract.finished_at = State.IN_USE, "", now
    extract.save()
    details = {"section": extract.section, "people": extract.total}
    audit.record(verb="register.taken", about=_about(extract), by=SYSTEM, now=now, details=details)


def _let_go(extract: RegisterExtract, state: State, now: datetime) -> None:
    """Remove its people, and what was only proposed from them."""
    RegisterEntry.objects.filter(extract=extract).delete()
    RegisterMatch.objects.filter(extract=extract, decided_at=None).delete()
    extract.state, extract.content, extract.removed_at = state, "", now
    extract.save()


def _about(extract: RegisterExtract) -> tuple[str, str]:
    return "register", str(extract.pk)
