"""Language, help, the building blocks, and pages that are missing."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest
from django.contrib.staticfiles.finders import find
from django.db import OperationalError
from django.db.backends.utils import CursorWrapper
from django.test import Client

from madoguchi.base import statements

HEAVIEST = 60_000  # bytes over the wire for a whole page
LINKED = re.compile(r'(?:href|src)="/static/([^"]+)"')


@pytest.mark.parametrize("path", ["/help/", "/styleguide/", "/language/"])
@pytest.mark.parametrize("language", ["ja", "ja-easy", "en"])
def test_the_page_is_there_in_every_language(client: Client, path: str, language: str) -> None:
    client.cookies["language"] = language
    page = client.get(path)
    assert page.status_code == 200
    assert b"<c-" not in page.content


def test_choosing_a_language_leads_back(client: Client) -> None:
    answer = client.post("/language/", {"language": "en", "next": "/help/"})
    assert answer.headers["Location"] == "/help/"
    assert "Accessibility" in client.get("/help/").content.decode()


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""]
)
def test_choosing_a_language_leads_nowhere_else(client: Client, address: str) -> None:
    answer = client.post("/language/", {"language": "en", "next": address})
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("path", ["/nothing/", "/desk/nothing/"])
def test_a_missing_page_says_so_kindly(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "お探しのページは見つかりませんでした。" in answer.content.decode()


def test_pages_forbid_foreign_scripts_and_styles(client: Client) -> None:
    policy = client.get("/help/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_pages_carry_no_inline_script_or_style(client: Client) -> None:
    page = client.get("/styleguide/").content.decode()
    assert "style=" not in page
    assert "<style" not in page
    assert "<script>" not in page


@pytest.mark.parametrize("path", ["/", "/help/", "/styleguide/"])
def test_a_page_is_light_with_everything_it_loads(client: Client, path: str, city: object) -> None:
    page = client.get(path).content
    linked = [Path(str(find(name))).read_bytes() for name in set(LINKED.findall(page.decode()))]
    assert sum(len(gzip.compress(part)) for part in [page, *linked]) < HEAVIEST


def test_no_script_blocks_the_page(client: Client) -> None:
    scripts = re.findall(r"<script[^>]*>", client.get("/help/").content.decode())
    assert scripts
    assert all("defer" in script or 'type="module"' in script for script in scripts)


def test_a_first_visit_is_answered_in_the_language_of_the_browser(stranger: Client, db: None) -> None:
    first = stranger.get("/", headers={"accept-language": "en-US,en;q=0.9"})
    assert '<html lang="en"' in first.content.decode()
    assert {"Cookie", "Accept-Language"} <= set(first.headers["Vary"].split(", "))
    stranger.get("/?language=ja-easy")
    again = stranger.get("/", headers={"accept-language": "en"}).content.decode()
    assert '<html lang="ja"' in again and "<ruby>" in again


@contextmanager
def no_database() -> Iterator[None]:
    """As long as somebody restarts it."""
    gone = OperationalError("the connection is lost")
    with (
        patch.object(statements, "run", side_effect=gone),
        patch.object(CursorWrapper, "execute", side_effect=gone),
    ):
        yield


@pytest.mark.parametrize(
    ("language", "words"),
    [("ja", "10分ほどたってから"), ("ja-easy", "<ruby>待"), ("en", "in about ten minutes")],
)
def test_without_its_database_the_city_still_says_what_to_do(
    aois_phone: Client, language: str, words: str
) -> None:
    aois_phone.raise_request_exception = False
    aois_phone.cookies["language"] = language
    with no_database():
        answer = aois_phone.get("/me/")
    assert answer.status_code == 500 and words in answer.content.decode()


def test_so_it_does_at_the_desk(chikas_desk: Client) -> None:
    chikas_desk.raise_request_exception = False
    with no_database():
        answer = chikas_desk.get("/desk/")
    assert answer.status_code == 500 and "10分ほどたってから" in answer.content.decode()
