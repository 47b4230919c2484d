"""利用調整: who gets a place where, and why. docs/rules/allocation.md says it in words."""

from madoguchi.rules.allocation.explaining import Choice, Explanation, Reason
from madoguchi.rules.allocation.families import Blocked, Families, Method
from madoguchi.rules.allocation.faults import Code, Wrong
from madoguchi.rules.allocation.lottery import commitment, keeps, numbers
from madoguchi.rules.allocation.outcome import Allocation, Last, Note, Noted, Turned, allocate, place
from madoguchi.rules.allocation.parsing import Faults, parse
from madoguchi.rules.allocation.problem import Problem, canonical, digest
from madoguchi.rules.allocation.writing import as_data

__all__ = [
    "Allocation",
    "Blocked",
    "Choice",
    "Code",
    "Explanation",
    "Families",
    "Faults",
    "Last",
    "Method",
    "Note",
    "Noted",
    "Problem",
    "Reason",
    "Turned",
    "Wrong",
    "allocate",
    "as_data",
    "canonical",
    "commitment",
    "digest",
    "keeps",
    "numbers",
    "parse",
    "place",
]
