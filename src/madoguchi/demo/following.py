"""Friends of the city's account: a year of them, and what some said of themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction

from madoguchi.audit.actions import SYSTEM
from madoguchi.base.entrances import Entrance
from madoguchi.demo import city, crowd
from madoguchi.demo.crowd import Fan
from madoguchi.demo.households import Household, dice
from madoguchi.demo.stories import Told
from madoguchi.insights import actions as insights
from madoguchi.line.actions import friends, linking
from madoguchi.messaging.models import Friend
from madoguchi.outreach.actions import profiles
from madoguchi.people import queries as people
from madoguchi.people.entrants import actor_of
from madoguchi.rules import calendar
from madoguchi.rules.wishes import Interest, Wishes

COUNTED: Final = ((4, 1), (10, 1))  # the days on which the city counts its people
SAYS_WHERE: Final = 0.8  # of those who linked their account


def count_people(now: datetime) -> None:
    """How many live in each district, as of the last two counts."""
    today = calendar.local_day(now)
    people_there = {each["code"]: each["population"] for each in city.table("districts")}
    days = [date(year, *each) for year in (today.year - 1, today.year) for each in COUNTED]
    for day in [each for each in days if each <= today][-2:]:
        insights.take_population(counted_on=day, people=people_there, by=SYSTEM, now=now)


@transaction.atomic
def live(told: Sequence[Told], target_year: int, now: datetime) -> None:
    """Let the crowd have come, and some families have linked their account; once, and where there is LINE."""
    if not settings.LINE_CHANNEL_ID or Friend.objects.exists():
        return
    for rush in city.table("line.crowd")["rushes"]:
        day = calendar.local_day(now - timedelta(days=rush["days_ago"]))
        insights.note_occasion(day=day, words=rush["words"], officer="", by=SYSTEM, now=now)
    fans = crowd.fans()
    for fan in fans:
        _come(fan, now)
    families = [each.household for each in told if _links(each.household)]
    for fan, household in zip([each for each in fans if not each.blocks], families, strict=False):
        _link(fan, household, target_year, now)


def _come(fan: Fan, now: datetime) -> None:
    friend = Friend.objects.create(line_user_id=fan.line_id, language="ja")
    for days_ago, news in fan.moves:
        at = now - timedelta(days=days_ago)
        friends.note(friend=friend, news=news, at=at, now=at)


def _links(household: Household) -> bool:
    """Nobody whom a visitor can be: they link it themselves."""
    share = city.table("line.crowd")["linked"]
    return bool(household.email) and not household.situation and dice(household.key, "line").random() < share


def _link(fan: Fan, household: Household, target_year: int, now: datetime) -> None:
    resident = people.resident_by_address(household.email)
    if resident is None:
        return
    by, chance = actor_of(resident, Entrance.PORTAL), dice(household.key, "news")
    came, _ = fan.moves[-1]
    at = now - timedelta(days=chance.uniform(0.1, min(came, 9)))
    linking.link(resident=resident, person=fan.line_id, by=by, now=at)
    if chance.random() < SAYS_WHERE:
        interests = chance.sample(sorted(Interest), 3)
        said = Wishes(
            district=_district(household),
            children_born=tuple(each.born_on(target_year).replace(day=1) for each in household.children),
            interests=tuple(interests),
        )
        profiles.agree(resident=resident, wishes=said, by=by, now=at)


def _district(household: Household) -> str | None:
    code = household.address["postal_code"]
    areas = city.table("postal_areas")
    return next((each["district"] for each in areas if each["postal_code"] == code), None)
