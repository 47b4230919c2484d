"""What will change in the city hall next April: a list handed in and taken, as staff systems write it."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, time
from typing import Final

from madoguchi.base.entrances import Entrance
from madoguchi.demo import city, rounds
from madoguchi.people import plans, queries
from madoguchi.people.actions import transferring
from madoguchi.people.entrants import actor_of
from madoguchi.rules import calendar
from madoguchi.rules.transfers import COLUMNS, Fault

DAYS_AGO: Final = 3  # working days
HOUR: Final = time(10)
BY: Final = "yu"  # of the section that keeps the posts


def plan_april(now: datetime) -> None:
    """Hand in the list of the coming 1 April, look at it, and take it into the calendar."""
    now = rounds.at(rounds.working_days_before(now, DAYS_AGO), HOUR)
    today = calendar.local_day(now)
    april = date(calendar.fiscal_year(today) + 1, 4, 1)
    number = next(row["login"] for row in city.table("officers") if row["key"] == BY)
    officer = queries.officer_by_number(number)
    if officer is None:
        raise LookupError(number)
    by = actor_of(officer, Entrance.DESK)
    name = f"{calendar.wareki(april)}付け人事異動.csv"
    plan = transferring.hand_in(content=_list(april), name=name, officer=officer, by=by, now=now)
    if isinstance(plan, Fault):
        raise ValueError(plan)
    seen = plans.plan_of(plan=plan, officer=officer, on=today).digest
    transferring.take(plan_id=plan.pk, seen=seen, officer=officer, by=by, now=now)


def _list(april: date) -> bytes:
    """The list as CSV in CP932. Whoever is here for a year leaves on 31 March of the next."""
    written = io.StringIO(newline="")
    lines = csv.DictWriter(written, COLUMNS, restval="")
    lines.writeheader()
    for row in city.table("transfers"):
        last_day = date(april.year + row["years"], 3, 31).isoformat() if "years" in row else ""
        cells = {key: value for key, value in row.items() if key in COLUMNS}
        lines.writerow({"異動日": april.isoformat(), "終了日": last_day, **cells})
    return written.getvalue().encode("cp932")
