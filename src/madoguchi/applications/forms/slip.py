"""The slip of a paper: how and when it came, in boxes beside those of the questions."""

from __future__ import annotations

from datetime import datetime

from django.http import QueryDict

from madoguchi.rules.calendar import TOKYO
from madoguchi.rules.doors import Medium, Slip

MARK = "_"  # before the names of its boxes: no question's name begins with it
SCAN = f"{MARK}scan"
LONGEST = 600  # characters of one box; rules.doors says what is too long
BOXES = ("medium", "day", "time", "afterwards_reason", "late_reason", "email", "contact_by")
PILES = (Medium.POST, Medium.BOX)  # such papers come many at a time


def read_slip(data: QueryDict) -> Slip:
    """The slip as posted."""
    typed = {box: data.get(f"{MARK}{box}", "")[:LONGEST] for box in (*BOXES, "representative", "relation")}
    return Slip(**typed, represented=data.get(f"{MARK}represented") == "1")


def blank_slip(now: datetime, last: Slip | None) -> Slip:
    """A slip for a paper that comes now; one of a pile came like the one before."""
    here = now.astimezone(TOKYO)
    if last is not None and last.medium in PILES:
        return Slip(
            medium=last.medium, day=last.day, time=last.time, afterwards_reason=last.afterwards_reason
        )
    medium = last.medium if last else Medium.COUNTER
    return Slip(medium=medium, day=f"{here:%Y-%m-%d}", time=f"{here:%H:%M}")
