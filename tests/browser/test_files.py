"""A large file on a slow line: how far it has got is shown, and what is too large is not sent at all."""

from __future__ import annotations

import io
import os
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page
from tests.browser.conftest import Visitor
from tests.browser.hands import Thumb
from tests.city.people import NOW
from tests.city.procedures import publish_club

from madoguchi.applications.models import Attachment, Draft
from madoguchi.base import clock
from madoguchi.people.models import Resident

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MEGABYTE = 1024 * 1024
PAPERS = 'input[type="file"][name="certificate"]'
BAR = ".question-progress"
# Writes down every step of the bar that somebody can see.
WATCH = """() => {
    window.seen = [];
    addEventListener("htmx:xhr:progress", () => {
        const bar = document.querySelector(".question-progress");
        if (bar && !bar.hidden) window.seen.push(bar.querySelector("progress").value);
    });
}"""


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the city stands at noon of 22 November 2026."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def page(city: SimpleNamespace, aoi: Resident, strict_phone: Visitor) -> Page:
    """Aoi stands before the question for papers."""
    publish_club()
    strict_phone.sign_in(aoi)
    page = strict_phone.visit("/procedures/club/")
    Thumb().press(page, "申請")
    page.goto(page.url.replace("child_step", "home_step"))
    page.check('[name="reason"][value="work"]')
    page.wait_for_selector(PAPERS)
    return page


def file(name: str, kind: str, content: bytes) -> Any:
    """A file to choose."""
    return {"name": name, "mimeType": kind, "buffer": content}


def photo() -> bytes:
    """A photo of three megabytes in which nothing repeats."""
    out = io.BytesIO()
    Image.frombytes("RGB", (1000, 1000), os.urandom(3_000_000)).save(out, "PNG")
    return out.getvalue()


def slow(page: Page, *, bytes_a_second: int) -> None:
    """A line in the country."""
    line = {"offline": False, "latency": 20, "downloadThroughput": -1, "uploadThroughput": bytes_a_second}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", line)


def test_a_large_file_shows_how_far_it_has_got_and_may_take_its_time(page: Page) -> None:
    page.evaluate(WATCH)
    page.evaluate("htmx.config.timeout = 500")
    slow(page, bytes_a_second=2 * MEGABYTE)
    page.set_input_files(PAPERS, file("a.png", "image/png", photo()))
    page.wait_for_selector('.file-name:has-text("a.png")')
    steps = page.evaluate("window.seen")
    assert steps == sorted(steps) and len(set(steps)) > 3 and 0 < steps[0] < 50
    assert not page.locator(BAR).is_visible() and not page.locator("#connection").is_visible()
    assert Attachment.objects.get().name == "a.png"


def test_what_is_too_large_is_said_before_it_is_sent(page: Page) -> None:
    revision = Draft.objects.get().revision
    page.set_input_files(PAPERS, file("a.pdf", "application/pdf", b"0" * (11 * MEGABYTE)))
    page.wait_for_selector(".wrong:visible")
    assert "11" in page.inner_text(".wrong:visible") and page.input_value(PAPERS) == ""
    assert Draft.objects.get().revision == revision
    page.set_input_files(PAPERS, file("a.png", "image/png", photo()))
    page.wait_for_selector('.file-name:has-text("a.png")')
    assert not page.locator(".wrong:visible").count()
