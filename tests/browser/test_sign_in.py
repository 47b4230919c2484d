"""Coming in: on a phone without JavaScript, and at a desk with a passkey under the strict policy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import Browser
from tests.browser.conftest import DESK, Visitor, _visitor
from tests.browser.hands import follow
from tests.city.people import make_officer, make_section

from madoguchi.base import clock
from madoguchi.people import app_codes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "hiwari-no-sora-9"
USB_KEY = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasResidentKey": False,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def strict_desk(chromium: Browser, live_server: Any, settings: Any) -> Iterator[Visitor]:
    """An officer's screen with a security key plugged in, the policy in force."""
    settings.URL_DESK = live_server.url
    for visitor in _visitor(chromium, live_server.url, viewport=DESK):
        keys = visitor.context.new_cdp_session(visitor.page)
        keys.send("WebAuthn.enable")
        keys.send("WebAuthn.addVirtualAuthenticator", {"options": USB_KEY})
        yield visitor


def mailed_code() -> str:
    return re.findall(r"^\d{6}$", str(mail.outbox[-1].body), re.M)[0]


def press(visitor: Visitor, name: str) -> None:
    follow(visitor.page.get_by_role("button", name=name))


def test_a_resident_signs_in_without_javascript(plain_phone: Visitor) -> None:
    page = plain_phone.visit("/sign-in/")
    page.get_by_label("メールアドレス").fill("a..b@docomo.ne.jp")
    press(plain_phone, "認証番号を送る")
    page.get_by_label("メールに書かれた認証番号").fill(mailed_code())
    press(plain_phone, "ログインする")
    assert plain_phone.visit("/sign-in/").url == f"{plain_phone.base}/"


@pytest.mark.parametrize("language", ["ja", "ja-easy", "en"])
def test_signing_in_is_accessible_in_every_language(phone: Visitor, language: str) -> None:
    phone.page.set_viewport_size({"width": 320, "height": 640})
    found = []
    for typed in ("aoi", "aoi@mail.example"):
        page = phone.visit(f"/sign-in/?ended=1&language={language}")
        page.locator("#address").fill(typed)
        follow(page.locator("main form button").first)
        found += phone.violations() + (["too wide"] if phone.is_too_wide() else [])
    assert found == []


def first_step(visitor: Visitor) -> None:
    page = visitor.visit("/desk/account/")
    page.get_by_label("職員番号").fill("2001")
    page.get_by_label("パスワード").fill(PASSWORD)
    press(visitor, "次へ")


def test_an_officer_sets_up_an_app_adds_a_passkey_and_signs_in_with_it(strict_desk: Visitor) -> None:
    make_officer("2001", section=make_section(), password=PASSWORD)
    page = strict_desk.page
    first_step(strict_desk)
    assert page.locator("img").evaluate("drawn => drawn.decode().then(() => drawn.naturalWidth > 0)")
    secret = page.locator("code").inner_text().replace(" ", "")
    page.get_by_label("アプリのコード").fill(app_codes.code_at(secret, app_codes.counter_of(clock.now())))
    press(strict_desk, "設定してログインする")
    assert page.locator("main li").count() == 10

    strict_desk.visit("/desk/account/passkeys/")
    page.get_by_label("パスキーの名前").fill("名札のキー")
    page.get_by_label("今のパスワード").fill(PASSWORD)
    press(strict_desk, "パスキーを追加する")
    page.get_by_text("パスキー: 名札のキー").wait_for()

    press(strict_desk, "ログアウト")
    first_step(strict_desk)
    press(strict_desk, "パスキーを使う")
    page.wait_for_url("**/desk/account/")
    assert strict_desk.troubles == []


def test_the_pages_of_an_officers_account_are_accessible(desk: Visitor) -> None:
    desk.sign_in(make_officer("2001", section=make_section(), password=PASSWORD))
    paths = ("/desk/account/", "/desk/account/passkeys/")
    assert {path: desk.violations() for path in paths if desk.visit(path) and desk.violations()} == {}
