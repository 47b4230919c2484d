"""Who began by LINE alone and has an account by mail, too, has one from now on."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from madoguchi.audit.actions import Actor
from madoguchi.base.announce import announce
from madoguchi.checkin import queries as checkin
from madoguchi.messaging.announcements import FriendChanged
from madoguchi.messaging.models import Friend
from madoguchi.people.actions import joining
from madoguchi.people.models import Resident
from madoguchi.rules import joining as rules
from madoguchi.rules.joining import Refusal, Side


class CannotJoin(Exception):
    """They stay two accounts; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


@transaction.atomic
def join(*, resident: Resident, person: str, by: Actor, now: datetime) -> None:
    """Put the account of that LINE into this one: both were shown in this browser. Raises CannotJoin."""
    kept, given_up = _hold(resident, person)
    refusal = rules.refuse(_side(kept), _side(given_up))
    if refusal is not None or kept is None or given_up is None:
        raise CannotJoin(refusal or Refusal.MOVED_ON)
    joining.join(kept=kept, given_up=given_up, by=by, now=now)
    announce(FriendChanged(resident_ref=kept.reference, at=now))


def _hold(resident: Resident, person: str) -> tuple[Resident | None, Resident | None]:
    """Both rows, locked in the order in which everybody locks them; what went meanwhile is missing."""
    theirs = Friend.objects.filter(line_user_id=person).values_list("resident_ref", flat=True).first()
    held = Resident.objects.select_for_update(of=("self",)).select_related("account").order_by("pk")
    both = held.filter(reference__in={resident.reference, theirs or resident.reference})
    found = {each.reference: each for each in both}
    kept = found.pop(resident.reference, None)
    return kept, next(iter(found.values()), None)


def _side(resident: Resident | None) -> Side | None:
    if resident is None or resident.account is None or not resident.account.is_active:
        return None
    return Side(
        comes_by_line_alone=resident.account.comes_by_line_alone,
        has_line=Friend.objects.filter(resident_ref=resident.reference).exists(),
        is_protected=resident.is_protected,
        has_family=checkin.family_of(resident) is not None,
    )
