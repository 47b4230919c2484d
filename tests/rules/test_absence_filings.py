"""What the 欠席連絡 of the pack says to a school, and which child of the family is meant."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.rules.samples import PACKS, faults, parsed

from madoguchi.rules import documents
from madoguchi.rules.absence_filings import Named, filing, whose
from madoguchi.rules.absences import Kind, Reason, Said
from madoguchi.rules.documents import Document
from madoguchi.rules.journey import journey

DAY = date(2026, 12, 14)
FACTS: dict[str, Any] = {"today": DAY, "fiscal_year": 2026, "target_year": 2026, "closed_days": frozenset()}
PUPIL = {"family": "𠮷川", "given": "麦", "family_kana": "ヨシカワ", "given_kana": "ムギ"}
FEVER: dict[str, Any] = {
    "place_kind": "school", "primary_school": "wakamugi-es", "pupil": PUPIL, "class_name": "2年1組",
    "reporter": PUPIL | {"relation": "mother"}, "reporter_phone": "09000000001", "absence_kind": "absent",
    "first_on": "2026-12-14", "several_days": False, "cause": "illness", "symptoms": ["fever", "cough"],
    "temperature": "38.4", "seen_doctor": False,
}  # fmt: skip
INFLUENZA = {"several_days": True, "last_on": "2026-12-18", "cause": "infection", "diagnosis": "influenza"}
LATE = {"absence_kind": "late", "arrives_at": "10:00", "cause": "family", "note": "歯医者のあと"}


def raw() -> dict[str, Any]:
    """The document of the pack, to be changed."""
    written = documents.load((PACKS / "absence_notice.yaml").read_text(encoding="utf-8"))
    return dict(json.loads(documents.canonical(parsed(written))))


@pytest.fixture(scope="module")
def document() -> Document:
    return parsed(raw())


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, Said(kind=Kind.ABSENT, first_on=DAY, last_on=DAY, reason=Reason.FEVER, temperature="38.4")),
        (
            INFLUENZA,
            Said(
                kind=Kind.ABSENT, first_on=DAY, last_on=date(2026, 12, 18), reason=Reason.INFECTION,
                words="インフルエンザ",
            ),
        ),
        (
            LATE,
            Said(
                kind=Kind.LATE, first_on=DAY, last_on=DAY, reason=Reason.FAMILY, at="10:00",
                words="歯医者のあと",
            ),
        ),
        (
            {"symptoms": ["diarrhoea"]},
            Said(kind=Kind.ABSENT, first_on=DAY, last_on=DAY, reason=Reason.STOMACH),
        ),
    ],
)  # fmt: skip
def test_the_answers_say_what_the_four_taps_would(
    document: Document, changes: dict[str, Any], said: Said
) -> None:
    found = filing(document, journey(document, FEVER | changes, FACTS), FACTS)
    assert found is not None and found.said == said
    assert (found.place, found.pupil) == (
        "wakamugi-es",
        Named(name="𠮷川\u3000麦", kana="ヨシカワ\u3000ムギ"),
    )


def test_a_child_is_known_by_its_reading_and_never_guessed() -> None:
    mugi = Named(name="𠮷川 麦", kana="ヨシカワ ムギ", birth_date=date(2018, 7, 1))
    minato = Named(name="𠮷川 湊", kana="ヨシカワ ミナト", birth_date=date(2019, 9, 21))
    family = {1: mugi, 2: minato}
    assert whose(Named(name="吉川 麦", kana="ヨシカワ\u3000ムギ"), family) == (1,)
    assert whose(Named(name="𠮷川\u3000湊", kana=""), family) == (2,)
    assert whose(Named(name="𠮷川 麦", kana="ヨシカワ バク"), family) == ()
    assert whose(Named(name="𠮷川 麦", kana="ヨシカワ ムギ", birth_date=date(2019, 7, 1)), family) == ()
    assert whose(mugi, {1: mugi, 2: mugi}) == (1, 2)
    assert whose(mugi, {1: mugi, 2: replace(mugi, birth_date=date(2020, 7, 1))}) == (1,)
    namesakes = {1: mugi, 2: replace(mugi, birth_date=date(2020, 7, 1))}
    assert whose(replace(mugi, birth_date=None), namesakes) == ()


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        (
            ("absence", "at", 0),
            "pupil",
            "absence.at[0]: 'pupil' is of type person_name; expected one of place",
        ),
        (
            ("absence", "kind"),
            "cause",
            "absence.kind: 'cause' has the option 'illness'; expected some of absent",
        ),
        (("absence", "starts"), "whenever", "absence.starts: there is no question or part 'whenever'"),
        (("absence", "starts"), "last_on", "absence.starts: 'last_on' may stay without an answer"),
        (("absence", "times", 0), "first_on", "absence.times[0]: 'first_on' is of type date"),
        (
            ("absence", "reasons", 1, "means"),
            {"illness": "other_illness"},
            "absence.reasons[1].means: the option 'infection' of 'cause' is missing",
        ),
        (("absence", "reasons", 0, "means", "hiccup"), "fever", "'symptoms' has no option 'hiccup'"),
        (("identity",), "contact", "identity: whose child it is must be known; expected 'account'"),
        (("applicant", "subject"), None, "applicant.subject: is missing; expected the child"),
        (("review", "noted"), False, "review.noted: nobody decides an 'absence'; expected true"),
    ],
)
def test_what_no_school_could_read_is_not_published(path: tuple[Any, ...], value: Any, fault: str) -> None:
    given = raw()
    at: Any = given
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    assert any(fault in each for each in faults(given)), faults(given)
