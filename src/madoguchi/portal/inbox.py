"""What the city told a resident, alone or with many: one list on my page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from madoguchi.base.languages import html_lang
from madoguchi.base.texts import language, text
from madoguchi.messaging import queries as messaging
from madoguchi.outreach import broadcasts
from madoguchi.people.models import Resident
from madoguchi.rules.broadcasting import read_as, read_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of it."""

    title: str
    url: str
    arrived_at: datetime
    is_read: bool
    lang: str  # what the title is written in, for `lang=`


def list_items(resident: Resident) -> list[Item]:
    """All of it, the newest first."""
    alone = [
        Item(
            title=each.title,
            url=reverse("portal:message", args=[each.id]),
            arrived_at=each.arrived_at,
            is_read=each.is_read,
            lang=html_lang(language()),
        )
        for each in messaging.list_inbox(resident.reference)
    ]
    with_many = [
        Item(
            title=text(read_as(each.broadcast.words, language())["title"]),
            url=reverse("outreach:told", args=[each.broadcast_id]),
            arrived_at=each.told_at,
            is_read=each.read_at is not None,
            lang=html_lang(read_in(each.broadcast.words, language())),
        )
        for each in broadcasts.list_told(resident)
        if each.told_at
    ]
    return sorted([*alone, *with_many], key=lambda each: each.arrived_at, reverse=True)
