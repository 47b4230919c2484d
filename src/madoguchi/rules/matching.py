"""照合: whether somebody in an application is somebody in the register. It proposes; officers choose.

Names, readings and addresses are compared by keys made beside them and are never corrected.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

from madoguchi.rules import names
from madoguchi.rules.addresses import house, place_key

_WIDE_LATIN: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x301C: 0x7E, 0x2212: 0x2D}
_LEAVES: Final = ("転出", "死亡", "消除", "失踪")
_COMES: Final = "転入予定"


class Result(StrEnum):
    """What the comparison came to."""

    SAME = "same"  # 一致
    OTHER_ADDRESS = "other_address"  # 住所違い
    OTHER_FORM = "other_form"  # 字体違い: the same only after folding
    OTHER_NAME = "other_name"  # 氏名違い: found by other things, and a name or reading that differs
    MOVING_IN = "moving_in"  # 転入予定
    SEVERAL = "several"  # 複数該当
    NONE = "none"  # 該当なし


class Difference(StrEnum):
    """In what a person of the register differs from the one in the application."""

    FORM = "form"
    GAIJI = "gaiji"  # the register's file holds no such character: 〓, or one of the city's own
    NAME = "name"
    READING = "reading"
    BIRTH = "birth"
    ADDRESS = "address"
    ROOM = "room"
    MOVING_IN = "moving_in"
    LEAVING = "leaving"


class Key(StrEnum):
    """What people are looked for by, the surest first."""

    READING = "reading"  # フリガナ and date of birth
    NAME = "name"  # name and date of birth
    PLACE = "place"  # date of birth and address
    HOUSEHOLD = "household"  # somebody of that name in the child's household
    HOME = "home"  # フリガナ and address, where no date of birth is known


class Role(StrEnum):
    """Who somebody is in an application."""

    SUBJECT = "subject"
    APPLICANT = "applicant"
    GUARDIAN = "guardian"


class Reason(StrEnum):
    """Why nobody was chosen."""

    NO_EXTRACT = "no_extract"
    NOT_A_CANDIDATE = "not_a_candidate"
    ALREADY_CHOSEN = "already_chosen"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Somebody in an application, as they wrote themselves."""

    path: str
    role: Role
    name: str
    kana: str = ""
    born: date | None = None
    place: str = ""  # town and block
    building: str = ""
    lives_elsewhere: bool = False  # the address is outside the city


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """Somebody in the register, as its file says. `ref` is the row that holds them."""

    number: str  # 宛名番号
    household: str = ""
    name: str
    kana: str = ""
    born: date | None = None
    address: str = ""
    building: str = ""
    postal_code: str = ""
    relation: str = ""
    event: str = ""  # 異動事由
    event_on: date | None = None
    is_shielded: bool = False  # 支援措置: whoever asks is not told where they live
    ref: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody who may be the person sought, and in what they differ."""

    entry: Registered
    differences: tuple[Difference, ...]

    @property
    def result(self) -> Result:
        """What it comes to if it is them."""
        return next((result for them, result in _GRADES if them & set(self.differences)), Result.SAME)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is proposed, and those to choose from, the likeliest first. Officers tell namesakes apart."""

    result: Result
    candidates: tuple[Candidate, ...] = ()
    found_by: Key | None = None

    @property
    def only(self) -> Candidate | None:
        """The one that is proposed, where nobody else of that name was found."""
        if self.result is Result.SEVERAL or not self.candidates:
            return None
        return self.candidates[0]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of letters, and whether the other side has others in its place."""

    text: str
    differs: bool


_GRADES: Final = (
    ({Difference.NAME, Difference.READING, Difference.BIRTH}, Result.OTHER_NAME),
    ({Difference.MOVING_IN}, Result.MOVING_IN),
    ({Difference.ADDRESS, Difference.ROOM, Difference.LEAVING}, Result.OTHER_ADDRESS),
    ({Difference.FORM, Difference.GAIJI}, Result.OTHER_FORM),
)


def keys_of_sought(sought: Sought) -> dict[Key, str]:
    """What somebody of an application is looked for by, as far as they said it."""
    return _keys(sought.name, sought.kana, sought.born, house(place_key(sought.place)))


def keys_of_entry(entry: Registered, *, city: str = "") -> dict[Key, str]:
    """What somebody in the register is found by."""
    found = _keys(entry.name, entry.kana, entry.born, house(place_key(entry.address, city)))
    return {**found, **({Key.HOUSEHOLD: entry.household} if entry.household else {})}


def _keys(name: str, kana: str, born: date | None, place: str) -> dict[Key, str]:
    reading, key, day = names.reading_key(kana), names.search_key(name), born.isoformat() if born else ""
    parts = {
        Key.READING: (reading, day),
        Key.NAME: (key, day),
        Key.PLACE: (day, place),
        Key.HOME: (reading or key, place),
    }
    return {each: "\t".join(them) for each, them in parts.items() if all(them)}


def match(sought: Sought, found: Mapping[Key, Iterable[Registered]], *, city: str = "") -> Finding:
    """Who of those found by each key it may be. The first key that finds somebody decides."""
    for key in Key:
        if key is Key.HOME and sought.born is not None:
            continue  # somebody of the same name and house with another birthday is another person
        candidates = [compare(sought, entry, city=city) for entry in found.get(key, ())]
        if kept := [each for each in candidates if _may_be(each, key)]:
            return _finding(kept, key)
    return Finding(result=Result.MOVING_IN if sought.lives_elsewhere else Result.NONE)


def _may_be(candidate: Candidate, key: Key) -> bool:
    """Keys are coarse: by address alone only that very address counts, in a household only that name."""
    if key is Key.PLACE:
        return Difference.ADDRESS not in candidate.differences
    return key is not Key.HOUSEHOLD or not {Difference.NAME, Difference.BIRTH} & set(candidate.differences)


def _finding(candidates: Sequence[Candidate], key: Key) -> Finding:
    ordered = tuple(sorted(candidates, key=_likelihood))
    named = [each for each in ordered if each.result is not Result.OTHER_NAME] or ordered
    result = Result.SEVERAL if len(named) > 1 else named[0].result
    return Finding(result=result, candidates=ordered, found_by=key)


def _likelihood(candidate: Candidate) -> tuple[bool, int]:
    return candidate.result is Result.OTHER_NAME, len(candidate.differences)


def compare(sought: Sought, entry: Registered, *, city: str = "") -> Candidate:
    """In what somebody of the register differs."""
    found = (
        _name_difference(sought.name, entry.name),
        _reading_difference(sought.kana, entry.kana),
        Difference.BIRTH if sought.born and entry.born and sought.born != entry.born else None,
        _place_difference(sought, place_key(entry.address, city), place_key(entry.building)),
        Difference.MOVING_IN if _COMES in entry.event else None,
        Difference.LEAVING if any(word in entry.event for word in _LEAVES) else None,
    )
    return Candidate(entry=entry, differences=tuple(filter(None, found)))


def _name_difference(one: str, other: str) -> Difference | None:
    if _written(one) == _written(other):
        return None
    if names.search_key(one) == names.search_key(other):
        return Difference.FORM
    return Difference.GAIJI if _fits_gaps(one, other) else Difference.NAME


def _written(name: str) -> str:
    """A name without spaces and widths, which are nobody's form of a character."""
    return "".join(name.translate(_WIDE_LATIN).split()).casefold()


