"""Tokens that say who somebody is are good in one browser: whoever reads one elsewhere gets in nowhere."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.base.crypto import is_same, salted_hash
from madoguchi.people.models import SpentToken


@transaction.atomic
@sensitive_variables("token", "browser")
def spend(*, token: str, browser: str, expires_at: datetime, by: Actor, now: datetime) -> bool:
    """Use a token in this browser; False: another browser used it before."""
    here = salted_hash("browser", browser)
    held, _ = SpentToken.objects.get_or_create(
        token_hash=salted_hash("token", token), defaults={"browser_hash": here, "expires_at": expires_at}
    )
    if is_same(held.browser_hash, here):
        return True
    audit.record(verb="sign_in.token_used_elsewhere", about=("sign_in", ""), by=by, now=now)
    return False
