"""The rules of やさしい日本語 that a machine can check (在留支援のためのやさしい日本語ガイドライン)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from typing import Final

from madoguchi.rules import calendar
from madoguchi.rules.easy.flat import Flat, flatten
from madoguchi.rules.easy.words import ENDINGS, POLITE_PREFIX, conjugated, lists, pattern
from madoguchi.rules.texts import ruby_parts

LONGEST: Final = 50  # characters of a sentence, without readings and spaces
SHORT_ENOUGH: Final = 30
MOST_KANJI: Final = 13  # in a sentence
NEEDS_SPACES: Final = 15  # characters from which phrases are set apart
KANJI: Final = re.compile(r"[々〆\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
HIRAGANA: Final = re.compile(r"[ぁ-ゖー]+")
SENTENCE: Final = re.compile(r"[^。？！\n]+[。？！]?")
EXPLAINED: Final = "〈"


class Level(StrEnum):
    """How much it hinders a reader."""

    ERROR = "error"
    ADVICE = "advice"


class Rule(StrEnum):
    """What is looked for."""

    LONG = "long"
    NO_READING = "no_reading"
    BAD_READING = "bad_reading"
    PASSIVE = "passive"
    KEIGO = "keigo"
    DOUBLE_NEGATION = "double_negation"
    HARD_WORD = "hard_word"
    LOANWORD = "loanword"
    VAGUE = "vague"
    ERA = "era"
    EXPLAIN = "explain"
    RATHER_LONG = "rather_long"
    MANY_KANJI = "many_kanji"
    NO_SPACES = "no_spaces"
    NOT_POLITE = "not_polite"
    OBLIGATION = "obligation"
    WIDE_DIGITS = "wide_digits"
    DAY_STYLE = "day_style"
    NO_WEEKDAY = "no_weekday"
    CLOCK = "clock"

    @property
    def level(self) -> Level:
        """Whether the text is still easy with it."""
        return Level.ADVICE if self in ADVICE else Level.ERROR


ADVICE: Final = frozenset(
    (Rule.EXPLAIN, Rule.RATHER_LONG, Rule.MANY_KANJI, Rule.NO_SPACES, Rule.NOT_POLITE, Rule.OBLIGATION)
    + (Rule.WIDE_DIGITS, Rule.DAY_STYLE, Rule.NO_WEEKDAY, Rule.CLOCK)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing a reader stumbles over."""

    rule: Rule
    start: int  # in the text as written, marks and spaces included
    end: int
    found: str  # as it is said
    replacement: str | None = None  # may be put in its place as it is
    easier: str = ""  # what says the same, where the sentence has to be built anew

    @property
    def level(self) -> Level:
        """How much it hinders."""
        return self.rule.level


@lru_cache(maxsize=4096)
def check(text: str) -> tuple[Finding, ...]:
    """What hinders a reader of `text`, in the order of its places; of two at one place the longer."""
    flat = flatten(text)
    found = [finding for look in LOOKS for finding in look(flat, text)]
    return tuple(sorted(_without_doubles(found), key=lambda each: (each.start, -each.end, each.rule)))


def _without_doubles(found: list[Finding]) -> Iterator[Finding]:
    """A word inside a longer one that was found is not told again."""
    spans = [each for each in found if each.rule in OF_WORDS]
    for each in found:
        covered = each.rule in OF_WORDS and any(
            other is not each
            and other.start <= each.start
            and each.end <= other.end
            and (other.end - other.start, OF_WORDS.index(each.rule))
            > (each.end - each.start, OF_WORDS.index(other.rule))
            for other in spans
        )
        if not covered:
            yield each


OF_WORDS: Final = (Rule.KEIGO, Rule.HARD_WORD, Rule.LOANWORD, Rule.VAGUE, Rule.PASSIVE)


def _finding(
    rule: Rule, flat: Flat, span: tuple[int, int], *, replacement: str | None = None, easier: str = ""
) -> Finding:
    start, end = flat.written(*span)
    return Finding(
        rule=rule,
        start=start,
        end=end,
        found=flat.plain[slice(*span)],
        replacement=replacement if flat.is_whole(*span) else None,
        easier=easier or (replacement or ""),
    )


def _lengths(flat: Flat, _text: str) -> Iterator[Finding]:
    for match in SENTENCE.finditer(flat.plain):
        length = len(match[0].rstrip("。？！"))
        if length > LONGEST:
            yield _finding(Rule.LONG, flat, match.span())
        elif length > SHORT_ENOUGH:
            yield _finding(Rule.RATHER_LONG, flat, match.span())
        if sum(map(len, KANJI.findall(match[0]))) > MOST_KANJI:
            yield _finding(Rule.MANY_KANJI, flat, match.span())


