"""A real browser on a real server: phones of 375 px, desks of 1280 px, with and without JavaScript."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from threading import Event
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from tests.city.people import signed_in

from madoguchi.people.models import Officer, Resident

# Playwright keeps an event loop on this thread, in which Django would refuse to touch the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
FLAGS += ["--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"]
PHONE = {"width": 375, "height": 740}
PATIENCE = 30_000  # milliseconds: on a busy machine slow is not wrong
DESK = {"width": 1280, "height": 800}
# An answer that says what is wrong; htmx' own words for a request given up, because somebody left the page.
NO_TROUBLE = ("favicon", "422", "htmx:sendAbort", "htmx:afterRequest")
# Named by axe itself as needing a person's eye; everything else must be clean.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="session", autouse=True)
def one_bar_of_signal() -> Iterator[None]:
    """MADOGUCHI_TEST_DELAY=0.4 lets every question and every answer be up to that many seconds on its way.

    They overtake each other: what reads a page before it is there, or counts on the order of two requests,
    then fails nearly each time instead of once in a hundred.
    """
    most, answer = float(os.environ.get("MADOGUCHI_TEST_DELAY", "0")), WSGIHandler.get_response

    def late(handler: WSGIHandler, request: HttpRequest) -> HttpResponseBase:
        Event().wait(random.uniform(0, most))
        found = answer(handler, request)
        Event().wait(random.uniform(0, most))
        return found

    with patch.object(WSGIHandler, "get_response", late if most else answer):
        yield


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of this process."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


class Visitor:
    """Somebody with a browser: `page` to look at, `visit` to go somewhere, `is_accessible` for axe."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.context, self.base = context, base
        self.page: Page = context.new_page()
        self.troubles: list[str] = []
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("console", self._listen)

    def _listen(self, message: Any) -> None:
        if message.type == "error" and not any(each in message.text for each in NO_TROUBLE):
            self.troubles.append(message.text)

    def visit(self, path: str) -> Page:
        """Go to a path of the city."""
        self.page.goto(self.base + path)
        return self.page

    def sign_in(self, who: Resident | Officer) -> None:
        """Be `who` from now on."""
        for name, morsel in signed_in(who).cookies.items():
            if morsel.value:
                path = "/desk/" if name.startswith("desk") else "/"
                host = urlsplit(self.base).hostname
                self.context.add_cookies(
                    [{"name": name, "value": morsel.value, "domain": host, "path": path}]  # type: ignore[list-item]
                )

    def violations(self) -> list[str]:
        """What axe finds on the page as it stands."""
        found = Axe().run(self.page, options=RULES).response["violations"]
        return [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found]

    def is_too_wide(self) -> bool:
        """Whether the page scrolls sideways."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"))


def _visitor(chromium: Browser, base: str, **options: Any) -> Iterator[Visitor]:
    context = chromium.new_context(locale="ja-JP", timezone_id="Asia/Tokyo", **options)
    context.set_default_timeout(PATIENCE)
    visitor = Visitor(context, base)
    yield visitor
    context.close()


@pytest.fixture
def phone(chromium: Browser, live_server: Any) -> Iterator[Visitor]:
    """A phone held in one hand."""
    yield from _visitor(
        chromium, live_server.url, viewport=PHONE, has_touch=True, is_mobile=True, bypass_csp=True
    )


@pytest.fixture
def plain_phone(chromium: Browser, live_server: Any) -> Iterator[Visitor]:
    """A phone whose browser runs no scripts."""
    yield from _visitor(chromium, live_server.url, viewport=PHONE, java_script_enabled=False)


@pytest.fixture
def strict_phone(chromium: Browser, live_server: Any) -> Iterator[Visitor]:
    """A phone on which the content security policy is in force."""
    yield from _visitor(chromium, live_server.url, viewport=PHONE)


@pytest.fixture
def desk(chromium: Browser, live_server: Any) -> Iterator[Visitor]:
    """An officer's screen."""
    yield from _visitor(chromium, live_server.url, viewport=DESK, bypass_csp=True)


@pytest.fixture
def strict_desk(chromium: Browser, live_server: Any) -> Iterator[Visitor]:
    """An officer's screen on which the content security policy is in force."""
    yield from _visitor(chromium, live_server.url, viewport=DESK)


@pytest.fixture
def plain_desk(chromium: Browser, live_server: Any) -> Iterator[Visitor]:
    """An officer's screen whose browser runs no scripts."""
    yield from _visitor(chromium, live_server.url, viewport=DESK, java_script_enabled=False)
