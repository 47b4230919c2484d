"""Guessing in many tabs at once is guessing no more often, and a code lets in once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.core import mail
from django.db import connection

from madoguchi.audit.actions import SYSTEM
from madoguchi.people.actions import codes
from madoguchi.people.models import MailedCode
from madoguchi.people.refusals import Refusal

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 8
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def at_once(act):
    barrier = Barrier(AT_ONCE)

    def run(_):
        try:
            barrier.wait(timeout=10)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(AT_ONCE)))


def mailed():
    found = codes.mail_code(address="aoi@mail.example", by=SYSTEM, now=NOW)
    (code,) = [line for line in mail.outbox[-1].body.splitlines() if line.isdecimal() and len(line) == 6]
    return found, code


def confirm(found, typed):
    return codes.confirm_code(code_id=found.pk, typed=typed, by=SYSTEM, now=NOW)


def test_wrong_codes_at_once_are_all_counted():
    found, code = mailed()
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    told = at_once(lambda: confirm(found, wrong))
    assert told.count(Refusal.WRONG_CODE) == codes.TRIES - 1
    assert MailedCode.objects.get().tries == codes.TRIES
    assert confirm(found, code) is Refusal.UNUSABLE_CODE


def test_the_right_code_at_once_lets_in_once():
    found, code = mailed()
    told = at_once(lambda: confirm(found, code))
    assert told.count("aoi@mail.example") == 1
    assert told.count(Refusal.UNUSABLE_CODE) == AT_ONCE - 1


def test_without_the_lock_more_would_be_let_in(monkeypatch):
    """The control: the row read without its lock."""
    monkeypatch.setattr("django.db.models.query.QuerySet.select_for_update", lambda rows: rows)
    barrier = Barrier(AT_ONCE)
    is_same = codes.is_same

    def slowly(one, other):
        barrier.wait(timeout=10)
        return is_same(one, other)

    monkeypatch.setattr(codes, "is_same", slowly)
    found, code = mailed()
    assert at_once(lambda: confirm(found, code)).count("aoi@mail.example") == AT_ONCE
