"""What a letter (通知書) says: a template of the document, filled from one application, in Japanese."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from madoguchi.rules import calendar, questions
from madoguchi.rules.documents.base import Text
from madoguchi.rules.documents.procedure import Document, Letter, LetterItem
from madoguchi.rules.documents.questions import PlaceQuestion, RankedPlacesQuestion
from madoguchi.rules.expressions.types import DATE
from madoguchi.rules.journey import Journey, holds
from madoguchi.rules.questions import people, places
from madoguchi.rules.submission import RINGS

NAME: Final = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)?)\}")
NUMBERED: Final = re.compile("^[0-9０-９]+[\u3000 .．]+")  # the paper numbers by itself
REASON: Final = "理由"
LANGUAGE: Final = "ja"
EARLIEST_POSTING: Final = timedelta(days=60)


class OnPaper(StrEnum):
    """Why a letter goes out on paper."""

    WISHED = "wished"
    NO_MAIL = "no_mail"
    UNOPENED = "unopened"
    AGAIN = "again"  # it was lost, and is sent once more


class SetAside(StrEnum):
    """Why a letter is not in a run that is posted together: an officer sees to it alone."""

    PROTECTED = "protected"
    NO_ADDRESS = "no_address"
    GLYPHS = "glyphs"
    LOST = "lost"  # the file cannot be read


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What a letter may name: the application it answers, as its journey came out."""

    document: Document
    journey: Journey
    facts: Mapping[str, Any]  # those of the journey: places, target_year …
    applicant: str
    reference: str
    arrived_on: date
    today: date  # the day the letter bears
    place: str = ""  # code of the place granted; empty: the first one wished for


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One numbered line of the table."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A letter in words, ready to be drawn."""

    title: str
    paragraphs: tuple[str, ...]
    items: tuple[Item, ...]
    closing: tuple[str, ...]
    instruction: tuple[str, ...]  # 教示


def _granted_place(matter: Matter) -> str:
    """The name of the place granted; empty where the procedure is about none."""
    enrolling = matter.document.enrolment
    question = matter.document.question(enrolling.at) if enrolling else None
    if enrolling is None or not isinstance(question, PlaceQuestion | RankedPlacesQuestion):
        return ""
    wished = matter.document.value_at(enrolling.at, matter.journey.answers)
    code = matter.place or (wished[0] if isinstance(wished, list) and wished else wished)
    return places.place_name(question, code, LANGUAGE, matter.facts) if code else ""


_OWN: Final[Mapping[str, Callable[[Matter], str]]] = {
    "applicant": lambda matter: matter.applicant,
    "arrived_on": lambda matter: calendar.wareki(matter.arrived_on),
    "granted_place": _granted_place,
    "reference": lambda matter: matter.reference,
    "target_year": lambda matter: f"{calendar.era_year(date(matter.facts['target_year'], 5, 1))}度",
    "today": lambda matter: calendar.wareki(matter.today),
}


def document_number(*, fiscal_year: int, mark: str, serial: int) -> str:
    """8ひ子育第1209号: the 年度 by the Reiwa era, the section's mark, a serial number within both."""
    return f"{calendar.reiwa(fiscal_year)}{mark}第{serial}号"


def branched(number: str, branch: int) -> str:
    """8ひ子育第1209号の2: one of the letters that go out under one number (枝番)."""
    return f"{number}の{branch}"


def names_in(text: str) -> tuple[str, ...]:
    """The names a template inserts."""
    return tuple(NAME.findall(text))


def is_known(document: Document, name: str) -> bool:
    """Whether a letter of this document may insert `name`."""
    if name in _OWN or name in {computed.id for computed in document.computed}:
        return True
    return document.part(name) is not None if "." in name else document.has_question(name)


