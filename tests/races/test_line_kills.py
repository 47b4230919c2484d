"""The worker is killed at every step of sending, whatever LINE answers: one copy, or a row that says so.

`WHOLE_MATRIX=1` crosses every step with every fault, as `make soak` does; else the faults that hurt most.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, Final, NoReturn
from uuid import uuid4

import pytest
from django.db import connection
from tests.line import LineSimulator

from madoguchi.audit.actions import SYSTEM
from madoguchi.base import clock
from madoguchi.messaging import actions, delivery
from madoguchi.messaging.line import answers, broadcasts, channel, wire, write
from madoguchi.messaging.models import (
    Friend,
    LineAnswer,
    LineBroadcast,
    LineBucket,
    LineChannel,
    LineChunk,
    OutgoingMessage,
)
from madoguchi.rules.messages import Lane, Status

pytestmark = pytest.mark.django_db(transaction=True)

NOW = clock.now()
HELLO = [{"type": "text", "text": "こんにちは"}]
ALL_FAULTS: Final = (
    "",
    "500",
    "timeout_before",
    "timeout_after_accept",
    "reset_after_accept",
    "500_after_accept",
    "429_rate",
    "429_monthly",
    "garbage_body",
    "200_without_body",
)
FAULTS: Final = ALL_FAULTS if os.environ.get("WHOLE_MATRIX") else ("", "reset_after_accept")
SHORTLY: Final = 0.2  # seconds: bytes are on their way, no answer has come
# When whoever lives goes on: the sweeper a minute later, then each next attempt.
MINUTES: Final = (1, 2, 7, 23, 84, 265, 626, 1347, 1500)


def die(*_: Any, **__: Any) -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def dying(module: Any, name: str) -> Callable[[], None]:
    return lambda: setattr(module, name, die)


def after_the_bytes() -> None:
    post = wire.post
    wire.post = lambda *given, **named: die(post(*given, **named))  # type: ignore[assignment]


def in_the_middle() -> None:
    post = wire.post

    def posting(*given: Any, **named: Any) -> Any:
        threading.Timer(SHORTLY, die).start()
        return post(*given, **named)

    wire.post = posting


STEPS: Final[dict[str, Callable[[], None]]] = {
    "claimed": dying(channel, "known"),
    "token": dying(wire, "ask_token"),
    "turn": dying(channel, "take"),
    "first byte": dying(wire, "post"),
    "middle": in_the_middle,
    "before the record": after_the_bytes,
}


def killed(work: Callable[[], object], step: str) -> bool:
    """Whether a worker of its own was killed at that step; False: it never came there."""
    connection.close()
    child = os.fork()
    if child == 0:
        wire._client.cache_clear()
        STEPS[step]()
        work()
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def fates(
    on_line: LineSimulator, endpoint: str, begin: Callable[[], None], work: Callable[[datetime], object]
) -> Iterator[tuple[str, int]]:
    """For each step and fault: which it was, and how many copies are on Aoi's phone in the end."""
    for step in STEPS:
        for fault in ("slow:600ms",) if step == "middle" else FAULTS:
            on_line.turn("reset")
            on_line.follow("aoi")
            LineChannel.objects.all().delete()
            LineBucket.objects.all().delete()
            begin()
            if fault:
                match = f"POST /v2/bot/message/{endpoint}"
                on_line.turn("faults", [{"match": match, "mode": fault, "times": 1}])
            assert killed(lambda: work(NOW), step)
            for minutes in MINUTES:
                work(NOW + timedelta(minutes=minutes))
            yield f"{step}, {fault}", len(on_line.inbox("aoi"))


def befriended(on_line: LineSimulator) -> Friend:
    user = on_line.user_id("aoi")
    return Friend.objects.create(line_user_id=user, language="ja", followed_at=NOW, resident_ref=uuid4())


def test_a_push_arrives_once_or_says_that_it_failed(on_line: LineSimulator) -> None:
    friend = befriended(on_line)

    def begin() -> None:
        OutgoingMessage.objects.all().delete()
        OutgoingMessage.objects.create(
            dedupe_key=str(uuid4()), channel="line", friend=friend, resident_ref=friend.resident_ref,
            address="", language="ja", template="received", subject="お知らせ", body="お知らせ\n\nhttps://a/me/",
            about_kind="application", about_ref="1", status=Status.QUEUED, queued_at=NOW, next_attempt_at=NOW,
        )  # fmt: skip

    def work(now: datetime) -> None:
        delivery.sweep(now=now)
        delivery.deliver(message=OutgoingMessage.objects.get().pk, now=now)

    for fate, copies in fates(on_line, "push", begin, work):
        assert (copies, OutgoingMessage.objects.get().status) in {(1, Status.SENT)} | monthly(fate), fate


def test_a_multicast_arrives_once_or_says_that_it_failed(on_line: LineSimulator) -> None:
    befriended(on_line)

    def begin() -> None:
        LineBroadcast.objects.all().delete()
        actions.broadcast(
            key="news", title="news", messages={"ja": HELLO}, to=Friend.objects.all(), lane=Lane.BULK,
            expires_at=NOW + timedelta(days=30), by=SYSTEM, now=NOW,
        )  # fmt: skip

    def work(now: datetime) -> None:
        broadcasts.sweep(now=now)
        broadcasts.send_next(now=now)

    for fate, copies in fates(on_line, "multicast", begin, work):
        assert (copies, LineChunk.objects.get().status) in {(1, Status.SENT)} | monthly(fate), fate


def monthly(fate: str) -> set[tuple[int, str]]:
    """A used-up month is waited out, or given up before LINE forgets the key; officers see either."""
    return {(0, Status.RETRY), (0, Status.QUEUED), (0, Status.FAILED)} if "monthly" in fate else set()


def test_a_reply_is_never_doubled_by_a_push(on_line: LineSimulator) -> None:
    def begin() -> None:
        LineAnswer.objects.all().delete()
        said = on_line.say("aoi", "こんにちは")["events"][0]
        key = write(on_line.user_id("aoi"), HELLO, NOW)
        LineAnswer.objects.filter(pk=key).update(
            reply_token=said["replyToken"],
            reply_until=NOW + timedelta(seconds=50),
            expires_at=NOW + timedelta(days=2),
        )

    def work(now: datetime) -> None:
        answers.sweep(now=now)
        answers.send(answer=LineAnswer.objects.get().pk, now=now)

    for fate, copies in fates(on_line, "reply", begin, work):
        status = LineAnswer.objects.get().status
        assert copies <= 1 and (copies, status) != (0, Status.SENT), fate
        assert status in {Status.SENT, Status.FAILED}, fate


def test_control_a_key_made_for_each_attempt_tells_people_twice(
    on_line: LineSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    befriended(on_line)
    on_line.follow("aoi")
    post = wire.post
    monkeypatch.setattr(
        wire, "post", lambda *given, **named: post(*given, **(named | {"retry_key": str(uuid4())}))
    )
    key = write(on_line.user_id("aoi"), HELLO, NOW)
    assert killed(lambda: answers.send(answer=key, now=NOW), "before the record")
    answers.sweep(now=NOW + timedelta(minutes=1))
    answers.send(answer=key, now=NOW + timedelta(minutes=1))
    assert len(on_line.inbox("aoi")) == 2
