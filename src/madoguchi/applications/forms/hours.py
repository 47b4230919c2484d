"""The hours of a week: for each day when it starts and ends, and once more for days in two parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from madoguchi.applications import wording
from madoguchi.applications.forms.drawing import Drawing, typed
from madoguchi.applications.forms.fields import Input
from madoguchi.base.texts import say
from madoguchi.rules.questions.hours import DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One stretch of one day."""

    label: str
    start: Input
    end: Input

    @property
    def is_used(self) -> bool:
        """Whether anything stands in it."""
        return any(box.value.strip() for box in (self.start, self.end))


def week(drawing: Drawing) -> dict[str, Any]:
    """Every day once, and every day again for those in parts."""
    counts = range(1, max([2, *(len(_stretches(drawing, day)) for day in DAYS)]))
    further = tuple(_stretch(drawing, day, index) for index in counts for day in DAYS)
    return {
        "more": {
            "first": tuple(_stretch(drawing, day, 0) for day in DAYS),
            "further": further,
            "has_second": any(each.is_used for each in further),
        }
    }


def _stretches(drawing: Drawing, day: str) -> list[Any]:
    raw = drawing.part(day)
    return raw if isinstance(raw, list) else []


def _stretch(drawing: Drawing, day: str, index: int) -> Stretch:
    raw = dict(enumerate(_stretches(drawing, day))).get(index)
    values = raw if isinstance(raw, list) and len(raw) == 2 else ["", ""]
    start, end = (
        _end(drawing, day, index, name, value) for name, value in zip(("from", "to"), values, strict=True)
    )
    return Stretch(label=wording.part_label(day), start=start, end=end)


def _end(drawing: Drawing, day: str, index: int, name: str, value: Any) -> Input:
    return drawing.box(
        f"{day}.{index}.{name}",
        value=typed(value),
        is_first=(day, index, name) == ("mon", 0, "from"),
        label=say("{whole}, {part}", whole=wording.part_label(day), part=wording.part_label(name)),
        inputmode="numeric",
    )
