"""What stands in the menus of each entrance, in order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
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
class Group:
    """Entries that belong together, under a word that says how."""

    label: str  # a msgid; empty: needs no word
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An entry as this reader sees it."""

    label: SafeString
    url: str
    is_here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A group as this reader sees it."""

    label: SafeString
    links: list[Link]


# Where a thing is shown, for rooms below that page: {% url pages.application … %}.
PAGES: Final = {
    "application": "portal:application",
    "desk_application": "review:application",
    "mine": "portal:mine",
    "procedure": "portal:procedure",
    "at_the_desk": "review:application",
    "line": "line:account",
    "news": "outreach:settings",
    "reminders": "outreach:reminders",
    "told_to": "outreach:told_to",
    "lecture_poster": "checkin:lecture_poster",
    "collection": "outreach:collection",
    "line_sign_in": "line:sign_in",
    "talks": "line:chats",
    "shared_device": "partner:here",
    "hand_on": "partner:cover",
}

ADMINISTRATORS: Final = frozenset({Role.ADMINISTRATOR})

RESIDENT: Final = (Entry(label="My page", view="portal:mine"),)
FOOT: Final = (
    Entry(label="Places in the city", view="places:listed"),
    Entry(label="Help and accessibility", view="portal:help"),
)
PARTNER: Final = (
    Entry(label="Today", view="partner:home"),
    Entry(label="Interviews and longer hours", view="partner:interviews"),
    Entry(label="Sign the capacity", view="partner:seats"),
    Entry(label="Questions to the section", view="partner:enquiries"),
    Entry(label="Colleagues", view="partner:colleagues"),
)
OFFICER: Final = (
    Group(
        label="",
        entries=(
            Entry(label="Today", view="desk:home"),
            Entry(label="For officers", view="desk:for_officers"),
        ),
    ),
    Group(
        label="Taking in",
        entries=(
            Entry(label="Applications", view="review:queue"),
            Entry(label="Type in an application", view="applications:entries"),
            Entry(label="Reservations", view="booking:offerings"),
            Entry(label="Phone notes", view="review:phone"),
            Entry(label="Resident register", view="register:matches"),
            Entry(label="Families to check", view="review:families"),
            Entry(label="In the house now", view="checkin:points"),
            Entry(label="Shelters", view="checkin:shelters"),
            Entry(label="Hours of work", view="checkin:shift_doors"),
        ),
    ),
    Group(
        label="Selection",
        entries=(
            Entry(label="Rounds of selection", view="selection:rounds"),
            Entry(label="Places at clubs", view="enrolment:clubs"),
        ),
    ),
    Group(
        label="Deciding",
        entries=(
            Entry(label="Proposals and approval", view="review:proposals"),
            Entry(label="Public from", view="review:releases"),
            Entry(label="Letters", view="review:letters"),
        ),
    ),
    Group(
        label="Reaching people",
        entries=(
            Entry(label="Calls and post", view="review:contacts"),
            Entry(label="Messages", view="messaging:to_see_to"),
            Entry(label="Talks on LINE", view="line:chats"),
            Entry(label="Broadcasts", view="outreach:broadcasts"),
            Entry(label="Segments", view="outreach:segments"),
            Entry(label="Menu on LINE", view="outreach:menus", roles=ADMINISTRATORS),
            Entry(label="LINE account", view="messaging:line", roles=ADMINISTRATORS),
            Entry(label="Waste collection", view="outreach:collection_files", roles=ADMINISTRATORS),
        ),
    ),
    Group(
        label="Money",
        entries=(Entry(label="Charges", view="payments:months"),),
    ),
    Group(
        label="Figures",
        entries=(
            Entry(label="What it brought", view="insights:effect"),
            Entry(label="Registered and waiting", view="insights:registered"),
            Entry(label="Use of support centres", view="insights:visits"),
            Entry(label="Friends on LINE", view="insights:growth"),
        ),
    ),
    Group(
        label="Running the section",
        entries=(
            Entry(label="Procedures of the section", view="studio:procedures"),
            Entry(label="Facilities", view="places:desk"),
            Entry(label="Class rolls", view="places:rolls"),
            Entry(label="Who is there today", view="checkin:schools"),
            Entry(label="Contractors", view="partner:organisations"),
            Entry(label="Hand-over list", view="desk:handover"),
            Entry(label="Protected households", view="review:protected", roles=ADMINISTRATORS),
            Entry(label="Transfers", view="people:transfers", roles=ADMINISTRATORS),
            Entry(label="Approval routes", view="review:routes", roles=ADMINISTRATORS),
            Entry(label="Readings of the city", view="studio:readings", roles=ADMINISTRATORS),
            Entry(label="Who looked at what", view="people:record", roles=ADMINISTRATORS),
        ),
    ),
)


def menu(groups: Iterable[Group], request: HttpRequest, roles: Iterable[str] = ()) -> list[Part]:
    """The groups with the entries this reader may follow; a group without any is left out."""
    held, shown = frozenset(roles), list(groups)
    open_to = [links(group.entries, request, held) for group in shown]
    here = max((link.url for part in open_to for link in part if link.is_here), key=len, default="")
    return [
        Part(
            label=say(group.label) if group.label else SafeString(),
            links=[replace(link, is_here=link.url == here) for link in part],
        )
        for group, part in zip(shown, open_to, strict=True)
        if part
    ]


@cache
def _address(view: str) -> str:
    """The same in every page, whoever reads it."""
    return reverse(view)


def links(entries: Iterable[Entry], request: HttpRequest, roles: Iterable[str] = ()) -> list[Link]:
    """The entries this reader may follow, the one they stand in marked."""
    held = frozenset(roles)
    open_to = {_address(each.view): each for each in entries if not each.roles or each.roles & held}
    here = max((url for url in open_to if request.path.startswith(url)), key=len, default="")
    return [Link(label=say(each.label), url=url, is_here=url == here) for url, each in open_to.items()]
