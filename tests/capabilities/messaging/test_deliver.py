"""From the outbox to the mail server and back: sent, tried again, given up, found again."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob

from madoguchi.messaging import jobs
from madoguchi.messaging.delivery import deliver, sweep, tidy
from madoguchi.messaging.models import LineEvent, OutgoingMessage
from madoguchi.rules.calendar import TOKYO
from madoguchi.rules.messages import Status

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 12, 14, 23, 42, tzinfo=TOKYO)
MINUTE = timedelta(minutes=1)


def promised(**changes: Any) -> OutgoingMessage:
    """A mail to Aoi that waits to be sent."""
    row: dict[str, Any] = {
        "dedupe_key": str(uuid4()),
        "channel": "mail",
        "address": "aoi@example.jp",
        "language": "ja",
        "template": "received",
        "subject": "【ひばり市】お知らせがあります",
        "body": "ひばり市からお知らせがあります。",
        "about_kind": "application",
        "about_ref": "0826-004217-3",
        "status": Status.QUEUED,
        "queued_at": NOW,
        "next_attempt_at": NOW,
    }
    return OutgoingMessage.objects.create(**{**row, **changes})


class Talk(socketserver.StreamRequestHandler):
    """One conversation with a mail server that answers a recipient or a text as its `answers` say."""

    def handle(self) -> None:
        server: Any = self.server
        self.say("220 mail.example")
        while line := self.rfile.readline():
            verb = line.split()[0].upper().decode()
            self.say(server.answers.get(verb, "250 ok"))
            if verb == "DATA" and server.answers.get(verb, "354").startswith("354"):
                server.received.append(self.text())
                self.say(server.answers.get("TEXT", "250 ok"))
            if verb == "QUIT":
                return

    def text(self) -> bytes:
        lines = iter(self.rfile.readline, b".\r\n")
        return b"".join(lines)

    def say(self, answer: str) -> None:
        self.wfile.write(answer.encode() + b"\r\n")


@pytest.fixture
def smtp(settings: Any) -> Iterator[Any]:
    """A mail server on this machine."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        server.answers = {"DATA": "354 go on"}  # type: ignore[attr-defined]
        server.received = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        yield server
        server.shutdown()


def test_a_promised_mail_is_sent() -> None:
    message = promised()
    assert deliver(message=message.pk, now=NOW) is Status.SENT
    message.refresh_from_db()
    assert (message.status, message.sent_at, message.attempts) == (Status.SENT, NOW, 1)
    (sent,) = mail.outbox
    assert sent.to == ["aoi@example.jp"] and "このメールには返信できません" in sent.body


def test_the_message_id_is_that_of_the_row() -> None:
    message = promised()
    deliver(message=message.pk, now=NOW)
    assert mail.outbox[0].message()["Message-ID"].startswith(f"<{message.pk}@")


def test_a_second_job_for_a_sent_mail_does_nothing() -> None:
    message = promised()
    deliver(message=message.pk, now=NOW)
    assert deliver(message=message.pk, now=NOW) is None
    assert len(mail.outbox) == 1


def test_a_job_for_a_message_that_was_told_before_does_nothing() -> None:
    assert deliver(message=uuid4(), now=NOW) is None


def test_the_worker_reads_the_clock_and_ignores_what_it_does_not_know() -> None:
    message = promised(next_attempt_at=NOW - timedelta(days=365))
    jobs.deliver(message=str(message.pk), colour="blue")
    assert len(mail.outbox) == 1


def test_old_docomo_addresses_reach_the_server(smtp: Any) -> None:
    message = promised(address="a..b@docomo.ne.jp")
    assert deliver(message=message.pk, now=NOW) is Status.SENT
    assert b"To: a..b@docomo.ne.jp" in smtp.received[0]


@pytest.mark.parametrize(
    ("verb", "answer", "status"),
    [
        ("RCPT", "550 no such mailbox", Status.FAILED),
        ("RCPT", "450 busy, try later", Status.RETRY),
        ("TEXT", "554 refused as spam", Status.FAILED),
        ("TEXT", "451 try later", Status.RETRY),
        ("MAIL", "530 sign in first", Status.RETRY),
    ],
)
def test_what_a_mail_server_answers(smtp: Any, verb: str, answer: str, status: Status) -> None:
    smtp.answers[verb] = answer
    message = promised()
    assert deliver(message=message.pk, now=NOW) is status
    message.refresh_from_db()
    assert answer.split(maxsplit=1)[1] in message.last_error


def test_a_mail_server_that_is_down_is_tried_again_in_a_minute(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    message = promised()
    assert deliver(message=message.pk, now=NOW) is Status.RETRY
    message.refresh_from_db()
    assert message.next_attempt_at == NOW + MINUTE and message.sending_since is None


def test_nobody_tries_again_before_the_time() -> None:
    message = promised(status=Status.RETRY, attempts=1, next_attempt_at=NOW + MINUTE)
    assert deliver(message=message.pk, now=NOW) is None
    assert deliver(message=message.pk, now=NOW + MINUTE) is Status.SENT


def test_an_address_that_is_none_is_given_up_at_once() -> None:
    message = promised(address="aoi@example.jp\nBcc: everybody@example.jp")
    assert deliver(message=message.pk, now=NOW) is Status.FAILED


def test_a_reminder_that_comes_too_late_is_not_sent() -> None:
    message = promised(expires_at=NOW)
    assert deliver(message=message.pk, now=NOW) is Status.EXPIRED
    assert mail.outbox == []


def test_a_secret_link_is_forgotten_once_it_is_sent() -> None:
    message = promised(template="resume_link", body="http://localhost:8000/resume/abc/")
    deliver(message=message.pk, now=NOW)
    message.refresh_from_db()
    assert message.body == "" and "/resume/abc/" in mail.outbox[0].body


@pytest.mark.parametrize(
    ("left", "found"),
    [
        ({"status": Status.QUEUED}, False),
        ({"status": Status.QUEUED, "next_attempt_at": NOW - 2 * MINUTE}, True),
        ({"status": Status.RETRY}, True),
        ({"status": Status.RETRY, "next_attempt_at": NOW + MINUTE}, False),
        ({"status": Status.SENDING, "sending_since": NOW - 9 * MINUTE}, False),
        ({"status": Status.SENDING, "sending_since": NOW - 10 * MINUTE}, True),
        ({"status": Status.WITHHELD, "next_attempt_at": NOW - 9 * MINUTE}, False),
    ],
)
def test_what_the_sweeper_finds(left: dict[str, Any], found: bool) -> None:
    message = promised(**left)
    assert sweep(now=NOW) == found
    assert ProcrastinateJob.objects.filter(args__message=str(message.pk)).exists() is found


def test_the_sweeper_promises_no_second_job_while_the_first_waits() -> None:
    promised(status=Status.RETRY)
    sweep(now=NOW)
    sweep(now=NOW)
    assert ProcrastinateJob.objects.count() == 1


def test_what_line_told_us_goes_after_a_month() -> None:
    for age in (29, 31):
        then = NOW - timedelta(days=age)
        LineEvent.objects.create(webhook_event_id=str(age), raw={}, occurred_at=then, received_at=then)
    assert tidy(now=NOW) == 1
    assert LineEvent.objects.get().pk == "29"
