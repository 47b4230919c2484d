"""Aoi applies on a phone; by touch, by keyboard alone, and without JavaScript."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from playwright.sync_api import Page
from tests.browser.conftest import Visitor
from tests.city.people import NOW
from tests.city.procedures import publish_club

from madoguchi.applications.models import Application
from madoguchi.base import clock
from madoguchi.people.models import Officer, Resident
from madoguchi.rules.lifecycle import State

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the city stands at noon of 22 November 2026."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


def write_child(page: Page) -> None:
    """The first step."""
    for name, value in {
        "child.family": "𠮷川",
        "child.given": "麦",
        "child.family_kana": "ヨシカワ",
        "child.given_kana": "ムギ",
        "child.birth_date.year": "令和2",
        "child.birth_date.month": "7",
        "child.birth_date.day": "8",
        "start.year": "2027",
        "start.month": "4",
        "start.day": "1",
    }.items():
        page.fill(f'[name="{name}"]', value)


def write_home(page: Page) -> None:
    """The second step."""
    page.fill('[name="guardian.family"]', "𠮷川")
    page.fill('[name="guardian.given"]', "葵")
    page.fill('[name="guardian.family_kana"]', "ヨシカワ")
    page.fill('[name="guardian.given_kana"]', "アオイ")
    page.fill('[name="phone"]', "090-0000-0001")
    page.check('[name="agreed"][type="checkbox"]')


def press(page: Page, words: str) -> None:
    """Press the visible button or link with these words."""
    page.locator(f'main :is(button, a):visible:has-text("{words}")').last.click()
    page.wait_for_load_state()


def test_aoi_applies_with_one_thumb(city: SimpleNamespace, aoi: Resident, phone: Visitor) -> None:
    publish_club()
    phone.sign_in(aoi)
    page = phone.visit("/procedures/club/")
    assert phone.violations() == []
    press(page, "申請")
    write_child(page)
    assert phone.violations() == [] and not phone.is_too_wide()
    press(page, "次へ")
    write_home(page)
    page.check('[name="reason"][value="work"]')
    page.locator("#q-certificate_place label:has-text('今は出せません'), #q-certificate-later").first.click()
    page.fill('[name="certificate.cannot"]', "会社に頼んでいます")
    assert phone.violations() == [] and not phone.is_too_wide()
    press(page, "確認")
    assert phone.violations() == [] and not phone.is_too_wide()
    press(page, "申請する")
    assert "申請を受け取りました" in page.inner_text("main")
    assert phone.violations() == [] and phone.troubles == []
    assert Application.objects.get().state == State.ARRIVED


def test_aoi_applies_without_javascript(city: SimpleNamespace, aoi: Resident, plain_phone: Visitor) -> None:
    publish_club()
    plain_phone.sign_in(aoi)
    page = plain_phone.visit("/procedures/club/")
    press(page, "申請")
    write_child(page)
    press(page, "次へ")
    write_home(page)
    page.check('[name="reason"][value="work"]')
    press(page, "確認")
    page.check('[name="certificate.mode"][value="cannot"]')
    page.fill('[name="certificate.cannot"]', "会社に頼んでいます")
    press(page, "確認")
    press(page, "申請する")
    assert "申請を受け取りました" in page.inner_text("main")


def test_aoi_applies_by_keyboard_alone(city: SimpleNamespace, aoi: Resident, phone: Visitor) -> None:
    publish_club()
    phone.sign_in(aoi)
    page = phone.visit("/procedures/club/")
    tab_to(page, "申請")
    page.keyboard.press("Enter")
    page.wait_for_url("**/steps/child_step/")
    type_into(page, "child.family", "𠮷川")
    for value in ("麦", "ヨシカワ", "ムギ"):
        page.keyboard.press("Tab")
        page.keyboard.insert_text(value)
    type_into(page, "child.birth_date.year", "令和2")
    for value in ("7", "8", "2027", "4", "1"):
        page.keyboard.press("Tab")
        page.keyboard.insert_text(value)
    page.keyboard.press("Enter")
    page.wait_for_url("**/steps/home_step/")
    assert "保護者" in page.inner_text("h1")


def tab_to(page: Page, words: str) -> None:
    """Press Tab until the focus stands on something with these words."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if words in (page.evaluate("document.activeElement.innerText") or ""):
            focused = page.evaluate("document.activeElement.closest('main') !== null")
            if focused:
                return
    raise AssertionError(f"the keyboard never reaches {words}")


def type_into(page: Page, name: str, text: str) -> None:
    """Press Tab until the box with this name has the focus, and write into it."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            page.keyboard.insert_text(text)
            return
    raise AssertionError(f"the keyboard never reaches {name}")


def test_a_change_is_saved_and_the_new_question_comes_under_the_policy(
    city: SimpleNamespace, aoi: Resident, strict_phone: Visitor
) -> None:
    publish_club()
    strict_phone.sign_in(aoi)
    page = strict_phone.visit("/procedures/club/")
    press(page, "申請")
    write_child(page)
    press(page, "次へ")
    page.check('[name="reason"][value="work"]')
    page.locator("#q-certificate_place fieldset, #q-certificate_place .field").first.wait_for()
    assert "に保存しました" in page.inner_text("#saved")
    assert strict_phone.troubles == []


def test_chika_finds_opens_and_decides(
    city: SimpleNamespace, aoi: Resident, chika: Officer, phone: Visitor, desk: Visitor
) -> None:
    publish_club()
    phone.sign_in(aoi)
    page = phone.visit("/procedures/club/")
    press(page, "申請")
    write_child(page)
    press(page, "次へ")
    write_home(page)
    page.check('[name="reason"][value="ill"]')
    press(page, "確認")
    press(page, "申請する")

    desk.sign_in(chika)
    for path in ("/desk/", "/desk/applications/"):
        desk.visit(path)
        assert desk.violations() == [] and not desk.is_too_wide(), path
    reference = Application.objects.get().reference
    seen = desk.visit(f"/desk/applications/{reference}/")
    assert "𠮷川" in seen.inner_text("main") and desk.violations() == []
    desk.visit(f"/desk/applications/{reference}/decide/")
    assert desk.violations() == []
    seen.check('[name="outcome"][value="approved"]')
    press(seen, "決定")
    assert Application.objects.get().state == State.DECIDED
    assert desk.troubles == []
