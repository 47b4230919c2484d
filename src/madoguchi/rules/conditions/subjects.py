"""What a condition may be about at its place in the document: only what is asked before it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from madoguchi.rules.conditions.relations import THERE, relations_of
from madoguchi.rules.documents import Document
from madoguchi.rules.documents.plan import Planner
from madoguchi.rules.expressions.reading import Named, Scope
from madoguchi.rules.expressions.types import INTEGER, Kind, Type
from madoguchi.rules.phrasing.speaking import PART_OPTIONS, Words
from madoguchi.rules.phrasing.spoken import SPEAKERS

USUAL_PARTS: Final = frozenset({"birth_date", "relation", "count", "days", "minutes", "city", "1", "2", "3"})
"""Parts that conditions are about; others, e.g. a given name, are not offered."""
_STEP: Final = re.compile(r"^steps\[([^\]]+)\]")
_QUESTION: Final = re.compile(r"\.questions\[([^\]]+)\]")
_COMPUTED: Final = re.compile(r"^computed\[([^\]]+)\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Something asked or computed. `key` names it in a line: answer:reason, row:age, count:siblings."""

    key: str
    raw: Any
    type: Type
    title: Words
    options: Mapping[str, Words]
    unit: Words | None = None
    question_id: str = ""

    @property
    def relations(self) -> tuple[str, ...]:
        """How it may compare. A number of rows is always known."""
        fitting = relations_of(self.type.kind)
        return tuple(each for each in fitting if each not in THERE) if "count:" in self.key else fitting

    @property
    def answered(self) -> Any:
        """What `answered` takes to ask whether there is a value."""
        kind, _, name = self.key.partition(":")
        return name if kind in ("answer", "row") else self.raw


def scope_at(document: Document, path: str) -> Scope:
    """What an expression at `path` may name."""
    planner = Planner(document)
    planner.plan()
    questions = _QUESTION.findall(path)
    if questions:
        return planner.registry.scope_before(document.question(questions[-1]))
    if step := _STEP.match(path):
        return planner.registry.scope_before(document.step(step[1]).questions[0])
    if computed := _COMPUTED.match(path):
        return replace(planner.scope, computed=_above(planner.scope.computed, computed[1]))
    return planner.scope


def _above(computed: Mapping[str, Named], id: str) -> dict[str, Named]:
    ids = list(computed)
    return {each: computed[each] for each in ids[: ids.index(id) if id in computed else None]}


def with_places(scope: Scope, document: Document, names: Mapping[str, Mapping[str, Words]]) -> Scope:
    """The same with the city's places as options: `names` has them by kind and code."""

    def named(each: Named) -> Named:
        kind = getattr(document.question(each.id), "places", "")
        is_open = each.type.kind in (Kind.CHOICE, Kind.SET) and not each.titles
        return replace(each, titles=names.get(kind, {})) if kind and is_open else each

    return replace(scope, answers={path: named(each) for path, each in scope.answers.items()})


def subjects_in(scope: Scope, *, used: frozenset[str] = frozenset()) -> dict[str, Subject]:
    """Everything a line may be about, in the order it is asked; unusual parts only where `used`."""
    found = (*_asked(scope), *_counted(scope), *_computed(scope))
    return {each.key: each for each in found if _is_usual(each) or each.key in used}


def _is_usual(subject: Subject) -> bool:
    part = subject.key.partition(".")[2]
    return not part or part in USUAL_PARTS


def _asked(scope: Scope) -> Iterator[Subject]:
    for path, named in scope.answers.items():
        if named.group is None and named.position < scope.before:
            yield _subject("answer", path, named)
        elif named.group is not None and named.group == scope.group and named.position < scope.row_before:
            yield _subject("row", path, named)


def _counted(scope: Scope) -> Iterator[Subject]:
    for path, named in scope.answers.items():
        if named.type.kind is Kind.ROWS and named.position < scope.before:
            raw = {"count": {"rows": path}}
            count = {
                language: speaker.tongue.values["count"].format(
                    speaker.tongue.values["rows"].format(speaker.title(named))
                )
                for language, speaker in SPEAKERS.items()
            }
            yield Subject(
                key=f"count:{path}", raw=raw, type=INTEGER, title=count, options={}, question_id=path
            )


def _computed(scope: Scope) -> Iterator[Subject]:
    for id, named in scope.computed.items():
        if named.position < scope.before:
            yield _subject("computed", id, named)


def _subject(kind: str, path: str, named: Named) -> Subject:
    return Subject(
        key=f"{kind}:{path}",
        raw={kind: path},
        type=named.type,
        title={language: speaker.title(named) for language, speaker in SPEAKERS.items()},
        options=PART_OPTIONS.get(named.part_id, named.titles),
        unit=named.unit,
        question_id=named.id,
    )
