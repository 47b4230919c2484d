"""Every page says who may open it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from tests.architecture.house import expect_none

GUARDS = {"anyone", "resident", "officer", "administrator", "member", "two_steps", "demo"}
AT_THE_DESK = {"officer", "administrator"}
# Contractors have an entrance of their own.
AT_THE_PARTNERS = {"member"}
# At a shared device whoever takes over is a stranger until then.
PARTNERS_DOORSTEP = {"partner/here/", "partner/here/cover/"}
# Whoever signs in at the desk is a stranger until then.
DESK_DOORSTEP = {"people"}

Page = tuple[str, str, Callable[..., Any]]


def pages(patterns: list[Any] | None = None, route: str = "", room: str = "") -> Iterator[Page]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from pages(pattern.url_patterns, here, pattern.namespace or room)
        elif isinstance(pattern, URLPattern):
            yield here, room, pattern.callback


def test_there_are_pages() -> None:
    assert sum(1 for _ in pages()) > 10


def test_every_page_is_guarded() -> None:
    expect_none(route for route, _, view in pages() if getattr(view, "guard", None) not in GUARDS)


def test_every_page_of_the_desk_is_for_officers() -> None:
    desk = [page for page in pages() if page[0].startswith("desk/") and page[1] not in DESK_DOORSTEP]

    expect_none(route for route, _, view in desk if getattr(view, "guard", None) not in AT_THE_DESK)


def test_every_page_of_contractors_is_for_them() -> None:
    theirs = [
        page
        for page in pages()
        if page[0].startswith("partner/")
        and page[1] not in DESK_DOORSTEP
        and page[0] not in PARTNERS_DOORSTEP
    ]

    expect_none(route for route, _, view in theirs if getattr(view, "guard", None) not in AT_THE_PARTNERS)


def test_every_page_says_which_methods_it_answers() -> None:
    """`require_GET` and its kin answer 405; a view without them takes whatever comes."""
    expect_none(route for route, _, view in pages() if not knows_its_methods(view))


def knows_its_methods(view: Callable[..., Any]) -> bool:
    kept = [cell.cell_contents for cell in getattr(view, "__closure__", None) or ()]
    inner = getattr(view, "__wrapped__", None)
    return any(isinstance(each, list) and {"GET", "POST"} & set(each) for each in kept) or (
        inner is not None and knows_its_methods(inner)
    )
