"""Living through a round: family after family applies, and officers work, at the hours they would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from madoguchi.applications.actions.drafts import OWN_DOOR, Through
from madoguchi.applications.models import Application
from madoguchi.base import jobs
from madoguchi.demo import answers, desk, doors, filing, finding, post
from madoguchi.demo.answers import Case
from madoguchi.demo.desk import File
from madoguchi.demo.filing import Applicant, Samples
from madoguchi.demo.rounds import Round
from madoguchi.demo.stories import Step, Story, Told, moments
from madoguchi.procedures.queries import document_of
from madoguchi.rules.doors import Medium
from madoguchi.selection import models as selection

BETWEEN_CHILDREN: Final = timedelta(minutes=31)
AT_HOME: Final = (Step.CORRECT, Step.OPEN)
BRINGS_FLAWS: Final = (Story.RETURNED, Story.CORRECTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What a round needs to be lived through, in this process or in another."""

    round: Round
    told_for: int  # the year in which the grades of children, as they are told, hold
    version_id: int
    samples: Samples
    selection: UUID | None = None  # the round of selection for which findings are confirmed


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
    who, files_at = _comes(told, world)
    if told.story is Story.UNSENT:
        of = _case(told, 0, world)
        filing.put_off(who, of, version_id=world.version_id, now=told.arrives_at)
        return 0
    return sum(
        _apply(told, number, who, world, files_at + number * BETWEEN_CHILDREN)
        for number in range(len(told.children))
    )


def _comes(told: Told, world: World) -> tuple[Applicant, datetime]:
    """The head of the family in the portal, perhaps with help, or an officer with their paper; and when."""
    household = told.household
    is_over = world.told_for != world.round.target_year  # last year everybody came alone
    is_alone = household.email and (is_over or told.story is Story.UNSENT)
    door = (OWN_DOOR, told.arrives_at) if is_alone else _door(told, world)
    through, files_at = door
    if through.officer is not None:
        actor = desk.at_the_desk(through.officer)
        return Applicant(household=household, resident=None, actor=actor, through=through), files_at
    who = filing.with_account(household, now=files_at - filing.WRITING)
    return replace(who, through=through), files_at


def _door(told: Told, world: World) -> tuple[Through, datetime]:
    return doors.come(told.household, told.arrives_at, world.round.lived_until)


def _case(told: Told, number: int, world: World) -> Case:
    child = told.children[number]
    return answers.case(told.household, child, year=world.round.target_year, told_for=world.told_for)


def _apply(told: Told, number: int, who: Applicant, world: World, files_at: datetime) -> int:
    of = _case(told, number, world)
    filed = filing.apply(
        who,
        of,
        version_id=world.version_id,
        samples=world.samples,
        spoilt=told.story in BRINGS_FLAWS,
        now=_before(world.round.lived_until, files_at),
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
    done_at = _go_on(file, told.story, world.round.lived_until)
    if done_at is not None and told.story in finding.LOOKED_INTO:
        _look_into(file.application, world, done_at)
    post.send(application)
    return 1


def _go_on(file: File, story: Story, until: datetime) -> datetime | None:
    """Live the story; when its last step was done, None where it is still under way."""
    done_at = _compared(file.application, story, until)
    for step, moment in moments(story, done_at, file.chance) if done_at else ():
        if moment >= until or (step is Step.CORRECT and not file.returned):
            return None
        if step in AT_HOME and file.who.resident is None:  # on my page: who has none gets it by post
            return None
        desk.do(step, file, moment)
        done_at = moment
    return done_at


def _look_into(application: Application, world: World, after: datetime) -> None:
    if world.selection is not None:
        round_ = selection.Round.objects.select_related("criteria").get(pk=world.selection)
        finding.look_into(application, round_, after, world.round.lived_until)


def _compared(application: Application, story: Story, until: datetime) -> datetime | None:
    """From when on it can be worked on; None for what was typed and still waits for a second officer."""
    if application.entered_by is None:
        return application.arrived_at
    still_waits = story is Story.WAITS or application.medium == Medium.POST
    return None if still_waits else doors.compare(application, until)


def _before(until: datetime, moment: datetime) -> datetime:
    return min(moment, until - timedelta(seconds=1))
