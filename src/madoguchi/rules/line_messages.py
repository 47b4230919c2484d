"""Messages as LINE takes them: they point to pages of ours, where what is personal is read after sign-in."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from madoguchi.rules.documents import Care

Message = Mapping[str, Any]

# How much care the values need that messages name; one that is not listed counts as personal.
CARE: Final[Mapping[str, Care]] = {
    "city": Care.NONE,
    "link": Care.NONE,
    "due_on": Care.NONE,
    "closes_at": Care.NONE,
}
LONGEST_ALT: Final = 1500


def too_personal(names: Collection[str]) -> list[str]:
    """Which of these values may not leave the house by LINE."""
    return sorted(name for name in names if CARE.get(name, Care.PERSONAL) is not Care.NONE)


def pointer(*, title: str, text: str, label: str, link: str) -> Message:
    """That there is something to read, and a button that leads there."""
    return {
        "type": "flex",
        "altText": f"{title}\n{text}"[:LONGEST_ALT],
        "contents": {
            "type": "bubble",
            "body": _box(_words(title, weight="bold", size="md"), _words(text, size="sm", margin="md")),
            "footer": _box(_button(label, link)),
        },
    }


def news(*, title: str, text: str, buttons: Sequence[tuple[str, str]], picture: str = "") -> Message:
    """What everybody is told alike, with a picture above and buttons (label, link) below."""
    hero = {"type": "image", "url": picture, "size": "full", "aspectRatio": "20:13", "aspectMode": "cover"}
    return {
        "type": "flex",
        "altText": f"{title}\n{text}"[:LONGEST_ALT],
        "contents": {
            "type": "bubble",
            **({"hero": hero} if picture else {}),
            "body": _box(_words(title, weight="bold", size="md"), _words(text, size="sm", margin="md")),
            **({"footer": _box(*(_button(*each) for each in buttons))} if buttons else {}),
        },
    }


def payload(**parts: object) -> bytes:
    """The body of a request: the same parts are the same bytes, today and when it is asked again."""
    return json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _box(*contents: Message) -> Message:
    return {"type": "box", "layout": "vertical", "contents": list(contents)}


def _words(text: str, **style: str) -> Message:
    return {"type": "text", "text": text, "wrap": True, **style}


def _button(label: str, link: str) -> Message:
    return {
        "type": "button",
        "style": "primary",
        "action": {"type": "uri", "label": label, "uri": link},
    }
