"""The lists of hard words, read once, and how a plain verb is put in the place of a hard one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

LISTS: Final = Path(__file__).parent / "words.yaml"

# How する is conjugated, and what stands in its place: a form of the plain verb, and its ending.
SURU: Final[Mapping[str, tuple[str, str]]] = {
    "しなければ": ("not", "なければ"),
    "しましょう": ("polite", "ましょう"),
    "しました": ("polite", "ました"),
    "しません": ("polite", "ません"),
    "できます": ("plain", " ことが できます"),
    "できません": ("plain", " ことが できません"),
    "できない": ("plain", " ことが できない"),
    "できる": ("plain", " ことが できる"),
    "しないで": ("not", "ないで"),
    "しなくて": ("not", "なくて"),
    "しなくても": ("not", "なくても"),
    "してください": ("joining", " ください"),
    "してから": ("joining", "から"),
    "します": ("polite", "ます"),
    "しない": ("not", "ない"),
    "したい": ("polite", "たい"),
    "すれば": ("if", "ば"),
    "せずに": ("not", "ないで"),
    "ください": ("joining", " ください"),
    "する": ("plain", ""),
    "した": ("past", ""),
    "して": ("joining", ""),
}
ENDINGS: Final = re.compile("|".join(sorted(SURU, key=len, reverse=True)))
POLITE_PREFIX: Final = ("ご", "お", "御")

# The last kana of a verb: before ます, before ない, joining, past, before ば.
GODAN: Final[Mapping[str, tuple[str, str, str, str, str]]] = {
    "す": ("し", "さ", "して", "した", "せ"),
    "く": ("き", "か", "いて", "いた", "け"),
    "ぐ": ("ぎ", "が", "いで", "いだ", "げ"),
    "う": ("い", "わ", "って", "った", "え"),
    "つ": ("ち", "た", "って", "った", "て"),
    "る": ("り", "ら", "って", "った", "れ"),
    "ぬ": ("に", "な", "んで", "んだ", "ね"),
    "ぶ": ("び", "ば", "んで", "んだ", "べ"),
    "む": ("み", "ま", "んで", "んだ", "め"),
}
ICHIDAN: Final = ("", "", "て", "た", "れ")
KURU: Final = ("き", "こ", "きて", "きた", "くれ")
FORMS: Final = ("polite", "not", "joining", "past", "if")
GOING: Final = ("[行|い]く", "いく")


@dataclass(frozen=True, slots=True)
class Words:
    """Every list: a word → what says the same more plainly (empty where the sentence has to be said anew)."""

    verbs: Mapping[str, str]
    ichidan: frozenset[str]
    words: Mapping[str, str]
    rephrase: Mapping[str, str]
    loanwords: Mapping[str, str]
    loanverbs: Mapping[str, str]
    vague: Mapping[str, str]
    keigo: Mapping[str, str]
    explain: Mapping[str, str]


@cache
def lists() -> Words:
    """The lists of the file beside."""
    found: dict[str, Any] = yaml.safe_load(LISTS.read_text(encoding="utf-8"))
    return Words(**{**found, "ichidan": frozenset(re.findall(r"\S+", found["ichidan"]))})


def conjugated(verb: str, ending: str) -> str:
    """`verb` in the form that する has in `ending`: 出す, してください → 出して ください."""
    form, rest = SURU[ending]
    return (verb if form == "plain" else _form(verb, form)) + rest


def _form(verb: str, form: str) -> str:
    at = FORMS.index(form)
    if verb.endswith("くる"):
        return verb.removesuffix("くる") + KURU[at]
    if verb in GOING or verb.endswith(GOING):
        return verb[:-1] + ("き", "か", "って", "った", "け")[at]
    last = verb.split(" ")[-1]
    if last in lists().ichidan:
        return verb[:-1] + ICHIDAN[at]
    return verb[:-1] + GODAN[verb[-1]][at]


def pattern(words: Mapping[str, str]) -> re.Pattern[str]:
    """Finds any of the words, the longest first."""
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))
