"""The stand-in for LINE in tests: a process of its own on a free port, begun anew for each test.

    def test_something(line_simulator):
        line_simulator.follow("aoi")                     # an event goes to the webhook, if one is set
        answer = line_simulator.api("POST", "/v2/bot/message/push", {"to": …, "messages": […]})
        line_simulator.inbox("aoi")                      # what stands on the phone

Each act tells its events, and the body and signature that were sent, or would have been: `act["deliveries"]`.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from tests.purity import told_too_much

PATIENCE = 60.0
PR_SET_PDEATHSIG = 1


class LineSimulator:
    """A running stand-in, and the strings behind it."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.wire = httpx.Client(base_url=self.address, timeout=10)

    @property
    def channel(self) -> dict[str, Any]:
        """The official account: id, secret, webhook."""
        return self._channel("messaging")

    @property
    def login(self) -> dict[str, Any]:
        """The channel of LINE Login, with its LIFF app."""
        return self._channel("login")

    def _channel(self, kind: str) -> dict[str, Any]:
        return next(each for each in self.look("channels") if each["type"] == kind)

    def look(self, what: str) -> Any:
        """`users`, `channels`, `requests`, `stats`, `deliveries` …"""
        return self.wire.get(f"/_sim/{what}").raise_for_status().json()

    def turn(self, what: str, asked: Any = None) -> Any:
        """Pull one of the strings: `clock`, `faults`, `limits`, `plan`, `settings` …"""
        return self.wire.post(f"/_sim/{what}", json={} if asked is None else asked).raise_for_status().json()

    def act(self, who: str, what: str, **asked: Any) -> Any:
        """Somebody does something: `act("aoi", "say", text="ごみ")`."""
        return self.turn(f"users/{who}/{what}", asked)

    def follow(self, who: str) -> Any:
        return self.act(who, "follow")

    def say(self, who: str, text: str) -> Any:
        return self.act(who, "say", text=text)

    def inbox(self, who: str) -> list[dict[str, Any]]:
        """The bubbles of the account on somebody's phone."""
        return [each for each in self.look(f"users/{who}/inbox") if each["by"] == "account"]

    def user_id(self, nick: str) -> str:
        return str(next(each["id"] for each in self.look("users") if each["nick"] == nick))

    def token(self) -> str:
        """A stateless channel access token."""
        channel = self.channel
        asked = {
            "grant_type": "client_credentials",
            "client_id": channel["id"],
            "client_secret": channel["secret"],
        }
        return str(self.wire.post("/oauth2/v3/token", data=asked).raise_for_status().json()["access_token"])

    def api(self, method: str, path: str, asked: Any = None, *, retry_key: str = "") -> httpx.Response:
        """One call of the Messaging API, with a token of its own."""
        headers = {"authorization": f"Bearer {self.token()}"} | (
            {"x-line-retry-key": retry_key} if retry_key else {}
        )
        return self.wire.request(method, path, json=asked, headers=headers)


@pytest.fixture(scope="session")
def _line_process() -> Iterator[LineSimulator]:
    """One for the whole run: starting takes a second, beginning anew a millisecond."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = int(trial.getsockname()[1])
    process = subprocess.Popen(
        [sys.executable, "-m", "line_simulator.cli", "--port", str(port)],
        env=os.environ | {"LINE_SIM": "1", "PYTHONPATH": os.pathsep.join(sys.path)},
        preexec_fn=_end_with_us if sys.platform == "linux" else None,
    )
    simulator = LineSimulator(port)
    try:
        _wait(simulator, process)
        yield simulator
    finally:
        simulator.wire.close()
        process.send_signal(signal.SIGTERM)
        process.wait()


@pytest.fixture
def line_simulator(_line_process: LineSimulator) -> Iterator[LineSimulator]:
    """LINE with Aoi, Ben and Lan, who are nobody's friends yet, and a clock that runs."""
    _line_process.turn("reset")
    yield _line_process
    told = told_too_much(_line_process.look("requests"))
    _line_process.turn("reset")
    assert not told, told


def _end_with_us() -> None:
    """Whoever kills the tests must not leave it running."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _wait(simulator: LineSimulator, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            simulator.look("channels")
            return
        except httpx.TransportError:
            assert process.poll() is None, "the stand-in for LINE ended"
            assert time.monotonic() < until, "the stand-in for LINE does not answer"
            time.sleep(0.02)


@pytest.fixture
def on_line(
    line_simulator: LineSimulator, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[LineSimulator]:
    """The city has an account on LINE, and little patience with it."""
    from madoguchi.messaging.line import wire

    ours, login = line_simulator.channel, line_simulator.login
    settings.LINE_CHANNEL_ID, settings.LINE_CHANNEL_SECRETS = ours["id"], [ours["secret"]]
    settings.LINE_LOGIN_CHANNEL_ID, settings.LINE_LOGIN_CHANNEL_SECRET = login["id"], login["secret"]
    settings.LINE_LIFF_ID = login["liff"][0]["liffId"]
    for place in ("API", "API_DATA", "ACCESS"):
        setattr(settings, f"LINE_{place}_BASE", line_simulator.address)
    settings.LINE_LIFF_BASE = f"{line_simulator.address}/liff"
    monkeypatch.setattr(wire, "TIMEOUT", httpx.Timeout(0.5))
    _hang_up(line_simulator.address)  # a test without this fixture may have talked, too
    yield line_simulator
    _hang_up(line_simulator.address)


def _hang_up(address: str) -> None:
    from madoguchi.messaging.line import wire

    wire._client(address).close()
    wire._client.cache_clear()
