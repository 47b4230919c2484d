"""The dictionary behind the readings, on words as city halls write them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from madoguchi.base.morphology import tokens
from madoguchi.rules.easy.drafting import drafted
from madoguchi.rules.readings import with_readings

CITY = {"若麦": "わかむぎ", "櫟台": "くぬぎだい"}


@pytest.mark.parametrize(
    ("plain", "marked"),
    [
        ("飼っていた犬", "[飼|か]っていた[犬|いぬ]"),
        ("届け出てください。", "[届|とど]け[出|で]てください。"),
        ("2026年4月1日から", "2026[年|ねん]4[月|がつ][1日|ついたち]から"),
        (
            "お申し込みの方は、3人まで10分ほど",
            "お[申|もう]し[込|こ]みの[方|かた]は、3[人|にん]まで10[分|ぷん]ほど",
        ),
        (
            "若麦小学校と櫟台小学校",
            "[若麦|わかむぎ][小学校|しょうがっこう]と[櫟台|くぬぎだい][小学校|しょうがっこう]",
        ),
        ("避難所に来てください", "[避難所|ひなんじょ]に[来|き]てください"),
        ("髙橋さん", "[髙橋|たかはし]さん"),
        ("保護者が昼間家にいない", "[保護者|ほごしゃ]が[昼間|ひるま][家|いえ]にいない"),
        ("{instant}までに[市|し]に出す", "{instant}までに[市|し]に[出|だ]す"),
        ("名前\n続き と 紙", "[名前|なまえ]\n[続|つづ]き と [紙|かみ]"),
    ],
)
def test_what_stands_in_a_form_is_read_right(plain: str, marked: str) -> None:
    assert with_readings(plain, tokens, CITY) == marked


def test_a_draft_is_easier_than_what_it_was_made_from() -> None:
    assert drafted("申請書類を提出してください。", tokens, CITY) == (
        "[申|もう]し[込|こ]みの [紙|かみ]を [出|だ]して ください。"
    )
    assert drafted("メールアドレスを入力した方は、なくてもかまいません。", tokens, CITY) == (
        "メールアドレスを [書|か]いた [方|かた]は、なくても かまいません。"
    )


@pytest.mark.parametrize("text", ["", " ", "\n", "　", "🏫", "𠮷川", "a" * 30_000, "漢" * 10_000])
def test_every_text_is_taken(text: str) -> None:
    assert "".join(each.surface for each in tokens(text)) == text[:10_000]


def test_threads_share_the_dictionary() -> None:
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(tokens, ["学童クラブの利用申請"] * 40))
    assert all(each == found[0] for each in found)
