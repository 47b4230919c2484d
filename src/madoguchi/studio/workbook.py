"""A procedure as an .xlsx file that officers change in their spreadsheet program, and back."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any, Final

import xlsxwriter

from madoguchi.files.reading import TABLE_COLUMNS, TABLE_MEGABYTES, TABLE_ROWS, Oddity, read_tables
from madoguchi.files.refusals import CannotStore
from madoguchi.rules import workbook
from madoguchi.rules.documents import Document
from madoguchi.rules.problems import Fault, Problems
from madoguchi.rules.workbook import Sheet, words
from madoguchi.rules.workbook.writing import MARKS

XLSX: Final = "xlsx"
MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OLD_WORKBOOK: Final = b"\xd0\xcf\x11\xe0"
ZIP: Final = b"PK\x03\x04"

YES_NO: Final = (words.YES, words.NO)
# What may be chosen in a column, by sheet.
CHOICES: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    (words.QUESTIONS, words.LEVEL): (words.STEP, words.QUESTION, words.INNER),
    (words.QUESTIONS, words.TYPE): tuple(words.TYPES.values()),
    (words.QUESTIONS, words.REQUIRED): (*YES_NO, words.BY_CONDITION),
    (words.QUESTIONS, words.LISTED): YES_NO,
    (words.QUESTIONS, words.CARE): tuple(words.CARES.values()),
    (words.BRANCHES, words.WHAT): tuple(words.WHATS.values()),
    (words.VALUES, words.LEVEL): (words.COMPUTED, words.CHECK),
}
ROOM: Final = 500  # rows below the last in which choices are offered
WIDE: Final = (words.EXPRESSION, words.SAID, words.REST, words.CONTENT, words.CHUNK)
NARROW: Final = (words.LEVEL, words.REQUIRED, words.LEAST, words.MOST, words.LISTED, words.CARE)
IN_SIGHT: Final = {words.QUESTIONS: 4, words.OPTIONS: 3, words.BRANCHES: 2}
GUIDE: Final = (
    "このファイルについて",
    "手続きの定義を表計算ソフトで直すためのファイルです。直したら「手続きを作る」の「表計算のファイルを取り込む」で取り込みます。",
    "取り込む前に、今の内容との違いが文で並びます。取り込んでも下書きになるだけで、公開するまで住民には見えません。",
    "",
    "シート",
    "項目：1行が1つのステップか設問です。上から順に画面に出ます。「くり返し」の中の設問は「中の設問」と書きます。",
    "選択肢：1行が1つの選択肢です。設問IDで、どの設問のものかを書きます。",
    "分岐：表示する条件などです。「式」が取り込まれます。「文（参考）」は読むためのもので、直しても取り込まれません。",
    "計算と確認：計算する値と、回答どうしの確認です。",
    "設定：手続きの名前、期間、保存年限などです。",
    "通知書など：通知書・審査・見本などです。1行に1つ、YAMLで書いてあります。",
    "長い内容：1つのセルに入らない内容です。直しません。",
    "",
    "書き方",
    "IDは英小文字・数字・_ です。公開したあとは変えないでください。変えると、別の設問になります。",
    "新しい行のIDは空けておけます。取り込むときに付きます。",
    "見出しの行の文字は変えないでください。列の順番は変えてもかまいません。",
    "数式、セルの結合は使えません。値だけを貼り付けてください。",
    "やさしい日本語の読みは、[漢字|かんじ] のように書きます。",
    "列にないことは「そのほか」にYAMLで書きます。例 max_length: 20",
)


def write(document: Document) -> bytes:
    """The document as an .xlsx file."""
    made = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(made, options) as book:
        looks = {
            "head": book.add_format({"bold": True, "bg_color": "#E8F1FE", "border": 1, "valign": "top"}),
            "cell": book.add_format({"text_wrap": True, "valign": "top"}),
            "read": book.add_format({"text_wrap": True, "valign": "top", "font_color": "#626264"}),
            "step": book.add_format(
                {"text_wrap": True, "valign": "top", "bold": True, "bg_color": "#F2F2F2"}
            ),
        }
        _guide(book, looks)
        for sheet in workbook.write(document):
            _sheet(book, sheet, looks)
    return made.getvalue()


def read(content: bytes) -> Document | Problems:
    """The document that an .xlsx file describes, or all its faults with their cells."""
    if not content.startswith(ZIP):
        return Problems([_no_workbook(content)])
    try:
        tables = read_tables(content)
    except CannotStore:
        return Problems([Fault("xlsx", "this is no workbook that can be read; expected an .xlsx file")])
    if tables.oddities:
        return Problems(map(_fault, tables.oddities))
    return workbook.read({name: rows for name, rows in tables.sheets.items() if name.strip() != words.GUIDE})


def _no_workbook(content: bytes) -> Fault:
    if content.startswith(OLD_WORKBOOK):
        return Fault("xls", "this is an old or locked workbook; expected an .xlsx file without a password")
    return Fault("xlsx", "this is no workbook that can be read; expected an .xlsx file")


def _fault(odd: Oddity) -> Fault:
    """What cannot stand there, in words."""
    place = f"{odd.sheet}!{odd.cell}" if odd.cell else odd.sheet
    return Fault(
        place or "xlsx",
        {
            "formula": "found a formula; expected a fixed value",
            "merged": "found merged cells; expected every cell by itself",
            "error": "found a cell that could not be calculated; expected a fixed value",
            "rows": f"there are more rows than can be read; expected at most {TABLE_ROWS} rows",
            "columns": f"there are more columns than can be read; expected at most {TABLE_COLUMNS} columns",
            "size": f"the workbook is too large when unpacked; expected at most {TABLE_MEGABYTES} MB",
        }[odd.code],
    )


def _guide(book: Any, looks: Mapping[str, Any]) -> None:
    page = book.add_worksheet(words.GUIDE)
    page.set_column(0, 0, 110)
    page.hide_gridlines(2)
    for number, line in enumerate(GUIDE):
        is_heading = line and not GUIDE[number - 1]
        page.write_string(number, 0, line, looks["head" if is_heading or not number else "cell"])


def _sheet(book: Any, sheet: Sheet, looks: Mapping[str, Any]) -> None:
    page = book.add_worksheet(sheet.name)
    page.write_row(0, 0, sheet.columns, looks["head"])
    page.freeze_panes(1, IN_SIGHT.get(sheet.name, 1))
    for number, row in enumerate(sheet.rows, start=1):
        is_step = sheet.name == words.QUESTIONS and row[0] == words.STEP
        for column, cell in enumerate(row):
            look = looks["step" if is_step else "read" if _is_read(sheet.columns[column]) else "cell"]
            if isinstance(cell, int):
                page.write_number(number, column, cell, look)
            elif cell:
                page.write_string(number, column, cell, look)
    for column, title in enumerate(sheet.columns):
        page.set_column(column, column, _width(title))
        if choices := CHOICES.get((sheet.name, title)):
            page.data_validation(1, column, len(sheet.rows) + ROOM, column, _offer(choices))
    if sheet.rows:
        page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)


def _offer(choices: Iterable[str]) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": list(choices),
        "error_title": "一覧から選んでください",
        "error_message": "この列には、一覧にある言葉だけを入力します。",
    }


def _is_read(title: str) -> bool:
    return title.endswith(words.REFERENCE)


def _width(title: str) -> int:
    if title in WIDE:
        return 48
    if title in NARROW:
        return 10
    return 28 if any(title.endswith(mark) for mark in MARKS if mark) else 24
