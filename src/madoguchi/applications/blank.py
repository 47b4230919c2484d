"""A procedure on paper: its document as boxes to fill in by hand, in Japanese as the office's papers are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.urls import reverse

from madoguchi.applications.wording import part_label
from madoguchi.base import paper
from madoguchi.base.entrances import url_of
from madoguchi.base.texts import read_by, say_plain, text_plain
from madoguchi.procedures.queries import Offer
from madoguchi.rules.documents import Document, Question, Text
from madoguchi.rules.documents.plan import PlannedQuestion
from madoguchi.rules.expressions import Expression
from madoguchi.rules.phrasing import say_ja
from madoguchi.rules.questions import accounts, hours, people
from madoguchi.rules.texts import ruby_plain

LANGUAGE: Final = "ja"
MOST_ROWS: Final = 3  # of a repeated group on one sheet; more need another
TITLE: Final = re.compile("『([^『』]+)』")
RINGED: Final = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
Cell = dict[str, Any]


def draw(offer: Offer) -> bytes:
    """The blank of a procedure as a PDF."""
    with read_by(LANGUAGE):
        return paper.draw(paper.BLANK, _values(offer))


def _values(offer: Offer) -> dict[str, Any]:
    document, named = offer.document, Named.of(offer.document)
    public = url_of("portal", reverse("portal:procedure", args=[offer.slug]))
    return {
        "title": text_plain(document.title),
        "city": settings.CITY_NAME,
        "office": offer.section_name,
        "phone": offer.section_phone,
        "words": _words(),
        "how": _how(offer),
        "papers": [text_plain(each) for each in document.papers],
        "purpose": text_plain(document.purpose),
        "address": public,
        "qr": {"svg": paper.qr(public), "alt": say_plain("Address of the page to apply online")},
        "steps": [
            {
                "title": text_plain(step.step.title),
                "when": named.when(step.ask_when),
                "rows": [_row(each, named) for each in step.questions],
            }
            for step in document.plan.steps
        ],
    }


def _words() -> dict[str, str]:
    """What stands printed in the boxes."""
    return {
        "received": say_plain("Received (for the office)"),
        "how": say_plain("How to fill it in"),
        "papers": say_plain("Papers to add"),
        "family": say_plain("Family name"),
        "given": say_plain("Given name"),
        "kana": say_plain("Katakana"),
        "born": say_plain("Date of birth"),
        "relation": say_plain("Relation"),
        "year": say_plain("Year"),
        "month": say_plain("Month"),
        "day": say_plain("Day"),
        "optional": say_plain("Optional"),
        "signed": say_plain("Signature"),
        "filled_on": say_plain("Filled in on"),
        "representative": say_plain("Representative, if somebody else hands it in"),
        "online": say_plain("You can apply online, day and night"),
        "purpose": say_plain("What the city uses your answers for"),
    }


def _how(offer: Offer) -> list[str]:
    """Where and until when it is handed in, and how it is filled in."""
    lines = [
        say_plain("Please fill in the boxes with a black pen, and tick □ where it applies."),
        say_plain("Questions with “when …” are only for those to whom it applies."),
        say_plain("Please hand it in at {section} (phone {phone}), or send it by post.",
                  section=offer.section_name, phone=offer.section_phone),
    ]  # fmt: skip
    if offer.last_minute:
        lines.append(say_plain("It must have arrived by {instant}.", instant=offer.last_minute))
    return lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What conditions call by its Japanese title: questions by their numbers, options by a ringed one."""

    numbers: Mapping[str, int]  # by question id
    by_title: Mapping[str, Question]  # the first of a title; inside a group its own before others

    @classmethod
    def of(cls, document: Document) -> Named:
        """The names of a whole document."""
        numbers = {question.id: place for place, question in enumerate(document.questions(), 1)}
        return cls(numbers=numbers, by_title=_titled(document.questions()))

    def inside(self, group: PlannedQuestion) -> Named:
        """The same, as the questions of a group mean it."""
        own = _titled(each.question for each in group.inner)
        return Named(numbers=self.numbers, by_title={**self.by_title, **own})

    def when(self, condition: Expression | None) -> str:
        """問12が①・③のどれかのとき, shorter than the titles it names."""
        if condition is None:
            return ""
        asked: Question | None = None

        def short(found: re.Match[str]) -> str:
            nonlocal asked
            if question := self.by_title.get(found[1]):
                asked = question
                return say_plain("question {number}", number=self.numbers[question.id])
            options = [_said(option.title) for option in getattr(asked, "options", ())]
            return ringed(options.index(found[1])) if found[1] in options else found[0]

        return TITLE.sub(short, say_ja(condition))


