"""Reading an extract of the register: all of it is good, or every fault is told by its line."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from madoguchi.rules import extracts
from madoguchi.rules.extracts import CannotRead, Code, Column, Fault
from madoguchi.rules.matching import Registered

HEADING = "宛名番号,世帯番号,氏名,氏名カナ,生年月日,性別,住所,方書,続柄,異動事由,異動日,DV等支援措置"
MUGI = '0000000021,00000001,髙橋　麦,ﾀｶﾊｼ ﾑｷﾞ,R2.7.8,男,若麦2-14-5,"コーポ, 203",子,,,'
AOI = "0000000022,00000001,髙橋　葵,ﾀｶﾊｼ ｱｵｲ,19900514,女,若麦2-14-5,,世帯主,転入予定,20270325,1"


def file(*lines: str, heading: str = HEADING, encoding: str = "cp932") -> bytes:
    """A file as the register's system writes it."""
    return "".join(f"{line}\r\n" for line in (heading, *lines)).encode(encoding)


def read(content: bytes) -> list[Registered]:
    """The people in a file."""
    layout = extracts.layout_of(content)
    count = extracts.check(content, layout)
    people = list(extracts.people(content, layout))
    assert len(people) == count
    return people


def faults(content: bytes) -> list[Fault]:
    """What keeps a file from being taken."""
    with pytest.raises(CannotRead) as cannot:
        read(content)
    return list(cannot.value.faults)


def codes(content: bytes) -> list[tuple[str, Any]]:
    """The codes, each with its line where it has one."""
    return [(each.code, each.facts.get("line")) for each in faults(content)]


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig"])
def test_a_file_is_read_in_either_encoding(encoding: str) -> None:
    mugi, aoi = read(file(MUGI, AOI, encoding=encoding))
    assert mugi == Registered(
        number="0000000021",
        household="00000001",
        name="髙橋　麦",
        kana="タカハシ ムギ",
        born=date(2020, 7, 8),
        address="若麦2-14-5",
        building="コーポ, 203",
        relation="子",
    )
    assert (aoi.event, aoi.event_on, aoi.is_shielded) == ("転入予定", date(2027, 3, 25), True)


def test_columns_are_found_by_name_in_any_order_and_the_others_are_listed() -> None:
    more = [f"予備{number}" for number in range(10)]
    heading = ",".join(["住民コード", *more, "生年月日", "氏名(漢字)", "フリガナ", "町名", "番地", "方書名"])
    line = ",".join(["21", *("x" * 10), "令和2年7月8日", "髙橋　麦", "タカハシ　ムギ", "若麦", "2-14-5", ""])
    content = file(line, heading=heading)
    assert extracts.layout_of(content).ignored == tuple(more)
    (mugi,) = read(content)
    assert (mugi.number, mugi.address, mugi.born) == ("21", "若麦2-14-5", date(2020, 7, 8))


@pytest.mark.parametrize(
    "text, day",
    [
        ("2020-07-08", date(2020, 7, 8)),
        ("2020/7/8", date(2020, 7, 8)),
        ("20200708", date(2020, 7, 8)),
        ("５０２０７０８", date(2020, 7, 8)),
        ("4020708", date(1990, 7, 8)),
        ("S64.1.7", date(1989, 1, 7)),
        ("平成02年07月08日", date(1990, 7, 8)),
        ("2020-02-30", None),
        ("昨日", None),
        ("", None),
    ],
)
def test_days_are_read_as_registers_write_them(text: str, day: date | None) -> None:
    assert extracts.read_day(text) == day


@pytest.mark.parametrize("unknown", ["1950-00-00", "19500000", "昭和25年00月00日", "不詳", "1950/4/0"])
def test_a_birthday_nobody_knows_is_no_fault(unknown: str) -> None:
    (mugi,) = read(file(MUGI.replace("R2.7.8", unknown)))
    assert mugi.born is None


