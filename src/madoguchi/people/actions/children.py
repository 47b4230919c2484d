"""Children for whom families ask for a place."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.people.models import Child, Resident
from madoguchi.rules.names import kana_order, without_spaces


@transaction.atomic
def know(
    *, resident: Resident | None, name: str, kana: str, birth_date: date, by: Actor, now: datetime
) -> Child:
    """The child of this resident by that name, reading and day of birth; new where there was none.

    A space between the names says nothing. Children are never merged by guess: one whom somebody else
    applied for is another row.
    """
    found = _known(resident, name, kana, birth_date) if resident is not None else None
    if found is not None:
        return found
    child = Child.objects.create(
        resident=resident, name=name, kana=kana, kana_order=kana_order(kana), birth_date=birth_date
    )
    audit.record(verb="child.known", about=("child", str(child.reference)), by=by, now=now)
    return child


@transaction.atomic
def forget(*, children: Collection[Child], by: Actor, now: datetime) -> int:
    """Remove children of whom nothing else is kept, with where they belonged; how many."""
    gone = [child.pk for child in children]
    if gone:
        Child.objects.filter(pk__in=gone).delete()
        audit.record(
            verb="children.removed",
            about=("children", str(len(gone))),
            by=by,
            now=now,
            details={"count": len(gone)},
        )
    return len(gone)


def _known(resident: Resident, name: str, kana: str, birth_date: date) -> Child | None:
    born = Child.objects.filter(resident=resident, birth_date=birth_date).order_by("pk")
    told = _written(name, kana)
    return next((each for each in born if _written(each.name, each.kana) == told), None)


def _written(name: str, kana: str) -> tuple[str, str]:
    return without_spaces(name), without_spaces(kana)
