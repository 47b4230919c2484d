"""A procedure goes out as a spreadsheet, is changed at another desk, and comes back after a look."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.city.people import make_officer, signed_in
from tests.city.procedures import club_document, publish, publish_club
from tests.journeys.pages import Boxes
from tests.rules.samples import PACK_NAMES, pack

from madoguchi.audit.models import Line
from madoguchi.files.reading import read_tables
from madoguchi.procedures.models import Procedure
from madoguchi.procedures.queries import access_document
from madoguchi.rules.documents import Document, canonical
from madoguchi.studio import workbook

HALF_PAST_NINE = datetime(2026, 11, 1, 9, 30)  # noqa: DTZ001 - a spreadsheet knows no zones
TAKE_IN = "/desk/procedures/new/workbook/"
Sheets = dict[str, list[list[str]]]


def html(answer: Any) -> str:
    return str(answer.content.decode())


def draft(slug: str = "club") -> Document:
    return access_document(slug, draft=True)[0]


def sheets_of(content: bytes) -> Sheets:
    return read_tables(content).sheets


def saved(found: Sheets, and_then: Callable[[Any], None] | None = None) -> bytes:
    """As another program would save it: values only, without our looks and lists."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False}) as book:
        for name, rows in found.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    page.write_string(number, column, cell)
        if and_then:
            and_then(book)
    return made.getvalue()


def changed(document: Document, column: str, old: str, new: str, sheet: str = "項目") -> bytes:
    found = sheets_of(workbook.write(document))
    index = found[sheet][0].index(column)
    for row in found[sheet]:
        row[index] = new if row[index] == old else row[index]
    return saved(found)


def hand_in(desk: Client, content: bytes, name: str = "club.xlsx") -> Any:
    return desk.post(TAKE_IN, {"file": SimpleUploadedFile(name, content)})


def keep(desk: Client, shown: Any, **more: str) -> Any:
    """Press the button below the differences."""
    boxes = Boxes(None)
    boxes.feed(html(shown))
    return desk.post(TAKE_IN, {**boxes.values, "keep": "1", **more})


@pytest.mark.parametrize("name", PACK_NAMES)
def test_a_procedure_of_the_packs_comes_back_as_it_went(name: str) -> None:
    back = workbook.read(workbook.write(pack(name)))
    assert isinstance(back, Document) and canonical(back) == canonical(pack(name))


def test_the_file_has_a_guide_and_lists_to_choose_from() -> None:
    content = workbook.write(club_document())
    assert list(sheets_of(content)) == [
        *("説明", "項目", "選択肢", "分岐", "計算と確認", "設定", "通知書など", "長い内容")
    ]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        questions = archive.read("xl/worksheets/sheet2.xml").decode()
    assert 'type="list"' in questions and "曜日ごとの時間" in questions and 'state="frozen"' in questions


def test_chika_takes_a_procedure_out(chikas_desk: Client) -> None:
    publish_club()
    chikas_desk.post("/desk/procedures/new/list/", {})
    answer = chikas_desk.get("/desk/procedures/club/v1.xlsx")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="club-v1.xlsx"'
    assert workbook.read(answer.content) == club_document()
    assert Line.objects.get(verb="procedure.exported").details == {"version": 1}
    assert "/desk/procedures/club/v1.xlsx" in html(chikas_desk.get("/desk/procedures/club/"))


def test_what_it_would_change_is_shown_and_nothing_is_kept_yet(chikas_desk: Client) -> None:
    publish_club()
    shown = hand_in(chikas_desk, changed(club_document(), "設問", "電話番号", "昼間の電話番号"))
    assert shown.status_code == 200 and "昼間の電話番号" in html(shown)
    assert "公開中の版との違い" in html(shown)
    assert not Procedure.objects.get().draft_text


def test_one_press_keeps_it_as_the_draft(chikas_desk: Client) -> None:
    publish_club()
    shown = hand_in(chikas_desk, changed(club_document(), "設問", "電話番号", "昼間の電話番号"))
    answer = keep(chikas_desk, shown)
    assert answer.headers["Location"] == "/desk/procedures/club/"
    assert draft().question("phone").title.in_("ja") == "昼間の電話番号"
    assert access_document("club")[0] == club_document()
    assert Line.objects.filter(verb="procedure.draft_saved", actor_ref="1001").count() == 1


