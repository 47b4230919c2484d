"""Whom somebody who tries the demo can be, and how each of them signs in."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from madoguchi.demo import city
from madoguchi.people import app_codes, queries
from madoguchi.people.actions.residents import welcome
from madoguchi.people.models import Account

RESIDENTS: Final = ("aoi", "ben")
OFFICERS: Final = ("chika", "makoto", "dan", "yu")
PASSWORD: Final = "hibari-demo-desk"  # noqa: S105 - printed on the page, for a city that does not exist


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Somebody to be, with what must be known to sign in as them."""

    key: str
    name: str
    kana: str
    role: str  # who they are in the city, in Japanese
    address: str = ""  # residents: e-mail
    number: str = ""  # officers: staff number
    secret: str = ""  # officers: the app's, in groups
    code: str = ""  # officers: what the app shows now


def residents() -> list[Card]:
    """The residents to be."""
    return [_resident(_by_key("people.households", key)) for key in RESIDENTS]


def officers(now: datetime) -> list[Card]:
    """The officers to be, with the code each app shows now."""
    return [_officer(_by_key("officers", key), now) for key in OFFICERS]


def welcome_residents(*, now: datetime) -> None:
    """Give the residents to be an account, whether they applied or not."""
    for card in residents():
        welcome(address=card.address, language="ja", now=now)


def account_of(key: str) -> Account | None:
    """The account of somebody with a card; None for anybody else."""
    if key in RESIDENTS:
        found = queries.resident_by_address(_by_key("people.households", key)["email"])
        return found.account if found else None
    if key in OFFICERS:
        officer = queries.officer_by_number(_by_key("officers", key)["login"])
        return officer.account if officer else None
    return None


def app_secret(number: str) -> str:
    """The secret of an officer's app. Everybody can know it: the city does not exist."""
    return base64.b32encode(hashlib.sha1(f"demo {number}".encode(), usedforsecurity=False).digest()).decode()


def _by_key(table: str, key: str) -> Mapping[str, Any]:
    return next(row for row in city.table(table) if row["key"] == key)


def _resident(row: Mapping[str, Any]) -> Card:
    head = row["guardians"][0]
    return Card(
        key=row["key"],
        name=f"{head['family']} {head['given']}",
        kana=f"{head['family_kana']} {head['given_kana']}",
        role=row["situation"],
        address=row["email"],
    )


def _officer(row: Mapping[str, Any], now: datetime) -> Card:
    secret = app_secret(row["login"])
    sections = {section["code"]: section["name"] for section in city.table("sections")}
    (post, *_) = row["posts"]
    return Card(
        key=row["key"],
        name=row["name"],
        kana=row["kana"],
        role=f"{sections[post['section']]} {post['title']}",
        number=row["login"],
        secret=app_codes.in_groups(secret),
        code=app_codes.code_at(secret, app_codes.counter_of(now)),
    )
