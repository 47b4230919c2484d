"""Lines as they change on the page: one more, one less, another subject."""

from __future__ import annotations

from collections.abc import Callable

from madoguchi.rules.conditions.lines import Joined, Kept, Line, Subjects, comparable
from madoguchi.rules.conditions.relations import RELATIONS


def fitted(joined: Joined, subjects: Subjects) -> Joined:
    """The same lines, each with a relation that fits what it is about now, and no value of something else."""
    return Joined(joined.how, tuple(_fitted(each, subjects) for each in joined.items))


def _fitted(item: Line | Kept | Joined, subjects: Subjects) -> Line | Kept | Joined:
    if isinstance(item, Joined):
        return fitted(item, subjects)
    if isinstance(item, Kept) or item.subject not in subjects:
        return item
    subject = subjects[item.subject]
    relation = item.relation if item.relation in subject.relations else subject.relations[0]
    takes = RELATIONS[relation].takes
    if takes == "one" and any(each.key == item.other for each in comparable(subject, subjects)):
        return Line(item.subject, relation, other=item.other)
    known = tuple(each for each in item.values if not subject.options or each in subject.options)
    return Line(item.subject, relation, {"none": (), "one": known[:1], "several": known}[takes])


def added(joined: Joined, to: int | None = None) -> Joined:
    """With an empty line at its end, or at the end of what is joined at place `to`."""
    if to is None:
        return Joined(joined.how, (*joined.items, Line()))
    return _with(joined, to, added)


def added_group(joined: Joined) -> Joined:
    """With an empty line one level down, joined the other way."""
    other = "any" if joined.how == "all" else "all"
    return Joined(joined.how, (*joined.items, Joined(other, (Line(),))))


def removed(joined: Joined, place: str) -> Joined:
    """Without the line, or what is joined, at `place`: 2, or 2.0."""
    outer, _, inner = place.partition(".")
    if inner:
        return _with(
            joined, int(outer), lambda each: removed(each, inner) if isinstance(each, Joined) else each
        )
    return Joined(joined.how, tuple(each for n, each in enumerate(joined.items) if n != int(outer)))


def _with(joined: Joined, place: int, change: Callable[[Joined], Joined]) -> Joined:
    return Joined(
        joined.how,
        tuple(
            change(each) if n == place and isinstance(each, Joined) else each
            for n, each in enumerate(joined.items)
        ),
    )
