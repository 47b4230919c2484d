"""Applications that may be for one child: found when they are filed, never merged, said by an officer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from madoguchi.applications.models import Application, Claimed, Likeness
from madoguchi.applications.queries import filed
from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.people.models import Officer
from madoguchi.rules import likeness
from madoguchi.rules.documents import Document
from madoguchi.rules.likeness import Reason


class CannotSay(Exception):
    """Nothing was said, or nothing that makes sense; `reason` says which."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


def flag(
    *,
    application: Application,
    document: Document,
    answers: Mapping[str, Any],
    alike: str,
    once: str,
    by: Actor,
    now: datetime,
) -> bool:
    """Set this application beside every living one for a child of the same name and birthday.

    `alike` and `once` are the keys of its limit, as one that flags and as one that refuses. Part of a filing,
    in its transaction; of two at the same moment the second waits and finds the first. False where this
    account has applied for the child before.
    """
    _hold(alike)
    if application.answer_count > 1:
        _pairs(application).filter(verdict="").delete()
    found = Claimed.objects.filter(Q(alike=alike) | Q(key=once)).exclude(application=application)
    others = [claim.application for claim in found.select_related("application").order_by("pk")]
    if any(application.resident_id and other.resident_id == application.resident_id for other in others):
        return False
    mine = likeness.family(document, answers)
    for other in others:
        _set_beside(application, mine, other, by=by, now=now)
    return True


@transaction.atomic
def say(*, pair: Likeness, verdict: str, note: str, officer: Officer, by: Actor, now: datetime) -> Likeness:
    """Say whether two applications are for one child or for two, and how one knows. Raises CannotSay."""
    held = Likeness.objects.select_for_update(of=("self",)).get(pk=pair.pk)
    if refusal := likeness.refuse(verdict, note):
        raise CannotSay(refusal)
    held.verdict, held.note, held.said_by, held.said_at = verdict, note.strip(), officer, now
    held.save(update_fields=["verdict", "note", "said_by", "said_at"])
    audit.record(
        verb=f"application.said_{verdict}",
        about=("application", held.application.reference),
        by=by,
        now=now,
        details={"references": [held.application.reference, held.other.reference]},
    )
    return held


def _hold(alike: str) -> None:
    """One filing at a time for a child of this name and birthday, until commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [alike])


def _set_beside(
    application: Application, mine: likeness.Family, other: Application, *, by: Actor, now: datetime
) -> None:
    if _pairs(application).filter(Q(application=other) | Q(other=other)).exists():
        return
    read = filed(other)
    theirs = likeness.family(read.document, read.answers)
    Likeness.objects.create(
        application=application,
        other=other,
        kind=likeness.compare(mine, theirs),
        relation=mine.relation,
        other_relation=theirs.relation,
        found_at=now,
    )
    audit.record(
        verb="application.found_alike",
        about=("application", application.reference),
        by=by,
        now=now,
        details={"references": [application.reference, other.reference]},
    )


def _pairs(application: Application) -> QuerySet[Likeness]:
    return Likeness.objects.filter(Q(application=application) | Q(other=application))
