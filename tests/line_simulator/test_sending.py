"""What arrives, what counts, what is refused, and what is not done twice."""

from __future__ import annotations

import pytest
from tests.line_simulator.conftest import Line, complaints, new_key, text

from line_simulator import ids

MULTICAST = "/v2/bot/message/multicast"


def test_a_push_arrives_and_counts_once_however_many_bubbles(line: Line) -> None:
    (aoi,) = line.friends("aoi")

    answer = line.push(aoi, text("1"), text("2"), text("3"), text("4"))

    assert answer.status_code == 200
    assert [
        len(each["quoteToken"]) > 10 and each["id"].isdigit() for each in answer.json()["sentMessages"]
    ] == [True] * 4
    assert line.inbox("aoi") == [text("1"), text("2"), text("3"), text("4")]
    assert line.get("/v2/bot/message/quota/consumption").json() == {"totalUsage": 1}


def test_every_answer_has_a_request_id_of_its_own(line: Line) -> None:
    answers = [line.get("/v2/bot/info"), line.get("/v2/bot/profile/nobody"), line.get("/nowhere")]

    assert [each.status_code for each in answers] == [200, 400, 404]
    assert len({each.headers["x-line-request-id"] for each in answers}) == 3


def test_a_push_to_nobody_is_refused_and_one_to_who_blocks_is_silence(line: Line) -> None:
    (aoi,) = line.friends("aoi")
    line.hand("aoi").block()

    assert line.push(aoi).status_code == 200
    assert line.inbox("aoi") == []
    assert line.account.plan.used.total() == 0
    refused = line.push(ids.user_id())
    assert (refused.status_code, refused.json()) == (400, {"message": "Failed to send messages"})


def test_retrying_a_push_tells_what_was_sent_and_sends_nothing(line: Line) -> None:
    (aoi,) = line.friends("aoi")
    key = new_key()
    first = line.push(aoi, key=key)

    again = line.push(aoi, key=key)

    assert again.status_code == 409
    assert again.headers["x-line-accepted-request-id"] == first.headers["x-line-request-id"]
    assert again.headers["x-line-request-id"] != first.headers["x-line-request-id"]
    assert again.json() == {"message": "The retry key is already accepted"} | first.json()
    assert len(line.inbox("aoi")) == 1


def test_after_a_day_a_retry_key_is_new_again(line: Line) -> None:
    (aoi,) = line.friends("aoi")
    key = new_key()
    line.push(aoi, key=key)

    line.pass_time(24 * 3600 - 1)
    assert line.push(aoi, key=key).status_code == 409
    line.pass_time(1)
    assert line.push(aoi, key=key).status_code == 200
    assert len(line.inbox("aoi")) == 2


def test_a_refused_request_leaves_its_retry_key_free(line: Line) -> None:
    (aoi,) = line.friends("aoi")
    key = new_key()

    assert line.push(aoi, text(""), key=key).status_code == 400
    assert line.push(aoi, text("now"), key=key).status_code == 200


def test_retry_keys_belong_to_few_endpoints_and_are_uuids(line: Line) -> None:
    assert line.post("/v2/bot/message/reply", {"messages": [text()]}, key=new_key()).status_code == 400
    assert line.push(*line.friends("aoi"), key="not-a-uuid").status_code == 400
    assert line.inbox("aoi") == []


def test_what_was_accepted_unheard_is_409_and_one_copy(line: Line) -> None:
    (aoi,) = line.friends("aoi")
    key = new_key()
    line.turn("faults", [{"match": "POST */push", "mode": "500_after_accept", "times": 1}])

    assert line.push(aoi, key=key).status_code == 500
    assert line.push(aoi, key=key).status_code == 409
    assert len(line.inbox("aoi")) == 1


def test_500_people_and_not_one_more(line: Line) -> None:
    crowd = line.turn("seed", {"users": 501})["users"]

    assert line.post(MULTICAST, {"to": crowd[:500], "messages": [text()]}).json() == {}
    refused = line.post(MULTICAST, {"to": crowd, "messages": [text()]})
    assert complaints(refused) == [("to", "Size must be between 1 and 500")]
    assert line.account.plan.used.total() == 500


