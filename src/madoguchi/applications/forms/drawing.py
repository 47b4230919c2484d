"""One question, drawn: shared by all types. What a type adds is in `kinds`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from madoguchi.applications import wording
from madoguchi.applications.forms.fields import Input, element_id
from madoguchi.base.texts import language, text
from madoguchi.rules import calendar
from madoguchi.rules.documents import Document, Question
from madoguchi.rules.problems import Problem
from madoguchi.rules.questions import days


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """All that is known about a question when it is drawn."""

    document: Document
    question: Question
    path: str
    raw: Any  # as typed, or canonical, or None
    answers: Mapping[str, Any]  # those that `near` may name: of the same row, else of the document
    facts: Mapping[str, Any]
    problems: tuple[Problem, ...]  # at this question or a part of it
    described_by: str

    @property
    def id(self) -> str:
        return element_id(self.path)

    @property
    def text(self) -> str:
        """The raw answer in one box."""
        return typed(self.raw)

    def part(self, name: str) -> Any:
        """The raw answer of one part."""
        return self.raw.get(name) if isinstance(self.raw, Mapping) else None

    def is_wrong(self, part: str) -> bool:
        """Whether a problem lies on this part, or on the whole."""
        places = {wording.part_of(problem.path) for problem in self.problems}
        return any(not place or part == place or part.startswith(f"{place}.") for place in places)

    def box(self, part: str = "", *, value: Any = None, is_first: bool = False, **more: Any) -> Input:
        """The box of a part, or of the whole question. A link to the question leads to its first box."""
        return Input(
            id=self.id if is_first or not part else element_id(f"{self.path}.{part}"),
            name=f"{self.path}.{part}" if part else self.path,
            value=typed(self.part(part) if part and value is None else value) if part else self.text,
            is_wrong=self.is_wrong(part),
            described_by=self.described_by,
            **more,
        )

    def day_boxes(self, raw: Any, inside: str = "", *, is_first: bool = False) -> dict[str, Input]:
        """Year, month and day of the whole answer, or of its part `inside`."""
        values = day_parts(raw)
        prefix = f"{inside}." if inside else ""
        return {
            part: self.box(
                f"{prefix}{part}",
                value=values[part],
                is_first=is_first and part == "year",
                label=wording.part_label(part),
                inputmode="" if part == "year" else "numeric",
                width="width-7" if part == "year" else "width-3",
            )
            for part in days.BOXES
        }


def typed(value: Any) -> str:
    """What stands in a box."""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def day_parts(raw: Any) -> dict[str, str]:
    """Year, month and day as typed, or of 2026-04-01."""
    if isinstance(raw, Mapping):
        return {part: typed(raw.get(part)) for part in days.BOXES}
    found = calendar.parse_day(raw) if isinstance(raw, str) else None
    if found:
        return dict(zip(days.BOXES, map(str, found), strict=True))
    return {"year": typed(raw), "month": "", "day": ""}


def both_years(raw: Any) -> str:
    """2020年（令和2年） of a day that exists and is not before the Meiji era, as HTML; empty otherwise."""
    parts = day_parts(raw)
    year = calendar.parse_year(parts["year"])
    try:
        day = date(year or 0, int(parts["month"]), int(parts["day"]))
    except ValueError:
        return ""
    return text(calendar.say_years(day, language()))
