"""Changing a procedure document piece by piece, so that it is a document after every change."""

from madoguchi.rules.editing.changing import Changed, Clash, Refused, change, clash
from madoguchi.rules.editing.newborn import TYPES, option, question, step
from madoguchi.rules.editing.operations import (
    FIRST,
    Add,
    All,
    Duplicate,
    Group,
    Move,
    Operation,
    Paste,
    Remove,
    Retype,
    Set,
    Ungroup,
)
from madoguchi.rules.editing.places import Gone, at, title_at
from madoguchi.rules.editing.rewriting import rewritten

__all__ = [
    "FIRST",
    "TYPES",
    "Add",
    "All",
    "Changed",
    "Clash",
    "Duplicate",
    "Gone",
    "Group",
    "Move",
    "Operation",
    "Paste",
    "Refused",
    "Remove",
    "Retype",
    "Set",
    "Ungroup",
    "at",
    "change",
    "clash",
    "option",
    "question",
    "rewritten",
    "step",
    "title_at",
]
