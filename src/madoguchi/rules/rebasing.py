"""What becomes of somebody's answers when their procedure has a newer version.

Nothing a person answered is changed in silence: an answer stays as it is, is asked again, or is left out and
named. Whether that happens at all is the author's choice, the policy of the publication.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

from madoguchi.rules import questions
from madoguchi.rules.changes import Change, Effect, Kind, classify, compare
from madoguchi.rules.documents import Document
from madoguchi.rules.documents.questions import ConsentQuestion
from madoguchi.rules.journey import Facts, Journey, journey
from madoguchi.rules.lifecycle import DECIDABLE, State
from madoguchi.rules.problems import Problem

Answers = Mapping[str, Any]


class Policy(StrEnum):
    """What the author of a new version wants for what was begun or filed under an older one."""

    KEEP = "keep"  # everything stays with the version it was written under
    SAFE = "safe"  # what nobody has to be asked about moves, the rest stays
    ASK = "ask"  # what cannot be taken over is asked again


class Why(StrEnum):
    """Why somebody is asked something again."""

    NEW = "new"  # it was not asked before
    RETYPED = "retyped"  # it is answered in another way
    AGREED = "agreed"  # what was agreed to has other words, or the answers another purpose
    READ_ANEW = "read_anew"  # the same words would now mean something else
    REFUSED = "refused"  # what was answered, or left empty, is not accepted any more


class Stays(StrEnum):
    """Why an application stays with its version."""

    BLOCKED = "blocked"  # it could not be decided under the new one
    WOULD_ASK = "would_ask"  # only what is safe was to move
    UNCHECKED = "unchecked"  # typed by an officer; nobody is asked by what may be mistyped
    ENDED = "ended"  # decided, withdrawn or laid before those who approve meanwhile


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """What an author decides for drafts and for applications that are not decided."""

    drafts: Policy = Policy.ASK
    applications: Policy = Policy.KEEP


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """One question to be answered again. `problem`: what is wrong with what stands there, if anything is."""

    path: str
    why: Why
    problem: Problem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebased:
    """What a newer version makes of some answers.

    `answers` lack what has to be given anew. `after` is the way through the newer version with them.
    `left_out`: paths of answers that are not asked for any more. `causes`: what keeps it from moving.
    """

    effect: Effect
    answers: Mapping[str, Any]
    again: tuple[Again, ...]
    left_out: tuple[str, ...]
    causes: tuple[str, ...]
    after: Journey = field(repr=False)


_HARMLESS: Final = frozenset(
    {Kind.REWORDED, Kind.KEY_CHANGED, Kind.KEPT_DIFFERENTLY, Kind.CHECK_REMOVED, Kind.RELAXED}
    | {Kind.OPTIONS_ADDED, Kind.MOVED, Kind.REMOVED}
)


@dataclass(frozen=True)
class Passage:
    """The way from one version of a document to a newer one, compared once for everybody."""

    old: Document
    new: Document

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Every change between the two."""
        return compare(self.old, self.new)

    @property
    def is_harmless(self) -> bool:
        """Whether it is safe for everybody, whatever they answered."""
        return all(change.kind in _HARMLESS for change in self.changes)


def rebase(passage: Passage, answers: Answers, *, before: Journey, facts: Facts) -> Rebased:
    """What the newer version makes of `answers`, raw or canonical.

    `before`: the way through the older version with them. `facts`: what the world says to the newer one.
    """
    anew = dict(_given_anew(passage, answers, before))
    after = journey(passage.new, _without(answers, anew), facts)
    if differing := _differences(before.answers, after.answers):
        anew |= dict.fromkeys(differing, Why.READ_ANEW)
        after = journey(passage.new, _without(answers, anew), facts)
    problems = _new_problems(before, after)
    again = tuple(_again(anew, problems, before, after))
    causes = tuple(_causes(passage, before, again, {*problems} - {*after.visible}))
    return Rebased(
        effect=Effect.BLOCKED if causes else Effect.ASK_AGAIN if again else Effect.SAFE,
        answers=_without(answers, anew),
        again=again,
        left_out=_left_out(before, after, {each.path for each in again}),
        causes=causes,
        after=after,
    )


def moves(effect: Effect, policy: Policy) -> bool:
    """Whether what was filed goes to the newer version."""
    return effect in _MOVE[policy]


_MOVE: Final = {
    Policy.KEEP: (),
    Policy.SAFE: (Effect.SAFE,),
    Policy.ASK: (Effect.SAFE, Effect.ASK_AGAIN),
}


def strongest(policies: Iterable[Policy]) -> Policy:
    """What counts where several versions were published in between."""
    return max(policies, key=list(Policy).index, default=Policy.KEEP)


def draft_moves(effect: Effect, policy: Policy) -> bool:
    """Whether what is being written goes to the newer version: nobody has relied on it yet."""
    return policy is Policy.ASK or moves(effect, policy)


def may_move(state: State) -> bool:
    """Whether an application in this state may move at all.

    What is decided, settled or withdrawn never does, nor what lies before those who approve: they decide
    what they read.
    """
    return state in DECIDABLE


