"""Nothing of signing in is kept longer than it is needed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from tests.city.people import NOW, signed_in

from madoguchi.base import clock
from madoguchi.people import jobs
from madoguchi.people.models import MailedCode, SignIn, TransferPlan

pytestmark = pytest.mark.django_db


def mailed(expired):
    now = clock.now()
    MailedCode.objects.create(
        address="aoi@mail.example", code_hash="x", sent_at=now, expires_at=now - timedelta(minutes=expired)
    )


def test_addresses_of_old_codes_go(db):
    mailed(expired=61)
    mailed(expired=-5)
    jobs.tidy()
    assert MailedCode.objects.count() == 1


def test_sign_ins_go_with_what_their_browser_remembers(aoi, ben):
    signed_in(aoi)
    gone = Session.objects.filter(pk=signed_in(ben).cookies["portal_sign_in"].value)
    gone.update(expire_date=clock.now() - timedelta(seconds=1))
    jobs.tidy()
    assert not gone.exists()
    assert SignIn.objects.get().account == aoi.account


def test_lists_of_transfers_go_after_their_time(chika, monkeypatch):
    def kept(days, **more):
        return TransferPlan.objects.create(
            name="a.csv", rows=[], imported_by=chika, imported_at=NOW - timedelta(days=days), **more
        )

    kept(181)
    kept(800, taken_at=NOW, first_day=NOW.date() - timedelta(days=732))
    waiting, taken = kept(179), kept(800, taken_at=NOW, first_day=NOW.date() - timedelta(days=700))
    monkeypatch.setattr("madoguchi.base.clock.now", lambda: NOW)
    jobs.tidy()
    assert set(TransferPlan.objects.all()) == {waiting, taken}
