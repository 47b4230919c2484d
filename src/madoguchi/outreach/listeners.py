"""What this room does when others tell news; `config/wiring.py` connects them."""

from __future__ import annotations

from madoguchi.enrolment.announcements import EnrolmentChanged
from madoguchi.messaging.announcements import FriendChanged
from madoguchi.outreach import keeping
from madoguchi.outreach.actions import joining
from madoguchi.people.announcements import ResidentEntered, ResidentsJoined


def on_entry(news: ResidentEntered) -> None:
    """Somebody may be new, or read another language by now."""
    keeping.refresh(keeping.RESIDENT, news.resident.pk)


def on_joined(news: ResidentsJoined) -> None:
    """One person has one profile, and was told each thing once."""
    joining.settle(kept=news.kept, given_up=news.given_up, now=news.at)


def on_enrolment(news: EnrolmentChanged) -> None:
    """A child came to a place, or left it."""
    keeping.refresh(keeping.ENROLMENT, news.enrolment)


def on_friend(news: FriendChanged) -> None:
    """Somebody is reached on LINE, or no longer."""
    keeping.refresh(keeping.REFERENCE, news.resident_ref)
