"""What is stored of fees, read back into the values of `rules`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from madoguchi.base import crypto
from madoguchi.payments.models import Charge, FeeEdition
from madoguchi.rules import fees
from madoguchi.rules.documents import Text
from madoguchi.rules.fees import Charged, FeeTable, Line, Reason


def table_of(edition: FeeEdition) -> FeeTable:
    """The table of an edition; it was good when it was taken."""
    return parsed(edition.document)


@lru_cache(maxsize=16)
def parsed(document: str) -> FeeTable:
    """A table from its text. Raises ValueError for what is none."""
    found = fees.parse(document)
    if not isinstance(found, FeeTable):
        raise ValueError("; ".join(map(str, found)))
    return found


def sealed(charged: Charged) -> str:
    """The lines of a charge as a token."""
    return crypto.seal([_plain(line) for line in charged.lines])


def lines_of(charge: Charge) -> list[Line]:
    """The lines that explain a charge."""
    return [_line(each) for each in crypto.unseal(charge.sealed)]


def _plain(line: Line) -> dict[str, Any]:
    return {
        "reason": line.reason.value,
        "about": line.about,
        "title": line.title.root,
        "amount": line.amount,
        "facts": dict(line.facts),
    }


def _line(plain: Mapping[str, Any]) -> Line:
    return Line(
        reason=Reason(plain["reason"]),
        about=plain["about"],
        title=Text(plain["title"]),
        amount=plain["amount"],
        facts=plain["facts"],
    )
