"""Ways to reach somebody: postal address, telephone, e-mail."""

from __future__ import annotations

import re
from functools import partial
from typing import Any, Final

from madoguchi.rules import addresses
from madoguchi.rules.questions import reading
from madoguchi.rules.questions.phones import show_digits
from madoguchi.rules.questions.reading import needed, within, wrong

PART_LENGTH: Final = 100
_NEEDED: Final = ("city", "block")
_EXTENSION: Final = re.compile(r"\(?(?:内線|EXT\.?|X|#)[:;=]*([0-9]{1,6})\)?$", re.IGNORECASE)
_CANONICAL_EXTENSION: Final = ";ext="
# Japanese carriers gave out addresses with dots side by side or before the @ (a..b@docomo.ne.jp).
_EMAIL: Final = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]+"
)


def read_address(_question: object, raw: object, _facts: object) -> dict[str, str]:
    """{postal_code, prefecture, city, town, block, building}; 〒, city and number are needed."""
    given = reading.mapping(raw)
    return reading.every(
        {
            "postal_code": partial(_postal_code, given.get("postal_code")),
            **{part: partial(_part, part, given.get(part)) for part in addresses.PARTS[1:]},
        }
    )


def read_phone(_question: object, raw: object, _facts: object) -> str:
    """Ten or eleven digits from 0 on, "0312345678;ext=12" with an extension (内線)."""
    plain = re.sub(r"[\s()-]", "", reading.half_width(raw).replace(_CANONICAL_EXTENSION, "内線"))
    extension = _EXTENSION.search(plain)
    number = re.sub(r"^\+81\(?0?\)?", "0", plain[: extension.start()] if extension else plain)
    if not re.fullmatch(r"0[1-9][0-9]{8,9}", number) or (len(number) == 11 and not _has_eleven(number)):
        raise wrong("not_a_phone", typed=reading.typed(reading.text(raw)))
    return f"{number}{_CANONICAL_EXTENSION}{extension[1]}" if extension else number


def read_email(_question: object, raw: object, _facts: object) -> str:
    """An address with one @, in half-width characters; dots may stand anywhere before the @."""
    address = re.sub(r"\s", "", reading.half_width(raw)).replace("。", ".")
    if not _EMAIL.fullmatch(address) or len(address) > 254:
        raise wrong("not_an_email", typed=reading.typed(reading.text(raw)))
    return address


def show_address(_question: object, value: Any, _language: str, _facts: object) -> str:
    """〒000-0006 ○○県○○市麦笛町一丁目2-3 メゾン麦笛101."""
    return addresses.one_line(value)


def show_phone(_question: object, value: Any, language: str, _facts: object) -> str:
    """090-0000-0001; 03-1234-5678（内線12）."""
    number, _, extension = str(value).partition(_CANONICAL_EXTENSION)
    word = {"en": "ext. ", "ja-easy": "[内線|ないせん]"}.get(language, "内線")
    return f"{show_digits(number)}（{word}{extension}）" if extension else show_digits(number)


def _postal_code(raw: object) -> str:
    typed = needed(reading.text("" if raw is None else raw))
    digits = addresses.read_postal_code(typed)
    if digits is None:
        raise wrong("not_a_postal_code", typed=reading.typed(typed))
    return digits


def _part(part: str, raw: object) -> str:
    value = within(reading.text("" if raw is None else raw), PART_LENGTH)
    return needed(value) if part in _NEEDED else value


def _has_eleven(number: str) -> bool:
    return number.startswith(("020", "050", "060", "070", "080", "090", "0800"))
