"""How a new procedure begins: an empty one that is whole already, a copy, and names that are still free."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from madoguchi.rules.documents import Document
from madoguchi.rules.documents.procedure import SCHEMA

Plain = dict[str, Any]

UNDECIDED: Final = "（未定）"
"""Stands for the rule that says how long applications are kept, until somebody looked it up."""
RESERVED: Final = frozenset({"new"})
"""Ids that are pages of ours."""
LONGEST_ID: Final = 50
NUMBERS: Final = [f"{number:02}" for number in range(1, 100)]

NAME: Final[Plain] = {
    "id": "applicant",
    "type": "person_name",
    "title": {"ja": "お名前", "ja-easy": "[名前|なまえ]", "en": "Your name"},
    "listed": True,
}
PHONE: Final[Plain] = {
    "id": "phone",
    "type": "phone",
    "title": {"ja": "電話番号", "ja-easy": "[電話|でんわ][番号|ばんごう]", "en": "Telephone number"},
}
EMAIL: Final[Plain] = {
    "id": "email",
    "type": "email",
    "title": {"ja": "メールアドレス", "ja-easy": "メールアドレス", "en": "E-mail address"},
    "required": False,
}
APPLICANT_TITLE: Final = {"ja": "申請する方", "ja-easy": "[申|もう]し[込|こ]む [人|ひと]", "en": "About you"}
APPLICANT: Final = {"name": "applicant", "phone": "phone", "email": "email"}
PURPOSE: Final = {
    "ja": "申請の審査と、結果のお知らせに使います。",
    "ja-easy": "[申|もう]し[込|こ]みを [調|しら]べて、お[知|し]らせするために [使|つか]います。",
    "en": "Used to examine your application and to tell you the result.",
}
OUTCOMES: Final[list[Plain]] = [
    {
        "id": "accepted",
        "kind": "accepted",
        "title": {"ja": "受理", "ja-easy": "[受|う]け[取|と]りました", "en": "Accepted"},
    },
    {
        "id": "refused",
        "kind": "refused",
        "title": {"ja": "お受けできません", "ja-easy": "[受|う]け[取|と]れません", "en": "Not accepted"},
        "needs_reason": True,
    },
]


def blank(*, id: str, number: str, title: str, section: str) -> Plain:
    """The smallest document that is worth something: it asks who applies and how to reach them."""
    questions: list[Plain] = [dict(each) for each in (NAME, PHONE, EMAIL)]
    return {
        "schema": SCHEMA,
        "id": id,
        "number": number,
        "title": {"ja": title},
        "summary": {"ja": f"{title}の手続きです。"},
        "section": section,
        "identity": "contact",
        "contact_by": ["email", "phone"],
        "minutes": 5,
        "purpose": dict(PURPOSE),
        "retention": {"years": 5, "basis": UNDECIDED},
        "effect": {"resident_minutes": "0", "officer_minutes": "0", "sheets": "0"},
        "applicant": dict(APPLICANT),
        "steps": [{"id": "applicant_step", "title": dict(APPLICANT_TITLE), "questions": questions}],
        "review": {"standard_days": 10, "outcomes": list(OUTCOMES)},
    }


def copied(document: Document, *, id: str, number: str, title: str, section: str) -> Plain:
    """`document` under another name, examples included. A new title has no translations yet."""
    plain = document.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude_none=True)
    if title != document.title.in_("ja"):
        plain["title"] = {"ja": title}
    return {**plain, "id": id, "number": number, "section": section}


def free_number(taken: Collection[str], wanted: str = "") -> str:
    """`wanted`, or else the first two digits that stand in no receipt number; empty where all are taken."""
    return next((number for number in (wanted, *NUMBERS) if number and number not in taken), "")


def free_id(wanted: str, taken: Collection[str]) -> str:
    """`wanted`, or that with a number behind it where it is taken."""
    return numbered(wanted[: LONGEST_ID - 3], {*taken, *RESERVED})


def numbered(stem: str, held: Collection[str]) -> str:
    """The first of `stem`, `stem_2`, `stem_3` … that is not held yet."""
    count = 1
    while (found := stem if count == 1 else f"{stem}_{count}") in held:
        count += 1
    return found
