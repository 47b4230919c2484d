"""The official SDK over HTTP: what it sends is taken, and what it gets it can read."""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from PIL import Image
from tests.line import LineSimulator

IMPATIENCE = (2, 5)


@dataclass
class Sdk:
    """Its clients with a token of ours, and the stand-in they speak to."""

    line: LineSimulator
    v3: Any
    api: Any
    blobs: Any


@pytest.fixture
def sdk(line_simulator: LineSimulator) -> Iterator[Sdk]:
    from linebot.v3 import messaging, oauth  # a second and a half: only where it is used

    channel, at = line_simulator.channel, line_simulator.address
    with oauth.ApiClient(oauth.Configuration(host=at)) as client:
        issued = oauth.ChannelAccessToken(client).issue_stateless_channel_token(
            grant_type="client_credentials", client_id=channel["id"], client_secret=channel["secret"]
        )
    with messaging.ApiClient(messaging.Configuration(host=at, access_token=issued.access_token)) as client:
        yield Sdk(
            line_simulator, messaging, messaging.MessagingApi(client), messaging.MessagingApiBlob(client)
        )


def test_it_pushes_once_under_one_key(sdk: Sdk) -> None:
    sdk.line.follow("aoi")
    asked = sdk.v3.PushMessageRequest(
        to=sdk.line.user_id("aoi"), messages=[sdk.v3.TextMessage(text="お知らせがあります。")]
    )
    key = str(uuid.uuid4())

    first = sdk.api.push_message_with_http_info(asked, x_line_retry_key=key, _request_timeout=IMPATIENCE)
    with pytest.raises(sdk.v3.ApiException) as again:
        sdk.api.push_message(asked, x_line_retry_key=key, _request_timeout=IMPATIENCE)

    assert again.value.status == 409
    assert again.value.headers["x-line-accepted-request-id"] == first.headers["x-line-request-id"]
    assert [each["id"] for each in sdk.line.inbox("aoi")] == [first.data.sent_messages[0].id]


def test_it_tells_many_and_asks_what_that_cost(sdk: Sdk) -> None:
    crowd = sdk.line.turn("seed", {"users": 20})["users"]
    bubble = {"type": "bubble", "body": {"type": "box", "layout": "vertical", "contents": []}}
    flex = sdk.v3.FlexMessage(alt_text="予約", contents=sdk.v3.FlexContainer.from_dict(bubble))

    sdk.api.multicast(sdk.v3.MulticastRequest(to=crowd, messages=[flex]), _request_timeout=IMPATIENCE)

    assert sdk.api.get_message_quota().type == "none"
    assert sdk.api.get_message_quota_consumption().total_usage == 20
    assert len(sdk.api.get_followers(limit=10).user_ids) == 10


def test_it_hears_what_it_sends_too_long(sdk: Sdk) -> None:
    asked = sdk.v3.ValidateMessageRequest(messages=[sdk.v3.TextMessage(text="x" * 5001)])

    with pytest.raises(sdk.v3.ApiException) as refused:
        sdk.api.validate_push(asked, _request_timeout=IMPATIENCE)

    assert "Length must be between 0 and 5000" in refused.value.body


def test_it_reads_our_events_and_replies(sdk: Sdk) -> None:
    from linebot.v3 import WebhookParser
    from linebot.v3.exceptions import InvalidSignatureError

    sdk.line.turn("surprises", {"on": True})
    sent = sdk.line.say("aoi", "ごみの日は?")["deliveries"][0]

    parser = WebhookParser(sdk.line.channel["secret"])
    unknown, event = parser.parse(sent["body"], sent["signature"])
    sdk.api.reply_message(
        sdk.v3.ReplyMessageRequest(
            reply_token=event.reply_token, messages=[sdk.v3.TextMessage(text="木曜日")]
        )
    )

    assert unknown.type == "confetti"
    assert event.message.text == "ごみの日は?"
    assert event.source.user_id == sdk.line.user_id("aoi")
    assert sdk.line.inbox("aoi")[0]["message"]["text"] == "木曜日"
    with pytest.raises(InvalidSignatureError):
        WebhookParser("another").parse(sent["body"], sent["signature"])


def test_it_draws_a_menu_and_gives_it_to_somebody(sdk: Sdk) -> None:
    sdk.line.follow("aoi")
    aoi = sdk.line.user_id("aoi")
    area = sdk.v3.RichMenuArea(
        bounds=sdk.v3.RichMenuBounds(x=0, y=0, width=800, height=540),
        action=sdk.v3.PostbackAction(label="申請", data="apply"),
    )
    size = sdk.v3.RichMenuSize(width=800, height=540)
    asked = sdk.v3.RichMenuRequest(
        size=size, selected=True, name="ふだん", chat_bar_text="メニュー", areas=[area]
    )

    made = sdk.api.create_rich_menu(asked).rich_menu_id
    sdk.blobs.set_rich_menu_image(made, body=bytearray(_picture()), _headers={"Content-Type": "image/png"})
    sdk.api.link_rich_menu_id_to_user(aoi, made)

    assert sdk.api.get_rich_menu_id_of_user(aoi).rich_menu_id == made
    assert sdk.api.get_rich_menu(made).areas[0].action.data == "apply"
    assert sdk.line.act("aoi", "tap", menuArea=0)["events"][0]["postback"]["data"] == "apply"


def _picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (800, 540), "navy").save(made, "PNG")
    return made.getvalue()


def test_the_line_goes_dead_after_it_was_taken(sdk: Sdk) -> None:
    """What a sender must survive: no answer, yet the message is there. Only the same key tells."""
    import urllib3

    sdk.line.follow("aoi")
    asked = sdk.v3.PushMessageRequest(
        to=sdk.line.user_id("aoi"), messages=[sdk.v3.TextMessage(text="一度だけ")]
    )
    key = str(uuid.uuid4())
    sdk.line.turn("faults", [{"match": "POST */push", "mode": "reset_after_accept", "times": 1}])

    with pytest.raises(urllib3.exceptions.HTTPError):
        sdk.api.push_message(asked, x_line_retry_key=key, _request_timeout=IMPATIENCE)
    with pytest.raises(sdk.v3.ApiException) as again:
        sdk.api.push_message(asked, x_line_retry_key=key, _request_timeout=IMPATIENCE)

    assert again.value.status == 409
    assert len(sdk.line.inbox("aoi")) == 1
