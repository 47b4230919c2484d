"""Enquiries of a facility to the section in charge, and the answers. The record never has the words."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import SYSTEM, Actor
from madoguchi.base import crypto
from madoguchi.people.models import Member, Officer
from madoguchi.places.models import Enquiry, EnquiryLine, Place
from madoguchi.rules import enquiries
from madoguchi.rules.enquiries import Reason


class CannotSay(Exception):
    """Nothing was said; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def ask(*, place: Place, words: str, member: Member, by: Actor, now: datetime) -> Enquiry:
    """Ask the section something. Raises CannotSay."""
    _refuse(words)
    enquiry = Enquiry.objects.create(place=place, asked_by=member, last_at=now)
    _say(enquiry, words, member, by, now)
    return enquiry


@transaction.atomic
def reply(*, enquiry: Enquiry, words: str, who: Member | Officer, by: Actor, now: datetime) -> None:
    """Say something more, from either side. Raises CannotSay."""
    _refuse(words)
    held = Enquiry.objects.select_for_update().get(pk=enquiry.pk)
    held.last_at, held.waits = now, isinstance(who, Member)
    held.save(update_fields=["last_at", "waits"])
    _say(held, words, who, by, now)


@transaction.atomic
def remove_old(*, now: datetime) -> int:
    """Remove the enquiries in which nothing was said for a year; how many."""
    old = Enquiry.objects.filter(last_at__lt=now - enquiries.KEPT_FOR)
    count = old.count()
    old.delete()
    if count:
        details = {"count": count}
        audit.record(verb="enquiry.removed", about=("enquiry", ""), by=SYSTEM, now=now, details=details)
    return count


def _refuse(words: str) -> None:
    if reason := enquiries.refuse(words):
        raise CannotSay(reason)


def _say(enquiry: Enquiry, words: str, who: Member | Officer, by: Actor, now: datetime) -> None:
    EnquiryLine.objects.create(
        enquiry=enquiry,
        at=now,
        by_kind=by.kind,
        by_ref=by.ref,
        by_name=who.name,
        sealed=crypto.seal(words.strip()),
    )
    details = {"place": enquiry.place_id}
    audit.record(verb="enquiry.said", about=("enquiry", str(enquiry.pk)), by=by, now=now, details=details)
