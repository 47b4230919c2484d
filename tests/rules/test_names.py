"""Names stay as they are; keys and old systems get what they need beside them."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.rules.names import encode_cp932, fold, kana, kana_order, not_kana, search_key


@pytest.mark.parametrize(
    ("spellings", "key"),
    [
        (["髙橋　太郎", "高橋 太郎", "高橋太郎"], "高橋太郎"),
        (["渡辺", "渡邉", "渡邊"], "渡辺"),
        (["山﨑", "山崎"], "山崎"),
        (["齋藤", "齊藤", "斎藤", "斉藤"], "斉藤"),
        (["𠮷田", "吉田"], "吉田"),
        (["葛\U000e0100西", "葛西"], "葛西"),
        (["槗本", "橋本"], "橋本"),
        (["やまざき", "ﾔﾏｻﾞｷ", "ヤマザキ"], "ヤマザキ"),
        (["NGUYEN Thi Lan", "Ｎｇｕｙｅｎ　ＴＨＩ　ＬＡＮ"], "nguyenthilan"),
        (["0826-004217-3", "０８２６−００４２１７−３"], "08260042173"),
        (["塚本", "\ufa10本"], "塚本"),
    ],
)
def test_spellings_of_one_name_share_a_key(spellings, key):
    assert {search_key(each) for each in spellings} == {key}


def test_readings_that_differ_keep_different_keys():
    assert search_key("キヨウコ") != search_key("キョウコ")
    assert search_key("ヤマザキ") != search_key("ヤマサキ")


@given(
    st.text(
        alphabet=st.characters(min_codepoint=0x3000, max_codepoint=0x9FFF) | st.characters(max_codepoint=0x7F)
    )
)
def test_a_key_of_a_key_is_the_key(text):
    assert search_key(search_key(text)) == search_key(text)


@given(st.text(alphabet="髙橋山崎渡辺𠮷田吉"))
def test_folding_changes_no_length(text):
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(
    ("typed", "register"),
    [
        ("すみだ たろう", "スミダ　タロウ"),
        ("ｽﾐﾀﾞ  ﾀﾛｳ", "スミダ　タロウ"),
        ("サ−シャ", "サーシャ"),
        ("さーしゃ", "サーシャ"),
        ("ﾏﾘｱ･ﾙｲｻﾞ", "マリア・ルイザ"),
        ("か\u3099く", "ガク"),
        ("か゛く", "ガク"),
        ("ゔぃくとる", "ヴィクトル"),
    ],
)
def test_a_reading_is_written_as_the_register_holds_it(typed, register):
    assert kana(typed) == register
    assert not_kana(register) == ""


def test_characters_no_reading_may_hold_are_named():
    assert not_kana(kana("タ3ロAウ3")) == "3A"


def test_readings_are_sorted_in_the_order_of_the_syllables():
    wanted = [
        "アオイ",
        "カート",
        "カード",
        "カアド",
        "キョウ",
        "キヨウ",
        "ハハ",
        "ハバ",
        "ババ",
        "パパ",
        "ヤマサキ",
        "ヤマザキ",
    ]
    mixed = random.Random(7).sample(wanted, len(wanted))
    assert sorted(mixed, key=kana_order) == wanted


@pytest.mark.parametrize(
    "in_order",
    [
        ["アオキ　マコト", "アオキタ　アイ"],  # the family name first
        ["ヴァレリー", "ウチダ", "ウリタ"],
        ["オオタ", "オータニ", "オオツカ"],
        ["カート", "カアト", "カード", "カアド"],
        ["サーキ", "サアキ", "サイトウ"],
        ["ショウジ", "シヨウジ", "ショウダ"],
        ["ハット", "ハツト", "ハットリ", "ハッドリ"],
        ["ハハ", "ハバ", "ハパ", "バハ"],
        ["ホウジョウ", "ボウジョウ", "ホウダ"],
        ["ヤマサキ　ツトム", "ヤマザキ　ツトム", "ヤマシタ"],
        ["", "アリヤ"],
        ["NGUYEN", "アリヤ"],
    ],
)
def test_readings_stand_in_the_order_of_the_fifty_sounds(in_order):
    mixed = random.Random(7).sample(in_order, len(in_order))
    assert sorted(mixed, key=kana_order) == in_order


@pytest.mark.parametrize(("one", "other"), [("やまざき", "ﾔﾏｻﾞｷ"), ("か゛", "ガ"), ("ア  イ", "ア　イ")])
def test_a_reading_has_one_place_however_it_is_written(one, other):
    assert kana_order(one) == kana_order(other)


@given(st.text(max_size=20))
def test_whatever_stands_there_has_a_place(text):
    assert "\0" not in kana_order(text.replace("\0", ""))


def test_what_cp932_cannot_hold_becomes_geta_and_is_listed():
    encoded, gaiji = encode_cp932("𠮷田　葛\U000e0100西 髙﨑")
    assert encoded.decode("cp932") == "〓田　〓西 髙﨑"
    assert [(each.position, each.character, each.code_points) for each in gaiji] == [
        (0, "𠮷", "U+20BB7"),
        (3, "葛\U000e0100", "U+845B U+E0100"),
    ]


def test_typography_is_written_plainly_and_dots_are_joined():
    assert encode_cp932("8:30–17:15 か\u3099") == ("8:30-17:15 が".encode("cp932"), ())


@given(st.text())
def test_every_loss_is_listed(text):
    encoded, gaiji = encode_cp932(text)
    assert encoded.decode("cp932").count("〓") == len(gaiji) + text.count("〓")
