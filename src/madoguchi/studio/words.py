"""The texts of a procedure side by side in every language, with what was found in them at its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from django.utils.safestring import SafeString

from madoguchi.base.texts import say
from madoguchi.rules.documents.base import LANGUAGES
from madoguchi.rules.easy import Finding, Level, Rule, check
from madoguchi.rules.editing import title_at
from madoguchi.rules.texts import ruby_html
from madoguchi.rules.translations import Gap, Gaps, Wording

EASY: Final = "ja-easy"
OF_A_SENTENCE: Final = frozenset((Rule.LONG, Rule.RATHER_LONG, Rule.MANY_KANJI, Rule.NO_SPACES))
"""What is told below a text: a mark over all of it would show nothing."""
FINDINGS: Final[Mapping[Rule, str]] = {
    Rule.LONG: "This sentence is too long ({count} characters). Make two of it.",
    Rule.RATHER_LONG: "This sentence is rather long ({count} characters). 30 are easy to read.",
    Rule.MANY_KANJI: "There are many kanji in this sentence. Use easier words or more hiragana.",
    Rule.NO_SPACES: "Put spaces between the phrases.",
    Rule.NO_READING: "“{found}” has no reading.",
    Rule.BAD_READING: "The reading “{found}” is not in hiragana.",
    Rule.PASSIVE: "“{found}” is a passive or causative. Say who does it: “the city sends it”.",
    Rule.KEIGO: "“{found}” is honorific language. です and ます are enough.",
    Rule.DOUBLE_NEGATION: "“{found}” says no twice. Say what one can do.",
    Rule.HARD_WORD: "“{found}” is a hard word.",
    Rule.LOANWORD: "“{found}” is a loanword with an easier word.",
    Rule.VAGUE: "“{found}” leaves open what is meant. Say it exactly.",
    Rule.ERA: "“{found}”: write the year of the common era.",
    Rule.EXPLAIN: "“{found}” is worth knowing. Explain it in 〈 〉.",
    Rule.NOT_POLITE: "“{found}”: end the sentence with です or ます.",
    Rule.OBLIGATION: "“{found}”: say “please do”.",
    Rule.WIDE_DIGITS: "“{found}”: write narrow digits.",
    Rule.DAY_STYLE: "“{found}”: write year, month, day and weekday.",
    Rule.NO_WEEKDAY: "“{found}”: add the weekday.",
    Rule.CLOCK: "“{found}”: say morning or afternoon.",
}
CHAPTERS: Final = {
    "computed": "Computed values",
    "checks": "Checks",
    "review": "Review",
    "letters": "Letters",
    "messages": "Messages",
}
PARTS: Final = {
    "title": "Title",
    "summary": "Summary",
    "purpose": "Purpose of use",
    "papers": "Papers",
    "intro": "Introduction",
    "hint": "Hint",
    "example": "Example of an answer",
    "why": "Why it is asked",
    "message": "What is said",
    "text": "Wording",
    "statement": "Statement",
    "body": "Text",
    "noun": "What one row is called",
    "unit": "Unit",
}
_LAST: Final = re.compile(r"([a-z_]+)(?:\[[^\]]*\])?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a text, and how much what was found in it hinders."""

    html: SafeString
    level: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A finding in words, with what may be put in its place."""

    level: Level
    words: SafeString
    easier: SafeString | str
    key: str  # names it among the findings of its text
    may_replace: bool


@dataclass(frozen=True, kw_only=True)
class Row:
    """One text in its languages."""

    wording: Wording
    chapter: SafeString | str
    label: SafeString | str
    stale: Mapping[str, Gap] = field(default_factory=dict)  # by language
    proposed: Mapping[str, str] = field(default_factory=dict)  # typed or drafted, not kept yet
    is_open: bool = False

    @property
    def path(self) -> str:
        """Where it stands in the document."""
        return self.wording.path

    @property
    def id(self) -> str:
        """Its id on the page."""
        return "text_" + re.sub(r"[^a-z0-9_]", "-", self.path)

    @property
    def easy(self) -> str:
        """The easy Japanese; empty where there is none."""
        return self.wording.words.get(EASY, "")

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What a reader of the easy Japanese stumbles over."""
        return check(self.easy)

    @property
    def told(self) -> list[Told]:
        """The same in words."""
        return told(self.findings)

    @property
    def is_hard(self) -> bool:
        """Whether something has to be mended before it is easy."""
        return any(each.level is Level.ERROR for each in self.findings)

    @property
    def is_missing(self) -> bool:
        """Whether a language lacks."""
        return any(language not in self.wording.words for language in LANGUAGES)

    @property
    def cells(self) -> list[dict[str, Any]]:
        """One for each language: what stands there, and what is in its box."""
        return [self._cell(language) for language in LANGUAGES]

    def _cell(self, language: str) -> dict[str, Any]:
        words = self.wording.words.get(language, "")
        return {
            "language": language,
            "html_lang": language.split("-")[0],
            "words": words,
            "pieces": pieces(words, self.findings if language == EASY else ()),
            "box": self.proposed.get(language, words),
            "stale": self.stale.get(language),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many texts there are to look at, by why."""

    all: int
    hard: int
    stale: int
    missing: int


def rows(plain: Any, texts: Iterable[Wording], gaps: Gaps) -> list[Row]:
    """Every text that residents read, in the order of the document."""
    stale: dict[str, dict[str, Gap]] = {}
    for gap in gaps.stale:
        stale.setdefault(gap.path, {})[gap.language] = gap
    return [
        Row(
            wording=each,
            chapter=_chapter(plain, each.path),
            label=_label(plain, each.path),
            stale=stale.get(each.path, {}),
        )
        for each in texts
        if each.for_residents
    ]


def count(found: Iterable[Row]) -> Count:
    """What there is to do."""
    every = list(found)
    return Count(
        all=len(every),
        hard=sum(each.is_hard for each in every),
        stale=sum(bool(each.stale) for each in every),
        missing=sum(each.is_missing for each in every),
    )


SHOWN: Final[Mapping[str, Callable[[Row], bool]]] = {
    "all": lambda row: True,
    "hard": lambda row: row.is_hard,
    "stale": lambda row: bool(row.stale),
    "missing": lambda row: row.is_missing,
}


def told(findings: Iterable[Finding]) -> list[Told]:
    """Findings in words; kanji without a reading are told all at once."""
    every = list(findings)
    bare = [each for each in every if each.rule is Rule.NO_READING]
    said = [_told(each, each.found) for each in every if each.rule is not Rule.NO_READING]
    if bare:
        said.append(_told(bare[0], "」「".join(dict.fromkeys(each.found for each in bare))))
    return said


def _told(finding: Finding, found: str) -> Told:
    return Told(
        level=finding.level,
        words=say(FINDINGS[finding.rule], found=found, count=len(finding.found)),
        easier=SafeString(ruby_html(finding.easier)) if finding.easier else "",
        key=key_of(finding),
        may_replace=finding.replacement is not None,
    )


def key_of(finding: Finding) -> str:
    """What names a finding among those of its text."""
    return f"{finding.rule}.{finding.start}.{finding.end}"


def pieces(text: str, findings: Iterable[Finding]) -> list[Piece]:
    """The text, cut where something was found."""
    cut, at = [], 0
    for start, end, level in _spans(findings):
        cut += [Piece(html=_html(text[at:start])), Piece(html=_html(text[start:end]), level=level)]
        at = end
    return [piece for piece in (*cut, Piece(html=_html(text[at:]))) if piece.html]


def _spans(findings: Iterable[Finding]) -> Iterator[tuple[int, int, str]]:
    """Places one behind the other; of two that overlap the first."""
    at = 0
    for each in findings:
        if each.rule not in OF_A_SENTENCE and each.start >= at:
            yield each.start, each.end, each.level.value
            at = each.end


def _html(text: str) -> SafeString:
    return SafeString(ruby_html(text))


def _chapter(plain: Any, path: str) -> SafeString | str:
    if path.startswith("steps["):
        title = title_at(plain, path.split(".", maxsplit=1)[0])
        return say("Page “{title}”", title=title["ja"]) if title else ""
    return say(CHAPTERS.get(re.split(r"[.\[]", path)[0], "Basics"))


def _label(plain: Any, path: str) -> SafeString | str:
    """What it is, and of what: ヒント 「利用の理由」."""
    holder, _, last = path.rpartition(".")
    found = _LAST.search(last)
    part = say(PARTS.get(found[1] if found else "", "Wording"))
    title = title_at(plain, holder) if holder else None
    return say("{part}: “{title}”", part=part, title=title["ja"]) if title else part
