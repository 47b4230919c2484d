"""What fits a box of a chapter in this document: its letters, its questions, its answers by title."""

from __future__ import annotations

from collections.abc import Iterator

from madoguchi.base.texts import text_plain
from madoguchi.rules.conditions import scope_at
from madoguchi.rules.documents import Document
from madoguchi.rules.documents.checking import WAYS
from madoguchi.rules.expressions.reading import Named
from madoguchi.rules.expressions.types import SINGLE
from madoguchi.rules.phrasing.spoken import SPEAKERS

Choices = tuple[tuple[str, str], ...]


def choices_of(document: Document, key: str) -> Choices:
    """Values with their words, in the order of the document; none where any document has the same."""
    if key == "limits.one_per":
        return tuple(_single_answers(document))
    if key.startswith("applicant."):
        return tuple(_naming(document, key.removeprefix("applicant.")))
    if key.startswith("review.outcomes[") and key.endswith(".letter"):
        return tuple((each.id, text_plain(each.title)) for each in document.letters)
    if key.startswith("checks["):
        return tuple((each.id, text_plain(each.title)) for each in document.questions())
    return ()


def _single_answers(document: Document) -> Iterator[tuple[str, str]]:
    """Answers and parts of answers that two applications can have alike."""
    for path, named in scope_at(document, "limits").answers.items():
        if named.group is None and named.type.kind in SINGLE:
            yield path, text_plain(_titled(named))


def _naming(document: Document, way: str) -> Iterator[tuple[str, str]]:
    """The questions whose answer is a name, or a way of being reached."""
    for path, named in scope_at(document, "applicant").answers.items():
        whole = named.group is None and not named.part_id
        if whole and document.question(named.id).type in WAYS[way]:
            yield path, text_plain(named.title)


def _titled(named: Named) -> dict[str, str]:
    """お子さん・生年月日: a question, and the part of its answer."""
    between = {"ja": "・", "ja-easy": "・"}
    return {
        language: f"{named.title.get(language) or named.title['ja']}{between.get(language, ': ')}"
        f"{speaker.part(named.part_id)}"
        if named.part_id
        else named.title.get(language) or named.title["ja"]
        for language, speaker in SPEAKERS.items()
    }
