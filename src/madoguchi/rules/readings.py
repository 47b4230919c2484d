"""Readings for plain Japanese: [漢字|かんじ] from words as a dictionary tells them apart.

The dictionary is not known here: it hands over `Token`s. The city's own readings go before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from madoguchi.rules.texts import ruby_parts

_A_KANJI: Final = r"々〆ヶ\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
KANJI: Final = re.compile(f"[{_A_KANJI}]")
ALL_KANJI: Final = re.compile(f"[{_A_KANJI}]+")
PIECES: Final = re.compile(f"[{_A_KANJI}]+|[^{_A_KANJI}]+")
KANA: Final = re.compile("[ぁ-ゖー]+")
TO_HIRAGANA: Final = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ"))}

# What a city hall means, where a dictionary reads otherwise.
OURS: Final[Mapping[str, str]] = {
    "方": "かた", "明日": "あした", "昨日": "きのう", "今日": "きょう", "何": "なに", "私": "わたし",
    "他": "ほか", "市": "し", "課": "か", "係": "かかり", "後": "あと", "日本": "にほん",
}  # fmt: skip
THIS_WAY: Final = frozenset("がにへ")  # behind 〜の方: a side, not a person
# Words that are read as a whole, where a dictionary takes them apart.
WHOLE: Final[Mapping[str, str]] = {
    "避難所": "ひなんじょ", "避難場所": "ひなんばしょ", "保健所": "ほけんじょ", "市役所": "しやくしょ",
    "小学校": "しょうがっこう", "中学校": "ちゅうがっこう", "令和": "れいわ", "平成": "へいせい",
}  # fmt: skip
NOUN: Final = "名詞"
SPACE: Final = "空白"
AFFIXES: Final = ("接頭辞", "接尾辞")

# How what is counted is read behind its number, where the number does not change it.
COUNTED: Final[Mapping[str, str]] = {
    "年": "ねん", "月": "がつ", "日": "にち", "時": "じ", "人": "にん", "回": "かい", "枚": "まい",
    "円": "えん", "歳": "さい", "点": "てん", "番": "ばん", "件": "けん", "名": "めい", "号": "ごう",
    "台": "だい", "部": "ぶ", "頭": "とう", "階": "かい", "週": "しゅう", "割": "わり",
}  # fmt: skip
READ_WHOLE: Final[Mapping[str, str]] = {"1人": "ひとり", "2人": "ふたり", "20歳": "はたち"}
DAYS: Final = (
    "ついたち", "ふつか", "みっか", "よっか", "いつか", "むいか", "なのか", "ようか", "ここのか", "とおか",
)  # fmt: skip
PUN: Final = frozenset("013468")


@dataclass(frozen=True, slots=True)
class Token:
    """A word as it stands in a text, how it is read, and what kind of word it is."""

    surface: str
    reading: str = ""  # in kana; empty where it is not known
    kind: str = ""  # the part of speech
    is_bound: bool = False  # leans on the word before: 〜ている, 提出する


Tokens = Callable[[str], Sequence[Token]]
Readings = Mapping[str, str]  # the city's: word → reading in hiragana


def with_readings(text: str, tokens: Tokens, city: Readings) -> str:
    """`text` with a reading above every kanji that has none. What has one stays as it is."""
    known = {**WHOLE, **city}
    return "".join(
        f"[{part.base}|{part.reading}]" if part.reading else _read(part.base, tokens, known)
        for part in ruby_parts(text)
    )


def spaced(text: str, tokens: Tokens, city: Readings) -> str:
    """Plain `text` with a space before each phrase, as easy Japanese is written. Lines stay lines."""
    known = {**WHOLE, **city}
    return "\n".join("".join(_phrases(_meant(line, tokens, known))) for line in text.split("\n"))


def _read(plain: str, tokens: Tokens, city: Readings) -> str:
    if not KANJI.search(plain):
        return plain
    return "".join(map(_marked, _numbered(list(_joined(_meant(plain, tokens, city))))))


def _marked(token: Token) -> str:
    """申し込み → [申|もう]し[込|こ]み. A word whose reading is not known stays bare."""
    surface, reading = token.surface, token.reading.translate(TO_HIRAGANA)
    if not KANJI.search(surface) or not KANA.fullmatch(reading):
        return surface
    pieces = PIECES.findall(surface)
    shape = "".join("(.+?)" if KANJI.match(piece) else re.escape(_hiragana(piece)) for piece in pieces)
    aligned = re.fullmatch(shape, reading)
    if aligned is None:
        return f"[{surface}|{reading}]"
    found = iter(aligned.groups())
    return "".join(f"[{piece}|{next(found)}]" if KANJI.match(piece) else piece for piece in pieces)


def _hiragana(kana: str) -> str:
    return kana.translate(TO_HIRAGANA)


def _meant(plain: str, tokens: Tokens, city: Readings) -> Iterator[Token]:
    """The words, the city's own before those of the dictionary."""
    at = 0
    for start, end in _of_city(plain, tokens, city):
        yield from _usual(tokens(plain[at:start]))
        yield Token(plain[start:end], city[plain[start:end]], NOUN)
        at = end
    yield from _usual(tokens(plain[at:]))


