"""Two ways to use a page: with a thumb or a mouse, and with the keyboard alone."""

from __future__ import annotations

from typing import Protocol

from playwright.sync_api import Locator, Page

FARTHEST = 150  # presses of Tab after which something counts as out of reach


class Hands(Protocol):
    """What people do with a page."""

    def press(self, page: Page, words: str) -> None:
        """Press the last button or link of the page with these words."""

    def write(self, page: Page, name: str, text: str) -> None:
        """Write into the box that posts under `name`."""

    def choose(self, page: Page, name: str, value: str) -> None:
        """Choose a radio button or tick a box."""


def button(page: Page, words: str) -> Locator:
    """The last visible button or link with these words, menus left aside."""
    return page.locator(f'main :is(button, a):visible:has-text("{words}")').last


def follow(found: Locator) -> None:
    """Click on what leads to another page, and be there: a slow machine still shows the page before."""
    with found.page.expect_navigation():
        found.click()


def press(page: Page, words: str) -> None:
    """Click on the last button or link with these words, and be where it leads."""
    follow(button(page, words))


class Thumb:
    """Touches and clicks."""

    def press(self, page: Page, words: str) -> None:
        press(page, words)

    def write(self, page: Page, name: str, text: str) -> None:
        page.fill(f'[name="{name}"]', text)

    def choose(self, page: Page, name: str, value: str) -> None:
        page.check(f'[name="{name}"][value="{value}"]')


class Keyboard:
    """Tab, Enter, Space and arrows; nothing is ever clicked."""

    def press(self, page: Page, words: str) -> None:
        self._reach(page, button(page, words))
        with page.expect_navigation():
            page.keyboard.press("Enter")

    def write(self, page: Page, name: str, text: str) -> None:
        self._reach(page, page.locator(f'[name="{name}"]').last)
        page.keyboard.press("Control+A")
        page.keyboard.insert_text(text)

    def choose(self, page: Page, name: str, value: str) -> None:
        wanted = page.locator(f'[name="{name}"][value="{value}"]').last
        if wanted.get_attribute("type") == "checkbox":
            self._reach(page, wanted)
            page.keyboard.press("Space")
            return
        self._reach_one_of(page, name)
        for _ in range(FARTHEST):
            page.keyboard.press("Space")
            if wanted.is_checked():
                return
            page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrows never reach {name}={value}")

    def _reach(self, page: Page, wanted: Locator) -> None:
        for _ in range(FARTHEST):
            if wanted.evaluate("it => it === document.activeElement"):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard never reaches {wanted}")

    def _reach_one_of(self, page: Page, name: str) -> None:
        for _ in range(FARTHEST):
            if page.evaluate("document.activeElement.name") == name:
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard never reaches {name}")