def test_a_multicast_reaches_whom_it_can_and_counts_no_others(line: Line) -> None:
    aoi, ben, lan = line.friends("aoi", "ben", "lan")
    line.hand("ben").block()

    answer = line.post(MULTICAST, {"to": [aoi, aoi, ben, ids.user_id(), lan], "messages": [text()]})

    assert (answer.status_code, answer.json()) == (200, {})
    assert [len(line.inbox(who)) for who in ("aoi", "ben", "lan")] == [1, 0, 1]
    assert line.account.plan.used.total() == 2


@pytest.mark.parametrize("wrong", ["Uabc", "C" + "0" * 32, "", 7])
def test_one_malformed_id_stops_a_multicast_for_all(line: Line, wrong: object) -> None:
    (aoi,) = line.friends("aoi")

    answer = line.post(MULTICAST, {"to": [aoi, wrong], "messages": [text()]})

    expected = "The property, to[1], in the request body is invalid (line: -, column: -)"
    assert (answer.status_code, answer.json()) == (400, {"message": expected})
    assert line.inbox("aoi") == []


def test_a_month_that_is_used_up_delivers_to_nobody(line: Line) -> None:
    aoi, ben = line.friends("aoi", "ben")
    line.turn("plan", {"type": "limited", "value": 3, "usage": 2})

    refused = line.post(MULTICAST, {"to": [aoi, ben], "messages": [text()]})

    assert (refused.status_code, refused.json()) == (429, {"message": "You have reached your monthly limit."})
    assert line.inbox("aoi") == line.inbox("ben") == []
    assert line.get("/v2/bot/message/quota").json() == {"type": "limited", "value": 3}
    assert line.push(aoi).status_code == 200
    line.pass_time(31 * 24 * 3600)
    assert line.push(ben).status_code == 200


def test_a_broadcast_reaches_every_friend(line: Line) -> None:
    line.friends("aoi", "lan")

    line.post("/v2/bot/message/broadcast", {"messages": [text()]})

    assert [len(line.inbox(who)) for who in ("aoi", "ben", "lan")] == [1, 0, 1]


def test_a_narrowcast_is_not_for_this_account(line: Line) -> None:
    answer = line.post("/v2/bot/message/narrowcast", {"messages": [text()]})

    assert (answer.status_code, answer.json()) == (
        403,
        {"message": "Your account does not have enough friends"},
    )


def test_a_reply_is_free_and_can_be_given_once(line: Line) -> None:
    line.friends("aoi")
    token = line.act("aoi", "say", text="ごみ")["events"][0]["replyToken"]
    asked = {"replyToken": token, "messages": [text("木曜日です。")]}

    assert len(line.post("/v2/bot/message/reply", asked).json()["sentMessages"]) == 1
    refused = line.post("/v2/bot/message/reply", asked)

    assert (refused.status_code, refused.json()) == (400, {"message": "Invalid reply token"})
    assert line.inbox("aoi") == [text("木曜日です。")]
    assert line.account.plan.used.total() == 0


def reply_after(line: Line, seconds: float, token: str) -> int:
    line.pass_time(seconds)
    return line.post("/v2/bot/message/reply", {"replyToken": token, "messages": [text()]}).status_code


def test_a_reply_token_lives_a_minute(line: Line) -> None:
    line.friends("aoi", "ben")
    soon, late = (line.act(who, "say", text="はい")["events"][0]["replyToken"] for who in ("aoi", "ben"))

    assert reply_after(line, 60, soon) == 200
    assert reply_after(line, 1, late) == 400
    assert reply_after(line, 0, "0" * 32) == 400


def test_redelivery_gives_another_minute_but_not_after_twenty(line: Line) -> None:
    line.friends("aoi", "ben")
    events = [line.act(who, "say", text="はい")["events"][0] for who in ("aoi", "ben")]

    line.pass_time(19 * 60)
    line.turn("webhook/replay", {"eventId": events[0]["webhookEventId"]})
    assert reply_after(line, 59, events[0]["replyToken"]) == 200
    line.pass_time(2)
    line.turn("webhook/replay", {"eventId": events[1]["webhookEventId"]})
    assert reply_after(line, 0, events[1]["replyToken"]) == 400


