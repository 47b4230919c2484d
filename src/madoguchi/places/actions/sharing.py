"""Devices that staff of a place share: asked for by its head, approved by the section, ended by either."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.people.models import Member, Officer
from madoguchi.places.models import Device, Place
from madoguchi.places.queries import hash_of


@transaction.atomic
def ask_for_device(
    *, place: Place, name: str, member: Member, by: Actor, now: datetime
) -> tuple[Device, str]:
    """The device, which waits for the section, and the secret its browser keeps."""
    secret = secrets.token_urlsafe(32)
    device = Device.objects.create(
        place=place, name=name, secret_hash=hash_of(secret), asked_by=member, asked_at=now
    )
    audit.record(verb="device.asked_for", about=("place", place.pk), by=by, now=now, details=_named(device))
    return device, secret


@transaction.atomic
def approve_device(*, device: Device, officer: Officer, by: Actor, now: datetime) -> None:
    """Let the staff of the place sign in at it. Once ended it stays ended."""
    held = Device.objects.select_for_update().get(pk=device.pk)
    if held.approved_at is not None or held.ended_at is not None:
        return
    held.approved_by, held.approved_at = officer.number, now
    held.save(update_fields=["approved_by", "approved_at"])
    audit.record(verb="device.approved", about=("place", held.place_id), by=by, now=now, details=_named(held))


@transaction.atomic
def end_device(*, device: Device, by: Actor, now: datetime) -> None:
    """It is lost or given away: nobody signs in at it any more, and whoever is signed in sees nothing."""
    held = Device.objects.select_for_update().get(pk=device.pk)
    held.ended_at = held.ended_at or now
    held.save(update_fields=["ended_at"])
    audit.record(verb="device.ended", about=("place", held.place_id), by=by, now=now, details=_named(held))


def _named(device: Device) -> dict[str, str]:
    return {"device": str(device.pk)}
