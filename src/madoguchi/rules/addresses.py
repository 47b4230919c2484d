"""Japanese addresses: 〒 first, then prefecture to building; who lives there knows them best."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

PARTS: Final = ("postal_code", "prefecture", "city", "town", "block", "building")
_DIRECTORY_PARTS: Final = ("prefecture", "city", "town")
_KANJI_DIGITS: Final = {letter: str(digit) for digit, letter in enumerate("〇一二三四五六七八九")}
_COUNTED: Final = re.compile(
    r"[〇一二三四五六七八九十百]+(?=丁目|番地|番(?=[0-9〇一二三四五六七八九十]|$)|号)"
)
_BETWEEN_NUMBERS: Final = re.compile(r"(?<=[0-9])(?:丁目|番地の?|番|号室?|の|ノ|[-‐‑‒–—―−ー])")
_HOUSE: Final = re.compile(r".*?[0-9]+(?:-[0-9]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """What a postal code stands for. One code may cover several areas, even in several cities."""

    prefecture: str
    city: str
    town: str = ""


def read_postal_code(text: str) -> str | None:
    """Seven digits of 130-0001, １３０ー０００１ or 〒1300001. None if there are not seven."""
    digits = re.sub(r"[\s〒\-‐‑‒–—―−ー]", "", unicodedata.normalize("NFKC", text))
    return digits if re.fullmatch(r"[0-9]{7}", digits) else None


def show_postal_code(digits: str) -> str:
    """130-0001."""
    return f"{digits[:3]}-{digits[3:]}"


def fill(address: Mapping[str, str], area: Area) -> dict[str, str]:
    """`address` with the area's prefecture, city and town; what was typed beyond the town stays."""
    found = {part: getattr(area, part) for part in _DIRECTORY_PARTS}
    return {**address, **found}


def fits(address: Mapping[str, str], area: Area) -> bool:
    """Whether `address` already names the area, perhaps with more behind its town (〇〇 → 〇〇二丁目)."""
    return (
        address.get("prefecture") == area.prefecture
        and address.get("city") == area.city
        and address.get("town", "").startswith(area.town)
    )


def one_line(address: Mapping[str, str]) -> str:
    """〒000-0006 ○○県○○市麦笛町一丁目2-3 メゾン麦笛101."""
    place = "".join(address.get(part, "") for part in ("prefecture", "city", "town", "block"))
    code = address.get("postal_code", "")
    postal = f"〒{show_postal_code(code)}" if code else ""
    return " ".join(word for word in (postal, place, address.get("building", "")) if word)


def place_key(text: str, city: str = "") -> str:
    """What two ways of writing one place share: 大字麦笛町一丁目２番３号 and 麦笛町1-2-3. For comparing only.

    What stands before the name of the `city`, and the name itself, is left out.
    """
    plain = re.sub(r"\s|大字|小字", "", unicodedata.normalize("NFKC", text))
    within = plain.partition(city)[2] if city and city in plain else plain
    numbered = _COUNTED.sub(lambda found: str(_counted(found[0])), within)
    return re.sub("-+", "-", _BETWEEN_NUMBERS.sub("-", numbered)).strip("-")


def house(key: str) -> str:
    """The part of a `place_key` as far as its first numbers go, without building and room."""
    found = _HOUSE.match(key)
    return found[0] if found else key


def _counted(text: str) -> int:
    """二十三 is 23, 一〇 is 10."""
    if not {"十", "百"} & set(text):
        return int("".join(_KANJI_DIGITS[letter] for letter in text))
    total, last = 0, 0
    for letter in text:
        if letter in "十百":
            total, last = total + (last or 1) * (100 if letter == "百" else 10), 0
        else:
            last = int(_KANJI_DIGITS[letter])
    return total + last
