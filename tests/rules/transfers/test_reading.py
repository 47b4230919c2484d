"""A list of transfers as staff systems write it, and as it should not come."""

from __future__ import annotations

import pytest

from madoguchi.rules.transfers import Code, Fault, read
from madoguchi.rules.transfers.reading import MOST_LINES

HEAD = "職員番号,氏名,カナ,異動日,区分,旧所属,新所属,職名,権限,終了日"
LINE = "104031,髙橋 千佳,タカハシ チカ,2027-04-01,異動,子育て政策課,学務課,主任,担当,"


def file(*lines: str) -> str:
    return "\r\n".join((HEAD, *lines))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_either_encoding_is_read(encoding: str) -> None:
    rows = read(file(LINE).encode(encoding))
    assert not isinstance(rows, Fault)
    assert rows[0].line == 2 and rows[0]["氏名"] == "髙橋 千佳" and rows[0]["終了日"] == ""


def test_columns_are_found_by_their_names_and_strange_ones_left_out() -> None:
    rows = read("給料表,区分,新所属,旧所属,職員番号,異動日\n行一,異動,A,B,1,R9.4.1\n".encode())
    assert not isinstance(rows, Fault)
    assert rows[0].cells == {
        "区分": "異動",
        "新所属": "A",
        "旧所属": "B",
        "職員番号": "1",
        "異動日": "R9.4.1",
    }


def test_empty_lines_are_left_out_and_the_others_keep_their_numbers() -> None:
    rows = read(file(",,,,,,,,,", LINE, "").encode())
    assert not isinstance(rows, Fault)
    assert [row.line for row in rows] == [3]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", Code.NO_LINES),
        (file().encode(), Code.NO_LINES),
        (b"\xff\xfe\x00\x01", Code.UNREADABLE),
        (file(LINE).encode("utf-16"), Code.UNREADABLE),
        ("職員番号,氏名\n1,髙橋".encode(), Code.COLUMN_MISSING),
        (f"{HEAD},区分\n{LINE},異動".encode(), Code.COLUMN_TWICE),
        (file(*[LINE] * (MOST_LINES + 1)).encode(), Code.TOO_LARGE),
        (b"x" * 4_000_001, Code.TOO_LARGE),
    ],
)
def test_a_file_that_is_no_list_is_told(content: bytes, code: Code) -> None:
    found = read(content)
    assert isinstance(found, Fault) and found.code is code


def test_a_missing_column_is_named() -> None:
    found = read("職員番号,氏名,異動日\n1,髙橋,2027-04-01".encode())
    assert isinstance(found, Fault) and found.facts["column"] == "区分、旧所属、新所属"
