"""Letting somebody of an organisation in, read from the pages of officers and of heads of a facility."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.http import QueryDict

from madoguchi.audit.actions import Actor
from madoguchi.base.texts import say
from madoguchi.partner import wording
from madoguchi.people.actions import members
from madoguchi.people.queries import count_recovery_codes
from madoguchi.places import queries as places
from madoguchi.rules import calendar, delegation
from madoguchi.rules.delegation import What

if TYPE_CHECKING:
    from madoguchi.people.models import Member, Organisation
    from madoguchi.places.models import Place

LONGEST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """Something that may be delegated at a place."""

    what: What
    label: Any
    purpose: Any
    is_held: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A place with what a member may do there."""

    place: Place
    ticks: list[Tick]
    last_day: date | None


def seats(member: Member, at: list[Place], *, on: date, with_heads: bool) -> list[Seat]:
    """What may be delegated to a member at each of these places, what they hold ticked."""
    held: dict[str, dict[str, date | None]] = {}
    for each in places.grants_of(member=member, on=on):
        held.setdefault(each.place_id, {})[each.what] = each.ends_on
    return [_seat(place, held.get(place.pk, {}), on=on, with_heads=with_heads) for place in at]


def _seat(place: Place, held: dict[str, date | None], *, on: date, with_heads: bool) -> Seat:
    permitted = places.permitted_at(place=place, on=on)
    shown = [what for what in What if what in permitted and (with_heads or what is not What.DELEGATE)]
    ends = [day for day in held.values() if day is not None]
    return Seat(
        place=place, ticks=ticks(shown, set(held)), last_day=min(ends) - timedelta(1) if ends else None
    )


def ticks(whats: list[What], held: set[str]) -> list[Tick]:
    """These as boxes to tick."""
    return [
        Tick(
            what=what,
            label=say(wording.WHATS[what]),
            purpose=say(wording.PURPOSES[what]),
            is_held=what.value in held,
        )
        for what in whats
    ]


def asked(given: QueryDict) -> frozenset[What]:
    """What was ticked."""
    return delegation.read(given.getlist("what"))


def day(typed: str) -> date | None:
    """A day as typed; None for an empty or impossible one."""
    parts = calendar.parse_day(typed[:40])
    try:
        return date(*parts) if parts else None
    except ValueError:
        return None


def after(typed: str) -> date | None:
    """The day after the last one that was typed: where it ends."""
    last = day(typed)
    return last + timedelta(1) if last else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Somebody to be registered, as typed."""

    name: str
    kana: str
    title: str
    until: str

    @property
    def wrong(self) -> dict[str, Any]:
        """What has to be mended, by field."""
        found = {}
        if not self.name:
            found["name"] = say("Please enter who it is.")
        if not self.kana:
            found["kana"] = say("Please enter the reading in katakana.")
        if self.until and day(self.until) is None:
            found["until"] = say("This is no day. Please write it like 2027-03-31.")
        return found


def newcomer(given: QueryDict) -> Newcomer:
    """Who is to be registered."""
    words = {
        key: given.get(key, "").replace("\0", "").strip()[:LONGEST]
        for key in ("name", "kana", "title", "until")
    }
    return Newcomer(**words)


def let_in(typed: Newcomer, organisation: Organisation, *, by: Actor, now: datetime) -> Member:
    """Register somebody of an organisation, from today on."""
    return members.register_member(
        organisation=organisation,
        name=typed.name,
        kana=typed.kana,
        title=typed.title,
        starts_on=calendar.local_day(now),
        ends_on=after(typed.until),
        by=by,
        now=now,
    )


def told(member: Member, on: date) -> dict[str, Any]:
    """What the page of a member says about signing in."""
    return {
        "someone": member,
        "works": member.works(on),
        "has_password": member.account.has_usable_password(),
        "codes_left": count_recovery_codes(account=member.account),
        "last_day": member.ends_on - timedelta(1) if member.ends_on else None,
    }
