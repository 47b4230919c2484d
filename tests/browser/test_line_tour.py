"""Ten taps on a phone with LINE, from adding the city as a friend to the decision; Chika is at her desk."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, Frame, Page, expect
from tests.browser import test_story as story
from tests.browser.conftest import Visitor
from tests.browser.hands import Thumb, button
from tests.browser.test_phone import register
from tests.city.people import NOW
from tests.city.procedures import publish_club
from tests.line import LineSimulator

from madoguchi.applications.models import Application
from madoguchi.base import clock, policy
from madoguchi.line import jobs
from madoguchi.messaging.delivery import deliver
from madoguchi.messaging.line import answers
from madoguchi.messaging.models import Friend, LineAnswer, LineEvent, OutgoingMessage
from madoguchi.people.models import Officer
from madoguchi.rules.messages import Status

PATIENCE = 20.0

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Phone:
    """Aoi's phone. `page` is what the city shows inside it."""

    def __init__(self, screen: Page, base: str) -> None:
        self.screen, self.base = screen, base

    @property
    def page(self) -> Frame:
        """The city's page, opened in place."""
        frame = self.screen.locator("#inner-frame").element_handle().content_frame()
        assert frame
        return frame

    def visit(self, path: str) -> Frame:
        """Follow links inside, without naming each."""
        self.page.goto(self.base + path)
        return self.page

    def tap(self, words: str) -> None:
        """Tap what carries these words in the chat or its menu."""
        self.screen.locator(".phone").get_by_text(words, exact=True).last.click()

    def say(self, words: str) -> None:
        """Write something to the city."""
        self.screen.get_by_role("textbox", name="への送信").fill(words)
        self.screen.get_by_role("button", name="送信", exact=True).click()

    def hears(self, words: str) -> None:
        """A bubble of the city arrives, once LINE has told of everything and the worker has done its part."""
        until, log = monotonic() + PATIENCE, self.screen.get_by_role("log")
        while words not in log.inner_text() and monotonic() < until:
            work()
            self.screen.wait_for_timeout(100)
        expect(log).to_contain_text(words)

    def close(self) -> None:
        """Back to the chat."""
        self.screen.get_by_role("button", name="閉じる", exact=True).click()


class Finger(Thumb):
    """A thumb inside the phone, where one waits for the next page."""

    def press(self, page: Any, words: str) -> None:
        with page.expect_navigation():
            button(page, words).click()


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch, on_line: LineSimulator) -> None:
    """The clocks of the city and of LINE stand at noon."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    on_line.turn("clock", {"freeze": True})
    on_line.turn("clock", {"set": NOW.timestamp()})


@pytest.fixture
def phone(
    chromium: Browser, live_server: Any, on_line: LineSimulator, noon: None, settings: Any
) -> Iterator[Phone]:
    """Aoi's phone, and a city that LINE can reach; its pages may be held by the phone alone."""
    line = on_line.address.replace("127.0.0.1", "localhost")
    settings.LINE_LIFF_BASE, settings.LINE_LIFF_SDK_URL = f"{line}/liff", f"{line}/liff/edge/2/sdk.js"
    directives = {**settings.CONTENT_SECURITY_POLICY["DIRECTIVES"], "frame-ancestors": [line]}
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": directives}
    _forget_policies()
    register(on_line, f"{live_server.url}/line/liff/")
    on_line.turn("settings", {"url": f"{live_server.url}/line/webhook/"})
    context = chromium.new_context(viewport={"width": 375, "height": 740}, locale="ja-JP")
    context.set_default_timeout(1000 * PATIENCE)
    screen = context.new_page()
    screen.goto(f"{line}/_sim/phone/aoi")
    yield Phone(screen, live_server.url)
    context.close()
    _forget_policies()


def _forget_policies() -> None:
    """They are built once a process, from settings that never change but here."""
    for built in (policy._policy, policy._loading_from, policy._framing, policy._framed):
        built.cache_clear()


def work() -> None:
    """What the worker does meanwhile."""
    for person in set(LineEvent.objects.filter(worked_at=None).values_list("line_user_id", flat=True)):
        jobs.work.func(person=person)
    for answer in LineAnswer.objects.filter(status=Status.QUEUED):
        answers.send(answer=answer.pk, now=NOW)
    for message in OutgoingMessage.objects.filter(status=Status.QUEUED):
        deliver(message=message.pk, now=NOW)


def test_aoi_applies_by_line_and_chika_decides(
    city: SimpleNamespace, chika: Officer, phone: Phone, desk: Visitor, on_line: LineSimulator
) -> None:
    publish_club()
    desk.sign_in(chika)
    hands, mouse = Finger(), Thumb()

    phone.tap("友だち追加")
    phone.hears("どの言葉で読みますか")
    phone.tap("日本語")
    phone.hears("何をしますか")
    phone.say("学童")
    phone.hears("手続きを開く")
    phone.tap("手続きを開く")
    hands.press(phone.page, "許可する")
    phone.page.get_by_role("button", name="LINEではじめる").click()
    phone.page.wait_for_url("**/procedures/club/")
    assert Friend.objects.get().is_reached

    application = story.apply(phone, hands, story.nothing)  # type: ignore[arg-type]
    phone.close()
    phone.hears("手続きを受け付けました")

    story.give_back(desk, mouse, story.nothing, application)
    phone.hears("確認していただきたいことがあります")
    phone.tap("ページを開く")
    phone.page.get_by_text(application.reference).first.wait_for()
    story.correct(phone, hands, story.nothing, application)  # type: ignore[arg-type]
    phone.close()

    story.decide(desk, mouse, story.nothing, application)
    phone.hears("結果をお知らせします")
    phone.tap("ページを開く")
    phone.page.get_by_text(application.reference).first.wait_for()
    assert "承認" in phone.visit(f"/applications/{application.reference}/").inner_text("main")
    assert Application.objects.get().contact_kind == "line"
    said = str([each["message"] for each in on_line.inbox("aoi")])
    assert not [word for word in ("𠮷川", "麦", "ムギ", "090-0000", application.reference) if word in said]
