"""起案と決裁: who may act on a proposal, in which order, and when results may be shown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from madoguchi.rules.proposals import (
    Act,
    Laid,
    Reason,
    Refusal,
    Seat,
    Standing,
    acts_for,
    owes_a_look,
    refuse,
    refuse_instant,
    refuse_release,
    stages,
)

NOW = datetime(2027, 1, 20, 3, 0, tzinfo=UTC)
ROUTE = ("係長", "課長")
TAKUYA = Seat(number="1004", titles=("学童クラブ係 主事",), may_approve=False)
YUKO = Seat(number="1005", titles=("学童クラブ係長",), may_approve=True)
MAKOTO = Seat(number="1003", titles=("子育て政策課長",), may_approve=True)
ASSISTANT = Seat(number="1006", titles=("子育て政策課長補佐",), may_approve=True)


def laid(
    turn: str | None = "係長", *, author: str = "1004", standing: Standing = Standing.CIRCULATING
) -> Laid:
    return Laid(standing=standing, author=author, turn=turn)


@pytest.mark.parametrize(
    ("titles", "passes"),
    [
        (("学童クラブ係 主事",), ("係長", "課長")),
        (("学童クラブ係長",), ("課長",)),
        (("子育て政策課長",), ("課長",)),  # the last always stays: another decides for them
        ((), ("係長", "課長")),
    ],
)
def test_who_wrote_it_does_not_pass_it_as_their_own_post(
    titles: tuple[str, ...], passes: tuple[str, ...]
) -> None:
    assert stages(ROUTE, author_titles=titles) == passes


def test_without_a_route_anybody_who_may_approve_takes_it() -> None:
    assert stages((), author_titles=()) == ("",)
    assert refuse(Act.APPROVE, laid(""), by=YUKO) is None
    assert refuse(Act.APPROVE, laid(""), by=TAKUYA) == Refusal(Reason.OWN_PROPOSAL)


@pytest.mark.parametrize(
    ("by", "turn", "reason"),
    [
        (YUKO, "係長", None),
        (MAKOTO, "係長", Reason.NOT_YOUR_TURN),
        (MAKOTO, "課長", None),
        (YUKO, "課長", Reason.NOT_YOUR_TURN),
        (ASSISTANT, "課長", Reason.NOT_YOUR_TURN),  # 課長補佐 is no 課長
        (TAKUYA, "係長", Reason.OWN_PROPOSAL),
    ],
)
def test_each_post_waits_for_its_turn(by: Seat, turn: str, reason: Reason | None) -> None:
    refused = refuse(Act.APPROVE, laid(turn), by=by)
    assert (refused.reason if refused else None) is reason


def test_nobody_approves_what_they_proposed_not_even_as_a_deputy() -> None:
    own = laid("課長", author=YUKO.number)
    for act in (Act.APPROVE, Act.DEPUTISE, Act.SEND_BACK):
        assert refuse(act, own, by=YUKO, why="不在") == Refusal(Reason.OWN_PROPOSAL)


def test_a_deputy_says_why_and_the_absent_post_looks_afterwards() -> None:
    assert refuse(Act.DEPUTISE, laid("課長"), by=YUKO) == Refusal(Reason.WHY_MISSING)
    assert refuse(Act.DEPUTISE, laid("課長"), by=YUKO, why="出張のため") is None
    assert owes_a_look("課長", by=MAKOTO) and not owes_a_look("課長", by=YUKO)


def test_who_holds_the_post_approves_and_does_not_deputise() -> None:
    assert refuse(Act.DEPUTISE, laid("課長"), by=MAKOTO, why="…") == Refusal(Reason.NOT_YOUR_TURN)


def test_sending_back_needs_a_reason_of_a_readable_length() -> None:
    assert refuse(Act.SEND_BACK, laid(), by=MAKOTO) == Refusal(Reason.WHY_MISSING)
    assert refuse(Act.SEND_BACK, laid(), by=MAKOTO, why="字" * 2001) == Refusal(Reason.WHY_TOO_LONG)
    assert refuse(Act.SEND_BACK, laid(), by=MAKOTO, why="延長の可否を確かめて。") is None


def test_what_is_approved_stays_approved() -> None:
    done = laid(None, standing=Standing.APPROVED)
    assert all(refuse(act, done, by=MAKOTO, why="…") == Refusal(Reason.NOT_FROM_HERE) for act in Act)


def test_its_author_may_send_it_round_again_or_give_it_up() -> None:
    back = laid(None, standing=Standing.SENT_BACK)
    assert acts_for(back, by=TAKUYA) == {Act.CIRCULATE, Act.TAKE_BACK}
    stranger = Seat(number="1009", titles=(), may_approve=False)
    assert refuse(Act.CIRCULATE, back, by=stranger) == Refusal(Reason.NOT_THE_AUTHOR)


@pytest.mark.parametrize(
    ("ahead", "reason"),
    [
        (timedelta(0), Reason.INSTANT_PAST),
        (timedelta(days=-1), Reason.INSTANT_PAST),
        (timedelta(seconds=1), None),
        (timedelta(days=400), None),
        (timedelta(days=401), Reason.INSTANT_TOO_FAR),
    ],
)
def test_an_instant_lies_ahead_and_not_too_far(ahead: timedelta, reason: Reason | None) -> None:
    refused = refuse_instant(NOW + ahead, now=NOW)
    assert (refused.reason if refused else None) is reason


def test_results_are_shown_once_and_only_when_there_are_some() -> None:
    assert refuse_release(released_at=None, ready=2) is None
    assert refuse_release(released_at=NOW, ready=2) == Refusal(Reason.ALREADY_RELEASED)
    assert refuse_release(released_at=None, ready=0) == Refusal(Reason.NOTHING_TO_RELEASE)
