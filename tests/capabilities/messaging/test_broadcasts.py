"""Telling many at once: each once in their language, stopped and resumed exactly, and nobody in the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.line import LineSimulator

from madoguchi.audit.actions import SYSTEM
from madoguchi.audit.models import Line
from madoguchi.base import clock
from madoguchi.messaging import actions
from madoguchi.messaging.actions import CannotBroadcast
from madoguchi.messaging.channel_state import count_recipients
from madoguchi.messaging.line import broadcasts
from madoguchi.messaging.models import Friend, LineBroadcast, LineChunk, LineRecipient
from madoguchi.rules.line_sending import Unsendable
from madoguchi.rules.messages import Lane, Status

pytestmark = pytest.mark.django_db

NOW = clock.now()
WORDS = {
    "ja": [{"type": "text", "text": "ごみの日が変わります。"}],
    "en": [{"type": "text", "text": "News."}],
}
MULTICAST = "POST /v2/bot/message/multicast"


def promised(key: str = "news", **changes: Any) -> LineBroadcast:
    """News to every friend."""
    told: dict[str, Any] = {
        "title": "ごみの日",
        "messages": WORDS,
        "to": Friend.objects.all(),
        "lane": Lane.BULK,
        "expires_at": NOW + timedelta(hours=6),
        "by": SYSTEM,
        "now": NOW,
    }
    return actions.broadcast(key=key, **{**told, **changes})


def befriend(*user_ids: str, language: str = "ja") -> None:
    Friend.objects.bulk_create(
        [Friend(line_user_id=each, language=language, followed_at=NOW) for each in user_ids]
    )


@pytest.fixture
def friends(on_line: LineSimulator) -> LineSimulator:
    """Aoi reads Japanese, Lan English; Ben has blocked the city; five more are known to LINE alone."""
    for nick, language in (("aoi", "ja"), ("lan", "en"), ("ben", "ja")):
        on_line.follow(nick)
        befriend(on_line.user_id(nick), language=language)
    Friend.objects.filter(line_user_id=on_line.user_id("ben")).update(blocked_at=NOW)
    befriend(*(f"U{number:032x}" for number in range(5)), language="ja-easy")
    return on_line


def drained(now: datetime = NOW) -> list[str]:
    """What became of each chunk that was tried."""
    outcomes = []
    while (handed := broadcasts.send_next(now=now)) is not None:
        outcomes.append(str(handed.outcome.status))
    return outcomes


def ticking(start: datetime = NOW, by: timedelta = timedelta(milliseconds=1)) -> Callable[[], datetime]:
    """A clock that moves each time it is read."""
    times = [start]

    def read() -> datetime:
        times[0] += by
        return times[0]

    return read


def test_everybody_is_told_once_in_their_language(friends: LineSimulator) -> None:
    row = promised()
    assert (row.recipients, row.held_back) == (7, 0)
    assert drained() == ["sent", "sent"]
    texts = {
        nick: [each["message"]["text"] for each in friends.inbox(nick)] for nick in ("aoi", "lan", "ben")
    }
    assert texts == {"aoi": ["ごみの日が変わります。"], "lan": ["News."], "ben": []}
    assert count_recipients([row.pk])[row.pk] == {Status.SENT: 7}
    assert Line.objects.get(verb="line.broadcast").details["recipients"] == 7


def test_the_same_key_is_promised_once(friends: LineSimulator) -> None:
    assert promised() == promised()
    assert LineRecipient.objects.count() == 7


def test_chunks_are_frozen_sorted_and_at_most_five_hundred(friends: LineSimulator) -> None:
    befriend(*(f"U{number:032x}" for number in range(10, 1010)))
    promised()
    chunks = list(LineChunk.objects.order_by("number"))
    assert [len(each.recipients) for each in chunks] == [1, 500, 500, 6]
    assert all(each.recipients == sorted(each.recipients) for each in chunks)
    LineChunk.objects.filter(number=1).update(recipients=["U" + "f" * 32])
    assert drained()[0] == Status.FAILED


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"messages": {"en": WORDS["en"]}}, Unsendable.NO_WORDS),
        ({"messages": {"ja": []}}, Unsendable.NO_WORDS),
        ({"messages": {"ja": WORDS["ja"] * 6}}, Unsendable.TOO_MANY_MESSAGES),
        ({"expires_at": NOW}, Unsendable.TOO_LATE),
        ({"to": Friend.objects.filter(language="fr")}, Unsendable.NOBODY),
    ],
)
def test_what_cannot_be_sent_is_said_at_once(
    friends: LineSimulator, changes: dict[str, Any], why: Unsendable
) -> None:
    with pytest.raises(CannotBroadcast) as cannot:
        promised(**changes)
    assert cannot.value.why is why
    assert not LineChunk.objects.exists()


def test_who_was_told_too_often_is_held_back_but_for_an_emergency(friends: LineSimulator) -> None:
    for number in range(10):
        promised(str(number), to=Friend.objects.filter(language="en"))
    assert (promised().recipients, LineBroadcast.objects.get(key="news").held_back) == (6, 1)
    with pytest.raises(CannotBroadcast, match="held_back"):
        promised("more", to=Friend.objects.filter(language="en"))
    assert promised("quake", lane=Lane.EMERGENCY).recipients == 7


def test_the_month_is_used_up_half_way_and_the_rest_goes_later(friends: LineSimulator) -> None:
    row = promised()
    assert broadcasts.send_next(now=NOW) is not None
    friends.turn("faults", [{"match": MULTICAST, "mode": "429_monthly", "times": 1}])
    drained()
    row.refresh_from_db()
    assert (row.stopped_why, count_recipients([row.pk])[row.pk]) == (
        "monthly_limit",
        {Status.SENT: 1, Status.QUEUED: 6},
    )
    actions.resume_broadcast(broadcast=row.pk, by=SYSTEM, now=NOW)
    assert drained() == ["sent"]
    assert len(friends.inbox("aoi")) == len(friends.inbox("lan")) == 1


def test_an_officer_stops_it_and_goes_on(friends: LineSimulator) -> None:
    row = promised()
    actions.stop_broadcast(broadcast=row.pk, by=SYSTEM, now=NOW)
    assert drained() == []
    actions.resume_broadcast(broadcast=row.pk, by=SYSTEM, now=NOW)
    assert drained() == ["sent", "sent"]


def test_all_of_line_is_stopped_and_started(friends: LineSimulator) -> None:
    promised()
    actions.stop_line(by=SYSTEM, now=NOW)
    assert drained() == []
    actions.start_line(by=SYSTEM, now=NOW)
    assert drained() == ["sent", "sent"]
    assert {"line.stopped", "line.started"} <= set(Line.objects.values_list("verb", flat=True))


@pytest.mark.parametrize("fault", ["timeout_after_accept", "reset_after_accept", "500", "garbage_body"])
def test_a_chunk_of_unknown_outcome_arrives_once(friends: LineSimulator, fault: str) -> None:
    promised()
    friends.turn("faults", [{"match": MULTICAST, "mode": fault, "times": 1}])
    drained()
    drained(NOW + timedelta(minutes=1))
    assert len(friends.inbox("aoi")) == len(friends.inbox("lan")) == 1
    assert set(LineChunk.objects.values_list("status", flat=True)) == {Status.SENT}


def test_whom_line_does_not_take_is_found_and_the_others_are_told(friends: LineSimulator) -> None:
    befriend("Unobody")
    row = promised()
    drained()
    assert count_recipients([row.pk])[row.pk] == {Status.SENT: 7, Status.FAILED: 1}
    failed = LineChunk.objects.get(status=Status.FAILED)
    assert failed.recipients == ["Unobody"]
    assert LineRecipient.objects.get(friend__line_user_id="Unobody").chunk == failed
    assert len(friends.inbox("aoi")) == len(friends.inbox("lan")) == 1


def test_too_fast_is_waited_out_within_the_slice(friends: LineSimulator) -> None:
    promised()
    friends.turn("faults", [{"match": MULTICAST, "mode": "429_rate", "times": 1}])
    assert broadcasts.drain(clock=ticking()) == 0
    assert broadcasts.drain(clock=ticking(NOW + timedelta(seconds=3))) == 2


def test_an_emergency_goes_before_all(friends: LineSimulator) -> None:
    promised()
    promised("quake", lane=Lane.EMERGENCY, messages={"ja": [{"type": "text", "text": "地震"}]})
    broadcasts.send_next(now=NOW)
    assert [each["message"]["text"] for each in friends.inbox("aoi")] == ["地震"]


def test_a_warning_of_yesterday_is_never_sent(friends: LineSimulator) -> None:
    row = promised()
    later = NOW + timedelta(hours=6)
    assert drained(later) == []
    broadcasts.sweep(now=later)
    assert count_recipients([row.pk])[row.pk] == {Status.EXPIRED: 7}


def test_what_a_dead_worker_had_in_hand_goes_on_under_its_key(friends: LineSimulator) -> None:
    promised()
    chunk = broadcasts._claim(NOW)
    assert chunk is not None
    broadcasts._hand_over(chunk, NOW)  # and dies before it is recorded
    broadcasts.sweep(now=NOW + timedelta(minutes=1))
    assert drained(NOW + timedelta(minutes=1)) == ["sent", "sent"]
    assert len(friends.inbox("aoi")) == len(friends.inbox("lan")) == 1
