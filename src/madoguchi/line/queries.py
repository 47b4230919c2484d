"""Reading what waits at this entrance."""

from __future__ import annotations

from datetime import datetime

from madoguchi.messaging.models import Friend, LineEvent
from madoguchi.people.models import Account, Resident


def list_left_behind(*, before: datetime) -> list[str]:
    """Whose events wait longer than a job takes."""
    waiting = LineEvent.objects.filter(worked_at=None, received_at__lt=before)
    return list(waiting.order_by("line_user_id").values_list("line_user_id", flat=True).distinct())


def account_of(person: str) -> Account | None:
    """The account that somebody on LINE is linked to, unless it is barred."""
    friend = Friend.objects.filter(line_user_id=person).first()
    if friend is None or friend.resident_ref is None:
        return None
    resident = Resident.objects.select_related("account").filter(reference=friend.resident_ref).first()
    return resident.account if resident and resident.account and resident.account.is_active else None


def friend_of(resident: Resident) -> Friend | None:
    """What a resident is on LINE, if they are linked."""
    return Friend.objects.filter(resident_ref=resident.reference).first()
