"""What is said in a chat, as LINE takes it: words, buttons below them, cards that lead to our pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from madoguchi.rules.line_messages import Message
from madoguchi.rules.names import letters

LONGEST_LABEL: Final = 20  # letters of a button
LONGEST_ALT: Final = 400  # letters of what a list of chats shows instead of cards
MOST_BUTTONS: Final = 13
MOST_CARDS: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """What can be pressed: it tells us `data`, and stands as `label` in the chat."""

    label: str
    data: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Something that stands on a page of ours."""

    title: str
    text: str
    label: str
    link: str


def words(text: str, buttons: Sequence[Button] = ()) -> Message:
    """A sentence or more, with buttons while it is the last thing said."""
    said: dict[str, Any] = {"type": "text", "text": text}
    return (
        {**said, "quickReply": {"items": [_quick(each) for each in buttons[:MOST_BUTTONS]]}}
        if buttons
        else said
    )


def cards(shown: Sequence[Card], buttons: Sequence[Button] = ()) -> Message:
    """Cards side by side."""
    bubbles = [_bubble(each) for each in shown[:MOST_CARDS]]
    said: dict[str, Any] = {
        "type": "flex",
        "altText": "\n".join(each.title for each in shown[:MOST_CARDS])[:LONGEST_ALT],
        "contents": bubbles[0] if len(bubbles) == 1 else {"type": "carousel", "contents": bubbles},
    }
    return (
        {**said, "quickReply": {"items": [_quick(each) for each in buttons[:MOST_BUTTONS]]}}
        if buttons
        else said
    )


def label(text: str) -> str:
    """The text as long as a button is."""
    held = letters(text)
    return text if len(held) <= LONGEST_LABEL else "".join(held[: LONGEST_LABEL - 1]) + "…"


def _quick(button: Button) -> Message:
    short = label(button.label)
    action = {"type": "postback", "label": short, "data": button.data, "displayText": short}
    return {"type": "action", "action": action}


def _bubble(card: Card) -> Message:
    title = {"type": "text", "text": card.title, "weight": "bold", "wrap": True}
    text = {"type": "text", "text": card.text, "size": "sm", "wrap": True, "margin": "md"}
    action = {"type": "uri", "label": label(card.label), "uri": card.link}
    button = {"type": "button", "style": "primary", "action": action}
    return {
        "type": "bubble",
        "size": "kilo",
        "body": {"type": "box", "layout": "vertical", "contents": [title, text] if card.text else [title]},
        "footer": {"type": "box", "layout": "vertical", "contents": [button]},
    }
