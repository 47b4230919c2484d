"""What concerns somebody, and what they were told with many, when two accounts become one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from madoguchi.outreach import keeping
from madoguchi.outreach.models import CollectionReminder, Profile, Recipient
from madoguchi.people.models import Resident


@transaction.atomic
def settle(*, kept: Resident, given_up: Resident, now: datetime) -> None:
    """Leave of each pair one row: what was agreed to last, what was told, what the kept account wished."""
    _agree_once(kept, given_up)
    _told_once(kept, given_up)
    if CollectionReminder.objects.filter(pk=kept.pk).exists():
        CollectionReminder.objects.filter(pk=given_up.pk).delete()


def _agree_once(kept: Resident, given_up: Resident) -> None:
    keeping.refresh(keeping.RESIDENT, kept.pk)
    mine, theirs = Profile.objects.get(pk=kept.pk), Profile.objects.filter(pk=given_up.pk).first()
    if theirs and theirs.agreed_at and (mine.agreed_at is None or mine.agreed_at < theirs.agreed_at):
        for said in ("district", "children_born", "interests", "agreed_at"):
            setattr(mine, said, getattr(theirs, said))
        mine.save()
    Profile.objects.filter(pk=given_up.pk).delete()


def _told_once(kept: Resident, given_up: Resident) -> None:
    told = Recipient.objects.filter(resident=given_up, told_at__isnull=False).values("broadcast")
    mine = Recipient.objects.filter(resident=kept)
    mine.filter(told_at=None, broadcast__in=told).delete()
    Recipient.objects.filter(resident=given_up, broadcast__in=mine.values("broadcast")).delete()
