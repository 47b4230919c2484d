"""The office's paper form, filled in with what was answered: looked over at the counter and signed."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings

from madoguchi.applications.queries import Filed
from madoguchi.applications.summary import Line, summary
from madoguchi.base import paper
from madoguchi.base.texts import read_by, say_plain, text_plain
from madoguchi.rules import calendar
from madoguchi.rules.texts import ruby_plain

LANGUAGE: Final = "ja"  # as the papers of the office are, whoever wrote in which language


def draw(read: Filed) -> bytes:
    """The form of an application as a PDF, with the answers this reader may see."""
    with read_by(LANGUAGE):
        return paper.draw(paper.FILLED, _values(read))


def _values(read: Filed) -> dict[str, Any]:
    chapters = summary(read.document, read.journey(), read.facts(), words=LANGUAGE, hidden=read.hidden)
    return {
        "title": text_plain(read.document.title),
        "office": settings.CITY_NAME,
        "addressee": f"{settings.CITY_NAME}長　様",
        "number": read.application.reference,
        "arrived": calendar.wareki(read.arrived_on()),
        "words": {
            "number": say_plain("Receipt number"),
            "arrived": say_plain("Day of arrival"),
            "office": say_plain("For the office"),
        },
        "sections": [
            {"title": text_plain(chapter.title), "rows": [_row(line) for line in chapter.lines]}
            for chapter in chapters
            if chapter.lines
        ],
    }


def _row(line: Line) -> dict[str, str]:
    label = ruby_plain(line.label.in_(LANGUAGE))
    return {
        "label": f"{label} {line.number}" if line.is_heading else label,
        "value": "" if line.is_heading else line.value,
        "kana": ruby_plain(line.kana),
    }
