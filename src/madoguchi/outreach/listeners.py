"""What this room does when others tell news; `config/wiring.py` connects them."""

from __future__ import annotations

from madoguchi.enrolment.announcements import EnrolmentChanged
from madoguchi.messaging.announcements import FriendChanged
from madoguchi.outreach import keeping
from madoguchi.people.announcements import ResidentEntered


def on_entry(news: ResidentEntered) -> None:
    """Somebody may be new, or read another language by now."""
    keeping.refresh(keeping.RESIDENT, news.resident.pk)


def on_enrolment(news: EnrolmentChanged) -> None:
    """A child came to a place, or left it."""
    keeping.refresh(keeping.ENROLMENT, news.enrolment)


def on_friend(news: FriendChanged) -> None:
    """Somebody is reached on LINE, or no longer."""
    keeping.refresh(keeping.REFERENCE, news.resident_ref)
