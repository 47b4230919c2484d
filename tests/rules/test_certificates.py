"""The certificate of work: typed, read from a sheet of any layout, and good for three months."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from madoguchi.rules.certificates import (
    Fault,
    Standing,
    good_until,
    is_planned,
    read,
    read_sheet,
    said,
    standing,
)

TODAY = date(2026, 11, 22)
TYPED: dict[str, Any] = {
    "issued_on": "R8.11.20",
    "begins_on": "2020-04-01",
    "days_per_month": "２０",
    "week": ["mon", "tue", "wed", "thu", "fri"],
    "from": "9:00",
    "until": "17:15",
}
# As the national form stands in a workbook: one value over many cells, labels with line breaks, ticks.
FORM = [
    ["就労証明書", "", ""],
    ["", "証明日", "西暦", "2026", "年", "11", "月", "20", "日"],
    ["事業所名", "", "川風水産加工場"],
    ["No.2", "本人\n氏名", "𠮷川　葵", "生年月日", "1990", "年", "5", "月", "14", "日"],
    ["No.3", "雇用（予定）\n期間等", "☑無期 □有期", "2020", "年", "4", "月", "1", "日", "～", "", "年"],
    ["No.6", "就労時間", "☑月", "☑火", "☑水", "☑木", "☑金", "□土", "□日"],
    ["", "", "月間", "160", "時間", "00", "分（うち休憩時間", "1200", "分）"],
    ["", "一月当たりの就労日数", "20", "日", "一週当たりの就労日数", "5", "日"],
    ["", "平日", "9", "時", "00", "分", "～", "17", "時", "15", "分"],
    ["No.12", "復職（予定）年月日", "2027", "年", "4", "月", "1", "日"],
]


def test_what_was_typed_is_read_as_it_is_meant() -> None:
    items, faults = read(TYPED, today=TODAY)
    assert faults == {}
    assert items["issued_on"] == "2026-11-20"
    assert items["days_per_month"] == 20
    assert items["from"] == "09:00"
    assert said(items)["weekly_hours"]["mon"] == [["09:00", "17:15"]]
    assert "sat" not in said(items)["weekly_hours"]


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"issued_on": ""}, {"issued_on": Fault.NEEDED}),
        ({"issued_on": "2026-02-30"}, {"issued_on": Fault.NO_DAY}),
        ({"issued_on": "2026-11-23"}, {"issued_on": Fault.FUTURE}),
        ({"days_per_month": "32"}, {"days_per_month": Fault.NO_COUNT}),
        ({"days_per_month": "約20"}, {"days_per_month": Fault.NO_COUNT}),
        ({"from": "25:00"}, {"from": Fault.NO_TIME}),
        ({"until": "8:00"}, {"until": Fault.BACKWARDS}),
        ({"ends_on": "2019-03-31"}, {"ends_on": Fault.BACKWARDS}),
        ({"days_per_week": "6"}, {"days_per_week": Fault.CONTRADICTS}),
    ],
)
def test_what_makes_no_sense_is_told_by_its_item(changes: dict[str, Any], faults: dict[str, Fault]) -> None:
    assert read({**TYPED, **changes}, today=TODAY)[1] == faults


def test_the_national_form_is_read_by_its_labels() -> None:
    found = read_sheet(FORM)
    assert found["employer"] == "川風水産加工場"
    assert found["name"] == "𠮷川葵"
    items, faults = read(found, today=TODAY)
    assert faults == {}
    assert {key: items[key] for key in ("issued_on", "begins_on", "returns_on")} == {
        "issued_on": "2026-11-20", "begins_on": "2020-04-01", "returns_on": "2027-04-01",
    }  # fmt: skip
    assert (items["minutes_per_month"], items["break_per_month"]) == (9600, 1200)
    assert (items["days_per_month"], items["days_per_week"]) == (20, 5)
    assert items["week"] == ["mon", "tue", "wed", "thu", "fri"]
    assert (items["from"], items["until"]) == ("09:00", "17:15")


def test_a_plain_list_of_labels_is_read_too() -> None:
    rows = [
        ["証明書発行事業所名", "見本株式会社"],
        ["雇用期間", "令和2年4月1日〜"],
        ["就労日数", "月20日 週5日"],
        ["就労時間", "8時30分 〜 17時15分"],
        ["証明日", "令和8年10月22日"],
    ]
    items, faults = read(read_sheet(rows), today=TODAY)
    assert faults == {}
    assert (items["issued_on"], items["begins_on"]) == ("2026-10-22", "2020-04-01")
    assert (items["days_per_month"], items["days_per_week"]) == (20, 5)
    assert (items["from"], items["until"]) == ("08:30", "17:15")


def test_another_layout_and_empty_rows_do_no_harm() -> None:
    moved = [[], ["", "", *row] if row else row] if (row := FORM[1]) else []
    assert read_sheet(moved)["issued_on"] == "2026年11月20日"
    assert read_sheet([["何かの表", "1", "2"], [""], []]) == {}


@pytest.mark.parametrize(
    ("issued_on", "until"),
    [
        (date(2026, 8, 22), date(2026, 11, 22)),
        (date(2026, 11, 30), date(2027, 2, 28)),
        (date(2026, 11, 15), date(2027, 2, 15)),
    ],
)
def test_it_is_good_for_three_months(issued_on: date, until: date) -> None:
    assert good_until(issued_on) == until


def test_work_that_has_not_begun_is_to_be_replaced_and_an_old_paper_proves_nothing() -> None:
    items, _ = read(TYPED, today=TODAY)
    assert standing(items, arrived_on=TODAY) is Standing.GOOD
    assert standing(items, arrived_on=date(2027, 2, 21)) is Standing.OLD
    planned = {**items, "begins_on": "2027-04-01"}
    assert standing(planned, arrived_on=TODAY) is Standing.PLANNED
    assert is_planned(planned, date(2027, 1, 15))
    assert not is_planned(planned, date(2027, 4, 1))
