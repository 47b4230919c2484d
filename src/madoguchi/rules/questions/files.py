"""Files given as an answer, or the reason why they cannot be."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from madoguchi.rules.questions import people, reading
from madoguchi.rules.questions.choosing import separator
from madoguchi.rules.questions.reading import needed, within, wrong

if TYPE_CHECKING:
    from madoguchi.rules.documents.questions import FilesQuestion

REASON_LENGTH: Final = 500
NAME_LENGTH: Final = 255
_CANNOT: Final = {
    "ja": "提出できません（理由: {reason}）",
    "ja-easy": "[出|だ]せません（[理由|りゆう]: {reason}）",
    "en": "Cannot be provided ({reason})",
}


def read_files(question: FilesQuestion, raw: object, _facts: object) -> Any:
    """[{name, sha256}], or {cannot: reason} where the question allows it.

    A draft may hold both, {cannot, given: files}, for a mind that changes: a reason that is written counts.
    """
    if isinstance(raw, list):
        return _files(question, raw)
    held = reading.mapping(raw)
    if not set(held) <= {"cannot", "given"}:
        raise wrong("wrong_shape", expected="files or cannot")
    if people.nothing(held.get("cannot")):
        return _files(question, reading.sequence(held.get("given")))
    return _reason(question, held["cannot"])


def show_files(_question: object, value: Any, language: str, _facts: object) -> str:
    """The names of the files, or the reason."""
    if isinstance(value, dict):
        return _CANNOT[language].format(reason=" ".join(value["cannot"].split("\n")))
    return separator(language).join(each["name"] for each in value)


def _files(question: FilesQuestion, raw: list[Any]) -> list[dict[str, str]]:
    if len(raw) < question.at_least:
        raise wrong("too_few_files", at_least=question.at_least)
    if len(raw) > question.at_most:
        raise wrong("too_many_files", at_most=question.at_most)
    found = reading.every({str(index): partial(_file, each) for index, each in enumerate(raw, 1)})
    return list(found.values())


def _file(raw: object) -> dict[str, str]:
    given = reading.mapping(raw)
    digest = given.get("sha256")
    if not isinstance(digest, str) or not re.fullmatch("[0-9a-f]{64}", digest):
        raise wrong("wrong_shape", expected="sha256")
    return {"name": within(needed(reading.text(given.get("name"))), NAME_LENGTH), "sha256": digest}


def _reason(question: FilesQuestion, raw: object) -> dict[str, str]:
    if not question.cannot_provide:
        raise wrong("must_provide")
    return reading.every({"cannot": lambda: within(needed(reading.lines(raw)), REASON_LENGTH)})
