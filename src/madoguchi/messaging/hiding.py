"""Whose addresses no list shows: told by the rooms that know (`config.wiring`)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

Protected = Callable[[Collection[str]], frozenset[str]]
About = tuple[str, str]  # kind of thing, and its reference

_protected: dict[str, Protected] = {}


def wire(protected: Mapping[str, Protected]) -> None:
    """Replace the table: kind of thing → which of some references belong to protected households."""
    _protected.clear()
    _protected.update(protected)


def hidden(about: Collection[About]) -> frozenset[About]:
    """Those of these things whose messages show no address."""
    return frozenset(
        (kind, ref)
        for kind, asked in _protected.items()
        for ref in asked([ref for each, ref in about if each == kind])
    )
