"""How something asked may compare, by the kind of its value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from madoguchi.rules.expressions.types import NUMBERS, ORDERED, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """One way to compare: which operator stands for it, whether denied, and how many values it takes."""

    operator: str
    is_denied: bool = False
    takes: str = "one"  # one, several, none
    fixed: Any = None
    """The value that stands for itself: true for はい."""


RELATIONS: Final[dict[str, Relation]] = {
    "yes": Relation(operator="is", takes="none", fixed=True),
    "no": Relation(operator="is", takes="none", fixed=False),
    "is": Relation(operator="is"),
    "is_not": Relation(operator="is_not"),
    "one_of": Relation(operator="one_of", takes="several"),
    "none_of": Relation(operator="one_of", is_denied=True, takes="several"),
    "contains": Relation(operator="contains"),
    "lacks": Relation(operator="contains", is_denied=True),
    "at_least": Relation(operator="at_least"),
    "at_most": Relation(operator="at_most"),
    "more_than": Relation(operator="more_than"),
    "less_than": Relation(operator="less_than"),
    "answered": Relation(operator="answered", takes="none"),
    "unanswered": Relation(operator="answered", is_denied=True, takes="none"),
}

THERE: Final = ("answered", "unanswered")
_ORDER: Final = ("at_least", "at_most", "more_than", "less_than")
_BY_KIND: Final[dict[Kind, tuple[str, ...]]] = {
    Kind.BOOL: ("yes", "no"),
    Kind.CHOICE: ("is", "is_not", "one_of", "none_of"),
    Kind.SET: ("contains", "lacks"),
    Kind.TEXT: ("is", "is_not"),
    **dict.fromkeys(NUMBERS, (*_ORDER, "is", "is_not")),
    **dict.fromkeys(ORDERED - NUMBERS, (*_ORDER, "is", "is_not")),
}


def relations_of(kind: Kind) -> tuple[str, ...]:
    """What fits a value of this kind, the likeliest first."""
    return (*_BY_KIND.get(kind, ()), *THERE)
