"""What stands in the menus of each entrance, in order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from madoguchi.base.texts import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of a menu. `roles` empty: for everybody at that entrance."""

    label: str  # a msgid
    view: str  # a URL name
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An entry as this reader sees it."""

    label: SafeString
    url: str
    is_here: bool


RESIDENT: Final = (Entry(label="My page", view="portal:mine"),)
FOOT: Final = (Entry(label="Help and accessibility", view="portal:help"),)
OFFICER: Final[tuple[Entry, ...]] = (
    Entry(label="Today", view="desk:home"),
    Entry(label="Applications", view="review:queue"),
    Entry(label="Letters", view="review:letters"),
    Entry(label="Messages", view="messaging:to_see_to"),
)


def links(entries: Iterable[Entry], request: HttpRequest, roles: Iterable[str] = ()) -> list[Link]:
    """The entries this reader may follow, the present page marked."""
    held = frozenset(roles)
    return [_link(entry, request) for entry in entries if not entry.roles or entry.roles & held]


def _link(entry: Entry, request: HttpRequest) -> Link:
    url = reverse(entry.view)
    return Link(label=say(entry.label), url=url, is_here=_is_here(url, request.path))


def _is_here(url: str, path: str) -> bool:
    return path == url or (url.count("/") > 1 and path.startswith(url))
