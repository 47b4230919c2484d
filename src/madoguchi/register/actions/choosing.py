"""Officers choose who it is: one by one, together where everything is the same, and undo it again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from madoguchi.applications.models import Application
from madoguchi.applications.queries import filed
from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.people.models import Officer
from madoguchi.register import lookup
from madoguchi.register.models import RegisterMatch
from madoguchi.register.proposals import describe, propose
from madoguchi.register.queries import in_use, list_sure
from madoguchi.register.wanted import Wanted
from madoguchi.rules.matching import Reason, Result, refuse_choice


class CannotChoose(Exception):
    """Nobody was chosen; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@transaction.atomic
def choose(
    *,
    application: Application,
    choices: Mapping[str, int | None],
    officer: Officer,
    by: Actor,
    now: datetime,
) -> list[RegisterMatch]:
    """Say who of the register people are, by path; None says: nobody in it. Raises CannotChoose."""
    row = _lock(application)
    extract = in_use(row.section)
    if extract is None:
        raise CannotChoose(Reason.NO_EXTRACT)
    read = filed(row)
    (compared,) = lookup.compare([read], extract)
    people = {each.sought.path: each for each in compared}
    held = {each.path: each for each in RegisterMatch.objects.filter(application=row)}
    if not set(choices) <= set(people):
        raise CannotChoose(Reason.NOT_ASKED)

    chosen = []
    for path, ref in choices.items():
        one = people[path]
        match = held.get(path) or RegisterMatch(application=row, path=path, role=one.sought.role)
        if reason := refuse_choice(one.finding, ref, is_chosen=match.decided_at is not None):
            raise CannotChoose(reason)
        candidate = next((each for each in one.finding.candidates if each.entry.ref == ref), None)
        describe(match, candidate.result if candidate else Result.NONE, candidate)
        match.extract, match.answers, match.matched_at = extract, read.number, now
        match.officer, match.decided_at = officer, now
        match.save()
        chosen.append(match)
    results = {match.path: match.result for match in chosen}
    audit.record(verb="register.matched", about=_about(row), by=by, now=now, details={"results": results})
    return chosen


@transaction.atomic
def undo(*, application: Application, path: str, by: Actor, now: datetime) -> None:
    """Take a choice back: it is proposed anew, from the extract in use."""
    row = _lock(application)
    undone, _ = RegisterMatch.objects.filter(application=row, path=path, decided_at__isnull=False).delete()
    if not undone:
        return
    if extract := in_use(row.section):
        propose(applications=[row], extract=extract, now=now)
    audit.record(verb="register.unmatched", about=_about(row), by=by, now=now, details={"question": path})


@transaction.atomic
def confirm_sure(*, section: str, wanted: Wanted, officer: Officer, by: Actor, now: datetime) -> int:
    """Confirm every proposal that is the same in everything; how many there were."""
    extract = in_use(section)
    if extract is None:
        raise CannotChoose(Reason.NO_EXTRACT)
    sure = list_sure(section=section, wanted=wanted, extract=extract).select_for_update(of=("self",))
    found = dict(sure.values_list("pk", "application__reference"))
    RegisterMatch.objects.filter(pk__in=found).update(officer=officer, decided_at=now)
    audit.record(
        verb="register.confirmed",
        about=("section", section),
        by=by,
        now=now,
        details={"references": sorted(set(found.values())), "people": len(found)},
    )
    return len(found)


def _lock(application: Application) -> Application:
    """One choice at a time for an application, and none while it is compared."""
    return Application.objects.select_for_update(no_key=True).get(pk=application.pk)


def _about(application: Application) -> tuple[str, str]:
    return "application", application.reference
