"""What can be checked of やさしい日本語 by machine (在留支援のためのやさしい日本語ガイドライン)."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST_SENTENCE = 50  # characters, readings and spaces not counted
RUBY = re.compile(r"\[([^\[\]|]+)\|([^\[\]|]+)\]")
KANJI = re.compile(r"[々〆\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
READING = re.compile(r"[ぁ-ゖー]+")
HARD_WORDS = (
    "いただ", "くださいませ", "申し上げ", "なさ", "伺", "ございま",  # 敬語
    "され", "られ", "させ",  # 受身・使役
    "提出", "記入", "記載", "持参", "送付", "添付", "選択", "該当", "当該", "不要", "可能", "入力",  # 漢語
    "なるべく", "適宜", "原則", "など", "等", "および", "または", "及び",  # あいまいな語、書き言葉
    "キャンセル", "オンライン", "アンケート", "フォーム", "ログアウト",  # やさしい語のある外来語
)  # fmt: skip


def faults(text: str) -> Iterator[str]:
    """What a reader of やさしい日本語 would stumble over in `text`."""
    if bare := KANJI.findall(RUBY.sub("", text)):
        yield f"kanji without ruby: {''.join(bare)}"
    if wrong := [reading for _, reading in RUBY.findall(text) if not READING.fullmatch(reading)]:
        yield f"reading not in hiragana: {wrong}"
    plain = RUBY.sub(r"\1", text)
    for sentence in re.split(r"[。？！\n]", re.sub(r"\s", "", plain)):
        if len(sentence) > LONGEST_SENTENCE:
            yield f"sentence of {len(sentence)} characters: {sentence}"
    yield from (f"hard word: {word}" for word in HARD_WORDS if word in plain)
