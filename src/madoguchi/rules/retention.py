"""How long what was filed is kept, and when a draft is given up."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from madoguchi.rules.calendar import fiscal_year, local_day

DRAFTS_ARE_KEPT: Final = timedelta(days=180)  # since they were last saved
REGISTER_IS_KEPT: Final = timedelta(days=180)  # the people of an extract, since it was taken in
RESERVATIONS_ARE_KEPT: Final = timedelta(days=400)  # since they were
NOTICES_ARE_KEPT: Final = timedelta(days=365)  # what families said of a day, since it was
ROLLS_ARE_KEPT: Final = 1  # years, after the one they are of
WORKERS_ARE_KEPT: Final = 5  # years since the month in which they left
CHARGES_ARE_KEPT: Final = 5  # years: the time within which a claim lapses
REMINDED_BEFORE_CLOSING: Final = timedelta(days=3)
LAST_CALL: Final = timedelta(hours=36)  # from the evening before, whenever on the last day the end is
TOLD_AFTER_CLOSING: Final = timedelta(hours=12)  # time to announce an extension first
TOLD_NO_LATER: Final = timedelta(days=3)


class Reminder(StrEnum):
    """Which reminder that the end is near."""

    SOON = "soon"
    LAST = "last"


def deletes_on(closed_on: date, years: int) -> date:
    """The day on which an application that ended on `closed_on` is removed.

    Years of retention (保存年限) are counted from the 1 April after the fiscal year in which it ended.
    """
    return date(fiscal_year(closed_on) + 1 + years, 4, 1)


def charges_kept_since(today: date) -> date:
    """The first month whose charges are kept: years are counted from the end of the fiscal year of each."""
    return date(fiscal_year(today) - CHARGES_ARE_KEPT, 4, 1)


def rolls_kept_since(today: date) -> date:
    """The first day of the first school year whose rolls are kept."""
    return date(fiscal_year(today) - ROLLS_ARE_KEPT, 4, 1)


def workers_kept_since(today: date) -> date:
    """The first day on which somebody may have left work whose hours are kept."""
    return date(today.year - WORKERS_ARE_KEPT, today.month, 1)


def drafts_kept_since(now: datetime) -> datetime:
    """Drafts that nobody touched after this instant are removed."""
    return now - DRAFTS_ARE_KEPT


def kept_until(saved_at: datetime) -> date:
    """The last day on which a draft that nobody touches any more is there from morning till night."""
    return local_day(saved_at + DRAFTS_ARE_KEPT) - timedelta(days=1)


def reminder(closes_at: datetime | None, now: datetime) -> Reminder | None:
    """What those who began should now be told of the end of applications: days before, and on its eve."""
    if closes_at is None or not timedelta(0) < closes_at - now <= REMINDED_BEFORE_CLOSING:
        return None
    return Reminder.LAST if closes_at - now <= LAST_CALL else Reminder.SOON


def is_just_over(closes_at: datetime | None, now: datetime) -> bool:
    """Whether those who did not file should now be told what becomes of what they wrote."""
    return closes_at is not None and TOLD_AFTER_CLOSING <= now - closes_at <= TOLD_NO_LATER
