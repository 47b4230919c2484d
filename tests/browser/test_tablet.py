"""A tablet at a shelter whose network is gone: a card and a stranger, and nothing is lost."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Visitor
from tests.city.visits import open_shelter, registered

from madoguchi.audit.actions import SYSTEM
from madoguchi.base import clock
from madoguchi.checkin import shelters
from madoguchi.checkin.actions import registering, tablets
from madoguchi.checkin.models import Scan, Tablet, Visit
from madoguchi.rules import calendar
from madoguchi.rules.visits import Source

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_card_and_a_stranger_without_network(strict_phone: Visitor, city: SimpleNamespace) -> None:
    now = clock.now()
    point, family = open_shelter(city.kosodate, now=now), registered(None, now=now)
    card = registering.make_card(family=family, by=SYSTEM, now=now)
    _, code = tablets.expect_tablet(point=point, name="入口", by=SYSTEM, now=now)
    page = strict_phone.page
    page.set_viewport_size({"width": 1024, "height": 768})
    strict_phone.visit("/in/tablet/pair/")
    page.get_by_label("コード").fill(code)
    with page.expect_response("**/in/tablet/key/"), page.expect_navigation():
        page.get_by_role("button", name="この端末を登録する").click()
    page.wait_for_function("caches.open('door-1').then((kept) => kept.match('/in/tablet/')).then(Boolean)")
    page.wait_for_function("navigator.serviceWorker.controller")
    page.reload()  # whole, through the worker: it keeps each part before it hands it out
    assert strict_phone.violations() == [] and Tablet.objects.get().signs
    strict_phone.context.set_offline(True)
    page.get_by_label("カードの番号").fill(card)
    page.keyboard.press("Enter")
    page.locator("#tablet-alone").get_by_role("button", name="避難所に入る").click()
    expect(page.get_by_text("受け付けました")).to_be_visible()
    with page.expect_navigation():
        page.get_by_role("link", name="次の方へ").click()
    typed = page.locator("#tablet-typed")
    typed.get_by_label("フリガナ").fill("やまだ")
    typed.get_by_role("button", name="避難所に入る").click()
    expect(page.get_by_text("送信待ち 2件")).to_be_visible()
    strict_phone.context.set_offline(False)
    expect(page.get_by_text("送信待ち 2件")).to_be_hidden(timeout=15_000)
    there = shelters.there(point, calendar.local_day(clock.now()))
    assert [shelters.household_of(each).people for each in there] == [1, 3]
    assert set(Scan.objects.values_list("source", flat=True)) == {Source.TABLET}
    assert {each.family.kana for each in Visit.objects.all()} == {"ヤマダ", "ヨシカワ　アオイ"}
    assert [each for each in strict_phone.troubles if "ERR_INTERNET_DISCONNECTED" not in each] == []