def _readings(flat: Flat, text: str) -> Iterator[Finding]:
    for match in KANJI.finditer(flat.plain):
        bare = [at for at in range(*match.span()) if at in flat.bare]
        if bare:
            yield _finding(Rule.NO_READING, flat, (bare[0], bare[-1] + 1))
    at = 0
    for part in ruby_parts(text):
        end = at + len(part.base) + (len(part.reading) + 3 if part.reading else 0)
        if part.reading and not HIRAGANA.fullmatch(part.reading):
            yield Finding(rule=Rule.BAD_READING, start=at, end=end, found=part.reading)
        at = end


TAIL: Final = "(?:ませんでした|ません|ました|ます|ない|なく|なけれ|たら|たい|た|て|る|れ|ず)"
PASSIVE: Final = re.compile(
    rf"(?<![くとて])(?:され|られ|させ|せられ){TAIL}?"
    rf"|(?<!生)(?<!恵)(?<!分)(?<!別)(?<=[\u3400-\u9fff])[かがたなばまわ]れ{TAIL}"
)


def _passives(flat: Flat, _text: str) -> Iterator[Finding]:
    for match in PASSIVE.finditer(flat.plain):
        yield _finding(Rule.PASSIVE, flat, match.span())


HONOURED: Final = re.compile(
    r"[おご御][\u3400-\u9fff]{1,2}[ぁ-ん]{0,2}に(?:なります|なった|なって|なる(?!と))"
)
NOT_KEIGO: Final = re.compile("なさそう|少なさ|頂上|頂点|[しい]なさすぎ")


def _keigo(flat: Flat, _text: str) -> Iterator[Finding]:
    words = lists().keigo
    harmless = [match.span() for match in NOT_KEIGO.finditer(flat.plain)]
    for match in _pattern("keigo").finditer(flat.plain):
        if any(start <= match.start() < end for start, end in harmless):
            continue
        yield _finding(Rule.KEIGO, flat, match.span(), replacement=words[match[0]] or None)
    for match in HONOURED.finditer(flat.plain):
        yield _finding(Rule.KEIGO, flat, match.span())


TWICE_NOT: Final = re.compile(
    r"な(?:い|くは|く)(?:こと|わけ|はず|もの)?(?:では|じゃ|は|も)(?:ない|ありません|なく)"
    r"|なく(?:は|も)(?:ない|ありません)|ないとは(?:限|かぎ|言|い)[らりえ](?:ない|ません)|ざるを得|ざるをえ"
    r"|な(?:い|ければ|くては)[^。、]{0,10}(?:でき|こと[がは]でき|いえ|言え)(?:ない|ません)(?!でした)"
)
OBLIGED: Final = re.compile(r"(?:なければ|なくては)(?:なりません|ならない|いけません|いけない)")


def _negations(flat: Flat, _text: str) -> Iterator[Finding]:
    for match in TWICE_NOT.finditer(flat.plain):
        yield _finding(Rule.DOUBLE_NEGATION, flat, match.span())
    for match in OBLIGED.finditer(flat.plain):
        yield _finding(Rule.OBLIGATION, flat, match.span())


def _hard_words(flat: Flat, text: str) -> Iterator[Finding]:
    explained: set[str] = set()
    for match in _found(flat, "hard"):
        if (word := match[0]) in lists().explain:
            if word not in explained and f"{word}{EXPLAINED}" not in flat.plain:
                explained.add(word)
                yield _to_explain(flat, text, match)
            continue
        yield _of_list(Rule.HARD_WORD, flat, match, lists().verbs, {**lists().words, **lists().rephrase})


def _to_explain(flat: Flat, text: str, match: re.Match[str]) -> Finding:
    """Such a word stays where it is; the first time it is followed by what it means."""
    start, end = flat.written(*match.span())
    meaning = lists().explain[match[0]]
    return _finding(
        Rule.EXPLAIN, flat, match.span(), replacement=f"{text[start:end]}〈{meaning}〉", easier=meaning
    )


KATAKANA: Final = re.compile("[ァ-ヺー]")


def _loanwords(flat: Flat, _text: str) -> Iterator[Finding]:
    for match in _found(flat, "loan"):
        around = flat.plain[max(match.start() - 1, 0) : match.start()] + flat.plain[match.end() :][:1]
        if not KATAKANA.search(around):
            yield _of_list(Rule.LOANWORD, flat, match, lists().loanverbs, lists().loanwords)


def _of_list(
    rule: Rule, flat: Flat, match: re.Match[str], verbs: Mapping[str, str], words: Mapping[str, str]
) -> Finding:
    """A verb is put in its place conjugated; a noun as it stands; else it is only named."""
    word = match[0]
    if word not in verbs:
        replacement = words[word] if word not in lists().rephrase else None
        return _finding(rule, flat, match.span(), replacement=replacement, easier=words[word])
    ending = ENDINGS.match(flat.plain, match.end())
    if ending is None:
        return _finding(rule, flat, match.span(), easier=verbs[word])
    start = match.start()
    if ending[0] == "ください":
        start -= flat.plain.startswith(POLITE_PREFIX, start - 1) if start else 0
    return _finding(rule, flat, (start, ending.end()), replacement=conjugated(verbs[word], ending[0]))


