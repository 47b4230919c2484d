"""What is shown besides the password: a code of an app, a recovery code, or a passkey.

The factors lie in allauth's table, their secrets sealed. A code of an app is good once: the counter it
belongs to is kept in the row, under its lock, so that a code seen over a shoulder opens nothing at any of our
processes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.base import crypto
from madoguchi.people import app_codes, passkeys
from madoguchi.people.doorsteps import entrance_of
from madoguchi.people.models import Account
from madoguchi.people.reading import read_code

Type: Final = Authenticator.Type


@transaction.atomic
@sensitive_variables("secret", "typed")
def enrol_app(*, account: Account, secret: str, typed: str, by: Actor, now: datetime) -> list[str] | None:
    """Take an app that shows the right code as second factor; its recovery codes, or None for a wrong one."""
    counter = app_codes.matching_counter(secret, read_code(typed), after=0, now=now)
    if counter is None:
        return None
    Authenticator.objects.filter(user=account, type=Type.TOTP).delete()
    Authenticator.objects.create(
        user=account, type=Type.TOTP, data={"secret": crypto.seal(secret), "counter": counter}, created_at=now
    )
    _record("second_factor.added", account, Type.TOTP, by=by, now=now)
    return renew_recovery_codes(account=account, by=by, now=now)


@transaction.atomic
def enrol_passkey(
    *, account: Account, name: str, state: Mapping[str, Any], credential: object, by: Actor, now: datetime
) -> list[str] | None:
    """Take a passkey as the first factor; its recovery codes, or None for an answer that does not fit."""
    added = add_passkey(account=account, name=name, state=state, credential=credential, by=by, now=now)
    return None if added is None else renew_recovery_codes(account=account, by=by, now=now)


@transaction.atomic
@sensitive_variables("typed")
def check_code(*, account: Account, typed: str, by: Actor, now: datetime) -> str | None:
    """Which factor the typed code proves ("totp", "recovery_code") and uses up; None for a wrong code."""
    factors = Authenticator.objects.select_for_update().filter(user=account).order_by("pk")
    digits = read_code(typed)
    for factor in factors:
        if factor.type == Type.TOTP and _use_app(factor, digits, now):
            return "totp"
        if factor.type == Type.RECOVERY_CODES and factor.wrap().validate_code(digits):
            _record("second_factor.recovery_code_used", account, Type.RECOVERY_CODES, by=by, now=now)
            return "recovery_code"
    audit.record(verb="sign_in.failed", about=("account", str(account.pk)), by=by, now=now)
    return None


@transaction.atomic
def check_passkey(
    *, account: Account, state: Mapping[str, Any], credential: object, by: Actor, now: datetime
) -> str | None:
    """Prove one of the account's passkeys by the browser's answer to our challenge: "passkey", or None."""
    factors = list(Authenticator.objects.select_for_update().filter(user=account, type=Type.WEBAUTHN))
    used = passkeys.prove(factors, state=state, credential=credential, at=entrance_of(account))
    if used is None:
        audit.record(verb="sign_in.failed", about=("account", str(account.pk)), by=by, now=now)
        return None
    used.last_used_at = now
    used.save(update_fields=["data", "last_used_at"])
    return "passkey"


@transaction.atomic
def add_passkey(
    *, account: Account, name: str, state: Mapping[str, Any], credential: object, by: Actor, now: datetime
) -> Authenticator | None:
    """Take a passkey as second factor; None when the browser's answer does not fit our challenge."""
    data = passkeys.register(name, state=state, credential=credential, at=entrance_of(account))
    if data is None:
        return None
    factor = Authenticator.objects.create(user=account, type=Type.WEBAUTHN, data=data, created_at=now)
    _record("second_factor.added", account, Type.WEBAUTHN, by=by, now=now)
    return factor


@transaction.atomic
def remove_factor(*, account: Account, factor_id: int, by: Actor, now: datetime) -> bool:
    """Give up a second factor, unless it is the last one."""
    mine = Authenticator.objects.select_for_update().filter(user=account).exclude(type=Type.RECOVERY_CODES)
    factors = {factor.pk: factor for factor in mine}
    if len(factors) < 2 or factor_id not in factors:
        return False
    factor = factors[factor_id]
    factor.delete()
    _record("second_factor.removed", account, factor.type, by=by, now=now)
    return True


@transaction.atomic
def renew_recovery_codes(*, account: Account, by: Actor, now: datetime) -> list[str]:
    """Ten fresh recovery codes; the ones before are worth nothing from now on. Shown once."""
    Authenticator.objects.filter(user=account, type=Type.RECOVERY_CODES).delete()
    codes: list[str] = RecoveryCodes.activate(account).generate_codes()
    _record("second_factor.renewed", account, Type.RECOVERY_CODES, by=by, now=now)
    return codes


@transaction.atomic
def reset(*, account: Account, by: Actor, now: datetime) -> None:
    """Forget every second factor, for an officer who lost them: the next sign-in takes a new one."""
    Authenticator.objects.filter(user=account).delete()
    audit.record(verb="second_factor.reset", about=("account", str(account.pk)), by=by, now=now)


def _use_app(factor: Authenticator, digits: str, now: datetime) -> bool:
    secret = crypto.unseal(factor.data["secret"])
    counter = app_codes.matching_counter(secret, digits, after=factor.data["counter"], now=now)
    if counter is None:
        return False
    factor.data["counter"], factor.last_used_at = counter, now
    factor.save(update_fields=["data", "last_used_at"])
    return True


def _record(verb: str, account: Account, kind: str, *, by: Actor, now: datetime) -> None:
    audit.record(verb=verb, about=("account", str(account.pk)), by=by, now=now, details={"kind": str(kind)})
