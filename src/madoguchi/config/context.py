"""What every page knows about its surroundings: city, entrance, languages, menus."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.timezone import localdate

from madoguchi.base import clock, texts
from madoguchi.base.languages import DESK, html_lang
from madoguchi.config import navigation
from madoguchi.people.queries import sections_of


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """Values for every template."""
    is_desk = request.path.startswith(DESK)
    language = texts.language()
    return {
        "city_name": texts.text(settings.CITY_NAMES),
        "city_names": settings.CITY_NAMES,
        "city_phone": settings.CITY_PHONE,
        "is_demo": settings.DEMO,
        "entrance": "desk" if is_desk else "portal",
        "entrance_url": DESK if is_desk else "/",
        "layout": "layouts/officer.html" if is_desk else "layouts/resident.html",
        "resident": getattr(request, "resident", None),
        "officer": getattr(request, "officer", None),
        "page_notices": get_messages(request),
        "account_url": reverse("people:account"),
        "sign_out_url": reverse("people:desk_sign_out"),
        "language": language,
        "html_lang": html_lang(language),
        "languages": [
            {"code": code, "name": name, "html_lang": html_lang(code)} for code, name in settings.LANGUAGES
        ],
        "pages": navigation.PAGES,
        "navigation": _menu(request, is_desk=is_desk),
        "foot_navigation": navigation.links(navigation.FOOT, request),
    }


def _menu(request: HttpRequest, *, is_desk: bool) -> list[navigation.Link] | list[navigation.Part]:
    if not is_desk:
        return navigation.links(navigation.RESIDENT, request)
    officer = getattr(request, "officer", None)
    if officer is None:
        return []
    held = sections_of(officer=officer, on=localdate(clock.now()))
    return navigation.menu(navigation.OFFICER, request, held.values())
