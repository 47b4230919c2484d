"""Two applications for a child of one name and birthday: what is alike beside them."""

from __future__ import annotations

from typing import Any

import pytest
from tests.rules.samples import data, group, question

from madoguchi.rules import documents, likeness
from madoguchi.rules.documents import Document
from madoguchi.rules.likeness import Kind, Reason, Verdict

HOME = {"town": "葭切", "block": "7丁目77番", "building": "かくれ荘203"}


def asked() -> Document:
    found = documents.parse(
        data(
            question("applicant", "guardian"),
            question("phone", "phone"),
            question("address", "postal_address"),
            group("guardians", question("guardian", "guardian"), question("other_phone", "phone")),
            applicant={"name": "applicant", "phone": "phone", "address": "address"},
        )
    )
    assert isinstance(found, Document), list(found)
    return found


def person(family: str, given: str, relation: str = "mother") -> dict[str, str]:
    return {"family": family, "given": given, "family_kana": "", "given_kana": "", "relation": relation}


def family(applicant: dict[str, str], *rows: dict[str, Any], **more: Any) -> likeness.Family:
    answers = {"applicant": applicant, "guardians": [{"_id": f"r{n}", **row} for n, row in enumerate(rows)]}
    return likeness.family(asked(), {**answers, **more})


AOI = person("𠮷川", "葵")
SHO = person("吉川", "翔", "father")


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        (family(AOI), family(AOI), Kind.SAME_GUARDIAN),
        (family(AOI), family(person("吉川", "葵")), Kind.SAME_GUARDIAN),
        (family(AOI, {"guardian": SHO}), family(SHO), Kind.OTHER_GUARDIAN),
        (family(SHO), family(AOI, {"guardian": person("𠮷川", "翔", "father")}), Kind.OTHER_GUARDIAN),
        (family(AOI, address=HOME), family(SHO, address={**HOME, "town": "葭 切"}), Kind.OTHER_GUARDIAN),
        (family(AOI, phone="09000000001"), family(SHO, {"other_phone": "09000000001"}), Kind.OTHER_GUARDIAN),
        (family(AOI, address=HOME), family(SHO, address={**HOME, "block": "8"}), Kind.PERHAPS_ANOTHER),
        (family(AOI, address={"town": "葭切"}), family(SHO, address={"town": "葭切"}), Kind.PERHAPS_ANOTHER),
        (family(AOI), family(SHO), Kind.PERHAPS_ANOTHER),
    ],
)
def test_what_is_alike(one: likeness.Family, other: likeness.Family, kind: Kind) -> None:
    assert likeness.compare(one, other) == likeness.compare(other, one) == kind


def test_the_relation_is_the_applicants() -> None:
    assert family(SHO, {"guardian": AOI}).relation == "father"


@pytest.mark.parametrize(
    ("verdict", "note", "reason"),
    [
        (Verdict.SAME_CHILD, "母に電話で確認", None),
        (Verdict.ANOTHER_CHILD, "住基で確認", None),
        ("", "住基で確認", Reason.UNKNOWN_VERDICT),
        ("merge", "住基で確認", Reason.UNKNOWN_VERDICT),
        (Verdict.SAME_CHILD, " ", Reason.NOTE_MISSING),
        (Verdict.SAME_CHILD, "あ" * 501, Reason.NOTE_TOO_LONG),
    ],
)
def test_what_is_said_needs_a_verdict_and_how_one_knows(
    verdict: str, note: str, reason: Reason | None
) -> None:
    assert likeness.refuse(verdict, note) == reason


@pytest.mark.parametrize(("verdict", "both"), [("", False), ("same_child", False), ("another_child", True)])
def test_both_are_approved_for_two_children_only(verdict: str, both: bool) -> None:
    assert likeness.allows_both(verdict) is both
