"""What stands on a phone: bubbles, replies, what is unread; and nothing a city wrote runs there."""

from __future__ import annotations

from typing import Any

import pytest
from tests.line_simulator.login import City

from line_simulator.phone import drawing, flex


def now(city: City, who: str = "aoi", **query: str) -> Any:
    return city.http.get(f"/_sim/phone/{who}/now", params=query)


def told(city: City, *messages: dict[str, Any]) -> None:
    """The city pushes something to Aoi."""
    account, aoi = city.world.messaging(), city.world.person("aoi")
    account.chat(aoi).is_friend = True
    headers = {"authorization": f"Bearer {city.own_token(account.id)}"}
    body = {"to": aoi.id, "messages": list(messages)}
    assert city.http.post("/v2/bot/message/push", json=body, headers=headers).status_code == 200


def drawn(message: dict[str, Any]) -> str:
    entry = {
        "id": "1",
        "side": "city",
        "from": "市",
        "message": message,
        "content": "",
        "instant": "",
        "clock": "",
    }
    return drawing.message(entry, "ja", "U1")


def test_nothing_new_is_answered_in_a_word(city: City) -> None:
    first = now(city)
    assert (
        city.http.get("/_sim/phone/aoi/now", headers={"if-none-match": first.headers["etag"]}).status_code
        == 304
    )
    told(city, {"type": "text", "text": "お知らせです。"})
    again = city.http.get("/_sim/phone/aoi/now", headers={"if-none-match": first.headers["etag"]})
    assert "お知らせです。" in str(again.json()["talk"])


def test_what_was_looked_at_is_read(city: City) -> None:
    told(city, {"type": "text", "text": "1"}, {"type": "text", "text": "2"})
    assert now(city).json()["unread"] == 2
    assert now(city, seen="1").json()["unread"] == 0


def test_replies_hang_below_the_last_bubble_until_one_is_pressed(city: City) -> None:
    reply = {"type": "action", "action": {"type": "message", "label": "はい", "text": "はい、お願いします"}}
    told(city, {"type": "text", "text": "続けますか。", "quickReply": {"items": [reply]}})
    assert "はい" in now(city).json()["extra"]
    pressed = '{"type": "message", "label": "はい", "text": "はい、お願いします"}'
    city.http.post("/_sim/phone/aoi/tap", data={"action": pressed})
    assert now(city).json()["extra"] == ""
    assert "はい、お願いします" in str(now(city).json()["talk"])


def test_who_blocks_the_city_can_let_it_in_again(city: City) -> None:
    told(city, {"type": "text", "text": "1"})
    city.http.post("/_sim/phone/aoi/friend", data={"verb": "block"})
    assert "ブロックを解除する" in now(city).json()["foot"]
    city.http.post("/_sim/phone/aoi/friend", data={"verb": "unblock"})
    assert "say-text" in now(city).json()["foot"]


def test_a_picture_is_shown_on_the_phone_it_was_sent_from(city: City) -> None:
    sent = city.http.post("/_sim/phone/aoi/photo", files={"photo": ("a.png", b"\x89PNG", "image/png")})
    assert sent.status_code == 303
    (entry,) = city.world.messaging().chat(city.world.person("aoi")).entries
    shown = city.http.get(f"/_sim/phone/aoi/content/{entry.id}")
    assert (shown.content, shown.headers["content-type"]) == (b"\x89PNG", "image/png")
    assert city.http.get(f"/_sim/phone/ben/content/{entry.id}").status_code == 404


@pytest.mark.parametrize(
    ("path", "posted"),
    [
        ("tap", {"action": "no json"}),
        ("tap", {}),
        ("tap", {"action": '{"type": "dance"}'}),
        ("place", {"latitude": "north", "longitude": "1"}),
        ("photo", {}),
    ],
)
def test_what_cannot_be_done_is_refused(city: City, path: str, posted: dict[str, str]) -> None:
    assert city.http.post(f"/_sim/phone/aoi/{path}", data=posted).status_code == 400
    assert city.http.get("/_sim/phone/nobody").status_code == 404


def test_words_of_a_city_are_words_and_addresses_can_be_opened() -> None:
    html = drawn({"type": "text", "text": "<b>太字</b> https://city.example/a?b=1&c=2。"})
    assert "&lt;b&gt;太字" in html
    assert 'data-opens="https://city.example/a?b=1&amp;c=2"' in html


def test_emoji_of_line_stand_where_they_were_meant_though_places_count_in_utf16() -> None:
    assert "🍎★!" in drawn({"type": "text", "text": "🍎$!", "emojis": [{"index": 2}]})


@pytest.mark.parametrize(
    "hostile", ["red;position:fixed", "url(//x)", "#12345", "expression(1)", "#fff", 7, None]
)
def test_only_colours_become_colours(hostile: Any) -> None:
    assert flex.text({"color": hostile}) == ""


def test_a_component_keeps_its_measures() -> None:
    assert flex.box({"spacing": "md", "paddingAll": "20px", "backgroundColor": "#0a0B0c"}) == (
        "gap:8px;padding:20px;background-color:#0a0B0c"
    )
    assert flex.box({"paddingAll": "1px;color:red"}) == ""
