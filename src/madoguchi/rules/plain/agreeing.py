"""Where two engines differ. A run in which they do is stopped, whichever of them is right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Difference:
    """A place in the result, and what the fast and the plain engine say there."""

    path: str
    fast: Any
    plain: Any


def differences(fast: Any, plain: Any, path: str = "") -> Iterator[Difference]:
    """Every place in which two results differ. What one of them leaves out is compared as null.

    Keys that only the fast engine has are not compared at the top: it also says how it was asked.
    """
    if isinstance(fast, Mapping) and isinstance(plain, Mapping):
        for key in plain if path == "" else sorted({*fast, *plain}):
            yield from differences(fast.get(key), plain.get(key), f"{path}.{key}" if path else str(key))
    elif _is_list(fast) and _is_list(plain) and len(fast) == len(plain):
        for index, (one, other) in enumerate(zip(fast, plain, strict=True)):
            yield from differences(one, other, f"{path}[{index}]")
    elif _number(fast) != _number(plain):
        yield Difference(path, fast, plain)


SHEET: Final = ("id", "total", "totals", "eligible", "base", "adjustments", "passes", "phase")


def differences_of_sheets(fast: Any, plain: Mapping[str, Any]) -> Iterator[Difference]:
    """Every place in which the sheet of the fast engine and what the plain one prints differ.

    Texts, and the order of lines and errors, are not compared.
    """
    said: dict[str, Any] = {name: getattr(fast, name) for name in SHEET}
    said |= {name: list(getattr(fast, name)) for name in ("bands", "reserved")}
    said["lines"] = _sorted(fast.lines, "subject", "item", "why", "points", "worth")
    said["errors"] = _sorted(fast.errors, "path", "code")
    said["reasons"] = _sorted(fast.reasons, "requirement", "subject")
    said["barred"] = {code: _sorted(each, "requirement", "subject") for code, each in fast.barred.items()}
    other = {**plain, **{name: sorted(plain[name], key=_words) for name in ("lines", "errors", "reasons")}}
    yield from differences(said, other)


def _sorted(parts: Iterable[Any], *names: str) -> list[dict[str, Any]]:
    return sorted(({name: getattr(each, name) for name in names} for each in parts), key=_words)


def _words(part: Mapping[str, Any]) -> list[str]:
    return [value for _, value in sorted(part.items()) if isinstance(value, str)]


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _number(value: Any) -> Any:
    """Numbers by their worth, everything else as it is."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return Decimal(str(value))
