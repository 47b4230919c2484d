"""What this room does when another tells news; `config/wiring.py` connects them."""

from __future__ import annotations

from uuid import UUID

from madoguchi.applications.actions import drafts
from madoguchi.applications.views.visitor import BEGUN
from madoguchi.people.announcements import ResidentEntered


def on_entry(news: ResidentEntered) -> None:
    """What was begun in this browser before signing in belongs to the resident from now on."""
    begun = [UUID(held) for held in news.remembered.get(BEGUN, ())]
    drafts.take_over(draft_ids=begun, resident=news.resident, by=news.by, now=news.at)
