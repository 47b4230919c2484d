"""What leads residents to a procedure: the right address, on the page, in the code, on the poster."""

from __future__ import annotations

import io
import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape
from pypdf import PdfReader
from tests.capabilities.studio.test_publish import draft
from tests.city.people import NOW
from tests.city.procedures import publish_club

from madoguchi.audit.actions import SYSTEM
from madoguchi.base import clock
from madoguchi.procedures import actions as procedures
from madoguchi.procedures.queries import access_procedure
from madoguchi.studio import outside

OUT = "/desk/procedures/club/out/"
EASY = {
    "ja": "学童クラブ利用申請",
    "ja-easy": "[学童|がくどう]クラブの [申|もう]し[込|こ]み",
    "en": "After-school club",
}


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    settings.URL_PORTAL = "https://city.example"
    settings.CITY_NAME = "みほん市"


def words(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_the_short_address_leads_to_the_public_page(city: SimpleNamespace, stranger: Client) -> None:
    publish_club()
    answer = stranger.get("/p/club/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/procedures/club/")
    assert stranger.get("/p/absent/").status_code == 404


def test_chika_finds_everything_on_one_page(chikas_desk: Client) -> None:
    publish_club()
    said = chikas_desk.get(OUT).content.decode()
    assert "https://city.example/p/club/" in said
    link = '<a href="https://city.example/p/club/">ネットで申請: 学童クラブ利用申請</a>'
    assert escape(link) in said
    assert f"{OUT}poster.pdf" in said and f"{OUT}qr.svg" in said
    assert OUT in chikas_desk.get("/desk/procedures/club/").content.decode()


def test_the_address_is_the_citys_whatever_the_request_calls_itself(chikas_desk: Client) -> None:
    publish_club()
    said = chikas_desk.get(OUT, headers={"host": "localhost"}).content.decode()
    assert re.findall(r"https?://[^\"/&<]+/p/", said) == ["https://city.example/p/"] * 4


def test_line_is_named_only_where_the_city_has_it(chikas_desk: Client, settings: Any) -> None:
    publish_club()
    assert "LINE で開く" not in chikas_desk.get(OUT).content.decode()
    settings.LINE_LIFF_ID = "1234567890-abcdefgh"
    assert "https://liff.line.me/1234567890-abcdefgh/p/club/" in chikas_desk.get(OUT).content.decode()


def test_the_poster_says_what_until_when_and_whom_to_ask(chikas_desk: Client) -> None:
    publish_club(title=EASY)
    answer = chikas_desk.get(f"{OUT}poster.pdf")
    said = words(answer.content)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "学童クラブ利用申請" in said and "がくどう" in said and "After-school club" in said
    assert "2026年（令和8年）12月15日(火) 午後11時59分まで" in said
    assert "city.example/p/club" in said and "子育て政策課" in said
    assert len(PdfReader(io.BytesIO(answer.content)).pages) == 1


def test_a_sheet_has_ten_cards(chikas_desk: Client) -> None:
    publish_club(title=EASY)
    pdf = chikas_desk.get(f"{OUT}cards.pdf").content
    assert words(pdf).count("city.example/p/club") == 10
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1


def test_without_an_end_one_can_apply_whenever_one_likes(city: SimpleNamespace) -> None:
    publish_club(period={})
    said = words(outside.poster(access_procedure("club", NOW)))
    assert "年間を通じて受け付けています" in said


def test_long_words_stay_on_one_page(city: SimpleNamespace) -> None:
    long = {"ja": "長い" * 40, "ja-easy": "[長|なが]い" * 60, "en": "long " * 40}
    papers = [{"ja": "とても長い書類の名前" * 8, "ja-easy": "x", "en": "x"}] * 9
    publish_club(title=long, summary={"ja": "説明" * 150, "ja-easy": "x", "en": "x"}, papers=papers)
    offer = access_procedure("club", NOW)
    for drawn in (outside.poster(offer), outside.cards(offer)):
        assert len(PdfReader(io.BytesIO(drawn)).pages) == 1


@pytest.mark.parametrize(("name", "starts"), [("qr.svg", b"<?xml"), ("qr.png", b"\x89PNG")])
def test_the_code_is_taken_for_leaflets(chikas_desk: Client, name: str, starts: bytes) -> None:
    publish_club()
    answer = chikas_desk.get(OUT + name)
    assert answer.content.startswith(starts)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="club-{name}"'


def test_what_residents_do_not_find_is_on_no_poster(
    now: Any, city: SimpleNamespace, chikas_desk: Client
) -> None:
    draft(now)
    assert "この手続きは、まだ公開されていません。" in chikas_desk.get(OUT).content.decode()
    assert chikas_desk.get(f"{OUT}poster.pdf").status_code == 404
    publish_club()
    assert chikas_desk.get(f"{OUT}poster.exe").status_code == 404
    procedures.withdraw(slug="club", by=SYSTEM, now=NOW)
    assert chikas_desk.get(f"{OUT}poster.pdf").status_code == 404


def test_another_section_has_no_such_page(city: SimpleNamespace, dans_desk: Client) -> None:
    publish_club()
    for name in ("", "poster.pdf", "qr.png"):
        assert dans_desk.get(OUT + name).status_code == 404
