"""Readings above kanji: whole words, numbers, the city's own names, and nothing that was written lost."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.rules.reading_lists import MOST, Reason, read_list
from madoguchi.rules.readings import Token, spaced, with_readings
from madoguchi.rules.texts import ruby_parts

N, V, P, S, PRE = "名詞", "動詞", "助詞", "接尾辞", "接頭辞"


def words(*given: tuple[str, str, str] | tuple[str, str, str, bool]) -> Sequence[Token]:
    return [Token(*each) for each in given]


def told(tokens: Sequence[Token]):
    """A dictionary that knows one sentence, and reads each of its characters alone elsewhere."""
    whole = "".join(token.surface for token in tokens)
    return lambda text: tokens if text == whole else [Token(each) for each in text]


@pytest.mark.parametrize(
    ("tokens", "marked"),
    [
        (words(("申し込み", "モウシコミ", N)), "[申|もう]し[込|こ]み"),
        (words(("申込", "モウシコミ", N)), "[申込|もうしこみ]"),
        (words(("書い", "カイ", V), ("て", "テ", P)), "[書|か]いて"),
        (words(("亡くなっ", "ナクナッ", V), ("た", "タ", "助動詞")), "[亡|な]くなった"),
        (words(("保護", "ホゴ", N), ("者", "シャ", S)), "[保護者|ほごしゃ]"),
        (words(("再", "サイ", PRE), ("提出", "テイシュツ", N)), "[再提出|さいていしゅつ]"),
        (words(("方", "ホウ", N), ("は", "ハ", P)), "[方|かた]は"),
        (
            words(("北", "キタ", N), ("の", "ノ", P), ("方", "ホウ", N), ("が", "ガ", P)),
            "[北|きた]の[方|ほう]が",
        ),
        (words(("何", "ナニ", N), ("人", "ニン", S)), "[何人|なんにん]"),
        (words(("謎", "謎", N)), "謎"),
        (words(("カメラ", "カメラ", N)), "カメラ"),
    ],
)
def test_kana_stays_bare_and_words_stay_whole(tokens: Sequence[Token], marked: str) -> None:
    assert with_readings("".join(each.surface for each in tokens), told(tokens), {}) == marked


@pytest.mark.parametrize(
    ("tokens", "marked"),
    [
        (
            words(("2026", "", N), ("年", "ネン", N), ("4", "シ", N), ("月", "ガツ", N)),
            "2026[年|ねん]4[月|がつ]",
        ),
        (words(("4", "", N), ("月", "ガツ", N), ("1", "", N), ("日", "ニチ", N)), "4[月|がつ][1日|ついたち]"),
        (words(("1", "", N), ("日", "ニチ", N)), "1[日|にち]"),
        (words(("30", "", N), ("日", "ニチ", N), ("以内", "イナイ", N)), "30[日|にち][以内|いない]"),
        (words(("10", "", N), ("分", "フン", N)), "10[分|ぷん]"),
        (words(("5", "", N), ("分", "フン", N)), "5[分|ふん]"),
        (words(("2", "", N), ("人", "ニン", S)), "[2人|ふたり]"),
        (words(("３", "", N), ("枚", "マイ", S)), "３[枚|まい]"),
        (words(("7", "", N)), "7"),
    ],
)
def test_what_is_counted_is_read_with_its_number(tokens: Sequence[Token], marked: str) -> None:
    assert with_readings("".join(each.surface for each in tokens), told(tokens), {}) == marked


def test_the_citys_own_names_go_first() -> None:
    tokens = words(("羽", "ハネ", N), ("音", "オト", N), ("から", "カラ", P))
    assert with_readings("羽音から", told(tokens), {"羽音": "はおと"}) == "[羽音|はおと]から"


def test_a_name_of_one_character_counts_only_as_a_word() -> None:
    tokens = words(("東京", "トウキョウ", N), ("の", "ノ", P), ("東", "ヒガシ", N))
    marked = with_readings("東京の東", told(tokens), {"東": "あずま"})
    assert marked.endswith("の[東|あずま]") and "あずま" not in marked[:6]


def test_what_has_a_reading_keeps_it() -> None:
    assert with_readings("[市|まち]から", told([]), {}) == "[市|まち]から"


def test_phrases_are_set_apart() -> None:
    tokens = words(
        ("紙", "カミ", N), ("を", "ヲ", P), ("書い", "カイ", V), ("て", "テ", P), ("いる", "イル", V, True),
        ("人", "ヒト", N), ("は", "ハ", P), ("出し", "ダシ", V), ("て", "テ", P), ("ください", "クダサイ", V),
        ("。", "。", "補助記号"), ("家", "イエ", N), ("に", "ニ", P), ("い", "イ", V, True),
        ("ます", "マス", "助動詞"),
    )  # fmt: skip
    text = "紙を書いている人は出してください。家にいます"
    assert spaced(text, told(tokens), {}) == "紙を 書いている 人は 出して ください。家に います"


@given(st.text(st.sampled_from("漢字[|]かなカナ12日月人 。\n羽音"), max_size=40))
def test_nothing_that_was_written_is_lost(text: str) -> None:
    tokens = lambda piece: [Token(each, "ア", N) for each in piece]  # noqa: E731
    marked = with_readings(text, tokens, {"羽音": "はおと"})
    plain = "".join(part.base for part in ruby_parts(text))
    assert "".join(part.base for part in ruby_parts(marked)) == plain
    assert spaced(text, tokens, {}).replace(" ", "") == text.replace(" ", "")


def test_a_list_is_read_line_by_line() -> None:
    assert read_list("羽音 はおと\n\n若麦\tワカムギ\n櫟台、くぬぎだい") == (
        {"羽音": "はおと", "若麦": "わかむぎ", "櫟台": "くぬぎだい"},
        (),
    )


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("羽音", Reason.NOT_TWO),
        ("羽音 は おと", Reason.NOT_TWO),
        ("はおと はおと", Reason.NO_KANJI),
        ("羽音 haoto", Reason.NOT_KANA),
        ("羽音 羽音", Reason.NOT_KANA),
        ("字" * 41 + " じ", Reason.TOO_LONG),
        ("若麦 わかばく", Reason.TWICE),
    ],
)
def test_a_line_that_is_none_is_told_with_its_number(line: str, reason: Reason) -> None:
    _, (wrong,) = read_list(f"若麦 わかむぎ\n{line}")
    assert (wrong.line, wrong.reason) == (2, reason)


def test_a_list_without_end_is_not_read() -> None:
    assert read_list("字 じ\n" * (MOST + 1))[1][0].reason is Reason.TOO_MANY
