"""The months of this fiscal year: charged, handed over, paid or not; this month waits for its file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from madoguchi.demo import desk, rounds
from madoguchi.demo.households import dice
from madoguchi.payments import queries, sources
from madoguchi.payments.actions import charging, filing, results
from madoguchi.payments.models import Charge, ChargeFile, ChargeRun
from madoguchi.people.models import Role
from madoguchi.rules import calendar
from madoguchi.rules.charges import COLUMNS
from madoguchi.rules.fees.month import last_day

FEE: Final = "gakudo"
KIND: Final = "enrolment"
FAILS: Final = 0.03  # of the direct debits


def live(until: datetime) -> None:
    """Every month up to this one, unless somebody charged one meanwhile."""
    if not ChargeRun.objects.exists():
        for month in _months(calendar.local_day(until)):
            _charge(month, until)


def _charge(month: date, until: datetime) -> None:
    chance = dice(f"charges {month}")
    begins = datetime.combine(month, rounds.OPENS, calendar.TOKYO)
    now = rounds.office_moment(begins, 2, chance)
    chargeable = sources.list_chargeable(KIND, month)
    if now > until or not chargeable:
        return
    who = desk.officer(Role.REVIEWER, calendar.local_day(now), chance)
    given = {"officer": who, "by": desk.at_the_desk(who)}
    run = charging.charge_month(fee=FEE, month=month, chargeable=chargeable, now=now, **given)
    handed_over = rounds.office_moment(now, 2, chance)
    if last_day(month) >= calendar.local_day(until):
        return
    waiting = list(queries.list_unfiled(run))
    total = queries.total_of(waiting)
    file = filing.produce_file(run=run, count=len(waiting), total=total, now=handed_over, **given)
    told = rounds.office_moment(datetime.combine(run.due_on, rounds.OPENS, calendar.TOKYO), 4, chance)
    if told <= until:
        results.take_results(content=_told(file), section=desk.SECTION, now=told, **given)


def _told(file: ChargeFile) -> bytes:
    """What the collection system says of a file: most were paid on the day."""
    lines = [",".join(COLUMNS), *(_line(charge, file.run) for charge in file.charges.order_by("number"))]
    return "\r\n".join(lines).encode("cp932")


def _line(charge: Charge, run: ChargeRun) -> str:
    result = 2 if dice(charge.number, "debit").random() < FAILS else 1
    return f"{charge.number},{result},{run.due_on:%Y%m%d},{charge.amount}"


def _months(today: date) -> Iterator[date]:
    month = date(calendar.fiscal_year(today), 4, 1)
    while month <= today:
        yield month
        month = last_day(month) + timedelta(days=1)
