"""Questions on a page: what is posted becomes answers, what is typed comes back, what is wrong is said beside it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.translation import override

from madoguchi.applications import forms
from madoguchi.rules.documents import Document
from madoguchi.rules.journey import journey
from tests.city.procedures import club_document


def words(ja: str) -> dict[str, str]:
    return {"ja": ja, "ja-easy": ja, "en": ja}


def question(id: str, type: str, title: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "type": type, "title": words(title), **more}


OPTIONS = [{"id": "egg", "title": words("卵")}, {"id": "milk", "title": words("乳")}]
EVERYTHING = [
    question("note", "explanation", "お願い", body=words("よくお読みください。")),
    question("nickname", "text", "呼び名", example=words("むぎちゃん")),
    question("remarks", "long_text", "配慮してほしいこと", required=False),
    question("weeks", "integer", "週数", unit=words("週")),
    question("degrees", "decimal", "体温"),
    question("income", "money", "収入"),
    question("born", "date", "生まれた日"),
    question("pickup", "time", "お迎えの時刻"),
    question("twins", "yes_no", "双子ですか"),
    question("allergy", "choice", "アレルギー", options=OPTIONS),
    question("grade", "choice", "学年", options=OPTIONS, shown_as="select"),
    question("food", "choices", "食べられないもの", options=OPTIONS),
    question("agreed", "consent", "確認", statement=words("相違ありません。")),
    question("writer", "person_name", "申請する方"),
    question("kid", "child", "お子さん"),
    question("parent", "guardian", "保護者"),
    question("home", "postal_address", "住所"),
    question("tel", "phone", "電話番号"),
    question("mail", "email", "メール"),
    question("papers", "files", "就労証明書", cannot_provide=True),
    question("week", "weekly_hours", "働く時間"),
    question("school", "place", "小学校", places="school"),
    question("wishes", "ranked_places", "希望するクラブ", places="club", near="school"),
    question("bank", "bank_account", "振込先", care="sensitive"),
    question("company", "corporate_number", "法人番号"),
    question(
        "others",
        "group",
        "きょうだい",
        repeat={"at_least": 1, "at_most": 2, "noun": words("きょうだい")},
        questions=[
            question("other_name", "person_name", "名前"),
            question("has_club", "yes_no", "クラブに通っていますか"),
            question("other_club", "place", "通うクラブ", places="club", ask_when={"is": [{"row": "has_club"}, True]}),
        ],
    ),
]  # fmt: skip

SCHOOL = {"name": "若麦小学校", "latitude": 35.700, "longitude": 139.800, "serves": []}
CLUBS = {
    "far": {"name": "遠いクラブ", "latitude": 35.760, "longitude": 139.800, "serves": [], "capacity": 40},
    "near": {"name": "近いクラブ", "latitude": 35.702, "longitude": 139.800, "serves": [], "applied_last_year": 45},
    "own": {"name": "校内クラブ", "latitude": 35.710, "longitude": 139.800, "serves": ["wakamugi"]},
    "shut": {"name": "閉じたクラブ", "latitude": 35.701, "longitude": 139.8, "serves": [], "closed_on": date(2026, 3, 31)},
}  # fmt: skip
FACTS: dict[str, Any] = {
    "today": date(2026, 11, 23),
    "places": {"school": {"wakamugi": SCHOOL}, "club": CLUBS},
}


@pytest.fixture(scope="module")
def document() -> Document:
    steps = [{"id": "all", "title": words("すべて"), "questions": EVERYTHING}]
    outcomes = [{"id": "done", "kind": "accepted", "title": words("受理")}]
    return club_document(
        steps=steps,
        limits={},
        applicant={"name": "writer", "phone": "tel", "address": "home"},
        review={"standard_days": 5, "outcomes": outcomes},
        letters=[],
    )


def post(document: Document, typed: str, before: dict[str, Any] | None = None) -> dict[str, Any]:
    return forms.read_step(document, "all", QueryDict(typed), before or {})


def draw(document: Document, answers: dict[str, Any], **more: Any) -> dict[str, forms.Field]:
    found = journey(document, answers, FACTS)
    drawn = forms.fields(
        document=document, journey=found, step_id="all", answers=answers, facts=FACTS, **more
    )
    return {field.path: field for field in forms.asked(drawn)}


def html(field: forms.Field, **values: Any) -> str:
    return render_to_string("applications/_question.html", {"field": field, **values})


@pytest.mark.parametrize("language", ["ja", "ja-easy", "en"])
def test_every_type_is_drawn_in_every_language(document: Document, language: str) -> None:
    with override(language):
        for field in draw(document, {}).values():
            drawn = html(field)
            assert field.id in drawn and "<c-" not in drawn and "{" not in drawn
