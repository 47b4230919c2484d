"""Somebody without an account lost the code; the counter hands out a new one."""

from __future__ import annotations

import re
from types import SimpleNamespace

from django.test import Client
from django.urls import reverse
from tests.capabilities.applications.test_filing import filed
from tests.city.people import NOW
from tests.city.procedures import AOIS_ANSWERS, publish_club

from madoguchi.applications import queries
from madoguchi.applications.actions import drafts, submission
from madoguchi.applications.actions.drafts import Seen
from madoguchi.audit.actions import Actor
from madoguchi.audit.models import Line
from madoguchi.people.models import Resident

BORN = "2020-07-08"
STRANGER = Actor(kind="stranger", entrance="portal")


def filed_by_a_stranger() -> submission.Receipt:
    """An application without an account."""
    version = publish_club(identity="contact", contact_by=["phone"]).pk
    draft = drafts.begin(version_id=version, resident=None, language="ja", by=STRANGER, now=NOW)
    drafts.save(
        draft_id=draft.pk, answers=AOIS_ANSWERS, seen=Seen(revision=1), language="ja", by=STRANGER, now=NOW
    )
    return submission.submit(draft_id=draft.pk, by=STRANGER, now=NOW)


def test_chika_hands_out_a_new_code_and_the_old_one_stops(city: SimpleNamespace, chikas_desk: Client) -> None:
    receipt = filed_by_a_stranger()
    reference = receipt.application.reference
    page = chikas_desk.post(reverse("review:inquiry_code", args=[reference])).content.decode()
    found = re.search(r"<strong>([2-9A-Z]{10})</strong>", page)
    assert found and queries.find_by_code(reference=reference, code=found[1], born=BORN)
    assert queries.find_by_code(reference=reference, code=receipt.inquiry_code, born=BORN) is None
    assert found[1] not in str(Line.objects.get(verb="application.code_reissued").details)


def test_looking_at_the_page_changes_nothing(city: SimpleNamespace, chikas_desk: Client) -> None:
    receipt = filed_by_a_stranger()
    chikas_desk.get(reverse("review:inquiry_code", args=[receipt.application.reference]))
    assert queries.find_by_code(reference=receipt.application.reference, code=receipt.inquiry_code, born=BORN)


def test_dan_cannot_and_an_account_needs_none(
    city: SimpleNamespace, aoi: Resident, chikas_desk: Client, dans_desk: Client
) -> None:
    stranger = filed_by_a_stranger().application
    assert dans_desk.post(reverse("review:inquiry_code", args=[stranger.reference])).status_code == 404
    mine = filed(aoi, publish_club(id="other", number="27").pk)
    assert chikas_desk.post(reverse("review:inquiry_code", args=[mine.reference])).status_code == 404
