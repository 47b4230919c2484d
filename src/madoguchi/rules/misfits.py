"""What is wrong where data has not the shape of a document, in the words documents are told in.

The one place that knows the words of the library that checks shapes; nobody else shows them to people.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pydantic_core import ErrorDetails

from madoguchi.rules.expressions.reading import describe

AN_ID: Final = "an id of small letters, digits and _, beginning with a letter"
AS_WRITTEN: Final = "a text as the documentation says"
_KINDS: Final[Mapping[str, str]] = {
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "decimal_type": "a number",
    "decimal_parsing": "a number",
    "finite_number": "a number",
    "string_type": "a text",
    "model_type": "a mapping",
    "dict_type": "a mapping",
    "tuple_type": "a list",
    "list_type": "a list",
    "date_type": "a date such as 2026-11-22",
    "date_from_datetime_parsing": "a date such as 2026-11-22",
    "date_parsing": "a date such as 2026-11-22",
}
_BOUNDS: Final[Mapping[str, tuple[str, str, str]]] = {
    "greater_than_equal": ("at least", "ge", ""),
    "greater_than": ("more than", "gt", ""),
    "less_than_equal": ("at most", "le", ""),
    "less_than": ("less than", "lt", ""),
    "string_too_long": ("at most", "max_length", " characters"),
    "string_too_short": ("at least", "min_length", " characters"),
    "too_long": ("at most", "max_length", " entries"),
    "too_short": ("at least", "min_length", " entries"),
}


def misfit(error: ErrorDetails, *, expected: str | None = None, pattern: str = AS_WRITTEN) -> str:
    """One thing that does not fit. `expected`: what belongs there; `pattern`: what a text must look like."""
    match error["type"]:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            return "unknown key"
        case "value_error":
            return str(error.get("ctx", {}).get("error"))
    return f"expected {expected or _wanted(error, pattern)}; found {describe(error['input'])}"


def _wanted(error: ErrorDetails, pattern: str) -> str:
    context = error.get("ctx", {})
    kind = error["type"]
    if kind in ("enum", "literal_error"):
        return f"one of {context['expected'].replace(' or ', ', ')}".replace("'", "")
    if kind in _BOUNDS:
        words, bound, unit = _BOUNDS[kind]
        return f"{words} {context[bound]}{unit}"
    if kind == "string_pattern_mismatch":
        return pattern
    return _KINDS.get(kind, AS_WRITTEN)
