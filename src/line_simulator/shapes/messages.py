"""Message objects. Lengths are UTF-16 code units; labels and the like are counted as people count."""

from __future__ import annotations

import re
from typing import Any, Final

from line_simulator.answers import Found
from line_simulator.shapes import actions
from line_simulator.shapes.checks import (
    Check,
    address,
    clusters,
    each,
    kinds,
    number,
    one_of,
    text,
    thing,
    whole,
)
from line_simulator.shapes.flex import CONTAINER

MOST: Final = 5  # in one request
KEY: Final = r"[0-9a-zA-Z_]{1,20}"
HIDDEN_NAME: Final = "line"  # a sender may not pretend to be LINE itself


def _emojis_have_places(message: Any, where: str, found: Found) -> None:
    """Each emoji replaces a dollar sign; places are counted in UTF-16."""
    written = message["text"].encode("utf-16-le", "surrogatepass")
    for at, emoji in enumerate(message.get("emojis", [])):
        place = emoji["index"] * 2
        if written[place : place + 2] != "$".encode("utf-16-le"):
            found.add("The character at the index must be $", f"{where}.emojis[{at}].index")


def _braces_match(message: Any, where: str, found: Found) -> None:
    """Of textV2: `{key}` stands for something, `{{` and `}}` for a brace."""
    rest = message["text"].replace("{{", "").replace("}}", "")
    keys = re.findall(r"\{([^{}]*)\}", rest)
    if re.search(r"[{}]", re.sub(r"\{[^{}]*\}", "", rest)):
        found.add("Invalid placeholder: braces must be paired", f"{where}.text")
    for key in keys:
        if key not in message.get("substitution", {}):
            found.add(f"The key '{key}' is not specified in substitution", f"{where}.text")


def _keys_are_words(value: Any, where: str, found: Found) -> None:
    if len(value) > 100:
        found.add("Size must be between 0 and 100", where)
    for key, substitute in value.items():
        if not re.fullmatch(KEY, key):
            found.add(f"Must match the pattern: {KEY}", f"{where}.{key}")
        _SUBSTITUTE(substitute, f"{where}.{key}", found)


def _in_groups_alone(_value: Any, where: str, found: Found) -> None:
    found.add("Mentions can only be sent to a group or a room", where)


def _shorter_beside_a_picture(plain: int, beside: int) -> Check:
    """The text of a template: less room where there is a picture or a title."""

    def check(template: Any, where: str, found: Found) -> None:
        most = beside if template.get("thumbnailImageUrl") or template.get("title") else plain
        text(most, by=clusters)(template["text"], f"{where}.text", found)

    return check


def _columns_alike(template: Any, where: str, found: Found) -> None:
    columns = template["columns"]
    if len({len(column["actions"]) for column in columns}) > 1:
        found.add("The number of actions must be the same in all columns", f"{where}.columns")
    for part in ("title", "thumbnailImageUrl"):
        if len({bool(column.get(part)) for column in columns}) > 1:
            found.add(f"{part} must be specified in all columns or in none", f"{where}.columns")


def _not_line(sender: Any, where: str, found: Found) -> None:
    if HIDDEN_NAME in sender.get("name", "").lower():
        found.add("Can't contain a name of LINE", f"{where}.name")


