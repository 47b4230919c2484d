"""The whole life of an application, move by move."""

from __future__ import annotations

from itertools import product

import pytest

from madoguchi.rules.lifecycle import MOVES, Act, Reason, Refusal, Role, State, acts_from, filed, next_state


@pytest.mark.parametrize(
    ("state", "act", "role", "expected"),
    [
        (State.ARRIVED, Act.ACCEPT, Role.REVIEWER, State.ACCEPTED),
        (State.ACCEPTED, Act.RETURN, Role.REVIEWER, State.RETURNED),
        (State.RETURNED, Act.CORRECT, Role.APPLICANT, State.CORRECTED),
        (State.CORRECTED, Act.PROPOSE, Role.REVIEWER, State.PROPOSED),
        (State.PROPOSED, Act.SEND_BACK, Role.APPROVER, State.ACCEPTED),
        (State.PROPOSED, Act.DECIDE, Role.APPROVER, State.DECIDED),
        (State.RETURNED, Act.WITHDRAW, Role.APPLICANT, State.WITHDRAWN),
    ],
)
def test_an_application_moves_on(state: State, act: Act, role: Role, expected: State) -> None:
    assert next_state(state=state, act=act, role=role) is expected


def test_what_is_decided_stays_decided() -> None:
    for act, role in product(Act, Role):
        assert isinstance(next_state(state=State.DECIDED, act=act, role=role), Refusal)


def test_a_family_that_waits_may_let_go_of_the_queue_and_nothing_else() -> None:
    assert acts_from(state=State.DECIDED, role=Role.APPLICANT, waits=True) == (Act.WITHDRAW,)
    assert acts_from(state=State.DECIDED, role=Role.APPLICANT) == ()


def test_what_is_only_taken_note_of_can_be_taken_back_and_nothing_else() -> None:
    for role in (Role.APPLICANT, Role.REVIEWER):
        assert acts_from(state=filed(noted=True), role=role) == (Act.WITHDRAW,)


def test_an_applicant_never_decides() -> None:
    refused = next_state(state=State.ACCEPTED, act=Act.DECIDE, role=Role.APPLICANT)
    assert refused == Refusal(Reason.NOT_YOURS, State.ACCEPTED, Act.DECIDE)


def test_who_proposed_does_not_decide_what_was_proposed() -> None:
    refused = next_state(state=State.PROPOSED, act=Act.DECIDE, role=Role.REVIEWER)
    assert isinstance(refused, Refusal) and refused.reason is Reason.NOT_YOURS


def test_buttons_and_moves_agree() -> None:
    for state, role in product(State, Role):
        for act in Act:
            offered = act in acts_from(state=state, role=role)
            assert offered is not isinstance(next_state(state=state, act=act, role=role), Refusal)


def test_every_state_but_the_first_can_be_reached() -> None:
    assert {move.to for move in MOVES.values()} == set(State) - {filed(noted=False), filed(noted=True)}
