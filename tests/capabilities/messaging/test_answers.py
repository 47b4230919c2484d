"""Answers in a chat: free replies while LINE takes them, a push only when it must, and never both."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.line import LineSimulator

from madoguchi.base import clock
from madoguchi.messaging.line import answers, respond, write
from madoguchi.messaging.models import LineAnswer, LineEvent
from madoguchi.rules.line_sending import Answer, Followup, after_reply
from madoguchi.rules.messages import Status

pytestmark = pytest.mark.django_db

NOW = clock.now()
HELLO = [{"type": "text", "text": "こんにちは"}]
REPLY, PUSH = "POST /v2/bot/message/reply", "POST /v2/bot/message/push"


@pytest.fixture
def answer(on_line: LineSimulator) -> LineAnswer:
    """What Aoi is answered, who has just said something."""
    on_line.follow("aoi")
    event: dict[str, Any] = on_line.say("aoi", "ごみ")["events"][0]
    row = LineEvent.objects.create(
        webhook_event_id=event["webhookEventId"],
        line_user_id=on_line.user_id("aoi"),
        raw=event,
        occurred_at=NOW,
        received_at=NOW,
    )
    for _ in range(2):  # the event came twice
        respond(row, HELLO, NOW)
    return LineAnswer.objects.get()


def ways(on_line: LineSimulator) -> list[str]:
    return [each["via"] for each in on_line.inbox("aoi")]


def sent(answer: LineAnswer, after: timedelta = timedelta(0)) -> Status | None:
    return answers.send(answer=answer.pk, now=NOW + after)


def test_an_answer_is_a_free_reply(answer: LineAnswer, on_line: LineSimulator) -> None:
    assert sent(answer) is Status.SENT
    assert sent(answer) is None
    assert ways(on_line) == ["reply"] and on_line.look("stats")["counted"] == 0
    answer.refresh_from_db()
    assert answer.messages == []  # what is said in a chat is kept nowhere twice


def test_what_comes_too_late_for_a_reply_is_pushed(answer: LineAnswer, on_line: LineSimulator) -> None:
    assert sent(answer, timedelta(seconds=50)) is Status.SENT
    assert ways(on_line) == ["push"]


def test_a_reply_token_that_is_gone_is_followed_by_a_push(answer: LineAnswer, on_line: LineSimulator) -> None:
    LineAnswer.objects.update(reply_token="0" * 32)
    assert sent(answer) is Status.SENT
    assert ways(on_line) == ["push"]


@pytest.mark.parametrize("fault", ["reset_after_accept", "500_after_accept", "500"])
def test_a_reply_of_unknown_outcome_is_never_followed_by_a_push(
    answer: LineAnswer, on_line: LineSimulator, fault: str
) -> None:
    on_line.turn("faults", [{"match": REPLY, "mode": fault, "times": 1}])
    assert sent(answer) is Status.FAILED
    assert answers.sweep(now=NOW + timedelta(minutes=5)) == 0
    assert len(ways(on_line)) <= 1


def test_a_worker_that_died_replying_leaves_a_failed_answer(
    answer: LineAnswer, on_line: LineSimulator
) -> None:
    LineAnswer.objects.update(status=Status.SENDING, sending_since=NOW, replying_since=NOW)
    later = timedelta(minutes=1)
    assert answers.sweep(now=NOW + later) == 1
    assert sent(answer, later) is Status.FAILED
    assert ways(on_line) == []


def test_too_fast_a_reply_is_tried_again_and_then_pushed(answer: LineAnswer, on_line: LineSimulator) -> None:
    on_line.turn("faults", [{"match": REPLY, "mode": "429_rate", "times": 1}])
    assert sent(answer) is Status.RETRY
    answer.refresh_from_db()
    assert answer.replying_since is None and answer.attempts == 0
    assert sent(answer, timedelta(seconds=55)) is Status.SENT
    assert ways(on_line) == ["push"]


def test_a_push_of_unknown_outcome_arrives_once(answer: LineAnswer, on_line: LineSimulator) -> None:
    on_line.turn("faults", [{"match": PUSH, "mode": "reset_after_accept", "times": 1}])
    assert sent(answer, timedelta(seconds=51)) is Status.RETRY
    assert sent(answer, timedelta(seconds=120)) is Status.SENT
    assert ways(on_line) == ["push"]


def test_what_line_refuses_is_seen(answer: LineAnswer, on_line: LineSimulator) -> None:
    LineAnswer.objects.update(messages=[{"type": "text", "text": ""}])
    assert sent(answer) is Status.FAILED
    answer.refresh_from_db()
    assert answer.last_error.startswith("400") and ways(on_line) == []


def test_an_officer_writes_first(on_line: LineSimulator) -> None:
    on_line.follow("aoi")
    key = write(on_line.user_id("aoi"), HELLO, NOW)
    assert isinstance(key, UUID) and answers.send(answer=key, now=NOW) is Status.SENT
    assert ways(on_line) == ["push"]


def test_nothing_to_say_is_no_answer(on_line: LineSimulator) -> None:
    write(on_line.user_id("aoi"), [], NOW)
    assert not LineAnswer.objects.exists()


@pytest.mark.parametrize(
    ("answer", "said", "follows"),
    [
        (Answer.ACCEPTED, "", Followup.DONE),
        (Answer.UNKNOWN, "", Followup.NOTHING),
        (Answer.REFUSED, "400 Invalid reply token", Followup.PUSH),
        (Answer.REFUSED, "400 The request body has 1 error(s)", Followup.NOTHING),
        (Answer.TOO_FAST, "", Followup.AGAIN),
        (Answer.UNREACHED, "", Followup.AGAIN),
        (None, "waits for its turn", Followup.AGAIN),
    ],
)
def test_what_follows_a_reply(answer: Answer | None, said: str, follows: Followup) -> None:
    assert after_reply(answer, said) is follows
