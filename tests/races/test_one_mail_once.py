"""Two workers, one mail; and a worker that is killed in the middle of sending it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import mail as django_mail
from django.db import connection

from madoguchi.messaging import delivery
from madoguchi.messaging.models import OutgoingMessage
from madoguchi.rules.messages import Status

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 12, 14, 14, 42, tzinfo=UTC)
WORKERS = 8


def promised() -> UUID:
    """A mail that waits to be sent."""
    return OutgoingMessage.objects.create(
        dedupe_key=str(uuid4()),
        channel="mail",
        address="aoi@mail.example",
        language="ja",
        template="received",
        subject="お知らせがあります",
        body="お知らせがあります。",
        about_kind="application",
        about_ref="0826-004217-3",
        status=Status.QUEUED,
        queued_at=NOW,
        next_attempt_at=NOW,
    ).pk


def at_once(work: Callable[[], object]) -> None:
    """Several workers begin the same work at the same moment, each on a connection of its own."""
    barrier = threading.Barrier(WORKERS)

    def one() -> None:
        connection.ensure_connection()
        barrier.wait()
        try:
            work()
        finally:
            connection.close()

    workers = [threading.Thread(target=one) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def test_many_workers_send_one_mail_once() -> None:
    message = promised()
    at_once(lambda: delivery.deliver(message=message, now=NOW))
    assert len(django_mail.outbox) == 1


def test_control_reading_before_writing_sends_it_more_than_once(monkeypatch: pytest.MonkeyPatch) -> None:
    both_have_read = threading.Barrier(WORKERS)

    def read_then_write(message: UUID, now: datetime) -> OutgoingMessage | None:
        row = OutgoingMessage.objects.get(pk=message)
        both_have_read.wait()
        if row.status != Status.QUEUED:
            return None
        OutgoingMessage.objects.filter(pk=message).update(status=Status.SENDING, sending_since=now)
        return row

    monkeypatch.setattr(delivery, "_claim", read_then_write)
    message = promised()
    at_once(lambda: delivery.deliver(message=message, now=NOW))
    assert len(django_mail.outbox) > 1


KILLED = """
import os, signal, sys
import django
django.setup()
from datetime import datetime
from uuid import UUID
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from madoguchi.messaging import delivery, mail
mail.send = lambda message: os.kill(os.getpid(), signal.SIGKILL)
delivery.deliver(message=UUID(sys.argv[2]), now=datetime.fromisoformat(sys.argv[3]))
"""


def killed_while_sending(message: UUID) -> int:
    """A worker in a process of its own, killed between claiming the mail and recording its outcome."""
    arguments: list[Any] = [connection.settings_dict["NAME"], message, NOW.isoformat()]
    worker = subprocess.run([sys.executable, "-c", KILLED, *map(str, arguments)], env=os.environ, check=False)
    return worker.returncode


def test_a_mail_outlives_the_worker_that_died_sending_it() -> None:
    message = promised()
    assert killed_while_sending(message) == -signal.SIGKILL
    assert OutgoingMessage.objects.get().status == Status.SENDING

    assert delivery.deliver(message=message, now=NOW) is None
    later = NOW + timedelta(minutes=10)
    assert delivery.sweep(now=later) == 1
    assert delivery.deliver(message=message, now=later) is Status.SENT
    assert [mail.to for mail in django_mail.outbox] == [["aoi@mail.example"]]
    assert OutgoingMessage.objects.get().attempts == 2
