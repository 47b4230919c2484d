"""Aoi with one thumb: two children in, the network gone, out again, and nothing is lost."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Visitor
from tests.city.visits import door_of, found_centres, registered

from madoguchi.base import clock
from madoguchi.checkin.models import PhoneKey, Scan, Visit
from madoguchi.people.models import Resident
from madoguchi.rules.visits import Close, Source

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
THUMB = 667 - 320  # from where down a thumb reaches at 375 × 667
MOST = 60_000  # bytes


def test_two_children_in_and_out_with_the_network_cut_in_between(
    strict_phone: Visitor, aoi: Resident, city: SimpleNamespace
) -> None:
    (point,) = found_centres(city.kosodate, now=clock.now())
    registered(aoi, now=clock.now())
    page, sizes = strict_phone.page, list[int]()
    page.set_viewport_size({"width": 375, "height": 667})
    page.on("response", lambda answer: sizes.append(len(answer.body()) if answer.ok else 0))
    strict_phone.sign_in(aoi)
    strict_phone.visit(door_of(point))
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    big = page.get_by_role("button", name="入室する")
    box = big.bounding_box()
    assert box is not None and box["y"] > THUMB and box["height"] >= 88
    page.wait_for_function("caches.open('door-1').then(async (kept) => (await kept.keys()).length > 3)")
    assert sum(sizes) / 2 < MOST  # the first time everything comes twice: once to be kept
    big.tap() if page.evaluate("'ontouchstart' in window") else big.click()
    expect(page.get_by_role("heading", name="入室しました")).to_be_visible()
    assert Visit.objects.get().closed_at is None and PhoneKey.objects.count() == 1
    strict_phone.context.set_offline(True)
    strict_phone.visit(door_of(point))
    page.get_by_role("button", name="退室する").click()
    expect(page.get_by_text("送信待ち 1件")).to_be_visible()
    expect(page.get_by_text(re.compile("電波がないため"))).to_be_visible()
    strict_phone.context.set_offline(False)
    expect(page.get_by_text("送信待ち 1件")).to_be_hidden(timeout=15_000)
    visit = Visit.objects.get()
    assert (visit.close, len(visit.members)) == (Close.SCAN, 2)
    assert list(Scan.objects.order_by("at").values_list("source", flat=True)) == [Source.SELF, Source.OFFLINE]
    assert visit.closed_at is not None and clock.now() - visit.closed_at < timedelta(minutes=1)
    assert [each for each in strict_phone.troubles if "ERR_INTERNET_DISCONNECTED" not in each] == []
