"""Whose hand-over list an officer may look at, and everything that stands on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404

from madoguchi.people import queries as people
from madoguchi.people.models import Officer, Post, Role
from madoguchi.procedures import queries as procedures
from madoguchi.procedures.queries import Owned
from madoguchi.review import handover as review
from madoguchi.review.handover import Work
from madoguchi.review.models import Batch, Note
from madoguchi.rules import calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverList:
    """What an officer leaves behind in the sections that its reader may see, and who could take it."""

    officer: Officer
    is_own: bool
    sections: frozenset[str]
    work: Sequence[Work]
    batches: Sequence[Batch]
    notes: Sequence[Note]
    owned: Sequence[Owned]
    takers: Sequence[Officer]
    leaves: Sequence[Post]  # posts that end, the first first


def access_list(*, number: str, reader: Officer, now: datetime) -> HandOverList:
    """The list of an officer: for themselves, and for whoever approves in a section of theirs; else 404."""
    on = calendar.local_day(now)
    officer = people.officer_by_number(number)
    if officer is None:
        raise Http404
    sections = _shared(officer, reader, on)
    if not sections:
        raise Http404
    return HandOverList(
        officer=officer,
        is_own=officer.pk == reader.pk,
        sections=sections,
        work=review.list_work(officer=officer, sections=sections),
        batches=review.list_batches(officer=officer),
        notes=review.list_fresh_notes(officer=officer, sections=sections, now=now),
        owned=procedures.list_owned_by(number=officer.number, sections=sections),
        takers=[
            each for each in people.list_officers_ahead(sections=sections, on=on) if each.pk != officer.pk
        ],
        leaves=people.list_leaving(sections=sections, on=on, officer=officer),
    )


def list_leaving(*, reader: Officer, on: date) -> list[Post]:
    """Posts that end or just ended in the sections where the reader approves."""
    return people.list_leaving(sections=_approves_in(reader, on), on=on)


def _shared(officer: Officer, reader: Officer, on: date) -> frozenset[str]:
    reached = people.sections_of(officer=reader, on=on)
    if officer.pk == reader.pk:
        return frozenset(reached)
    return _approves_in(reader, on) & people.sections_around(officer=officer, on=on)


def _approves_in(reader: Officer, on: date) -> frozenset[str]:
    held: Mapping[str, Role] = people.sections_of(officer=reader, on=on)
    return frozenset(code for code, role in held.items() if people.may(role, Role.APPROVER))
