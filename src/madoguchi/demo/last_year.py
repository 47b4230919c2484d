"""The round of last year, complete: decided in bulk, its letters read, posted or written anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Final

from madoguchi.applications import queries as applications
from madoguchi.applications.models import Application
from madoguchi.base import jobs
from madoguchi.base.entrances import Entrance
from madoguchi.base.paper.glyphs import stand_in
from madoguchi.demo import city, desk, enrolled, post, rounds
from madoguchi.demo.households import Child, Household, dice, named, pick
from madoguchi.demo.imagining import imagined
from madoguchi.demo.rounds import Round
from madoguchi.demo.stories import Story, Told
from madoguchi.people import queries as people
from madoguchi.people.entrants import actor_of
from madoguchi.people.models import Role
from madoguchi.review import queries as review
from madoguchi.review.actions import batching, lettering, mailing, proposing, settling
from madoguchi.review.actions.batching import Bulk
from madoguchi.review.models import Letter, Proposal
from madoguchi.rules import calendar
from madoguchi.rules.lifecycle import State
from madoguchi.rules.proposals import Numbering

WEIGHED_FOR: Final = 25  # working days between the end of the round and the decisions
SIGNED_AFTER: Final = 3
POSTED_AFTER: Final = 2
WITHDRAWN: Final = 0.03
UNREAD: Final = 0.1  # letters that nobody opened, so that they were posted
STAYS: Final = {"approved": 95, "approved_in_part": 5}
TITLES: Final = {"approved": "承認", "approved_in_part": "一部承認", "held": "保留", "refused": "不承認"}
LEFT_OUT: Final = {"held": 75, "refused": 25}


def tell(round_: Round, applications: int) -> list[Told]:
    """The families that applied a year ago, by arrival: their children went to school already."""
    told: list[Told] = []
    count = 0
    for household in chain(named(), imagined()):
        if count >= applications:
            break
        if children := _pupils(household, round_.target_year):
            told.append(_told(household, children, round_))
            count += len(children)
    return sorted(told, key=lambda each: each.arrives_at)


def _pupils(household: Household, year: int) -> tuple[Child, ...]:
    """The children who went to school in `year`, told as they are a year later."""
    return tuple(child for child in household.children if child.grade_in(year + 1, year) >= 1)


def _told(household: Household, children: tuple[Child, ...], round_: Round) -> Told:
    chance = dice(household.key, "last year")
    story = Story.WITHDRAWN if _is_free(household) and chance.random() < WITHDRAWN else Story.WAITS
    arrives_at = rounds.arrival(round_, chance)
    return Told(household=household, children=children, arrives_at=arrives_at, story=story)


def _is_free(household: Household) -> bool:
    """Whether nothing depends on how this household fared."""
    return not household.situation and all(child.kind == "new" for child in household.children)


def decide(told: Sequence[Told], round_: Round, version_id: int) -> int:
    """Decide what these families filed, two officers at a time, and see every letter to its end."""
    with jobs.by_hand():
        for outcome, references in _undecided(told, version_id).items():
            _decide(outcome, references, round_)
        filed = [application for family in told for application in _filed(family, version_id)]
        for application in filed:
            enrolled.live(application)
            post.send(application)
            if letter := review.letter_of(application):
                _close(letter)
    return len(filed)


def _undecided(told: Sequence[Told], version_id: int) -> dict[str, list[str]]:
    """The applications that wait for a decision, by what will become of them."""
    waiting: defaultdict[str, list[str]] = defaultdict(list)
    for family in told:
        for child, application in zip(family.children, _filed(family, version_id), strict=False):
            if application.state == State.ARRIVED:
                waiting[_outcome(family, child)].append(application.reference)
    return waiting


def _filed(family: Told, version_id: int) -> list[Application]:
    """What a family filed last year, child by child."""
    resident = people.resident_by_address(family.household.email)
    found = applications.list_applications(resident=resident) if resident else []
    return [each for each in reversed(found) if each.version_id == version_id]


def _outcome(family: Told, child: Child) -> str:
    """Those who go to a club now were let in; those who apply anew were not."""
    chance = dice(family.household.key, child.given, "outcome")
    return str(pick(chance, LEFT_OUT if child.kind == "new" else STAYS))


def _decide(outcome: str, references: Sequence[str], round_: Round) -> None:
    """One proposal for all that end alike: 係長, 課長, then letters under one number with 枝番."""
    chance = dice(outcome, *references)
    proposed_at = rounds.office_moment(round_.closes_at, WEIGHED_FOR, chance)
    signed_at = rounds.office_moment(proposed_at, SIGNED_AFTER, chance)
    proposal = _propose(outcome, references, round_, proposed_at)
    desk.sign(proposal, signed_at)
    while settling.continue_settling(proposal_id=proposal.pk, now=signed_at):
        pass


def _propose(outcome: str, references: Sequence[str], round_: Round, now: datetime) -> Proposal:
    by = desk.reviewer(Role.REVIEWER, now, dice(outcome, now))
    proposal = proposing.open_proposal(
        section=desk.SECTION,
        procedure=city.GAKUDO,
        title=f"{calendar.era_year(date(round_.target_year, 5, 1))}度学童クラブ 一次募集({TITLES[outcome]})",
        numbering=Numbering.BRANCH,
        by=by,
        now=now,
    )
    batch = batching.start_batch(
        references=references,
        act=Bulk.PROPOSE,
        outcome=outcome,
        reason=city.table("lives.officers")["decided"][outcome],
        officer=by.officer,
        proposal=proposal,
        by=by.actor,
        now=now,
    )
    while batching.continue_batch(batch_id=batch.pk, now=now):
        pass
    proposal.refresh_from_db()
    return proposal


def _close(letter: Letter) -> None:
    """A letter is opened by whom it is for, or goes out on paper; written anew first, if need be."""
    if letter.opened_at or letter.posted_on:
        return
    chance = dice(letter.document_number)
    now = letter.issued_at + timedelta(hours=1)
    if letter.file is None:
        replaced = {character: stand_in(character) for character in letter.missing_glyphs}
        by = desk.reviewer(Role.APPROVER, now, chance)
        letter = lettering.issue_with_substitutes(letter=letter, substitutes=replaced, by=by, now=now)
    resident = letter.application.resident
    if resident is None or chance.random() < UNREAD:
        _post(letter, rounds.office_moment(now, POSTED_AFTER, chance))
        return
    read_at = rounds.evening(now, chance.randint(0, 4), chance)
    lettering.note_opened(letter=letter, by=actor_of(resident, Entrance.PORTAL), now=read_at)


def _post(letter: Letter, now: datetime) -> None:
    by = desk.reviewer(Role.REVIEWER, now, dice(letter.document_number, "post"))
    mailing.note_posted(letter=letter, on=calendar.local_day(now), officer=by.officer, by=by.actor, now=now)
