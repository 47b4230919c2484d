"""Procedures of any length to measure with, and answers that complete them.

Ten questions repeat, of the types that procedures are made of: each page shows some only because of an answer
before them, has a check over two of its answers and computes a value from them.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any, Final

from madoguchi.rules import documents
from madoguchi.rules.documents import Document

ON_A_PAGE: Final = 10
SECTION: Final = "measuring"

Piece = dict[str, Any]


def document(questions: int = 30, **changes: Any) -> Document:
    """A procedure of so many questions (a multiple of ten), all of which `answers` makes visible."""
    pages = range(1, questions // ON_A_PAGE + 1)
    written = {
        **_HEAD,
        "title": _text(f"測定用の申請（{questions}問）"),
        "steps": [_page(number) for number in pages],
        "computed": [_total(number) for number in pages],
        "checks": [_check(number) for number in pages],
        **changes,
    }
    read = documents.parse(written)
    if not isinstance(read, Document):
        raise ValueError("; ".join(f"{fault.path}: {fault.message}" for fault in read))
    return read


def answers(questions: int = 30, *, phone: str = "09000000001") -> Piece:
    """Answers to all questions of such a procedure, nothing wrong with them."""
    given: Piece = {}
    for number in range(1, questions // ON_A_PAGE + 1):
        given |= {f"{name}_{number}": deepcopy(answer) for name, answer in _ANSWERS.items()}
    return {**given, "phone_1": phone}


def _text(ja: str) -> dict[str, str]:
    return {"ja": ja, "ja-easy": ja, "en": ja}


def _question(id: str, type: str, title: str, **more: Any) -> Piece:
    return {"id": id, "type": type, "title": _text(title), **more}


def _page(number: int) -> Piece:
    is_first = number == 1
    chosen = {"is": [{"answer": f"reason_{number}"}, "work"]}
    several = {"at_least": [{"answer": f"days_{number}"}, 1]}
    return {
        "id": f"page_{number}",
        "title": _text(f"{number}ページ"),
        "questions": [
            _question(f"name_{number}", "person_name", "氏名", listed=is_first),
            _question(f"phone_{number}", "phone", "電話番号"),
            _question(f"address_{number}", "postal_address", "住所"),
            _question(f"birth_{number}", "date", "生年月日", latest={"fact": "today"}),
            _question(f"reason_{number}", "choice", "理由", options=_OPTIONS, listed=is_first),
            _question(f"employer_{number}", "text", "勤務先", ask_when=chosen),
            _question(f"days_{number}", "integer", "働く日数", at_least=0, at_most=31, ask_when=chosen),
            _question(f"hours_{number}", "integer", "働く時間", at_most=24, ask_when=several),
            _question(f"wishes_{number}", "choices", "希望", options=_OPTIONS),
            _question(f"health_{number}", "long_text", "健康", care="sensitive" if is_first else "personal"),
        ],
    }


def _total(number: int) -> Piece:
    product = {"times": [{"answer": f"days_{number}"}, {"answer": f"hours_{number}"}]}
    return {"id": f"total_{number}", "title": _text("時間の合計"), "type": "integer", "value": product}


def _check(number: int) -> Piece:
    refused = {
        "all": [
            {"contains": [{"answer": f"wishes_{number}"}, "ill"]},
            {"more_than": [{"computed": f"total_{number}"}, 400]},
        ]
    }
    return {
        "id": f"check_{number}",
        "refuse_when": refused,
        "message": _text("働く時間を確かめてください。"),
        "at": [f"wishes_{number}"],
    }


_OPTIONS: Final = [
    {"id": id, "title": _text(title)} for id, title in (("work", "就労"), ("ill", "疾病"), ("care", "介護"))
]
_HEAD: Final[Piece] = {
    "schema": "madoguchi.procedure/1",
    "id": "measured",
    "number": "99",
    "summary": _text("速さを測るための申請です。"),
    "section": SECTION,
    "audience": "resident",
    "identity": "account",
    "contact_by": ["email"],
    "minutes": 10,
    "purpose": _text("測るため。"),
    "retention": {"years": 1, "basis": "測定"},
    "effect": {"resident_minutes": "60", "officer_minutes": "20", "sheets": "3"},
    "applicant": {"name": "name_1", "phone": "phone_1", "address": "address_1"},
    "review": {
        "standard_days": 30,
        "outcomes": [{"id": "approved", "kind": "approved", "title": _text("承認"), "letter": "approval"}],
    },
    "letters": [
        {
            "id": "approval",
            "title": _text("承認通知書"),
            "paragraphs": [_text("{arrived_on}付けの申請を承認します。")],
            "items": [{"label": _text("氏名"), "value": "{applicant}"}],
        }
    ],
}
_ANSWERS: Final[Piece] = {
    "name": {"family": "𠮷川", "given": "葵", "family_kana": "ヨシカワ", "given_kana": "アオイ"},
    "phone": "09000000001",
    "address": {
        "postal_code": "1000001",
        "prefecture": "東京都",
        "city": "ひばり市",
        "town": "葭切",
        "block": "一丁目2番3号",
        "building": "",
    },
    "birth": "1990-07-08",
    "reason": "work",
    "employer": "株式会社麦畑運輸 葭切営業所",
    "days": 20,
    "hours": 8,
    "wishes": ["work", "care"],
    "health": "卵と乳製品にアレルギーがあります。薬は朝だけ飲みます。",
}
