"""The menu on LINE as a page of fields: what was typed, and where something is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.utils.safestring import SafeString

from madoguchi.base.texts import say, say_plain, text_plain
from madoguchi.booking.queries import list_public
from madoguchi.outreach.menu_wording import ICONS, LAYOUTS, MENUS, OPENED
from madoguchi.outreach.starting import START
from madoguchi.procedures.queries import list_public_offers
from madoguchi.rules.documents.base import LANGUAGES
from madoguchi.rules.menus import SAYS, Area, Icon, Layout, Menu, Tab, Wrong

FIELDS: Final = 6
LONGEST: Final = 60  # letters that are kept of anything typed; what is too long is said, and not lost


def pages(now: datetime) -> dict[str, str]:
    """Our pages that a menu may open, by path."""
    here = {path: say_plain(title) for path, title in OPENED.items()}
    offers = list_public_offers(now)
    here |= {f"/procedures/{each.slug}/": text_plain(each.document.title) for each in offers}
    return here | {f"/reserve/{each.pk}/": text_plain(each.title) for each in list_public(now=now)}


def targets(now: datetime, menu: Menu) -> dict[str, str]:
    """What a field may do: open one of our pages, or write a word into the chat."""
    areas = [area for held in (START, menu) for tab in (*held.tabs, held.disaster) for area in tab.areas]
    words = {
        each.target: f"「{each.target.removeprefix(SAYS)}」" for each in areas if each.target.startswith(SAYS)
    }
    return pages(now) | words


def read(data: Mapping[str, str]) -> Menu:
    """What was typed; what is no layout, icon or tab of ours becomes the first of them."""
    many = range(len(START.tabs))
    families = data.get("families", "")
    return Menu(
        bar=_texts(data, "bar"),
        tabs=tuple(_tab(data, f"t{at}") for at in many),
        disaster=_tab(data, "d"),
        families=int(families) if families in {str(at) for at in many} else 0,
    )


def _tab(data: Mapping[str, str], key: str) -> Tab:
    layout = data.get(f"{key}.layout", "")
    return Tab(
        title=_texts(data, key),
        layout=Layout(layout) if layout in set(Layout) else Layout.SIX,
        areas=tuple(_area(data, f"{key}.{at}") for at in range(FIELDS)),
    )


def _area(data: Mapping[str, str], key: str) -> Area:
    icon = data.get(f"{key}.icon", "")
    target = data.get(f"{key}.target", "").replace("\0", "")[:200]
    return Area(title=_texts(data, key), icon=Icon(icon) if icon in set(Icon) else Icon.PAPER, target=target)


def _texts(data: Mapping[str, str], key: str) -> dict[str, str]:
    typed = {code: data.get(f"{key}.{code}", "") for code in LANGUAGES}
    return {code: " ".join(text.replace("\0", "").split())[:LONGEST] for code, text in typed.items()}


def shown(menu: Menu, wrong: Mapping[str, Wrong], now: datetime) -> dict[str, Any]:
    """The page's values."""
    held = [(f"t{at}", each) for at, each in enumerate(menu.tabs)]
    return {
        "bar": _cells("bar", menu.bar, wrong),
        "tabs": [_shown_tab(key, tab, wrong) for key, tab in [*held, ("d", menu.disaster)]],
        "families": menu.families,
        "layouts": LAYOUTS.items(),
        "icons": ICONS.items(),
        "targets": targets(now, menu).items(),
        "is_wrong": bool(wrong),
    }


def _shown_tab(key: str, tab: Tab, wrong: Mapping[str, Wrong]) -> dict[str, Any]:
    areas = [
        {
            "key": f"{key}.{at}",
            "cells": _cells(f"{key}.{at}", area.title, wrong),
            "icon": area.icon,
            "target": area.target,
            "wrong": _said(wrong.get(f"{key}.{at}.target")),
        }
        for at, area in enumerate(tab.areas)
    ]
    cells = _cells(key, tab.title, wrong)
    return {"key": key, "cells": cells, "layout": tab.layout, "areas": areas, "title": tab.title["ja"]}


def _cells(key: str, texts: Mapping[str, str], wrong: Mapping[str, Wrong]) -> list[dict[str, Any]]:
    return [
        {
            "name": f"{key}.{code}",
            "code": code,
            "value": texts.get(code, ""),
            "wrong": _said(wrong.get(f"{key}.{code}")),
        }
        for code in LANGUAGES
    ]


def _said(wrong: Wrong | None) -> SafeString:
    return say(MENUS[wrong]) if wrong else SafeString()
