"""The list of charges as the 収納 system reads it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from madoguchi.base import handouts
from madoguchi.base.sheets import Cell, Sheet
from madoguchi.payments import queries
from madoguchi.payments.models import Charge, ChargeRun

# The columns of the file, in the order in which 収納 systems read them: docs/operate/charges.md.
COLUMNS: Final = (
    "調定番号",
    "年度",
    "調定年月",
    "料金コード",
    "納期限",
    "金額",
    "納付者カナ",
    "納付者氏名",
    "対象者氏名",
)


def name_of(run: ChargeRun, number: int) -> str:
    """How a file is called, without its ending."""
    return f"{run.fee}-{run.month:%Y%m}-{number:02}"


def packed(run: ChargeRun, waiting: Sequence[Charge], number: int) -> bytes:
    """The zip of the list in CP932 and its 外字 report."""
    return handouts.packed(_sheet(run, waiting), name_of(run, number)).content


def _sheet(run: ChargeRun, waiting: Sequence[Charge]) -> Sheet:
    """The list, a line for each charge."""
    return Sheet(title=name_of(run, 1), columns=COLUMNS, rows=[_row(run, each) for each in waiting])


def _row(run: ChargeRun, charge: Charge) -> Sequence[Cell]:
    return (
        charge.number,
        queries.fiscal_year_of(run),
        f"{run.month:%Y%m}",
        charge.number[5:7],
        f"{run.due_on:%Y%m%d}",
        charge.amount,
        charge.payer_kana,
        charge.payer_name,
        charge.subject,
    )
