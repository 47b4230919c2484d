"""Conditions as people build them: lines of something asked, how it compares, and with what."""

from madoguchi.rules.conditions.changing import added, added_group, fitted, removed
from madoguchi.rules.conditions.lines import Joined, Kept, Line, Unfinished, comparable, read, write
from madoguchi.rules.conditions.relations import RELATIONS, Relation, relations_of
from madoguchi.rules.conditions.subjects import Subject, scope_at, subjects_in, with_places

__all__ = [
    "RELATIONS",
    "Joined",
    "Kept",
    "Line",
    "Relation",
    "Subject",
    "Unfinished",
    "added",
    "added_group",
    "comparable",
    "fitted",
    "read",
    "relations_of",
    "removed",
    "scope_at",
    "subjects_in",
    "with_places",
    "write",
]
