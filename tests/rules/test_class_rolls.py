"""Rolls of schools, as schools write them."""

from __future__ import annotations

from datetime import date

import pytest

from madoguchi.rules.class_rolls import Code, Pupil, plan, read

TODAY = date(2027, 4, 6)
HEAD = ["学年", "組", "出席番号", "氏名", "フリガナ", "生年月日"]
MINATO = ["2", "1", "31", "𠮷川　湊", "ヨシカワ　ミナト", "2019/9/21"]
REN = ["2年", "１組", "5", "佐藤 蓮", "さとう れん", "R1.5.2"]
HELD = Pupil(
    name="𠮷川 湊", kana="ヨシカワ ミナト", birth_date=date(2019, 9, 21), grade=1, group="2", number=30
)


def test_a_roll_as_a_school_writes_it():
    pupils, faults = read([["若麦小学校 名簿"], HEAD, MINATO, REN, ["", "", ""]], today=TODAY)
    assert faults == ()
    assert pupils[0] == Pupil(
        name="𠮷川 湊", kana="ヨシカワ ミナト", birth_date=date(2019, 9, 21), grade=2, group="1", number=31
    )
    assert (pupils[1].kana, pupils[1].grade, pupils[1].group) == ("サトウ レン", 2, "1組")
    assert pupils[1].birth_date == date(2019, 5, 2)


def test_a_nursery_knows_classes_but_neither_grades_nor_numbers():
    pupils, faults = read(
        [["クラス名", "園児氏名", "ふりがな", "生年月日"], ["うさぎ組", "林 凪", "はやし なぎ", "20220401"]],
        today=TODAY,
    )
    assert faults == () and pupils[0].seat == (None, "うさぎ組", None)


def test_who_is_new_moved_left_and_only_alike():
    nagi = Pupil(name="高橋 凪", kana="タカハシ ナギ", birth_date=date(2019, 6, 1), grade=1, group="1")
    rows = [HEAD, MINATO, REN, ["2", "1", "", "髙橋 凪", "タカハシ ナギ", "2019-06-01"]]
    found = plan(rows, [HELD, nagi], today=TODAY)
    assert [each.after.seat for each in found.moved] == [(2, "1", 31)]
    assert [each.name for each in found.new] == ["佐藤 蓮", "髙橋 凪"]
    assert [each.name for each in found.left] == ["高橋 凪"]
    assert [(each.before.name, each.after.name) for each in found.alike] == [("高橋 凪", "髙橋 凪")]
    again = plan(rows, [each.after for each in found.moved] + list(found.new), today=TODAY)
    assert (again.new, again.moved, again.left, again.same) == ((), (), (), 3)


def test_twins_and_two_of_the_same_name_are_two():
    twin = ["2", "1", "32", "𠮷川　澪", "ヨシカワ　ミオ", MINATO[5]]
    other = ["2", "1", "", *MINATO[3:5], "2019/9/22"]
    assert len(plan([HEAD, MINATO, twin, other], [], today=TODAY).new) == 3


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([HEAD, [*MINATO[:5], "2019/2/30"]], [(Code.DAY, 2, "生年月日")]),
        ([HEAD, [*MINATO[:5], "2027/9/1"]], [(Code.AHEAD, 2, "生年月日")]),
        ([HEAD, [*MINATO[:4], "吉川", "2019/9/21"]], [(Code.KANA, 2, "フリガナ")]),
        ([HEAD, ["12", *MINATO[1:]]], [(Code.GRADE, 2, "学年")]),
        ([HEAD, ["2", "1", "ア", *MINATO[3:]]], [(Code.NUMBER, 2, "出席番号")]),
        ([HEAD, ["2", "", "1", "", *MINATO[4:]]], [(Code.MISSING, 2, "組"), (Code.MISSING, 2, "氏名")]),
        ([HEAD, MINATO, MINATO], [(Code.TWICE, 3, "氏名")]),
        ([HEAD, MINATO, [*MINATO[:3], *REN[3:]]], [(Code.SEAT, 3, "出席番号")]),
        ([HEAD, ["2", "1", "", *MINATO[3:]], ["2", "1", "", *REN[3:]]], []),
        ([HEAD, [*MINATO[:3], "あ" * 101, *MINATO[4:]]], [(Code.LONG, 2, "氏名")]),
        ([HEAD], [(Code.NO_ROWS, 0, "")]),
        ([["氏名", "組"]], [(Code.NO_HEADER, 0, "")]),
        ([], [(Code.NO_HEADER, 0, "")]),
    ],
)
def test_every_fault_is_told_with_row_and_column(rows: list[list[str]], told: list[tuple[Code, int, str]]):
    assert [(each.code, each.row, each.column) for each in read(rows, today=TODAY)[1]] == told
