"""What an expression says: for who reads a document, and who wonders why something is asked."""

from madoguchi.rules.phrasing.branches import Branch, Follows, asked_when, branches
from madoguchi.rules.phrasing.spoken import said, said_of, say_ja

__all__ = ["Branch", "Follows", "asked_when", "branches", "said", "said_of", "say_ja"]
