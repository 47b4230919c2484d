"""The city shows LINE by a key that the channel is its own, and never runs out of tokens."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.city.people import NOW
from tests.line import LineSimulator

from madoguchi.config import cli_line
from madoguchi.messaging.line import assertions, channel, wire
from madoguchi.messaging.models import LineChannel
from madoguchi.rules.line_tokens import Kind

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("key") / "line.pem"
    assert cli_line.key([str(path)]) == 0
    return path


@pytest.fixture
def by_key(
    on_line: LineSimulator, settings: Any, key_file: Path, capsys: pytest.CaptureFixture[str]
) -> Iterator[LineSimulator]:
    """LINE knows the public half, as it was printed; the clock of LINE is ours."""
    on_line.turn("clock", {"set": NOW.timestamp(), "freeze": True})
    assert cli_line.key([str(key_file)]) == 0  # there already: shown again, and not made anew
    kid = on_line.turn("key", {"key": json.loads(capsys.readouterr().out)})["kid"]
    settings.LINE_KEY_FILE, settings.LINE_KEY_ID = str(key_file), kid
    settings.LINE_CHANNEL_SECRETS = ["is not asked for"]
    yield on_line
    assertions._key.cache_clear()


@pytest.fixture
def lasting(by_key: LineSimulator, settings: Any) -> LineSimulator:
    settings.LINE_TOKENS = Kind.LASTING.value
    return by_key


def asked(line: LineSimulator) -> list[str]:
    """At which addresses a token was asked for."""
    return [each["path"].split("/")[2] for each in line.look("requests") if each["path"].endswith("/token")]


def token(now: Any = NOW) -> Any:
    return channel.token_of(channel.known(), now=now)


def is_taken(found: Any) -> bool:
    """Whether LINE lets in whoever brings it."""
    return wire.look("/info", token=found).said.startswith("200")


def test_the_key_lies_where_only_its_owner_reads_it(key_file: Path) -> None:
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert cli_line.key([str(key_file.parent / "nowhere" / "line.pem")]) == 1


def test_a_stateless_token_is_given_for_the_key_alone(by_key: LineSimulator) -> None:
    assert is_taken(token()) and asked(by_key) == ["v3"]
    body = json.dumps(by_key.look("requests"))
    assert "PRIVATE" not in body


def test_a_token_lasts_a_day_and_is_renewed_before_its_end(lasting: LineSimulator) -> None:
    first = token()
    assert is_taken(first) and asked(lasting) == ["v2.1"]
    assert token(NOW + timedelta(hours=21)) == first
    lasting.turn("clock", {"advance": 22 * 3600})
    second = token(NOW + timedelta(hours=22))
    assert second != first and is_taken(second) and is_taken(first)
    assert asked(lasting) == ["v2.1", "v2.1"]
    assert LineChannel.objects.get().token.startswith("gAAAA")


def test_while_line_is_down_the_old_one_serves_on(lasting: LineSimulator) -> None:
    first = token()
    lasting.turn("clock", {"advance": 22 * 3600})
    lasting.turn("faults", [{"match": "POST /oauth2/*", "mode": "500", "times": 1}])
    late = NOW + timedelta(hours=22)
    assert token(late) == first
    assert token(late + MINUTE / 2) == first and len(asked(lasting)) == 2, "asked once a minute"
    lasting.turn("clock", {"advance": 60})
    assert token(late + MINUTE) != first


def test_another_worker_that_asks_just_now_is_not_disturbed(lasting: LineSimulator) -> None:
    LineChannel.objects.create(channel_id=lasting.channel["id"], token_asked_at=NOW)
    assert is_taken(token()) and asked(lasting) == ["v3"], "one of a quarter of an hour, meanwhile"
    lasting.turn("clock", {"advance": 60})
    token(NOW + MINUTE)
    assert asked(lasting) == ["v3", "v2.1"]


def test_when_all_thirty_are_given_out_messages_still_leave(lasting: LineSimulator) -> None:
    """Thirty copies of the city restored from one backup, and none of them knows what the others hold."""
    for _ in range(30):
        LineChannel.objects.all().delete()
        token()
    LineChannel.objects.all().delete()
    assert is_taken(token())
    assert asked(lasting) == ["v2.1"] * 31 + ["v3"]
    lasting.turn("clock", {"advance": 60})
    token(NOW + MINUTE)
    assert asked(lasting)[-1] == "v2.1", "tried again, until one of the thirty has ended"


def test_a_key_that_line_does_not_know_is_an_ailment(by_key: LineSimulator, settings: Any) -> None:
    settings.LINE_KEY_ID = "unknown"
    found = token()
    assert isinstance(found, wire.Heard) and found.said.startswith("token: 404")
