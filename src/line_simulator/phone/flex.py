"""The looks of Flex components, as the CSS a phone draws them with.

What a city writes comes through `_colour` and `_length` alone: no text of it becomes a rule of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

GAPS: Final = {"none": 0, "xs": 2, "sm": 4, "md": 8, "lg": 12, "xl": 16, "xxl": 20}
LETTERS: Final = {
    "xxs": 11, "xs": 13, "sm": 14, "md": 16, "lg": 19, "xl": 22, "xxl": 29, "3xl": 35, "4xl": 48, "5xl": 74
}  # fmt: skip
PICTURES: Final = {
    "xxs": 40, "xs": 60, "sm": 80, "md": 100, "lg": 120, "xl": 140, "xxl": 160,
    "3xl": 180, "4xl": 200, "5xl": 220,
}  # fmt: skip
BUBBLES: Final = {"nano": 120, "micro": 160, "deca": 220, "hecto": 241, "kilo": 260, "mega": 300, "giga": 386}
CORNERS: Final = {"none": 0, "xs": 2, "sm": 4, "md": 8, "lg": 12, "xl": 16, "xxl": 20}
LINES: Final = {"none": 0, "light": 1, "normal": 1, "medium": 2, "semi-bold": 3, "bold": 4}
SIDES: Final = {"start": "flex-start", "end": "flex-end", "center": "center", "top": "flex-start"}
SIDES_MORE: Final = {**SIDES, "bottom": "flex-end"}
SPREADS: Final = {
    **SIDES,
    "space-between": "space-between",
    "space-around": "space-around",
    "space-evenly": "space-evenly",
}
COLOUR: Final = re.compile(r"#(?:[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})")
LENGTH: Final = re.compile(r"\d{1,4}(?:\.\d+)?(?:px|%)")
RATIO: Final = re.compile(r"(\d{1,6}(?:\.\d+)?):(\d{1,6}(?:\.\d+)?)")

Component = Mapping[str, Any]


def bubble(component: Component) -> str:
    """How wide a bubble is."""
    return _written({"width": f"{BUBBLES.get(component.get('size', 'mega'), 300)}px"})


def block(bubble: Component, name: str) -> str:
    """The look of header, hero, body or footer as a whole."""
    style = bubble.get("styles", {}).get(name, {})
    return _written({"background-color": _colour(style.get("backgroundColor"))})


def box(component: Component) -> str:
    """Paddings, colours and corners of a box, and how it spreads what is in it."""
    return _written(
        {
            "gap": _length(component.get("spacing"), GAPS),
            "padding": _length(component.get("paddingAll"), GAPS),
            **{
                f"padding-{css}": _length(component.get(f"padding{side}"), GAPS)
                for side, css in (("Top", "top"), ("Bottom", "bottom"), ("Start", "left"), ("End", "right"))
            },
            "background-color": _colour(component.get("backgroundColor")),
            "background-image": _gradient(component.get("background", {})),
            "border-radius": _length(component.get("cornerRadius"), CORNERS),
            "border-width": _length(component.get("borderWidth"), LINES),
            "border-color": _colour(component.get("borderColor")),
            "border-style": "solid" if component.get("borderWidth") else None,
            "justify-content": SPREADS.get(component.get("justifyContent", "")),
            "align-items": SIDES.get(component.get("alignItems", "")),
            "width": _length(component.get("width"), {}),
            "height": _length(component.get("height"), {}),
            **_placed(component),
        }
    )


def text(component: Component) -> str:
    """Size, weight, colour and side of letters."""
    lines = component.get("maxLines")
    return _written(
        {
            "font-size": _length(component.get("size"), LETTERS),
            "font-weight": "700" if component.get("weight") == "bold" else None,
            "font-style": "italic" if component.get("style") == "italic" else None,
            "text-decoration": {"underline": "underline", "line-through": "line-through"}.get(
                component.get("decoration", "")
            ),
            "color": _colour(component.get("color")),
            "text-align": {"start": "left", "end": "right", "center": "center"}.get(
                component.get("align", "")
            ),
            "-webkit-line-clamp": str(lines) if isinstance(lines, int) and 0 < lines < 100 else None,
            **_placed(component),
        }
    )


def button(component: Component) -> str:
    """The colour a city gave its button: of the field, or of the letters where it is a link."""
    part = "color" if component.get("style", "link") == "link" else "background-color"
    return _written({part: _colour(component.get("color")), **_placed(component)})


def picture(component: Component) -> str:
    """Width, ratio and the colour behind a picture."""
    ratio = RATIO.fullmatch(str(component.get("aspectRatio", "1:1")))
    width = "100%" if component.get("size") == "full" else _length(component.get("size", "md"), PICTURES)
    return _written(
        {
            "width": width,
            "aspect-ratio": f"{ratio[1]} / {ratio[2]}" if ratio else None,
            "object-fit": "cover" if component.get("aspectMode") == "cover" else "contain",
            "background-color": _colour(component.get("backgroundColor")),
            **_placed(component),
        }
    )


def icon(component: Component) -> str:
    """A picture as high as the letters beside it."""
    return _written({"height": _length(component.get("size", "md"), LETTERS), **_placed(component)})


def separator(component: Component) -> str:
    """A thin line."""
    return _written({"border-color": _colour(component.get("color")), **_placed(component)})


def _placed(component: Component) -> dict[str, str | None]:
    """How a component stands among its neighbours."""
    flex = component.get("flex")
    return {
        "margin-start": _length(component.get("margin"), GAPS),
        "flex": f"{flex} {flex} {'auto' if flex == 0 else '0'}" if isinstance(flex, int) else None,
        "align-self": SIDES_MORE.get(component.get("gravity", "")),
    }


def _gradient(background: Component) -> str | None:
    ends = [_colour(background.get(f"{end}Color")) for end in ("start", "center", "end")]
    angle = re.fullmatch(r"\d{1,3}(?:\.\d+)?deg", str(background.get("angle", "")))
    known = [colour for colour in ends if colour]
    return f"linear-gradient({angle[0]}, {', '.join(known)})" if angle and len(known) > 1 else None


def _colour(said: Any) -> str | None:
    return said if isinstance(said, str) and COLOUR.fullmatch(said) else None


def _length(said: Any, words: Mapping[str, int]) -> str | None:
    if said in words:
        return f"{words[said]}px"
    return said if isinstance(said, str) and LENGTH.fullmatch(said) else None


def _written(rules: Mapping[str, str | None]) -> str:
    """The rules as one text. `margin-start` is told to the parent's direction by the style sheet."""
    return ";".join(f"{_name(name)}:{value}" for name, value in rules.items() if value is not None)


def _name(name: str) -> str:
    return "--before" if name == "margin-start" else name
