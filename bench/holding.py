"""What every check of the soak asks in the end: is everything there, once, and whole?"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from typing import Final

from bench.house import ROOT

PATIENCE: Final = 180.0  # seconds


class Broken(AssertionError):
    """A check found what must not be."""


class Skipped(Exception):
    """Something is missing on this machine; the message says what."""


def expect_kept(receipts: set[str]) -> None:
    """Every receipt that was given out has its application."""
    from madoguchi.applications.models import Application

    kept = set(Application.objects.values_list("reference", flat=True))
    require(receipts <= kept, f"{len(receipts - kept)} receipts without an application")


def expect_agreement(*, exactly: int) -> None:
    """Each application has its answers, event, line, messages and draft; or there is none of it."""
    from madoguchi.applications.models import AnswerSet, Application, Draft, Event, SealedAnswer
    from madoguchi.audit.models import Line
    from madoguchi.messaging.models import InboxMessage, OutgoingMessage

    found = {
        "applications": Application.objects.count(),
        "drafts that became one": Draft.objects.filter(application__isnull=False).count(),
        "sets of answers": AnswerSet.objects.count(),
        "sensitive answers": SealedAnswer.objects.count(),
        "events": Event.objects.count(),
        "lines in the record": Line.objects.filter(verb="application.submitted").count(),
        "messages": InboxMessage.objects.count(),
        "mails": OutgoingMessage.objects.count(),
    }
    require(set(found.values()) == {exactly}, str(found))


def expect_whole() -> None:
    """`madoguchi audit verify` and `files verify`, once the record is sealed."""
    from madoguchi.audit import actions as audit
    from madoguchi.base import clock

    while audit.seal(now=clock.now()):
        pass
    for words in (("audit", "verify"), ("files", "verify")):
        command = [sys.executable, "-m", "madoguchi.config.cli", *words]
        said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        require(said.returncode == 0, f"{' '.join(words)}: {said.stdout}{said.stderr}")


def let_go() -> None:
    """Let go of connections to a database that is no more, or will not be for long."""
    from django.db import connections

    connections.close_all()


def wait(until: Callable[[], bool]) -> None:
    """Until it holds; Broken when it never does."""
    end = time.monotonic() + PATIENCE
    while not until():
        if time.monotonic() > end:
            raise Broken("waited in vain")
        time.sleep(0.02)


def require(holds: bool, otherwise: str) -> None:
    """Broken, saying so, unless it holds."""
    if not holds:
        raise Broken(otherwise)
