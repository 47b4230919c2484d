"""What an application asks to reserve: times chosen in its slot questions, who comes, by which number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from madoguchi.rules.corrections import may_change
from madoguchi.rules.documents import Document
from madoguchi.rules.documents.questions import SlotQuestion
from madoguchi.rules.journey import Journey
from madoguchi.rules.questions.slots import Chosen, chosen
from madoguchi.rules.slots import EVERYBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of one offering: one time, or several that belong together."""

    offering: str
    path: str  # of the question; of several the first
    times: tuple[Chosen, ...]
    party: Mapping[str, int]
    number: str

    @property
    def waits(self) -> bool:
        """Whether they come only if somebody else does not."""
        return any(each.waits for each in self.times)


def asked(document: Document, journey: Journey) -> tuple[Asked, ...]:
    """What these answers ask for, by offering, in the order of the document."""
    answered = [each for each in slot_questions(document) if each.id in journey.answers]
    ordered = sorted(answered, key=lambda each: each.offering)  # keeps the order within an offering
    return tuple(_asked(list(group), journey) for _, group in groupby(ordered, lambda each: each.offering))


def kept_times(document: Document, filed: Mapping[str, Any], opened: Iterable[str]) -> dict[str, Any]:
    """The times that a correction does not ask for: as they were filed, or moved to, last."""
    return {
        each.id: filed[each.id]
        for each in slot_questions(document)
        if each.id in filed and not may_change(each.id, opened)
    }


def slot_questions(document: Document) -> list[SlotQuestion]:
    """The questions that reserve something."""
    if not document.has_type("slot"):
        return []
    return [each for each in document.questions() if isinstance(each, SlotQuestion)]


def _asked(questions: list[SlotQuestion], journey: Journey) -> Asked:
    first = questions[0]
    times = (chosen(journey.answers[each.id]) for each in questions)
    party = {band: _number(given, journey) for band, given in first.party.items()}
    return Asked(
        offering=first.offering,
        path=first.id,
        times=tuple(each for each in times if each is not None),
        party={band: count for band, count in party.items() if count} if first.party else {EVERYBODY: 1},
        number=str(_value(first.number, journey) or ""),
    )


def _number(given: Any, journey: Journey) -> int:
    return given if isinstance(given, int) else int(_value(given, journey) or 0)


def _value(given: Any, journey: Journey) -> Any:
    """Of `{answer: id}` or `{computed: id}`; None where nothing was asked or answered."""
    match given:
        case {"answer": str(id)}:
            return journey.answers.get(id)
        case {"computed": str(id)}:
            return journey.computed.get(id)
    return None
