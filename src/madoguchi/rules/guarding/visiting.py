"""What a stranger may come across at the public address, and what must stay closed to them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from madoguchi.rules.guarding.matters import Finding, Reason

FOUND: Final = 200

_LINK: Final = re.compile(r"""(?:href|src|action|formaction|content|hx-get|hx-post)=["']([^"'\s]+)""")
_INSIDE: Final = re.compile(r"DEBUG\s*=\s*True|Traceback \(most recent call last\)|Exception Type:")


class Errand(StrEnum):
    """Why the stranger went there."""

    FRONT = "front"
    PROCEDURE = "procedure"
    LIST = "list"  # what only officers may list
    PREVIEW = "preview"
    APPLICATION = "application"  # somebody's
    DRAFT = "draft"  # somebody's
    ABSENT = "absent"  # what never existed
    DEMO = "demo"


UNREACHED: Final = {Errand.FRONT: Reason.NOT_REACHED, Errand.PROCEDURE: Reason.NOT_PUBLIC}
CLOSED: Final = {
    Errand.LIST: Reason.DESK_OPEN,
    Errand.PREVIEW: Reason.PREVIEW_OPEN,
    Errand.DEMO: Reason.DEMO_OPEN,
}
SOMEBODYS: Final = {Errand.APPLICATION: Reason.SHOWS_APPLICATION, Errand.DRAFT: Reason.SHOWS_DRAFT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Visited:
    """What came of going to an address. `like`: how the same page answers for what does not exist."""

    errand: Errand
    address: str  # without what names somebody's application
    status: int  # 0: nobody answered
    leads_to: str = ""  # path of a redirect
    body: str = ""
    like: Visited | None = None


def findings(
    visits: Iterable[Visited], *, desk_host: str, is_published: bool, is_demo: bool
) -> tuple[Finding, ...]:
    """What a stranger came across that is not for strangers."""
    found = [
        finding
        for visited in visits
        for finding in _of(visited, desk_host=desk_host, is_published=is_published, is_demo=is_demo)
    ]
    return tuple(dict.fromkeys(found))


def _of(visited: Visited, *, desk_host: str, is_published: bool, is_demo: bool) -> Iterator[Finding]:
    is_found = visited.status == FOUND
    if not is_found and visited.errand in UNREACHED and (is_published or visited.errand is Errand.FRONT):
        yield Finding(reason=UNREACHED[visited.errand], subject=visited.address)
    if is_found and visited.errand in CLOSED and not (is_demo and visited.errand is Errand.DEMO):
        yield Finding(reason=CLOSED[visited.errand], subject=visited.address)
    if visited.errand in SOMEBODYS and _differs(visited):
        yield Finding(reason=SOMEBODYS[visited.errand], subject=visited.address)
    if visited.errand in (Errand.FRONT, Errand.PROCEDURE) and leads_to_desk(visited.body, desk_host):
        yield Finding(reason=Reason.LINKS_TO_DESK, subject=visited.address)
    if _INSIDE.search(visited.body):
        yield Finding(reason=Reason.SHOWS_INSIDE, subject=visited.address)


def _differs(visited: Visited) -> bool:
    """Absent and forbidden look alike: whoever can tell them apart has learnt something."""
    like = visited.like
    return like is None or (visited.status, visited.leads_to) != (like.status, like.leads_to)


def leads_to_desk(body: str, desk_host: str) -> bool:
    """Whether a page leads to an address of the desk."""
    return any(is_desk(link, desk_host) for link in _LINK.findall(body))


def is_desk(link: str, desk_host: str) -> bool:
    """Whether an address belongs to the desk. `desk_host`: empty where portal and desk share one."""
    parts = urlsplit(link)
    return bool(desk_host and parts.netloc == desk_host) or f"{parts.path}/".startswith("/desk/")


def printed(*, leads_to: str, public: str) -> tuple[Finding, ...]:
    """Whether the address of the QR code leads to the public page."""
    return () if leads_to == public else (Finding(reason=Reason.QR_ELSEWHERE, subject=leads_to),)


def addresses(*, portal: str, desk: str, entrances: Collection[str]) -> tuple[Finding, ...]:
    """Whether what is printed and mailed leads to the portal, as far as the settings tell."""
    apart = not {"portal", "desk"} <= set(entrances)
    shared = urlsplit(portal).netloc == urlsplit(desk).netloc
    at_desk = is_desk(portal, "") or (apart and shared)
    return (Finding(reason=Reason.PORTAL_AT_DESK, subject=portal),) if at_desk else ()
