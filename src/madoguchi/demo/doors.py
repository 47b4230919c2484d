"""Through which door a family comes: most alone, some with help, some with a paper that is typed in."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Final

from madoguchi.applications.actions import entering
from madoguchi.applications.actions.drafts import OWN_DOOR, Through
from madoguchi.applications.models import Application
from madoguchi.demo import desk, rounds
from madoguchi.demo.households import Household, dice
from madoguchi.people.models import Officer, Role
from madoguchi.rules import calendar
from madoguchi.rules.doors import Door, Medium, Slip

# Of a hundred families two send a paper, three come to the counter, four are helped.
HUNDRED: Final = {
    **dict.fromkeys((7, 61), Medium.POST),
    **dict.fromkeys((5, 38, 77), Medium.COUNTER),
    **dict.fromkeys((9, 22, 49, 83), Medium.ONLINE),
}
TYPED_AFTER: Final = {Medium.COUNTER: timedelta(minutes=20), Medium.POST: timedelta(minutes=40)}
CHECKED_AFTER: Final = timedelta(minutes=30)
OFFICE: Final = timedelta(hours=2)  # within which what came is typed, for all children


def come(household: Household, arrives_at: datetime, until: datetime) -> tuple[Through, datetime]:
    """The door of a household, and when it files: online as it arrives, a paper once it is typed.

    Those with a story of their own come alone; without e-mail, to the counter.
    """
    medium = _medium(household)
    if medium is None:
        return OWN_DOOR, arrives_at
    if medium is Medium.ONLINE:
        return Through(door=Door.ASSISTED, section=desk.SECTION), arrives_at
    chance = dice(household.key, "door")
    came_at = rounds.office_moment(arrives_at, 0, chance) if household.email else arrives_at
    if household.email and came_at + OFFICE >= until:
        return OWN_DOOR, arrives_at
    clerk = desk.officer(Role.REVIEWER, calendar.local_day(came_at), chance)
    return _typed(medium, came_at, clerk), came_at + TYPED_AFTER[medium]


def _medium(household: Household) -> Medium | None:
    number = household.key.removeprefix("household-")
    if not household.email:
        return Medium.COUNTER
    return HUNDRED.get(int(number) % 100) if number.isdecimal() else None


def _typed(medium: Medium, came_at: datetime, clerk: Officer) -> Through:
    here = came_at.astimezone(calendar.TOKYO)
    slip = Slip(medium=medium, day=f"{here:%Y-%m-%d}", time=f"{here:%H:%M}", contact_by="phone")
    return Through(door=Door.ENTERED, section=desk.SECTION, officer=clerk, slip=asdict(slip))


def compare(application: Application, until: datetime) -> datetime | None:
    """Have a second officer compare what was typed with its paper; when it was done, None if not yet."""
    if application.entered_by is None or application.entered_at is None:
        return None
    chance = dice(application.reference, "compare")
    at = application.entered_at + CHECKED_AFTER
    second = desk.officer(Role.APPROVER, calendar.local_day(at), chance)
    if at >= until or second == application.entered_by:
        return None
    entering.check_entry(application=application, officer=second, by=desk.at_the_desk(second), now=at)
    return at
