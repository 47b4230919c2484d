"""What could tell where a protected household is: a table of every type, and who reads what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from tests.rules.samples import data, question

from madoguchi.rules import documents, protection
from madoguchi.rules.documents import Document
from madoguchi.rules.documents.questions import GroupQuestion, PlainQuestion
from madoguchi.rules.protection import Reason, Relation

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
HIDDEN = {"text", "long_text", "postal_address", "phone", "email", "files", "place", "ranked_places"}
HIDDEN |= {"bank_account", "corporate_number", "slot"}
SHOWN = {"integer", "decimal", "money", "date", "time", "yes_no", "choice", "choices", "consent"}
SHOWN |= {"explanation", "person_name", "child", "guardian", "weekly_hours", "group"}


def document(*questions: dict[str, object]) -> Document:
    parsed = documents.parse(data(*questions))
    assert isinstance(parsed, Document), list(parsed)
    return parsed


def test_every_type_is_hidden_or_shown_on_purpose() -> None:
    models = [*get_args(get_args(PlainQuestion)[0]), GroupQuestion]
    types = {get_args(model.model_fields["type"].annotation)[0] for model in models}
    assert types == HIDDEN | SHOWN and not HIDDEN & SHOWN
    assert {each for each in types if protection.hides(GroupQuestion.model_construct(type=each))} == HIDDEN


def test_answers_in_rows_are_left_out_too() -> None:
    rows = [{"_id": "r1", "workplace": "葭切1-2-3", "who": "another"}]
    kept = protection.masked(
        {"address": {"town": "葭切"}, "guardians": rows}, frozenset({"address", "workplace"})
    )
    assert kept == {"guardians": [{"_id": "r1", "who": "another"}]}


def test_a_second_guardian_reads_the_childs_school_and_not_the_others_telephone() -> None:
    asked = document(
        question("phone", "phone"),
        question("school", "place", places="school"),
        question("why", "yes_no", care="sensitive"),
        question("start", "date"),
    )
    assert protection.hidden_from_guardian(asked) == {"phone", "why"}
    assert protection.hidden_ids(asked) == {"phone", "school"}


@pytest.mark.parametrize(
    ("relation", "is_protected", "reads", "hidden"),
    [
        (Relation.APPLICANT, False, True, set()),
        (Relation.APPLICANT, True, True, set()),
        (Relation.FOLLOWER, False, True, set()),
        (Relation.FOLLOWER, True, True, {"phone", "school"}),
        (Relation.GUARDIAN, False, True, {"phone"}),
        (Relation.GUARDIAN, True, False, {"phone"}),
    ],
)
def test_protection_beats_every_relation(
    relation: Relation, is_protected: bool, reads: bool, hidden: set[str]
) -> None:
    asked = document(question("phone", "phone"), question("school", "place", places="school"))
    assert protection.may_read(relation, is_protected=is_protected) is reads
    assert protection.hides_from(relation, asked, is_protected=is_protected) == hidden


@pytest.mark.parametrize(
    ("minutes_ago", "is_open"), [(0, True), (29, True), (30, False), (600, False), (-1, False)]
)
def test_what_was_opened_closes_after_half_an_hour(minutes_ago: int, is_open: bool) -> None:
    assert protection.is_open(NOW - timedelta(minutes=minutes_ago), now=NOW) is is_open


def test_what_was_never_opened_is_closed() -> None:
    assert not protection.is_open(None, now=NOW)


@pytest.mark.parametrize(
    ("is_permitted", "is_already", "reason", "refusal"),
    [
        (True, False, "電話で本人を確認", None),
        (False, False, "電話で本人を確認", Reason.NOT_PERMITTED),
        (True, True, "電話で本人を確認", Reason.ALREADY),
        (True, False, " \n", Reason.REASON_MISSING),
        (True, False, "あ" * 501, Reason.REASON_TOO_LONG),
    ],
)
def test_opening_needs_permission_and_a_reason(
    is_permitted: bool, is_already: bool, reason: str, refusal: Reason | None
) -> None:
    found = protection.refuse(
        is_permitted=is_permitted, is_already=is_already, reason=reason, needs_reason=True
    )
    assert found == refusal


def test_marking_needs_no_reason() -> None:
    assert protection.refuse(is_permitted=True, is_already=False, reason="", needs_reason=False) is None
