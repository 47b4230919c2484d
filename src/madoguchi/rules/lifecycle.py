"""May this application move on, and to what? The whole life of a 申請 on one screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class State(StrEnum):
    """Where an application stands. What residents and officers read for each is in the catalogues."""

    ARRIVED = "arrived"  # 到達
    ACCEPTED = "accepted"  # 受付
    RETURNED = "returned"  # 補正依頼中
    CORRECTED = "corrected"  # 補正済
    PROPOSED = "proposed"  # 回議中: laid before those who approve
    SETTLED = "settled"  # 決裁済: decided inside the office, waits for its instant
    DECIDED = "decided"  # 決定
    NOTED = "noted"  # 受理: taken note of as it came; nobody decides
    WITHDRAWN = "withdrawn"  # 取下げ


class Act(StrEnum):
    """What can be done to an application."""

    SUBMIT = "submit"
    ACCEPT = "accept"
    RETURN = "return"
    CORRECT = "correct"
    PROPOSE = "propose"
    SEND_BACK = "send_back"
    SETTLE = "settle"
    RELEASE = "release"
    DECIDE = "decide"
    WITHDRAW = "withdraw"
    REBASE = "rebase"  # a newer version of the procedure takes it over; its state stays


class Role(StrEnum):
    """In which part somebody acts."""

    APPLICANT = "applicant"
    REVIEWER = "reviewer"
    APPROVER = "approver"


class Reason(StrEnum):
    """Why a move is refused."""

    NOT_FROM_HERE = "not_from_here"
    NOT_YOURS = "not_yours"
    NOT_CHECKED = "not_checked"  # an officer typed it, and no other has compared it with its paper yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    to: State
    by: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Refusal:
    """No, and why: a code for machines; the sentence is written where it is shown."""

    reason: Reason
    state: State
    act: Act


APPLICANT: Final = frozenset({Role.APPLICANT})
OFFICERS: Final = frozenset({Role.REVIEWER, Role.APPROVER})
APPROVERS: Final = frozenset({Role.APPROVER})

OPEN: Final = (State.ARRIVED, State.ACCEPTED, State.CORRECTED)
DECIDABLE: Final = (*OPEN, State.RETURNED)  # returned: once the time to correct has passed (rules.decisions)
ENDED: Final = (State.DECIDED, State.NOTED, State.WITHDRAWN)
MENDABLE: Final = (*OPEN, State.NOTED)  # what an officer mistyped is typed anew
UNDECIDED: Final = (*DECIDABLE, State.PROPOSED, State.SETTLED)  # as far as the applicant can know

MOVES: Final = {
    (State.ARRIVED, Act.ACCEPT): Move(to=State.ACCEPTED, by=OFFICERS),
    **{(state, Act.RETURN): Move(to=State.RETURNED, by=OFFICERS) for state in OPEN},
    (State.RETURNED, Act.CORRECT): Move(to=State.CORRECTED, by=APPLICANT),
    **{(state, Act.PROPOSE): Move(to=State.PROPOSED, by=OFFICERS) for state in DECIDABLE},
    (State.PROPOSED, Act.SEND_BACK): Move(to=State.ACCEPTED, by=APPROVERS),
    **{(state, Act.DECIDE): Move(to=State.DECIDED, by=OFFICERS) for state in DECIDABLE},
    (State.PROPOSED, Act.DECIDE): Move(to=State.DECIDED, by=APPROVERS),
    (State.PROPOSED, Act.SETTLE): Move(to=State.SETTLED, by=APPROVERS),
    (State.SETTLED, Act.RELEASE): Move(to=State.DECIDED, by=APPROVERS),
    **{
        (state, Act.WITHDRAW): Move(to=State.WITHDRAWN, by=APPLICANT | OFFICERS)
        for state in (*UNDECIDED, State.NOTED)
    },
}

# 取下げ of what waits (保留): a family lets go of the queue to ask for something else.
WHILE_WAITING: Final = {
    (State.DECIDED, Act.WITHDRAW): Move(to=State.WITHDRAWN, by=APPLICANT | OFFICERS),
}

# Nobody is asked to correct, and nothing is decided, by what an officer may have mistyped.
AFTER_CHECK: Final = frozenset({Act.RETURN, Act.PROPOSE, Act.SETTLE, Act.DECIDE})


def filed(*, noted: bool) -> State:
    """Where an application begins. `noted`: its procedure has nothing to decide."""
    return State.NOTED if noted else State.ARRIVED


def next_state(
    *, state: State, act: Act, role: Role, is_checked: bool = True, waits: bool = False
) -> State | Refusal:
    """Where `act` by somebody in `role` leads from `state`, or why it may not be done.

    `waits`: it was decided that the applicant waits (保留).
    """
    move = _moves(waits).get((state, act))
    if move is None:
        return Refusal(Reason.NOT_FROM_HERE, state, act)
    if role not in move.by:
        return Refusal(Reason.NOT_YOURS, state, act)
    if not is_checked and act in AFTER_CHECK:
        return Refusal(Reason.NOT_CHECKED, state, act)
    return move.to


def acts_from(*, state: State, role: Role, is_checked: bool = True, waits: bool = False) -> tuple[Act, ...]:
    """What somebody in `role` may do now: the buttons of the page."""
    return tuple(
        act
        for (start, act) in _moves(waits)
        if start is state
        and isinstance(next_state(state=state, act=act, role=role, is_checked=is_checked, waits=waits), State)
    )


def _moves(waits: bool) -> Mapping[tuple[State, Act], Move]:
    return {**MOVES, **WHILE_WAITING} if waits else MOVES
