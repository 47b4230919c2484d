"""Telling many: what may be written, when it leaves, who has to agree, and what stops it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from madoguchi.rules import calendar
from madoguchi.rules.documents.base import LANGUAGES
from madoguchi.rules.expressions.base import Expression
from madoguchi.rules.line_sending import FALLBACK, next_month
from madoguchi.rules.reminders import awake, is_night

PICTURE_EDGE: Final = 1024  # pixels of a picture in a bubble on LINE, which shows no larger one
LONGEST: Final = {"title": 40, "text": 500, "label": 20}  # letters that a bubble on LINE shows whole
MOST_BUTTONS: Final = 2
MOST_ALONE: Final = 1000  # recipients one person may tell without a second
MOST_WAVES: Final = 100
SECOND_THOUGHTS: Final = timedelta(seconds=60)
FARTHEST: Final = timedelta(days=180)
LIVES: Final = timedelta(days=3)  # what could not be sent by then comes too late
EMERGENCY_LIVES: Final = timedelta(hours=3)
SAID_BY_CONSENT: Final = frozenset({"district", "interests", "children"})


class State(StrEnum):
    """Where a broadcast stands."""

    DRAFT = "draft"
    PROPOSED = "proposed"  # waits for a second person
    RELEASED = "released"  # goes at its time; how far it is, its waves say


class Standing(StrEnum):
    """How a broadcast is called on the desk."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    SCHEDULED = "scheduled"
    UNDER_WAY = "under_way"
    STOPPED = "stopped"
    HELD = "held"  # the month's messages are used up
    DONE = "done"


class Refusal(StrEnum):
    """Why it goes no further."""

    MOVED_ON = "moved_on"  # somebody was quicker
    CHANGED = "changed"  # not what was looked at
    NOBODY = "nobody"
    EVERYBODY = "everybody"  # meant so? the box was not ticked
    PAST = "past"
    FAR = "far"
    ENDS_FIRST = "ends_first"  # it would end before it leaves
    QUOTA = "quota"
    MANY_WAVES = "many_waves"
    SAME_PERSON = "same_person"
    NO_RIGHT = "no_right"
    NIGHT = "night"
    GONE = "gone"  # the segment names what is no longer there
    TOO_LATE = "too_late"  # it has left


class Wrong(StrEnum):
    """What cannot be kept as it was written."""

    EMPTY = "empty"
    HALF = "half"  # a headline without a text, or the other way round
    TOO_LONG = "too_long"
    NO_TARGET = "no_target"  # words on a button that leads nowhere
    NOT_OURS = "not_ours"
    NO_NUMBER = "no_number"
    NO_TIME = "no_time"
    NO_NAME = "no_name"
    NOT_YOURS = "not_yours"


