"""Sections, officers, posts and organisations: who works where, from which day until which."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.people.models import (
    Account,
    Entrant,
    Officer,
    Organisation,
    Post,
    Role,
    Section,
)

NUMBER: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,31}")


class CannotRegister(ValueError):
    """The staff number cannot be one."""


@transaction.atomic
def found_section(
    *,
    code: str,
    name: str,
    starts_on: date,
    by: Actor,
    now: datetime,
    names: Mapping[str, str] | None = None,
    phone: str = "",
    mark: str = "",
) -> Section:
    """Set up a section, or bring the names, telephone and mark of an existing one up to date."""
    values = {"name": name, "names": dict(names or {}), "phone": phone, "mark": mark}
    section, _ = Section.objects.update_or_create(
        pk=code, defaults=values, create_defaults={**values, "starts_on": starts_on}
    )
    audit.record(verb="section.founded", about=("section", code), by=by, now=now)
    return section


@transaction.atomic
def entrust_posts(*, section: Section, by: Actor, now: datetime) -> None:
    """Let the administrators of a section place the officers of every section."""
    section.keeps_posts = True
    section.save(update_fields=["keeps_posts"])
    audit.record(verb="section.entrusted", about=("section", section.pk), by=by, now=now)


@transaction.atomic
def found_organisation(
    *, code: str, name: str, by: Actor, now: datetime, names: Mapping[str, str] | None = None
) -> Organisation:
    """Set up a body that works with the city, or bring its names up to date."""
    values = {"name": name, "names": dict(names or {})}
    organisation, _ = Organisation.objects.update_or_create(pk=code, defaults=values)
    audit.record(verb="organisation.founded", about=("organisation", code), by=by, now=now)
    return organisation


@transaction.atomic
def register_officer(
    *, number: str, name: str, kana: str, by: Actor, now: datetime, password: str | None = None
) -> Officer:
    """Give somebody who works for the city an account, or bring the name of a known one up to date.

    Without a password nobody can sign in by it. Raises CannotRegister for a number that could be an address.
    """
    if not NUMBER.fullmatch(number):
        raise CannotRegister(number)
    officer = Officer.objects.select_for_update().filter(number=number).first()
    if officer is None:
        account = Account(kind=Entrant.OFFICER, login=number, created_at=now)
        account.set_password(password)
        account.save()
        officer = Officer(account=account, number=number)
    officer.name, officer.kana = name, kana
    officer.save()
    audit.record(verb="officer.registered", about=("officer", number), by=by, now=now)
    return officer


@transaction.atomic
def appoint(
    *,
    officer: Officer,
    section: Section,
    role: Role,
    starts_on: date,
    by: Actor,
    now: datetime,
    title: str = "",
    ends_on: date | None = None,
) -> Post:
    """Place an officer in a section from a day on. The same appointment twice changes nothing."""
    post, is_new = Post.objects.get_or_create(
        officer=officer,
        section=section,
        role=role,
        starts_on=starts_on,
        defaults={"title": title, "ends_on": ends_on},
    )
    if is_new:
        audit.record(
            verb="officer.appointed",
            about=("officer", officer.number),
            by=by,
            now=now,
            details={"section": section.pk, "role": role, "from": starts_on.isoformat()},
        )
    return post


@transaction.atomic
def end_post(*, post: Post, ends_on: date | None, by: Actor, now: datetime) -> Post:
    """Let a post end before that day: what it allowed is over at midnight, without anybody's doing.

    None: it goes on.
    """
    post.ends_on = ends_on
    post.save(update_fields=["ends_on"])
    audit.record(
        verb="officer.post_ended",
        about=("officer", post.officer.number),
        by=by,
        now=now,
        details={"section": post.section_id, "on": ends_on.isoformat() if ends_on else None},
    )
    return post


@transaction.atomic
def let_open_protected(*, post: Post, allowed: bool, by: Actor, now: datetime) -> Post:
    """Let an officer open protected households in this post, or no longer."""
    post.opens_protected = allowed
    post.save(update_fields=["opens_protected"])
    audit.record(
        verb="officer.may_open_protected" if allowed else "officer.may_no_longer_open_protected",
        about=("officer", post.officer.number),
        by=by,
        now=now,
        details={"section": post.section_id},
    )
    return post


@transaction.atomic
def close_account(
    *, officer: Officer, closed_from: date | None, closed_until: date | None, by: Actor, now: datetime
) -> None:
    """Let nobody in by an officer's account from one day until another; running sign-ins end at midnight."""
    Account.objects.filter(pk=officer.account_id).update(closed_from=closed_from, closed_until=closed_until)
    audit.record(
        verb="officer.account_closed",
        about=("officer", officer.number),
        by=by,
        now=now,
        details={
            "from": closed_from.isoformat() if closed_from else None,
            "until": closed_until.isoformat() if closed_until else None,
        },
    )


@transaction.atomic
def bar_officer(*, officer: Officer, by: Actor, now: datetime) -> None:
    """Close an officer's account at once, and with it every sign-in: the next request finds nobody."""
    Account.objects.filter(pk=officer.account_id).update(is_active=False)
    audit.record(verb="officer.barred", about=("officer", officer.number), by=by, now=now)
