"""What stands in the menus of each entrance, in order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from madoguchi.base.texts import say
from madoguchi.people.models import Role


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


# Where a thing is shown, for rooms below that page: {% url pages.application … %}.
PAGES: Final = {
    "application": "portal:application",
    "desk_application": "review:application",
    "mine": "portal:mine",
    "procedure": "portal:procedure",
    "at_the_desk": "review:application",
}

RESIDENT: Final = (Entry(label="My page", view="portal:mine"),)
FOOT: Final = (Entry(label="Help and accessibility", view="portal:help"),)
OFFICER: Final[tuple[Entry, ...]] = (
    Entry(label="Today", view="desk:home"),
    Entry(label="Applications", view="review:queue"),
    Entry(label="Type in an application", view="applications:entries"),
    Entry(label="Phone notes", view="review:phone"),
    Entry(label="Calls and post", view="review:contacts"),
    Entry(label="Proposals and approval", view="review:proposals"),
    Entry(label="Public from", view="review:releases"),
    Entry(label="Resident register", view="register:matches"),
    Entry(label="Hand-over list", view="desk:handover"),
    Entry(label="Letters", view="review:letters"),
    Entry(label="Families to check", view="review:families"),
    Entry(label="Messages", view="messaging:to_see_to"),
    Entry(label="For officers", view="desk:for_officers"),
    Entry(label="Procedures of the section", view="studio:procedures"),
    Entry(label="Protected households", view="review:protected", roles=frozenset({Role.ADMINISTRATOR})),
    Entry(label="Transfers", view="people:transfers", roles=frozenset({Role.ADMINISTRATOR})),
    Entry(label="Approval routes", view="review:routes", roles=frozenset({Role.ADMINISTRATOR})),
    Entry(label="Who looked at what", view="people:record", roles=frozenset({Role.ADMINISTRATOR})),
)


def links(entries: Iterable[Entry], request: HttpRequest, roles: Iterable[str] = ()) -> list[Link]:
    """The entries this reader may follow, the one they stand in marked."""
    held = frozenset(roles)
    open_to = {reverse(each.view): each for each in entries if not each.roles or each.roles & held}
    here = max((url for url in open_to if request.path.startswith(url)), key=len, default="")
    return [Link(label=say(each.label), url=url, is_here=url == here) for url, each in open_to.items()]
