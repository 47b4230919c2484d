"""What this room does when others tell news; `config/wiring.py` connects them."""

from __future__ import annotations

from madoguchi.messaging.actions import joining
from madoguchi.people.announcements import ResidentsJoined


def on_joined(news: ResidentsJoined) -> None:
    """What the one was told, and is reached by, is the other's."""
    joining.hand_over(kept=news.kept.reference, given_up=news.given_up.reference, now=news.at)
