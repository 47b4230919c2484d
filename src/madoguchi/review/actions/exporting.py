"""The list as a file: what an officer sees in the queue, no more, and on the record."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from madoguchi.applications.wording import DOOR_NAMES, MEDIA
from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.base import handouts
from madoguchi.base.handouts import File, Kind
from madoguchi.base.sheets import Cell, Sheet
from madoguchi.base.texts import say_plain
from madoguchi.review import queue
from madoguchi.review.queue import Queue
from madoguchi.review.wanted import Wanted
from madoguchi.review.wording import STATES
from madoguchi.rules import calendar

NAME: Final = "applications"


@transaction.atomic
def export_queue(*, sections: Collection[str], wanted: Wanted, kind: Kind, by: Actor, now: datetime) -> File:
    """Every application wanted as a file; the record names each."""
    today = calendar.local_day(now)
    found = queue.list_whole_queue(sections=sections, wanted=wanted, on=today)
    audit.record(
        verb="applications.exported",
        about=("section", " ".join(sorted(sections))),
        by=by,
        now=now,
        details={"kind": kind.value, "references": [row.reference for row in found.rows]},
    )
    return handouts.written(_sheet(found), kind=kind, name=f"{NAME}-{today:%Y%m%d}")


def _sheet(found: Queue) -> Sheet:
    columns = (
        say_plain("Receipt number"),
        say_plain("Procedure"),
        say_plain("Fiscal year"),
        say_plain("Applicant"),
        say_plain("Reading"),
        *found.columns.values(),
        say_plain("State"),
        say_plain("Outcome"),
        say_plain("Door"),
        say_plain("How it came"),
        say_plain("Arrived"),
        say_plain("Accepted on"),
        say_plain("Due on"),
    )
    lines: list[Sequence[Cell]] = [
        (
            row.reference,
            row.title,
            row.fiscal_year,
            row.name,
            row.kana,
            *row.listed.values(),
            say_plain(STATES[row.state]),
            row.outcome,
            say_plain(DOOR_NAMES[row.door]),
            say_plain(MEDIA[row.medium]),
            row.arrived_at,
            row.accepted_on,
            row.due_on,
        )
        for row in found.rows
    ]
    return Sheet(title=say_plain("Applications"), columns=columns, rows=lines)
