"""Letters and receipts on paper: archivable, readable, and never with an empty box in a name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from threading import Thread
from typing import Any

import pytest
from pypdf import PdfReader

from madoguchi.base import paper
from madoguchi.base.paper import glyphs

LETTER: Mapping[str, Any] = {
    "title": "学童クラブ利用不承認通知書",
    "document_number": "8ひ子育第1209号",
    "date": "令和9年2月1日",
    "reference": "0826-004217-3",
    "addressee": {"postal_code": "000-0001", "lines": ["ひばり市若麦一丁目2番3号"], "name": "𠮷川　葵"},
    "issuer": {"office": "ひばり市", "title": "ひばり市長", "name": "二階堂　洋子", "seal": "（公印省略）"},
    "paragraphs": ["次の理由により承認しないこととしましたので、通知します。"],
    "items": [{"label": "児童氏名", "value": "𠮷川　麦"}, {"label": "理由", "value": "要件に当たらない。"}],
    "label_width": 4,
    "closing": [],
    "instruction": ["この決定に不服がある場合は、審査請求をすることができます。"],
    "contact": ["ひばり市 子育て政策課", "電話 0000-00-0101"],
}


def pages(pdf: bytes) -> list[str]:
    """The words of each page, without spaces."""
    return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def test_a_letter_bears_number_date_addressee_issuer_and_appeal() -> None:
    (page,) = pages(paper.draw(paper.LETTER, LETTER))
    for words in (
        "8ひ子育第1209号",
        "令和9年2月1日",
        "𠮷川葵様",
        "ひばり市長二階堂洋子",
        "（公印省略）",
        "教示",
    ):
        assert words in page


def test_items_are_numbered_and_the_reason_is_one_of_them() -> None:
    (page,) = pages(paper.draw(paper.LETTER, LETTER))
    assert "1児童氏名𠮷川麦" in page and "2理由要件に当たらない。" in page


def test_a_letter_is_a4_tagged_and_in_japanese() -> None:
    reader = PdfReader(BytesIO(paper.draw(paper.LETTER, LETTER)))
    width, height = (round(float(side) / 72 * 25.4) for side in reader.pages[0].mediabox[2:])
    assert (width, height) == (210, 297)
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"] and reader.trailer["/Root"]["/Lang"] == "ja-JP"


def test_a_letter_declares_itself_archivable_and_accessible() -> None:
    reader = PdfReader(BytesIO(paper.draw(paper.LETTER, LETTER)))
    metadata = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in metadata and "<pdfuaid:part>1</pdfuaid:part>" in metadata


def test_a_long_letter_counts_its_pages() -> None:
    found = pages(paper.draw(paper.LETTER, {**LETTER, "paragraphs": ["あ" * 3000]}))
    assert len(found) > 1 and found[0].endswith(f"1／{len(found)}0826-004217-3")


def test_the_same_letter_at_the_same_time_is_the_same_file() -> None:
    at = datetime(2027, 2, 1, 3, 4, 5, 678, tzinfo=UTC)
    assert paper.draw(paper.LETTER, LETTER, at=at) == paper.draw(paper.LETTER, LETTER, at=at)


def test_letters_are_drawn_in_several_threads_at_once() -> None:
    drawn: list[bytes] = []
    at = datetime(2027, 2, 1, 3, 4, 5, 678, tzinfo=UTC)
    threads = [Thread(target=lambda: drawn.append(paper.draw(paper.LETTER, LETTER, at=at))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(drawn)) == 1 and len(drawn) == 4


def test_what_a_resident_typed_is_never_typst() -> None:
    typed = '#panic("no") $x$ *bold* @here // comment'
    (page,) = pages(paper.draw(paper.LETTER, {**LETTER, "paragraphs": [typed]}))
    assert "".join(typed.split()) in page


def test_paper_is_drawn_whatever_was_typed() -> None:
    typed = "☑ 葛\U000e0101飾 \x07 👩\u200d👧 \ue000 \\u0007"
    (page,) = pages(paper.draw(paper.LETTER, {**LETTER, "paragraphs": [typed]}))
    assert "〓葛飾〓" in page


def test_a_receipt_shows_number_answers_and_a_code_to_follow() -> None:
    values = {
        "title": "申請の控え",
        "language": "ja",
        "office": "ひばり市",
        "number": "0826-004217-3",
        "lead": "学童クラブ利用申請",
        "qr": {"svg": paper.qr("http://localhost:8000/inquiry/"), "alt": "申請の状況を見るページ"},
        "facts": [{"label": "受付番号", "value": "0826-004217-3", "strong": True}],
        "notes": [],
        "sections": [{"title": "お子さん", "rows": [{"label": "お名前", "value": "𠮷川　麦"}]}],
    }
    pdf = paper.draw(paper.RECEIPT, values)
    assert "受付番号0826-004217-3" in pages(pdf)[0] and "お名前𠮷川麦" in pages(pdf)[0]


@pytest.mark.parametrize(
    "name", ["𠮷川　葵", "髙橋 千佳", "森﨑", "濵田", "渡邉", "葛\U000e0100飾", "辻\U000e0100", "NGUYỄN"]
)
def test_names_the_font_can_draw(name: str) -> None:
    assert paper.missing_glyphs(name) == []


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("葛\U000e0101飾", ["葛\U000e0101"]),
        ("☑と♿と☑", ["☑", "♿"]),
        ("\ue000", ["\ue000"]),
        ("👩\u200d👧", ["👩", "👧"]),
    ],
)
def test_characters_the_font_lacks_are_named_once_and_in_order(text: str, missing: list[str]) -> None:
    assert [each for each in paper.missing_glyphs(text) if each != "\u200d"] == missing


def test_regular_and_bold_draw_the_same_characters() -> None:
    bold = glyphs.FONT.with_name("NotoSansJP-Bold.ttf")
    assert glyphs._cmap(glyphs.FONT) == glyphs._cmap(bold)
