"""Numbers people read over the phone: receipts (受付番号), charges (調定番号), inquiry codes (照会番号)."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Final

from madoguchi.rules.calendar import reiwa

# Damm's quasigroup of order ten: no wrong digit and no two neighbours exchanged leave the check digit alike.
_DAMM: Final = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip
_START: Final = 8  # any start detects equally; with this one the number in the city's guides is a valid one
_ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0 and O, no 1 and I; 32 characters, so no bias
INQUIRY, CARD, RESERVATION, HELP = 10, 12, 8, 6  # characters of a code, of as many random bytes
_SEPARATORS: Final = re.compile(r"[\s\-‐‑‒–—―−ー]")


def receipt_number(reiwa_year: int, procedure_number: str, serial: int) -> str:
    """`0826-004217-3`: year of the Reiwa era, procedure, serial within both, check digit.

    `reiwa_year` 1–99, `procedure_number` two digits, `serial` 1–999999; else ValueError.
    """
    if not (1 <= reiwa_year <= 99 and re.fullmatch(r"[0-9]{2}", procedure_number) and 1 <= serial <= 999_999):
        raise ValueError(f"no receipt number for {reiwa_year}, {procedure_number}, {serial}")
    return _written(f"{reiwa_year:02}{procedure_number}{serial:06}")


def read_receipt_number(text: str) -> str | None:
    """The receipt number somebody typed, full-width or without hyphens. None if it cannot be one."""
    digits = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text))
    if not re.fullmatch(r"[0-9]{11}", digits):
        return None
    number = _written(digits[:10])
    return number if number[-1] == digits[-1] else None


def is_receipt_number(text: str) -> bool:
    """Whether `text` is a receipt number with its right check digit, however it is typed."""
    return read_receipt_number(text) is not None


def inquiry_code(random_bytes: bytes) -> str:
    """Ten characters nobody can guess and few can misread."""
    return _made(random_bytes, INQUIRY)


def read_inquiry_code(text: str) -> str | None:
    """The inquiry code somebody typed, in any case or width. None if it cannot be one."""
    return _read(text, INQUIRY)


def reservation_code(random_bytes: bytes) -> str:
    """Eight characters of a reservation, read out over the telephone; they open nothing by themselves."""
    return _made(random_bytes, RESERVATION)


def grouped(code: str) -> str:
    """A long code as it is read and typed, in fours: `ABCD-EFGH-JKLM`."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def help_code(random_bytes: bytes) -> str:
    """Six characters of a code that an officer reads out; it opens nothing, so it may be short."""
    return _made(random_bytes, HELP)


def card_code(random_bytes: bytes) -> str:
    """Twelve characters of a card that opens a door: too many to guess, few enough to type."""
    return _made(random_bytes, CARD)


def read_card_code(text: str) -> str | None:
    """The code of a card as a scanner or somebody typed it. None if it cannot be one."""
    return _read(text, CARD)


def read_help_code(text: str) -> str | None:
    """The code of an officer as somebody typed it, in any case or width. None if it cannot be one."""
    return _read(text, HELP)


def read_reservation_code(text: str) -> str | None:
    """The number of a reservation as somebody typed it, in any case or width. None if it cannot be one."""
    return _read(text, RESERVATION)


def _made(random_bytes: bytes, length: int) -> str:
    """A code; ValueError where there are too few bytes for it, which would make it easier to guess."""
    if len(random_bytes) < length:
        raise ValueError(f"a code of {length} characters needs as many random bytes")
    return "".join(_ALPHABET[byte % 32] for byte in random_bytes[:length])


def _read(text: str, length: int) -> str | None:
    code = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()
    return code if len(code) == length and set(code) <= set(_ALPHABET) else None


def charge_number(month: date, table_number: str, serial: int) -> str:
    """`0810-01-00017-4`: year of the Reiwa era and month, table of fees, serial within both, check digit."""
    year = reiwa(month.year)
    if not (1 <= year <= 99 and re.fullmatch(r"[0-9]{2}", table_number) and 1 <= serial <= 99_999):
        raise ValueError(f"no charge number for {month}, {table_number}, {serial}")
    digits = f"{year:02}{month.month:02}{table_number}{serial:05}"
    return _charge_written(digits)


def read_charge_number(text: str) -> str | None:
    """The charge number somebody or some system wrote, without hyphens too. None if it cannot be one."""
    digits = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text))
    if not re.fullmatch(r"[0-9]{12}", digits):
        return None
    number = _charge_written(digits[:11])
    return number if number[-1] == digits[-1] else None


def _written(ten_digits: str) -> str:
    return f"{ten_digits[:4]}-{ten_digits[4:]}-{_check_digit(ten_digits)}"


def _charge_written(digits: str) -> str:
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}-{_check_digit(digits)}"


def _check_digit(digits: str) -> int:
    check = _START
    for digit in digits:
        check = int(_DAMM[check][int(digit)])
    return check
