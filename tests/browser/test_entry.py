"""Chika types papers in without touching the mouse, as fast as a practised officer."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from playwright.sync_api import Page
from tests.browser.conftest import Visitor
from tests.city.people import NOW
from tests.city.procedures import publish_club

from madoguchi.applications.models import Application
from madoguchi.base import clock
from madoguchi.people.models import Officer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SECONDS_A_KEY = 0.35  # of somebody who types all day, looking at the paper in between
THREE_MINUTES = 180


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


class Keys:
    """Hands on the keyboard: every key is counted, nothing is ever clicked or focused by name."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            before = self.here()
            self.page.keyboard.press(key)
            self.pressed += 1
            if key == "Enter" or key.isdigit():
                self.page.wait_for_function("name => document.activeElement.name !== name", arg=before)

    def type(self, *texts: str) -> None:
        """Write into one box after the other."""
        for text in texts:
            self.page.keyboard.insert_text(text)
            self.pressed += len(text)
            self.press("Enter")

    def here(self) -> str:
        return str(self.page.evaluate("document.activeElement.name"))


def press_on(page: Page) -> None:
    """Enter on what the page gave the focus to, once it has."""
    page.wait_for_function("document.activeElement !== document.body")
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.fixture
def keys(city: SimpleNamespace, chika: Officer, desk: Visitor) -> Keys:
    """Chika before an empty page for the club."""
    publish_club(contact_by=["email", "phone"])
    desk.sign_in(chika)
    page = desk.visit("/desk/entry/")
    press_on(page)  # the first procedure has the focus
    page.wait_for_load_state()
    assert desk.violations() == [] and not desk.is_too_wide()
    return Keys(page)


def past_the_slip(keys: Keys) -> None:
    """The paper came now, at the counter, and nothing else is said of it."""
    assert keys.here() == "_medium"
    while keys.here().startswith("_"):
        keys.press("Enter")


def test_a_paper_by_keyboard_alone(keys: Keys, desk: Visitor) -> None:
    past_the_slip(keys)
    keys.type("𠮷川", "麦", "ヨシカワ", "ムギ", "R2.7.8")
    keys.press("Enter", "Enter")  # month and day stand in the year's box
    keys.type("20270401")
    keys.press("Enter", "Enter")
    keys.type("𠮷川", "葵", "ヨシカワ", "アオイ", "09000000001")
    assert keys.here() == "reason"
    keys.press("1")  # the certificate is asked for at once
    assert keys.here() == "certificate.mode"
    keys.press("2")
    keys.type("会社に頼んでいる", "卵")
    keys.press("1")  # agreed
    with keys.page.expect_navigation():
        keys.page.keyboard.press("Control+Enter")
    application = Application.objects.get()
    assert application.reference in keys.page.inner_text("main")
    assert application.entered_by is not None and application.arrived_at <= NOW
    assert keys.pressed * SECONDS_A_KEY < THREE_MINUTES, keys.pressed
    press_on(keys.page)  # and the next one
    assert keys.here() == "_medium" and desk.troubles == []


def test_what_is_wrong_has_the_focus(keys: Keys) -> None:
    past_the_slip(keys)
    with keys.page.expect_navigation():
        keys.page.keyboard.press("Control+Enter")
    assert keys.here() == "child.family"
    assert keys.page.locator(".wrong").count() > 5
    assert not Application.objects.exists()


def test_back_and_forth(keys: Keys) -> None:
    keys.press("Enter")
    assert keys.here() == "_day"
    keys.page.keyboard.press("Shift+Enter")
    keys.page.wait_for_function("document.activeElement.name === '_medium'")


def test_it_works_without_javascript(city: SimpleNamespace, chika: Officer, plain_desk: Visitor) -> None:
    publish_club(contact_by=["email", "phone"])
    plain_desk.sign_in(chika)
    page = plain_desk.visit("/desk/entry/")
    page.click('button:has-text("学童クラブ利用申請")')
    page.fill('[name="child.family"]', "𠮷川")
    page.press('[name="child.family"]', "Enter")
    assert page.input_value('[name="child.family"]') == "𠮷川"
    page.click('button:has-text("登録して受付番号を出す")')
    assert page.locator(".wrong").count() > 5
