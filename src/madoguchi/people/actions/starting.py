"""A newcomer's first password: set with a code handed over on paper, good once."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.base.crypto import is_same, salted_hash
from madoguchi.people.actions import passwords
from madoguchi.people.models import Account, Entrant, StartCode
from madoguchi.people.refusals import Refusal
from madoguchi.rules.references import inquiry_code, read_inquiry_code

LIFE: Final = timedelta(days=30)
TRIES: Final = 5


@transaction.atomic
@sensitive_variables("code")
def issue_start_code(*, account: Account, by: Actor, now: datetime) -> str | None:
    """A fresh code, shown once; the one before is worthless. None for whoever has a password already."""
    if account.has_usable_password():
        return None
    code = inquiry_code(os.urandom(16))
    values = {"code_hash": _hash(account, code), "expires_at": now + LIFE, "tries": 0}
    StartCode.objects.update_or_create(account=account, defaults=values)
    audit.record(
        verb=f"{account.kind}.start_code_issued", about=(account.kind, account.login), by=by, now=now
    )
    return code


@transaction.atomic
@sensitive_variables("typed", "password")
def set_first_password(
    *, kind: Entrant, number: str, typed: str, password: str, by: Actor, now: datetime
) -> Refusal | None:
    """Give a newcomer the password they chose. An unknown number and a wrong code are refused alike.

    A refusal is returned, not raised: the try must stay counted.
    """
    found = StartCode.objects.select_related("account").select_for_update(of=("self",))
    start = found.filter(account__kind=kind, account__login=number).first()
    if start is None or start.expires_at <= now or start.tries >= TRIES:
        return Refusal.START_CODE
    if not is_same(start.code_hash, _hash(start.account, read_inquiry_code(typed) or "")):
        StartCode.objects.filter(pk=start.pk).update(tries=start.tries + 1)
        audit.record(verb="sign_in.failed", about=(str(kind), number), by=by, now=now)
        return Refusal.START_CODE
    refusal = passwords.set_password(account=start.account, password=password, by=by, now=now)
    if refusal is None:
        start.delete()
    return refusal


def _hash(account: Account, code: str) -> str:
    return salted_hash("start code", account.login, code)
