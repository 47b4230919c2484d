"""What every page knows about its surroundings: city, entrance, languages, menus."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.timezone import localdate

from madoguchi.base import clock, texts
from madoguchi.base.entrances import PATHS, Entrance, entrance_of
from madoguchi.base.languages import html_lang
from madoguchi.config import navigation
from madoguchi.people.doorsteps import DOORSTEPS
from madoguchi.people.entrants import SHARED
from madoguchi.people.queries import sections_of

LAYOUTS: Final = {
    Entrance.PORTAL: "layouts/resident.html",
    Entrance.DESK: "layouts/officer.html",
    Entrance.PARTNER: "layouts/partner.html",
}


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """Values for every template."""
    entrance = entrance_of(request.path)
    doorstep = DOORSTEPS.get(entrance, DOORSTEPS[Entrance.DESK])
    language = texts.language()
    return {
        "city_name": texts.text(settings.CITY_NAMES),
        "city_names": settings.CITY_NAMES,
        "city_phone": settings.CITY_PHONE,
        "is_demo": settings.DEMO,
        "has_line": bool(settings.LINE_LOGIN_CHANNEL_ID),
        "entrance": entrance.value,
        "entrance_url": PATHS[entrance],
        "layout": LAYOUTS[entrance],
        "resident": getattr(request, "resident", None),
        "officer": getattr(request, "officer", None),
        "is_shared": SHARED in getattr(request, "session", ()),
        "member": getattr(request, "member", None),
        "page_notices": get_messages(request),
        "account_url": reverse(doorstep.names["account"]),
        "sign_out_url": reverse(doorstep.names["sign_out"]),
        "language": language,
        "html_lang": html_lang(language),
        "languages": [
            {"code": code, "name": name, "html_lang": html_lang(code)} for code, name in settings.LANGUAGES
        ],
        "pages": navigation.PAGES,
        "navigation": _menu(request, entrance),
        "foot_navigation": navigation.links(navigation.FOOT, request),
    }


def _menu(request: HttpRequest, entrance: Entrance) -> list[navigation.Link] | list[navigation.Part]:
    if entrance is Entrance.PARTNER:
        return navigation.links(navigation.PARTNER if getattr(request, "member", None) else (), request)
    if entrance is Entrance.PORTAL:
        return navigation.links(navigation.RESIDENT, request)
    officer = getattr(request, "officer", None)
    if officer is None:
        return []
    held = sections_of(officer=officer, on=localdate(clock.now()))
    return navigation.menu(navigation.OFFICER, request, held.values())
