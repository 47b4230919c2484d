"""What this room does when others tell news; `config/wiring.py` connects them."""

from __future__ import annotations

from madoguchi.booking.actions import waiting
from madoguchi.people.announcements import ResidentsJoined


def on_joined(news: ResidentsJoined) -> None:
    """Who waits twice for a session waits once."""
    waiting.wait_once(kept=news.kept, given_up=news.given_up, by=news.by, now=news.at)
