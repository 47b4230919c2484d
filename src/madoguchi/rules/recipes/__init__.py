"""Values as people work them out: a recipe and its parts. What no recipe says is written as text."""

from madoguchi.rules.recipes.filling import Filled, Lacking, Part, filled, fitted, read, write
from madoguchi.rules.recipes.ingredients import FIXED, ingredients_in
from madoguchi.rules.recipes.table import RECIPES, Recipe, Slot

__all__ = [
    "FIXED",
    "RECIPES",
    "Filled",
    "Lacking",
    "Part",
    "Recipe",
    "Slot",
    "filled",
    "fitted",
    "ingredients_in",
    "read",
    "write",
]
