"""What is proposed for the people of an application: written anew each time, until an officer chooses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from madoguchi.applications.models import Application
from madoguchi.applications.queries import Filed, filed_together
from madoguchi.base import crypto
from madoguchi.register import lookup
from madoguchi.register.lookup import Compared
from madoguchi.register.models import RegisterExtract, RegisterMatch
from madoguchi.rules.matching import Candidate, Result


def propose(*, applications: Sequence[Application], extract: RegisterExtract, now: datetime) -> None:
    """Write down who the people of these locked applications may be, but for those already chosen."""
    RegisterMatch.objects.filter(application__in=applications, decided_at=None).delete()
    chosen = set(
        RegisterMatch.objects.filter(application__in=applications).values_list("application_id", "path")
    )
    read = filed_together(applications)
    RegisterMatch.objects.bulk_create(
        match
        for each, people in zip(read, lookup.compare(read, extract), strict=True)
        for match in _proposals(each, people, extract, now)
        if (match.application_id, match.path) not in chosen
    )


def _proposals(
    read: Filed, people: Sequence[Compared], extract: RegisterExtract, now: datetime
) -> Iterator[RegisterMatch]:
    for one in people:
        match = RegisterMatch(
            application=read.application,
            path=one.sought.path,
            role=one.sought.role,
            extract=extract,
            answers=read.number,
            matched_at=now,
        )
        describe(match, one.finding.result, one.finding.only)
        yield match


def describe(match: RegisterMatch, result: Result, candidate: Candidate | None) -> None:
    """Set what a match says of the one proposed or chosen."""
    match.result = result
    match.differences = list(candidate.differences) if candidate else []
    match.is_shielded = candidate.entry.is_shielded if candidate else False
    match.sealed = (
        crypto.seal({"number": candidate.entry.number, "household": candidate.entry.household})
        if candidate
        else ""
    )
