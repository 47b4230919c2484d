"""Chika writes to many, Makoto lets it go, Aoi's phone shows it, she opens it, and the figure counts."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Visitor
from tests.browser.hands import Thumb
from tests.browser.test_line_tour import Finger, Phone, noon, phone  # noqa: F401 - fixtures
from tests.city.broadcasts import befriend, settle
from tests.city.people import NOW, make_officer, make_resident
from tests.line import LineSimulator

from madoguchi.messaging.line import broadcasts as line
from madoguchi.outreach.actions import waves
from madoguchi.outreach.models import Broadcast
from madoguchi.people.models import Officer, Role
from madoguchi.rules import broadcasting as rules

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_news_reach_aois_phone(
    city: SimpleNamespace,
    chika: Officer,
    phone: Phone,  # noqa: F811
    desk: Visitor,
    on_line: LineSimulator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rules, "MOST_ALONE", 0)
    makoto = make_officer(section=city.kosodate, role=Role.APPROVER)
    phone.tap("友だち追加")
    befriend(on_line.user_id("aoi"), make_resident("aoi@mail.example"))
    settle()
    mouse = Thumb()

    desk.sign_in(chika)
    page = desk.visit("/desk/broadcasts/new/")
    mouse.write(page, "name", "まつり")
    mouse.write(page, "ja.title", "市民まつり")
    mouse.write(page, "ja.text", "12月6日に開きます。")
    page.select_option('[name="target1"]', "/help/")
    assert not desk.violations() and not desk.is_too_wide()
    mouse.press(page, "下書きを保存")
    assert "市民まつり" in page.inner_text(".line-bubble >> nth=0")
    assert not desk.violations() and not desk.is_too_wide()
    page.check("#all")
    mouse.press(page, "承認を求める")

    desk.sign_in(makoto)
    mouse.press(desk.visit(f"/desk/broadcasts/{Broadcast.objects.get().pk}/"), "人に配信する")
    expect(page.locator("#progress")).to_contain_text("配信待ち")
    tell()
    expect(page.locator("#progress")).to_contain_text("配信済み 1人 / 1人")  # without anybody reloading

    expect(phone.screen.get_by_role("log")).to_contain_text("市民まつり")
    phone.tap("ページを開く")
    Finger().press(phone.page, "許可する")
    phone.page.wait_for_url("**/help/")
    page.reload()
    expect(page.locator("#progress")).to_contain_text("開いた回数: 1回")
    assert not desk.violations()


def tell() -> None:
    """What the worker does meanwhile."""
    waves.tell_due(now=NOW + timedelta(minutes=1))
    while line.send_next(now=NOW + timedelta(minutes=1)) is not None:
        pass
