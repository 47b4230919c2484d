"""Filling in pages as a browser would: every box that was drawn is posted, changed where the story says."""

from __future__ import annotations

from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponseBase
from django.test import Client


class Boxes(HTMLParser):
    """What a form of a page would post."""

    def __init__(self, form_id: str | None) -> None:
        super().__init__()
        self.form_id, self.inside = form_id, False
        self.values: dict[str, list[str]] = {}
        self.select: str | None = None
        self.area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.inside = self.form_id is None or given.get("id") == self.form_id
        if not self.inside:
            return
        name, value = given.get("name"), given.get("value") or ""
        if tag == "input" and name and _is_posted(given):
            self.values.setdefault(name, []).append(value or "on" if _is_ticked(given) else value)
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in given:
            self.values[self.select] = [value]
        elif tag == "textarea" and name:
            self.area = name
            self.values[name] = [""]

    def handle_data(self, data: str) -> None:
        if self.area:
            self.values[self.area] = [data.lstrip("\n")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "textarea":
            self.area = None


def _is_posted(given: Mapping[str, str | None]) -> bool:
    return given.get("type") not in ("file", "submit", "button") and (
        given.get("type") not in ("radio", "checkbox") or "checked" in given
    )


def _is_ticked(given: Mapping[str, str | None]) -> bool:
    return given.get("type") in ("radio", "checkbox")


def text_of(response: HttpResponseBase) -> str:
    """The page as text."""
    return response.content.decode()  # type: ignore[attr-defined]


def press(
    browser: Client, page: HttpResponseBase, url: str, *, form: str | None = "step", **changes: Any
) -> Any:
    """Post the form of a page with boxes changed (`child__family`: child.family), and follow.

    A value that is called makes a file: a file can be sent once.
    """
    boxes = Boxes(form)
    boxes.feed(text_of(page))
    posted = {**boxes.values, **{name.replace("__", "."): value for name, value in changes.items()}}
    sent = {name: value() if callable(value) else value for name, value in posted.items()}
    return browser.post(url, {name: value for name, value in sent.items() if value is not None}, follow=True)


def here(response: Any) -> str:
    """The address the browser ended at."""
    return response.redirect_chain[-1][0] if response.redirect_chain else response.request["PATH_INFO"]