def test_it_is_one_change_of_the_builder_and_is_undone_as_one(chikas_desk: Client) -> None:
    publish_club()
    keep(chikas_desk, hand_in(chikas_desk, changed(club_document(), "設問", "電話番号", "昼間の電話番号")))
    again = changed(draft(), "値", "10", "25", sheet="設定")
    shown = hand_in(chikas_desk, again)
    assert "今の下書きとの違い" in html(shown)
    keep(chikas_desk, shown)
    assert Procedure.objects.get().edits.count() == 3


def test_without_a_difference_there_is_nothing_to_keep(chikas_desk: Client) -> None:
    publish_club()
    shown = hand_in(chikas_desk, workbook.write(club_document()))
    assert "ファイルの内容は、今の内容と同じです。" in html(shown) and 'name="keep"' not in html(shown)


def test_another_id_is_a_new_procedure(chikas_desk: Client) -> None:
    publish_club()
    found = sheets_of(workbook.write(club_document()))
    for row in found["設定"]:
        row[1] = {"club": "club_two", "26": "27"}.get(row[1], row[1])
    shown = hand_in(chikas_desk, saved(found))
    assert "新しい手続きになります。" in html(shown)
    keep(chikas_desk, shown)
    assert draft("club_two").number == "27"


def test_the_number_of_another_procedure_is_refused(chikas_desk: Client) -> None:
    publish_club()
    answer = hand_in(chikas_desk, changed(club_document(), "値", "club", "club_two", sheet="設定"))
    assert answer.status_code == 422 and "ほかの手続きが使っています" in html(answer)


def test_nor_may_one_of_ours_take_it_later(chikas_desk: Client) -> None:
    publish_club()
    publish(club_document(id="parking", number="27"))
    answer = hand_in(chikas_desk, changed(club_document(), "値", "26", "27", sheet="設定"))
    assert answer.status_code == 422 and "ほかの手続きが使っています" in html(answer)
    assert not Procedure.objects.get(slug="club").draft_text


def test_a_colleague_changed_the_draft_meanwhile(chikas_desk: Client) -> None:
    publish_club()
    content = changed(club_document(), "設問", "電話番号", "昼間の電話番号")
    mine = hand_in(chikas_desk, content)
    keep(chikas_desk, hand_in(chikas_desk, changed(club_document(), "設問", "電話番号", "携帯の番号")))
    answer = keep(chikas_desk, mine)
    assert answer.status_code == 422 and "ほかの職員" in html(answer)
    assert draft().question("phone").title.in_("ja") == "携帯の番号"


@pytest.mark.parametrize("text", ["", "{", "<script>", '{"id": "club"}', "\0"])
def test_what_was_not_shown_is_not_kept(chikas_desk: Client, text: str) -> None:
    answer = chikas_desk.post(TAKE_IN, {"keep": "1", "text": text, "seen": ""})
    assert answer.status_code == 422 and not Procedure.objects.exists()


def test_dan_neither_takes_chikas_procedure_nor_writes_over_it(dans_desk: Client, dan: Any) -> None:
    publish_club()
    assert dans_desk.get("/desk/procedures/club/v1.xlsx").status_code == 404
    assert dans_desk.get("/desk/procedures/club/draft.xlsx").status_code == 404
    answer = hand_in(dans_desk, workbook.write(club_document()))
    assert answer.status_code in (404, 422) and not Procedure.objects.get().draft_text
    shown = {"keep": "1", "text": canonical(club_document(minutes=9)), "seen": ""}
    assert dans_desk.post(TAKE_IN, shown).status_code in (404, 422)
    assert not Procedure.objects.get().draft_text


def test_a_reviewer_takes_out_but_not_in(city: SimpleNamespace) -> None:
    publish_club()
    desk = signed_in(make_officer(section=city.kosodate))
    assert desk.get("/desk/procedures/club/v1.xlsx").status_code == 200
    assert desk.get(TAKE_IN).status_code == 404
    assert hand_in(desk, workbook.write(club_document())).status_code == 404


def merged(book: Any) -> None:
    book.get_worksheet_by_name("項目").merge_range(3, 3, 4, 4, "結合")


def formula(book: Any) -> None:
    book.get_worksheet_by_name("項目").write_formula("D5", "=A1", None, "氏名")


def failing(book: Any) -> None:
    book.get_worksheet_by_name("設定").write_formula("B4", "=1/0", None, "#DIV/0!")


def many_rows(book: Any) -> None:
    page = book.get_worksheet_by_name("項目")
    for row in range(10, 100_000):
        page.write_string(row, 0, "設問")


def many_columns(book: Any) -> None:
    book.get_worksheet_by_name("項目").write_string(0, 300, "?")


