"""What residents say for being told what concerns them, and the nightly look at what the house keeps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.outreach import keeping
from madoguchi.outreach.models import Profile
from madoguchi.people.models import Resident
from madoguchi.rules.wishes import Wishes


@transaction.atomic
def agree(*, resident: Resident, wishes: Wishes, by: Actor, now: datetime) -> None:
    """Keep what a resident says of themselves, for this purpose alone."""
    _say(resident, wishes, agreed_at=now)
    audit.record(verb="profile.agreed", about=("resident", str(resident.reference)), by=by, now=now)


@transaction.atomic
def withdraw(*, resident: Resident, by: Actor, now: datetime) -> None:
    """Forget all of it at once; what follows from applications stays, since it is theirs."""
    _say(resident, Wishes(), agreed_at=None)
    audit.record(verb="profile.withdrawn", about=("resident", str(resident.reference)), by=by, now=now)


@transaction.atomic
def rebuild(*, after: int, by: Actor, now: datetime) -> tuple[int, Mapping[str, int]] | None:
    """Compare the next residents' profiles with the house, and mend them. None: there are no more.

    Returns the last of them, and in how many profiles each column was wrong: some listener missed news.
    """
    ids = list(
        Resident.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[: keeping.BATCH]
    )
    if not ids:
        return None
    wrong = Counter(name for _, names in keeping.differences(after) for name in names)
    keeping.refresh(keeping.AFTER, after)
    if wrong:
        audit.record(verb="profiles.mended", about=("profiles", ""), by=by, now=now, details=dict(wrong))
    return ids[-1], wrong


def rebuild_all(*, by: Actor, now: datetime) -> Mapping[str, int]:
    """Go through everybody, each batch in a transaction of its own; how often each column was wrong."""
    after, wrong = 0, Counter[str]()
    while (done := rebuild(after=after, by=by, now=now)) is not None:
        after, found = done
        wrong.update(found)
    return wrong


def _say(resident: Resident, wishes: Wishes, *, agreed_at: datetime | None) -> None:
    keeping.refresh(keeping.RESIDENT, resident.pk)
    Profile.objects.filter(pk=resident.pk).update(
        district=wishes.district,
        children_born=list(wishes.children_born),
        interests=list(wishes.interests),
        agreed_at=agreed_at,
    )
