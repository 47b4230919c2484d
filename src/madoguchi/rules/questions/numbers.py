"""Whole numbers, decimals and yen. Decimals and money are texts, so that no machine rounds them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from madoguchi.rules.questions import reading
from madoguchi.rules.questions.reading import wrong

if TYPE_CHECKING:
    from madoguchi.rules.documents.questions import DecimalQuestion, IntegerQuestion, MoneyQuestion

    Number = IntegerQuestion | DecimalQuestion | MoneyQuestion

LONGEST = 60  # characters of a number
LARGEST = 10**14 - 1  # what the typed index of listed answers can hold


def read_integer(question: IntegerQuestion, raw: object, _facts: object) -> int:
    """A whole number; 3, "３", "1,234" and "3人" where the unit is 人."""
    return int(_whole(question, raw))


def read_decimal(question: DecimalQuestion, raw: object, _facts: object) -> str:
    """A decimal as text without needless zeros: "1.5"."""
    value = _in_range(question, _number(question, raw))
    if -int(value.as_tuple().exponent) > question.places:
        raise wrong("too_many_places", places=question.places)
    return f"{value:f}"


def read_money(question: MoneyQuestion, raw: object, _facts: object) -> str:
    """Yen as text: "4500" of 4,500円 or ￥４５００."""
    value = _whole(question, raw)
    if value < 0:
        raise wrong("too_small", at_least=0)
    return str(int(value))


def show_number(
    question: IntegerQuestion | DecimalQuestion, value: Any, language: str, _facts: object
) -> str:
    """1,234 with the unit behind it."""
    unit = question.unit.in_(language) if question.unit else ""
    space = " " if unit and language == "en" else ""
    return f"{Decimal(str(value)):,f}{space}{unit}"


def show_money(_question: object, value: Any, language: str, _facts: object) -> str:
    """4,500円; 4,500 yen."""
    unit = {"en": " yen", "ja-easy": "[円|えん]"}.get(language, "円")
    return f"{int(value):,}{unit}"


def _whole(question: Number, raw: object) -> Decimal:
    value = _number(question, raw)
    if value != value.to_integral_value():
        raise wrong("not_whole", typed=reading.typed(str(raw)))
    return _in_range(question, value)


def _number(question: Number, raw: object) -> Decimal:
    """The number of `raw`, without needless zeros, and short enough to reckon with."""
    if type(raw) is int and abs(raw) <= LARGEST:  # as it was filed or saved before
        return Decimal(raw)
    written = str(raw)[:LONGEST] if isinstance(raw, int | float) and not isinstance(raw, bool) else raw
    plain = re.sub(r"[\s,]", "", reading.half_width(written))
    plain = plain.removesuffix(_unit(question)).removeprefix("¥")
    plain = re.sub("^[△▲]", "-", plain)
    if not re.fullmatch(r"[-+]?[0-9]{1,30}(\.[0-9]{1,30})?", plain):
        raise wrong("not_a_number", typed=reading.typed(reading.text(written)))
    value = Decimal(plain)
    whole = value.to_integral_value()
    return whole + 0 if value == whole else value.normalize()  # + 0: there is no minus zero


def _unit(question: Number) -> str:
    if question.type == "money":
        return "円"
    return question.unit.in_("ja") if question.unit else ""


def _in_range(question: Number, value: Decimal) -> Decimal:
    least, most = _bound(question.at_least, -LARGEST), _bound(question.at_most, LARGEST)
    if value < least:
        raise wrong("too_small", at_least=_plain(least))
    if value > most:
        raise wrong("too_large", at_most=_plain(most))
    return value


def _bound(bound: object, otherwise: int) -> Decimal:
    return Decimal(otherwise if bound is None else str(bound))


def _plain(value: Decimal) -> int | str:
    return int(value) if value == value.to_integral_value() else f"{value:f}"
