"""Every address of the city: opened by those who may not, by strange methods, with strange words in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.city.people import signed_in
from tests.journeys.addresses import OWNED, Place, drawn, lived_in, places

from madoguchi.people.models import Officer, Resident

OWNED_PLACES = [place for place in places() if place.parts & OWNED]
METHODS = ("get", "head", "post", "put", "trace")
HUGE = "9" * 20
QUERIES = ("q", "page", "next", "language", "kind", "ref", "to", "show", "event", "pile", "procedure", "days")
QUERIES += ("words", "from", "until", "order", "state", "overdue", "back_to")
BOXES = (
    "revision",
    "tab",
    "remove_file",
    "remove_row",
    "find_address",
    "address",
    "number",
    "code",
    "reference",
)
BOXES += (
    "outcome",
    "reason",
    "path",
    "due_on",
    "item",
    "done",
    "text",
    "act",
    "seen",
    "for:0",
    "like",
    "why",
)
BOXES += ("credential", "password", "name", "new", "child.birth_date.year", "siblings/r1/sibling_birth.year")
STRANGE = ("\0", HUGE, "-1", "\uffff𠮷' OR 1=1-- {0}%s%n ../../etc/passwd 2026-02-30")


@pytest.fixture
def world(city: Any, aois_phone: Client, chikas_desk: Client, chika: Officer) -> Mapping[str, Any]:
    """What Aoi and Chika have left in the city."""
    return lived_in(aois_phone, chikas_desk, chika)


def seen(browser: Client, url: str, method: str) -> tuple[Any, ...]:
    """What somebody is told there, and how often the database was asked for it; then it never happened."""
    kept = SimpleCookie(browser.cookies)
    with transaction.atomic():
        with CaptureQueriesContext(connection) as asked:
            told = drawn(getattr(browser, method)(url))
        transaction.set_rollback(True)
    browser.cookies = kept
    return *told, len(asked)


def differences(who: Resident | Officer | None, world: Mapping[str, Any], *, desk: bool) -> Iterator[str]:
    """Where something of somebody's looks unlike nothing at all."""
    browser = signed_in(who) if who else Client()
    for place in (place for place in OWNED_PLACES if place.is_at_desk is desk):
        for method in ("get", "post", "head", "put"):
            theirs, absent = seen(browser, place.url(**world), method), seen(browser, place.url(), method)
            if theirs != absent or theirs[0] not in (302, 404, 405, 422):
                yield f"{method} {place.name}: {theirs[::3]}, absent {absent[::3]} (status, queries)"


def test_what_is_aois_looks_to_ben_like_nothing_at_all(world: Mapping[str, Any], ben: Resident) -> None:
    assert list(differences(ben, world, desk=False)) == []


def test_what_is_aois_looks_to_a_stranger_like_nothing_at_all(world: Mapping[str, Any]) -> None:
    assert list(differences(None, world, desk=False)) == []


def test_what_is_chikas_looks_to_dan_like_nothing_at_all(world: Mapping[str, Any], dan: Officer) -> None:
    assert list(differences(dan, world, desk=True)) == []


def faults(browser: Client, place: Place, world: Mapping[str, Any]) -> Iterator[str]:
    """Where the city's machine breaks, whatever is asked there and however."""
    odd = [{**world, "reference": "\0"}, {**world, "secret": "\0", "message": 10**20, "version": 10**20}]
    urls = [place.url(**world), *(place.url(**each) for each in odd), place.url(step_id="nowhere")]
    for url in dict.fromkeys(urls):
        for method in METHODS:
            answer = getattr(browser, method)(url)
            if answer.status_code >= 500:
                yield f"{method} {url}: {answer.status_code}"


def strange_faults(browser: Client, place: Place, world: Mapping[str, Any]) -> Iterator[str]:
    """Where it breaks on what stands in the address or in the boxes."""
    for strange in STRANGE:
        query = urlencode(dict.fromkeys(QUERIES, strange))
        asked = browser.get(f"{place.url(**world)}?{query}")
        sent = browser.post(f"{place.url(**world)}?{query}", dict.fromkeys(BOXES, strange))
        yield from (
            f"{place.name} {strange!r}: {answer.status_code}"
            for answer in (asked, sent)
            if answer.status_code >= 500
        )


@pytest.mark.parametrize("find", [faults, strange_faults])
def test_nothing_that_residents_can_ask_breaks_the_city(
    find: Any, world: Mapping[str, Any], aoi: Resident
) -> None:
    found = []
    for place in places():
        if not place.is_at_desk:
            browser = signed_in(aoi, client=Client(raise_request_exception=False))
            found += find(browser, place, world)
    assert found == []


@pytest.mark.parametrize("find", [faults, strange_faults])
def test_nothing_that_officers_can_ask_breaks_the_city(
    find: Any, world: Mapping[str, Any], chika: Officer
) -> None:
    found = []
    for place in places():
        if place.is_at_desk:
            browser = signed_in(chika, client=Client(raise_request_exception=False))
            found += find(browser, place, world)
    assert found == []
