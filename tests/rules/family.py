"""Who brings a child up and why nobody is at home, and criteria that count it: without a database."""

from __future__ import annotations

from typing import Any


def _text(ja: str) -> dict[str, str]:
    return {"ja": ja, "ja-easy": ja, "en": ja}


def _question(id: str, type: str, title: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "type": type, "title": _text(title), **more}


GUARDIANS = _question(
    "guardians",
    "group",
    "保護者",
    repeat={"at_least": 1, "at_most": 2, "noun": _text("保護者")},
    questions=[
        _question("parent", "guardian", "保護者の名前"),
        _question(
            "why",
            "choice",
            "昼間見られない理由",
            options=[{"id": "work", "title": _text("就労")}, {"id": "seeking", "title": _text("求職")}],
        ),
        _question("work_days", "integer", "月の日数", at_most=31, required=False),
        _question("work_certificate", "files", "就労証明書", required=False),
    ],
)
SINGLE = _question("single", "yes_no", "ひとり親ですか")


def person(given: str, given_kana: str, relation: str) -> dict[str, str]:
    """A parent of the 𠮷川 family."""
    names = {"family": "𠮷川", "given": given, "family_kana": "ヨシカワ", "given_kana": given_kana}
    return {**names, "relation": relation}


MOTHER = {"_id": "r1", "parent": person("葵", "アオイ", "mother"), "why": "work", "work_days": 20}
FATHER = {"_id": "r2", "parent": person("実", "ミノル", "father"), "why": "seeking"}
ANSWERS: dict[str, Any] = {"guardians": [MOTHER, FATHER], "single": False}

CRITERIA: dict[str, Any] = {
    "schema": "madoguchi.criteria/1",
    "id": "club_2027",
    "title": _text("令和9年度 利用調整基準"),
    "fiscal_year": 2027,
    "proposals": {
        "procedure": "club",
        "guardians": "guardians",
        "certificate": {"work_days": "days_per_month"},
    },
    "findings": [
        {"id": "works", "type": "flag", "scope": "guardian", "title": _text("就労"),
         "proposed": {"is": [{"row": "why"}, "work"]}},
        {"id": "days", "type": "number", "scope": "guardian", "title": _text("月の就労日数"),
         "unit": _text("日"), "at_least": 0, "at_most": 31, "proposed": {"row": "work_days"}},
        {"id": "seeks", "type": "flag", "scope": "guardian", "title": _text("求職"),
         "proposed": {"is": [{"row": "why"}, "seeking"]}},
        {"id": "single", "type": "flag", "scope": "household", "title": _text("ひとり親"),
         "proposed": {"answer": "single"}},
        {"id": "arrears", "type": "number", "scope": "household", "title": _text("滞納月数")},
    ],
    "reasons": [{"id": "work", "title": _text("就労")}],
    "tables": [
        {"id": "worked", "reason": "work", "label": _text("就労日数"), "when": {"finding": "works"},
         "row": {"finding": "days"},
         "rows": [{"label": _text("20日以上"), "at_least": 20, "points": 20},
                  {"label": _text("12日以上20日未満"), "at_least": 12, "less_than": 20, "points": 15}]},
    ],
    "adjust": [
        {"id": "single_parent", "label": _text("ひとり親"), "points": 4, "when": {"finding": "single"}},
    ],
    "aggregate": "sum",
}  # fmt: skip
