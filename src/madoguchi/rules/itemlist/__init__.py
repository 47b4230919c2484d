"""The items of a paper form, one a line, as draft questions with guessed types."""

from madoguchi.rules.itemlist.drafting import drafted
from madoguchi.rules.itemlist.guessing import GROUP, LEFT_OUT, STEP, Item, Why
from madoguchi.rules.itemlist.reading import LONGEST_TITLE, MOST_LINES, read

__all__ = ["GROUP", "LEFT_OUT", "LONGEST_TITLE", "MOST_LINES", "STEP", "Item", "Why", "drafted", "read"]
