"""Files of facilities as real cities publish them, with every trap by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from madoguchi.rules.open_data import (
    HEADERS,
    Code,
    Column,
    Dataset,
    Facility,
    Fault,
    code_of,
    decode,
    export,
    lint,
    plan,
    read,
    week_of,
)
from madoguchi.rules.opening_days import read_opens

WEEK = {"days": {key: [["09:00", "12:00"], ["13:00", "17:00"]] for key in ("mon", "tue")}, "moves_on": True}
HAOTO: dict[str, Any] = {
    "code": "haoto-centre",
    "name": "羽音子育て支援センター",
    "kana": "ハオト",
    "english": "Haoto Center",
    "kind": "centre",
    "address": "ひばり市羽音本町二丁目6番3号",
    "postal_code": "0000013",
    "phone": "0000-00-0421",
    "latitude": Decimal("33.0552"),
    "longitude": Decimal("147.029636"),
    "opens": read_opens(WEEK),
    "capacity": 40,
}
ROW = "1,羽音子育て支援センター,33.055200,147.029636"
HEAD = "ID,名称,緯度,経度"


def haoto(**more: Any) -> Facility:
    return Facility(**HAOTO | more)


def wrong(text: str) -> list[tuple[Code, int, str]]:
    return [(each.code, each.row, each.column) for each in read(text)[1]]


def test_what_we_publish_changes_nothing_when_it_comes_back():
    places = [haoto(), haoto(code="park", name="公園", kind="shelter", shelter_for=("flood",), capacity=None)]
    for dataset in Dataset:
        rows = export(dataset, places, city_code="009997", city="ひばり市")
        assert list(lint(HEADERS[dataset], rows)) == []
        text = "\r\n".join(",".join(line) for line in (HEADERS[dataset], *rows))
        found = plan(text, dataset, places)
        assert (found.faults, found.new, found.changed) == ((), (), ())
    assert len(HEADERS[Dataset.CHILDCARE]) == 53
    assert [row[1] for row in export(Dataset.SHELTERS, places, city_code="", city="")] == ["park"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_columns_are_found_by_name_wherever_they_stand(encoding: str):
    text = "子育て施設一覧,,,,\r\n経度,名　称,独自の列,緯度,NO\r\n147.03,羽音子育て支援センター,x,33.05,7\r\n"
    decoded = decode(text.encode(encoding))
    assert isinstance(decoded, str)
    found = plan(decoded, Dataset.CHILDCARE, [haoto()])
    assert [each.code for each in found.changed] == ["haoto-centre"]
    assert found.changed[0].differs == {
        Column.LONGITUDE: ("147.029636", "147.030000"),
        Column.LATITUDE: ("33.055200", "33.050000"),
    }


def test_old_names_of_columns_are_known():
    rows, faults = read(
        "NO,施設名,住所,緯度,経度,開所時間,閉所時間,利用可能曜日\n3,会館,町,33,147,9:00,24:00,毎日\n"
    )
    assert faults == ()
    assert rows[0][Column.ADDRESS] == "町" and rows[0][Column.CLOSES] == "24:00"
    week = week_of(rows[0])
    assert week is not None and len(week.days) == 8 and week.on("sun")[0].ends == 1440


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("月火水木金", "月火水木金"),
        ("月～金", "月火水木金"),
        ("火;木;土", "火木土"),
        ("平日", "月火水木金"),
        ("土日祝", "土日祝"),
        ("月曜日、水曜日", "月水"),
        ("日曜日・祝日", "日祝"),
    ],
)
def test_weekdays_as_cities_write_them(typed: str, days: str):
    rows, faults = read(f"{HEAD},利用可能曜日,開始時間,終了時間\n{ROW},{typed},09:00,17:00")
    assert faults == () and rows[0][Column.WEEKDAYS] == days


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"{HEAD}\n1,,33,147", [(Code.MISSING, 2, "名称")]),
        (f"{HEAD}\n1,館,北緯33度,147", [(Code.COORDINATES, 2, "緯度")]),
        (f"{HEAD}\n1,館,nan,147", [(Code.COORDINATES, 2, "緯度")]),
        (f"{HEAD}\n1,館,147,33", [(Code.COORDINATES, 2, "緯度"), (Code.COORDINATES, 2, "経度")]),
        (f"{HEAD}\n{ROW}\n1,館,33,147", [(Code.TWICE, 3, "ID")]),
        (f"{HEAD}\n,館,33,147\n,館,33,147", [(Code.SAME, 3, "名称")]),
        (f"{HEAD},郵便番号\n{ROW},130", [(Code.POSTAL_CODE, 2, "郵便番号")]),
        (f"{HEAD},開始時間,終了時間,利用可能曜日\n{ROW},9:00,24:30,月", [(Code.TIME, 2, "終了時間")]),
        (f"{HEAD},開始時間,終了時間,利用可能曜日\n{ROW},17:00,9:00,月", [(Code.HOURS, 2, "終了時間")]),
        (f"{HEAD},開始時間,終了時間\n{ROW},9:00,", [(Code.HOURS, 2, "利用可能曜日")]),
        (f"{HEAD},利用可能曜日\n{ROW},日～木・祝", [(Code.WEEKDAYS, 2, "利用可能曜日")]),
        (f"{HEAD},利用可能曜日\n{ROW},不定休", [(Code.WEEKDAYS, 2, "利用可能曜日")]),
        (f"{HEAD},収容定員\n{ROW},約40人", [(Code.NUMBER, 2, "収容定員")]),
        (f"{HEAD},災害種別_洪水\n{ROW},可", [(Code.FLAG, 2, "災害種別_洪水")]),
        (f"{HEAD}\n{ROW},余分", [(Code.CELLS, 2, "")]),
        ("施設,場所\n館,町", [(Code.NO_HEADER, 0, "")]),
        ("", [(Code.NO_HEADER, 0, "")]),
        ('ID,名称,緯度,経度\n1,"館', [(Code.UNREADABLE, 0, "")]),
    ],
)
def test_every_fault_is_told_with_row_and_column(text: str, told: list[tuple[Code, int, str]]):
    assert wrong(text) == told


def test_what_is_no_such_file():
    assert decode(b"\x81") == Fault(code=Code.UNREADABLE)
    assert decode("名称\0".encode()) == Fault(code=Code.UNREADABLE)
    assert decode(b"a" * 2_000_001) == Fault(code=Code.TOO_LARGE)


def test_empty_cells_take_nothing_away_and_new_places_need_a_kind():
    found = plan(f"{HEAD},電話番号\n{ROW},\n2,謎の館,33,147,", Dataset.PUBLIC, [haoto()])
    assert (found.changed, found.same) == ((), 1)
    assert [(each.code, each.row) for each in found.faults] == [(Code.KIND, 3)]
    known = plan(f"{HEAD},種別\n2,すずめ,33,147,公民館", Dataset.PUBLIC, [haoto()])
    assert [(each.code, each.kind) for each in known.new] == [(None, "hall")]
    assert plan(f"{HEAD}\n2,川原,33,147", Dataset.SHELTERS, []).new[0].kind == "shelter"


def test_without_an_id_a_place_is_known_wherever_its_row_stands():
    """One row more above, and the hall would have become the library that stands where it stood."""
    head, library, hall = "名称,緯度,経度,種別", "中央図書館,33,147,図書館", "会館,33,147,公民館"
    first = plan("\n".join((head, library, hall)), Dataset.PUBLIC, [])
    known = [
        haoto(code=code_of(each.row, Dataset.PUBLIC), name=each.row[Column.NAME], kind=each.kind)
        for each in first.new
    ]
    again = plan("\n".join((head, "支所,33,147,支所", library, hall)), Dataset.PUBLIC, known)
    assert [each.row[Column.NAME] for each in again.new] == ["支所"]
    assert [each.code for each in again.changed] == [each.code for each in known]
    assert not any(Column.NAME in each.differs for each in again.changed)
    assert len({each.code for each in known} | {code_of(again.new[0].row, Dataset.PUBLIC)}) == 3


def test_two_places_of_one_name_stay_two():
    """A second park of the name would have moved the first one to where it lies itself."""
    park = haoto(code="od01-1", name="児童公園", kind="play")
    rows = f"{HEAD},種別\n1,児童公園,33,147,遊び場\n2,児童公園,34,147,遊び場"
    found = plan(rows, Dataset.PUBLIC, [park])
    assert [each.row[Column.ID] for each in found.new] == ["2"]
    assert {each.code for each in found.changed} <= {"od01-1"} and len(found.changed) + found.same == 1
    own = plan(rows, Dataset.PUBLIC, [haoto(code="park", name="児童公園", kind="play")])
    assert [each.row[Column.ID] for each in own.new] == ["2"]


def test_a_code_has_room_for_any_id():
    ids = ("x" * 200, "第一", "東-1", "西-1")
    rows, faults = read("\n".join((HEAD, *(f"{each},館,33,147" for each in ids))))
    assert all(len(code_of(row, Dataset.PUBLIC)) <= 50 for row in rows)
    assert not faults and len({code_of(row, Dataset.PUBLIC) for row in rows}) == len(rows)


def test_what_machines_cannot_read_is_made_plain_or_told():
    rows = export(Dataset.PUBLIC, [haoto(hours="第①　月曜\n休み")], city_code="009997", city="ひばり市")
    assert list(lint(HEADERS[Dataset.PUBLIC], rows)) == [] and "第1 月曜 休み" in rows[0]
    assert len(list(lint(("収容定員", "名称"), [("約40人", "①"), ("4",)]))) == 3