def _titled(questions: Iterable[Question]) -> dict[str, Question]:
    return {_said(question.title): question for question in reversed(list(questions))}


def ringed(index: int) -> str:
    """① for the first; beyond twenty a plain number."""
    return RINGED[index] if index < len(RINGED) else str(index + 1)


def _row(planned: PlannedQuestion, named: Named) -> Cell:
    question = planned.question
    drawn: Cell = {
        "number": str(named.numbers[question.id]),
        "label": _said(question.title),
        "optional": not question.required and question.type not in ("explanation", "group"),
        "when": named.when(planned.ask_when),
        **CELLS[question.type](question),
    }
    if planned.inner:
        drawn["inner"] = [_row(each, named.inside(planned)) for each in planned.inner]
    return drawn


def _line(question: Any) -> Cell:
    unit = say_plain("yen") if question.type == "money" else _said(getattr(question, "unit", None))
    return {"kind": "line", "unit": unit}


def _choice(question: Any) -> Cell:
    titles = [_said(option.title) for option in question.options]
    return {"kind": "options", "options": [f"{ringed(at)}{title}" for at, title in enumerate(titles)]}


def _yes_no(_question: Any) -> Cell:
    return {"kind": "options", "options": [say_plain("Yes"), say_plain("No")]}


def _consent(question: Any) -> Cell:
    return {"kind": "consent", "body": _said(question.statement), "options": [say_plain("I agree")]}


def _person(question: Any) -> Cell:
    relations = [words[LANGUAGE] for words in people.RELATIONS.values()]
    return {
        "kind": "person",
        "born": question.type in ("child", "guardian"),
        "relations": relations if question.type == "guardian" else [],
    }


def _week(_question: Any) -> Cell:
    return {"kind": "week", "days": [text_plain(part_label(day)) for day in hours.DAYS]}


def _ranks(question: Any) -> Cell:
    ranks = range(1, question.at_most + 1)
    return {"kind": "ranks", "ranks": [say_plain("choice {rank}", rank=rank) for rank in ranks]}


def _files(question: Any) -> Cell:
    put_off = [say_plain("handed in later, because:")] if question.cannot_provide else []
    return {"kind": "files", "options": [say_plain("added")], "later": put_off}


def _account(_question: Any) -> Cell:
    kinds = [words[LANGUAGE] for words in accounts.KINDS.values()]
    parts = [text_plain(part_label(part)) for part in accounts.PARTS if part != "kind"]
    return {"kind": "account", "parts": parts, "options": kinds}


def _group(question: Any) -> Cell:
    count = min(question.repeat.at_most, MOST_ROWS)
    noun = _said(question.repeat.noun)
    return {"kind": "group", "heads": [f"{noun} {number}" for number in range(1, count + 1)]}


def _said(words: Text | None) -> str:
    return ruby_plain(words.in_(LANGUAGE)) if words else ""


def _same(kind: str) -> Callable[[Any], Cell]:
    return lambda _question: {"kind": kind}


CELLS: Final[Mapping[str, Callable[[Any], Cell]]] = {
    **dict.fromkeys(
        (
            "text",
            "integer",
            "decimal",
            "money",
            "time",
            "phone",
            "email",
            "corporate_number",
            "place",
            "slot",
        ),
        _line,
    ),
    "long_text": _same("lines"),
    "date": _same("day"),
    "yes_no": _yes_no,
    "choice": _choice,
    "choices": _choice,
    "consent": _consent,
    "explanation": lambda question: {"kind": "note", "body": _said(question.body)},
    "person_name": _person,
    "child": _person,
    "guardian": _person,
    "postal_address": _same("address"),
    "files": _files,
    "weekly_hours": _week,
    "ranked_places": _ranks,
    "bank_account": _account,
    "group": _group,
}
