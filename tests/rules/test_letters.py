"""What a letter says: names of the document filled from one application, in the manner of the city."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from madoguchi.rules import documents, letters
from madoguchi.rules.documents import Document
from madoguchi.rules.journey import journey
from madoguchi.rules.letters import Matter, Written

TODAY = date(2027, 2, 1)
PLACES = {"club": {"wakamugi": {"name": "若麦小学校内学童クラブ"}, "haoto": {"name": "羽音児童館学童クラブ"}}}


def words(ja: str) -> dict[str, str]:
    return {"ja": ja}


def question(id: str, type: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "type": type, "title": words(id), **more}


DOCUMENT: dict[str, Any] = {
    "schema": "madoguchi.procedure/1",
    "id": "club",
    "number": "26",
    "title": words("学童クラブ利用申請"),
    "summary": words("放課後に預かります。"),
    "section": "kosodate",
    "identity": "none",
    "minutes": 10,
    "target_year": 2027,
    "purpose": words("決めるため。"),
    "retention": {"years": 5, "basis": "規則"},
    "effect": {"resident_minutes": "60", "officer_minutes": "20", "sheets": "7"},
    "applicant": {"subject": "child"},
    "steps": [
        {
            "id": "first",
            "title": words("申請"),
            "questions": [
                question("child", "child"),
                question("guardian", "guardian", required=False),
                question("clubs", "ranked_places", places="club", at_most=2),
                question("late", "yes_no", required=False),
                question("start", "date", required=False),
            ],
        }
    ],
    "enrolment": {"act": "offer", "outcomes": ["ok"], "at": "clubs"},
    "computed": [
        {
            "id": "fee",
            "title": words("利用料"),
            "type": "money",
            "value": {"if": [{"is": [{"answer": "late"}, True]}, 5500, 4500]},
        }
    ],
    "review": {"standard_days": 30, "outcomes": [{"id": "ok", "kind": "approved", "title": words("承認")}]},
    "letters": [
        {
            "id": "approval",
            "title": words("{target_year}利用承認通知書"),
            "paragraphs": [words("{arrived_on}付けの申請（{reference}）を{today}に承認します。")],
            "items": [
                {"label": words("児童氏名"), "value": "{child.name}（{child.birth_date}生）"},
                {"label": words("保護者"), "value": "{guardian.name}（{guardian.relation}）"},
                {"label": words("学童クラブ"), "value": "{clubs.1}"},
                {"label": words("利用する学童クラブ"), "value": "{granted_place}"},
                {
                    "label": words("延長"),
                    "value": "午後7時まで",
                    "show_when": {"is": [{"answer": "late"}, True]},
                },
                {"label": words("利用開始日"), "value": "{start}"},
                {"label": words("利用料"), "value": "月額 {fee}"},
            ],
            "reason": True,
            "instruction": [
                words("1　{applicant}様は審査請求をすることができます。"),
                words("3か月以内です。"),
            ],
        }
    ],
}
MUGI = {
    "family": "𠮷川",
    "given": "麦",
    "family_kana": "ヨシカワ",
    "given_kana": "ムギ",
    "birth_date": "2020-07-08",
}
AOI = {
    "family": "𠮷川",
    "given": "葵",
    "family_kana": "ヨシカワ",
    "given_kana": "アオイ",
    "relation": "mother",
}
ANSWERS = {
    "child": MUGI,
    "guardian": AOI,
    "clubs": ["haoto", "wakamugi"],
    "late": True,
    "start": "2027-04-01",
}


@pytest.fixture(scope="module")
def document() -> Document:
    parsed = documents.parse(DOCUMENT)
    assert isinstance(parsed, Document), list(parsed)
    return parsed


def written(document: Document, *, reason: str = "", place: str = "", **answers: Any) -> Written:
    """The letter of approval for these answers."""
    facts = {"today": TODAY, "target_year": 2027, "places": PLACES}
    matter = Matter(
        document=document,
        journey=journey(document, {**ANSWERS, **answers}, facts),
        facts=facts,
        applicant="𠮷川　葵",
        reference="0826-004217-3",
        arrived_on=date(2026, 12, 14),
        today=TODAY,
        place=place,
    )
    return letters.write(document.letter("approval"), matter, reason=reason)


def lines(letter: Written) -> dict[str, str]:
    return {item.label: item.value for item in letter.items}


def test_days_stand_in_the_japanese_era_and_names_as_they_are_written(document: Document) -> None:
    letter = written(document)
    assert letter.title == "令和9年度利用承認通知書"
    assert letter.paragraphs == ("令和8年12月14日付けの申請（0826-004217-3）を令和9年2月1日に承認します。",)
    assert lines(letter)["児童氏名"] == "𠮷川　麦（令和2年7月8日生）"
    assert lines(letter)["利用開始日"] == "令和9年4月1日"


def test_places_relations_and_yen_have_their_words(document: Document) -> None:
    found = lines(written(document))
    assert found["学童クラブ"] == "羽音児童館学童クラブ"
    assert found["保護者"] == "𠮷川　葵（母）"
    assert found["利用料"] == "月額 5,500円"


def test_the_place_granted_is_the_first_wish_or_another(document: Document) -> None:
    assert lines(written(document))["利用する学童クラブ"] == "羽音児童館学童クラブ"
    assert lines(written(document, place="wakamugi"))["利用する学童クラブ"].startswith("若麦")


def test_a_line_whose_condition_does_not_hold_is_left_out(document: Document) -> None:
    assert "延長" in lines(written(document))
    assert "延長" not in lines(written(document, late=False))


def test_a_line_without_any_answer_is_left_out(document: Document) -> None:
    found = lines(written(document, start=None, guardian=None))
    assert "利用開始日" not in found and "保護者" not in found


def test_the_reason_is_the_last_line_of_the_table(document: Document) -> None:
    letter = written(document, reason=" 就労日数が足りません。\n")
    assert (letter.items[-1].label, letter.items[-1].value) == ("理由", "就労日数が足りません。")
    assert "理由" not in lines(written(document))


def test_the_appeal_names_the_applicant(document: Document) -> None:
    assert written(document).instruction[0] == "𠮷川　葵様は審査請求をすることができます。"


def test_a_number_the_author_wrote_does_not_stand_twice(document: Document) -> None:
    assert written(document).instruction == ("𠮷川　葵様は審査請求をすることができます。", "3か月以内です。")


def test_braces_that_are_no_name_stay(document: Document) -> None:
    letter = document.letter("approval")
    assert letters.names_in("{Child} {child.name} {} {1}") == ("child.name",)
    assert letters.names_in(letter.items[1].value) == ("guardian.name", "guardian.relation")


@pytest.mark.parametrize("name", ["applicant", "today", "child", "child.name", "clubs.2", "fee"])
def test_a_letter_may_insert_what_the_document_knows(document: Document, name: str) -> None:
    assert letters.is_known(document, name)


@pytest.mark.parametrize("name", ["child.nickname", "clubs.3", "dog", "now"])
def test_a_letter_may_not_insert_what_nobody_asked(document: Document, name: str) -> None:
    assert not letters.is_known(document, name)


def test_a_document_number_counts_within_section_and_fiscal_year() -> None:
    assert letters.document_number(fiscal_year=2026, mark="ひ子育", serial=1209) == "8ひ子育第1209号"
