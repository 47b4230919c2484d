"""A month is charged once, handed over once, and what the 収納 system tells is taken in once."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from tests.capabilities.payments.families import (
    OCTOBER,
    PACK,
    YEAR,
    charge,
    families,
    handed_over,
    in_force,
    reduced,
    told,
)
from tests.city.people import NOW, acting

from madoguchi.audit.actions import SYSTEM
from madoguchi.audit.models import Line
from madoguchi.payments import lists
from madoguchi.payments.actions import charging, filing, reducing, results, tables
from madoguchi.payments.actions.charging import CannotCharge
from madoguchi.payments.actions.filing import CannotFile
from madoguchi.payments.actions.reducing import CannotReduce
from madoguchi.payments.actions.results import AlreadyTaken
from madoguchi.payments.models import Charge, ChargeRun, Reduction, ResultFile
from madoguchi.payments.reading import lines_of
from madoguchi.payments.sources import Chargeable
from madoguchi.people.models import Officer, Resident
from madoguchi.rules.charges import CannotRead, State
from madoguchi.rules.problems import Problems


@pytest.fixture
def them(aoi: Resident, ben: Resident) -> list[Chargeable]:
    in_force()
    return families(aoi, ben)


def amounts() -> dict[str, int]:
    return dict(Charge.objects.order_by("ref").values_list("ref", "amount"))


def test_everybody_is_charged_and_the_younger_child_pays_half(them: list[Chargeable]) -> None:
    run = charge(them)
    assert amounts() == {"aoi-minato": 4500, "aoi-mugi": 2250, "ben-ren": 4500}
    assert run.due_on == date(2026, 11, 2) and run.finished_at and run.faults == []
    mugis = Charge.objects.get(ref="aoi-mugi")
    assert [line.amount for line in lines_of(mugis)] == [4500, -2250]
    assert "半" not in mugis.sealed and "sibling" not in mugis.sealed
    line = Line.objects.get(verb="charges.charged")
    assert line.details["references"] == list(Charge.objects.order_by("ref").values_list("number", flat=True))


def test_charged_again_nobody_pays_twice_and_who_is_new_is_added(them: list[Chargeable]) -> None:
    charge(them[:2])
    numbers = set(Charge.objects.values_list("number", flat=True))
    charge(them)
    charge(them)
    assert Charge.objects.count() == 3 and ChargeRun.objects.count() == 1
    assert numbers < set(Charge.objects.values_list("number", flat=True))


def test_stopped_in_the_middle_it_goes_on(them: list[Chargeable], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charging, "CHUNK", 1)
    made, charged = [], charging._charge_chunk

    def until_the_power_fails(*given: object) -> None:
        if len(made) == 2:
            raise OSError
        made.append(given)
        charged(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(charging, "_charge_chunk", until_the_power_fails)
    with pytest.raises(OSError):
        charge(them)
    assert Charge.objects.count() == 2 and ChargeRun.objects.get().finished_at is None
    monkeypatch.setattr(charging, "_charge_chunk", charged)
    charge(them)
    assert amounts() == {"aoi-minato": 4500, "aoi-mugi": 2250, "ben-ren": 4500}


def test_before_it_is_handed_over_a_charge_follows_the_facts(them: list[Chargeable], chika: Officer) -> None:
    charge(them)
    reduced(chika)
    charge(them[1:])  # Minato left: Mugi is the eldest now, and pays half by a reduction
    assert amounts() == {"aoi-mugi": 2250, "ben-ren": 4500}
    assert [line.about for line in lines_of(Charge.objects.get(ref="aoi-mugi"))] == [
        "standard",
        "shugaku_enjo",
    ]


def test_afterwards_it_stays_and_the_difference_is_listed(them: list[Chargeable], chika: Officer) -> None:
    handed_over(charge(them), chika)
    run = charge(them[1:])
    number = Charge.objects.get(ref="aoi-mugi").number
    assert amounts()["aoi-mugi"] == 2250 and amounts()["aoi-minato"] == 4500
    assert run.faults == [
        {"kind": "enrolment", "ref": "aoi-mugi", "path": number, "code": "changed_afterwards"}
    ]


def test_who_cannot_be_charged_is_listed_and_the_others_are(them: list[Chargeable]) -> None:
    wrong = replace(them[2], use=replace(them[2].use, options={"swimming": them[2].use.enrolled}))
    run = charge([*them[:2], wrong])
    assert [(each["ref"], each["code"]) for each in run.faults] == [("ben-ren", "unknown")]
    assert set(amounts()) == {"aoi-minato", "aoi-mugi"}


def test_without_a_table_in_force_nothing_is_charged(them: list[Chargeable]) -> None:
    with pytest.raises(CannotCharge):
        charge(them, month=date(2025, 3, 1))
    assert not ChargeRun.objects.exists()


def test_the_file_holds_each_charge_once_and_lists_what_cp932_lacks(
    them: list[Chargeable], chika: Officer
) -> None:
    file = handed_over(charge(them), chika)
    assert (file.count, file.total) == (3, 11_250)
    content = filing.take_along(file=file, by=acting(chika), now=NOW)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        lines = list(csv.reader(io.StringIO(archive.read("gakudo-202610-01.csv").decode("cp932"))))
        assert "𠮷" in archive.read("gakudo-202610-01-gaiji.csv").decode("utf-8-sig")
    assert lines[0] == list(lists.COLUMNS)
    assert lines[1][1:] == [
        "2026",
        "202610",
        "01",
        "20261102",
        "4500",
        "ヨシカワ アオイ",
        "〓川 葵",
        "〓川 湊",
    ]
    assert [line.verb for line in Line.objects.filter(verb__in=["charges.filed", "charges.exported"])] == [
        "charges.filed",
        "charges.exported",
    ]
    with pytest.raises(CannotFile) as cannot:
        handed_over(file.run, chika)
    assert cannot.value.refusal == filing.Refusal.NOTHING


def test_who_is_added_later_stands_in_a_second_file(them: list[Chargeable], chika: Officer) -> None:
    handed_over(charge(them[:2]), chika)
    second = handed_over(charge(them), chika)
    assert (second.number, second.count, second.total) == (2, 1, 4500)


def test_a_file_other_than_the_officer_saw_is_not_made(them: list[Chargeable], chika: Officer) -> None:
    run = charge(them)
    with pytest.raises(CannotFile) as cannot:
        filing.produce_file(run=run, count=2, total=9000, officer=chika, by=acting(chika), now=NOW)
    assert cannot.value.refusal == filing.Refusal.CHANGED


def test_results_are_taken_in_once_and_strangers_listed(
    them: list[Chargeable], chika: Officer, dan: Officer
) -> None:
    handed_over(charge(them), chika)
    first, second, third = Charge.objects.order_by("ref").values_list("number", flat=True)
    lines = [f"{first},1,20261102,4500", f"{second},2,20261102,2250", "0810-01-99999-9,1,20261102,4500"]
    lines[2] = lines[2].replace("0810-01-99999-9", third.replace("0810", "0809"))
    with pytest.raises(CannotRead):  # its check digit does not fit: somebody typed it
        told(chika, *lines)
    assert not ResultFile.objects.exists()
    other = results.take_results(
        content=f"調定番号,結果,処理日,金額\r\n{first},1,20261102,4500".encode("cp932"),
        section="fukushi", officer=dan, by=acting(dan), now=NOW,
    )  # fmt: skip
    assert other.taken == 0 and other.left[0]["why"] == "unknown"
    taken = told(chika, *lines[:2], f"{third},1,20261102,999")
    assert taken.taken == 2 and [each["why"] for each in taken.left] == ["other_amount"]
    assert dict(Charge.objects.values_list("ref", "state")) == {
        "aoi-minato": State.PAID, "aoi-mugi": State.FAILED, "ben-ren": State.OPEN,
    }  # fmt: skip
    with pytest.raises(AlreadyTaken):
        told(chika, *lines[:2], f"{third},1,20261102,999")


def test_a_charge_nobody_handed_over_cannot_be_paid(them: list[Chargeable], chika: Officer) -> None:
    charge(them)
    number = Charge.objects.get(ref="ben-ren").number
    assert told(chika, f"{number},1,20261102,4500").left[0]["why"] == "unknown"


@pytest.mark.parametrize(
    ("class_id", "months", "refusal"),
    [
        ("friends", YEAR, "unknown_class"),
        ("seiho", (YEAR[1], YEAR[0]), "no_period"),
        ("shugaku_enjo", (OCTOBER, OCTOBER), "overlaps"),
    ],
)
def test_a_reduction_that_makes_no_sense_is_refused(
    them: list[Chargeable], chika: Officer, class_id: str, months: tuple[date, date], refusal: str
) -> None:
    reduced(chika)
    with pytest.raises(CannotReduce) as cannot:
        reduced(chika, class_id, months)
    assert cannot.value.refusal == refusal


def test_a_reduction_ends_early_or_is_taken_back(them: list[Chargeable], chika: Officer) -> None:
    granted = reduced(chika)
    assert "shugaku" not in granted.sealed
    reducing.end_reduction(reduction=granted, until=date(2026, 9, 1), by=acting(chika), now=NOW)
    assert Reduction.objects.get().until == date(2026, 9, 1)
    reducing.end_reduction(reduction=granted, until=date(2026, 3, 1), by=acting(chika), now=NOW)
    assert not Reduction.objects.exists()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "starts_on: a table from 2025-04-01 is there already"),
        ({"section: kosodate": "section: fukushi"}, "section: expected a section of yours"),
        ({"2025-04-01": "2026-10-01"}, "starts_on: charges for 2026-10 were worked out"),
    ],
)
def test_a_table_that_cannot_be_put_in_force_says_why(
    them: list[Chargeable], changes: dict[str, str], told: str
) -> None:
    charge(them)
    document = PACK.read_text()
    for old, new in changes.items():
        document = document.replace(old, new)
    found = tables.take_table(document=document, sections={"kosodate"}, officer=None, by=SYSTEM, now=NOW)
    assert isinstance(found, Problems) and str(found[0]).startswith(told)


def test_a_newer_table_counts_from_its_month(them: list[Chargeable]) -> None:
    in_force(PACK.read_text().replace("2025-04-01", "2026-11-01").replace("monthly: 4500", "monthly: 5000"))
    charge(them)
    charge(them, month=date(2026, 11, 1))
    assert [each.amount for each in Charge.objects.filter(ref="ben-ren").order_by("run__month")] == [
        4500,
        5000,
    ]
