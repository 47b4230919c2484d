"""Messages as HTML: the templates, and the little that they ask of Python."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape

from line_simulator.phone import flex
from line_simulator.phone.texts import text

HERE: Final = Path(__file__).parent
ADDRESS: Final = re.compile(r"https?://[!-;=?-~]+[!-+\-/-9=?-~]")
PLACEHOLDER: Final = re.compile(r"\{\{|\}\}|\{(\w{1,20})\}")
FACES: Final = ("#f2b84b", "#7fb7a3", "#e58f7b", "#8fa8d6", "#c39bd3")
MOUTHS: Final = (
    "M20 38q12 12 24 0",
    "M20 42q12 -10 24 0",
    "M22 40h20",
    "M26 38q6 10 12 0z",
    "M20 36q12 16 24 0z",
)

Message = Mapping[str, Any]

environment: Final = Environment(
    loader=FileSystemLoader(HERE / "templates"), autoescape=True, trim_blocks=True
)


def page(name: str, language: str, user_id: str = "", **values: Any) -> str:
    """A page of the phone. `user_id` is whose phone it is."""
    t = partial(text, language=language)
    return environment.get_template(name).render(
        t=t, language=language, user_id=user_id, **_hands(user_id, t), **values
    )


def message(entry: Mapping[str, Any], language: str, user_id: str) -> str:
    """One message as its bubble."""
    return page("entry.html", language, user_id, entry=entry)


def _hands(user_id: str, t: Callable[..., str]) -> dict[str, Any]:
    """What templates call."""
    opening = partial(opening_address, user_id)
    return {
        "flex": flex,
        "opening": opening,
        "written": partial(written, opening=opening),
        "sticker": sticker,
        "words_of": words_of,
        "imagemap_areas": imagemap_areas,
        "map_drawing": map_drawing,
    }


def opening_address(user_id: str, uri: str) -> str:
    """Where a phone goes to open a page of others."""
    return f"/_sim/phone/{user_id}/open?uri={quote(uri, safe='')}"


def written(said: Message, *, opening: Callable[[str], str]) -> Markup:
    """The text of a message, with addresses that can be tapped and emoji in their places."""
    return Markup("").join(_pieces(said, opening))


def _pieces(said: Message, opening: Callable[[str], str]) -> Iterator[Markup]:
    plain = _filled(said) if said.get("type") == "textV2" else _with_emoji(said)
    at = 0
    for found in ADDRESS.finditer(plain):
        yield escape(plain[at : found.start()])
        yield Markup('<a href="{}" data-opens="{}">{}</a>').format(opening(found[0]), found[0], found[0])
        at = found.end()
    yield escape(plain[at:])


def _with_emoji(said: Message) -> str:
    """LINE's own emoji are pictures of LINE; a star stands in each place. Places count in UTF-16."""
    units = str(said.get("text", "")).encode("utf-16-le")
    for each in sorted(said.get("emojis", []), key=lambda emoji: -emoji.get("index", 0)):
        start = 2 * each.get("index", 0)
        if units[start : start + 2] == "$".encode("utf-16-le"):
            units = units[:start] + "★".encode("utf-16-le") + units[start + 2 :]
    return units.decode("utf-16-le", "replace")


def _filled(said: Message) -> str:
    substitution = said.get("substitution", {})

    def put(found: re.Match[str]) -> str:
        if found[1] is None:
            return found[0][0]
        return "★" if substitution.get(found[1], {}).get("type") == "emoji" else f"@{found[1]}"

    return PLACEHOLDER.sub(put, said.get("text", ""))


def sticker(said: Message) -> Markup:
    """A face of our own: stickers themselves belong to LINE. The same sticker is always the same face."""
    number = sum(map(ord, f"{said.get('packageId')}{said.get('stickerId')}"))
    return Markup(
        '<svg class="sticker" viewBox="0 0 64 64" role="img" aria-label="{}">'
        '<circle cx="32" cy="32" r="28" fill="{}"/>'
        '<circle cx="23" cy="26" r="3.5"/><circle cx="41" cy="26" r="3.5"/>'
        '<path d="{}" fill="none" stroke="#222" stroke-width="3" stroke-linecap="round"/></svg>'
    ).format(
        " ".join(said.get("keywords", [])[:1]) or f"{said.get('packageId')} {said.get('stickerId')}",
        FACES[number % len(FACES)],
        MOUTHS[number % len(MOUTHS)],
    )


def map_drawing() -> Markup:
    """A few streets, with a pin: no map is at hand, and none is fetched."""
    return Markup(
        '<svg class="map" viewBox="0 0 240 96" aria-hidden="true">'
        '<rect width="240" height="96" fill="#e3ece6"/>'
        '<path d="M0 62 240 40M70 0l18 96M170 0l-12 96" stroke="#fff" stroke-width="9"/>'
        '<path d="M0 20q120 30 240-6" stroke="#b9d3e6" stroke-width="7" fill="none"/>'
        '<path d="M120 66q-15-18-15-28a15 15 0 0 1 30 0q0 10-15 28z" fill="#b3372b"/>'
        '<circle cx="120" cy="38" r="5" fill="#fff"/></svg>'
    )


def words_of(component: Mapping[str, Any]) -> str:
    """What a box says, for somebody who hears it."""
    if own := str(component.get("text", "")):
        return own
    within = (words_of(each) for each in component.get("contents", ()))
    return ("" if component.get("type") == "text" else " ").join(filter(None, within))


def imagemap_areas(said: Message) -> list[dict[str, Any]]:
    """The tappable parts of an imagemap, in the words of other actions."""
    size = {"width": 1040, "height": said["baseSize"]["height"]}
    return [
        tappable_area({**action, "uri": action.get("linkUri", "")}, action["area"], size, number)
        for number, action in enumerate(said.get("actions", []), 1)
    ]


def menu_areas(menu: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The tappable parts of a rich menu."""
    return [
        tappable_area(area["action"], area["bounds"], menu["size"], number)
        for number, area in enumerate(menu.get("areas", []), 1)
    ]


def tappable_area(
    action: Mapping[str, Any], bounds: Mapping[str, int], size: Mapping[str, int], number: int
) -> dict[str, Any]:
    """An action with its place in percent of the picture, and a name for those who do not see the picture."""
    share = {
        "left": bounds["x"] / size["width"],
        "top": bounds["y"] / size["height"],
        "width": bounds["width"] / size["width"],
        "height": bounds["height"] / size["height"],
    }
    name = action.get("label") or action.get("displayText") or action.get("text") or str(number)
    css = ";".join(f"{side}:{part:.4%}" for side, part in share.items())
    return {"action": action, "name": name, "css": css}
