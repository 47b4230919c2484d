"""Every page to which a link of the demo leads, as each of its people sees it on the screen they have."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Error, Page

from bench import holding, house, screens

PHONE, DESK = 375, 1280  # px
PEOPLE: Final[Mapping[str, int]] = {
    "": PHONE, "aoi": PHONE, "ben": PHONE, "offered": PHONE, "waits": PHONE, "chika": DESK, "makoto": DESK,
    "dan": DESK, "yu": DESK, "itsuki": DESK, "ai": DESK, "emi": DESK, "sensei": DESK, "hiroba": DESK,
}  # fmt: skip
EACH: Final = 2  # of one kind on the same screen
RULES: Final = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
LEFT_OUT: Final = re.compile(r"^/(demo|media|static)/|\.\w{2,4}$|sign-out")


def every_page(var: Path) -> str:
    """No page breaks, scrolls sideways, has an error in its script, or is one that axe finds fault with."""
    house.surround(var, demo=True)
    from madoguchi.config import start

    start.set_up()
    looked = Counter[tuple[int, str]]()
    with _demo(var) as url, screens.browser() as browser:
        complaints = [
            told for who, width in PEOPLE.items() for told in _look(browser, url, who, width, looked)
        ]
    holding.require(not complaints, "\n  ".join([f"{len(complaints)} complaints", *complaints]))
    return f"{looked.total()} pages of {len(looked)} kinds, as {len(PEOPLE)} people: nothing to complain of"


@contextmanager
def _demo(var: Path) -> Iterator[str]:
    port, line_port = house.free_port(), house.free_port()
    around = {name: value for name, value in os.environ.items() if not name.startswith("MADOGUCHI_")}
    around |= {"MADOGUCHI_VAR": str(var), "PORT": str(port), "LINE_PORT": str(line_port)}
    command = [sys.executable, "-m", "madoguchi.config.cli", "demo"]
    process = subprocess.Popen(command, cwd=house.ROOT, env=around, stdout=subprocess.DEVNULL)
    try:
        holding.wait(lambda: house.answers(port, "/"))
        yield f"http://localhost:{port}"
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(house.PATIENCE)


def _look(
    browser: Browser, url: str, who: str, width: int, looked: Counter[tuple[int, str]]
) -> Iterator[str]:
    """One page of each kind; axe looks at a few of a kind for all people together, for it takes its time."""
    with screens.sitting(browser, who, "ja", width, url=url) as page:
        broken, kinds = list[str](), set[str]()
        page.on("pageerror", lambda error: broken.append(str(error)))
        ahead = deque([urlsplit(page.url).path, "/", "/me/"])
        while ahead:
            address = ahead.popleft()
            kind = _kind(address)
            if not kind or kind in kinds:
                continue
            kinds.add(kind)
            looked[width, kind] += 1
            complaints = [*_open(page, url + address, broken)]
            if not complaints and looked[width, kind] <= EACH:
                complaints = [*_inspect(page)]
            yield from (f"{who or 'anybody'} {address}: {each}" for each in complaints)
            ahead.extend(_links(page, url))


def _kind(address: str) -> str:
    """The name of the view; empty where there is none to look at."""
    from django.urls import Resolver404, resolve

    path = urlsplit(address).path
    try:
        return "" if LEFT_OUT.search(path) else resolve(path).view_name
    except Resolver404:
        return ""


def _open(page: Page, url: str, broken: list[str]) -> Iterator[str]:
    broken.clear()
    with suppress(Error):  # a file to take along is no page
        answer = page.goto(url)
        if answer is None or not answer.ok:
            yield f"answered {answer and answer.status}"
        yield from broken
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
            yield "scrolls sideways"


def _inspect(page: Page) -> Iterator[str]:
    for each in Axe().run(page, options=RULES).response["violations"]:
        yield f"{each['id']}: {each['nodes'][0]['html'][:160]}"


def _links(page: Page, url: str) -> list[str]:
    found = page.evaluate("[...document.querySelectorAll('a[href]')].map(each => each.href)")
    return [each.removeprefix(url) for each in found if each.startswith(f"{url}/")]
