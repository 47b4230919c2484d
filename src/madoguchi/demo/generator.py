"""Living through a round: family after family applies, and officers work, at the hours they would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from madoguchi.base import jobs
from madoguchi.demo import answers, desk, filing, post
from madoguchi.demo.answers import Case
from madoguchi.demo.desk import File
from madoguchi.demo.filing import Applicant, Samples
from madoguchi.demo.households import dice
from madoguchi.demo.rounds import Round
from madoguchi.demo.stories import Step, Story, Told, moments
from madoguchi.people.models import Role
from madoguchi.procedures.queries import document_of
from madoguchi.rules import calendar

BETWEEN_CHILDREN: Final = timedelta(minutes=31)
BRINGS_FLAWS: Final = (Story.RETURNED, Story.CORRECTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What a round needs to be lived through, in this process or in another."""

    round: Round
    told_for: int  # the year in which the grades of children, as they are told, hold
    version_id: int
    samples: Samples


def live(told: Sequence[Told], world: World) -> int:
    """Let these families apply. Returns how many applications there are more."""
    with jobs.by_hand():
        return sum(_live(each, world) for each in told)


def papers_of(told: Sequence[Told], *, year: int, told_for: int) -> set[str]:
    """The kinds of paper that these families send."""
    cases = (
        answers.case(each.household, child, year=year, told_for=told_for)
        for each in told
        for child in each.children
    )
    return {kind for of in cases for kind in answers.part(answers.fill(of))[1].values()}


def _live(told: Told, world: World) -> int:
    who = _comes(told, world)
    if told.story is Story.UNSENT:
        of = _case(told, 0, world)
        filing.put_off(who, of, version_id=world.version_id, now=told.arrives_at)
        return 0
    return sum(_apply(told, number, who, world) for number in range(len(told.children)))


def _comes(told: Told, world: World) -> Applicant:
    """The head of the family, in the portal; or before an officer, who writes for them."""
    now = told.arrives_at - filing.WRITING
    if told.household.email:
        return filing.with_account(told.household, now=now)
    clerk = desk.officer(Role.REVIEWER, calendar.local_day(now), dice(told.household.key, "clerk"))
    return Applicant(household=told.household, resident=None, actor=desk.at_the_desk(clerk))


def _case(told: Told, number: int, world: World) -> Case:
    child = told.children[number]
    return answers.case(told.household, child, year=world.round.target_year, told_for=world.told_for)


def _apply(told: Told, number: int, who: Applicant, world: World) -> int:
    of = _case(told, number, world)
    arrives_at = _before(world.round.lived_until, told.arrives_at + number * BETWEEN_CHILDREN)
    filed = filing.apply(
        who,
        of,
        version_id=world.version_id,
        samples=world.samples,
        spoilt=told.story in BRINGS_FLAWS,
        now=arrives_at,
    )
    if filed is None:
        return 0
    application, given = filed
    file = File(
        application=application,
        document=document_of(world.version_id),
        who=who,
        given=given,
        samples=world.samples,
        chance=of.chance,
    )
    _go_on(file, told.story, world.round.lived_until)
    post.send(application)
    return 1


def _go_on(file: File, story: Story, until: datetime) -> None:
    for step, moment in moments(story, file.application.arrived_at, file.chance):
        if moment >= until or (step is Step.CORRECT and not file.returned):
            return
        desk.do(step, file, moment)


def _before(until: datetime, moment: datetime) -> datetime:
    return min(moment, until - timedelta(seconds=1))
