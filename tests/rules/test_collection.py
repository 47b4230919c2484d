"""Files of 5374.jp become days, and what is wrong with them is said by line."""

from __future__ import annotations

from datetime import date

import pytest

from madoguchi.rules import collection
from madoguchi.rules.collection import Area, Timetable, Wrong

CENTERS = "名称,休止開始日,休止終了日\n北センター,2026/12/31,2027/1/3\n南センター,,\n"
HEAD = "地名,センター,燃やすごみ,資源\n"


def area(cell: str, center: str = "南センター") -> Area:
    found = collection.read(f"{HEAD}若麦,{center},{cell},\n", CENTERS)
    assert isinstance(found, Timetable), found
    return found.areas["若麦"]


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        ("月 木", [3, 7, 10, 14, 17, 21, 24, 28, 31]),
        ("水1 水3", [2, 16]),
        ("火5", [29]),
        ("火5:11", []),
        ("金:12 1", [4, 11, 18, 25]),
        ("20261205 2026/12/6", [5, 6]),
        ("", []),
    ],
)
def test_a_cell_says_its_days(cell: str, days: list[int]) -> None:
    found = collection.collected(area(cell), first=date(2026, 12, 1), days=31)
    assert [day.day for day, kinds in found if kinds == ["燃やすごみ"]] == days


def test_while_its_center_rests_and_on_holidays_nothing_is_collected() -> None:
    days = {"first": date(2026, 12, 28), "days": 10}
    rested = collection.collected(area("月 木", "北センター"), **days)
    assert [day for day, _ in rested] == [date(2026, 12, 28), date(2027, 1, 4)]
    off = collection.collected(area("月 木"), holidays={date(2026, 12, 28)}, **days)
    assert [day for day, _ in off] == [date(2026, 12, 31), date(2027, 1, 4)]


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("若麦,南センター,月", Wrong.CELLS),
        (",南センター,月,火", Wrong.CELLS),
        ("若麦,南センター,月曜,火", Wrong.DAYS),
        ("若麦,南センター,月6,火", Wrong.DAYS),
        ("若麦,南センター,20261399,火", Wrong.DAYS),
        ("若麦,南センター,月:13,火", Wrong.DAYS),
        ("若麦,西センター,月,火", Wrong.CENTER),
        ("羽音,南センター,月,火", Wrong.TWICE),
    ],
)
def test_what_is_wrong_is_said_by_line(line: str, wrong: Wrong) -> None:
    found = collection.read(f"{HEAD}羽音,南センター,月,火\n\n{line}\n", CENTERS)
    assert isinstance(found, list)
    assert [(each.file, each.line, each.wrong) for each in found] == [("area_days.csv", 4, wrong)]


@pytest.mark.parametrize(
    ("area_days", "center", "wrong"),
    [
        ("", "", Wrong.NO_KINDS),
        ("地名,センター\n", "", Wrong.NO_KINDS),
        ("x" * 100_001, "", Wrong.TOO_LONG),
        ("x" * 200_000, "", Wrong.TOO_LONG),  # more than any cell may have
        (HEAD, "名称,休止開始日,休止終了日\n北,2027/1/3,2026/12/31\n", Wrong.REST),
    ],
)
def test_files_that_say_nothing_are_refused(area_days: str, center: str, wrong: Wrong) -> None:
    found = collection.read(area_days, center)
    assert isinstance(found, list) and found[0].wrong is wrong


KINDS = frozenset({"燃やすごみ", "有害ごみ"})
TARGET = """type,name,notice,furigana
有害ごみ,乾電池,端子にテープ,かんでんち
有害ごみ,電池式の時計,,でんちしきのとけい
燃やすごみ,くつ,,くつ
燃やすごみ,Tシャツ,,てぃーしゃつ
"""


def found(asked: str) -> list[str]:
    guide = collection.read_guide(TARGET, "", kinds=KINDS)
    assert isinstance(guide, collection.Guide)
    return [each.name for each in collection.find(guide.goods, asked)]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("乾電池", ["乾電池"]),
        ("電池", ["電池式の時計", "乾電池"]),  # what begins so stands first
        ("カンデンチ", ["乾電池"]),
        ("ｔしゃつ", ["Tシャツ"]),
        ("乾電池はいつ出しますか", ["乾電池"]),
        ("くつ", ["くつ"]),
        ("いくつありますか", []),  # a short word stands in many others
        ("", []),
        ("池田さん", []),
    ],
)
def test_what_is_thrown_away_is_found_by_how_people_write_it(asked: str, names: list[str]) -> None:
    assert found(asked) == names


def test_every_fault_of_the_guide_is_told_by_its_line() -> None:
    told = collection.read_guide("type,name\n粗大ごみ,布団\n燃やすごみ,\n\n燃やすごみ,枝\n", "", kinds=KINDS)
    assert told == [
        collection.Fault(file="target.csv", line=2, wrong=collection.Wrong.NO_KIND, said="粗大ごみ"),
        collection.Fault(file="target.csv", line=3, wrong=collection.Wrong.GOODS, said="燃やすごみ"),
    ]
    told = collection.read_guide("type,name\n粗大ごみ,布団\n", "label,sub,how\n粗大ごみ,,電話\n", kinds=KINDS)
    assert isinstance(told, collection.Guide) and told.how == {"粗大ごみ": "電話"}
    assert isinstance(collection.read_guide("x" * 100_001, "", kinds=KINDS), list)
