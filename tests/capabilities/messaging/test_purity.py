"""The reader of everything that goes to LINE sees what it is there to see."""

from __future__ import annotations

from typing import Any

import pytest
from tests.purity import told_too_much


def sent(words: str, path: str = "/v2/bot/message/push") -> list[dict[str, Any]]:
    bubble = {"type": "bubble", "body": {"contents": [{"type": "text", "text": words}]}}
    return [{"path": path, "body": {"to": "U1", "messages": [{"type": "flex", "contents": bubble}]}}]


@pytest.mark.parametrize(
    "words",
    [
        "𠮷川さんの申請",
        "受付番号 0826-004217-3",
        "https://liff.line.me/2000000002-counter1/me/0826-004217-3/",
        "090-0000-0001にお電話します",
        "aoi@mail.example",
        "〒000-0015",
        "7丁目77番",
        "令和2年4月2日生",
        "番号は123456789012です",
    ],
)
def test_what_says_who_somebody_is_is_found(words: str) -> None:
    assert told_too_much(sent(words))


@pytest.mark.parametrize(
    "words",
    [
        "2026年12月25日(金)までに、次のページを開いてください。",
        "http://127.0.0.1:40123/liff/2000000002-counter1/me/",
        "https://liff.line.me/2000000002-counter1/p/gakudo/",
        "窓口は午前8時30分から午後5時15分までです。",
    ],
)
def test_what_everybody_may_read_is_left_alone(words: str) -> None:
    assert told_too_much(sent(words)) == []


def test_only_what_is_sent_to_people_is_read() -> None:
    assert told_too_much(sent("𠮷川", path="/v2/bot/richmenu")) == []
    assert told_too_much([{"path": "/v2/bot/message/push", "body": None}]) == []
