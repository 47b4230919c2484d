"""Families register once for all centres, confirm it each year, and get a card where there is no phone."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import SYSTEM, Actor
from madoguchi.base import append_only, crypto
from madoguchi.checkin.models import Bearer, Credential, Family, FamilyChild, PhoneKey
from madoguchi.people.actions import children
from madoguchi.people.models import Resident
from madoguchi.places.models import District
from madoguchi.rules import calendar
from madoguchi.rules.names import kana_order
from madoguchi.rules.references import CARD, card_code

PHONE_BYTES: Final = 32
KEPT_YEARS: Final = 1  # after the fiscal year that was confirmed last


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """A child as a family names it."""

    name: str
    kana: str
    birth_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """What a family says of itself, read and found right."""

    name: str
    kana: str
    phone: str
    district: District | None
    care: str
    children: Sequence[Newcomer]


@transaction.atomic
def register(*, said: Registration, resident: Resident | None, by: Actor, now: datetime) -> Family:
    """Register a family, or write anew what it says of itself; good until the fiscal year ends."""
    family = _of(resident)
    _write(family, said, now)
    known = [
        children.know(
            resident=resident, name=each.name, kana=each.kana, birth_date=each.birth_date, by=by, now=now
        )
        for each in said.children
    ]
    family.members.exclude(child__in=known).delete()
    rows = [FamilyChild(family=family, child=child) for child in known]
    FamilyChild.objects.bulk_create(rows, ignore_conflicts=True)
    details = {"children": len(known)}
    audit.record(verb="family.registered", about=("family", str(family.pk)), by=by, now=now, details=details)
    return family


@transaction.atomic
def welcome_guest(*, kana: str, guests: int, care: str, by: Actor, now: datetime) -> Family:
    """Somebody who is not registered, by three things; the rest can wait."""
    today = calendar.local_day(now)
    family = Family.objects.create(
        kana=kana,
        kana_order=kana_order(kana),
        is_guest=True,
        guests=guests,
        care=crypto.seal(care) if care else "",
        registered_at=now,
        **_term(today),
    )
    audit.record(verb="family.welcomed", about=("family", str(family.pk)), by=by, now=now)
    return family


@transaction.atomic
def make_card(*, family: Family, by: Actor, now: datetime) -> str:
    """A card for a family, whose older ones are of no use from now on; what it says, known here alone."""
    Family.objects.select_for_update(of=("self",)).get(pk=family.pk)
    _revoke(family, Bearer.CARD, now)
    secret = _handed(family, Bearer.CARD, card_code(secrets.token_bytes(CARD)), now)
    audit.record(verb="family.card_made", about=("family", str(family.pk)), by=by, now=now)
    return secret


@transaction.atomic
def remember_phone(*, family: Family, by: Actor, now: datetime) -> str:
    """Know a browser at doors from now on, whether it is signed in or not; what its cookie says."""
    secret = _handed(family, Bearer.PHONE, secrets.token_urlsafe(PHONE_BYTES), now)
    audit.record(verb="family.phone_known", about=("family", str(family.pk)), by=by, now=now)
    return secret


@transaction.atomic
def know_key(*, family: Family, public: str, by: Actor, now: datetime) -> PhoneKey:
    """Believe what this phone signs from now on; the same key a second time is the same.

    A phone that was forgotten is believed again once somebody has signed in at it.
    """
    key, is_new = PhoneKey.objects.get_or_create(family=family, public=public, defaults={"made_at": now})
    if is_new or key.revoked_at is not None:
        key.made_at, key.revoked_at = now, None
        key.save(update_fields=["made_at", "revoked_at"])
        audit.record(verb="family.key_known", about=("family", str(family.pk)), by=by, now=now)
    return key


@transaction.atomic
def forget_phones(*, family: Family, by: Actor, now: datetime) -> None:
    """A phone was lost or given away: each has to sign in once more."""
    _revoke(family, Bearer.PHONE, now)
    PhoneKey.objects.filter(family=family, revoked_at=None).update(revoked_at=now)
    audit.record(verb="family.phones_forgotten", about=("family", str(family.pk)), by=by, now=now)


def remove_expired(*, now: datetime, most: int = 200) -> int:
    """Remove families that did not come back, with everything they said at doors; how many went."""
    due = Family.objects.filter(delete_on__lte=calendar.local_day(now)).order_by("delete_on", "pk")
    return sum(_remove(pk, now) for pk in list(due.values_list("pk", flat=True)[:most]))


@transaction.atomic
def _remove(family_id: UUID, now: datetime) -> int:
    family = Family.objects.select_for_update(of=("self",)).filter(pk=family_id).first()
    if family is None:
        return 0
    audit.record(verb="family.removed", about=("family", str(family.pk)), by=SYSTEM, now=now)
    append_only.years_are_over()
    family.delete()
    return 1


def _revoke(family: Family, bearer: Bearer, now: datetime) -> None:
    Credential.objects.filter(family=family, bearer=bearer, revoked_at=None).update(revoked_at=now)


def _handed(family: Family, bearer: Bearer, secret: str, now: datetime) -> str:
    hashed = crypto.salted_hash(bearer.value, secret)
    Credential.objects.create(family=family, bearer=bearer, secret_hash=hashed, made_at=now)
    return secret


def _of(resident: Resident | None) -> Family:
    """The resident's family, locked by whoever registers at the same time; a new one where there is none."""
    if resident is None:
        return Family()
    Resident.objects.select_for_update(of=("self",), no_key=True).get(pk=resident.pk)
    return Family.objects.filter(resident=resident).first() or Family(resident=resident)


def _write(family: Family, said: Registration, now: datetime) -> None:
    family.name, family.kana, family.kana_order = said.name, said.kana, kana_order(said.kana)
    family.phone, family.district = said.phone, said.district
    family.care = crypto.seal(said.care) if said.care else ""
    family.is_guest, family.guests = False, 0
    if family._state.adding:
        family.registered_at = now
    for name, day in _term(calendar.local_day(now)).items():
        setattr(family, name, day)
    family.save()


def _term(today: date) -> dict[str, date]:
    """Until when a registration is good; in March it is already the next year's."""
    year = calendar.fiscal_year(calendar.months_after(today, 1))
    return {"valid_until": date(year + 1, 4, 1), "delete_on": date(year + 1 + KEPT_YEARS, 4, 1)}