Words = Mapping[str, Mapping[str, str]]  # language → title, text, label1, label2


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """When and for whom, as it is asked for."""

    is_emergency: bool
    asked_at: datetime | None  # None: now
    expires_at: datetime | None
    wave_size: int | None = None  # None: all at once
    wave_minutes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Whom it means just now, and how they are reached."""

    people: int
    everybody: int | None  # who could be meant; None: those of another broadcast, and nobody else
    on_line: int
    by_mail: int = 0

    @property
    def is_everybody(self) -> bool:
        """Whether nobody is left out who could be meant."""
        return self.everybody is not None and self.people >= self.everybody

    @property
    def needs_second(self) -> bool:
        """Whether they are too many for one person to tell alone."""
        return self.people > MOST_ALONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """What the month holds. `most` None: as many as one likes."""

    most: int | None
    used: int
    promised: int = 0  # to others, and not sent yet
    seen_at: datetime | None = None

    @property
    def left(self) -> int | None:
        """How many may still be sent."""
        return None if self.most is None else max(0, self.most - self.used - self.promised)


def written(words: Words) -> tuple[str, ...]:
    """The languages it is written in; whoever reads another one reads Japanese."""
    return tuple(code for code in LANGUAGES if words.get(code, {}).get("text"))


def read_in(words: Words, code: str) -> str:
    """The language in which somebody reads it who reads this one."""
    return code if code in written(words) else FALLBACK


def read_as(words: Words, code: str) -> Mapping[str, str]:
    """What somebody reads who reads this language."""
    return words[read_in(words, code)]


def corrected(words: Words) -> dict[str, dict[str, str]]:
    """The words a correction begins with: the same, under a headline that says what it is."""
    return {
        code: {**said, "title": _beginning(_CORRECTION[code].format(said["title"]))}
        for code, said in words.items()
    }


def _beginning(title: str) -> str:
    """As much of a headline as is shown whole, and no half of a reading."""
    return title if len(title) <= LONGEST["title"] else _HALF.sub("", title[: LONGEST["title"]])


_HALF: Final = re.compile(r"\[[^\[\]]*$")
_CORRECTION: Final = {"ja": "【訂正】{}", "ja-easy": "【[直|なお]します】{}", "en": "Correction: {}"}


def faults(
    words: Words, targets: Collection[str], *, pages: Collection[str], hosts: Collection[str]
) -> dict[str, Wrong]:
    """What is wrong with the words, by their place (`ja.title`, `target1`)."""
    found = dict(_wrong_words(words))
    for number, target in enumerate(targets, 1):
        if target and not is_ours(target, pages=pages, hosts=hosts):
            found[f"target{number}"] = Wrong.NOT_OURS
        elif not target and any(each.get(f"label{number}") for each in words.values()):
            found[f"target{number}"] = Wrong.NO_TARGET
    return found


def _wrong_words(words: Words) -> Iterator[tuple[str, Wrong]]:
    for code in LANGUAGES:
        said = words.get(code, {})
        for name, text in said.items():
            if len(text) > LONGEST[name.rstrip("12")]:
                yield f"{code}.{name}", Wrong.TOO_LONG
        for name, other in (("title", "text"), ("text", "title")):
            if not said.get(name) and (code == FALLBACK or said.get(other)):
                yield f"{code}.{name}", Wrong.EMPTY if code == FALLBACK else Wrong.HALF


def is_ours(target: str, *, pages: Collection[str], hosts: Collection[str]) -> bool:
    """Whether a button may lead there: to one of our pages, or to a host the city named as its own."""
    if target in pages:
        return True
    try:
        parts = urlsplit(target)
    except ValueError:  # no address at all
        return False
    return parts.scheme == "https" and parts.hostname in hosts and parts.netloc == parts.hostname


def needs_consent(condition: Expression) -> bool:
    """Whether it looks at what residents said for this purpose alone, and may take back."""
    return any(source.name in SAID_BY_CONSENT for source in condition.sources())


def released(
    *,
    state: State,
    reach: Reach,
    plan: Plan,
    quota: Quota,
    is_all_meant: bool,
    may_alone: bool,
    now: datetime,
) -> State | Refusal:
    """What follows when somebody wants it sent. `may_alone`: holds the right for emergencies."""
    if state is not State.DRAFT:
        return Refusal.MOVED_ON
    if refusal := _refused(reach, plan, quota, now):
        return refusal
    if plan.is_emergency:
        return State.RELEASED if may_alone else Refusal.NO_RIGHT
    if reach.is_everybody and not is_all_meant:
        return Refusal.EVERYBODY
    return State.PROPOSED if reach.needs_second else State.RELEASED


def approved(
    *,
    state: State,
    reach: Reach,
    plan: Plan,
    quota: Quota,
    is_same_person: bool,
    may_approve: bool,
    now: datetime,
) -> Refusal | None:
    """Whether this second person may let it go."""
    if state is not State.PROPOSED:
        return Refusal.MOVED_ON
    if is_same_person:
        return Refusal.SAME_PERSON
    return _refused(reach, plan, quota, now) if may_approve else Refusal.NO_RIGHT


def _refused(reach: Reach, plan: Plan, quota: Quota, now: datetime) -> Refusal | None:
    if reach.people == 0:
        return Refusal.NOBODY
    if refusal := untimely(plan, now):
        return refusal
    starts = leaves(plan, 1, now)[0]
    if plan.expires_at is not None and plan.expires_at <= starts:
        return Refusal.ENDS_FIRST
    if plan.wave_size and -(-reach.people // plan.wave_size) > MOST_WAVES:
        return Refusal.MANY_WAVES
    is_short = quota.left is not None and reach.on_line > quota.left and starts < next_month(now)
    return Refusal.QUOTA if is_short and not plan.is_emergency else None


def untimely(plan: Plan, now: datetime) -> Refusal | None:
    """Why it cannot be sent when it is asked for."""
    if plan.asked_at is None:
        return None
    if plan.asked_at < now:
        return Refusal.PAST
    return Refusal.FAR if plan.asked_at > now + FARTHEST else None


def leaves(plan: Plan, waves: int, now: datetime) -> list[datetime]:
    """When each wave leaves: after a minute to think again and never at night, emergencies apart."""
    if plan.is_emergency:
        return [max(plan.asked_at or now, now)] * waves
    at = awake(max(plan.asked_at or now, now + SECOND_THOUGHTS))
    found = [at]
    while len(found) < waves:
        at = awake(at + timedelta(minutes=plan.wave_minutes))
        found.append(at)
    return found


def expires_at(plan: Plan, leaves_at: datetime) -> datetime:
    """After which nothing of a wave is sent any more."""
    return plan.expires_at or leaves_at + (EMERGENCY_LIVES if plan.is_emergency else LIVES)


def standing(
    state: State, *, is_stopped: bool, is_held: bool = False, has_begun: bool, waits: bool
) -> Standing:
    """How it stands. `waits`: some of its people are not told yet, as far as somebody asked."""
    if state is not State.RELEASED:
        return Standing(state)
    if is_stopped or is_held:
        return Standing.STOPPED if is_stopped else Standing.HELD
    if not has_begun:
        return Standing.SCHEDULED
    return Standing.UNDER_WAY if waits else Standing.DONE


def may_call_back(state: State, *, goes_at: datetime | None, begun: bool, now: datetime) -> bool:
    """Whether nothing of it has left yet."""
    waits = state is State.RELEASED and not begun and goes_at is not None and now < goes_at
    return waits or state is State.PROPOSED


def may_go_on(*, is_emergency: bool, now: datetime) -> Refusal | None:
    """Whether what was stopped may go on at this hour."""
    return None if is_due(is_emergency=is_emergency, now=now) else Refusal.NIGHT


def is_due(*, is_emergency: bool, now: datetime) -> bool:
    """Whether a wave whose time has come, perhaps while all workers slept, may ring now."""
    return is_emergency or not is_night(now)


def hours(figures: Mapping[datetime, int], most: int = 24) -> list[tuple[str, int]]:
    """How often it was opened in each of the hours since the first, on the city's clock."""
    if not figures:
        return []
    first = min(figures)
    each = (first + timedelta(hours=number) for number in range(most))
    last = max(figures)
    return [(f"{at.astimezone(calendar.TOKYO):%H}", figures.get(at, 0)) for at in each if at <= last]
