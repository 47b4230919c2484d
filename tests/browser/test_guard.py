"""Chika passes the guard in a browser: what is left, the look from outside, a reason, everything green."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page
from tests.browser.conftest import Visitor
from tests.browser.hands import follow
from tests.capabilities.studio.test_usage import applied
from tests.city.guards import draft, sound_club
from tests.city.people import NOW

from madoguchi.audit.actions import SYSTEM
from madoguchi.base import clock
from madoguchi.messaging import delivery
from madoguchi.messaging.models import OutgoingMessage
from madoguchi.people.models import Officer
from madoguchi.procedures import actions as procedures
from madoguchi.studio.actions import guarding
from madoguchi.studio.models import Inspection
from madoguchi.studio.strangers import over_the_network

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def three_days_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the city stands at noon of 25 November 2026."""
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=3))


def worked(visitor: Visitor) -> None:
    """The worker did what was promised."""
    for message in OutgoingMessage.objects.filter(status="queued"):
        delivery.deliver(message=message.pk, now=clock.now())
    inspection = Inspection.objects.get(finished_at=None)
    guarding.carry_out(inspection_id=inspection.pk, ask=over_the_network(visitor.base), now=clock.now())


def shot(page: Page, name: str) -> None:
    if folder := os.environ.get("MADOGUCHI_SHOTS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def test_chika_passes_the_guard(chika: Officer, makoto: Officer, desk: Visitor) -> None:
    draft(sound_club(title={"ja": "学童クラブ利用申請", "ja-easy": "学童クラブ"}), now=clock.now())
    desk.sign_in(chika)
    page = desk.visit("/desk/procedures/club/guard/")
    shot(page, "guard-first")
    assert desk.violations() == [] and not desk.is_too_wide()
    page.locator('[name="mail_to"]').fill("chika@hibari.example")
    page.locator('button:has-text("点検する")').click()
    page.locator("progress").wait_for()
    shot(page, "guard-going-on")
    worked(desk)
    page.locator('#stranger:has-text("よし")').wait_for()
    page.locator("#languages summary").click()
    page.locator("#why-languages").fill("英語の窓口で案内するため")
    shot(page, "guard-waiver")
    follow(page.locator('#languages button:has-text("見送る")'))
    follow(page.locator('#owner a:has-text("直す")'))
    page.locator('[name="owner"]').select_option("1001")
    page.locator('[name="deputy"]').select_option("1003")
    assert desk.violations() == []
    shot(page, "owner")
    follow(page.locator('button:has-text("担当者と代理を決める")'))
    page = desk.visit("/desk/procedures/club/guard/")
    shot(page, "guard-green")
    assert desk.violations() == [] and not desk.troubles
    follow(page.locator('a:has-text("公開へ進む")'))
    assert page.url.endswith("/publish/")


def test_the_list_can_be_read_on_a_phone(chika: Officer, makoto: Officer, phone: Visitor) -> None:
    draft(sound_club(title={"ja": "学童クラブ利用申請"}, purpose={"ja": "審査。"}), now=clock.now())
    procedures.entrust(slug="club", owner=chika, deputy=makoto, by=SYSTEM, now=clock.now())
    phone.sign_in(chika)
    page = phone.visit("/desk/procedures/club/guard/")
    shot(page, "guard-phone")
    assert phone.violations() == [] and not phone.is_too_wide()


def test_chika_reads_which_questions_are_needed(chika: Officer, desk: Visitor) -> None:
    applied(12)
    desk.sign_in(chika)
    page = desk.visit("/desk/procedures/club/questions/")
    shot(page, "questions")
    assert desk.violations() == [] and not desk.is_too_wide() and not desk.troubles
