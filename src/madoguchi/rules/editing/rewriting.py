"""A whole document written anew, as one change of the one that was there."""

from __future__ import annotations

from madoguchi.rules.editing.applying import Plain
from madoguchi.rules.editing.operations import All, Set


def rewritten(before: Plain, after: Plain) -> All:
    """The change that makes `after` of `before`, key by key: what others wrote at other keys stands."""
    keys = sorted({*before, *after})
    return All(tuple(Set(key, after.get(key)) for key in keys if before.get(key) != after.get(key)))
