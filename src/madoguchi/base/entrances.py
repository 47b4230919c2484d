"""The doors of the house: each entrance has its own cookie, its own limits of time, and can be shut."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from django.conf import settings
from django.http import HttpRequest


class Entrance(StrEnum):
    """A way into the house."""

    PORTAL = "portal"  # residents
    DESK = "desk"  # officers
    PARTNER = "partner"  # staff of contractors


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """How an entrance remembers who came in, and for how long."""

    cookie: str
    path: str
    idle: timedelta  # without a request
    age: timedelta  # in all


PATHS: Final = {Entrance.PORTAL: "/", Entrance.DESK: "/desk/", Entrance.PARTNER: "/partner/"}
# Answered at every entrance: probes of the machine, and files that anybody may read.
NO_ENTRANCE: Final = ("/healthz", "/readyz", "/static/")


def entrance_of(path: str) -> Entrance:
    """Which entrance an address belongs to."""
    behind = (each for each in (Entrance.DESK, Entrance.PARTNER) if f"{path}/".startswith(PATHS[each]))
    return next(behind, Entrance.PORTAL)


def door(entrance: Entrance) -> Door:
    """Cookie and limits of an entrance, from the settings."""
    return Door(
        cookie=f"{entrance}_sign_in",
        path=PATHS[entrance],
        idle=timedelta(minutes=settings.IDLE_MINUTES[entrance]),
        age=timedelta(minutes=settings.AGE_MINUTES[entrance]),
    )


def url_of(entrance: Entrance | str, path: str) -> str:
    """The absolute address of `path`, from the settings: what a request calls its Host is never believed."""
    return base_of(Entrance(entrance)).rstrip("/") + path


def url_in_line(path: str) -> str:
    """The absolute address of a resident's page as LINE opens it, signed in; like any other without LIFF."""
    if not settings.LINE_LIFF_ID:
        return url_of(Entrance.PORTAL, path)
    return f"{settings.LINE_LIFF_BASE}/{settings.LINE_LIFF_ID}{path}"


def base_of(entrance: Entrance) -> str:
    """Where an entrance is found from outside."""
    bases: dict[Entrance, str] = {
        Entrance.PORTAL: settings.URL_PORTAL,
        Entrance.DESK: settings.URL_DESK,
        Entrance.PARTNER: settings.URL_PARTNER,
    }
    return bases[entrance]


def address_of(request: HttpRequest) -> str:
    """The network address of whoever asks; only what our own proxies wrote about it is believed."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.PROXIES:
        return direct
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    return hops[-settings.PROXIES] if len(hops) >= settings.PROXIES else direct
