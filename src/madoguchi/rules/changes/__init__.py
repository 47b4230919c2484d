"""What changed between two versions of a document, and what that means for those who have answered."""

from madoguchi.rules.changes.comparing import Change, Kind, compare
from madoguchi.rules.changes.effects import Effect, classify

__all__ = ["Change", "Effect", "Kind", "classify", "compare"]