def _fits_gaps(one: str, other: str) -> bool:
    """Whether `other` is the same name with characters its file could not hold."""
    own, held = (names.letters(names.fold(_written(each))) for each in (one, other))
    if len(own) != len(held) or not any(map(_is_gap, held)):
        return False
    return all(letter == mark or _is_gap(mark) for letter, mark in zip(own, held, strict=True))


def _is_gap(letter: str) -> bool:
    return letter in "〓●■□?" or "\ue000" <= letter <= "\uf8ff"


def _reading_difference(one: str, other: str) -> Difference | None:
    readings = [names.reading_key(each) for each in (one, other)]
    return Difference.READING if all(readings) and readings[0] != readings[1] else None


def _place_difference(sought: Sought, place: str, building: str) -> Difference | None:
    own = place_key(sought.place)
    if not own:
        return None
    if sought.lives_elsewhere or not place.startswith(own):
        return Difference.ADDRESS
    rest = place.removeprefix(own)
    if rest[:1].isdigit() or (rest[1:2].isdigit() and not sought.building):  # 1-2-34 or 1-2-3-4 for 1-2-3
        return Difference.ADDRESS
    rooms = [[*filter(str.isdigit, text)] for text in (place_key(sought.building), rest + building)]
    return Difference.ROOM if all(rooms) and rooms[0] != rooms[1] else None


def marked(one: str, other: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts in pieces, letter by letter, with those marked that differ. Width of spaces aside."""
    sides = [names.letters("\u3000".join(text.split())) for text in (one, other)]
    steps = SequenceMatcher(a=sides[0], b=sides[1], autojunk=False).get_opcodes()
    pieces = [
        (Piece("".join(sides[0][a:b]), tag != "equal"), Piece("".join(sides[1][c:d]), tag != "equal"))
        for tag, a, b, c, d in steps
    ]
    first, second = (tuple(pair[side] for pair in pieces if pair[side].text) for side in (0, 1))
    return first, second


def refuse_choice(finding: Finding, ref: int | None, *, is_chosen: bool) -> Reason | None:
    """Why this row of the register may not be chosen, or None. `ref` None: nobody of the register."""
    if is_chosen:
        return Reason.ALREADY_CHOSEN
    if ref is not None and ref not in {each.entry.ref for each in finding.candidates}:
        return Reason.NOT_A_CANDIDATE
    return None
