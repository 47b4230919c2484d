"""Flex messages: bubbles and carousels of boxes, texts, buttons and pictures."""

from __future__ import annotations

import json
from typing import Any, Final

from line_simulator.answers import Found
from line_simulator.shapes import actions
from line_simulator.shapes.checks import Check, address, each, kinds, one_of, text, thing, whole, yes_or_no

LARGEST_BUBBLE: Final = 30 * 1024
LARGEST_CAROUSEL: Final = 50 * 1024
LONGEST: Final = 100_000  # where LINE names no limit, the size of the whole holds
SIZES: Final = ("nano", "micro", "deca", "hecto", "kilo", "mega", "giga")


def _no_larger(most: int) -> Check:
    def check(value: Any, where: str, found: Found) -> None:
        if len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()) > most:
            found.add(f"The size of JSON must be {most // 1024} KB or less", where)

    return check


def _one_size(carousel: Any, where: str, found: Found) -> None:
    if len({bubble.get("size", "mega") for bubble in carousel["contents"]}) > 1:
        found.add("All bubbles must have the same size", where)


def _says_something(words: Any, where: str, found: Found) -> None:
    if not (words.get("text") or words.get("contents")):
        found.add("May not be empty", f"{where}.text")


def _component(value: Any, where: str, found: Found) -> None:
    """Any component; looked up late, for boxes stand in boxes."""
    COMPONENT(value, where, found)


_WORD: Final = text(LONGEST)
_MANY: Final = 10_000
_SPAN: Final = kinds({"span": thing({"text": text(LONGEST, least=0)})})
_BOX: Final = thing(
    {
        "layout": one_of("horizontal", "vertical", "baseline"),
        "contents": each(_component, 0, _MANY),
    },
    {
        "action": actions.IN_FLEX,
        "flex": whole(0, 2**31 - 1),
        "position": one_of("relative", "absolute"),
        "justifyContent": one_of(
            "center", "flex-start", "flex-end", "space-between", "space-around", "space-evenly"
        ),
        "alignItems": one_of("center", "flex-start", "flex-end"),
        "background": kinds(
            {"linearGradient": thing({"angle": _WORD, "startColor": _WORD, "endColor": _WORD})}
        ),
    },
)
_IMAGE: Final = thing(
    {"url": address()},
    {"action": actions.IN_FLEX, "aspectMode": one_of("fit", "cover"), "animated": yes_or_no},
)
_VIDEO: Final = thing({"url": address(), "previewUrl": address(), "altContent": _component})
COMPONENT: Final = kinds(
    {
        "box": _BOX,
        "button": thing(
            {"action": actions.OF_FLEX_BUTTONS},
            {"style": one_of("primary", "secondary", "link"), "height": one_of("md", "sm")},
        ),
        "image": _IMAGE,
        "video": _VIDEO,
        "icon": thing({"url": address()}),
        "text": thing(
            {},
            {
                "text": text(LONGEST, least=0),
                "contents": each(_SPAN, 0, _MANY),
                "action": actions.IN_FLEX,
                "wrap": yes_or_no,
                "weight": one_of("regular", "bold"),
                "align": one_of("start", "end", "center"),
                "gravity": one_of("top", "bottom", "center"),
                "style": one_of("normal", "italic"),
                "decoration": one_of("none", "underline", "line-through"),
                "maxLines": whole(0, 2**31 - 1),
            },
            _says_something,
        ),
        "span": thing({"text": text(LONGEST, least=0)}),
        "separator": thing(),
        "filler": thing(),
    }
)
_BUBBLE: Final = thing(
    {},
    {
        "size": one_of(*SIZES),
        "direction": one_of("ltr", "rtl"),
        "header": kinds({"box": _BOX}),
        "hero": kinds({"box": _BOX, "image": _IMAGE, "video": _VIDEO}),
        "body": kinds({"box": _BOX}),
        "footer": kinds({"box": _BOX}),
        "action": actions.IN_FLEX,
    },
    _no_larger(LARGEST_BUBBLE),
)
CONTAINER: Final = kinds(
    {
        "bubble": _BUBBLE,
        "carousel": thing(
            {"contents": each(kinds({"bubble": _BUBBLE}), 1, 12)}, {}, _one_size, _no_larger(LARGEST_CAROUSEL)
        ),
    }
)
