"""Times to come: what is offered and free can be chosen, the rest is said; what was chosen says itself."""

from __future__ import annotations

from typing import Any

import pytest
from tests.rules.samples import data, group, question

from madoguchi.rules import documents
from madoguchi.rules.documents import Document
from madoguchi.rules.journey import journey
from madoguchi.rules.problems import Problem
from madoguchi.rules.questions import index_value, read, show

FREE, FULL = "2026-12-08T10:00 centre", "2026-12-08T10:30 centre"
PLACES = {"centre": {"name": "保健センター", "names": {"en": "Health Centre"}}}
TIMES = {FREE: {"is_free": True, "may_wait": False}, FULL: {"is_free": False, "may_wait": True}}
FACTS: dict[str, Any] = {"slots": {"interview": {"places": PLACES, "times": TIMES}}}


@pytest.mark.parametrize(
    "raw, code",
    [
        ("2026-12-08T11:00 centre", "unknown_slot"),
        ("2026-12-08T10:00 elsewhere", "unknown_slot"),
        ("2026-02-30T10:00 centre", "unknown_slot"),
        ("2026-12-08", "unknown_slot"),
        ("10:00", "unknown_slot"),
        (["2026-12-08T10:00 centre"], "wrong_shape"),
        (FULL, "slot_full"),
        (f"{FREE} waits", "slot_full"),
    ],
)
def test_what_is_not_offered_or_not_free_cannot_be_chosen(ask: Any, codes: Any, raw: Any, code: str) -> None:
    assert codes(read(ask("slot"), raw, FACTS)) == {"q": code}


def test_what_is_free_can_be_chosen_and_what_is_full_waited_for(ask: Any) -> None:
    assert read(ask("slot"), FREE, FACTS) == FREE
    assert read(ask("slot"), f"{FULL} waits", FACTS) == f"{FULL} waits"


def test_what_was_filed_stays_what_it_is_when_nothing_is_to_be_chosen(ask: Any) -> None:
    assert read(ask("slot"), FULL, {"slots": {"interview": {"places": PLACES}}}) == FULL
    assert read(ask("slot"), FULL, {}) == FULL


def test_it_says_when_and_where(ask: Any) -> None:
    assert show(ask("slot"), FREE, "ja", FACTS) == "2026年12月8日(火) 午前10時 保健センター"
    assert show(ask("slot"), FREE, "en", FACTS) == "8 December 2026 (Tue) 10:00 Health Centre"
    assert show(ask("slot"), f"{FULL} waits", "ja", FACTS).endswith("保健センター (キャンセル待ち)")
    assert index_value(ask("slot"), FREE) == ("2026-12-08 10:00", None, None)


@pytest.mark.parametrize(
    "given, said",
    [
        ({"party": {"child": {"answer": "when"}}}, "expected whole number"),
        ({"party": {"child": {"count": {"rows": "kids"}}}}, "names no answer"),
        ({"party": {"child": {"answer": "nobody"}}}, "names no answer"),
        ({"party": {"child": {"answer": "age"}}}, "outside of groups"),
        ({"number": {"answer": "many"}}, "expected text"),
        ({"offering": "a b"}, "offering"),
    ],
)
def test_an_author_is_told_what_a_slot_cannot_say(given: dict[str, Any], said: str) -> None:
    written = data(
        question("many", "integer"),
        question("when", "date"),
        group("kids", question("age", "integer")),
        question("it", "slot", **given),
    )
    faults = documents.parse(written)
    assert not isinstance(faults, Document)
    assert any(said in str(fault) for fault in faults), [str(fault) for fault in faults]


def test_a_slot_stands_outside_of_groups() -> None:
    faults = documents.parse(data(group("kids", question("it", "slot"))))
    assert not isinstance(faults, Document)
    assert any("a slot is asked in rows" in str(fault) for fault in faults)


def test_conditions_may_ask_for_its_day() -> None:
    written = data(
        question("born", "date"),
        question("it", "slot"),
        checks=[
            {
                "id": "too_soon",
                "refuse_when": {"less_than": [{"answer": "it.day"}, {"answer": "born"}]},
                "message": {"ja": "その日より後の日時を選んでください。"},
                "at": ["it"],
            }
        ],
    )
    document = documents.parse(written)
    assert isinstance(document, Document)
    found = journey(document, {"born": "2026-12-24", "it": FREE}, FACTS)
    assert found.errors == (Problem("it", "too_soon"),)
