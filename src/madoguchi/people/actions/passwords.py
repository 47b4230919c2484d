"""The officer's password, and how often it may be guessed at."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.people.models import Account
from madoguchi.people.refusals import Refusal


@transaction.atomic
@sensitive_variables("password")
def set_password(*, account: Account, password: str, by: Actor, now: datetime) -> Refusal | None:
    """Give an officer a new password; every sign-in by the old one ends. A weak one is refused."""
    try:
        password_validation.validate_password(password, account)
    except ValidationError:
        return Refusal.WEAK_PASSWORD
    account.set_password(password)
    account.save(update_fields=["password"])
    audit.record(verb="password.changed", about=("account", str(account.pk)), by=by, now=now)
    return None


def record_failure(*, number: str, verb: str, by: Actor, now: datetime) -> None:
    """Note a failed or stopped sign-in. Only the number of a real officer is written: people type passwords
    into the wrong field."""
    known = Account.objects.filter(login=number).exclude(login__contains="@").exists()
    audit.record(verb=verb, about=("officer", number if known else ""), by=by, now=now)
