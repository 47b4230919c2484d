"""What a change means for somebody who has already answered.

SAFE never alters an answer, and never leaves a complete application incomplete. ASK_AGAIN: the person has
to look at something once more. BLOCKED: the application cannot be decided under the new version and stays
with its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Final

from madoguchi.rules import questions
from madoguchi.rules.changes.comparing import Change, Kind, option_texts
from madoguchi.rules.documents.questions import GroupQuestion, Question

Answers = Mapping[str, Any]


class Effect(StrEnum):
    """What a change means for somebody's answers."""

    SAFE = "safe"
    ASK_AGAIN = "ask_again"
    BLOCKED = "blocked"


def classify(change: Change, answers: Answers) -> Effect:
    """What `change` means for somebody who gave `answers` under the old version."""
    return _EFFECTS[change.kind](change, answers)


_UNREADABLE: Final = ("earliest", "latest", "places")
"""Bounds that cannot be tried without knowing the world."""


def _given(change: Change, answers: Answers) -> list[Any]:
    """The answers to the question: one, or one per row of its group; None where a row has none."""
    if change.group is None:
        return [answers.get(change.path)]
    rows = answers.get(change.group)
    return [row.get(change.path) for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _is_blank(question: Question, raw: Any) -> bool:
    return raw is None or questions.blank(question, raw)


def _if(condition: bool) -> Effect:
    return Effect.ASK_AGAIN if condition else Effect.SAFE


def _always(effect: Effect) -> Callable[[Change, Answers], Effect]:
    return lambda _change, _answers: effect


def _added(change: Change, answers: Answers) -> Effect:
    question = change.new
    if change.group is not None and not _given(change, answers):
        return Effect.SAFE
    if not question.has_answer or (isinstance(question, GroupQuestion) and not question.repeat.at_least):
        return Effect.SAFE
    return _if(question.required if question.required_when is None else True)


def _answered(change: Change, answers: Answers) -> Effect:
    return _if(any(not _is_blank(change.old, raw) for raw in _given(change, answers)))


def _retyped(change: Change, answers: Answers) -> Effect:
    """An answer of another type does not fit; where none was needed, it may now be missing."""
    was_needed = change.old.required and change.old.required_when is None
    if was_needed or _answered(change, answers) is Effect.ASK_AGAIN:
        return _answered(change, answers)
    return _added(change, answers)


def _unanswered(change: Change, answers: Answers) -> Effect:
    return _if(any(_is_blank(change.new, raw) for raw in _given(change, answers)))


def _chosen(change: Change, answers: Answers) -> Effect:
    """Whether an option that is gone was chosen."""
    gone = set(option_texts(change.old)) - set(option_texts(change.new))
    chosen = {
        option
        for raw in _given(change, answers)
        for option in (raw if isinstance(raw, list) else [raw])
        if isinstance(option, str)
    }
    return _if(bool(gone & chosen))


def _reads_alike(change: Change, answers: Answers) -> Effect:
    """Whether every answer means the same under the new bounds, and is accepted."""
    old, new = change.old, change.new
    if isinstance(new, GroupQuestion):
        rows = answers.get(change.path)
        count = len(rows) if isinstance(rows, list) else 0
        return _if(not new.repeat.at_least <= count <= new.repeat.at_most)
    given = [raw for raw in _given(change, answers) if not _is_blank(old, raw)]
    if any(getattr(old, key, None) != getattr(new, key, None) for key in _UNREADABLE):
        return _if(bool(given))
    return _if(any(not _same(questions.read(old, raw, {}), questions.read(new, raw, {})) for raw in given))


def _same(before: Any, after: Any) -> bool:
    """Whether two readings give the same answer; a tuple is a list of problems."""
    return not isinstance(after, tuple) and bool(before == after)


def _applicant(change: Change, answers: Answers) -> Effect:
    """Whether everything that was known of the applicant is still known."""
    for key in type(change.old.applicant).model_fields:
        before = change.old.value_at(getattr(change.old.applicant, key), answers)
        after = change.new.value_at(getattr(change.new.applicant, key), answers)
        if before is not None and before != after:
            return Effect.BLOCKED
    return Effect.SAFE


_EFFECTS: Final[dict[Kind, Callable[[Change, Answers], Effect]]] = {
    Kind.ADDED: _added,
    Kind.REMOVED: _always(Effect.SAFE),
    Kind.MOVED: _always(Effect.SAFE),
    Kind.RETYPED: _retyped,
    Kind.RECONDITIONED: _always(Effect.ASK_AGAIN),
    Kind.DEMANDED: _unanswered,
    Kind.RELAXED: _always(Effect.SAFE),
    Kind.OPTIONS_ADDED: _always(Effect.SAFE),
    Kind.OPTIONS_REMOVED: _chosen,
    Kind.BOUNDS_CHANGED: _reads_alike,
    Kind.CONSENT_REWORDED: _answered,
    Kind.REWORDED: _always(Effect.SAFE),
    Kind.KEPT_DIFFERENTLY: _always(Effect.SAFE),
    Kind.CHECK_ADDED: _always(Effect.ASK_AGAIN),
    Kind.CHECK_CHANGED: _always(Effect.ASK_AGAIN),
    Kind.CHECK_REMOVED: _always(Effect.SAFE),
    Kind.APPLICANT_CHANGED: _applicant,
    Kind.LIMITS_CHANGED: _always(Effect.BLOCKED),
    Kind.IDENTITY_RAISED: _always(Effect.BLOCKED),
    Kind.TARGET_YEAR_CHANGED: _always(Effect.BLOCKED),
    Kind.NOTED_CHANGED: _always(Effect.BLOCKED),
    Kind.PURPOSE_CHANGED: _always(Effect.ASK_AGAIN),
    Kind.KEY_CHANGED: _always(Effect.SAFE),
}
