"""利用調整: who gets a place where, and why. docs/rules/allocation.md says it in words."""

from madoguchi.rules.allocation.comparing import Cause, Change, Comparison, Direction, Kind, Moved, compare
from madoguchi.rules.allocation.enough import Enough, counterfactual
from madoguchi.rules.allocation.explaining import Choice, Explanation, Reason
from madoguchi.rules.allocation.families import Blocked, Families, Method
from madoguchi.rules.allocation.faults import Code, Wrong
from madoguchi.rules.allocation.lottery import commitment, keeps, numbers
from madoguchi.rules.allocation.moving_up import next_in_queue
from madoguchi.rules.allocation.outcome import Allocation, Last, Note, Noted, Turned, allocate, place
from madoguchi.rules.allocation.parsing import Faults, parse
from madoguchi.rules.allocation.problem import Problem, canonical, digest
from madoguchi.rules.allocation.rounds import one_after_another
from madoguchi.rules.allocation.writing import as_data

__all__ = [
    "Allocation",
    "Blocked",
    "Cause",
    "Change",
    "Choice",
    "Code",
    "Comparison",
    "Direction",
    "Enough",
    "Explanation",
    "Families",
    "Faults",
    "Kind",
    "Last",
    "Method",
    "Moved",
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
    "compare",
    "counterfactual",
    "digest",
    "keeps",
    "next_in_queue",
    "numbers",
    "one_after_another",
    "parse",
    "place",
]
