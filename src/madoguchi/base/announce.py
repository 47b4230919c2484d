"""News that goes upwards: a room announces, `config.wiring` says who listens, all in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Listener = Callable[[Any], object]

_listeners: dict[type, tuple[Listener, ...]] = {}


def wire(listeners: Mapping[type, Sequence[Listener]]) -> None:
    """Replace the table of listeners. Called once at start, with the table in `config.wiring`."""
    _listeners.clear()
    _listeners.update({kind: tuple(them) for kind, them in listeners.items()})


def announce(news: object) -> None:
    """Tell every listener now, in the caller's transaction. A listener that refuses rolls everything back."""
    for listener in _listeners.get(type(news), ()):
        listener(news)
