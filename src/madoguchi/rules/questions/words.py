"""Texts of one line and of many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from madoguchi.rules.questions import reading
from madoguchi.rules.questions.reading import wrong

if TYPE_CHECKING:
    from madoguchi.rules.documents.questions import LongTextQuestion, TextQuestion


def read_text(question: TextQuestion, raw: object, _facts: object) -> str:
    """One line, exactly as typed; only digits where the question asks for a number of digits."""
    if question.digits:
        return _digits(raw, question.digits)
    value = reading.within(reading.text(raw), question.max_length)
    return _long_enough(question, value)


def read_long_text(question: LongTextQuestion, raw: object, _facts: object) -> str:
    """Several lines, exactly as typed."""
    value = reading.within(reading.lines(raw), question.max_length)
    return _long_enough(question, value)


def show_text(_question: object, value: Any, _language: str, _facts: object) -> str:
    """The text, its lines joined by spaces."""
    return " ".join(str(value).split("\n"))


def _long_enough(question: TextQuestion | LongTextQuestion, value: str) -> str:
    if len(value) < question.min_length:
        raise wrong("too_short", min_length=question.min_length, length=len(value))
    return value


def _digits(raw: object, counts: tuple[int, ...]) -> str:
    value = reading.digits(raw)
    if not (value.isascii() and value.isdigit() and len(value) in counts):
        raise wrong("wrong_digits", digits=list(counts))
    return value
