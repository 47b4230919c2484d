"""The stand-in inside this process: no network, a clock that stands still, and we are the city’s server."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from tests.line_simulator import login

from line_simulator import app, seeds, webhooks
from line_simulator.acting import Hand
from line_simulator.world import Channel, World

START = 1_795_000_000.0  # 2026-11-18, 13:46 in Japan


class City:
    """The server behind the webhook, as far as LINE can tell."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []
        self.answer: Callable[[], httpx.Response] = lambda: httpx.Response(200)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self.answer()

    @property
    def bodies(self) -> list[Any]:
        return [json.loads(each.content) for each in self.requests]

    @property
    def events(self) -> list[Any]:
        return [event for body in self.bodies for event in body["events"]]


class Runner:
    """Runs what waits, on a thread of its own: browser tests leave an event loop running on ours."""

    def __init__(self) -> None:
        self.thread, self.loop = ThreadPoolExecutor(max_workers=1), asyncio.Runner()

    def run(self, waiting: Coroutine[Any, Any, Any]) -> Any:
        """What comes of it."""
        return self.thread.submit(self.loop.run, waiting).result()

    def close(self) -> None:
        """Leave nothing behind."""
        self.thread.submit(self.loop.close).result()
        self.thread.shutdown()


class Line:
    """LINE, and everything about it that a client may see or a test may do."""

    def __init__(self) -> None:
        self.runner = Runner()
        self.city = City()
        self.world = World(outside=httpx.MockTransport(self.city))
        seeds.plant(self.world, seeds.OURS)
        self.world.clock.freeze()
        self.world.clock.set(START)
        transport = httpx.ASGITransport(app.create(self.world))
        self.client = httpx.AsyncClient(transport=transport, base_url="http://line")
        self.token = self.issue()

    @property
    def account(self) -> Channel:
        return self.world.messaging()

    def hand(self, nick: str) -> Hand:
        return Hand(self.world, self.account, self.world.person(nick))

    def friends(self, *nicks: str) -> list[str]:
        """Let them be friends, without an event; their ids."""
        for nick in nicks:
            self.hand(nick).chat.is_friend = True
        return [self.world.person(nick).id for nick in nicks]

    def call(self, method: str, path: str, asked: Any = None, **more: Any) -> httpx.Response:
        """One request with our token."""
        headers = {"authorization": f"Bearer {self.token}"} | more.pop("headers", {})
        body = {} if asked is None else {"json": asked}
        return self.runner.run(self.client.request(method, path, headers=headers, **body, **more))

    def post(self, path: str, asked: Any = None, *, key: str = "", **more: Any) -> httpx.Response:
        return self.call("POST", path, asked, headers={"x-line-retry-key": key} if key else {}, **more)

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.call("GET", path, **more)

    def push(self, to: str, *messages: Any, key: str = "") -> httpx.Response:
        return self.post("/v2/bot/message/push", {"to": to, "messages": list(messages) or [text()]}, key=key)

    def issue(self) -> str:
        asked = {
            "grant_type": "client_credentials",
            "client_id": self.account.id,
            "client_secret": self.account.secret,
        }
        answer = self.runner.run(self.client.post("/oauth2/v3/token", data=asked))
        return str(answer.json()["access_token"])

    def turn(self, what: str, asked: Any = None) -> Any:
        """Pull one of the strings."""
        answer = self.runner.run(self.client.post(f"/_sim/{what}", json={} if asked is None else asked))
        return answer.raise_for_status().json()

    def act(self, who: str, what: str, **asked: Any) -> Any:
        return self.turn(f"users/{who}/{what}", asked)

    def listen(self, *, redelivers: bool = False) -> City:
        """Let the city's server hear of everything."""
        self.account.webhook.url = "https://city.example/line/"
        self.account.webhook.redelivers = redelivers
        return self.city

    def pass_time(self, seconds: float) -> None:
        self.turn("clock", {"advance": seconds})
        self.token = self.issue()

    def inbox(self, nick: str) -> list[Any]:
        return [each.message for each in self.hand(nick).chat.entries if each.by == "account"]


def text(words: str = "お知らせがあります。", **more: Any) -> dict[str, Any]:
    return {"type": "text", "text": words} | more


def new_key() -> str:
    return str(uuid.uuid4())


def complaints(answer: httpx.Response) -> list[tuple[str, str]]:
    """What was wrong, and where."""
    assert answer.status_code == 400, answer.text
    return [(each["property"], each["message"]) for each in answer.json()["details"]]


@pytest.fixture
def line() -> Iterator[Line]:
    made = Line()
    yield made
    made.runner.run(made.client.aclose())
    if made.world.client:
        made.runner.run(webhooks.client(made.world).aclose())
    made.runner.close()


@pytest.fixture
def city(line: Line) -> login.City:
    """A city that signs people in with LINE."""
    return login.City(line)
