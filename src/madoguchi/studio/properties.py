"""What an officer can say about each type of question, in the order of the page. Labels are messages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from pydantic_core import PydanticUndefined

from madoguchi.rules.documents.questions import Question, Repeat
from madoguchi.rules.editing.newborn import MODELS


class Shape(StrEnum):
    """How a property is written down."""

    TEXTS = "texts"  # in every language
    FLAG = "flag"
    WHOLE = "whole"  # a whole number
    WORDS = "words"  # as typed
    NUMBERS = "numbers"  # several, with commas between
    CHOICE = "choice"
    SEVERAL = "several"  # of the choices, each ticked
    RANKED = "ranked"  # of the choices, the best first


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """One thing that can be said. `choices` are values with their messages; the empty one is the default."""

    key: str
    shape: Shape
    label: str
    hint: str = ""
    is_long: bool = False
    is_needed: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    default: Any = None  # what holds where nothing is said, if no type of question says it


def _texts(key: str, label: str, hint: str = "", *, long: bool = False, needed: bool = False) -> Property:
    return Property(key=key, shape=Shape.TEXTS, label=label, hint=hint, is_long=long, is_needed=needed)


def _flag(key: str, label: str, hint: str = "") -> Property:
    return Property(key=key, shape=Shape.FLAG, label=label, hint=hint)


def _whole(key: str, label: str) -> Property:
    return Property(key=key, shape=Shape.WHOLE, label=label)


def _words(key: str, label: str) -> Property:
    return Property(key=key, shape=Shape.WORDS, label=label)


def _choice(key: str, label: str, *choices: tuple[str, str], hint: str = "") -> Property:
    return Property(key=key, shape=Shape.CHOICE, label=label, hint=hint, choices=choices)


# Labels, hints and the words of choices are msgids.
_LENGTHS: Final = (
    _whole("min_length", "At least (characters)"),
    _whole("max_length", "At most (characters)"),
)
_NUMBERS: Final = (_words("at_least", "At least"), _words("at_most", "At most"))
_SINGLE_NAME: Final = (
    _flag("single_name", "One half of the name may stay empty", "For people with one name"),
)
_PLACE_KINDS: Final = (
    ("school", "Primary schools"),
    ("junior_high", "Junior high schools"),
    ("nursery", "Nurseries"),
    ("kindergarten", "Kindergartens"),
    ("club", "After-school clubs"),
    ("library", "Libraries"),
)
_PLACES: Final = (
    _choice("places", "Kind of places", *_PLACE_KINDS),
    _choice("near", "Near places first", ("", "Not sorted"), hint="By the answer to an earlier question"),
)
ANSWER: Final[dict[str, tuple[Property, ...]]] = {
    "text": (
        *_LENGTHS,
        Property(
            key="digits",
            shape=Shape.NUMBERS,
            label="Digits only, how many",
            hint="For example 15, or 10, 13. Leave it empty where letters are allowed.",
        ),
    ),
    "long_text": _LENGTHS,
    "integer": (
        _whole("at_least", "At least"),
        _whole("at_most", "At most"),
        _texts("unit", "Unit", "For example 人, 週"),
    ),
    "decimal": (*_NUMBERS, _whole("places", "Digits behind the point"), _texts("unit", "Unit")),
    "money": _NUMBERS,
    "choice": (_choice("shown_as", "Shown as", ("radio", "Buttons"), ("select", "A list to open")),),
    "choices": (_whole("at_most", "How many may be chosen at most"),),
    "person_name": _SINGLE_NAME,
    "child": _SINGLE_NAME,
    "guardian": _SINGLE_NAME,
    "files": (
        _whole("at_least", "Files at least"),
        _whole("at_most", "Files at most"),
        _flag("cannot_provide", "A reason may be given instead of the paper"),
    ),
    "place": _PLACES,
    "ranked_places": (*_PLACES, _whole("at_most", "How many wishes at most")),
    "slot": (_words("offering", "Code of what can be booked"),),
    "group": (
        _texts("repeat.noun", "What one row is called", "For example きょうだい", needed=True),
        _whole("repeat.at_least", "Rows at least"),
        _whole("repeat.at_most", "Rows at most"),
    ),
}
_TITLE: Final = _texts("title", "The question", needed=True)
_HINT: Final = _texts("hint", "Help below the question", long=True)
_EXAMPLE: Final = _texts("example", "Example of an answer")
_MORE_WORDS: Final[dict[str, tuple[Property, ...]]] = {
    "consent": (_texts("statement", "What is agreed to", long=True, needed=True),),
    "explanation": (_texts("body", "The text", long=True, needed=True),),
}
_REQUIRED: Final = _flag("required", "Must be answered")
_WHY: Final = _texts("why", "Why we ask this", "Shown to residents", long=True)
_LISTED: Final = _flag("listed", "Show in the officers' list and its filters", "At most 12 in a procedure")
_CARES: Final = (
    ("none", "No personal data"),
    ("personal", "Personal data"),
    ("sensitive", "Sensitive: encrypted, never searched or listed"),
)
OPTION: Final = (_texts("title", "Option", needed=True), _texts("hint", "Help beside it"))
STEP: Final = (
    _texts("title", "Heading of the step", needed=True),
    _texts("intro", "Text above the questions", long=True),
)


def words_of(type: str) -> tuple[Property, ...]:
    """What is read on the resident's page."""
    if type == "explanation":
        return (_TITLE, *_MORE_WORDS[type])
    return (_TITLE, *_MORE_WORDS.get(type, ()), _HINT, _EXAMPLE)


def answer_of(type: str) -> tuple[Property, ...]:
    """What counts as an answer."""
    return (_REQUIRED, *ANSWER.get(type, ())) if MODELS[type].has_answer else ()


def keeping_of(type: str, *, in_group: bool) -> tuple[Property, ...]:
    """Why it is asked, and how the answer is kept."""
    model = MODELS[type]
    if not model.has_answer:
        return ()
    care = _choice("care", "Kept as", ("", "As usual for this type"), *_cares(model))
    listed = (_LISTED,) if model.may_be_listed and not in_group else ()
    return (_WHY, care, *listed)


def default_of(type: str, key: str) -> Any:
    """What holds where nothing is said."""
    head, _, inner = key.partition(".")
    fields = Repeat.model_fields if inner else MODELS[type].model_fields
    found = fields[inner or head].default
    return None if found is PydanticUndefined else found


def _cares(model: type[Question]) -> tuple[tuple[str, str], ...]:
    """Guessing down is refused, so less than the type's own is not offered."""
    return _CARES[model.default_care.rank :]
