"""The words the tables are written in. A check notes what is wrong with a value, and where."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import regex

from line_simulator.answers import Found, invalid_property

Check = Callable[[Any, str, Found], None]
Measure = Callable[[str], int]

EMPTY: Final = "May not be empty"
HERE: Final = {"localhost", "127.0.0.1"}
ASCII_URL: Final = re.compile(r"[\x21-\x7e]+")  # anything else must be percent-encoded


def units(text: str) -> int:
    """Length in UTF-16 code units: 🍎 is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clusters(text: str) -> int:
    """Length as people count: a family emoji is one."""
    return len(regex.findall(r"\X", text))


def text(most: int, *, least: int = 1, by: Measure = units, like: str = "") -> Check:
    """So long, and of this form."""

    def check(value: Any, where: str, found: Found) -> None:
        if not isinstance(value, str):
            raise invalid_property(where)
        if least and not value:
            found.add(EMPTY, where)
        elif not least <= by(value) <= most:
            found.add(f"Length must be between {0 if least <= 1 else least} and {most}", where)
        elif like and not re.fullmatch(like, value):
            found.add(f"Must match the pattern: {like}", where)

    return check


def label(most: int) -> Check:
    """What stands on a button."""
    return text(most, by=clusters)


def address(most: int = 2000, *schemes: str) -> Check:
    """A URI of one of these schemes; https alone unless told otherwise, but for a city on this machine."""
    allowed = schemes or ("https",)

    def check(value: Any, where: str, found: Found) -> None:
        text(most)(value, where, found)
        parts = urlsplit(value) if ASCII_URL.fullmatch(value) else None
        if parts and parts.scheme == "http" and parts.hostname in HERE:
            return
        if value and (parts is None or parts.scheme not in allowed or not (parts.netloc or parts.path)):
            found.add("invalid uri scheme" if parts and parts.scheme else "invalid uri", where)

    return check


def one_of(*values: object) -> Check:
    """One of a few words."""

    def check(value: Any, where: str, found: Found) -> None:
        if value not in values:
            found.add(f"Must be one of the following values: [{', '.join(map(str, values))}]", where)

    return check


def whole(least: int, most: int) -> Check:
    """A whole number between."""

    def check(value: Any, where: str, found: Found) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            raise invalid_property(where)
        if not least <= value <= most:
            found.add(f"Must be between {least} and {most}", where)

    return check


def number(least: float, most: float) -> Check:
    """Any number between."""

    def check(value: Any, where: str, found: Found) -> None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise invalid_property(where)
        if not least <= value <= most:
            found.add(f"Must be between {least} and {most}", where)

    return check


def yes_or_no(value: Any, where: str, _found: Found) -> None:
    """True or false."""
    if not isinstance(value, bool):
        raise invalid_property(where)


def each(check: Check, least: int, most: int) -> Check:
    """A list of so many."""

    def checks(value: Any, where: str, found: Found) -> None:
        if not isinstance(value, list):
            raise invalid_property(where)
        if not least <= len(value) <= most:
            found.add(f"Size must be between {least} and {most}", where)
            return
        for at, item in enumerate(value):
            check(item, f"{where}[{at}]", found)

    return checks


def thing(
    required: Mapping[str, Check] | None = None,
    optional: Mapping[str, Check] | None = None,
    *also: Check,
    missing: str = EMPTY,
) -> Check:
    """An object: what it must have, what it may have, and what must hold between them. Others are ignored."""

    def check(value: Any, where: str, found: Found) -> None:
        if not isinstance(value, dict):
            raise invalid_property(where)
        before = len(found.details)
        for name, part in (required or {}).items():
            if value.get(name) is None:
                found.add(missing, _in(where, name))
            else:
                part(value[name], _in(where, name), found)
        for name, part in (optional or {}).items():
            if value.get(name) is not None:
                part(value[name], _in(where, name), found)
        for between in also:
            if len(found.details) == before:
                between(value, where, found)

    return check


def kinds(table: Mapping[str, Check]) -> Check:
    """An object whose `type` says which of these it is."""

    def check(value: Any, where: str, found: Found) -> None:
        if not isinstance(value, dict):
            raise invalid_property(where)
        named = table.get(value.get("type", ""))
        if named is None:
            one_of(*table)(value.get("type"), _in(where, "type"), found)
        else:
            named(value, where, found)

    return check


def _in(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name
