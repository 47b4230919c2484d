"""Comparing applications with the register, many at once: it proposes, and leaves what was chosen."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from madoguchi.applications.models import Application
from madoguchi.audit import actions as audit
from madoguchi.audit.actions import SYSTEM, Actor
from madoguchi.base import jobs
from madoguchi.people.models import Officer
from madoguchi.people.queries import reaches
from madoguchi.register.models import RegisterExtract, RegisterRun
from madoguchi.register.proposals import propose
from madoguchi.register.queries import to_compare
from madoguchi.rules import calendar

CHUNK: Final = 200  # applications


@transaction.atomic
def start_run(
    *, extract: RegisterExtract, procedure: str, officer: Officer, by: Actor, now: datetime
) -> RegisterRun:
    """Begin to compare the applications under way of the extract's section, or of one procedure of it."""
    run = RegisterRun.objects.create(
        officer=officer,
        extract=extract,
        procedure=procedure,
        total=to_compare(section=extract.section, procedure=procedure).count(),
        started_at=now,
    )
    details = {"extract": str(extract.pk), "procedure": procedure, "applications": run.total}
    audit.record(
        verb="register.compared", about=("section", extract.section), by=by, now=now, details=details
    )
    jobs.defer("register.continue_run", run=str(run.pk))
    return run


@transaction.atomic
def continue_run(*, run_id: UUID, now: datetime) -> bool:
    """Compare the next applications; True when something may be left. Stopped, it goes on where it was."""
    waiting = RegisterRun.objects.select_for_update(of=("self",), skip_locked=True)
    run = waiting.select_related("extract", "officer").filter(pk=run_id, finished_at=None).first()
    if run is None:  # another worker has it
        return False
    found = _next(run, now)
    propose(applications=found, extract=run.extract, now=now)
    run.done += len(found)
    run.reached = found[-1].pk if found else run.reached
    if not found:
        run.finished_at = now
        audit.record(verb="register.run_finished", about=("section", run.extract.section), by=SYSTEM, now=now)
    else:
        jobs.defer("register.continue_run", run=str(run.pk))
    run.save()
    return bool(found)


def _next(run: RegisterRun, now: datetime) -> list[Application]:
    """Nothing more where the officer has left the section meanwhile, or the extract is gone."""
    section = run.extract.section
    is_theirs = reaches(officer=run.officer, section=section, on=calendar.local_day(now))
    if not is_theirs or run.extract.state != RegisterExtract.State.IN_USE:
        return []
    left = to_compare(section=section, procedure=run.procedure).filter(pk__gt=run.reached)
    return list(left.order_by("pk").select_for_update(of=("self",), no_key=True)[:CHUNK])
