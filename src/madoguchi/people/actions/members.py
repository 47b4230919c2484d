"""Staff of contractors: who is let in, and until when."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.people.actions import second_factor
from madoguchi.people.models import Account, Entrant, Member, Organisation

DIGITS: Final = 8  # of a login number, drawn by lot: nobody guesses a colleague's


@transaction.atomic
@sensitive_variables("password")
def register_member(  # noqa: PLR0913 - a person, their days, and by whom
    *,
    organisation: Organisation,
    name: str,
    kana: str,
    title: str,
    starts_on: date,
    ends_on: date | None,
    by: Actor,
    now: datetime,
    number: str = "",
    password: str | None = None,
) -> Member:
    """Give somebody of an organisation an account. Without a password nobody can sign in by it yet."""
    number = number or _new_number()
    account = Account(kind=Entrant.MEMBER, login=number, created_at=now)
    account.set_password(password)
    account.save(force_insert=True)
    member = Member.objects.create(
        account=account,
        organisation=organisation,
        number=number,
        name=name,
        kana=kana,
        title=title,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    audit.record(
        verb="member.registered",
        about=("member", number),
        by=by,
        now=now,
        details={"organisation": organisation.pk, "from": starts_on.isoformat(), "until": _iso(ends_on)},
    )
    return member


@transaction.atomic
def let_in_until(*, member: Member, ends_on: date | None, by: Actor, now: datetime) -> Member:
    """Set the day from which a member is let in no more; None: no end. Open sign-ins end with that day."""
    member.ends_on = ends_on if ends_on is None else max(ends_on, member.starts_on)
    member.save(update_fields=["ends_on"])
    audit.record(
        verb="member.let_in_until",
        about=("member", member.number),
        by=by,
        now=now,
        details={"until": _iso(member.ends_on)},
    )
    return member


@transaction.atomic
def print_codes(*, member: Member, by: Actor, now: datetime) -> list[str]:
    """A sheet of one-time codes for somebody without a telephone; the sheet before is worth nothing."""
    codes = second_factor.renew_recovery_codes(account=member.account, by=by, now=now)
    audit.record(verb="member.codes_printed", about=("member", member.number), by=by, now=now)
    return codes


@transaction.atomic
def start_anew(*, member: Member, by: Actor, now: datetime) -> None:
    """Forget password and second factors of somebody who lost them; every sign-in by them ends."""
    account = member.account
    account.set_unusable_password()
    account.save(update_fields=["password"])
    second_factor.reset(account=account, by=by, now=now)
    audit.record(verb="member.started_anew", about=("member", member.number), by=by, now=now)


def _new_number() -> str:
    while True:
        number = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        if not Account.objects.filter(login=number).exists():
            return number


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
