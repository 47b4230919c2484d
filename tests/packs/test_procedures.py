"""Every procedure of the pack is clean, keeps its own examples, and speaks three languages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from madoguchi.rules.analysis import analyse
from madoguchi.rules.calendar import fiscal_year
from madoguchi.rules.documents import Document, canonical, load, parse
from madoguchi.rules.documents.questions import Care
from madoguchi.rules.easy import Level, check
from madoguchi.rules.journey import journey
from madoguchi.rules.letters import Matter, everything, write
from madoguchi.rules.texts import Part, ruby_parts

FILES = sorted((Path(__file__).parents[2] / "packs").glob("*/procedures/*.yaml"))
CITY = Path(__file__).parents[2] / "packs" / "hibari" / "city"
OFFICERS_READ = ("checklist", "paragraphs", "items", "instruction", "closing")  # in Japanese only


def read(file: Path) -> Document:
    document = parse(load(file.read_text()))
    assert isinstance(document, Document), document
    return document


def _city(name: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load((CITY / f"{name}.yaml").read_text())[name])


def texts(node: Any, path: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every text that residents read, with its place."""
    if isinstance(node, dict) and isinstance(node.get("ja"), str):
        yield path, node
    elif isinstance(node, dict):
        for key, value in node.items():
            if key not in OFFICERS_READ:
                yield from texts(value, f"{path}.{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from texts(value, f"{path}[{index}]")


def hindrances(text: str) -> list[str]:
    """What keeps a reader of やさしい日本語 from understanding `text`."""
    return [f"{each.rule}: {each.found}" for each in check(text) if each.level is Level.ERROR]


DOCUMENTS = {document.id: document for document in map(read, FILES)}
TEXTS = {name: dict(texts(json.loads(canonical(document)))) for name, document in DOCUMENTS.items()}
every_document = pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
every_file = pytest.mark.parametrize("file", TEXTS)
every_example = pytest.mark.parametrize(
    ("document", "example"),
    [(document, example) for document in DOCUMENTS.values() for example in document.golden],
    ids=lambda each: each.id,
)


def test_no_two_procedures_share_a_receipt_number():
    numbers = [document.number for document in DOCUMENTS.values()]
    assert sorted(numbers) == sorted(set(numbers))
    assert set(DOCUMENTS) == {file.stem for file in FILES}


def test_the_gallery_holds_what_a_city_begins_with():
    assert len(DOCUMENTS) >= 26
    assert {document.audience for document in DOCUMENTS.values()} == {"resident", "business", "officer"}


@every_document
def test_a_procedure_says_why_it_asks_what_is_personal(document: Document):
    asked = [each for each in document.questions() if each.has_answer and each.resolved_care is not Care.NONE]
    assert [each.id for each in asked if each.why is None] == []


def test_their_texts_are_found():
    assert all(len(found) > 20 for found in TEXTS.values())


def test_every_procedure_has_a_section_that_answers_for_it():
    sections = {section["code"] for section in _city("sections")}
    approving = {
        post["section"]
        for officer in _city("officers")
        for post in officer["posts"]
        if post["role"] == "approver"
    }
    assert {document.section for document in DOCUMENTS.values()} <= sections & approving


@every_document
def test_a_procedure_has_nothing_to_complain_about(document: Document):
    assert analyse(document) == ()


@every_document
def test_a_procedure_shows_by_example_how_it_works(document: Document):
    assert len(document.golden) >= 3
    assert {example.expect.complete for example in document.golden} == {True, False}


@every_document
def test_a_procedure_stays_right_in_another_year(document: Document):
    """The demonstration moves the year applied for; the examples carry the year they were written for."""
    moved = document.model_copy(update={"target_year": document.target_year and document.target_year + 3})
    assert analyse(moved) == ()


@every_file
def test_residents_read_three_languages(file: str):
    assert [path for path, text in TEXTS[file].items() if set(text) != {"ja", "ja-easy", "en"}] == []


@every_file
def test_easy_japanese_is_easy(file: str):
    found = {path: hindrances(text["ja-easy"]) for path, text in TEXTS[file].items()}
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


@every_file
def test_plain_japanese_needs_no_ruby_and_no_narrow_brackets(file: str):
    plain = {path: text["ja"] for path, text in TEXTS[file].items()}
    assert [path for path, text in plain.items() if "(" in text or any(map(_reading, ruby_parts(text)))] == []


def _reading(part: Part) -> str:
    return part.reading


@every_example
def test_letters_can_be_written_from_complete_examples(document: Document, example: Any):
    if not example.expect.complete:
        return
    today = example.at.date()
    facts = {"today": today, "fiscal_year": fiscal_year(today), **example.facts}
    matter = Matter(
        document=document,
        journey=journey(document, example.answers, facts),
        facts=facts,
        applicant="𠮷川　葵",
        reference="0826-004217-3",
        arrived_on=today,
        today=date(2027, 2, 1),
    )
    for letter in document.letters:
        words = everything(write(letter, matter, reason="理由"))
        assert "{" not in words


@every_document
def test_refusals_give_reasons_and_say_how_to_appeal(document: Document):
    for outcome in document.review.outcomes:
        if outcome.kind in ("refused", "held"):
            letter = document.letter(outcome.letter or "")
            assert outcome.needs_reason and letter.reason
            assert "審査請求" in letter.instruction[0].in_("ja")
            assert "取消しの訴え" in letter.instruction[1].in_("ja")


@pytest.mark.parametrize(
    ("procedure", "question"),
    [
        ("gakudo_application", "allergy"),
        ("gakudo_application", "reason"),
        ("gakudo_application", "circumstances"),
        ("pregnancy_notice", "expected_on"),
        ("pregnancy_notice", "worries"),
        ("absence_notice", "diagnosis"),
    ],
)
def test_what_hurts_when_it_is_known_is_kept_encrypted(procedure: str, question: str):
    assert DOCUMENTS[procedure].question(question).resolved_care is Care.SENSITIVE


def test_a_dogs_death_needs_no_mail_address():
    document = DOCUMENTS["dog_death"]
    assert document.identity == "contact"
    assert "phone" in document.contact_by
    assert not document.question("owner_email").required
