"""Whom somebody who tries the demo can be, and how each of them signs in."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.safestring import SafeString

from madoguchi.base.entrances import Entrance
from madoguchi.base.texts import say
from madoguchi.demo import city
from madoguchi.people import app_codes, queries
from madoguchi.people.actions.residents import welcome
from madoguchi.people.models import Account

RESIDENTS: Final = ("aoi", "ben")
OFFICERS: Final = ("chika", "makoto", "dan", "yu", "itsuki", "ai")
MEMBERS: Final = ("emi", "sensei", "hiroba")
PASSWORD: Final = "hibari-demo-desk"  # noqa: S105 - printed on the page, for a city that does not exist


# msgids: who each of them is, and what is worth trying as them.
WHO: Final = {
    "aoi": "Mother of a child who starts school in April and one who goes to an after-school club",
    "ben": "Father of another family",
    "chika": "Handles the applications for after-school clubs",
    "makoto": "Head of the same section, who gives the decisions",
    "dan": "Officer of another section",
    "yu": "Runs the system of the city",
    "itsuki": "Runs the shelters in an emergency",
    "ai": "Looks after the rooms of the civic hall",
    "emi": "Heads an after-school club that a contractor runs for the city",
    "hiroba": "Heads a childcare support centre that a contractor runs for the city",
    "sensei": "Deputy head of an elementary school",
}
TRY: Final = {
    "aoi": "Apply for the younger child. Her page has last year’s application for the elder, with a letter.",
    "ben": "His application came back: send the paper that was asked for. Of Aoi’s things he sees nothing.",
    "chika": "Work through the queue: return an application because of one paper, propose a decision."
    " In “募集回” confirm what a family’s papers prove.",
    "makoto": "Approve what Chika proposed, in bulk if you like. Ask who looked at an application."
    " In “募集回” give the places of next month’s “随時募集”.",
    "dan": "Look for one of Chika’s applications. For him there is none.",
    "yu": "Export “犬の死亡届”, change a line, take it in, look at it as a resident would, and publish it.",
    "itsuki": "Look at who has come to the shelter that is open for a drill, let a household in, take the"
    " list along for the headquarters.",
    "ai": "See the rooms by the hour, approve a request, reserve a free hour for a group that calls, and"
    " hand over the permit.",
    "emi": "Look at who comes to her club, print the list for emergencies, let a colleague in."
    " Say whether a family can stay longer in the evening. Sign how many children the club takes in April.",
    "hiroba": "See who is in the house, check in a family without a phone."
    " Of the other centres she sees nothing.",
    "sensei": "See who is absent, mark who has arrived, and find the child of whom nobody heard.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Somebody to be, with what must be known to sign in as them."""

    key: str
    name: str
    kana: str
    who: SafeString
    to_try: SafeString
    role: str  # who they are in the city, in Japanese
    address: str = ""  # residents: e-mail
    number: str = ""  # others: staff or login number
    secret: str = ""  # others: the app's, in groups
    code: str = ""  # others: what the app shows now

    @property
    def is_member(self) -> bool:
        """Whether they work for a contractor, and come in at its entrance."""
        return self.key in MEMBERS


def residents() -> list[Card]:
    """The residents to be."""
    return [_resident(_by_key("people.households", key)) for key in RESIDENTS]


def officers(now: datetime) -> list[Card]:
    """The officers to be, with the code each app shows now."""
    return [_officer(_by_key("officers", key), now) for key in OFFICERS]


def members(now: datetime) -> list[Card]:
    """The staff of contractors to be, with the code each app shows now."""
    return [_member(_by_key("people.members", key), now) for key in MEMBERS]


def welcome_residents(*, now: datetime) -> None:
    """Give the residents to be an account, whether they applied or not."""
    for key in RESIDENTS:
        welcome(address=_by_key("people.households", key)["email"], language="ja", now=now)


def account_of(key: str) -> Account | None:
    """The account of somebody with a card; None for anybody else."""
    if key in RESIDENTS:
        found = queries.resident_by_address(_by_key("people.households", key)["email"])
        return found.account if found else None
    if key in OFFICERS:
        officer = queries.officer_by_number(_by_key("officers", key)["login"])
        return officer.account if officer else None
    if key in MEMBERS:
        member = queries.member_by_number(_by_key("people.members", key)["login"])
        return member.account if member else None
    return None


def entrance_of(key: str) -> Entrance:
    """Where somebody with a card comes in."""
    if key in OFFICERS:
        return Entrance.DESK
    return Entrance.PARTNER if key in MEMBERS else Entrance.PORTAL


def app_secret(number: str) -> str:
    """The secret of an app. Everybody can know it: the city does not exist."""
    return base64.b32encode(hashlib.sha1(f"demo {number}".encode(), usedforsecurity=False).digest()).decode()


def _by_key(table: str, key: str) -> Mapping[str, Any]:
    return next(row for row in city.table(table) if row["key"] == key)


def _resident(row: Mapping[str, Any]) -> Card:
    head = row["guardians"][0]
    return Card(
        key=row["key"],
        name=f"{head['family']} {head['given']}",
        kana=f"{head['family_kana']} {head['given_kana']}",
        who=say(WHO[row["key"]]),
        to_try=say(TRY[row["key"]]),
        role="住民",
        address=row["email"],
    )


def _officer(row: Mapping[str, Any], now: datetime) -> Card:
    secret = app_secret(row["login"])
    return Card(
        key=row["key"],
        name=row["name"],
        kana=row["kana"],
        who=say(WHO[row["key"]]),
        to_try=say(TRY[row["key"]]),
        role=_post(row["posts"][0]),
        number=row["login"],
        secret=app_codes.in_groups(secret),
        code=app_codes.code_at(secret, app_codes.counter_of(now)),
    )


def _member(row: Mapping[str, Any], now: datetime) -> Card:
    secret = app_secret(row["login"])
    place = next(each["name"] for each in city.places() if each["code"] == row["place"])
    return Card(
        key=row["key"],
        name=f"{row['family']} {row['given']}",
        kana=f"{row['family_kana']} {row['given_kana']}",
        who=say(WHO[row["key"]]),
        to_try=say(TRY[row["key"]]),
        role=f"{place} {row['title']}",
        number=row["login"],
        secret=app_codes.in_groups(secret),
        code=app_codes.code_at(secret, app_codes.counter_of(now)),
    )


def _post(post: Mapping[str, str]) -> str:
    """Section and title; the head of a section is called after it."""
    section = next(row["name"] for row in city.table("sections") if row["code"] == post["section"])
    return post["title"] if post["title"].startswith(section) else f"{section} {post['title']}"
