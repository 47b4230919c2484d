"""Residents: who becomes known to the city, and how."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import SYSTEM
from madoguchi.people.models import Account, Entrant, Resident


@transaction.atomic
def welcome(*, address: str, language: str, now: datetime) -> Account:
    """The account of an address that was shown to be somebody's, made when it is met for the first time."""
    account, is_new = Account.objects.get_or_create(
        login=address.lower(),
        defaults={
            "kind": Entrant.RESIDENT,
            "email": address,
            "created_at": now,
            "password": "!",  # residents have none: nothing can match it
        },
    )
    if is_new:
        resident = Resident.objects.create(account=account, language=language, created_at=now)
        audit.record(
            verb="resident.welcomed", about=("resident", str(resident.reference)), by=SYSTEM, now=now
        )
    return account
