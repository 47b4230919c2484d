"""Families who pay for the clubs: Aoi with two children, Ben with one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from tests.city.people import NOW, acting

from madoguchi.audit.actions import SYSTEM
from madoguchi.payments import queries
from madoguchi.payments.actions import charging, filing, reducing, results, tables
from madoguchi.payments.models import Charge, ChargeFile, ChargeRun, FeeEdition, Reduction, ResultFile
from madoguchi.payments.reading import table_of
from madoguchi.payments.sources import Chargeable
from madoguchi.people.models import Officer, Resident
from madoguchi.rules.fees import Use
from madoguchi.rules.references import charge_number

PACK = Path(__file__).parents[3] / "packs" / "hibari" / "fees" / "gakudo.yaml"
OCTOBER = date(2026, 10, 1)
MUGI = ("enrolment", "aoi-mugi")
YEAR = (date(2026, 4, 1), date(2027, 3, 1))


def in_force(document: str = "") -> FeeEdition:
    """The table of the city, or another one."""
    taken = tables.take_table(
        document=document or PACK.read_text(), sections={"kosodate"}, officer=None, by=SYSTEM, now=NOW
    )
    assert isinstance(taken, FeeEdition), taken
    return taken


def child(ref: str, payer: Resident | None, name: str, born: date, **use: Any) -> Chargeable:
    """A child in a club, for the whole of October unless said otherwise."""
    return Chargeable(
        kind="enrolment",
        ref=ref,
        payer=payer.reference if payer else None,
        payer_name="𠮷川 葵" if ref.startswith("aoi") else "渡邉 勉",
        payer_kana="ヨシカワ アオイ" if ref.startswith("aoi") else "ワタナベ ツトム",
        subject=name,
        household=ref.split("-")[0],
        born=born,
        use=Use(**{"month": OCTOBER, "place": "wakamugi-club", "grade": 1, **use}),
    )


def families(aoi: Resident, ben: Resident) -> list[Chargeable]:
    """Minato and Mugi of Aoi's, Ren of Ben's."""
    return [
        child("aoi-minato", aoi, "𠮷川 湊", date(2018, 5, 1)),
        child("aoi-mugi", aoi, "𠮷川 麦", date(2020, 7, 8)),
        child("ben-ren", ben, "渡邉 蓮", date(2019, 3, 3)),
    ]


def charge(them: Sequence[Chargeable], month: date = OCTOBER) -> ChargeRun:
    """Charge them for a month."""
    there = [replace(each, use=replace(each.use, month=month)) for each in them]
    return charging.charge_month(
        fee="gakudo", month=month, chargeable=there, officer=None, by=SYSTEM, now=NOW
    )


def handed_over(run: ChargeRun, officer: Officer) -> ChargeFile:
    """The file of all that was not handed over yet."""
    waiting = list(queries.list_unfiled(run))
    return filing.produce_file(
        run=run,
        count=len(waiting),
        total=queries.total_of(waiting),
        officer=officer,
        by=acting(officer),
        now=NOW,
    )


def reduced(officer: Officer, class_id: str = "shugaku_enjo", months: tuple[date, date] = YEAR) -> Reduction:
    """A reduction for Mugi."""
    return reducing.grant_reduction(
        table=table_of(queries.list_fees({"kosodate"})[0]),
        about=MUGI,
        class_id=class_id,
        months=months,
        reason="認定通知書を確認",
        officer=officer,
        by=acting(officer),
        now=NOW,
    )


def told(officer: Officer, *lines: str) -> ResultFile:
    """What the collection system tells."""
    content = "\r\n".join(["調定番号,結果,処理日,金額", *lines]).encode("cp932")
    return results.take_results(
        content=content, section="kosodate", officer=officer, by=acting(officer), now=NOW
    )


def results_of(officer: Officer) -> ResultFile:
    """That the first charge was paid, and one line that fits no charge."""
    first = Charge.objects.order_by("pk")[0]
    strange = charge_number(OCTOBER, "77", 1)
    return told(officer, f"{first.number},1,20261102,{first.amount}", f"{strange},1,20261102,1")