def test_too_many_calls_are_told_by_words_alone(line: Line) -> None:
    line.turn("limits", {"profile": "tight"})
    asked = {"to": line.friends("aoi"), "messages": [text()]}

    answers = [line.post(MULTICAST, asked) for _ in range(21)]

    assert [each.status_code for each in answers] == [200] * 20 + [429]
    assert answers[-1].json() == {"message": "The API rate limit has been exceeded. Try again later."}
    assert "retry-after" not in answers[-1].headers
    assert line.push(*line.friends("ben")).status_code == 200  # another bucket
    line.pass_time(0.06)
    assert line.post(MULTICAST, asked).status_code == 200


def test_limits_can_be_left_aside(line: Line) -> None:
    line.turn("limits", {"profile": "off"})

    assert {line.get("/v2/bot/insight/followers?date=20261101").status_code for _ in range(70)} == {200}


def test_a_dry_run_sends_nothing(line: Line) -> None:
    assert line.post("/v2/bot/message/validate/push", {"messages": [text()]}).json() == {}
    refused = line.post("/v2/bot/message/validate/push", {"messages": []})
    assert complaints(refused) == [("messages", "Size must be between 1 and 5")]


UNREADABLE = "The request body could not be parsed as JSON (line: 1, column: 1)"


def nested(times: int) -> bytes:
    """Boxes in boxes."""
    box = b'{"type":"box","layout":"vertical","contents":['
    flex = b'{"type":"flex","altText":"x","contents":{"type":"bubble","body":'
    boxes = box * times + b"]}" * times
    return b'{"to":"U","messages":[' + flex + boxes + b"}}]}"


@pytest.mark.parametrize(
    ("sent", "status", "message"),
    [
        (b"{", 400, "The request body could not be parsed as JSON (line: 1, column: 2)"),
        (b"[]", 400, "The property, -, in the request body is invalid (line: -, column: -)"),
        (b'{"to": NaN}', 400, UNREADABLE),
        (b'{"to": "\\ud800"}', 400, UNREADABLE),
        (b"[" * 100_000, 400, UNREADABLE),
        (nested(400), 400, UNREADABLE),
        (b" " * (2 * 1024 * 1024 + 1), 413, "The request body is too large"),
    ],
)
def test_what_cannot_be_read_is_refused(line: Line, sent: bytes, status: int, message: str) -> None:
    answer = line.call(
        "POST", "/v2/bot/message/push", content=sent, headers={"content-type": "application/json"}
    )

    assert (answer.status_code, answer.json()) == (status, {"message": message})


def test_another_content_type_is_refused(line: Line) -> None:
    answer = line.call(
        "POST", "/v2/bot/message/push", content=b"to=x", headers={"content-type": "text/plain"}
    )

    expected = {"message": "The content type, text/plain, is not supported"}
    assert (answer.status_code, answer.json()) == (415, expected)


def test_numbers_of_a_day_are_known_on_the_next(line: Line) -> None:
    line.push(*line.friends("aoi"))
    today = "/v2/bot/message/delivery/push?date=20261118"

    assert line.get(today).json() == {"status": "unready"}
    line.pass_time(24 * 3600)
    assert line.get(today).json() == {"status": "ready", "success": 1}
    assert line.get("/v2/bot/message/delivery/push?date=20180101").json() == {"status": "out_of_service"}
    wrong = line.get("/v2/bot/message/delivery/push?date=yesterday")
    assert wrong.json() == {"message": "The value for the 'date' parameter is invalid"}


def test_units_are_named_up_to_their_pattern(line: Line) -> None:
    (aoi,) = line.friends("aoi")
    asked = {"to": aoi, "messages": [text()], "customAggregationUnits": ["gakudo_2027"]}

    assert line.post("/v2/bot/message/push", asked).status_code == 200
    assert line.get("/v2/bot/message/aggregation/list").json() == {"customAggregationUnits": ["gakudo_2027"]}
    refused = line.post("/v2/bot/message/push", asked | {"customAggregationUnits": ["学童"]})
    assert [where for where, _ in complaints(refused)] == ["customAggregationUnits[0]"]


def test_what_goes_wrong_on_purpose_is_told_as_line_would(line: Line) -> None:
    line.turn(
        "faults",
        [{"match": "POST */push", "mode": mode, "times": 1} for mode in ("500", "429_rate", "429_monthly")],
    )
    (aoi,) = line.friends("aoi")

    assert [line.push(aoi).status_code for _ in range(4)] == [500, 429, 429, 200]
    assert len(line.inbox("aoi")) == 1
