"""Events on their way to the city: signed, in two seconds, again if need be, and open to what is new."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
from contextlib import suppress
from typing import Any

import httpx
import pytest
from tests.line_simulator.conftest import Line

from line_simulator import burst, webhooks


def test_the_signature_is_the_published_one() -> None:
    body = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'

    signed = webhooks.signature("8c570fa6dd201bb328f1c1eac23a96d8", body)

    assert signed == "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="


def test_a_new_friend_is_told_with_the_bytes_that_were_signed(line: Line) -> None:
    city = line.listen()

    line.act("aoi", "follow")

    (request,), (event,) = city.requests, city.events
    expected = hmac.digest(line.account.secret.encode(), request.content, hashlib.sha256)
    assert base64.b64decode(request.headers["x-line-signature"]) == expected
    assert city.bodies[0]["destination"] == line.account.bot_id
    assert (event["type"], event["follow"]) == ("follow", {"isUnblocked": False})
    assert event["source"] == {"type": "user", "userId": line.world.person("aoi").id}
    assert len(event["webhookEventId"]) == 26
    assert len(event["replyToken"]) == 32
    assert event["deliveryContext"] == {"isRedelivery": False}


def test_blocking_ends_it_without_a_way_to_reply(line: Line) -> None:
    city = line.listen()
    line.act("aoi", "follow")

    line.act("aoi", "unfollow")
    line.act("aoi", "follow")

    assert [event["type"] for event in city.events] == ["follow", "unfollow", "follow"]
    assert "replyToken" not in city.events[1]
    assert city.events[2]["follow"] == {"isUnblocked": True}


@pytest.mark.parametrize(
    ("goes_wrong", "reason"),
    [
        (httpx.ReadTimeout("too slow"), "REQUEST_TIMEOUT"),
        (httpx.ConnectError("nobody there"), "COULD_NOT_CONNECT"),
        (httpx.RemoteProtocolError("nonsense"), "UNCLASSIFIED"),
    ],
)
def test_what_went_wrong_is_told_apart(line: Line, goes_wrong: Exception, reason: str) -> None:
    def answer() -> httpx.Response:
        raise goes_wrong

    line.listen().answer = answer

    assert line.act("aoi", "follow")["deliveries"][0]["reason"] == reason


def test_two_seconds_are_all_a_city_has(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "TWO_SECONDS", 0.01)

    async def answer(_request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(1)
        return httpx.Response(200)

    line.listen()
    line.world.outside = httpx.MockTransport(answer)

    assert line.act("aoi", "follow")["deliveries"][0]["reason"] == "REQUEST_TIMEOUT"


def test_what_was_not_taken_comes_again_as_the_same_event(line: Line) -> None:
    city = line.listen(redelivers=True)
    city.answer = lambda: httpx.Response(503)
    delivery = line.act("aoi", "follow")["deliveries"][0]
    assert (delivery["status"], delivery["reason"]) == (503, "ERROR_STATUS_CODE")

    line.pass_time(59)
    assert len(city.events) == 1
    line.pass_time(1)
    city.answer = lambda: httpx.Response(200)
    line.pass_time(300)
    line.pass_time(3600)

    first, second, third = city.events
    assert second == first | {"deliveryContext": {"isRedelivery": True}} == third


def test_without_redelivery_it_is_lost(line: Line) -> None:
    city = line.listen()
    city.answer = lambda: httpx.Response(500)
    line.act("aoi", "follow")

    line.pass_time(3600)

    assert len(city.events) == 1


def test_the_same_event_can_come_twice_unmarked_and_in_any_order(line: Line) -> None:
    city = line.listen()
    line.act("aoi", "follow")
    line.act("aoi", "say", text="ごみ")

    line.turn("webhook/duplicate")
    line.turn("webhook/shuffle", {"last": 2})

    assert city.events[2] == city.events[1]
    known = {event["webhookEventId"] for event in city.events[:2]}
    assert {event["webhookEventId"] for event in city.events[3:]} == known


def test_surprises_are_new_fields_and_new_events(line: Line) -> None:
    city = line.listen()
    line.turn("surprises", {"on": True})

    line.act("aoi", "follow")

    assert [event["type"] for event in city.events] == ["confetti", "follow"]
    assert city.events[1]["surprise"]
    assert line.get("/v2/bot/info").json()["surprise"]


def test_an_account_that_listens_to_nothing_is_left_alone(line: Line) -> None:
    line.listen()
    line.turn("settings", {"active": False})

    delivery = line.act("aoi", "follow")["deliveries"][0]

    assert line.city.requests == []
    assert (delivery["reason"], bool(delivery["signature"])) == ("", True)


def test_people_send_more_than_words(line: Line) -> None:
    city = line.listen()
    line.friends("aoi")

    line.act("aoi", "say", sticker={"packageId": "446", "stickerId": "1988"})
    line.act("aoi", "send-location", title="公園", latitude=35.6, longitude=139.7)
    line.act("aoi", "pick-datetime", data="day", mode="date", value="2026-12-01")
    line.act("aoi", "beacon", hwid="d41d8cd98f")
    said = line.act("aoi", "say", text="まちがえました")["events"][0]["message"]["id"]
    line.act("aoi", "unsend", messageId=said)

    told = city.events
    assert [each["message"]["type"] for each in told[:2]] == ["sticker", "location"]
    assert told[2]["postback"] == {"data": "day", "params": {"date": "2026-12-01"}}
    assert told[3]["beacon"] == {"hwid": "d41d8cd98f", "type": "enter"}
    assert told[5]["unsend"] == {"messageId": said}
    assert "replyToken" not in told[5]


def test_quick_replies_are_tapped_by_their_place_and_go_with_the_answer(line: Line) -> None:
    (aoi,) = line.friends("aoi")
    buttons = [
        {"type": "action", "action": {"type": "message", "label": "ごみ", "text": "ごみの日"}},
        {"type": "action", "action": {"type": "camera", "label": "写真"}},
    ]
    line.push(aoi, {"type": "text", "text": "どれにしますか。", "quickReply": {"items": buttons}})

    assert line.act("aoi", "tap", quickReply=1)["asks"] == "camera"
    assert line.act("aoi", "tap", quickReply=0)["events"][0]["message"]["text"] == "ごみの日"
    assert line.hand("aoi").quick_replies() == []


def test_who_blocks_cannot_write(line: Line) -> None:
    line.hand("aoi").block()

    answer = line.call("POST", "/_sim/users/aoi/say", {"text": "?"})

    assert answer.status_code == 409


def test_a_burst_tells_how_fast_it_was_answered(line: Line) -> None:
    line.turn("seed", {"users": 3})

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError):
            while await reader.readuntil(b'"}]}'):
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        writer.close()

    async def fire() -> Any:
        async with await asyncio.start_server(answer, "127.0.0.1", 0) as city:
            line.account.webhook.url = f"http://127.0.0.1:{city.sockets[0].getsockname()[1]}/line/"
            return await burst.fire(line.world, line.account, rate=1000, seconds=0.02, words="はい")

    told = line.runner.run(fire())

    assert (told["sent"], told["outcomes"]) == (20, {"OK": 20})
    assert 0 < told["p50"] <= told["p99"] <= told["max"]


def test_a_burst_at_nobody_says_so(line: Line) -> None:
    line.turn("seed", {"users": 3})
    line.account.webhook.url = "http://127.0.0.1:9/"

    assert line.turn("burst", {"rate": 100, "seconds": 0.02})["outcomes"] == {"COULD_NOT_CONNECT": 2}


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("burst", {"rate": 200}),
        ("clock", {"advance": "soon"}),
        ("faults", [{"match": "*", "mode": "explode"}]),
        ("limits", {"profile": "none"}),
        ("users/aoi/tap", {"action": {"type": "explode"}}),
        ("users/aoi/tap", {}),
    ],
)
def test_strings_that_are_not_there_are_told(line: Line, path: str, asked: Any) -> None:
    assert line.call("POST", f"/_sim/{path}", asked).status_code in (400, 404)


def test_an_address_that_is_none_is_told_as_such(line: Line) -> None:
    line.turn("settings", {"url": "http://city.example:port/"})

    assert line.act("aoi", "follow")["deliveries"][0]["reason"] == "UNCLASSIFIED"
