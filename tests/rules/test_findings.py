"""What answers and certificates propose, and what an officer may confirm."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from tests.rules.family import ANSWERS, CRITERIA, GUARDIANS, SINGLE
from tests.rules.samples import data

from madoguchi.rules import criteria as criteria_rules
from madoguchi.rules import findings
from madoguchi.rules.criteria import Criteria
from madoguchi.rules.criteria.document import Finding
from madoguchi.rules.documents import Document, parse
from madoguchi.rules.findings import (
    Confirmed,
    Family,
    Proposal,
    Reason,
    Source,
    case,
    in_sample,
    propose,
    read_value,
    refuse,
    wanted,
)

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
FACTS = {"today": date(2026, 11, 22), "now": NOW, "fiscal_year": 2026, "target_year": 2027}
DAYS = Finding.model_validate_json(
    '{"id": "days", "type": "number", "scope": "guardian", "title": {"ja": "日"},'
    ' "at_least": 0, "at_most": 31}'
)
FLAG = Finding.model_validate_json(
    '{"id": "single", "type": "flag", "scope": "household", "title": {"ja": "ひとり親"}}'
)


def criteria(**changes: Any) -> Criteria:
    found = criteria_rules.parse({**CRITERIA, **changes})
    assert isinstance(found, Criteria), found
    return found


def document() -> Document:
    found = parse(data(GUARDIANS, SINGLE))
    assert isinstance(found, Document), list(found)
    return found


def proposed(**certificates: dict[str, Any]) -> dict[tuple[str, str], Proposal]:
    held = {path.replace("_", "/"): items for path, items in certificates.items()}
    family = Family(document=document(), answers=ANSWERS, facts=FACTS, certificates=held)
    return {each.key: each for each in propose(criteria(), family)}


def test_each_guardian_is_proposed_from_their_own_row() -> None:
    found = proposed()
    assert found["works", "guardians/r1"].value is True
    assert found["works", "guardians/r2"].value is False
    assert found["days", "guardians/r1"].value == 20
    assert found["days", "guardians/r1"].paths == ("guardians/r1/work_days",)
    assert found["seeks", "guardians/r2"].value is True
    assert found["single", ""].value is False


def test_only_what_gives_something_asks_for_an_officer() -> None:
    asks = [key for key, each in proposed().items() if each.asks]
    assert asks == [("works", "guardians/r1"), ("days", "guardians/r1"), ("seeks", "guardians/r2")]


def test_a_certificate_speaks_in_the_place_of_the_answer() -> None:
    found = proposed(guardians_r1={"days_per_month": 16})
    assert found["days", "guardians/r1"].value == 16
    assert found["days", "guardians/r1"].source is Source.CERTIFICATE
    assert found["works", "guardians/r1"].source is Source.ANSWER
    assert found["days", "guardians/r2"].value is None


@pytest.mark.parametrize(
    ("wanted", "typed", "value"),
    [
        (DAYS, "20", 20),
        (DAYS, "15.5", "15.5"),
        (DAYS, "32", Reason.OUT_OF_RANGE),
        (DAYS, "-1", Reason.OUT_OF_RANGE),
        (DAYS, "二十", Reason.WRONG_VALUE),
        (DAYS, "NaN", Reason.WRONG_VALUE),
        (DAYS, "", Reason.WRONG_VALUE),
        (FLAG, "yes", True),
        (FLAG, "no", False),
        (FLAG, "maybe", Reason.WRONG_VALUE),
    ],
)
def test_a_typed_value_is_read_or_refused(wanted: Finding, typed: str, value: Any) -> None:
    assert read_value(wanted, typed) == value
    assert type(read_value(wanted, typed)) is type(value)


def of(value: Any) -> Proposal:
    return Proposal(wanted=DAYS, subject="guardians/r1", value=value, source=Source.ANSWER)


@pytest.mark.parametrize(
    ("proposal", "value", "why", "refusal"),
    [
        (of(20), 20, "", None),
        (of("20.0"), 20, "", None),
        (of(20), 16, "", Reason.REASON_MISSING),
        (of(20), 16, "電話で確認", None),
        (of(None), 16, "", Reason.REASON_MISSING),
        (of(None), 16, "  ", Reason.REASON_MISSING),
        (of(1), True, "", Reason.REASON_MISSING),
        (of(20), Reason.OUT_OF_RANGE, "", Reason.OUT_OF_RANGE),
        (of(20), 20, "長" * 501, Reason.REASON_TOO_LONG),
        (None, 20, "", Reason.UNKNOWN),
    ],
)
def test_another_value_than_proposed_needs_a_reason(
    proposal: Proposal | None, value: Any, why: str, refusal: Reason | None
) -> None:
    assert refuse(proposal, value, why) == refusal


def test_an_old_paper_needs_a_reason_even_for_what_it_says() -> None:
    assert refuse(of(20), 20, "", is_doubtful=True) is Reason.REASON_MISSING
    assert refuse(of(20), 20, "会社に電話で確認", is_doubtful=True) is None


def test_about_as_many_are_looked_at_again_as_was_said_and_always_the_same() -> None:
    def drawn(percent: int) -> list[int]:
        return [n for n in range(2000) if in_sample(round="r", reference=f"0826-{n:06}-0", percent=percent)]

    assert 150 < len(drawn(10)) < 250
    assert drawn(10) == drawn(10)
    assert set(drawn(10)) < set(drawn(30))
    assert len(drawn(100)) == 2000


def test_the_case_holds_what_was_confirmed_and_nothing_else() -> None:
    held = [
        Confirmed(name="works", subject="guardians/r1", value=True),
        Confirmed(name="single", subject="", value=True),
    ]
    made = case(
        held, id="a", on=date(2027, 1, 15), guardians=("guardians/r1", "guardians/r2"), places=("wakamugi",)
    )
    assert made == {
        "id": "a",
        "on": "2027-01-15",
        "household": {"single": True},
        "guardians": [{"works": True}, {}],
        "facilities": {"wakamugi": {}},
    }


def test_without_a_word_about_guardians_nobody_is_one() -> None:
    silent = criteria(proposals=None)
    assert findings.guardians_of(silent, ANSWERS) == ()
    assert findings.places_of(silent, ANSWERS) == ()


def test_what_the_criteria_count_by_themselves_is_not_asked_of_officers() -> None:
    asked = {each.id for each in wanted(criteria())}
    assert asked == {"works", "days", "seeks", "single", "arrears"}