def stays(rebased: Rebased, *, state: State, policy: Policy, is_checked: bool) -> Stays | None:
    """Why an application stays with its version; None when it moves or is asked again."""
    if not may_move(state):
        return Stays.ENDED
    if rebased.effect is Effect.BLOCKED:
        return Stays.BLOCKED
    if not moves(rebased.effect, policy):
        return Stays.WOULD_ASK
    if rebased.again and not is_checked:
        return Stays.UNCHECKED
    return None


def _given_anew(passage: Passage, answers: Answers, before: Journey) -> Iterator[tuple[str, Why]]:
    """The answers that cannot be taken over, whatever they are."""
    for change in passage.changes:
        if change.kind in _TAKEN_BACK:
            yield from ((path, _TAKEN_BACK[change.kind]) for path in _answered(change, answers))
        elif change.kind is Kind.PURPOSE_CHANGED:
            agreed = (path for path in before.visible if _is_consent(passage.old, path))
            yield from ((path, Why.AGREED) for path in agreed)


_TAKEN_BACK: Final = {Kind.RETYPED: Why.RETYPED, Kind.CONSENT_REWORDED: Why.AGREED}


def _is_consent(document: Document, path: str) -> bool:
    return isinstance(document.question(path), ConsentQuestion)


def _answered(change: Change, answers: Answers) -> Iterator[str]:
    """Where answers to a changed question stand."""
    if change.group is None:
        held = [(change.path, answers.get(change.path))]
    else:
        rows: Any = answers.get(change.group)
        held = [
            (f"{change.group}/{row['_id']}/{change.path}", row.get(change.path))
            for row in (rows if _is_rows(rows) else ())
        ]
    yield from (path for path, raw in held if raw is not None and not questions.blank(change.old, raw))


def _new_problems(before: Journey, after: Journey) -> dict[str, Problem]:
    """The first thing wrong with each question that was not wrong before, by its path."""
    known = {(problem.path, problem.code) for problem in before.errors}
    found: dict[str, Problem] = {}
    for problem in after.errors:
        if (problem.path, problem.code) not in known:
            found.setdefault(problem.path.partition(".")[0], problem)
    return found


def _again(
    anew: Mapping[str, Why], problems: Mapping[str, Problem], before: Journey, after: Journey
) -> Iterator[Again]:
    """What is asked again, in the order in which it is asked."""
    asked_before = {*before.visible}
    for path in after.visible:
        if path in anew or path in problems:
            why = anew.get(path) or (Why.REFUSED if path in asked_before else Why.NEW)
            yield Again(path=path, why=why, problem=problems.get(path))


def _causes(
    passage: Passage, before: Journey, again: tuple[Again, ...], unaskable: Collection[str]
) -> Iterator[str]:
    """What keeps answers from being decided under the newer version, by the path of each change."""
    is_agreed_anew = Why.AGREED in {each.why for each in again}
    for change in passage.changes:
        is_other_purpose = change.kind is Kind.PURPOSE_CHANGED and not is_agreed_anew
        if is_other_purpose or classify(change, before.answers) is Effect.BLOCKED:
            yield change.path
    yield from sorted(unaskable)


def _left_out(before: Journey, after: Journey, asked: Collection[str]) -> tuple[str, ...]:
    kept = _paths(after.answers)
    return tuple(path for path in _paths(before.answers) if path not in kept and path not in asked)


def _differences(before: Answers, after: Answers) -> tuple[str, ...]:
    """Paths at which both have an answer, and not the same."""
    old, new = _paths(before), _paths(after)
    return tuple(path for path, value in old.items() if path in new and not _is_same(value, new[path]))


def _is_same(old: Any, new: Any) -> bool:
    """Whether two answers say the same. Options are chosen in no order, but written in the document's."""
    if isinstance(old, list) and isinstance(new, list) and all(isinstance(each, str) for each in old + new):
        return sorted(old) == sorted(new)
    return bool(old == new)


def _paths(answers: Answers) -> dict[str, Any]:
    """Every answer by its path; those of rows one by one. A group itself counts while it has no rows."""
    found: dict[str, Any] = {}
    for key, value in answers.items():
        if _is_rows(value):
            for row in value:
                found |= {f"{key}/{row['_id']}/{id}": each for id, each in row.items() if id != "_id"}
        elif value != []:
            found[key] = value
    return found


def _is_rows(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(row, Mapping) and "_id" in row for row in value)
    )


def _without(answers: Answers, paths: Mapping[str, Why]) -> Mapping[str, Any]:
    """`answers` but for those at `paths`; the very same where there is none."""
    if not paths:
        return answers
    return {
        key: [_row_without(row, key, paths) for row in value] if _is_rows(value) else value
        for key, value in answers.items()
        if key not in paths
    }


def _row_without(row: Mapping[str, Any], group: str, paths: Mapping[str, Why]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if f"{group}/{row['_id']}/{key}" not in paths}