def _of_city(plain: str, tokens: Tokens, city: Readings) -> Iterator[tuple[int, int]]:
    """Where the city's words stand. One of a single character counts only where it is a word by itself."""
    if not city:
        return
    words = re.compile("|".join(map(re.escape, sorted(city, key=len, reverse=True))))
    alone = None
    for match in words.finditer(plain):
        if len(match[0]) == 1:
            alone = _spans(tokens(plain)) if alone is None else alone
            if match.span() not in alone:
                continue
        yield match.span()


def _spans(tokens: Sequence[Token]) -> frozenset[tuple[int, int]]:
    ends = [0]
    for token in tokens:
        ends.append(ends[-1] + len(token.surface))
    return frozenset(pairwise(ends))


def _usual(tokens: Sequence[Token]) -> Iterator[Token]:
    """The words of the dictionary, read as a city hall means them."""
    said = [token for token in tokens if token.kind != SPACE]
    around = {
        id(token): (said[at - 1].surface if at else "", said[at + 1].surface if at + 1 < len(said) else "")
        for at, token in enumerate(said)
    }
    for token in tokens:
        yield replace(token, reading=_ours(token, *around[id(token)])) if token.kind != SPACE else token


def _ours(token: Token, before: str, following: str) -> str:
    surface = token.surface
    if surface not in OURS or token.kind in AFFIXES:
        return token.reading
    if surface == "方" and before in ("の", "た") and following in THIS_WAY:
        return token.reading
    if surface == "何" and (following in COUNTED or following[:1] in ("で", "か")):
        return "なん"
    return OURS[surface]


def _joined(tokens: Iterable[Token]) -> Iterator[Token]:
    """小 and 学校 are one word to a reader: what stands before or behind a word is read with it."""
    held: Token | None = None
    for token in tokens:
        if held and _is_one(held, token):
            reading = _hiragana(held.reading) + _hiragana(token.reading)
            held = Token(held.surface + token.surface, reading, NOUN)
            continue
        if held:
            yield held
        held = token
    if held:
        yield held


def _is_one(before: Token, token: Token) -> bool:
    affixed = before.kind == "接頭辞" or token.kind == "接尾辞"
    return affixed and bool(ALL_KANJI.fullmatch(before.surface + token.surface))


def _numbered(tokens: list[Token]) -> Iterator[Token]:
    """Numbers with what they count: 30[日|にち], [1人|ひとり], 10[分|ぷん]."""
    before: Token | None = None
    for index, token in enumerate(tokens):
        number = before.surface if before and before.surface.isdigit() else ""
        of_month = index >= 2 and tokens[index - 2].surface == "月"
        if before and not number:
            yield before
        if number:
            whole = _read_whole(number, token.surface, of_month=of_month)
            if whole:
                before = Token(number + token.surface, whole)
                continue
            yield Token(number)
            token = replace(token, reading=_counter(number, token))
        before = token
    if before:
        yield before


def _read_whole(number: str, counter: str, *, of_month: bool) -> str:
    value = int(number)
    if counter == "日" and (1 < value <= len(DAYS) or (value == 1 and of_month)):
        return DAYS[value - 1]
    return READ_WHOLE.get(f"{value}{counter}", "")


def _counter(number: str, token: Token) -> str:
    if token.surface == "分":
        return "ぷん" if number[-1] in PUN else "ふん"
    return COUNTED.get(token.surface, token.reading)


WORDS: Final = ("名詞", "代名詞", "動詞", "形容詞", "形状詞", "副詞", "連体詞", "接続詞", "感動詞", "接頭辞")
OF_NOUNS: Final = (NOUN, *AFFIXES)


def _phrases(tokens: Iterable[Token]) -> Iterator[str]:
    before: Token | None = None
    for token in tokens:
        if before and _begins(token, before):
            yield " "
        yield token.surface
        before = token


def _begins(token: Token, before: Token) -> bool:
    """Whether a phrase begins here."""
    if token.kind not in WORDS or before.kind in ("補助記号", SPACE, "接頭辞"):
        return False
    if token.is_bound:
        return before.kind == "助詞" and before.surface not in ("て", "で")
    return not (token.kind in OF_NOUNS and before.kind in OF_NOUNS)
