"""Where somebody goes after signing in: where they wanted to, within the same entrance, and nowhere else."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.utils.http import url_has_allowed_host_and_scheme

from madoguchi.base.entrances import Entrance, door, entrance_of


def way_back(wanted: str, entrance: Entrance) -> str:
    """`wanted` when it is a path of our own at this entrance, else the entrance's first page."""
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    if is_ours and entrance_of(urlsplit(wanted).path) is entrance:
        return wanted
    return door(entrance).path
