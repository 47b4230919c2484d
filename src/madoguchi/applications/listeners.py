"""What this room does when another tells news; `config/wiring.py` connects them."""

from __future__ import annotations

from uuid import UUID

from madoguchi.applications.actions import drafts, rebasing, reserving, telling
from madoguchi.applications.views.visitor import BEGUN
from madoguchi.base import jobs
from madoguchi.booking.announcements import ReservationMoves
from madoguchi.people.announcements import ResidentEntered, ResidentsJoined
from madoguchi.procedures.announcements import ClosingExtended, ProcedurePublished


def on_entry(news: ResidentEntered) -> None:
    """What was begun in this browser before signing in belongs to the resident from now on."""
    begun = [UUID(held) for held in news.remembered.get(BEGUN, ())]
    drafts.take_over(draft_ids=begun, resident=news.resident, by=news.by, now=news.at)


def on_joined(news: ResidentsJoined) -> None:
    """Who had LINE alone has an address now."""
    telling.tell_by_mail(kept=news.kept, given_up=news.given_up, now=news.at)


def on_publication(news: ProcedurePublished) -> None:
    """What is not decided goes on to the new version, if its author wished it so."""
    rebasing.start(version_id=news.version_id, by=news.by, now=news.at)


def on_move(news: ReservationMoves) -> None:
    """The answers of an application say when its reservation is."""
    reserving.note_move(news=news)


def on_extension(news: ClosingExtended) -> None:
    """Everybody who is writing learns of it."""
    jobs.defer("applications.tell_of_extensions", key="applications.tell_of_extensions")
