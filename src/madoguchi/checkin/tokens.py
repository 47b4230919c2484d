"""What a poster says so that nobody invents one: which one it is, and a keyed hash of that."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from madoguchi.base.crypto import is_same, salted_hash
from madoguchi.rules import visits as rules
from madoguchi.rules.visits import Refusal

if TYPE_CHECKING:
    from madoguchi.checkin.models import Point

LENGTH: Final = 12
LONGEST: Final = 40


def token_of(point: Point) -> str:
    """What the poster that is up says."""
    return _token(point, point.turn)


def refuse_token(point: Point, token: str, *, at: datetime) -> Refusal | None:
    """Whether a poster that says so is read; every wrong one costs the same."""
    turn, _, _ = token.partition("-")
    number = int(turn) if turn.isascii() and turn.isdigit() and len(turn) < 9 else 0
    if len(token) > LONGEST or not is_same(_token(point, number), token):
        return Refusal.FORGED
    return rules.refuse_poster(turn=number, newest=point.turn, turned_at=point.turned_at, at=at)


def _token(point: Point, turn: int) -> str:
    return f"{turn}-{salted_hash('poster', str(point.pk), str(turn))[:LENGTH]}"
