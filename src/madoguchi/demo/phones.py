"""The phones of the stand-in for LINE: one for each of a few people, if it was started."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings

from madoguchi.demo import city

SIDE_BY_SIDE: Final = "/_sim/phones"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """Somebody's phone, and where it is."""

    key: str
    name: str
    address: str


def list_phones() -> list[Phone]:
    """Whose phones can be taken in hand; none where the settings lead to LINE itself, or nowhere."""
    here = stand_in()
    people: list[dict[str, Any]] = city.table("line.people") if here else []
    return [
        Phone(key=each["nick"], name=each["name"], address=f"{here}/_sim/phone/{each['nick']}")
        for each in people
    ]


def stand_in() -> str:
    """Where the stand-in is, if there is one: LINE itself is never reached without a certificate."""
    parts = urlsplit(settings.LINE_LIFF_BASE)
    return f"{parts.scheme}://{parts.netloc}" if settings.LINE_LIFF_ID and parts.scheme == "http" else ""
