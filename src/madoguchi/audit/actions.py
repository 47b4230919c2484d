"""Writing the record: one plain insert inside the caller's transaction; sealing it afterwards."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction

from madoguchi.audit import chain
from madoguchi.audit.models import Line, Seal, WaitingLine
from madoguchi.base import rows

BATCH: Final = 1000  # lines in a seal at most
_LOCK: Final = 4_812_001  # one sealer at a time, on however many machines

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts, as the record names them: a kind and a reference, never a name."""

    kind: str  # resident | officer | member | tablet | worker | system | stranger
    ref: str = ""
    entrance: str = ""


SYSTEM = Actor(kind="system")


def record(
    *,
    verb: str,
    about: tuple[str, str],
    by: Actor,
    now: datetime,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Add one line. `about` is (kind, reference), e.g. ("application", "0826-004217-3").

    A list names all that it showed in `details["references"]`, so that each of them is found again.
    """
    rows.put(
        Line,
        at=now,
        actor_kind=by.kind,
        actor_ref=by.ref,
        entrance=by.entrance,
        verb=verb,
        about_kind=about[0],
        about_ref=about[1],
        details=dict(details or {}),
    )


def viewed(*, kind: str, refs: Iterable[str], by: Actor, now: datetime) -> None:
    """One line for one page view, naming all that was shown; nothing shown leaves no line."""
    shown = list(refs)
    if len(shown) == 1:
        record(verb=f"{kind}.viewed", about=(kind, shown[0]), by=by, now=now)
    elif shown:
        record(verb=f"{kind}.listed", about=(kind, ""), by=by, now=now, details={"references": shown})


@transaction.atomic
def seal(*, now: datetime) -> int:
    """Seal the lines that wait, up to a batch; the number sealed. 0 too while another sealer works.

    A line of a running transaction is invisible here and sealed by a later batch, however low its number. The
    head of the chain is logged: a log kept elsewhere proves that no seal was cut off.
    """
    if not _may_seal():
        return 0
    ids = list(WaitingLine.objects.order_by("pk").values_list("pk", flat=True)[:BATCH])
    if not ids:
        return 0
    made = _make(ids, now)
    made.save(force_insert=True)
    WaitingLine.objects.filter(pk__in=ids).delete()
    transaction.on_commit(lambda: logger.info("audit seal %s:%s", made.number, made.hash))
    return len(ids)


def _make(ids: list[int], now: datetime) -> Seal:
    lines = Line.objects.in_bulk(ids)
    hashes = (chain.line_hash(lines[each]) if each in lines else chain.REMOVED for each in ids)
    last = Seal.objects.order_by("-number").first()
    made = Seal(
        number=last.number + 1 if last else 1,
        sealed_at=now,
        line_ids=ids,
        line_hashes=b"".join(hashes),
        previous_hash=last.hash if last else chain.FIRST,
    )
    made.hash = chain.seal_hash(made)
    made.signature = chain.sign(made.hash)
    return made


def _may_seal() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])
