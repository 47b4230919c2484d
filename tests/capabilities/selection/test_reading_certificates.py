"""A certificate of work as an Excel file: merged cells, line breaks, a second sheet; read by its labels."""

from __future__ import annotations

import io
from datetime import date

import xlsxwriter

from madoguchi.files.reading import read_sheets
from madoguchi.rules.certificates import read, read_sheet


def workbook() -> bytes:
    """The form as employers send it: a sheet of lists first, values beside and below merged labels."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        lists, form = book.add_worksheet("プルダウン"), book.add_worksheet("標準的な様式")
        lists.write_column(0, 0, ["無期", "有期", "☑", "□"])
        form.merge_range("A1:M1", "就労証明書")
        form.merge_range("A3:C3", "証明日")
        form.write_row("D3", ["西暦", 2026, "年", 11, "月", 20, "日"])
        form.merge_range("A4:C4", "事業所名")
        form.merge_range("D4:M4", "川風水産加工場")
        form.merge_range("A7:A8", "6")
        form.merge_range("B7:C8", "就労時間\n（固定就労の場合）")
        form.write_row("D7", ["☑", "月", "☑", "火", "☑", "水", "☑", "木", "☑", "金", "□", "土", "□", "日"])
        form.write_row("D8", ["月間", 160, "時間", 0, "分", "(うち休憩時間", 1200, "分)"])
        form.write_row("D9", ["一月当たりの就労日数", 20, "日", "一週当たりの就労日数", 5, "日"])
        form.write_row("D10", ["平日", 9, "時", 0, "分", "～", 17, "時", 15, "分"])
        form.write_row("A12", ["3", "雇用(予定)期間等", "☑", "無期", 2020, "年", 4, "月", 1, "日", "～"])
    return made.getvalue()


def test_the_workbook_gives_what_the_boxes_would_hold() -> None:
    rows = [row for sheet in read_sheets(workbook()) for row in sheet.rows]
    items, faults = read(read_sheet(rows), today=date(2026, 11, 22))
    assert faults == {}
    assert items == {
        "issued_on": "2026-11-20",
        "employer": "川風水産加工場",
        "begins_on": "2020-04-01",
        "week": ["mon", "tue", "wed", "thu", "fri"],
        "minutes_per_month": 9600,
        "break_per_month": 1200,
        "days_per_month": 20,
        "days_per_week": 5,
        "from": "09:00",
        "until": "17:15",
    }


def test_a_workbook_of_something_else_leaves_the_boxes_empty() -> None:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        book.add_worksheet("売上").write_row(0, 0, ["1月", 100, "2月", 200])
    rows = [row for sheet in read_sheets(made.getvalue()) for row in sheet.rows]
    assert read_sheet(rows) == {}
