"""The expression language of procedure documents: closed, typed, with explicit missing values."""

from madoguchi.rules.expressions.base import Expression, Scene, to_canonical
from madoguchi.rules.expressions.operators import FACTS, OPERATORS, read_expression
from madoguchi.rules.expressions.reading import Named, Scope
from madoguchi.rules.expressions.types import MISSING, Kind

__all__ = [
    "FACTS",
    "MISSING",
    "OPERATORS",
    "Expression",
    "Kind",
    "Named",
    "Scene",
    "Scope",
    "read_expression",
    "to_canonical",
]
