"""What changed between two versions of a document, as typed changes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any, Final

from madoguchi.rules.documents.procedure import Document
from madoguchi.rules.documents.questions import (
    ChoiceQuestion,
    ChoicesQuestion,
    ConsentQuestion,
    GroupQuestion,
    Question,
)


class Kind(StrEnum):
    """What became of a question, a check or a key of the document."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    RETYPED = "retyped"
    RECONDITIONED = "reconditioned"
    DEMANDED = "demanded"
    RELAXED = "relaxed"
    OPTIONS_ADDED = "options_added"
    OPTIONS_REMOVED = "options_removed"
    BOUNDS_CHANGED = "bounds_changed"
    CONSENT_REWORDED = "consent_reworded"
    REWORDED = "reworded"
    KEPT_DIFFERENTLY = "kept_differently"
    CHECK_ADDED = "check_added"
    CHECK_CHANGED = "check_changed"
    CHECK_REMOVED = "check_removed"
    APPLICANT_CHANGED = "applicant_changed"
    LIMITS_CHANGED = "limits_changed"
    IDENTITY_RAISED = "identity_raised"
    TARGET_YEAR_CHANGED = "target_year_changed"
    NOTED_CHANGED = "noted_changed"
    PURPOSE_CHANGED = "purpose_changed"
    KEY_CHANGED = "key_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change. `path`: id of the question, step or check, or a key of the document.

    `old` and `new` are what stood and stands there; None where nothing does. `group`: in whose rows the
    answers to the question are.
    """

    kind: Kind
    path: str
    old: Any = None
    new: Any = None
    group: str | None = None


def compare(old: Document, new: Document) -> tuple[Change, ...]:
    """Every change from `old` to `new`: questions in the order of the new document, then the rest."""
    return (
        *_question_changes(old, new),
        *_step_changes(old, new),
        *_check_changes(old, new),
        *_key_changes(old, new),
    )


_TEXTS: Final = ("title", "hint", "example", "why", "statement", "body", "unit", "near", "shown_as")
_CARE: Final = ("care", "listed")
_UNBOUND: Final = frozenset({"id", "type", "options", "questions", "ask_when", "required", "required_when"})
_IDENTITIES: Final = ("none", "contact", "account")


@dataclass(frozen=True, slots=True)
class _Placed:
    """A question and where it is asked."""

    question: Question
    step: str
    group: GroupQuestion | None
    condition: str
    demand: str


def _placed(document: Document) -> dict[str, _Placed]:
    found: dict[str, _Placed] = {}
    for step in document.steps:
        for outer in step.questions:
            group = outer if isinstance(outer, GroupQuestion) else None
            for question in (outer, *(group.questions if group else ())):
                around = group if question is not outer else None
                conditions = [step.ask_when, around and around.ask_when, question.ask_when]
                found[question.id] = _Placed(
                    question,
                    step.id,
                    around,
                    _signature(conditions, document),
                    _signature(question.required_when, document),
                )
    return found


def _signature(written: Any, document: Document) -> str:
    """An expression as text, with the definitions of all computed values it depends on."""
    definitions = {each.id: each.value for each in document.computed}
    used: dict[str, Any] = {}
    pending = list(_computed_in(written))
    while pending:
        id = pending.pop()
        if id not in used:
            used[id] = definitions.get(id)
            pending += _computed_in(used[id])
    return json.dumps([written, used], sort_keys=True)


def _computed_in(written: Any) -> Iterator[str]:
    if isinstance(written, dict):
        for key, value in written.items():
            if key == "computed" and isinstance(value, str):
                yield value
            yield from _computed_in(value)
    elif isinstance(written, list):
        for each in written:
            yield from _computed_in(each)


def _question_changes(old: Document, new: Document) -> Iterator[Change]:
    before, after = _placed(old), _placed(new)
    for id, placed in before.items():
        if id not in after:
            yield Change(kind=Kind.REMOVED, path=id, old=placed.question, group=_id(placed.group))
    moved = _moved(list(before), list(after))
    for id, placed in after.items():
        if id not in before:
            yield Change(kind=Kind.ADDED, path=id, new=placed.question, group=_id(placed.group))
            continue
        kinds = list(_kinds(before[id], placed))
        if Kind.RETYPED not in kinds and (id in moved or before[id].step != placed.step):
            kinds.append(Kind.MOVED)
        group = _id(before[id].group)
        for kind in kinds:
            yield Change(kind=kind, path=id, old=before[id].question, new=placed.question, group=group)


def _id(group: GroupQuestion | None) -> str | None:
    return group.id if group else None


def _moved(before: list[str], after: list[str]) -> set[str]:
    """Ids whose place among those that stayed is another."""
    old = [id for id in before if id in set(after)]
    new = [id for id in after if id in set(before)]
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return set(new) - {id for block in blocks for id in new[block.b : block.b + block.size]}


def _kinds(before: _Placed, after: _Placed) -> Iterator[Kind]:
    """How one question changed."""
    old, new = before.question, after.question
    if old.type != new.type or _id(before.group) != _id(after.group):
        yield Kind.RETYPED
        if before.condition != after.condition:
            yield Kind.RECONDITIONED
        return
    if before.condition != after.condition:
        yield Kind.RECONDITIONED
    yield from _demand(before, after)
    yield from _options(old, new)
    if (
        isinstance(old, ConsentQuestion)
        and isinstance(new, ConsentQuestion)
        and old.statement != new.statement
    ):
        yield Kind.CONSENT_REWORDED
    changed = _changed_keys(old, new)
    if changed - _UNBOUND - set(_TEXTS) - set(_CARE):
        yield Kind.BOUNDS_CHANGED
    if changed & {*_TEXTS, "options"}:
        yield Kind.REWORDED
    if changed & set(_CARE):
        yield Kind.KEPT_DIFFERENTLY


def _changed_keys(old: Question, new: Question) -> set[str]:
    fields = type(new).model_fields
    return {key for key in fields if getattr(old, key) != getattr(new, key)}


def _demand(before: _Placed, after: _Placed) -> Iterator[Kind]:
    old, new = before.question, after.question
    if before.demand != after.demand:
        yield Kind.RELAXED if new.required_when is None and not new.required else Kind.DEMANDED
    elif new.required_when is None and old.required != new.required:
        yield Kind.DEMANDED if new.required else Kind.RELAXED


def _options(old: Question, new: Question) -> Iterator[Kind]:
    before, after = set(option_texts(old)), set(option_texts(new))
    if before - after:
        yield Kind.OPTIONS_REMOVED
    if after - before:
        yield Kind.OPTIONS_ADDED


def option_texts(question: Question) -> dict[str, Any]:
    if not isinstance(question, ChoiceQuestion | ChoicesQuestion):
        return {}
    return {option.id: (option.title, option.hint) for option in question.options}


def _step_changes(old: Document, new: Document) -> Iterator[Change]:
    """Other words on a step; what becomes of its questions and its condition is said of the questions."""
    before = {step.id: step for step in old.steps}
    for step in new.steps:
        was = before.get(step.id)
        if was is not None and (was.title, was.intro) != (step.title, step.intro):
            yield Change(kind=Kind.REWORDED, path=step.id, old=was, new=step)


def _check_changes(old: Document, new: Document) -> Iterator[Change]:
    before = {check.id: check for check in old.checks}
    after = {check.id: check for check in new.checks}
    for id, check in after.items():
        if id not in before:
            yield Change(kind=Kind.CHECK_ADDED, path=id, new=check)
        elif _signature(before[id].refuse_when, old) != _signature(check.refuse_when, new):
            yield Change(kind=Kind.CHECK_CHANGED, path=id, old=before[id], new=check)
        elif before[id] != check:
            yield Change(kind=Kind.REWORDED, path=id, old=before[id], new=check)
    for id, check in before.items():
        if id not in after:
            yield Change(kind=Kind.CHECK_REMOVED, path=id, old=check)


_SEEN_ABOVE: Final = frozenset({"steps", "checks"})


def _key_changes(old: Document, new: Document) -> Iterator[Change]:
    for name, info in Document.model_fields.items():
        before, after = getattr(old, name), getattr(new, name)
        if name not in _SEEN_ABOVE and before != after:
            key = info.alias or name
            kind = _kind_of_key(key, old, new)
            whole = kind is Kind.APPLICANT_CHANGED
            yield Change(kind=kind, path=key, old=old if whole else before, new=new if whole else after)


def _kind_of_key(key: str, old: Document, new: Document) -> Kind:
    match key:
        case "applicant":
            return Kind.APPLICANT_CHANGED
        case "limits" if old.limits.one_per != new.limits.one_per:
            return Kind.LIMITS_CHANGED
        case "identity" if _IDENTITIES.index(new.identity) > _IDENTITIES.index(old.identity):
            return Kind.IDENTITY_RAISED
        case "target_year":
            return Kind.TARGET_YEAR_CHANGED
        case "review" if old.review.noted != new.review.noted:
            return Kind.NOTED_CHANGED
        case "purpose":
            return Kind.PURPOSE_CHANGED
    return Kind.KEY_CHANGED
