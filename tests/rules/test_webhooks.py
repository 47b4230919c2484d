"""What the LINE platform posts: signed, whole, and full of things nobody knows yet."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.rules.webhooks import is_signed, read, sign

SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"
BODY = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
SIGNATURE = "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="  # as the platform's documentation has it
AOI = "U" + "a" * 32


def event(**others: Any) -> dict[str, Any]:
    source = {"type": "user", "userId": AOI}
    return {"webhookEventId": "01FZ74", "timestamp": 1513669370317, "source": source, "type": "x", **others}


def body(*events: object) -> bytes:
    return json.dumps({"destination": "U", "events": list(events)}).encode()


@pytest.mark.parametrize(
    ("given_body", "signature", "secrets", "fits"),
    [
        (BODY, SIGNATURE, (SECRET,), True),
        (BODY, SIGNATURE, ("new" * 10, SECRET), True),  # while the secret is exchanged
        (BODY, SIGNATURE, ("new" * 10,), False),
        (BODY, SIGNATURE, (), False),
        (BODY, SIGNATURE, ("",), False),
        (BODY, sign(BODY, ""), ("",), False),  # no secret is no secret
        (BODY + b" ", SIGNATURE, (SECRET,), False),
        (BODY, "", (SECRET,), False),
        (BODY, SIGNATURE.lower(), (SECRET,), False),
        (BODY, "署名", (SECRET,), False),
        (BODY, "\ud800", (SECRET,), False),
    ],
)
def test_signatures(given_body: bytes, signature: str, secrets: tuple[str, ...], fits: bool) -> None:
    assert is_signed(given_body, signature, secrets=secrets) is fits


def test_an_event_is_read_with_all_that_nobody_knows_yet() -> None:
    posted = event(type="somethingNew", surprise={"deep": [1, None]})
    (arrival,) = read(body(posted)) or ()
    assert (arrival.id, arrival.person) == ("01FZ74", AOI)
    assert arrival.happened_at == datetime(2017, 12, 19, 7, 42, 50, 317000, tzinfo=UTC)
    assert arrival.raw == posted


@pytest.mark.parametrize(
    "source",
    [
        None,
        "U" + "a" * 32,
        {"type": "group", "groupId": "C1", "userId": AOI},
        {"type": "user"},
        {"type": "user", "userId": "Aoi"},
        {"type": "user", "userId": AOI + "0"},
        {"type": "user", "userId": 5},
    ],
)
def test_whom_nobody_can_answer_is_nobody(source: object) -> None:
    (arrival,) = read(body(event(source=source))) or ()
    assert arrival.person == ""


@pytest.mark.parametrize("when", [None, "now", -1, 10**20, True, 1.5e300, []])
def test_a_time_that_is_none(when: object) -> None:
    (arrival,) = read(body(event(timestamp=when))) or ()
    assert arrival.happened_at.year in (1970,)


@pytest.mark.parametrize(
    "broken", [b"", b"{", b"[]", b"null", b'{"events": {}}', b'{"events": null}', b"\xff\xfe", b"[" * 100_000]
)
def test_a_body_that_is_none(broken: bytes) -> None:
    assert read(broken) is None


def test_events_without_a_number_are_left_out() -> None:
    posted = body(5, None, {}, {"webhookEventId": 7}, {"webhookEventId": ""}, {"webhookEventId": "x" * 101})
    assert read(posted) == ()
    assert read(BODY) == ()  # the platform asks whether we are there


def test_what_no_database_takes_is_made_fit() -> None:
    wild = b'{"events":[{"webhookEventId":"1\\u0000","a":"\\u0000b\\ud800","n":NaN,"\\u0000k":Infinity}]}'
    (arrival,) = read(wild) or ()
    assert arrival.raw == {"webhookEventId": "1", "a": "b�", "n": None, "k": None}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=10,
)


@given(json_values)
def test_whatever_stands_in_a_body_is_read_or_refused(value: object) -> None:
    for posted in (value, {"events": value}, {"events": [value, {"webhookEventId": "1", "source": value}]}):
        found = read(json.dumps(posted).encode())
        for each in found or ():
            json.dumps(each.raw, allow_nan=False).encode()
