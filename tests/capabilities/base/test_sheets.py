"""Lists as files: what spreadsheets open, what old systems can read, and what must never run as a formula."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from madoguchi.base import sheets
from madoguchi.base.sheets import Cell, Sheet

REPORT = ("受付番号", "列", "位置", "文字", "コード")


def listed(*rows: Sequence[Cell]) -> Sheet:
    return Sheet(title="申請の一覧", columns=("受付番号", "申請者"), rows=rows)


def lines(text: str) -> list[list[str]]:
    return list(csv.reader(StringIO(text, newline="")))


def unpacked(sheet: Sheet) -> dict[str, list[list[str]]]:
    """The list and the 外字 report of a zip."""
    archive = ZipFile(BytesIO(sheets.csv_cp932(sheet, name="list", report=REPORT)))
    return {
        "list": lines(archive.read("list.csv").decode("cp932")),
        "report": lines(archive.read("list-gaiji.csv").decode("utf-8-sig")),
    }


def test_a_spreadsheet_knows_utf8_by_its_mark_and_names_stay_whole() -> None:
    content = sheets.csv_utf8(listed(("0826-004217-3", "𠮷川　葵"), ("0826-004218-1", '山田,"太郎"')))
    assert content.startswith(b"\xef\xbb\xbf") and b"\r\n" in content
    assert lines(content.decode("utf-8-sig"))[1:] == [
        ["0826-004217-3", "𠮷川　葵"],
        ["0826-004218-1", '山田,"太郎"'],
    ]


def test_cp932_keeps_what_it_can_and_names_what_it_lost() -> None:
    found = unpacked(listed(("0826-004217-3", "𠮷川　葵"), ("0826-004218-1", "髙橋 千佳")))
    assert [row[1] for row in found["list"][1:]] == ["〓川　葵", "髙橋 千佳"]
    assert found["report"] == [list(REPORT), ["0826-004217-3", "申請者", "1", "𠮷", "U+20BB7"]]


def test_an_empty_report_still_has_its_head() -> None:
    assert unpacked(listed(("0826-004217-3", "森﨑")))["report"] == [list(REPORT)]


@pytest.mark.parametrize("typed", ["=1+1", "+81", "-1", "@SUM(A1)", "\t=1", "＝1"])
def test_what_a_stranger_typed_is_never_a_formula(typed: str) -> None:
    sheet = listed(("0826-004217-3", typed))
    assert lines(sheets.csv_utf8(sheet).decode("utf-8-sig"))[1][1] == f"'{typed}"
    workbook = CalamineWorkbook.from_object(BytesIO(sheets.xlsx(sheet)))
    assert workbook.get_sheet_by_index(0).to_python()[1][1] == typed


@pytest.mark.parametrize("typed", ["\u20132+3", "\u22122+3"])
def test_what_becomes_a_formula_in_cp932_is_none_there_either(typed: str) -> None:
    assert unpacked(listed(("0826-004217-3", typed)))["list"][1][1].startswith("'")


def test_numbers_days_and_instants_are_written_for_machines() -> None:
    night = datetime(2026, 12, 14, 14, 42, tzinfo=UTC)
    sheet = Sheet(title="x", columns=("a", "b", "c", "d"), rows=[(-4, date(2026, 12, 15), night, None)])
    assert lines(sheets.csv_utf8(sheet).decode("utf-8-sig"))[1] == [
        "-4",
        "2026-12-15",
        "2026-12-14 23:42",
        "",
    ]


def test_an_empty_list_is_a_file_as_well() -> None:
    empty = listed()
    assert lines(sheets.csv_utf8(empty).decode("utf-8-sig")) == [["受付番号", "申請者"]]
    assert CalamineWorkbook.from_object(BytesIO(sheets.xlsx(empty))).sheet_names == ["申請の一覧"]
