"""Numbers with a form fixed by law or by the banks: bank accounts and corporate numbers (法人番号)."""

from __future__ import annotations

import re
import unicodedata
from functools import partial
from typing import Any, Final

from madoguchi.rules import names
from madoguchi.rules.questions import reading
from madoguchi.rules.questions.reading import needed, within, wrong

KINDS: Final = {
    "ordinary": {"ja": "普通", "ja-easy": "[普通|ふつう]", "en": "Ordinary"},
    "current": {"ja": "当座", "ja-easy": "[当座|とうざ]", "en": "Current"},
}
PARTS: Final = ("bank_code", "bank_name", "branch_code", "branch_name", "kind", "number", "holder_kana")
HOLDER_LENGTH: Final = 30
NAME_LENGTH: Final = 40
_LARGE: Final = str.maketrans("ァィゥェォッャュョヮヵヶ・", "アイウエオツヤユヨワカケ.")
_NOT_BANK_KANA: Final = re.compile(r"[^ｱ-ﾟｦA-Z0-9 ().\-/]")
_HALF_WIDTH: Final = {
    unicodedata.normalize("NFKC", chr(code)): chr(code) for code in (*range(0xFF71, 0xFFA0), 0xFF66)
} | {"ー": "-", "「": "(", "」": ")", "\u3099": "ﾞ", "\u309a": "ﾟ", "\u3000": " "}


def read_account(_question: object, raw: object, _facts: object) -> dict[str, str]:
    """Bank, branch, kind, seven digits, and the holder as banks write it (half-width, large kana)."""
    given = {key: "" if value is None else value for key, value in reading.mapping(raw).items()}
    return reading.every(
        {
            "bank_code": partial(_digits, given.get("bank_code", ""), 4),
            "bank_name": partial(_name, given.get("bank_name", "")),
            "branch_code": partial(_digits, given.get("branch_code", ""), 3),
            "branch_name": partial(_name, given.get("branch_name", "")),
            "kind": partial(_kind, given.get("kind", "")),
            "number": partial(_account_number, given.get("number", "")),
            "holder_kana": partial(_holder, given.get("holder_kana", "")),
        }
    )


def read_corporate_number(_question: object, raw: object, _facts: object) -> str:
    """Thirteen digits, the first of which checks the others (法人番号)."""
    digits = reading.digits(raw)
    if not re.fullmatch("[1-9][0-9]{12}", digits) or digits[0] != corporate_check_digit(digits[1:]):
        raise wrong("not_a_corporate_number", typed=reading.typed(reading.text(raw)))
    return digits


def show_account(_question: object, value: Any, language: str, _facts: object) -> str:
    """ひばり銀行(0000) 中央支店(000) 普通 1234567 ｽﾐﾀﾞ ﾀﾛｳ."""
    kind = KINDS[value["kind"]][language]
    bank, branch = (f"{value[f'{of}_name']}({value[f'{of}_code']})" for of in ("bank", "branch"))
    return f"{bank} {branch} {kind} {value['number']} {value['holder_kana']}"


def corporate_check_digit(twelve_digits: str) -> str:
    """The digit in front of a corporate number (法人の番号等に関する省令第2条)."""
    total = sum(int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(twelve_digits)))
    return str(9 - total % 9)


def bank_kana(text: str) -> str:
    """The same reading as banks write it: half-width, capital letters, no small kana."""
    large = unicodedata.normalize("NFD", names.kana(text).translate(_LARGE)).upper()
    return "".join(_HALF_WIDTH.get(character, character) for character in large)


def _digits(raw: object, count: int) -> str:
    digits = needed(reading.digits(raw))
    if not re.fullmatch(f"[0-9]{{{count}}}", digits):
        raise wrong("wrong_digits", digits=[count])
    return digits


def _account_number(raw: object) -> str:
    """Short numbers are filled with zeros on the left, as banks do."""
    digits = needed(reading.digits(raw))
    if not re.fullmatch("[0-9]{1,7}", digits):
        raise wrong("wrong_digits", digits=[7])
    return digits.zfill(7)


def _name(raw: object) -> str:
    return within(needed(reading.text(raw)), NAME_LENGTH)


def _kind(raw: object) -> str:
    kind = needed(reading.text(raw))
    if kind not in KINDS:
        raise wrong("unknown_option", option=reading.typed(kind))
    return kind


def _holder(raw: object) -> str:
    value = bank_kana(needed(reading.text(raw)))
    if bad := "".join(dict.fromkeys(_NOT_BANK_KANA.findall(value))):
        raise wrong("not_bank_kana", characters=bad)
    return within(value, HOLDER_LENGTH)
