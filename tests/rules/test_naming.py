"""What an application is found by, and the day of birth that opens it together with its code."""

from __future__ import annotations

from typing import Any

import pytest
from tests.rules.samples import data, group, parsed, question

from madoguchi.rules.documents import Document
from madoguchi.rules.naming import birth_date, naming, subject_name

ANSWERS: dict[str, Any] = {
    "guardian": {"family": "𠮷川", "given": "葵", "family_kana": "ヨシカワ", "given_kana": "アオイ"},
    "child": {
        "family": "𠮷川",
        "given": "麦",
        "family_kana": "ヨシカワ",
        "given_kana": "ムギ",
        "birth_date": "2020-07-08",
    },
    "start": "2027-04-01",
    "phone": "09000000001",
    "others": [{"_id": "r1", "other_phone": "09000000002"}, {"_id": "r2", "other_phone": "09000000003"}],
}


def club(**applicant: str) -> Document:
    """A procedure with telephones inside and outside of repeated rows."""
    written = data(
        question("guardian", "person_name"),
        question("child", "child"),
        question("start", "date"),
        question("phone", "phone"),
        group("others", question("other_phone", "phone")),
        applicant=applicant,
    )
    return parsed(written)


def test_every_telephone_is_found_a_guardians_too() -> None:
    key = naming(club(name="guardian", phone="phone", subject="child"), ANSWERS).key

    assert all(number in key for number in ("09000000001", "09000000002", "09000000003"))
    assert "吉川葵" in key and "ヨシカワムギ" in key


def test_one_number_does_not_run_into_the_next() -> None:
    assert "09000000001/09000000002" in naming(club(name="guardian"), ANSWERS).key


@pytest.mark.parametrize(
    ("applicant", "born"),
    [
        ({"subject": "child"}, "2020-07-08"),
        ({"name": "child"}, "2020-07-08"),
        ({"name": "guardian"}, ""),
        ({}, ""),
    ],
)
def test_the_day_of_birth_is_that_of_whom_it_is_about(applicant: dict[str, str], born: str) -> None:
    assert birth_date(club(**applicant), ANSWERS) == born


def test_where_nothing_was_answered_there_is_no_day() -> None:
    assert birth_date(club(subject="child"), {}) == ""


@pytest.mark.parametrize(
    ("child", "said"),
    [
        ({"family": "𠮷川", "given": "麦"}, "𠮷川　麦"),
        ({"family": " 𠮷川 ", "given": ""}, "𠮷川"),
        ({"given": "麦"}, "麦"),
        ({"family": "ARYA", "given": "", "single_name": True}, "ARYA"),
        ({"family": ["x"], "given": None}, ""),
        ({}, ""),
        (None, ""),
        (17, ""),
        ("麦", "麦"),
    ],
)
def test_whom_it_is_about_is_said_as_far_as_it_is_written(child: object, said: str) -> None:
    assert subject_name(club(subject="child", name="guardian"), {"child": child}) == said


def test_where_people_apply_for_themselves_nobody_else_is_named() -> None:
    assert subject_name(club(name="guardian"), ANSWERS) == ""
