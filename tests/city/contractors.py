"""Clubs that two bodies run for the city, and who works there: Emi at Wakamugi's, Fumi at Sorano's."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from tests.city.households import publish_where
from tests.city.people import NOW

from madoguchi.audit.actions import SYSTEM
from madoguchi.people.actions import members, staff
from madoguchi.people.models import Member, Organisation
from madoguchi.places.actions import delegating
from madoguchi.places.models import Place
from madoguchi.rules import calendar
from madoguchi.rules.delegation import What

WAKAMUGI, SORANO = "wakamugi-club", "sorano-club"
PASSWORD = "hiwari-no-sora-9"  # noqa: S105 - of somebody who does not exist
ALL = frozenset(What)


def run_clubs() -> int:
    """麦穂会 runs Wakamugi's club, 羽音 Sorano's; the section for children permits them everything.

    The version of the clubs' procedure.
    """
    version = publish_where(limits={})
    for code, organisation in ((WAKAMUGI, "mugihokai"), (SORANO, "haoto")):
        run_by(code, founded(organisation))
        permit(code)
    return version.pk


def founded(code: str) -> Organisation:
    """A body that works with the city."""
    return staff.found_organisation(code=code, name=f"法人{code}", by=SYSTEM, now=NOW)


def run_by(place: str, organisation: Organisation, *, section: str = "kosodate") -> None:
    """The place is run by that body, and that section is in charge."""
    Place.objects.filter(pk=place).update(operator=organisation, section=section)


def permit(place: str, whats: Collection[What] = ALL) -> None:
    """The city permits that, and nothing else, to those who run the place."""
    delegating.permit(place=Place.objects.get(pk=place), whats=whats, by=SYSTEM, now=NOW)


def make_member(organisation: str = "mugihokai", name: str = "濵田 恵美", **more: Any) -> Member:
    """Somebody who works for a contractor since today."""
    given = {"kana": "ハマダ エミ", "title": "施設長", "ends_on": None, **more}
    return members.register_member(
        organisation=Organisation.objects.get(pk=organisation),
        name=name,
        starts_on=calendar.local_day(NOW),
        by=SYSTEM,
        now=NOW,
        **given,
    )


def entrust(
    member: Member, place: str = WAKAMUGI, whats: Collection[What] = ALL, *, ends_on: date | None = None
) -> Member:
    """The section lets them do that at the place."""
    delegating.entrust(
        member=member,
        place=Place.objects.get(pk=place),
        whats=whats,
        ends_on=ends_on,
        by_section=True,
        by=SYSTEM,
        now=NOW,
    )
    return member


def emi_and_fumi() -> tuple[Member, Member]:
    """The heads of the two clubs."""
    fumi = make_member("haoto", "川風 文", kana="カワカゼ フミ")
    return entrust(make_member()), entrust(fumi, SORANO)
