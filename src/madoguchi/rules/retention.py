"""How long what was filed is kept, and when a draft is given up."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from madoguchi.rules.calendar import fiscal_year

DRAFTS_ARE_KEPT: Final = timedelta(days=180)  # since they were last saved
REMINDED_BEFORE_CLOSING: Final = timedelta(days=3)


def deletes_on(closed_on: date, years: int) -> date:
    """The day on which an application that ended on `closed_on` is removed.

    Years of retention (保存年限) are counted from the 1 April after the fiscal year in which it ended.
    """
    return date(fiscal_year(closed_on) + 1 + years, 4, 1)


def is_abandoned(saved_at: datetime, now: datetime) -> bool:
    """Whether a draft has lain untouched for so long that it is removed."""
    return now - saved_at >= DRAFTS_ARE_KEPT


def is_to_be_reminded(closes_at: datetime | None, now: datetime) -> bool:
    """Whether those who began should now be told that the end of applications is near."""
    return closes_at is not None and timedelta(0) < closes_at - now <= REMINDED_BEFORE_CLOSING
