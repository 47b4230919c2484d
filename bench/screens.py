"""Pictures of the main pages of a running demo, for looking at: python -m bench.screens

`URL` names the demo (http://localhost:8000 when not said), `OUT` the folder (var/screens). Each picture is
called page-language-width.png. A page that scrolls sideways is told and fails the run.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

URL: Final = os.environ.get("URL", "http://localhost:8000").rstrip("/")
OUT: Final = Path(os.environ.get("OUT", "var/screens"))
WIDTHS: Final = (375, 1280)
LANGUAGES: Final = ("ja", "ja-easy", "en")
BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
QUIET: Final = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A page worth looking at: its name, and how to get there from the first page of its entrance."""

    name: str
    go: Callable[[Page], object]


def at(path: str) -> Callable[[Page], object]:
    """Straight to an address."""
    return lambda page: page.goto(URL + path)


def first(path: str, link: str) -> Callable[[Page], object]:
    """To the first thing on a page that matches `link`; nowhere, if there is none."""

    def go(page: Page) -> None:
        page.goto(URL + path)
        found = page.locator(link)
        if found.count():
            found.first.click()
            page.wait_for_load_state()

    return go


ANYBODY: Final = (
    Picture(name="home", go=at("/")),
    Picture(name="search", go=at("/?event=school")),
    Picture(name="nothing-found", go=at("/?q=zzzz")),
    Picture(name="procedure", go=at("/procedures/gakudo_application/")),
    Picture(name="inquiry", go=at("/inquiry/")),
    Picture(name="sign-in", go=at("/me/")),
    Picture(name="free-places", go=at("/free-places/")),
    Picture(name="help", go=at("/help/")),
    Picture(name="styleguide", go=at("/styleguide/")),
    Picture(name="not-found", go=at("/nothing/")),
    Picture(name="first-step", go=first("/procedures/dog_death/", "[form=start]")),
)
AOI: Final = (
    Picture(name="my-page", go=at("/me/")),
    Picture(name="application", go=first("/me/", "a[href^='/applications/']")),
    Picture(name="message", go=first("/me/", "a[href^='/me/messages/']")),
    Picture(name="draft", go=first("/me/", "a[href^='/drafts/']")),
)
CHIKA: Final = (
    Picture(name="desk-home", go=at("/desk/")),
    Picture(name="desk-queue", go=at("/desk/applications/")),
    Picture(name="desk-application", go=first("/desk/applications/", "tbody a[href*='/desk/applications/']")),
    Picture(name="desk-letters", go=at("/desk/letters/")),
    Picture(name="desk-messages", go=at("/desk/messages/")),
    Picture(name="desk-procedures", go=at("/desk/procedures/")),
    Picture(name="desk-rounds", go=at("/desk/selection/")),
    Picture(name="desk-round", go=first("/desk/selection/", "tbody a[href*='/selection/rounds/']")),
    Picture(name="desk-procedure", go=first("/desk/procedures/", "main a[href^='/desk/procedures/']")),
)
EMI: Final = (
    Picture(name="club-home", go=at("/partner/")),
    Picture(name="club-seats", go=at("/partner/seats/")),
)
# Who looks, in which languages: officers read Japanese.
ALBUM: Final = (
    ("", LANGUAGES, ANYBODY),
    ("aoi", LANGUAGES, AOI),
    ("chika", ("ja",), CHIKA),
    ("emi", ("ja",), EMI),
)


def main() -> int:
    """Take them all; 1 when a page scrolls sideways."""
    OUT.mkdir(parents=True, exist_ok=True)
    with browser() as chromium:
        complaints = [told for each in _sittings(chromium) for told in each]
    print("\n".join([*complaints, f"{len(list(OUT.glob('*.png')))} pictures in {OUT}"]))
    return 1 if complaints else 0


def _sittings(chromium: Browser) -> Iterator[list[str]]:
    for who, languages, pictures in ALBUM:
        for language in languages:
            for width in WIDTHS:
                with sitting(chromium, who, language, width) as page:
                    yield [told for each in pictures for told in _take(page, each, language, width)]


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser of this machine without a window."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield chromium
        chromium.close()


@contextmanager
def sitting(chromium: Browser, who: str, language: str, width: int, *, url: str = URL) -> Iterator[Page]:
    """A page in front of somebody of the demo, or of nobody in particular where `who` is empty."""
    context: BrowserContext = chromium.new_context(viewport={"width": width, "height": 800}, locale="ja-JP")
    context.add_cookies([{"name": "language", "value": language, "url": url}])
    page = context.new_page()
    if who:
        page.goto(f"{url}/demo/")
        page.locator(f"form[action*='/demo/sign-in/{who}'] button").click()
        page.wait_for_load_state()
    yield page
    context.close()


def _take(page: Page, picture: Picture, language: str, width: int) -> list[str]:
    name = f"{picture.name}-{language}-{width}"
    picture.go(page)
    page.screenshot(path=OUT / f"{name}.png", full_page=True)
    needed = int(page.evaluate("document.documentElement.scrollWidth"))
    return [f"{name}: {needed} px wide"] if needed > width else []


if __name__ == "__main__":
    sys.exit(main())
