"""A procedure adds its own words to what Aoi is told: on her page, not in mail."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from tests.city.procedures import publish_club
from tests.journeys.aoi import apply, give_back
from tests.journeys.pages import text_of

from madoguchi.messaging.models import InboxMessage, OutgoingMessage

WORDS = {
    "received": {
        "ja": "利用の理由が「{reason}」の方は、説明会においでください。\n\n持ち物は要りません。",
        "ja-easy": "{reason}の [人|ひと]は [来|き]て ください。",
        "en": "If your reason is “{reason}”, please come.",
    },
    "returned": {"ja": "直すところは電話でもお答えします。"},
}


@pytest.fixture(autouse=True)
def _club(city: SimpleNamespace) -> None:
    publish_club(messages=WORDS)


def test_aoi_reads_them_on_the_receipt_and_in_her_inbox(aois_phone: Client) -> None:
    application = apply(aois_phone)
    receipt = text_of(aois_phone.get(reverse("applications:receipt", args=[application.reference])))
    assert "担当課からのご案内" in receipt and "利用の理由が「就労」の方は" in receipt
    told = InboxMessage.objects.get(template="received")
    inbox = text_of(aois_phone.get(reverse("portal:message", args=[told.pk])))
    assert "利用の理由が「就労」の方は" in inbox and "持ち物は要りません。" in inbox


def test_mail_never_carries_them(aois_phone: Client) -> None:
    apply(aois_phone)
    (mail,) = OutgoingMessage.objects.filter(template="received")
    assert "説明会" not in mail.body and "就労" not in mail.body


def test_a_return_has_words_of_its_own(aois_phone: Client, chikas_desk: Client) -> None:
    application = apply(aois_phone)
    give_back(chikas_desk, application, "certificate", "切れています")
    told = InboxMessage.objects.get(template="returned")
    assert told.values["added"] == {"ja": "直すところは電話でもお答えします。"}


def test_whoever_reads_another_language_reads_theirs(aois_phone: Client) -> None:
    application = apply(aois_phone)
    aois_phone.post(reverse("portal:language"), {"language": "en", "next": "/"})
    receipt = text_of(aois_phone.get(reverse("applications:receipt", args=[application.reference])))
    assert "If your reason is “就労”, please come." in receipt
