"""Words a procedure adds to its messages, and the few answers that may stand in them: nothing personal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from madoguchi.rules import calendar, letters, questions
from madoguchi.rules.documents.base import Text
from madoguchi.rules.documents.procedure import Document, Messages
from madoguchi.rules.documents.questions import Care, GroupQuestion, LongTextQuestion, RankedPlacesQuestion
from madoguchi.rules.expressions.reading import suggest
from madoguchi.rules.journey import Journey
from madoguchi.rules.problems import Fault
from madoguchi.rules.questions import places
from madoguchi.rules.texts import literal

OWN: Final = ("reference", "arrived_on", "target_year")
_YEAR: Final = {"ja": "{year}年度", "ja-easy": "{year}[年度|ねんど]", "en": "fiscal year {year}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a message may name: the application it is about."""

    document: Document
    journey: Journey
    facts: Mapping[str, Any]
    reference: str
    arrived_on: date


def names(document: Document) -> tuple[str, ...]:
    """What the texts of this document may insert."""
    own = (each for each in OWN if each != "target_year" or document.target_year)
    return (*own, *(each.id for each in document.questions() if is_open(document, each.id)))


def is_open(document: Document, name: str) -> bool:
    """Whether an answer, or a part of one, may stand in a message: neither personal nor free text."""
    head, _, part = name.partition(".")
    question = next((each for step in document.steps for each in step.questions if each.id == head), None)
    if question is None or isinstance(question, GroupQuestion | LongTextQuestion) or not question.has_answer:
        return False
    return question.resolved_care is Care.NONE and (not part or part in question.parts)


def faults(document: Document) -> Iterator[Fault]:
    """What a text names that it may not, each with its place."""
    for key in Messages.model_fields:
        text: Text | None = getattr(document.messages, key)
        for language, written in text.root.items() if text else ():
            path = f"messages.{key}.{language}"
            for name in letters.names_in(written):
                if fault := _fault(document, name):
                    yield Fault(path, fault)
            if any(brace in letters.NAME.sub("", written) for brace in "{}"):
                yield Fault(path, "a brace inserts nothing; expected {name} or no brace")


def _fault(document: Document, name: str) -> str:
    if name in OWN or is_open(document, name):
        return ""
    if letters.is_known(document, name):
        return f"{{{name}}} is personal or free text; a message never carries it"
    return f"nothing can be inserted for {{{name}}}{suggest(name, names(document))}"


def write(text: Text | None, about: About) -> dict[str, str]:
    """The text in every language it is written in, filled; nothing where there is none."""
    if text is None:
        return {}
    return {language: _filled(written, about, language) for language, written in text.root.items()}


def _filled(written: str, about: About, language: str) -> str:
    return letters.NAME.sub(lambda match: _value(match[1], about, language), written)


def _value(name: str, about: About, language: str) -> str:
    """The value in words; empty where it was not asked or not answered."""
    match name:
        case "reference":
            return about.reference
        case "arrived_on":
            return calendar.say_date(about.arrived_on, language)
        case "target_year":
            return _YEAR.get(language, _YEAR["ja"]).format(year=about.document.target_year or "")
    head, _, part = name.partition(".")
    answer = about.journey.answers.get(head)
    if answer is None or not is_open(about.document, name):
        return ""
    question = about.document.question(head)
    if not part:
        return questions.show(question, literal(answer), language, about.facts)
    value = question.parts[part].get(answer)
    if value is None or not isinstance(question, RankedPlacesQuestion):
        return "" if value is None else str(value)
    return places.place_name(question, value, language, about.facts)
