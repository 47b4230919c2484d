"""Codes by mail (認証番号): whoever reads the mail of an address may act for it.

The code is a row, not a memory of the browser: tries made at once in many tabs are counted together, and what
the database holds is a hash.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.base.crypto import is_same, salted_hash
from madoguchi.people.adapters import CODE_MAIL
from madoguchi.people.models import MailedCode
from madoguchi.people.reading import read_code
from madoguchi.people.refusals import Refusal

LIFE: Final = timedelta(minutes=10)
TRIES: Final = 5


@sensitive_variables("code")
def mail_code(*, address: str, by: Actor, now: datetime) -> MailedCode:
    """Mail a fresh code to an address, whoever it belongs to and whether it has an account or not.

    Raises `people.adapters.CannotMail`; then there is no code. Mails outside of any transaction, since a mail
    server may take its time.
    """
    adapter = get_adapter()
    number, code = uuid4(), adapter.generate_login_code()
    told = {"code": code, "minutes": LIFE.seconds // 60, "city": settings.CITY_NAMES}
    adapter.send_mail(CODE_MAIL, address, told)
    with transaction.atomic():
        audit.record(verb="sign_in.code_mailed", about=_about(address), by=by, now=now)
        return MailedCode.objects.create(
            id=number, address=address, code_hash=_hash(number, code), sent_at=now, expires_at=now + LIFE
        )


@transaction.atomic
@sensitive_variables("typed")
def confirm_code(*, code_id: UUID, typed: str, by: Actor, now: datetime) -> str | Refusal:
    """The address whose code was typed right, in time and for the first time; else why not.

    A refusal is returned, not raised: the try must stay counted.
    """
    mailed = MailedCode.objects.select_for_update().filter(pk=code_id).first()
    if mailed is None or mailed.used_at or mailed.expires_at <= now or mailed.tries >= TRIES:
        return Refusal.UNUSABLE_CODE
    mailed.tries += 1
    if is_same(_hash(mailed.pk, read_code(typed)), mailed.code_hash):
        mailed.used_at = now
    mailed.save(update_fields=["tries", "used_at"])
    if mailed.used_at:
        return mailed.address
    audit.record(verb="sign_in.failed", about=_about(mailed.address), by=by, now=now)
    return Refusal.WRONG_CODE if mailed.tries < TRIES else Refusal.UNUSABLE_CODE


def _hash(number: UUID, code: str) -> str:
    return salted_hash("mailed code", str(number), code)


def _about(address: str) -> tuple[str, str]:
    """The record never holds an address; the same one is recognised by its hash."""
    return "address", salted_hash("address", address.lower())[:16]
