"""A message on its way: again later, the end, and what an officer may do."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.rules.messages import (
    MOVES,
    RETRY_AFTER,
    Act,
    Channel,
    Reason,
    Refusal,
    Status,
    Template,
    acts_from,
    after_failure,
    channel_for,
    next_status,
    retry_at,
)

NOW = datetime(2026, 12, 14, 14, 42, tzinfo=UTC)


def after(
    status: Status,
    act: Act,
    *,
    channel: Channel = Channel.MAIL,
    has_text: bool = True,
    expires_at: datetime | None = None,
) -> Status | Refusal:
    """What an officer's act makes of a message."""
    return next_status(
        status=status, act=act, channel=channel, has_text=has_text, expires_at=expires_at, now=NOW
    )


@pytest.mark.parametrize(
    ("attempts", "minutes"),
    [(1, 1), (2, 5), (3, 15), (4, 60), (5, 180), (6, 360), (7, 720), (8, None), (0, None)],
)
def test_the_retry_schedule(attempts: int, minutes: int | None) -> None:
    expected = None if minutes is None else NOW + timedelta(minutes=minutes)
    assert retry_at(attempts=attempts, now=NOW) == expected


def test_a_mail_server_down_for_a_night_is_outlasted() -> None:
    assert sum(RETRY_AFTER, timedelta()) >= timedelta(hours=12)


@given(attempts=st.integers(1, 20), is_permanent=st.booleans(), left=st.none() | st.integers(-60, 3000))
def test_a_failure_either_ends_or_has_a_later_attempt_before_expiry(
    attempts: int, is_permanent: bool, left: int | None
) -> None:
    expires_at = None if left is None else NOW + timedelta(minutes=left)
    outcome = after_failure(attempts=attempts, is_permanent=is_permanent, expires_at=expires_at, now=NOW)
    if outcome.status is Status.RETRY:
        assert outcome.next_attempt_at is not None and outcome.next_attempt_at > NOW
        assert expires_at is None or outcome.next_attempt_at < expires_at
    else:
        assert outcome.next_attempt_at is None


def test_a_refused_address_is_not_tried_again() -> None:
    outcome = after_failure(attempts=1, is_permanent=True, expires_at=None, now=NOW)
    assert outcome.status is Status.FAILED


def test_a_reminder_is_not_sent_after_the_deadline_it_reminds_of() -> None:
    soon = NOW + timedelta(seconds=30)
    outcome = after_failure(attempts=1, is_permanent=False, expires_at=soon, now=NOW)
    assert outcome.status is Status.EXPIRED


@pytest.mark.parametrize(
    ("contact_kind", "template", "channel"),
    [
        ("email", Template.RECEIVED, Channel.MAIL),
        ("phone", Template.RECEIVED, None),
        ("phone", Template.RETURNED, Channel.PHONE),
        ("post", Template.DECIDED, Channel.POST),
        ("post", Template.WITHDRAWN, None),
        ("", Template.DECIDED, None),
    ],
)
def test_which_way_a_person_is_told(contact_kind: str, template: Template, channel: Channel | None) -> None:
    assert channel_for(contact_kind=contact_kind, template=template) is channel


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("act", list(Act))
def test_every_act_leads_somewhere_or_says_no(status: Status, act: Act) -> None:
    to = after(status, act)
    assert to == MOVES.get((status, act), Refusal(Reason.NOT_FROM_HERE, status, act))
    assert (act in acts_from(status)) is isinstance(to, Status)


def test_a_message_being_sent_cannot_be_stopped() -> None:
    assert acts_from(Status.SENDING) == ()


def test_an_expired_message_is_not_released() -> None:
    to = after(Status.WITHHELD, Act.RELEASE, expires_at=NOW)
    assert to == Refusal(Reason.TOO_LATE, Status.WITHHELD, Act.RELEASE)


def test_a_forgotten_text_is_not_sent_again() -> None:
    to = after(Status.SENT, Act.RESEND, has_text=False)
    assert to == Refusal(Reason.TEXT_GONE, Status.SENT, Act.RESEND)


@pytest.mark.parametrize("channel", [Channel.PHONE, Channel.POST])
def test_what_is_told_by_hand_is_told_again_by_hand(channel: Channel) -> None:
    assert after(Status.SENT, Act.RESEND, channel=channel) is Status.BY_HAND
