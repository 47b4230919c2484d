"""The texts of a document and their other languages: what is missing, what the Japanese has left behind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from madoguchi.rules.documents.base import LANGUAGES
from madoguchi.rules.documents.tidying import below, label

JAPANESE: Final = LANGUAGES[0]
OTHERS: Final = LANGUAGES[1:]
OFFICERS_READ: Final = frozenset(("checklist", "paragraphs", "items", "instruction", "closing"))
"""Keys below which texts are for officers, or for letters, which are written in Japanese."""
NO_TEXTS: Final = frozenset(("golden", "retention", "effect"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One text of a document, at its place."""

    path: str
    words: Mapping[str, str]
    for_residents: bool

    @property
    def key(self) -> str:
        """What it is called wherever it is moved: ids of questions and steps are for ever."""
        return key_of(self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """From which Japanese a translation was made. Without one, nothing was changed since."""

    key: str
    language: str
    words: str
    japanese: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A text that residents of one language do not read as they should."""

    path: str
    language: str
    japanese: str
    words: str = ""  # empty: missing
    made_from: str = ""  # the Japanese it still says


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """All of them, in the order of the document."""

    missing: tuple[Gap, ...]
    stale: tuple[Gap, ...]


def wordings(plain: Any) -> Iterator[Wording]:
    """Every text of a plain document, in its order."""
    yield from _wordings(plain, "", for_residents=True)


def _wordings(node: Any, path: str, *, for_residents: bool) -> Iterator[Wording]:
    if isinstance(node, Mapping) and isinstance(node.get(JAPANESE), str):
        yield Wording(path=path, words=node, for_residents=for_residents)
    elif isinstance(node, Mapping):
        for key, value in node.items():
            if path or key not in NO_TEXTS:
                ours = for_residents and key not in OFFICERS_READ
                yield from _wordings(value, below(path, key), for_residents=ours)
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _wordings(value, f"{path}[{label(value, index)}]", for_residents=for_residents)


def key_of(path: str) -> str:
    """The path without the steps and groups that a question may be moved between."""
    at = path.rfind("questions[")
    return path[at:] if at >= 0 else path


def left_behind(before: Any, after: Any, known: Iterable[Made]) -> tuple[Made, ...]:
    """What must be remembered of a change: translations that stayed as they were while the Japanese changed.

    What is known of the same words already tells an older Japanese, from which they were really made.
    """
    told = {(each.key, each.language): each.words for each in known}
    earlier = {each.key: each.words for each in wordings(before)}
    return tuple(
        Made(key=each.key, language=language, words=words, japanese=was[JAPANESE])
        for each in wordings(after)
        if (was := earlier.get(each.key)) and was[JAPANESE] != each.words[JAPANESE]
        for language, words in each.words.items()
        if language != JAPANESE and was.get(language) == words and told.get((each.key, language)) != words
    )


def gaps(plain: Any, known: Iterable[Made]) -> Gaps:
    """What residents' languages lack, and which translations say what the Japanese no longer says."""
    made = {(each.key, each.language): each for each in known}
    texts = [each for each in wordings(plain) if each.for_residents]
    return Gaps(
        missing=tuple(
            Gap(path=each.path, language=language, japanese=each.words[JAPANESE])
            for each in texts
            for language in OTHERS
            if language not in each.words
        ),
        stale=tuple(found for each in texts for found in _stale(each, made)),
    )


def _stale(text: Wording, made: Mapping[tuple[str, str], Made]) -> Iterator[Gap]:
    japanese = text.words[JAPANESE]
    for language in sorted(text.words, key=_order):
        words, known = text.words[language], made.get((text.key, language))
        if known and known.words == words and known.japanese != japanese:
            yield Gap(
                path=text.path, language=language, japanese=japanese, words=words, made_from=known.japanese
            )


def _order(language: str) -> tuple[int, str]:
    return (LANGUAGES.index(language) if language in LANGUAGES else len(LANGUAGES), language)