@pytest.mark.parametrize(
    "content, code",
    [
        (b"", Code.EMPTY),
        (b"\xef\xbb\xbf\r\n", Code.EMPTY),
        (b"PK\x03\x04" + b"x" * 100, Code.WORKBOOK),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Code.WORKBOOK),
        (HEADING.encode("utf-16"), Code.UTF16),
        (file(), Code.NO_ROWS),
        (file("", ",,,,,,,,,,,"), Code.NO_ROWS),
        (file(MUGI, heading=HEADING.replace("性別", "個人番号")), Code.MY_NUMBER),
        (file(MUGI, heading=HEADING + "," + ",".join("x" * 200)), Code.TOO_WIDE),
    ],
)
def test_other_files_are_refused(content: bytes, code: Code) -> None:
    assert [each.code for each in faults(content)] == [code]


def test_a_file_above_the_limit_is_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extracts, "LARGEST", 100)
    assert [each.code for each in faults(file(MUGI))] == [Code.TOO_LARGE]


def test_a_wrong_encoding_is_told_by_line_and_byte() -> None:
    good = file(MUGI)
    (fault,) = faults(good + b"0000000023,\x81\x39\r\n")
    assert fault.code is Code.ENCODING
    assert fault.facts == {"line": 3, "byte": len(good) + 12, "value": "81"}


def test_a_broken_byte_in_utf8_is_told_where_utf8_ends() -> None:
    content = file(MUGI, AOI, encoding="utf-8").replace("転入".encode(), "転入".encode()[:-1])
    (fault,) = faults(content)
    assert (fault.code, fault.facts["line"]) == (Code.ENCODING, 3)


def test_nul_stands_in_no_text() -> None:
    assert codes(file(MUGI.replace("コーポ", "コー\0ポ"))) == [(Code.ENCODING, 2)]


def test_columns_that_lack_are_all_named_with_their_spellings() -> None:
    found = faults(file("1,2", heading="番号,名前"))
    assert [each.facts["column"] for each in found] == ["number", "name", "born", "address"]
    assert "住民コード" in found[0].facts["spellings"]  # type: ignore[operator]


def test_a_column_that_stands_twice_is_refused() -> None:
    (fault,) = faults(file(MUGI, heading=HEADING.replace("性別", "漢字氏名")))
    assert fault.facts == {"column": Column.NAME, "headings": ["氏名", "漢字氏名"]}


def test_every_fault_is_told_by_its_line_and_never_by_what_stands_there() -> None:
    lines = [MUGI, MUGI.replace("21,", "23,").replace("R2.7.8", "R2.13.8"), AOI + ",x", ",1,,,,,,,,,,", MUGI]
    found = faults(file(*lines))
    assert [(each.code, each.facts.get("line")) for each in found] == [
        (Code.TWICE, None),
        (Code.DAY, 3),
        (Code.CELLS, 4),
        (Code.MISSING, 5),
        (Code.MISSING, 5),
        (Code.MISSING, 5),
    ]
    assert found[0].facts == {"lines": [2, 6]}
    assert "0000000021" not in str(found) and "髙橋" not in str(found)


def test_a_number_in_another_width_is_the_same_number() -> None:
    assert codes(file(MUGI, MUGI.replace("0000000021", "'００００００００２１"))) == [(Code.TWICE, None)]


def test_a_thousand_faults_are_counted_and_a_hundred_told() -> None:
    with pytest.raises(CannotRead) as cannot:
        read(file(*[MUGI.replace("R2.7.8", "x").replace("21,", f"{n},") for n in range(1000)]))
    assert (len(cannot.value.faults), cannot.value.count) == (100, 1000)


def test_empty_cells_behind_the_last_heading_are_no_fault() -> None:
    assert len(read(file(MUGI + ",,,"))) == 1


def test_a_quotation_mark_that_is_never_closed_is_a_fault() -> None:
    assert codes(file(MUGI, '9,"髙橋', AOI)) == [(Code.CELLS, 3)]
    assert codes(file(MUGI, '9,"' + "x" * 200_000, AOI)) == [(Code.UNREADABLE, 3)]


def test_too_many_people_are_refused_clearly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extracts, "MOST_ROWS", 1)
    (fault,) = faults(file(MUGI, AOI))
    assert (fault.code, fault.facts) == (Code.TOO_MANY_ROWS, {"limit": 1})


def test_reading_goes_on_where_it_stopped() -> None:
    content = file(MUGI, AOI)
    layout = extracts.layout_of(content)
    assert [each.number for each in extracts.people(content, layout, after=1)] == ["0000000022"]
