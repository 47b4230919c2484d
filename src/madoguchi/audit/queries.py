"""Asking the record: who looked at this, and has anybody tampered with it?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import Q, QuerySet

from madoguchi.audit import chain
from madoguchi.audit.models import Line, Seal

PER_PAGE: Final = 50


def lines_about(*, kind: str, ref: str) -> QuerySet[Line]:
    """Every line about something, the newest first; lists that showed it among others as well."""
    is_about = Q(about_kind=kind, about_ref=ref)
    return Line.objects.filter(is_about | Q(details__references__contains=[ref])).order_by("-pk")


def page_of_lines(*, kind: str, ref: str, number: str) -> Page[Line]:
    """One page of the lines about something, the newest first; the first one for a `number` that is none."""
    return Paginator(lines_about(kind=kind, ref=ref), PER_PAGE).get_page(number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What verifying the record found."""

    sealed: int  # lines under a seal
    unsealed: int  # lines not sealed yet; of the last seconds, while the sealer works
    oldest_unsealed: datetime | None
    head: str  # number:hash of the last seal
    broken: str = ""  # the first fault: which line or seal, and what is wrong with it


def verify(*, expected_head: str = "") -> Verdict:
    """Compute the whole chain again. `expected_head` (number:hash, noted earlier) must still be in it."""
    sealed, head, broken, seen = 0, f"0:{chain.FIRST}", "", not expected_head
    for seal in Seal.objects.order_by("number").iterator(chunk_size=20):
        if broken := _fault_of(seal, head):
            break
        sealed += len(seal.line_ids)
        head = f"{seal.number}:{seal.hash}"
        seen = seen or head == expected_head
    if not broken and not seen:
        broken = f"seal {expected_head}: is no longer in the chain"
    unsealed, oldest = _unsealed()
    return Verdict(sealed=sealed, unsealed=unsealed, oldest_unsealed=oldest, head=head, broken=broken)


def _fault_of(seal: Seal, head: str) -> str:
    """The first thing wrong with a seal or its lines; empty when all is well.

    Lines are looked at first: an altered line is named rather than the seal it breaks.
    """
    return next(_line_faults(seal), "") or _seal_fault(seal, head)


def _line_faults(seal: Seal) -> Iterator[str]:
    lines = Line.objects.in_bulk(seal.line_ids)
    for number, expected in zip(seal.line_ids, chain.hashes_of(seal), strict=False):
        line = lines.get(number)
        if line is None:
            yield f"line {number}: was removed"
        elif chain.line_hash(line) != expected:
            yield f"line {number}: was altered"


def _seal_fault(seal: Seal, head: str) -> str:
    number, _, previous_hash = head.partition(":")
    if seal.number != int(number) + 1:
        return f"seal {int(number) + 1}: was removed"
    if seal.previous_hash != previous_hash:
        return f"seal {seal.number}: does not follow the seal before"
    if len(seal.line_ids) != len(chain.hashes_of(seal)) or chain.seal_hash(seal) != seal.hash:
        return f"seal {seal.number}: was altered"
    return "" if chain.is_signed(seal) else f"seal {seal.number}: is not signed by us"


def _unsealed() -> tuple[int, datetime | None]:
    """How many, and since when; counted from the lines, so that emptying the waiting list hides nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), min(at) FROM audit_line WHERE id NOT IN"
            " (SELECT unnest(line_ids) FROM audit_seal)"
        )
        count, oldest = cursor.fetchone()
    return count, oldest
