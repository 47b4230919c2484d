"""起案と決裁: through whose hands a proposal goes, who may act on it now, and who in somebody's absence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

LONGEST_REASON: Final = 2000  # characters
FARTHEST: Final = timedelta(days=400)  # a release later than this is a slip of the pen


class Standing(StrEnum):
    """Where a proposal stands."""

    GATHERING = "gathering"  # its decisions are still being put together
    CIRCULATING = "circulating"  # 回議中
    ELSEWHERE = "elsewhere"  # decided in the city's own records system; its day and number are awaited
    SENT_BACK = "sent_back"  # 差戻し
    TAKEN_BACK = "taken_back"  # 起案の取下げ
    APPROVED = "approved"  # 決裁済


class Act(StrEnum):
    """What can be done to a proposal."""

    CIRCULATE = "circulate"
    APPROVE = "approve"
    DEPUTISE = "deputise"  # 代決
    SEND_BACK = "send_back"
    TAKE_BACK = "take_back"
    CONFIRM = "confirm"  # typing back what was decided elsewhere


class Numbering(StrEnum):
    """How the letters of one proposal are numbered (文書番号)."""

    BRANCH = "branch"  # one number, with 枝番
    SAME = "same"  # one number for all
    EACH = "each"  # a number of its own for every letter


class Reason(StrEnum):
    """Why an act is refused."""

    NOT_FROM_HERE = "not_from_here"
    NOT_YOUR_TURN = "not_your_turn"
    OWN_PROPOSAL = "own_proposal"  # who wrote it approves no part of it
    NOT_THE_AUTHOR = "not_the_author"
    WHY_MISSING = "why_missing"
    WHY_TOO_LONG = "why_too_long"
    NOTHING_IN_IT = "nothing_in_it"
    NUMBER_MISSING = "number_missing"
    NUMBER_TAKEN = "number_taken"
    DECIDED_UNREADABLE = "decided_unreadable"
    DECIDED_IN_FUTURE = "decided_in_future"
    INSTANT_UNREADABLE = "instant_unreadable"
    INSTANT_PAST = "instant_past"
    INSTANT_TOO_FAR = "instant_too_far"
    OTHER_FISCAL_YEAR = "other_fiscal_year"  # the number is taken for one 年度 and cannot move to another
    ALREADY_RELEASED = "already_released"
    NOTHING_TO_RELEASE = "nothing_to_release"


@dataclass(frozen=True, slots=True)
class Refusal:
    """No, and why: a code for machines; the sentence is written where it is shown."""

    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """An officer of the section: the posts they hold today, and whether one of them may approve."""

    number: str
    titles: tuple[str, ...]
    may_approve: bool

    def holds(self, post: str) -> bool:
        """Whether a stage for `post` waits for this officer: 学童クラブ係長 is a 係長; "" is anybody's."""
        return self.may_approve and any(title.endswith(post) for title in (*self.titles, ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """A proposal as it lies on the desk: its author, where it stands, the post whose turn it is."""

    standing: Standing
    author: str
    turn: str | None  # None: it is nobody's turn


MAY: Final = {
    Act.CIRCULATE: frozenset({Standing.GATHERING, Standing.SENT_BACK}),
    Act.APPROVE: frozenset({Standing.CIRCULATING}),
    Act.DEPUTISE: frozenset({Standing.CIRCULATING}),
    Act.SEND_BACK: frozenset({Standing.CIRCULATING}),
    Act.TAKE_BACK: frozenset({Standing.CIRCULATING, Standing.ELSEWHERE, Standing.SENT_BACK}),
    Act.CONFIRM: frozenset({Standing.ELSEWHERE}),
}


def stages(route: Sequence[str], *, author_titles: Iterable[str]) -> tuple[str, ...]:
    """The posts a proposal passes: who wrote it as 係長 does not pass it as 係長 too. The last always stays.

    An empty route is one stage that anybody who may approve takes.
    """
    held = tuple(author_titles)
    own = [index for index, post in enumerate(route) if any(title.endswith(post) for title in held)]
    start = min(own[-1] + 1, len(route) - 1) if own else 0
    return tuple(route[start:]) or ("",)


def refuse(act: Act, laid: Laid, *, by: Seat, why: str = "") -> Refusal | None:
    """Why this officer may not do `act` now, or None: 起案と決裁は別の者."""
    if laid.standing not in MAY[act]:
        return Refusal(Reason.NOT_FROM_HERE)
    if act in (Act.CIRCULATE, Act.TAKE_BACK):
        return None if by.number == laid.author or by.may_approve else Refusal(Reason.NOT_THE_AUTHOR)
    if act is Act.CONFIRM:
        return None
    if by.number == laid.author:
        return Refusal(Reason.OWN_PROPOSAL)
    return _refuse_turn(act, laid, by) or _refuse_why(act, why)


def _refuse_turn(act: Act, laid: Laid, by: Seat) -> Refusal | None:
    holds = laid.turn is not None and by.holds(laid.turn)
    allowed = (by.may_approve and not holds) if act is Act.DEPUTISE else holds
    if act is Act.SEND_BACK:
        allowed = by.may_approve
    return None if allowed else Refusal(Reason.NOT_YOUR_TURN)


def _refuse_why(act: Act, why: str) -> Refusal | None:
    if len(why) > LONGEST_REASON:
        return Refusal(Reason.WHY_TOO_LONG)
    if act in (Act.SEND_BACK, Act.DEPUTISE) and not why.strip():
        return Refusal(Reason.WHY_MISSING)
    return None


def acts_for(laid: Laid, *, by: Seat) -> frozenset[Act]:
    """What this officer may do now: the buttons of the page."""
    return frozenset(act for act in Act if refuse(act, laid, by=by, why="…") is None)


def owes_a_look(post: str, *, by: Seat) -> bool:
    """Whether this officer reads afterwards (後閲) what a deputy decided for `post`."""
    return by.holds(post)


def refuse_instant(at: datetime | None, *, now: datetime) -> Refusal | None:
    """Why results may not be promised for the instant `at`; none at all means as soon as it is approved."""
    if at is None:
        return None
    if at <= now:
        return Refusal(Reason.INSTANT_PAST)
    return Refusal(Reason.INSTANT_TOO_FAR) if at - now > FARTHEST else None


def refuse_release(*, released_at: datetime | None, ready: int) -> Refusal | None:
    """Why results may not be made public now. `ready` of them are decided and wait."""
    if released_at is not None:
        return Refusal(Reason.ALREADY_RELEASED)
    return None if ready else Refusal(Reason.NOTHING_TO_RELEASE)
