"""Chika's day at the desk: by keyboard, without JavaScript, and on a phone when she must."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page
from tests.browser.conftest import Visitor
from tests.capabilities.applications.test_filing import filed
from tests.city.people import NOW
from tests.city.procedures import publish_club

from madoguchi.applications.models import Application
from madoguchi.base import clock
from madoguchi.people.models import Officer, Resident
from madoguchi.review.models import Decision, Return
from madoguchi.rules.lifecycle import State

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


A_PREVIEW_IS_STILL_DUE = """addEventListener("submit", ({ target }) =>
    htmx.ajax("POST", location.pathname, { source: target, values: { preview: "1" } }))"""


@pytest.fixture(autouse=True)
def three_days_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the city stands at noon of 25 November 2026."""
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=3))


@pytest.fixture
def two(city: SimpleNamespace, aoi: Resident) -> list[Application]:
    """Two applications in the queue."""
    version = publish_club(limits={}).pk
    return [filed(aoi, version), filed(aoi, version)]


def press(page: Page, key: str) -> None:
    """Press a key that leads to another page."""
    with page.expect_navigation():
        page.keyboard.press(key)


def test_chika_asks_for_a_correction_by_keyboard(
    two: list[Application], chika: Officer, desk: Visitor
) -> None:
    desk.sign_in(chika)
    page = desk.visit("/desk/applications/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    press(page, "Enter")
    assert two[1].reference in page.url
    press(page, "p")
    assert two[0].reference in page.url
    press(page, "r")
    page.locator('[name="path"][value="phone"]').focus()
    page.keyboard.press("Space")
    page.locator('[name="reason:phone"]').fill("つながりません。")
    page.locator('#preview:has-text("つながりません。")').wait_for()
    page.locator('button:has-text("補正を依頼する")').focus()
    press(page, "Enter")
    assert Return.objects.get().application == two[0]
    assert "補正を依頼しました" in page.inner_text("main") and desk.troubles == []


def test_nothing_is_previewed_of_what_was_sent(two: list[Application], chika: Officer, desk: Visitor) -> None:
    desk.sign_in(chika)
    page = desk.visit(f"/desk/applications/{two[0].reference}/return/")
    previews: list[str] = []
    page.on("request", lambda sent: "preview" in (sent.post_data or "") and previews.append(sent.url))
    page.check('[name="path"][value="phone"]')
    page.locator('[name="reason:phone"]').fill("つながりません。")
    page.locator('#preview:has-text("つながりません。")').wait_for()
    previews.clear()
    page.evaluate(A_PREVIEW_IS_STILL_DUE)
    with page.expect_navigation():
        page.click('button:has-text("補正を依頼する")')
    assert "補正を依頼しました" in page.inner_text("main") and previews == []


def test_chika_decides_and_goes_on_to_the_next(two: list[Application], chika: Officer, desk: Visitor) -> None:
    desk.sign_in(chika)
    page = desk.visit(f"/desk/applications/{two[0].reference}/")
    press(page, "d")
    page.check('[name="outcome"][value="approved"]')
    page.locator('#preview:has-text("学童クラブ利用承認通知書")').wait_for()
    assert desk.violations() == []
    page.locator('button:has-text("決定する")').focus()
    press(page, "Enter")
    assert Decision.objects.get().application == two[0]
    press(page, "n")
    assert two[1].reference in page.url


def test_keys_can_be_switched_off(two: list[Application], chika: Officer, desk: Visitor) -> None:
    desk.sign_in(chika)
    page = desk.visit("/desk/applications/")
    page.click("[data-keys-switch]")
    page.keyboard.press("j")
    assert not page.evaluate("document.activeElement.matches('[data-row-link]')")
    page.reload()
    page.click("[data-keys-switch]")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.matches('[data-row-link]')")


def test_a_correction_without_javascript(
    two: list[Application], chika: Officer, plain_phone: Visitor
) -> None:
    plain_phone.sign_in(chika)
    page = plain_phone.visit(f"/desk/applications/{two[0].reference}/return/")
    page.check('[name="path"][value="certificate"]')
    page.select_option('[name="phrase:certificate"]', index=1)
    page.click('button:has-text("読む内容を表示する")')
    assert "写真が切れていて読めません。" in page.inner_text("#preview")
    page.click('button:has-text("補正を依頼する")')
    assert Application.objects.get(pk=two[0].pk).state == State.RETURNED


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_every_page_of_the_desk_is_accessible(
    two: list[Application], chika: Officer, size: str, request: pytest.FixtureRequest
) -> None:
    visitor: Visitor = request.getfixturevalue(size)
    visitor.sign_in(chika)
    one = f"/desk/applications/{two[0].reference}/"
    rest = ("/desk/letters/", "/desk/handover/", "/desk/charges/", "/desk/insights/effect/")
    for path in ("/desk/", "/desk/applications/", one, f"{one}return/", f"{one}decide/", *rest):
        visitor.visit(path)
        assert visitor.violations() == [], path
        assert not visitor.is_too_wide(), path
    assert visitor.troubles == []
