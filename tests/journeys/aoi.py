"""What Aoi writes and presses, and what Chika gives back: the steps that stories are made of."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse
from tests.journeys.pages import Boxes, here, press, text_of

from madoguchi.applications.models import Application, Draft

CHILD = {
    "child__family": "𠮷川",
    "child__given": "麦",
    "child__family_kana": "よしかわ",
    "child__given_kana": "ムギ",
    "child__birth_date__year": "令和2",
    "child__birth_date__month": "７",
    "child__birth_date__day": "8",
    "start__year": "2027",
    "start__month": "4",
    "start__day": "1",
}
HOME = {
    "guardian__family": "𠮷川",
    "guardian__given": "葵",
    "guardian__family_kana": "ヨシカワ",
    "guardian__given_kana": "アオイ",
    "phone": "０９０ー００００ー０００１",
    "reason": "work",
    "certificate__mode": "cannot",
    "certificate__cannot": "会社に頼んでいます",
    "allergy": "卵",
    "agreed": "on",
}


def begin(phone: Client) -> tuple[Draft, Any]:
    """Aoi presses "begin"."""
    page = phone.post(reverse("applications:start", args=["club"]), follow=True)
    return Draft.objects.get(submitted_at=None), page


def at_home(phone: Client) -> Any:
    """Aoi has written the first step and stands before the second."""
    _, page = begin(phone)
    return press(phone, page, here(page), **CHILD)


def apply(browser: Client, /, **changes: Any) -> Application:
    """Aoi fills in both steps and files."""
    draft, page = begin(browser)
    page = press(browser, page, here(page), **{**CHILD, **changes})
    page = press(browser, page, here(page), **{**HOME, **changes})
    assert here(page) == reverse("applications:check", args=[draft.pk])
    browser.post(reverse("applications:submit", args=[draft.pk]))
    return Application.objects.get(drafts=draft)


def give_back(desk: Client, application: Application, path: str, reason: str) -> None:
    """Chika marks one question and says why."""
    url = reverse("review:return", args=[application.reference])
    due_on = Boxes(None)
    due_on.feed(text_of(desk.get(url)))
    desk.post(url, {"path": [path], f"reason:{path}": reason, "due_on": due_on.values["due_on"][0]})
    application.refresh_from_db()


def correct(browser: Client, application: Application, /, **changes: str) -> Any:
    """Aoi opens what was marked, changes it and sends it."""
    page = browser.get(reverse("portal:correct", args=[application.reference]), follow=True)
    press(browser, page, here(page), **changes)
    browser.post(reverse("applications:submit", args=[Draft.objects.get(kind="correction").pk]))
    application.refresh_from_db()
    return page
