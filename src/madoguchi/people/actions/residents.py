"""Residents: who becomes known to the city, and how."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import SYSTEM
from madoguchi.people.models import BY_LINE, Account, Entrant, Resident


@transaction.atomic
def welcome(*, address: str, language: str, now: datetime) -> Account:
    """The account of an address that was shown to be somebody's, made when it is met for the first time."""
    return _welcome(login=address.lower(), email=address, language=language, now=now)


@transaction.atomic
def welcome_by_line(*, person: str, language: str, now: datetime) -> Account:
    """The account of somebody who comes by LINE alone, made when they are met for the first time."""
    return _welcome(login=f"{BY_LINE}{person}", email="", language=language, now=now)


def _welcome(*, login: str, email: str, language: str, now: datetime) -> Account:
    account, is_new = Account.objects.get_or_create(
        login=login,
        defaults={
            "kind": Entrant.RESIDENT,
            "email": email,
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
