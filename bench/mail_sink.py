"""A mail server that keeps what it is given and sends nothing: it counts who was written to how often."""

from __future__ import annotations

import socketserver
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final, cast

SLOWNESS: Final = 0.005  # seconds a mail takes, so that somebody can be interrupted in the middle


class Sink(socketserver.ThreadingTCPServer):
    """How often each Message-ID came."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.came: Counter[str] = Counter()
        self.lock = threading.Lock()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def keep(self, mail: bytes) -> None:
        """Count a mail."""
        time.sleep(SLOWNESS)
        header = next(line for line in mail.split(b"\r\n") if line.lower().startswith(b"message-id:"))
        with self.lock:
            self.came[header.partition(b":")[2].strip().decode()] += 1


class _Talk(socketserver.StreamRequestHandler):
    """As much of SMTP as a sender needs."""

    def handle(self) -> None:
        with suppress(ConnectionError):  # a sender may die
            self._talk()

    def _talk(self) -> None:
        self._say("220 sink")
        for line in self.rfile:
            word = line[:4].upper().strip()
            if word == b"DATA":
                self._say("354 go on")
                cast(Sink, self.server).keep(self._mail())
            self._say("221 bye" if word == b"QUIT" else "250 ok")
            if word == b"QUIT":
                return

    def _mail(self) -> bytes:
        return b"".join(iter(self.rfile.readline, b".\r\n"))

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")


@contextmanager
def listening() -> Iterator[Sink]:
    """A sink, until the block ends."""
    with Sink() as sink:
        threading.Thread(target=sink.serve_forever, daemon=True).start()
        yield sink
        sink.shutdown()