_EMOJI: Final = {"productId": text(100), "emojiId": text(100)}
_SUBSTITUTE: Final = kinds({"mention": _in_groups_alone, "emoji": thing(_EMOJI)})
_PICTURE: Final = {"imageAspectRatio": one_of("rectangle", "square"), "imageSize": one_of("cover", "contain")}
_BOUNDS: Final = thing({side: whole(0, 2**31 - 1) for side in ("x", "y", "width", "height")})
_TEMPLATE: Final = kinds(
    {
        "buttons": thing(
            {"text": text(160, by=clusters), "actions": each(actions.IN_TEMPLATES, 1, 4)},
            {
                "title": text(40, by=clusters),
                "thumbnailImageUrl": address(),
                "defaultAction": actions.IN_FLEX,
                **_PICTURE,
            },
            _shorter_beside_a_picture(160, 60),
        ),
        "confirm": thing({"text": text(240, by=clusters), "actions": each(actions.IN_TEMPLATES, 2, 2)}),
        "carousel": thing(
            {
                "columns": each(
                    thing(
                        {"text": text(120, by=clusters), "actions": each(actions.IN_TEMPLATES, 1, 3)},
                        {
                            "title": text(40, by=clusters),
                            "thumbnailImageUrl": address(),
                            "defaultAction": actions.IN_FLEX,
                        },
                        _shorter_beside_a_picture(120, 60),
                    ),
                    1,
                    10,
                )
            },
            _PICTURE,
            _columns_alike,
        ),
        "image_carousel": thing(
            {"columns": each(thing({"imageUrl": address(), "action": actions.IN_IMAGE_CAROUSELS}), 1, 10)}
        ),
    }
)
_IMAGEMAP_ACTION: Final = kinds(
    {
        "uri": thing({"linkUri": address(1000, "http", "https", "line", "tel"), "area": _BOUNDS}),
        "message": thing({"text": text(400), "area": _BOUNDS}),
        "clipboard": thing({"clipboardText": text(1000), "area": _BOUNDS}),
    }
)
_COMMON: Final[dict[str, Check]] = {
    "quickReply": thing(
        {
            "items": each(
                thing(
                    {"action": actions.IN_QUICK_REPLIES}, {"imageUrl": address(), "type": one_of("action")}
                ),
                1,
                13,
            )
        }
    ),
    "sender": thing({}, {"name": text(20), "iconUrl": address()}, _not_line),
    "quoteToken": text(2000),
}


def _message(required: dict[str, Check], optional: dict[str, Check] | None = None, *also: Check) -> Check:
    return thing(required, (optional or {}) | _COMMON, *also)


MESSAGE: Final = kinds(
    {
        "text": _message(
            {"text": text(5000)},
            {"emojis": each(thing({"index": whole(0, 5000), **_EMOJI}), 0, 20)},
            _emojis_have_places,
        ),
        "textV2": _message({"text": text(5000)}, {"substitution": _keys_are_words}, _braces_match),
        "sticker": _message({"packageId": text(20, like=r"\d+"), "stickerId": text(20, like=r"\d+")}),
        "image": _message({"originalContentUrl": address(), "previewImageUrl": address()}),
        "video": _message(
            {"originalContentUrl": address(), "previewImageUrl": address()}, {"trackingId": text(100)}
        ),
        "audio": _message({"originalContentUrl": address(), "duration": whole(1, 2**31 - 1)}),
        "location": _message(
            {
                "title": text(100),
                "address": text(100),
                "latitude": number(-90, 90),
                "longitude": number(-180, 180),
            }
        ),
        "imagemap": _message(
            {
                "baseUrl": address(),
                "altText": text(1500),
                "baseSize": thing({"width": one_of(1040), "height": whole(1, 2**31 - 1)}),
                "actions": each(_IMAGEMAP_ACTION, 0, 50),
            }
        ),
        "template": _message({"altText": text(1500), "template": _TEMPLATE}),
        "flex": _message({"altText": text(1500), "contents": CONTAINER}),
        "coupon": _message({"couponId": text(100)}, {"deliveryTag": text(30)}),
    }
)
_MESSAGES: Final = each(MESSAGE, 1, MOST)


def check(body: Any, found: Found) -> None:
    """The messages of a request body."""
    if body.get("messages") is None:
        found.add(f"Size must be between 1 and {MOST}", "messages")
    else:
        _MESSAGES(body["messages"], "messages", found)


def refuse_wrong(body: Any) -> list[dict[str, Any]]:
    """The messages, when nothing is wrong with them."""
    found = Found()
    check(body, found)
    found.refuse_any()
    return list(body["messages"])
