"""A small load generator: some connections that are kept open, each with one request under way at a time.

One thread and one selector, so that it takes little of the machine it shares with what is measured.
"""

from __future__ import annotations

import selectors
import socket
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

CONNECTIONS: Final = 8
PATIENCE: Final = 60.0  # seconds without any answer
END_OF_HEAD: Final = b"\r\n\r\n"


class NoAnswer(RuntimeError):
    """The server went away, or answered what cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back to one request."""

    status: int
    seconds: float
    body: bytes = field(repr=False)
    location: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Salvo:
    """What became of many requests."""

    seconds: float
    answers: Sequence[Answer] = field(repr=False)

    @property
    def per_second(self) -> float:
        """How many were answered each second."""
        return len(self.answers) / self.seconds

    @property
    def statuses(self) -> Counter[int]:
        """How many answers had which status."""
        return Counter(answer.status for answer in self.answers)

    def percentile(self, share: float) -> float:
        """The seconds within which that share of the answers came."""
        return percentile([answer.seconds for answer in self.answers], share)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of the values do not exceed."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def get(path: str, cookies: str = "", **headers: str) -> bytes:
    """A request for a page."""
    return _request("GET", path, cookies, headers, b"")


def post(path: str, cookies: str, body: bytes, **headers: str) -> bytes:
    """A form that is sent."""
    form = {"content_type": "application/x-www-form-urlencoded"}
    return _request("POST", path, cookies, {**form, **headers}, body)


def _request(method: str, path: str, cookies: str, headers: dict[str, str], body: bytes) -> bytes:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [
        f"{method} {path} HTTP/1.1",
        "host: localhost",
        *([f"cookie: {cookies}"] if cookies else []),
        *(f"{name}: {value}" for name, value in named.items()),
        f"content-length: {len(body)}",
    ]
    return "\r\n".join(lines).encode() + END_OF_HEAD + body


def fire(port: int, requests: Sequence[bytes], *, connections: int = CONNECTIONS) -> Salvo:
    """Send all requests, the next one on whichever connection is free. Raises NoAnswer."""
    waiting = iter(requests)
    answers: list[Answer] = []
    with selectors.DefaultSelector() as selector:
        lines = [_Line(port, selector) for _ in range(min(connections, len(requests)))]
        began = time.perf_counter()
        busy = sum(line.send(waiting) for line in lines)
        while busy:
            ready = selector.select(PATIENCE)
            if not ready:
                raise NoAnswer(f"nothing came back for {PATIENCE} seconds")
            for key, _ in ready:
                line: _Line = key.data
                if answer := line.receive():
                    answers.append(answer)
                    busy -= not line.send(waiting)
        seconds = time.perf_counter() - began
        for line in lines:
            line.socket.close()
    return Salvo(seconds=seconds, answers=answers)


def ask(port: int, request: bytes) -> Answer:
    """Send one request."""
    return fire(port, [request], connections=1).answers[0]


class _Line:
    """One connection, and what has come over it so far."""

    def __init__(self, port: int, selector: selectors.BaseSelector) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""
        self.sent_at = 0.0
        selector.register(self.socket, selectors.EVENT_READ, self)

    def send(self, waiting: Iterator[bytes]) -> bool:
        """Send the next request; False when none is left."""
        request = next(waiting, None)
        if request is None:
            return False
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)
        return True

    def receive(self) -> Answer | None:
        """The answer, once it is whole."""
        chunk = self.socket.recv(1 << 16)
        if not chunk:
            raise NoAnswer("the server closed the connection")
        self.received += chunk
        end = self.received.find(END_OF_HEAD)
        if end < 0:
            return None
        head = _head(self.received[:end])
        body = self.received[end + len(END_OF_HEAD) :]
        if "content-length" not in head:
            raise NoAnswer("an answer without its length")
        if len(body) < int(head["content-length"]):
            return None
        self.received = b""
        return Answer(
            status=int(head[""].split(" ")[1]),
            seconds=time.perf_counter() - self.sent_at,
            body=body,
            location=head.get("location", ""),
        )


def _head(lines: bytes) -> dict[str, str]:
    """Header fields by name; the first line stands under ""."""
    first, *others = lines.decode("latin-1").split("\r\n")
    fields = (each.partition(":") for each in others)
    return {"": first, **{name.lower(): value.strip() for name, _, value in fields}}