# 等 is part of other words, 当 of 手当, 原則 of none.
NOT_VAGUE: Final = re.compile("平等|等級|高等|同等|均等|対等|一等|二等|三等|上等|適当な数|その他人")


def _vague(flat: Flat, _text: str) -> Iterator[Finding]:
    harmless = [match.span() for match in NOT_VAGUE.finditer(flat.plain)]
    for match in _found(flat, "vague"):
        if not any(start <= match.start() < end for start, end in harmless):
            yield _finding(Rule.VAGUE, flat, match.span(), replacement=lists().vague[match[0]] or None)


def _found(flat: Flat, name: str) -> Iterator[re.Match[str]]:
    """The words of a list that are not explained at once in 〈…〉."""
    for match in _pattern(name).finditer(flat.plain):
        if flat.plain[match.end() : match.end() + 1] != EXPLAINED:
            yield match


@cache
def _pattern(name: str) -> re.Pattern[str]:
    words = lists()
    return pattern(
        {
            "keigo": words.keigo,
            "hard": {**words.verbs, **words.words, **words.rephrase, **words.explain},
            "loan": {**words.loanverbs, **words.loanwords},
            "vague": words.vague,
        }[name]
    )


ERA: Final = re.compile(r"(令和|平成|昭和|大正|明治)(元|[0-9０-９]{1,2})年")
FIRST: Final = {era: first.year for era, _, first in calendar.ERAS}
DAY: Final = re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日(?![(（])")
SLASHED: Final = re.compile(
    r"(?<![0-9])([0-9]{4})[/.．-]([0-9]{1,2})[/.．-]([0-9]{1,2})(?![0-9])(?:\([月火水木金土日]\))?"
)
CLOCK: Final = re.compile(r"(?<![0-9])(1[3-9]|2[0-3])(?:[:：]([0-5][0-9])|時(?:([0-5]?[0-9])分)?)")
WIDE: Final = re.compile("[０-９]+")


def _numbers(flat: Flat, _text: str) -> Iterator[Finding]:
    for match in ERA.finditer(flat.plain):
        year = FIRST[match[1]] - 1 + (1 if match[2] == "元" else int(match[2]))
        yield _finding(Rule.ERA, flat, match.span(), replacement=f"{year}[年|ねん]")
    for match in SLASHED.finditer(flat.plain):
        yield from _day(Rule.DAY_STYLE, flat, match)
    for match in DAY.finditer(flat.plain):
        yield from _day(Rule.NO_WEEKDAY, flat, match)
    for match in CLOCK.finditer(flat.plain):
        minutes = match[2] or match[3] or ""
        said = f"[午後|ごご]{int(match[1]) - 12}[時|じ]" + (
            _minutes(int(minutes)) if int(minutes or 0) else ""
        )
        yield _finding(Rule.CLOCK, flat, match.span(), replacement=said)
    for match in WIDE.finditer(flat.plain):
        yield _finding(
            Rule.WIDE_DIGITS,
            flat,
            match.span(),
            replacement=str(int(match[0])) if match[0][0] != "０" else None,
        )


def _day(rule: Rule, flat: Flat, match: re.Match[str]) -> Iterator[Finding]:
    """With its weekday; a day that does not exist is not ours to tell."""
    try:
        day = date(*map(int, match.groups()))
    except ValueError:
        return
    yield _finding(rule, flat, match.span(), replacement=calendar.say_date(day, "ja-easy"))


def _minutes(minutes: int) -> str:
    return f"{minutes}[分|{'ぷん' if minutes % 10 in (0, 1, 3, 4, 6, 8) else 'ふん'}]"


PLAIN_END: Final = re.compile(
    r"(?:である|であった|(?<=[\u3400-\u9fffァ-ヺ])だ|べきだ|なのだ|こと|しろ|せよ)。"
)


def _style(flat: Flat, text: str) -> Iterator[Finding]:
    for match in PLAIN_END.finditer(flat.plain):
        yield _finding(Rule.NOT_POLITE, flat, match.span())
    at = 0
    for line in text.split("\n"):
        said = flatten(line)
        if (
            len(said.plain) >= NEEDS_SPACES
            and re.search("[ぁ-ん]", said.plain)
            and not re.search(r"[ \u3000]", line.strip())
        ):
            start = at + len(line) - len(line.lstrip())
            yield Finding(rule=Rule.NO_SPACES, start=start, end=at + len(line), found=said.plain)
        at += len(line) + 1


LOOKS: Final[tuple[Callable[[Flat, str], Iterator[Finding]], ...]] = (
    _lengths, _readings, _passives, _keigo, _negations, _hard_words, _loanwords, _vague, _numbers, _style,
)  # fmt: skip
