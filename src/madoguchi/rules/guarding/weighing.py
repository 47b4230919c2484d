"""From facts to the list of tasks: each green, red, waived, or still to be looked at."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from madoguchi.rules import owning
from madoguchi.rules.documents import Document
from madoguchi.rules.guarding import looking
from madoguchi.rules.guarding.matters import WAIVABLE, Finding, Matter, Reason, Waiver
from madoguchi.rules.translations import Gap

GOOD_FOR: Final = timedelta(hours=24)  # a check: settings and machines change as well
FINISHES_WITHIN: Final = timedelta(minutes=2)
ARRIVES_WITHIN: Final = timedelta(minutes=2)


class State(StrEnum):
    """How a task stands."""

    GREEN = "green"
    WAIVED = "waived"
    RED = "red"
    TO_CHECK = "to_check"  # nobody looked since the last change
    GOING_ON = "going_on"


class Sent(StrEnum):
    """What became of the test mail."""

    NO = "no"
    ON_ITS_WAY = "on_its_way"
    ARRIVED = "arrived"  # the mail server took it
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """One matter that needs a look from outside, and what was found."""

    matter: Matter
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The latest check of the pages, from outside, and of the mail."""

    digest: str  # of the draft it looked at
    asked_at: datetime
    finished_at: datetime | None
    looked: tuple[Looked, ...] = ()
    mail: Sent = Sent.NO


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the guard rests on. `there`: numbers of who is at work in the section."""

    document: Document
    digest: str
    closes_at: datetime | None  # of applications, extensions included
    owner: str | None
    deputy: str | None
    there: Collection[str]
    phone: str  # of the section
    stale: Sequence[Gap]  # translations that the Japanese has left behind
    desk_host: str  # empty where desk and portal share one
    waivers: Sequence[Waiver]
    checked: Checked | None
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One line of the list."""

    matter: Matter
    state: State
    findings: tuple[Finding, ...] = ()  # still to be mended
    waivers: tuple[Waiver, ...] = ()  # of what was found and let be


OF_OWNERS: Final = {
    owning.Reason.NO_OWNER: Reason.NO_OWNER,
    owning.Reason.NO_DEPUTY: Reason.NO_DEPUTY,
    owning.Reason.SAME_OFFICER: Reason.NO_DEPUTY,
    owning.Reason.OWNER_ELSEWHERE: Reason.OWNER_LEFT,
    owning.Reason.DEPUTY_ELSEWHERE: Reason.DEPUTY_LEFT,
}


def weigh(facts: Facts) -> tuple[Task, ...]:
    """The list of tasks, in the order of the matters."""
    document = facts.document
    seen: dict[Matter, Iterable[Finding]] = {
        Matter.ANALYSIS: looking.analysis(document),
        Matter.EXAMPLES: looking.examples(document),
        Matter.WORDING: looking.wording(document, facts.desk_host),
        Matter.LANGUAGES: looking.languages(document, facts.stale),
        Matter.KEEPING: looking.keeping(document),
        Matter.DATES: looking.dates(document, facts.closes_at, facts.now),
        Matter.REACH: looking.reach(document, facts.phone),
        Matter.OWNER: (
            Finding(reason=OF_OWNERS[each]) for each in owning.refuse(facts.owner, facts.deputy, facts.there)
        ),
    }
    return (
        *(_task(matter, tuple(findings), facts.waivers) for matter, findings in seen.items()),
        _mail(facts),
        _looked_at(Matter.PAGES, facts),
        _looked_at(Matter.STRANGER, facts),
    )


def is_green(tasks: Iterable[Task]) -> bool:
    """Whether the draft may be published."""
    return all(task.state in (State.GREEN, State.WAIVED) for task in tasks)


def _task(matter: Matter, findings: tuple[Finding, ...], waivers: Sequence[Waiver]) -> Task:
    let_be = {(each.reason, each.subject): each for each in waivers if each.reason in WAIVABLE}
    open_ = tuple(each for each in findings if (each.reason, each.subject) not in let_be)
    used = tuple(
        let_be[each.reason, each.subject] for each in findings if (each.reason, each.subject) in let_be
    )
    state = State.RED if open_ else State.WAIVED if used else State.GREEN
    return Task(matter=matter, state=state, findings=open_, waivers=used)


def _is_current(checked: Checked | None, facts: Facts) -> bool:
    return checked is not None and checked.digest == facts.digest and facts.now - checked.asked_at <= GOOD_FOR


def _mail(facts: Facts) -> Task:
    """The mail proves the way to residents, which an edit of the document does not change."""
    checked = facts.checked
    if checked is None or facts.now - checked.asked_at > GOOD_FOR or checked.mail is Sent.NO:
        return _to_check(Matter.MAIL, Reason.NOT_SENT)
    if checked.mail is Sent.ARRIVED:
        return Task(matter=Matter.MAIL, state=State.GREEN)
    if checked.mail is Sent.ON_ITS_WAY and facts.now - checked.asked_at <= ARRIVES_WITHIN:
        return Task(matter=Matter.MAIL, state=State.GOING_ON)
    return _task(Matter.MAIL, (Finding(reason=Reason.NOT_ARRIVED),), ())


def _looked_at(matter: Matter, facts: Facts) -> Task:
    checked = facts.checked
    if checked is None or not _is_current(checked, facts):
        return _to_check(matter, Reason.NOT_CHECKED)
    if checked.finished_at is None:
        if facts.now - checked.asked_at <= FINISHES_WITHIN:
            return Task(matter=matter, state=State.GOING_ON)
        return _task(matter, (Finding(reason=Reason.DID_NOT_FINISH),), ())
    found = next((each.findings for each in checked.looked if each.matter is matter), None)
    if found is None:
        return _to_check(matter, Reason.NOT_CHECKED)
    return _task(matter, found, facts.waivers)


def _to_check(matter: Matter, why: Reason) -> Task:
    return Task(matter=matter, state=State.TO_CHECK, findings=(Finding(reason=why),))
