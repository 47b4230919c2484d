"""Every limit of a message, on its last good and its first bad value."""

from __future__ import annotations

from typing import Any

import pytest

from line_simulator.answers import Found, Refusal
from line_simulator.shapes import messages
from line_simulator.shapes.flex import LARGEST_BUBBLE

FAMILY = "👨‍👩‍👧"
POSTBACK = {"type": "postback", "label": "はい", "data": "yes"}
HTTPS = "https://city.example/"


def wrong(message: Any) -> list[tuple[str, str]]:
    """What is wrong with a message, and where."""
    found = Found()
    messages.check({"messages": [message]}, found)
    return [(each["property"].removeprefix("messages[0]."), each["message"]) for each in found.details]


def places(message: Any) -> list[str]:
    return [where for where, _ in wrong(message)]


def text(words: str, **more: Any) -> Any:
    return {"type": "text", "text": words} | more


def quick(action: Any, times: int = 1) -> Any:
    return text("?", quickReply={"items": [{"type": "action", "action": action}] * times})


def template(kind: str, **parts: Any) -> Any:
    return {"type": "template", "altText": "alt", "template": {"type": kind} | parts}


def buttons(**parts: Any) -> Any:
    return template("buttons", **{"text": "?", "actions": [POSTBACK]} | parts)


def column(**parts: Any) -> Any:
    return {"text": "?", "actions": [POSTBACK]} | parts


def flex(contents: Any, **more: Any) -> Any:
    return {"type": "flex", "altText": "alt", "contents": contents} | more


def bubble(*contents: Any, **more: Any) -> Any:
    box = {"type": "box", "layout": "vertical", "contents": list(contents)}
    return {"type": "bubble", "body": box} | more


def carousel(*bubbles: Any) -> Any:
    return flex({"type": "carousel", "contents": list(bubbles)})


def words_of(length: int) -> Any:
    return {"type": "text", "text": "x" * length}


def empty_bubble_length() -> int:
    start = '{"type":"bubble","body":{"type":"box","layout":"vertical","contents":['
    return len(start + '{"type":"text","text":""}]}}')


def picker(**parts: Any) -> Any:
    return buttons(actions=[{"type": "datetimepicker", "label": "日", "data": "d", "mode": "date"} | parts])


