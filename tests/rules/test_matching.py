"""Whether somebody in an application is somebody in the register: proposed, never corrected."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from madoguchi.rules import matching
from madoguchi.rules.matching import Difference, Finding, Key, Reason, Registered, Result, Role, Sought

BORN = date(2020, 7, 8)
MUGI = Sought(
    path="child",
    role=Role.SUBJECT,
    name="𠮷川　麦",
    kana="ヨシカワ　ムギ",
    born=BORN,
    place="若麦二丁目14番5号",
    building="コーポわかむぎ 203号室",
)
AOI = Sought(path="guardian", role=Role.APPLICANT, name="𠮷川　葵", kana="ヨシカワ　アオイ", place=MUGI.place)
ROW = Registered(
    number="0000000021",
    household="00000001",
    name="𠮷川　麦",
    kana="ﾖｼｶﾜ ﾑｷﾞ",
    born=BORN,
    address="若麦２－１４－５",
    building="ｺｰﾎﾟわかむぎ203",
    ref=1,
)


def row(**changes: Any) -> Registered:
    """Mugi's line of the register, with something else in it."""
    return replace(ROW, **changes)


def found(*rows: Registered, sought: Sought = MUGI, city: str = "ひばり市") -> Finding:
    """What is proposed when these are all the register holds, looked up by the keys themselves."""
    own = matching.keys_of_sought(sought)
    shelves = {
        key: [each for each in rows if matching.keys_of_entry(each, city=city).get(key) == own[key]]
        for key in own
    }
    return matching.match(sought, shelves, city=city)


def test_the_same_person_is_the_same_however_the_register_writes() -> None:
    finding = found(ROW)
    assert (finding.result, finding.found_by) == (Result.SAME, Key.READING)
    assert finding.only and finding.only.entry == ROW and finding.only.differences == ()


@pytest.mark.parametrize(
    "changes, result, difference",
    [
        ({"name": "吉川　麦"}, Result.OTHER_FORM, Difference.FORM),
        ({"name": "𠮷川　麥"}, Result.OTHER_FORM, Difference.FORM),
        ({"name": "〓川　麦"}, Result.OTHER_FORM, Difference.GAIJI),
        ({"name": "\ue000川　麦"}, Result.OTHER_FORM, Difference.GAIJI),
        ({"name": "〓山　麦"}, Result.OTHER_NAME, Difference.NAME),
        ({"name": "𠮷山　麦"}, Result.OTHER_NAME, Difference.NAME),
        ({"kana": "ﾖｼｶﾜ ﾊﾞｸ"}, Result.OTHER_NAME, Difference.READING),
        ({"address": "若麦2-14-6"}, Result.OTHER_ADDRESS, Difference.ADDRESS),
        ({"address": "若麦2-14-51"}, Result.OTHER_ADDRESS, Difference.ADDRESS),
        ({"address": "羽音2-14-5"}, Result.OTHER_ADDRESS, Difference.ADDRESS),
        ({"building": "コーポわかむぎ204"}, Result.OTHER_ADDRESS, Difference.ROOM),
        ({"event": "転出予定"}, Result.OTHER_ADDRESS, Difference.LEAVING),
        ({"event": "転入予定", "address": "空野1-1"}, Result.MOVING_IN, Difference.MOVING_IN),
    ],
)
def test_what_differs_is_said(changes: dict[str, str], result: Result, difference: Difference) -> None:
    finding = found(row(**changes))
    assert finding.result is result
    assert finding.only and difference in finding.only.differences


@pytest.mark.parametrize(
    "folded", ["髙高", "﨑崎", "邉辺", "邊辺", "濵浜", "濱浜", "𠮷吉", "德徳", "瀨瀬", "栁柳"]
)
def test_forms_of_a_character_are_one_only_after_folding(folded: str) -> None:
    old, plain = folded
    sought = replace(MUGI, name=f"{old}橋　麦")
    assert found(row(name=f"{plain}橋　麦"), sought=sought).result is Result.OTHER_FORM
    assert found(row(name=f"{old}橋　麦"), sought=sought).result is Result.SAME


def test_a_selector_is_a_form_too() -> None:
    assert found(row(name="葛西　麦"), sought=replace(MUGI, name="葛󠄀西　麦")).result is Result.OTHER_FORM


