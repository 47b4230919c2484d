"""The whole way with a stand-in that shares no code with us: an event comes, its answer reaches a phone."""

from __future__ import annotations

from typing import Any

import pytest
from tests.city.line import NOON, post_body
from tests.line import LineSimulator

from madoguchi.base import clock
from madoguchi.line import jobs
from madoguchi.messaging.line import answers
from madoguchi.messaging.models import Friend, LineAnswer

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(line_simulator: LineSimulator, settings: Any, monkeypatch: pytest.MonkeyPatch) -> LineSimulator:
    """LINE, as the settings lead there."""
    channel = line_simulator.channel
    settings.LINE_CHANNEL_ID, settings.LINE_CHANNEL_SECRETS = channel["id"], [channel["secret"]]
    settings.LINE_API_BASE = line_simulator.address
    monkeypatch.setattr(clock, "now", lambda: NOON)
    return line_simulator


def deliver(line: LineSimulator, who: str, act: Any) -> None:
    """The platform posts, the worker works, the answers go out."""
    for each in act["deliveries"]:
        body = each["body"]
        answer = post_body(body if isinstance(body, bytes) else body.encode(), signature=each["signature"])
        assert answer.status_code == 200
    jobs.work(person=line.user_id(who))
    for waiting in LineAnswer.objects.filter(status="queued"):
        answers.send(answer=waiting.pk, now=NOON)


def test_lan_is_greeted_in_the_language_of_her_profile_and_answered_for_nothing(line: LineSimulator) -> None:
    deliver(line, "lan", line.follow("lan"))
    assert Friend.objects.get().language == "ja-easy"
    deliver(line, "lan", line.say("lan", "職員と話す"))
    shown = [each["message"] for each in line.inbox("lan")]
    assert "言葉（ことば）" in shown[1]["text"]
    assert line.look("stats")["counted"] == 0, "replies cost nothing"
    assert {each.status for each in LineAnswer.objects.all()} == {"sent"}
    deliver(line, "lan", line.act("lan", "unfollow"))
    assert not Friend.objects.get().is_reached
