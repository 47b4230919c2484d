"""Whether a page can be used by everybody, as far as its HTML tells (JIS X 8341-3, WCAG 2.2).

Colours, sizes and focus belong to the design and are looked at in a browser; what a document brings into a
page is looked at here: names of controls, headings, ids, languages, pictures.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from html.parser import HTMLParser
from typing import Final

VOID: Final = frozenset(
    "area base br col embed hr img input link meta source track wbr".split()  # noqa: SIM905 - as the standard lists them
)
CONTROLS: Final = frozenset({"input", "select", "textarea"})
UNNAMED: Final = frozenset({"hidden", "submit", "button", "image", "reset"})
CHOSEN: Final = frozenset({"radio", "checkbox"})  # told apart by the group around them
NAMED_BY_WORDS: Final = frozenset({"a", "button"})


class Flaw(StrEnum):
    """What keeps somebody from using the page."""

    NO_LANGUAGE = "no_language"
    NO_TITLE = "no_title"
    NO_HEADING = "no_heading"
    MANY_HEADINGS = "many_headings"
    HEADING_SKIPPED = "heading_skipped"
    SAME_ID = "same_id"
    POINTS_NOWHERE = "points_nowhere"
    NO_LABEL = "no_label"
    SAME_LABEL = "same_label"
    NO_LEGEND = "no_legend"
    NO_ALT = "no_alt"
    EMPTY_LINK = "empty_link"
    TAB_ORDER = "tab_order"


@dataclass(frozen=True, slots=True, order=True)
class Flawed:
    """A flaw and the words, id or name it is found by."""

    flaw: Flaw
    at: str = ""


def inspect(html: str) -> tuple[Flawed, ...]:
    """Every flaw of a whole page, once."""
    page = _Page()
    page.feed(html)
    page.close()
    return tuple(dict.fromkeys(_flaws(page)))


@dataclass(slots=True)
class _Element:
    tag: str
    attributes: dict[str, str]
    words: list[str] = field(default_factory=list)
    legend: _Element | None = None
    label: _Element | None = None  # the one around it
    groups: tuple[_Element, ...] = ()  # fieldsets and other groups around it

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())

    @property
    def is_group(self) -> bool:
        return self.tag == "fieldset" or self.attributes.get("role") == "group"


class _Page(HTMLParser):
    """What was read: elements that matter, and the words in them."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[_Element] = []
        self.seen: list[_Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        groups = tuple(outer for outer in self.open if outer.is_group)
        element = _Element(tag, {name: value or "" for name, value in attrs}, groups=groups)
        self.seen.append(element)
        if tag == "legend" and groups and groups[-1].tag == "fieldset":
            groups[-1].legend = element
        if tag in CONTROLS:
            element.label = next((outer for outer in reversed(self.open) if outer.tag == "label"), None)
        if tag == "img":
            self._words(element.attributes.get("alt", ""))
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        for index in range(len(self.open) - 1, -1, -1):
            if self.open[index].tag == tag:
                del self.open[index:]
                return

    def handle_data(self, data: str) -> None:
        self._words(data)

    def _words(self, words: str) -> None:
        for element in self.open:
            element.words.append(words)


def _flaws(page: _Page) -> Iterator[Flawed]:
    tags = {element.tag: element for element in reversed(page.seen)}
    if not tags.get("html", _Element("", {})).attributes.get("lang"):
        yield Flawed(Flaw.NO_LANGUAGE)
    if not tags.get("title", _Element("", {})).text:
        yield Flawed(Flaw.NO_TITLE)
    yield from _headings(page)
    yield from _ids(page)
    yield from _controls(page)
    for element in page.seen:
        yield from _element(element)


def _headings(page: _Page) -> Iterator[Flawed]:
    """Those of groups name a row of a question and stand beside the outline of the page."""
    found = [each for each in page.seen if re.fullmatch("h[1-6]", each.tag) and not each.groups]
    first = sum(each.tag == "h1" for each in found)
    if first == 0:
        yield Flawed(Flaw.NO_HEADING)
    elif first > 1:
        yield Flawed(Flaw.MANY_HEADINGS)
    before = 1
    for each in found:
        level = int(each.tag[1])
        if level > before + 1:
            yield Flawed(Flaw.HEADING_SKIPPED, each.text)
        before = level


def _ids(page: _Page) -> Iterator[Flawed]:
    counted = Counter(each.attributes["id"] for each in page.seen if "id" in each.attributes)
    for name, count in counted.items():
        if count > 1:
            yield Flawed(Flaw.SAME_ID, name)
    for each in page.seen:
        named = [each.attributes.get("for", "")] if each.tag == "label" else []
        named += each.attributes.get("aria-labelledby", "").split()
        for name in filter(None, named):
            if name not in counted:
                yield Flawed(Flaw.POINTS_NOWHERE, name)


def _controls(page: _Page) -> Iterator[Flawed]:
    texts = {each.attributes["id"]: each.text for each in page.seen if "id" in each.attributes}
    labels = {each.attributes.get("for", ""): each.text for each in page.seen if each.tag == "label"}
    names: Counter[str] = Counter()
    for each in page.seen:
        if each.tag not in CONTROLS or each.attributes.get("type") in UNNAMED:
            continue
        name = _name(each, texts, labels)
        if not name:
            yield Flawed(Flaw.NO_LABEL, each.attributes.get("name", each.tag))
        elif each.attributes.get("type") not in CHOSEN and "aria-label" not in each.attributes:
            names[" ".join([*(_group_name(group, texts) for group in each.groups), name])] += 1
    for name, count in names.items():
        if count > 1:
            yield Flawed(Flaw.SAME_LABEL, name)


def _group_name(group: _Element, texts: Mapping[str, str]) -> str:
    pointed = (texts.get(each, "") for each in group.attributes.get("aria-labelledby", "").split())
    return group.legend.text if group.legend else " ".join(pointed)


def _name(control: _Element, texts: Mapping[str, str], labels: Mapping[str, str]) -> str:
    """What a screen reader calls it, but for the groups around it."""
    attributes = control.attributes
    pointed = (texts.get(each, "") for each in attributes.get("aria-labelledby", "").split())
    around = control.label.text if control.label else ""
    named = (
        attributes.get("aria-label", ""),
        " ".join(pointed),
        labels.get(attributes.get("id", "-"), ""),
        around,
    )
    return next((each.strip() for each in named if each.strip()), "")


def _element(each: _Element) -> Iterator[Flawed]:
    attributes = each.attributes
    if each.tag == "img" and "alt" not in attributes:
        yield Flawed(Flaw.NO_ALT, attributes.get("src", ""))
    if each.tag == "fieldset" and not each.legend and not attributes.get("aria-label"):
        yield Flawed(Flaw.NO_LEGEND, attributes.get("id", ""))
    if each.tag in NAMED_BY_WORDS and not (
        each.text or attributes.get("aria-label") or attributes.get("aria-labelledby")
    ):
        yield Flawed(Flaw.EMPTY_LINK, attributes.get("href", attributes.get("id", "")))
    if attributes.get("tabindex", "0").lstrip("-").isdigit() and int(attributes.get("tabindex", "0")) > 0:
        yield Flawed(Flaw.TAB_ORDER, attributes.get("id", each.tag))
