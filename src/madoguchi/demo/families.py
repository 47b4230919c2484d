"""What officers find out about families: which household must not be found, and whose children are two."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from madoguchi.applications import households as found
from madoguchi.applications.actions import likening, protecting
from madoguchi.applications.models import Application, Likeness
from madoguchi.demo import city, desk, rounds
from madoguchi.demo.households import dice, named
from madoguchi.people import queries as people
from madoguchi.people.models import Officer, Role
from madoguchi.rules import calendar
from madoguchi.rules.likeness import Kind, Verdict


def settle(until: datetime) -> None:
    """Do what is still to be done about the families that applied, as far as it happened before `until`."""
    for application in _concealed():
        _protect(application, until)
    for pair in Likeness.objects.filter(verdict="", kind=Kind.PERHAPS_ANOTHER).select_related("application"):
        say_two(pair, until)


def _concealed() -> Iterator[Application]:
    addresses = [each.email for each in named() if each.concealed]
    theirs = Application.objects.filter(resident__account__login__in=addresses, is_protected=False)
    yield from theirs.order_by("-arrived_at")[:1]


def _protect(application: Application, until: datetime) -> None:
    """Marked the next morning; opened some days later, which the administrators have not read yet."""
    chance = dice(application.applicant_kana, "protected")
    who, texts = _permitted(), city.table("lives.officers")
    marked = rounds.office_moment(application.arrived_at, 1, chance)
    opened = rounds.office_moment(marked, 3, chance)
    if who is None or marked >= until or found.protections_of(application).exists():
        return
    by = desk.at_the_desk(who)
    protecting.protect(application=application, reason=texts["protected"], officer=who, by=by, now=marked)
    application.refresh_from_db()
    if opened < until:
        protecting.unveil(application=application, reason=texts["unveiled"], officer=who, by=by, now=opened)


def say_two(pair: Likeness, until: datetime) -> None:
    """They are two children, as the register has it."""
    chance = dice(pair.application.applicant_kana, "alike")
    moment = rounds.office_moment(pair.found_at, 1, chance)
    if moment >= until:
        return
    who = desk.officer(Role.REVIEWER, calendar.local_day(moment), chance)
    note = city.table("lives.officers")["two_children"]
    likening.say(
        pair=pair, verdict=Verdict.ANOTHER_CHILD, note=note, officer=who, by=desk.at_the_desk(who), now=moment
    )


def _permitted() -> Officer | None:
    """Of those who may open protected households, the one nearest to the work: the last in the table."""
    rows = city.table("officers")
    numbers = [row["login"] for row in rows for post in row["posts"] if post.get("opens_protected")]
    return people.officer_by_number(numbers[-1]) if numbers else None
