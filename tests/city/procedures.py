"""A small procedure that tests publish: a child, a reason with papers, an allergy, brothers and sisters."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime
from typing import Any

from tests.city.people import NOW

from madoguchi.audit.actions import SYSTEM
from madoguchi.procedures import actions
from madoguchi.procedures.models import ProcedureVersion
from madoguchi.rules import documents
from madoguchi.rules.documents import Document


def _text(ja: str) -> dict[str, str]:
    return {"ja": ja, "ja-easy": ja, "en": ja}


def _question(id: str, type: str, title: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "type": type, "title": _text(title), **more}


CLUB: dict[str, Any] = {
    "schema": "madoguchi.procedure/1",
    "id": "club",
    "number": "26",
    "title": _text("学童クラブ利用申請"),
    "summary": _text("放課後に子どもを預かります。"),
    "section": "kosodate",
    "life_events": ["childcare"],
    "audience": "resident",
    "identity": "account",
    "contact_by": ["email"],
    "minutes": 10,
    "papers": [_text("就労証明書")],
    "period": {"opens_at": "2026-11-02T09:00:00+09:00", "closes_at": "2026-12-16T00:00:00+09:00"},
    "target_year": 2027,
    "purpose": _text("利用の可否を決めるため。"),
    "retention": {"years": 5, "basis": "文書管理規則"},
    "effect": {"resident_minutes": "60", "officer_minutes": "20", "sheets": "7.4"},
    "limits": {"one_per": ["child.kana", "child.birth_date"]},
    "applicant": {"name": "guardian", "phone": "phone", "subject": "child"},
    "steps": [
        {
            "id": "child_step",
            "title": _text("お子さん"),
            "questions": [
                _question("child", "child", "お子さん", listed=True),
                _question("start", "date", "利用開始日", listed=True),
            ],
        },
        {
            "id": "home_step",
            "title": _text("保護者"),
            "questions": [
                _question("guardian", "person_name", "保護者の氏名"),
                _question("phone", "phone", "電話番号"),
                _question(
                    "reason",
                    "choice",
                    "利用の理由",
                    listed=True,
                    options=[{"id": "work", "title": _text("就労")}, {"id": "ill", "title": _text("疾病")}],
                ),
                _question(
                    "certificate",
                    "files",
                    "就労証明書",
                    cannot_provide=True,
                    at_most=2,
                    ask_when={"is": [{"answer": "reason"}, "work"]},
                ),
                _question("allergy", "long_text", "アレルギー", required=False, care="sensitive"),
                _question(
                    "siblings",
                    "group",
                    "きょうだい",
                    required=False,
                    repeat={"at_least": 0, "at_most": 4, "noun": _text("きょうだい")},
                    questions=[
                        _question("sibling_name", "person_name", "氏名"),
                        _question("sibling_birth", "date", "生年月日"),
                    ],
                ),
                _question("agreed", "consent", "確認", statement=_text("相違ありません。")),
            ],
        },
    ],
    "review": {
        "standard_days": 30,
        "two_person": False,
        "checklist": [{"id": "papers", "text": _text("証明書の日付は3か月以内か")}],
        "phrases": [{"id": "cut", "text": _text("写真が切れていて読めません。")}],
        "outcomes": [
            {"id": "approved", "kind": "approved", "title": _text("承認"), "letter": "approval"},
            {
                "id": "refused",
                "kind": "refused",
                "title": _text("不承認"),
                "letter": "refusal",
                "needs_reason": True,
            },
        ],
    },
    "letters": [
        {
            "id": "approval",
            "title": _text("学童クラブ利用承認通知書"),
            "paragraphs": [
                _text("{arrived_on}付けで申請のあった学童クラブの利用について、次のとおり承認します。")
            ],
            "items": [{"label": _text("児童氏名"), "value": "{child.name}"}],
        },
        {
            "id": "refusal",
            "title": _text("学童クラブ利用不承認通知書"),
            "paragraphs": [_text("次の理由により承認しないこととしました。")],
            "reason": True,
            "instruction": [_text("不服がある場合は、3か月以内に審査請求をすることができます。")],
        },
    ],
    "golden": [],
}

AOIS_ANSWERS: dict[str, Any] = {
    "child": {
        "family": "𠮷川",
        "given": "麦",
        "family_kana": "ヨシカワ",
        "given_kana": "ムギ",
        "birth_date": "2020-07-08",
    },
    "start": "2027-04-01",
    "guardian": {"family": "𠮷川", "given": "葵", "family_kana": "ヨシカワ", "given_kana": "アオイ"},
    "phone": "09000000001",
    "reason": "work",
    "certificate": {"cannot": "会社に頼んでいます"},
    "allergy": "卵",
    "agreed": True,
}


def club_document(**changes: Any) -> Document:
    """The club's document, with top-level keys changed."""
    parsed = documents.parse({**deepcopy(CLUB), **changes})
    assert isinstance(parsed, Document), list(parsed)
    return parsed


def publish(document: Document, *, now: datetime = NOW) -> ProcedureVersion:
    """Put a document in force."""
    actions.save_draft_document(document=document, by=SYSTEM, now=now)
    text = documents.canonical(document)
    return actions.publish(slug=document.id, seen=documents.digest(text), by=SYSTEM, now=now)


def publish_club(*, now: datetime = NOW, **changes: Any) -> ProcedureVersion:
    """The club's procedure, open since 2 November 2026 until 15 December."""
    return publish(club_document(**changes), now=now)
