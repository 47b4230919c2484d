"""Words a procedure adds to messages: filled in every language, and never with anything personal."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.rules import samples

from madoguchi.rules import additions
from madoguchi.rules.additions import About
from madoguchi.rules.analysis import analyse
from madoguchi.rules.documents import Document
from madoguchi.rules.journey import journey

OPTIONS = [{"id": "car", "title": {"ja": "車", "ja-easy": "[車|くるま]", "en": "Car"}}]
QUESTIONS = (
    samples.question("way", "choice", options=OPTIONS),
    samples.question("day", "date"),
    samples.question("name", "text"),
    samples.question("note", "long_text", required=False),
    samples.question("child", "child"),
    samples.question("fee", "money"),
    samples.question("secret", "integer", care="sensitive"),
    samples.group("rows", samples.question("age", "integer")),
)
ANSWERS = {"way": "car", "day": "2026-12-01", "name": "青木", "fee": "500", "secret": 3}


def document(**received: str) -> Document:
    words = {"messages": {"received": received}} if received else {}
    return samples.parsed(samples.data(*QUESTIONS, target_year=2027, **words))


def written(answers: dict[str, Any], **received: str) -> dict[str, str]:
    asked = document(**received)
    about = About(
        document=asked,
        journey=journey(asked, answers, samples.FACTS),
        facts=samples.FACTS,
        reference="0826-000001-1",
        arrived_on=date(2026, 11, 22),
    )
    return additions.write(asked.messages.received, about)


def test_answers_that_are_not_personal_are_filled_in_each_language() -> None:
    found = written(
        ANSWERS,
        **{"ja": "{way}の方は{day}までに。", "ja-easy": "{way}の [人|ひと]", "en": "By {way}: {reference}"},
    )
    assert found == {
        "ja": "車の方は2026年12月1日(火)までに。",
        "ja-easy": "[車|くるま]の [人|ひと]",
        "en": "By Car: 0826-000001-1",
    }


def test_what_was_not_answered_is_left_out() -> None:
    assert written({}, ja="車:{way}。{target_year}、{arrived_on}") == {
        "ja": "車:。2027年度、2026年11月22日(日)"
    }


def test_a_procedure_without_such_words_adds_nothing() -> None:
    assert written(ANSWERS) == {}


@pytest.mark.parametrize(
    "name", ["name", "note", "child", "child.birth_date", "fee", "secret", "rows", "age"]
)
def test_personal_data_and_free_text_are_refused(name: str) -> None:
    (fault,) = additions.faults(document(ja=f"こちらです: {{{name}}}"))
    assert fault.path == "messages.received.ja"
    assert "personal or free text" in fault.message
    assert name not in additions.names(document())
    assert written(ANSWERS, ja=f"<{{{name}}}>") == {"ja": "<>"}


@pytest.mark.parametrize(("words", "said"), [("{gone}", "nothing can be inserted"), ("{", "a brace inserts")])
def test_what_is_no_name_is_told_before_publication(words: str, said: str) -> None:
    (fault,) = analyse(document(ja="x", en=words))
    assert fault.path == "messages.received.en" and fault.message.startswith(said)


def test_what_may_be_inserted_is_listed() -> None:
    assert additions.names(document()) == ("reference", "arrived_on", "target_year", "way", "day")