GOOD = {
    "5,000 units": text("x" * 5000),
    "2,500 apples are 5,000 units": text("🍎" * 2500),
    "an emoji on its dollar": text("🍎$", emojis=[{"index": 2, "productId": "p", "emojiId": "e"}]),
    "doubled braces": {"type": "textV2", "text": "{{no}} key"},
    "a key that is given": {
        "type": "textV2",
        "text": "{smile}",
        "substitution": {"smile": {"type": "emoji", "productId": "p", "emojiId": "e"}},
    },
    "thirteen quick replies": quick(POSTBACK, 13),
    "the camera in a quick reply": quick({"type": "camera", "label": "写真"}),
    "a label of twenty families": quick(POSTBACK | {"label": FAMILY * 20}),
    "160 without a title": buttons(text="x" * 160),
    "60 beside a title": buttons(text="x" * 60, title="t" * 40),
    "two answers": template("confirm", text="x" * 240, actions=[POSTBACK, POSTBACK]),
    "ten columns": template("carousel", columns=[column()] * 10),
    "pictures without labels": template(
        "image_carousel", columns=[{"imageUrl": HTTPS, "action": {"type": "uri", "uri": "tel:0000000101"}}]
    ),
    "a bubble of 30 KB": flex(bubble(words_of(LARGEST_BUBBLE - empty_bubble_length()))),
    "twelve bubbles": carousel(*[bubble(words_of(9))] * 12),
    "a day with bounds": picker(initial="2026-12-01", min="1900-01-01", max="2100-12-31"),
    "a moment": picker(mode="datetime", initial="2026-12-01t09:00"),
    "a picture": {"type": "image", "originalContentUrl": HTTPS, "previewImageUrl": HTTPS},
    "a place": {"type": "location", "title": "庁舎", "address": "麦笛町", "latitude": 35.0, "longitude": 139},
    "a field that is new": text("x", novelty=True),
}
BAD = {
    "nothing": (text(""), "text"),
    "5,001 units": (text("x" * 5001), "text"),
    "2,501 apples": (text("🍎" * 2501), "text"),
    "an emoji beside its dollar": (
        text("🍎$", emojis=[{"index": 1, "productId": "p", "emojiId": "e"}]),
        "emojis[0].index",
    ),
    "a lonely brace": ({"type": "textV2", "text": "{"}, "text"),
    "a key of nothing": ({"type": "textV2", "text": "{who}"}, "text"),
    "a mention in a chat of two": (
        {
            "type": "textV2",
            "text": "{who}",
            "substitution": {"who": {"type": "mention", "mentionee": {"type": "all"}}},
        },
        "substitution.who",
    ),
    "fourteen quick replies": (quick(POSTBACK, 14), "quickReply.items"),
    "a label of 21": (quick(POSTBACK | {"label": "x" * 21}), "quickReply.items[0].action.label"),
    "no label": (quick({"type": "message", "text": "x"}), "quickReply.items[0].action.label"),
    "the camera in a template": (
        buttons(actions=[{"type": "camera", "label": "写真"}]),
        "template.actions[0].type",
    ),
    "a tab in a template": (
        buttons(actions=[{"type": "richmenuswitch", "label": "次", "richMenuAliasId": "b", "data": "b"}]),
        "template.actions[0].type",
    ),
    "161 without a title": (buttons(text="x" * 161), "template.text"),
    "61 beside a title": (buttons(text="x" * 61, title="t"), "template.text"),
    "five buttons": (buttons(actions=[POSTBACK] * 5), "template.actions"),
    "three answers": (template("confirm", text="?", actions=[POSTBACK] * 3), "template.actions"),
    "uneven columns": (
        template("carousel", columns=[column(), column(actions=[POSTBACK, POSTBACK])]),
        "template.columns",
    ),
    "a title in one column": (
        template("carousel", columns=[column(), column(title="t")]),
        "template.columns",
    ),
    "eleven columns": (template("carousel", columns=[column()] * 11), "template.columns"),
    "a bubble of 30 KB and one": (
        flex(bubble(words_of(LARGEST_BUBBLE - empty_bubble_length() + 1))),
        "contents",
    ),
    "a carousel of 50 KB": (
        carousel(*[bubble(words_of(26_000))] * 2),
        "contents",
    ),
    "thirteen bubbles": (
        carousel(*[bubble(words_of(9))] * 13),
        "contents.contents",
    ),
    "bubbles of two sizes": (
        carousel(bubble(size="kilo"), bubble(size="mega")),
        "contents",
    ),
    "a button without an action": (
        flex(bubble({"type": "button"})),
        "contents.body.contents[0].action",
    ),
    "a text without words": (flex(bubble({"type": "text"})), "contents.body.contents[0].text"),
    "no words beside flex": (flex(bubble(), altText=""), "altText"),
    "a day that is none": (picker(initial="2026-02-30"), "template.actions[0].initial"),
    "a day before 1900": (picker(min="1899-12-31"), "template.actions[0].min"),
    "bounds turned round": (picker(min="2026-12-02", max="2026-12-02"), "template.actions[0].max"),
    "a moment for a day": (picker(initial="2026-12-01T09:00"), "template.actions[0].initial"),
    "a picture over http": (
        {"type": "image", "originalContentUrl": "http://city.example/", "previewImageUrl": HTTPS},
        "originalContentUrl",
    ),
    "an address with kanji": (
        {"type": "image", "originalContentUrl": "https://city.example/絵", "previewImageUrl": HTTPS},
        "originalContentUrl",
    ),
    "a script behind a button": (
        buttons(actions=[{"type": "uri", "label": "x", "uri": "javascript:alert(1)"}]),
        "template.actions[0].uri",
    ),
    "words to fill in without a keyboard": (
        buttons(actions=[POSTBACK | {"fillInText": "x"}]),
        "template.actions[0].fillInText",
    ),
    "data of 301": (buttons(actions=[POSTBACK | {"data": "x" * 301}]), "template.actions[0].data"),
    "a sender called LINE": (text("x", sender={"name": "LINE Official"}), "sender.name"),
    "a place beyond the pole": (
        {"type": "location", "title": "x", "address": "x", "latitude": 91, "longitude": 0},
        "latitude",
    ),
    "a type that is none": ({"type": "poem"}, "type"),
}


@pytest.mark.parametrize("message", GOOD.values(), ids=GOOD.keys())
def test_it_may_be_sent(message: Any) -> None:
    assert wrong(message) == []


@pytest.mark.parametrize(("message", "where"), BAD.values(), ids=BAD.keys())
def test_it_may_not_be_sent(message: Any, where: str) -> None:
    assert places(message) == [where]


def test_all_that_is_wrong_is_told_at_once_in_lines_words() -> None:
    with pytest.raises(Refusal) as refused:
        messages.refuse_wrong({"messages": [text(""), {"type": "poem"}]})

    assert refused.value.body == {
        "message": "The request body has 2 error(s)",
        "details": [
            {"message": "May not be empty", "property": "messages[0].text"},
            {
                "message": "Must be one of the following values: [text, textV2, sticker, image, video, audio,"
                " location, imagemap, template, flex, coupon]",
                "property": "messages[1].type",
            },
        ],
    }


@pytest.mark.parametrize("sent", [{"messages": "hello"}, {"messages": ["hello"]}, {"messages": [text(7)]}])  # type: ignore[arg-type]
def test_what_is_no_message_at_all_names_its_place(sent: Any) -> None:
    with pytest.raises(Refusal, match=r"The property, messages.*, in the request body is invalid"):
        messages.refuse_wrong(sent)


def test_six_bubbles_are_one_too_many() -> None:
    with pytest.raises(Refusal) as refused:
        messages.refuse_wrong({"messages": [text("x")] * 6})

    assert refused.value.body["details"] == [
        {"message": "Size must be between 1 and 5", "property": "messages"}
    ]
