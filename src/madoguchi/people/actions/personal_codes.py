"""The personal code of a member: set after two steps, good at a device that the city knows."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.people.models import Member, PersonalCode
from madoguchi.people.reading import read_code
from madoguchi.rules import personal_codes
from madoguchi.rules.personal_codes import Reason


@transaction.atomic
@sensitive_variables("typed", "code")
def set_personal_code(*, member: Member, typed: str, by: Actor, now: datetime) -> Reason | None:
    """Give a member a new personal code; the one before is worth nothing. A plain one is refused."""
    code = read_code(typed)
    if refusal := personal_codes.refuse(code):
        return refusal
    values = {"code_hash": make_password(code), "tries": 0, "set_at": now}
    PersonalCode.objects.update_or_create(member=member, defaults=values)
    audit.record(verb="personal_code.set", about=("member", member.number), by=by, now=now)
    return None


@transaction.atomic
@sensitive_variables("typed")
def check_personal_code(*, member: Member, typed: str, by: Actor, now: datetime) -> bool:
    """Whether that is the member's code; too many wrong ones and no code is right any more.

    The wrong try is counted under the lock of the row, so that tries at once count one by one.
    """
    held = PersonalCode.objects.select_for_update().filter(member=member).first()
    is_right = (
        held is not None
        and held.tries < personal_codes.TRIES
        and check_password(read_code(typed), held.code_hash)
    )
    if held is not None:
        held.tries = 0 if is_right else min(held.tries + 1, personal_codes.TRIES)
        held.save(update_fields=["tries"])
    if not is_right:
        audit.record(verb="sign_in.failed", about=("member", member.number), by=by, now=now)
    return is_right
