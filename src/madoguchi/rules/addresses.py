"""Japanese addresses: 〒 first, then prefecture to building; who lives there knows them best."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

PARTS: Final = ("postal_code", "prefecture", "city", "town", "block", "building")
_DIRECTORY_PARTS: Final = ("prefecture", "city", "town")


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