@pytest.mark.parametrize(
    ("odd", "cell", "words"),
    [
        (merged, "項目!D4:E5", "結合されたセル"),
        (formula, "項目!D5", "数式"),
        (failing, "設定!B4", "計算できなかったセル"),
        (many_rows, "項目!A20001", "行が多すぎます"),
        (many_columns, "項目!KO1", "列が多すぎます"),
    ],
)
def test_what_no_table_may_hold_is_told_with_its_cell(
    chikas_desk: Client, odd: Callable[[Any], None], cell: str, words: str
) -> None:
    answer = hand_in(chikas_desk, saved(sheets_of(workbook.write(club_document())), odd))
    assert answer.status_code == 422
    assert f"<code>{cell}</code>" in html(answer) and words in html(answer)
    assert not Procedure.objects.exists()


def test_faults_of_the_document_are_told_with_their_cells(chikas_desk: Client) -> None:
    found = sheets_of(workbook.write(club_document()))
    found["項目"][2][2] = "えらぶ"
    found["選択肢"][1][0] = "phone"
    found["設定"][1][0] = "あいでぃー"
    answer = hand_in(chikas_desk, saved(found))
    for cell in ("項目!C3", "選択肢!A2", "設定!A2"):
        assert f"<code>{cell}</code>" in html(answer)
    assert "選択肢のない種類です" in html(answer) and "という設定はありません" in html(answer)


def zipped(**parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return made.getvalue()


def bomb(size: int) -> bytes:
    """A workbook whose first sheet swells to `size` when unpacked."""
    whole = workbook.write(club_document())
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            body = old.read(entry)
            new.writestr(entry.filename, body + b" " * size if "sheet2" in entry.filename else body)
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xd0\xcf\x11\xe0" + b"x" * 900, "古い形式"),
        (b"id: club\ntitle: x", "表計算のファイルとして読めません"),
        (b"PK\x03\x04 broken", "表計算のファイルとして読めません"),
        (b"%PDF-1.7", "表計算のファイルとして読めません"),
        (b"", "ファイル"),
        (zipped(a=b"b"), "表計算のファイルとして読めません"),
        (zipped(xl__workbook=b"<x/>"), "表計算のファイルとして読めません"),
    ],
)
def test_what_is_no_workbook_is_refused_in_words(chikas_desk: Client, content: bytes, words: str) -> None:
    answer = hand_in(chikas_desk, content)
    assert answer.status_code == 422 and words in html(answer)


def test_what_swells_when_unpacked_is_refused(chikas_desk: Client) -> None:
    answer = hand_in(chikas_desk, bomb(150_000_000))
    assert answer.status_code == 422 and "100MBまで" in html(answer)


def test_entities_are_not_drawn_out(chikas_desk: Client) -> None:
    doctype = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><workbook>&a;</workbook>'
    parts = {"xl__workbook.xml": doctype, "xl___rels__workbook.xml.rels": b"<Relationships/>"}
    answer = hand_in(chikas_desk, zipped(**parts))
    assert answer.status_code == 422 and "表計算のファイルとして読めません" in html(answer)


def test_a_file_beyond_all_measure_is_not_even_read(chikas_desk: Client) -> None:
    answer = hand_in(chikas_desk, b"PK\x03\x04" + b"x" * 8_000_001)
    assert answer.status_code == 422 and "8MBまで" in html(answer)


def test_no_file_is_asked_for(chikas_desk: Client) -> None:
    answer = chikas_desk.post(TAKE_IN, {})
    assert answer.status_code == 422 and ".xlsx ファイルを選んでください。" in html(answer)


def numbered(rows: Sequence[Sequence[str]]) -> bytes:
    """The settings with numbers and days typed as a spreadsheet makes them."""
    found = sheets_of(workbook.write(club_document()))

    def retype(book: Any) -> None:
        page = book.get_worksheet_by_name("設定")
        day = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for number, row in enumerate(found["設定"]):
            for label, cell in rows:
                if row[0] == label and label.startswith("受付開始"):
                    page.write_datetime(number, 1, HALF_PAST_NINE, day)
                elif row[0] == label:
                    page.write_number(number, 1, float(cell))

    return saved(found, retype)


def test_numbers_and_days_are_read_as_a_spreadsheet_types_them() -> None:
    read = workbook.read(numbered([("所要時間（分）", "25"), ("受付番号の2桁", "7"), ("受付開始", "")]))
    assert isinstance(read, Document), list(read)
    assert (read.minutes, read.number) == (25, "07")
    assert (
        read.period.opens_at is not None and read.period.opens_at.isoformat() == "2026-11-01T09:30:00+09:00"
    )