def write(letter: Letter, matter: Matter, *, reason: str) -> Written:
    """The letter for this matter, `reason` as the last line of its table.

    A line whose every inserted value is missing is left out: empty it would read as a mistake of the city's.
    """
    items = [
        Item(label=_fill(item.label, matter), value=value)
        for item in letter.items
        if _is_shown(item, matter)
        if (value := _fill_line(item.value, matter)) is not None
    ]
    if letter.reason and reason.strip():
        items.append(Item(label=REASON, value=reason.strip()))
    return Written(
        title=_fill(letter.title, matter),
        paragraphs=tuple(_fill(paragraph, matter) for paragraph in letter.paragraphs),
        items=tuple(items),
        closing=(_fill(letter.closing, matter),) if letter.closing else (),
        instruction=tuple(NUMBERED.sub("", _fill(paragraph, matter)) for paragraph in letter.instruction),
    )


def everything(written: Written) -> str:
    """All words of a letter, to look for characters that cannot be drawn."""
    table = [text for item in written.items for text in (item.label, item.value)]
    return "\n".join([written.title, *written.paragraphs, *table, *written.closing, *written.instruction])


def _is_shown(item: LetterItem, matter: Matter) -> bool:
    return item.show_when is None or holds(matter.document, item.show_when, matter.journey, matter.facts)


def _fill(template: Text, matter: Matter) -> str:
    return NAME.sub(lambda match: _value(match[1], matter), template.in_(LANGUAGE))


def _fill_line(template: str, matter: Matter) -> str | None:
    values = {name: _value(name, matter) for name in names_in(template)}
    if values and not any(values.values()):
        return None
    return NAME.sub(lambda match: values[match[1]], template)


def _value(name: str, matter: Matter) -> str:
    """The value of `name` in words; empty where it was not asked or not answered."""
    if own := _OWN.get(name):
        return own(matter)
    if name in matter.journey.computed:
        return _computed(name, matter)
    head, _, part = name.partition(".")
    answer = matter.journey.answers.get(head)
    if answer is None:
        return ""
    return _part(head, part, answer, matter) if part else _whole(head, answer, matter)


def _computed(name: str, matter: Matter) -> str:
    value = matter.journey.computed[name]
    if value is None:
        return ""
    kind = next(computed.type for computed in matter.document.computed if computed.id == name)
    if kind == "date":
        return calendar.wareki(_day(value))
    if kind == "yes_no":
        return "はい" if value else "いいえ"
    return f"{int(value):,}円" if kind == "money" else str(value)


def _whole(name: str, answer: Any, matter: Matter) -> str:
    question = matter.document.question(name)
    if question.answer_type == DATE:
        return calendar.wareki(_day(answer))
    return questions.show(question, answer, LANGUAGE, matter.facts)


def _part(name: str, part: str, answer: Any, matter: Matter) -> str:
    question = matter.document.question(name)
    found = question.parts[part]
    value = found.get(answer)
    if value is None:
        return ""
    if found.type == DATE:
        return calendar.wareki(_day(value))
    if isinstance(question, RankedPlacesQuestion):
        return places.place_name(question, value, LANGUAGE, matter.facts)
    return _PARTS.get(part, str)(value)


_PARTS: Final[Mapping[str, Callable[[str], str]]] = {
    "name": lambda value: value.replace(" ", "\u3000"),
    "kana": lambda value: value.replace(" ", "\u3000"),
    "relation": lambda value: people.RELATIONS[value][LANGUAGE],
    "postal_code": lambda value: f"{value[:3]}-{value[3:]}",
}


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def why_on_paper(*, delivery: str, contact_kind: str, asked_again: bool) -> OnPaper:
    """Why a letter stands on the list of those sent on paper."""
    if asked_again:
        return OnPaper.AGAIN
    if delivery != "paper":
        return OnPaper.UNOPENED
    return OnPaper.WISHED if contact_kind in RINGS else OnPaper.NO_MAIL


def may_have_been_posted(on: date, *, today: date) -> bool:
    """Whether a day can be noted as that of posting."""
    return today - EARLIEST_POSTING <= on <= today
