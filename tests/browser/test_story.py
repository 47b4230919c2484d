"""From the phone to the letter: with one thumb, by keyboard alone, and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page
from tests.browser.conftest import Visitor
from tests.browser.hands import Hands, Keyboard, Thumb, follow
from tests.city.people import NOW
from tests.city.procedures import publish_club

from madoguchi.applications.models import Application
from madoguchi.base import clock
from madoguchi.people.models import Officer, Resident
from madoguchi.rules.lifecycle import State

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CHILD = {
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
}
HOME = {
    "guardian.family": "𠮷川",
    "guardian.given": "葵",
    "guardian.family_kana": "ヨシカワ",
    "guardian.given_kana": "アオイ",
    "phone": "090-0000-0001",
}
Look = Callable[[Visitor], None]


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the city stands at noon of 22 November 2026."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


def axe(visitor: Visitor) -> None:
    """Nobody is shut out of the page, and it never scrolls sideways."""
    assert visitor.violations() == [], visitor.page.url
    assert not visitor.is_too_wide(), visitor.page.url


def nothing(visitor: Visitor) -> None:
    """Without scripts there is no axe; the story itself is the test."""


def apply(phone: Visitor, hands: Hands, look: Look) -> Application:
    """Aoi reads what it is about, answers two steps, checks and files."""
    page = phone.visit("/procedures/club/")
    look(phone)
    hands.press(page, "申請を始める")
    _write(hands, page, CHILD)
    look(phone)
    hands.press(page, "次へ")
    _write(hands, page, HOME)
    hands.choose(page, "reason", "ill")
    hands.choose(page, "agreed", "yes")
    look(phone)
    hands.press(page, "確認")
    look(phone)
    hands.press(page, "申請する")
    assert "申請を受け取りました" in page.inner_text("main")
    look(phone)
    return Application.objects.get()


def _write(hands: Hands, page: Page, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        hands.write(page, name, text)


def give_back(desk: Visitor, hands: Hands, look: Look, application: Application) -> None:
    """Chika finds it in her queue and asks to put the telephone right."""
    page = desk.visit("/desk/")
    look(desk)
    desk.visit("/desk/applications/")
    look(desk)
    hands.press(page, application.reference)
    look(desk)
    hands.press(page, "補正を依頼する")
    hands.choose(page, "path", "phone")
    hands.write(page, "reason:phone", "番号が1けた足りません。")
    look(desk)
    hands.press(page, "依頼")
    application.refresh_from_db()
    assert application.state == State.RETURNED


def correct(phone: Visitor, hands: Hands, look: Look, application: Application) -> None:
    """Aoi reads why, and corrects only that."""
    page = phone.visit("/me/")
    look(phone)
    phone.visit(f"/applications/{application.reference}/")
    assert "番号が1けた足りません。" in page.inner_text("main")
    look(phone)
    hands.press(page, "ここを直す")
    assert page.locator('[name="guardian.family"]').count() == 0
    hands.write(page, "phone", "090-0000-0002")
    look(phone)
    hands.press(page, "確認")
    look(phone)
    hands.press(page, "直したものを送る")
    application.refresh_from_db()
    assert application.state == State.CORRECTED


def decide(desk: Visitor, hands: Hands, look: Look, application: Application) -> None:
    """Chika sees what changed and decides."""
    page = desk.visit(f"/desk/applications/{application.reference}/")
    seen = page.inner_text("main")
    assert "090-0000-0001" in seen and "090-0000-0002" in seen
    look(desk)
    hands.press(page, "決定する")
    hands.choose(page, "outcome", "approved")
    look(desk)
    hands.press(page, "決定する")
    application.refresh_from_db()
    assert (application.state, application.outcome) == (State.DECIDED, "approved")


def read_letter(phone: Visitor, look: Look, application: Application) -> None:
    """Aoi reads the decision and takes the letter along."""
    page = phone.visit(f"/applications/{application.reference}/")
    assert "承認" in page.inner_text("main")
    look(phone)
    letter = page.request.get(page.locator('a[href$="letter.pdf"]').evaluate("it => it.href"))
    assert letter.body().startswith(b"%PDF")


def live(phone: Visitor, desk: Visitor, hands: Hands, look: Look) -> None:
    """The whole story."""
    application = apply(phone, hands, look)
    give_back(desk, hands, look, application)
    correct(phone, hands, look, application)
    decide(desk, hands, look, application)
    read_letter(phone, look, application)
    assert phone.troubles == [] and desk.troubles == []


def test_with_one_thumb_and_a_mouse(
    city: SimpleNamespace, aoi: Resident, chika: Officer, phone: Visitor, desk: Visitor
) -> None:
    publish_club()
    phone.sign_in(aoi)
    desk.sign_in(chika)
    live(phone, desk, Thumb(), axe)


def test_by_keyboard_alone(
    city: SimpleNamespace, aoi: Resident, chika: Officer, strict_phone: Visitor, strict_desk: Visitor
) -> None:
    publish_club()
    strict_phone.sign_in(aoi)
    strict_desk.sign_in(chika)
    live(strict_phone, strict_desk, Keyboard(), nothing)


def test_without_javascript(
    city: SimpleNamespace, aoi: Resident, chika: Officer, plain_phone: Visitor, plain_desk: Visitor
) -> None:
    publish_club()
    plain_phone.sign_in(aoi)
    plain_desk.sign_in(chika)
    live(plain_phone, plain_desk, Thumb(), nothing)


def test_a_change_is_saved_and_the_new_question_comes_under_the_policy(
    city: SimpleNamespace, aoi: Resident, strict_phone: Visitor
) -> None:
    publish_club()
    strict_phone.sign_in(aoi)
    page = strict_phone.visit("/procedures/club/")
    Thumb().press(page, "申請を始める")
    _write(Thumb(), page, CHILD)
    Thumb().press(page, "次へ")
    page.check('[name="reason"][value="work"]')
    page.locator("#q-certificate_place .field").first.wait_for()
    assert "に保存しました" in page.inner_text("#saved")
    assert strict_phone.troubles == []


def test_the_language_changes_without_losing_a_word(
    city: SimpleNamespace, aoi: Resident, strict_phone: Visitor
) -> None:
    publish_club()
    strict_phone.sign_in(aoi)
    page = strict_phone.visit("/procedures/club/")
    Thumb().press(page, "申請を始める")
    page.fill('[name="child.family"]', "𠮷川")
    for name in ("やさしい日本語", "English", "日本語"):
        follow(page.locator(".languages").get_by_text(name, exact=True))
        assert page.input_value('[name="child.family"]') == "𠮷川"