@pytest.mark.parametrize(
    "changes",
    [
        {"kana": ""},
        {"kana": "よしかわ むぎ"},
        {"building": ""},
        {"address": "大字若麦二丁目１４番地の５", "building": ""},
        {"address": "○○県ひばり市若麦2丁目14番5号 コーポわかむぎ203号室", "building": ""},
        {"name": "𠮷川 麦 "},
    ],
)
def test_ways_of_writing_are_no_difference(changes: dict[str, str]) -> None:
    assert found(row(**changes)).result is Result.SAME


def test_names_in_latin_letters_are_the_same_in_any_width_and_case() -> None:
    lan = replace(MUGI, name="NGUYEN　THI LAN", kana="グエン　ティ ラン")
    assert found(row(name="Ｎｇｕｙｅｎ　Ｔｈｉ　Ｌａｎ", kana="ｸﾞｴﾝ ﾃｲ ﾗﾝ"), sought=lan).result is Result.SAME


def test_a_name_that_is_read_otherwise_is_found_by_itself() -> None:
    finding = found(row(kana="ﾖｼｶﾜ ﾊﾞｸ"))
    assert (finding.found_by, finding.result) == (Key.NAME, Result.OTHER_NAME)


def test_a_name_typed_wrong_is_found_by_birthday_and_address_there_alone() -> None:
    mistyped = replace(MUGI, name="𠮷川　表", kana="ヨシカワ　ヒョウ")
    assert found(ROW, sought=mistyped).found_by is Key.PLACE
    assert found(row(address="若麦2-14-6"), sought=mistyped).result is Result.NONE


def test_nobody_is_nobody_and_whoever_lives_elsewhere_is_going_to_move_in() -> None:
    assert found().result is Result.NONE
    assert found(row(born=date(2020, 7, 9))).result is Result.NONE
    assert found(sought=replace(MUGI, lives_elsewhere=True)).result is Result.MOVING_IN


def test_namesakes_born_on_one_day_are_told_apart_by_an_officer() -> None:
    finding = found(row(ref=2, address="葭切1-1-1"), ROW)
    assert finding.result is Result.SEVERAL and finding.only is None
    assert [each.entry.ref for each in finding.candidates] == [1, 2]


def test_somebody_of_another_name_beside_does_not_make_them_several() -> None:
    finding = found(row(ref=2, name="芳川　麦", address="葭切1-1-1"), ROW)
    assert finding.result is Result.SAME and len(finding.candidates) == 2


def test_a_guardian_without_birthday_is_found_in_the_household_of_the_child() -> None:
    mother = row(ref=2, name="吉川　葵", kana="ﾖｼｶﾜ ｱｵｲ", born=date(1990, 5, 14))
    household = {Key.HOUSEHOLD: [ROW, mother, row(ref=3, name="𠮷川　翔", kana="ﾖｼｶﾜ ｼﾖｳ")]}
    finding = matching.match(AOI, household, city="ひばり市")
    assert (finding.result, finding.found_by) == (Result.OTHER_FORM, Key.HOUSEHOLD)
    assert finding.only and finding.only.entry is mother


def test_without_a_household_reading_and_address_find_a_guardian() -> None:
    mother = row(ref=2, name="𠮷川　葵", kana="ﾖｼｶﾜ ｱｵｲ", born=date(1990, 5, 14), building="")
    assert found(mother, sought=AOI).found_by is Key.HOME


def test_whoever_gives_a_birthday_is_not_found_by_the_house_alone() -> None:
    born = replace(AOI, born=date(1990, 5, 15))
    mother = row(ref=2, name="𠮷川　葵", kana="ﾖｼｶﾜ ｱｵｲ", born=date(1990, 5, 14), building="")
    assert found(mother, sought=born).result is Result.NONE


def test_letters_that_differ_are_marked_and_spaces_are_not() -> None:
    ours, theirs = matching.marked("髙橋　葛󠄀子", "高橋 葛子")
    assert [piece.text for piece in ours if piece.differs] == ["髙", "葛󠄀"]
    assert [piece.text for piece in theirs if piece.differs] == ["高", "葛"]
    assert "".join(piece.text for piece in ours) == "髙橋　葛󠄀子"


def test_only_a_candidate_can_be_chosen_and_only_once() -> None:
    finding = found(ROW)
    assert matching.refuse_choice(finding, 1, is_chosen=False) is None
    assert matching.refuse_choice(finding, None, is_chosen=False) is None
    assert matching.refuse_choice(finding, 7, is_chosen=False) is Reason.NOT_A_CANDIDATE
    assert matching.refuse_choice(finding, 1, is_chosen=True) is Reason.ALREADY_CHOSEN
