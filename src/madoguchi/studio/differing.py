"""What an upgrade changes, as an officer reads it: which place, how it stands here, how it would stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.safestring import SafeString

from madoguchi.base.texts import say, text
from madoguchi.rules.documents.base import LANGUAGES
from madoguchi.rules.packs import Choice, Difference
from madoguchi.rules.packs.merging import ABSENT, ORDER
from madoguchi.studio import writing
from madoguchi.studio.properties import ANSWER
from madoguchi.studio.queries.packing import Plan
from madoguchi.studio.sentences import KEYS

THINGS: Final = {
    "steps": "Step “{title}”",
    "questions": "Question “{title}”",
    "options": "Option “{title}”",
    "computed": "Computed value “{title}”",
    "checks": "Check “{title}”",
    "letters": "Letter “{title}”",
    "outcomes": "Outcome “{title}”",
    "checklist": "Checklist “{title}”",
    "phrases": "Phrase “{title}”",
    "golden": "Example “{title}”",
}
WORDS: Final = {
    **{each.key: each.label for properties in ANSWER.values() for each in properties},
    **KEYS,
    "address": "Address",
    "answers": "Answers of the example",
    "ask_when": "When it is asked",
    "at": "Questions it is shown at",
    "body": "Text",
    "capacity": "How many are taken at most",
    "care": "How carefully the answer is kept",
    "closes_at": "End of applications",
    "closing": "Closing words",
    "email": "E-mail address",
    "example": "Example of an answer",
    "expect": "What the example must lead to",
    "hint": "Hint",
    "instruction": "How the decision can be appealed",
    "intro": "Words before the questions",
    "items": "Lines of the letter",
    "kind": "How it ends",
    "letter": "Letter",
    "listed": "Whether lists show it",
    "manual": "Manual",
    "message": "Message",
    "name": "Name",
    "needs_reason": "Whether a reason is needed",
    "noted": "Whether it is only taken note of",
    "one_per": "What only one application may have",
    "opens_at": "Beginning of applications",
    "options": "Options",
    "order": "Order",
    "paragraphs": "Paragraphs",
    "phone": "Telephone number",
    "reason": "Whether the reason is printed",
    "refuse_when": "When it is refused",
    "required": "Whether it must be answered",
    "repeat": "Repeated applications, or rows",
    "required_when": "When it must be answered",
    "seal": "Seal",
    "standard_days": "Working days until the answer",
    "statement": "What is agreed to",
    "subject": "Whom it is about",
    "text": "Text",
    "two_person": "Whether a second officer approves",
    "type": "Type",
    "value": "How it is computed",
    "why": "Why we ask this",
}
NAMES: Final = ("title", "text", "message", "label")
_SEGMENT: Final = re.compile(r"([a-z_]+)(?:\[([^\]]*)\])?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One difference on the page."""

    path: str
    places: tuple[SafeString | str, ...]  # from the outer to the inner
    is_conflict: bool
    ours: tuple[SafeString | str, ...]  # lines
    theirs: tuple[SafeString | str, ...]
    chosen: str  # ours, theirs, or empty


def shown(plan: Plan, choices: Mapping[str, Choice]) -> tuple[Shown, ...]:
    """The differences, what must be decided first."""
    drawn = [_shown(each, choices, plan.data) for each in plan.differences]
    return tuple(sorted(drawn, key=lambda each: not each.is_conflict))


def _shown(difference: Difference, choices: Mapping[str, Choice], data: Mapping[str, Any]) -> Shown:
    unasked = "" if difference.is_conflict else Choice.THEIRS.value
    chosen = choices.get(difference.path)
    return Shown(
        path=difference.path,
        places=tuple(_places(difference, data)),
        is_conflict=difference.is_conflict,
        ours=tuple(_lines(difference.ours, difference.theirs)),
        theirs=tuple(_lines(difference.theirs, difference.ours)),
        chosen=chosen.value if chosen else unasked,
    )


def _places(difference: Difference, data: Mapping[str, Any]) -> Iterator[SafeString | str]:
    path, _, order = difference.path.partition(f"#{ORDER}")
    here: Any = data
    segments = _SEGMENT.findall(path)
    for index, (key, id) in enumerate(segments):
        here = _below(here, key, id)
        is_last = index == len(segments) - 1
        if id:
            thing = here if isinstance(here, Mapping) else _whole(difference)
            yield say(THINGS.get(key, "“{title}”"), title=_name(thing, id))
        elif key != "review" or is_last:
            yield say(WORDS[key]) if key in WORDS else key
    if order or difference.path.endswith(f"#{ORDER}"):
        yield say(WORDS["order"])


def _whole(difference: Difference) -> Any:
    return difference.ours if difference.ours is not ABSENT else difference.theirs


def _below(here: Any, key: str, id: str) -> Any:
    found = here.get(key) if isinstance(here, Mapping) else None
    if not id or not isinstance(found, list):
        return found
    return next((each for each in found if isinstance(each, Mapping) and each.get("id") == id), None)


def _languages(words: Mapping[str, str]) -> list[str]:
    return [
        *(each for each in LANGUAGES if each in words),
        *(each for each in words if each not in LANGUAGES),
    ]


def _name(thing: Any, id: str) -> SafeString | str:
    if isinstance(thing, Mapping):
        for key in NAMES:
            if thing.get(key):
                return text(thing[key])
    return id


def _lines(value: Any, other: Any) -> Iterator[SafeString | str]:
    """A value in the words of an officer; of a text only the languages in which the sides differ."""
    match value:
        case _ if value is ABSENT or value == "" or value is None:
            yield say("Nothing")
        case bool():
            yield say("Yes") if value else say("No")
        case str() | int():
            yield str(value)
        case Mapping() if "ja" in value:
            beside = other if isinstance(other, Mapping) else {}
            differing = [key for key in _languages(value) if value[key] != beside.get(key)]
            yield from (text(value[key]) for key in differing or ["ja"])
        case Mapping() if "id" in value:
            yield _name(value, str(value["id"]))
        case list() if all(isinstance(each, Mapping) and ("id" in each or "ja" in each) for each in value):
            yield from (_name(each, each["id"]) if "id" in each else text(each) for each in value)
        case list() if all(isinstance(each, str) for each in value):
            yield from value
        case Mapping():
            yield from writing.as_yaml(value).strip().splitlines()
        case _:
            yield from writing.as_yaml({"-": value}).strip().splitlines()
