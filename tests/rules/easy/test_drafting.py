"""A first draft in easy Japanese: what can be done by rule is done, and nothing else."""

import pytest

from madoguchi.rules.easy import Level, check
from madoguchi.rules.easy.drafting import plainer


@pytest.mark.parametrize(
    ("hard", "plain"),
    [
        ("書類を 提出してください。", "書類を [出|だ]して ください。"),
        ("速やかに ご提出ください。", "すぐ [出|だ]して ください。"),
        ("令和8年12月15日", "2026[年|ねん]12[月|がつ]15[日|にち]([火|か])"),
        ("キャンセルしました。23:59", "やめました。[午後|ごご]11[時|じ]59[分|ふん]"),
        ("コピーなどを [出|だ]す", "コピーなどを [出|だ]す"),
        ("[審査|しんさ]します", "[審査|しんさ]します"),
    ],
)
def test_what_may_be_put_in_place_is(hard: str, plain: str) -> None:
    assert plainer(hard) == plain


def test_once_plain_it_stays() -> None:
    once = plainer("保護者が 申請書を 窓口に 持参してください。")
    assert plainer(once) == once
    assert not [each for each in check(once) if each.level is Level.ERROR and each.replacement]
