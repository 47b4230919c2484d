"""In the demo every mail can be read by whoever tries it; elsewhere there is no such page."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from madoguchi.demo.mailbox import list_mails

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mailbox(settings: Any) -> None:
    settings.EMAIL_BACKEND = "madoguchi.demo.mailbox.MailboxBackend"


def send(to: str, body: str = "続きは http://localhost:8000/my/ から", **headers: str) -> None:
    EmailMessage("お知らせがあります", body, to=[to], headers=headers).send()


def test_a_mail_arrives_and_its_link_can_be_followed(stranger: Client) -> None:
    send("aoi@mail.example")
    html = stranger.get("/demo/mailbox/").content.decode()
    assert "aoi@mail.example" in html and 'href="http://localhost:8000/my/"' in html


def test_the_mailbox_is_searched_by_address(stranger: Client) -> None:
    send("aoi@mail.example")
    send("ben@mail.example")
    html = stranger.get("/demo/mailbox/", {"to": "AOI@mail.example"}).content.decode()
    assert "aoi@mail.example" in html and "ben@mail.example" not in html


def test_a_mail_cannot_bring_a_script_along(stranger: Client) -> None:
    send("aoi@mail.example", "<script>alert(1)</script>")
    assert b"<script>alert" not in stranger.get("/demo/mailbox/").content


def test_a_mail_handed_over_twice_is_one_mail() -> None:
    send("aoi@mail.example", **{"Message-ID": "<1@city.example>"})
    send("aoi@mail.example", **{"Message-ID": "<1@city.example>"})
    assert len(list_mails()) == 1


def test_a_mail_lies_there_since_it_was_sent() -> None:
    send("aoi@mail.example", Date="Wed, 14 Jan 2026 13:34:00 +0900")
    assert list_mails()[0].sent_at.isoformat() == "2026-01-14T04:34:00+00:00"


def test_outside_the_demo_there_is_no_mailbox(stranger: Client, settings: Any) -> None:
    mailbox = reverse("demo:mailbox")  # the addresses are read while the demo is on
    settings.DEMO = False
    assert stranger.get(mailbox).status_code == 404
