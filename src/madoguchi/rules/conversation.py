"""What the city says in a chat: who stands where × what was heard → what is done, and where they stand then.

A chat never asks for personal data. What looks like some is covered before anybody keeps or reads it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Final

from madoguchi.rules.documents.base import LANGUAGES
from madoguchi.rules.names import search_key

LONGEST_SEARCH: Final = 200  # of what was typed, letters that are looked at
LONGEST_KEPT: Final = 1000  # letters that an officer is shown
LONGEST: Final = 1000  # letters that an officer says at once
LONGEST_BUTTON: Final = 300  # as LINE has it
MENU_TAB: Final = "tab-"  # a tab of the menu was opened: the phone shows it, nothing is to be said
COVER: Final = "＊"
NEW: Final = "new"
SOON: Final = timedelta(minutes=10)  # within which an officer ought to have said a word


class Kind(StrEnum):
    """What a person can do in a chat."""

    FOLLOWED = "followed"
    SAID = "said"
    PRESSED = "pressed"
    SENT = "sent"  # a sticker, a picture, a place: nothing that can be read


class Desk(StrEnum):
    """How far somebody is with talking to an officer (有人チャット)."""

    NOBODY = "nobody"
    WAITING = "waiting"
    TAKEN = "taken"


class Does(StrEnum):
    """What the city does about what it heard."""

    GREET = "greet"  # `about`: NEW for a new friend; otherwise only the language is asked
    SWITCH = "switch"  # `about`: the language
    MENU = "menu"
    LIST_EVENTS = "list_events"
    FIND_BY_EVENT = "find_by_event"  # `about`: the life event
    FIND = "find"  # `about`: the words
    ANSWER = "answer"  # `about`: the number of a question the staff answered
    MINE = "mine"
    OFFER_DESK = "offer_desk"  # asks which section
    ASK_DESK = "ask_desk"  # `about`: the section
    DESK_CLOSED = "desk_closed"
    PASS_ON = "pass_on"  # noqa: S105 - not one. `about`: what the officer reads, covered
    STILL_WAITING = "still_waiting"
    END_DESK = "end_desk"
    NOT_READABLE = "not_readable"
    NOTHING = "nothing"


class Refusal(StrEnum):
    """Why an officer's act comes to nothing."""

    CLOSED = "closed"
    TAKEN = "taken"  # by somebody else
    EMPTY = "empty"
    TOO_LONG = "too_long"
    PERSONAL = "personal"  # nothing about a person is written on LINE


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where somebody stands in their chat with the city."""

    language: str
    desk: Desk = Desk.NOBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What came: `text` of what was said, `pressed` of a button."""

    kind: Kind
    text: str = ""
    pressed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What the city does, and where that leaves the other side. `warns`: personal data were typed."""

    does: Does
    state: State
    about: str = ""
    warns: bool = False


# What is typed where there are no buttons, e.g. on a computer: each word as `search_key` has it.
_TYPED: Final = {
    Does.MENU: ("メニュー", "メニュ", "ヘルプ", "使い方", "menu", "help", "?", "？", "0"),
    Does.LIST_EVENTS: ("さがす", "探す", "手続き", "手続", "てつづき", "search", "find", "procedures", "1"),
    Does.MINE: ("わたしの申請", "私の申請", "申請状況", "マイページ", "my applications", "my page", "2"),
    Does.OFFER_DESK: (
        "職員と話す", "職員", "有人チャット", "しょくいん", "相談", "officer", "talk to an officer", "3",
    ),
    Does.END_DESK: ("終わる", "おわる", "終了", "やめる", "end", "stop"),
    Does.GREET: ("ことば", "言葉", "言語", "language", "4"),
}  # fmt: skip
_BY_WORD: Final = {search_key(word): does for does, words in _TYPED.items() for word in words}
_LANGUAGE_WORDS: Final = {
    search_key(word): code
    for code, words in {
        "ja": ("日本語",),
        "ja-easy": ("やさしい日本語", "かんたんな日本語"),
        "en": ("english", "英語"),
    }.items()
    for word in words
}
_PLAIN_BUTTONS: Final = frozenset({Does.MENU, Does.LIST_EVENTS, Does.MINE, Does.OFFER_DESK, Does.END_DESK})
_NAMING_BUTTONS: Final = frozenset({Does.FIND_BY_EVENT, Does.ASK_DESK, Does.SWITCH, Does.ANSWER, Does.FIND})

# Seven digits and more are a telephone, a card, a day of birth; whoever writes one does not know who reads.
_DIGITS: Final = re.compile(r"\d(?:[\s\-‐‑–—―−ー./()（）]{0,2}\d){6,}")
_BIRTH: Final = re.compile(
    r"(?:明治|大正|昭和|平成|令和|[MTSHR])\s*\d{1,2}[年./\-]\s*\d{1,2}[月./\-]\s*\d{1,2}日?"
    r"|(?:19|20)\d\d\s*[年./\-]\s*\d{1,2}\s*[月./\-]\s*\d{1,2}日?",
    re.IGNORECASE,
)
# Every repetition has an end, so that a long text costs its length and not its square.
_MAIL: Final = re.compile(r"[^\s@<>]{1,64}@[^\s@<>]{1,255}\.[^\s@<>]{1,63}")
_STREET: Final = re.compile(
    r"\d{1,5}丁目\s{0,3}\d{1,5}(?:番地?|[\-‐–ー−]\d{1,5})(?:\s{0,3}\d{0,5}号?)?|\d{1,5}番地?\s{0,3}\d{0,5}号?"
)
_PERSONAL: Final = (_MAIL, _BIRTH, _DIGITS, _STREET)

_RUNS: Final = re.compile(r"[一-鿿々〆ヶ]{2,}|[ァ-ヺー]{2,}|[a-z][a-z'-]+", re.IGNORECASE)


def turn(state: State, heard: Heard, *, is_open: bool) -> Turn:
    """What the city does now. `is_open`: whether officers answer at this hour."""
    match heard.kind:
        case Kind.FOLLOWED:
            return Turn(does=Does.GREET, state=replace(state, desk=Desk.NOBODY), about=NEW)
        case Kind.PRESSED:
            return _pressed(state, heard.pressed, is_open)
        case Kind.SENT:
            return Turn(does=Does.NOT_READABLE, state=state)
    return _said(state, heard.text, is_open)


def _said(state: State, text: str, is_open: bool) -> Turn:
    said = text.strip()
    key = search_key(said[:LONGEST_SEARCH])
    if not key and not said:
        return Turn(does=Does.NOT_READABLE, state=state)
    asked = _BY_WORD.get(key) or _BY_WORD.get(said)
    if state.desk is not Desk.NOBODY and asked is not Does.END_DESK:
        return _to_officer(state, said)
    if code := _LANGUAGE_WORDS.get(key):
        return _do(state, Does.SWITCH, code, is_open)
    if asked:
        return _do(state, asked, "", is_open)
    return Turn(does=Does.FIND, state=state, about=covered(said[:LONGEST_SEARCH]), warns=looks_personal(said))


def _to_officer(state: State, said: str) -> Turn:
    return Turn(
        does=Does.PASS_ON, state=state, about=covered(said)[:LONGEST_KEPT], warns=looks_personal(said)
    )


def _pressed(state: State, data: str, is_open: bool) -> Turn:
    """A button of ours; one that we never made, or make no more, leads to the menu."""
    name, _, about = data[:LONGEST_BUTTON].partition(":")
    if name.startswith(MENU_TAB):
        return Turn(does=Does.NOTHING, state=state)
    if name in _PLAIN_BUTTONS and not about:
        return _do(state, Does(name), "", is_open)
    if name in _NAMING_BUTTONS and about:
        return _do(state, Does(name), about, is_open)
    return Turn(does=Does.MENU, state=state)


def _do(state: State, does: Does, about: str, is_open: bool) -> Turn:
    if does is Does.SWITCH:
        known = about in LANGUAGES
        return Turn(
            does=Does.SWITCH if known else Does.GREET,
            state=replace(state, language=about if known else state.language),
            about=about if known else "",
        )
    if does in (Does.OFFER_DESK, Does.ASK_DESK):
        return _ask_desk(state, does, about, is_open)
    if does is Does.END_DESK:
        is_talking = state.desk is not Desk.NOBODY
        return Turn(does=Does.END_DESK if is_talking else Does.MENU, state=replace(state, desk=Desk.NOBODY))
    return Turn(does=does, state=state, about=about)


def _ask_desk(state: State, does: Does, about: str, is_open: bool) -> Turn:
    if state.desk is not Desk.NOBODY:
        return Turn(does=Does.STILL_WAITING, state=state)
    if not is_open:
        return Turn(does=Does.DESK_CLOSED, state=state)
    asks = does is Does.ASK_DESK
    return Turn(does=does, state=replace(state, desk=Desk.WAITING) if asks else state, about=about)


def is_overdue(waited: timedelta) -> bool:
    """Whether somebody waits for a word of an officer longer than they ought to."""
    return waited >= SOON


def language_for(told: str) -> str:
    """Ours for a language that LINE names, or does not: who reads neither of two reads easy Japanese."""
    first = told.lower().split("-")[0]
    if first in ("", "ja"):
        return "ja"
    return "en" if first == "en" else "ja-easy"


def button(does: Does, about: str = "") -> str:
    """What a button carries; `turn` reads it when it is pressed."""
    return f"{does}:{about}" if about else str(does)


def looks_personal(text: str) -> bool:
    """Whether something stands there that belongs to a person: a number, a day of birth, an address."""
    plain = unicodedata.normalize("NFKC", text)
    return any(pattern.search(plain) for pattern in _PERSONAL)


def unsayable(words: str) -> Refusal | None:
    """Why an officer cannot say this in a chat."""
    if not words:
        return Refusal.EMPTY
    if len(words) > LONGEST:
        return Refusal.TOO_LONG
    return Refusal.PERSONAL if looks_personal(words) else None


def covered(text: str) -> str:
    """The text with what looks personal covered; nothing else of it changes but wide digits."""
    plain = unicodedata.normalize("NFKC", text) if looks_personal(text) else text
    for pattern in _PERSONAL:
        plain = pattern.sub(lambda found: COVER * len(found[0]), plain)
    return plain


def terms(text: str) -> tuple[str, ...]:
    """The words of a sentence that may name a thing: runs of kanji, of katakana, of Latin letters."""
    found = _RUNS.findall(unicodedata.normalize("NFKC", text[:LONGEST_SEARCH]))
    return tuple(dict.fromkeys(found))


def best(text: str, questions: Iterable[tuple[int, Sequence[str]]]) -> tuple[int, ...]:
    """The questions whose words stand in the text, most and longest words first; each is (id, words)."""
    said = search_key(text[:LONGEST_SEARCH])
    scored = [
        (sum(len(key) for key in map(search_key, words) if len(key) > 1 and key in said), number)
        for number, words in questions
    ]
    return tuple(number for score, number in sorted(scored, key=lambda each: (-each[0], each[1])) if score)
