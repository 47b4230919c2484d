"""Friends of the city's account: who follows it, and who blocks it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.base.announce import announce
from madoguchi.line.actors import actor_of
from madoguchi.messaging.announcements import FriendChanged
from madoguchi.messaging.models import Friend, FriendMove
from madoguchi.rules import friendship
from madoguchi.rules.friendship import Friendship, Move, News


@transaction.atomic
def note(*, friend: Friend, news: News, at: datetime, now: datetime) -> None:
    """Keep what follows from the news, which may be older than what is known.

    Blocking loses nothing: drafts, applications and the link to an account stay as they are.
    """
    known = Friendship(followed_at=friend.followed_at, blocked_at=friend.blocked_at)
    then = friendship.after(known, news, at)
    if then == known:
        return
    friend.followed_at, friend.blocked_at = then.followed_at, then.blocked_at
    friend.save(update_fields=["followed_at", "blocked_at"])
    if (move := friendship.move(known, then)) is not None:
        _count(friend, move, at)
    about = ("friend", str(friend.pk))
    audit.record(verb=f"friend.{news}", about=about, by=actor_of(friend), now=now)
    if friend.resident_ref is not None:
        announce(FriendChanged(resident_ref=friend.resident_ref, at=now))


def _count(friend: Friend, move: Move, at: datetime) -> None:
    """Keep the move for the figures. LINE forgets the menu of who blocks: who comes back is given it anew."""
    FriendMove.objects.create(friend=friend, what=move, at=at)
    if move is Move.RETURNED:
        friend.menu_given = ""
        friend.save(update_fields=["menu_given"])


@transaction.atomic
def speak(*, friend: Friend, language: str, now: datetime) -> None:
    """They chose the language in which the city speaks to them on LINE."""
    friend.language = language
    friend.save(update_fields=["language"])
    audit.record(verb="friend.language", about=("friend", str(friend.pk)), by=actor_of(friend), now=now)
