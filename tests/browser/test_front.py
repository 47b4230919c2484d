"""The front of the house: found, read and understood by everybody, on a narrow phone, in every language."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from tests.browser.conftest import Visitor
from tests.city.people import NOW
from tests.city.procedures import publish_club

from madoguchi.base import clock
from madoguchi.people.models import Officer, Resident

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PUBLIC = ("/", "/?q=学童", "/?q=ない", "/procedures/club/", "/help/", "/language/", "/nothing/")
EVERYTHING = "/styleguide/"


@pytest.fixture(autouse=True)
def shelf(city: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    """The club is open; it is noon of 22 November 2026."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    publish_club()


def read_in(visitor: Visitor, language: str) -> None:
    visitor.visit(f"/help/?language={language}")


def test_the_front_is_accessible(phone: Visitor) -> None:
    found = {path: phone.violations() for path in PUBLIC if phone.visit(path)}
    assert {path: them for path, them in found.items() if them} == {}


@pytest.mark.parametrize("language", ["ja-easy", "en"])
def test_every_component_is_accessible_in_every_language(phone: Visitor, language: str) -> None:
    read_in(phone, language)
    phone.visit(EVERYTHING)
    assert phone.violations() == []


@pytest.mark.parametrize("language", ["ja", "ja-easy", "en"])
def test_nothing_is_wider_than_the_narrowest_phone(phone: Visitor, language: str) -> None:
    phone.page.set_viewport_size({"width": 320, "height": 640})
    read_in(phone, language)
    assert [path for path in (*PUBLIC, EVERYTHING) if phone.visit(path) and phone.is_too_wide()] == []


def test_an_empty_page_of_ones_own_is_accessible(phone: Visitor, aoi: Resident) -> None:
    phone.sign_in(aoi)
    phone.visit("/me/")
    assert phone.violations() == []


def test_the_desk_is_accessible(desk: Visitor, chika: Officer) -> None:
    desk.sign_in(chika)
    desk.visit("/desk/")
    assert desk.violations() == []


def test_results_come_while_one_types(strict_phone: Visitor) -> None:
    page = strict_phone.visit("/")
    page.fill("#q", "学童")
    page.wait_for_selector("#found :text('学童クラブ利用申請')")
    assert strict_phone.troubles == []


def test_what_could_not_be_sent_is_said_and_sent_again(phone: Visitor) -> None:
    page = phone.visit("/")
    phone.context.set_offline(True)
    page.fill("#q", "学童")
    page.wait_for_selector("#connection:visible")
    assert "電波が弱く" in page.inner_text("#connection")
    phone.context.set_offline(False)
    page.wait_for_selector("#found :text('学童クラブ利用申請')")
    assert page.is_hidden("#connection")


def test_searching_and_choosing_a_language_need_no_script(plain_phone: Visitor) -> None:
    page = plain_phone.visit("/")
    page.fill("#q", "学童")
    page.press("#q", "Enter")
    assert page.locator("#found h3").all_inner_texts() == ["学童クラブ利用申請"]
    page.click("text=English")
    assert page.get_attribute("html", "lang") == "en"
    assert page.input_value("#q") == "学童"


def test_the_keyboard_reaches_the_content_first(phone: Visitor) -> None:
    page = phone.visit("/procedures/club/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
