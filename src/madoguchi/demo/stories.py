"""Who applies, when, and how it fares: told for every family before anything is filed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from enum import StrEnum
from typing import Final

from madoguchi.demo import rounds
from madoguchi.demo.households import Child, Household, dice, named, pick
from madoguchi.demo.imagining import imagined
from madoguchi.demo.rounds import Round

VISITOR: Final = "aoi"  # whoever tries the demo applies in her name
OVERDUE: Final = 4  # families that came first and were forgotten
DRAFT_EVERY: Final = 15  # of so many families one has not sent it yet


class Step(StrEnum):
    """One thing that somebody does to an application."""

    ACCEPT = "accept"
    NOTE = "note"
    CALL = "call"
    RETURN = "return"
    CORRECT = "correct"
    TICK = "tick"
    PROPOSE = "propose"
    PROPOSE_FOR_INSTANT = "propose_for_instant"
    SIGN_FIRST = "sign_first"  # the 係長 agrees, the 課長 does not get round to it
    SEND_BACK = "send_back"
    APPROVE = "approve"
    OPEN = "open"
    WITHDRAW = "withdraw"


class Story(StrEnum):
    """How an application fares, unless the demo began before it came to that."""

    WAITS = "waits"
    ACCEPTED = "accepted"
    NOTED = "noted"
    RETURNED = "returned"
    CORRECTED = "corrected"
    PROPOSED = "proposed"
    STUCK = "stuck"
    SETTLED = "settled"
    SENT_BACK = "sent_back"
    DECIDED = "decided"
    READ = "read"
    WITHDRAWN = "withdrawn"
    UNSENT = "unsent"


_PROPOSED: Final = (Step.ACCEPT, Step.TICK, Step.PROPOSE)
STEPS: Final[Mapping[Story, tuple[Step, ...]]] = {
    Story.WAITS: (),
    Story.ACCEPTED: (Step.ACCEPT,),
    Story.NOTED: (Step.ACCEPT, Step.NOTE, Step.CALL),
    Story.RETURNED: (Step.ACCEPT, Step.RETURN),
    Story.CORRECTED: (Step.ACCEPT, Step.RETURN, Step.CORRECT),
    Story.PROPOSED: _PROPOSED,
    Story.STUCK: (*_PROPOSED, Step.SIGN_FIRST),
    Story.SETTLED: (Step.ACCEPT, Step.TICK, Step.PROPOSE_FOR_INSTANT, Step.APPROVE),
    Story.SENT_BACK: (*_PROPOSED, Step.SEND_BACK),
    Story.DECIDED: (*_PROPOSED, Step.APPROVE),
    Story.READ: (*_PROPOSED, Step.APPROVE, Step.OPEN),
    Story.WITHDRAWN: (Step.WITHDRAW,),
    Story.UNSENT: (),
}
LIKELY: Final = {
    Story.WAITS: 18,
    Story.ACCEPTED: 48,
    Story.NOTED: 6,
    Story.RETURNED: 2,
    Story.CORRECTED: 16,
    Story.PROPOSED: 3,
    Story.SETTLED: 1,
    Story.DECIDED: 2,
    Story.READ: 2,
    Story.WITHDRAWN: 2,
}
# Those with a story of their own.
NAMED: Final = {
    "ben": Story.RETURNED,
    "lan": Story.CORRECTED,
    "fumiko": Story.RETURNED,  # who has no mail: somebody must call her
    "foster": Story.PROPOSED,
    "posting": Story.NOTED,
    "mediation": Story.SENT_BACK,
    "usual_name": Story.READ,
    "spelled_otherwise": Story.RETURNED,
    "leap_day": Story.STUCK,
    "old_address": Story.SETTLED,
}
WORKING_DAYS_AGO: Final = {Story.RETURNED: 5}  # so that there is still time to correct
LONG_AGO: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A family, when it applies, and how its applications fare."""

    household: Household
    children: tuple[Child, ...]  # those it applies for
    arrives_at: datetime
    story: Story


def tell(round_: Round, applications: int) -> list[Told]:
    """The families that apply in a round, by arrival: those with a name, and others until there are enough.

    More applications add families; those that were there before stay what they were.
    """
    told = [_named(household, round_) for household in named() if household.key != VISITOR]
    count = sum(len(each.children) for each in told)
    forgotten = 0
    for number, household in enumerate(imagined()):
        if count >= applications:
            break
        household = _no_more_than(applications - count, household)
        if forgotten < OVERDUE and len(household.children) == 1:
            told.append(_forgotten(household, forgotten, round_))
            forgotten += 1
        else:
            told.append(_imagined(household, number, round_))
        count += 0 if told[-1].story is Story.UNSENT else len(household.children)
    return sorted(told, key=lambda each: each.arrives_at)


def _no_more_than(children: int, household: Household) -> Household:
    """The last family applies only for as many as were asked for."""
    return replace(household, children=household.children[:children])


def _named(household: Household, round_: Round) -> Told:
    story = NAMED.get(household.key, Story.ACCEPTED)
    day = rounds.working_days_before(round_.lived_until, WORKING_DAYS_AGO.get(story, LONG_AGO))
    comes = rounds.evening if household.email else rounds.office_moment  # the latter to the counter
    return _told(household, comes(rounds.at(day, time(0)), 0, dice(household.key, "arrives")), story)


def _forgotten(household: Household, number: int, round_: Round) -> Told:
    """One of the first, accepted and then left lying."""
    return _told(household, rounds.first_days(round_, number), Story.ACCEPTED)


def _imagined(household: Household, number: int, round_: Round) -> Told:
    chance = dice(household.key, "arrives")
    is_unsent = number % DRAFT_EVERY == DRAFT_EVERY - 1
    arrives_at = rounds.arrival(round_, chance)
    return _told(household, arrives_at, Story.UNSENT if is_unsent else pick(chance, LIKELY))


def _told(household: Household, arrives_at: datetime, story: Story) -> Told:
    return Told(household=household, children=household.children, arrives_at=arrives_at, story=story)


def moments(story: Story, arrived_at: datetime, chance: random.Random) -> Iterator[tuple[Step, datetime]]:
    """What happens in a story and when, one after the other."""
    moment = arrived_at
    for step in STEPS[story]:
        moment = WHEN[step](moment, chance)
        yield step, moment


def _at_the_desk(first: int, last: int) -> Callable[[datetime, random.Random], datetime]:
    return lambda after, chance: rounds.office_moment(after, chance.randint(first, last), chance)


def _at_home(first: int, last: int) -> Callable[[datetime, random.Random], datetime]:
    return lambda after, chance: rounds.evening(after, chance.randint(first, last), chance)


WHEN: Final[Mapping[Step, Callable[[datetime, random.Random], datetime]]] = {
    Step.ACCEPT: _at_the_desk(1, 3),
    Step.NOTE: _at_the_desk(0, 3),
    Step.CALL: _at_the_desk(0, 1),
    Step.RETURN: _at_the_desk(0, 1),
    Step.CORRECT: _at_home(1, 12),
    Step.TICK: _at_the_desk(0, 1),
    Step.PROPOSE: _at_the_desk(0, 2),
    Step.PROPOSE_FOR_INSTANT: _at_the_desk(0, 1),
    Step.SIGN_FIRST: _at_the_desk(0, 1),
    Step.SEND_BACK: _at_the_desk(1, 2),
    Step.APPROVE: _at_the_desk(1, 3),
    Step.OPEN: _at_home(0, 3),
    Step.WITHDRAW: _at_home(1, 6),
}
