"""Reading menus: the draft, what is published, and how far everybody sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.http import Http404

from madoguchi.messaging.line import channel, drawing
from madoguchi.messaging.line import menus as line
from madoguchi.messaging.models import REACHED, Friend, LineChannel, Menu, MenuSwitch
from madoguchi.rules import menus as rules
from madoguchi.rules.menus import Mode, Page


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What residents see at one moment, and what is still allowed within the hour."""

    is_set_up: bool
    switch: MenuSwitch | None
    draft: Menu | None
    own: int  # friends with a menu of their own
    reached: int
    batches_left: int
    seen_at: datetime | None  # the last night in which it was looked whether LINE has everything
    wrong: list[str]
    history: list[MenuSwitch]


def now_at(now: datetime) -> State:
    """For the page of administrators."""
    reached = Friend.objects.filter(REACHED)
    ours = LineChannel.objects.filter(channel_id=settings.LINE_CHANNEL_ID).first()
    return State(
        is_set_up=channel.is_set_up(),
        seen_at=ours.menus_seen_at if ours else None,
        wrong=ours.menus_wrong if ours else [],
        switch=line.latest(),
        draft=Menu.objects.filter(published_at=None).first(),
        own=reached.exclude(menu_given="").count(),
        reached=reached.count(),
        batches_left=rules.batches_left(line.asked_lately(now), now=now),
        history=list(MenuSwitch.objects.select_related("menu").order_by("-begun_at")[:20]),
    )


def published() -> rules.Menu | None:
    """What stands in the menu that everybody sees, or is to see."""
    switch = line.latest()
    return line.content(switch.menu) if switch else None


def to_edit() -> rules.Menu | None:
    """The draft; where there is none, what is published."""
    draft = Menu.objects.filter(published_at=None).first()
    return line.content(draft) if draft else published()


def access_picture(*, menu_id: UUID, mode: str, tab: int, language: str) -> bytes:
    """One page of a menu as everybody sees it on LINE, as PNG; or 404."""
    row = Menu.objects.filter(pk=menu_id).first()
    if row is None or mode not in set(Mode):
        raise Http404
    content, page = line.content(row), Page(mode=Mode(mode), tab=tab, language=language)
    if page not in rules.pages(content):
        raise Http404
    return _drawn(content.model_dump_json(), page)


@lru_cache(maxsize=64)
def _drawn(content: str, page: Page) -> bytes:
    """A third of a second's work, and a page of the desk shows a dozen."""
    return drawing.draw(rules.Menu.model_validate_json(content), page)
