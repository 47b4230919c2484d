"""Which account of ours somebody on LINE is: linked by its owner alone, and unlinked at any time."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.base.announce import announce
from madoguchi.messaging.announcements import FriendChanged
from madoguchi.messaging.models import Friend
from madoguchi.people.actions import residents
from madoguchi.people.models import Account, Resident


class Refusal(StrEnum):
    """Why an account is not linked or unlinked."""

    OTHERS = "others"  # that LINE account is somebody else's here
    ONLY_WAY = "only_way"  # without LINE nobody could enter the account any more


class CannotLink(Exception):
    """It stays as it was; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


@transaction.atomic
def begin_with_line(*, person: str, language: str, now: datetime) -> Account:
    """The account of somebody who comes by LINE alone, linked from its first day."""
    account = residents.welcome_by_line(person=person, language=language, now=now)
    by = Actor(kind="resident", ref=str(account.resident.reference), entrance="portal")
    link(resident=account.resident, person=person, by=by, now=now)
    return account


@transaction.atomic
def link(*, resident: Resident, person: str, by: Actor, now: datetime) -> None:
    """What the city tells this resident also rings there from now on. Raises CannotLink.

    A LINE account that was linked before, e.g. of an old telephone, is let go.
    """
    Resident.objects.select_for_update().get(pk=resident.pk)
    new = {"language": resident.language}
    Friend.objects.get_or_create(line_user_id=person, defaults=new)
    friend = Friend.objects.select_for_update().get(line_user_id=person)
    if friend.resident_ref == resident.reference:
        return
    if friend.resident_ref is not None:
        raise CannotLink(Refusal.OTHERS)
    _let_go(resident, now)
    friend.resident_ref, friend.linked_at, friend.unlinked_at = resident.reference, now, None
    friend.save(update_fields=["resident_ref", "linked_at", "unlinked_at"])
    _record("friend.linked", resident, by, now)


@transaction.atomic
def unlink(*, resident: Resident, by: Actor, now: datetime) -> None:
    """Nothing of theirs is told on LINE any more, and LINE opens the account no more. Raises CannotLink."""
    Resident.objects.select_for_update().get(pk=resident.pk)
    if resident.account is not None and resident.account.comes_by_line_alone:
        raise CannotLink(Refusal.ONLY_WAY)
    if _let_go(resident, now):
        _record("friend.unlinked", resident, by, now)


@transaction.atomic
def note_let_go(*, by: Actor, now: datetime) -> None:
    """LINE was told, too, that somebody takes back what they allowed the city."""
    audit.record(verb="friend.let_go", about=("resident", by.ref or ""), by=by, now=now)


@transaction.atomic
def wish_mail(*, resident: Resident, wishes: bool, by: Actor, now: datetime) -> None:
    """Keep whether this resident wants a mail beside what rings on LINE."""
    if Friend.objects.filter(resident_ref=resident.reference, mail_too=not wishes).update(mail_too=wishes):
        audit.record(
            verb="friend.mail_too" if wishes else "friend.line_alone",
            about=("resident", str(resident.reference)),
            by=by,
            now=now,
        )


def _let_go(resident: Resident, now: datetime) -> int:
    held = Friend.objects.filter(resident_ref=resident.reference)
    return held.update(resident_ref=None, unlinked_at=now)


def _record(verb: str, resident: Resident, by: Actor, now: datetime) -> None:
    audit.record(verb=verb, about=("resident", str(resident.reference)), by=by, now=now)
    announce(FriendChanged(resident_ref=resident.reference, at=now))
