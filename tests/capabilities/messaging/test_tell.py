"""Telling somebody: once, in their language, on their channel, and nothing about them leaves the house."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from django.utils import translation
from procrastinate.contrib.django.models import ProcrastinateJob

from madoguchi.base.texts import at_the_desk
from madoguchi.messaging import queries, texts
from madoguchi.messaging.actions import FOLLOW_PAGE, MY_PAGE, tell
from madoguchi.messaging.models import InboxMessage, OutgoingMessage
from madoguchi.rules.calendar import TOKYO
from madoguchi.rules.messages import SECRET, Status, Template

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 12, 14, 23, 42, tzinfo=TOKYO)
AOI = uuid4()
VALUES: dict[str, Any] = {
    "title": {"ja": "学童クラブ利用申請", "ja-easy": "[学童|がくどう]クラブ", "en": "After-school club"},
    "reference": "0826-004217-3",
    "arrived_at": NOW,
    "accepted_on": date(2026, 12, 15),
    "due_on": date(2026, 12, 25),
    "begins_at": NOW + timedelta(days=1),
    "starts_at": NOW + timedelta(days=1),
    "answer_at": NOW + timedelta(hours=3),
    "place": {"ja": "会館", "ja-easy": "[会館|かいかん]", "en": "Hall"},
    "why": "台風のため",
    "what": "燃やすごみ",
    "text": "12月6日に開きます。",
    "links": "https://hibari.example/",
    "ends_on": date(2027, 3, 31),
    "closes_at": NOW + timedelta(days=1),
    "kept_until_on": date(2027, 5, 20),
    "outage_from_at": NOW - timedelta(hours=2),
    "outage_until_at": NOW - timedelta(hours=1),
}
# Is the same for everybody in an area, or for everybody who reads it.
NOBODYS = {Template.COLLECTION_SOON: {"what"}, Template.NEWS: {"title", "text", "links"}}
SECRET_LINK = {"link": "/resume/abc/"}
LETTING_ON = re.compile(r"補正|不承認|待機|保留|却下|correct|refus|waiting list|直|なお")


def tell_aoi(**changes: Any) -> None:
    """Aoi's application arrived; `changes` say what is different today."""
    told: dict[str, Any] = {
        "resident_ref": AOI,
        "contact_kind": "email",
        "contact": "aoi@example.jp",
        "language": "ja",
        "template": "received",
        "values": VALUES,
        "about": ("application", "0826-004217-3"),
        "dedupe_key": "received:0826-004217-3",
        "now": NOW,
    }
    tell(**{**told, **changes})


def test_aoi_finds_the_full_text_in_her_inbox() -> None:
    tell_aoi()
    (message,) = queries.list_inbox(AOI)
    assert message.title == "申請を受け取りました"
    assert (
        "「学童クラブ利用申請」の申請を、2026年12月14日(月) 午後11時42分に受け取りました"
        in message.paragraphs[0]
    )
    assert "受付番号は 0826-004217-3、受付日は2026年12月15日(火)です" in message.paragraphs[0]


def test_the_inbox_speaks_the_language_of_the_page() -> None:
    tell_aoi()
    with translation.override("ja-easy"):
        (message,) = queries.list_inbox(AOI)
    assert "<ruby>学童<rp>（</rp><rt>がくどう</rt>" in message.paragraphs[0]
    with translation.override("en"):
        (message,) = queries.list_inbox(AOI)
    assert message.title == "We have received your application"


def test_the_mail_only_says_that_there_is_something_to_read() -> None:
    tell_aoi()
    mail = OutgoingMessage.objects.get()
    assert mail.address == "aoi@example.jp"
    assert "http://localhost:8000/me/" in mail.body
    assert "0826" not in mail.subject + mail.body and "学童" not in mail.subject + mail.body


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize("template", [each for each in Template if each not in SECRET])
def test_no_mail_names_a_person_a_procedure_or_a_result(template: Template, language: str) -> None:
    assert texts.needs(texts.MAIL, template) <= {
        "city",
        "link",
        "due_on",
        "closes_at",
        *NOBODYS.get(template, ()),
    }
    subject, paragraphs = texts.words(texts.MAIL, template, language)
    assert not LETTING_ON.search(subject + "".join(paragraphs))


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize("template", list(Template))
def test_every_message_can_be_drawn_for_everybody(template: Template, language: str) -> None:
    tell_aoi(template=template, language=language, values={**VALUES, **SECRET_LINK})
    mail = OutgoingMessage.objects.get()
    assert mail.subject and mail.body and "{" not in mail.body and "[" not in mail.body


def test_an_officer_at_the_desk_does_not_change_how_aoi_reads_dates() -> None:
    with at_the_desk(), translation.override("ja"):
        tell_aoi(template="returned", language="en")
    assert "by 25 December 2026 (Fri)" in OutgoingMessage.objects.get().body


def test_the_pages_that_mail_names_are_there() -> None:
    assert resolve(MY_PAGE).view_name == "portal:mine"
    assert resolve(FOLLOW_PAGE).view_name == "applications:inquiry"


def test_mail_names_the_city_in_the_readers_language(settings: Any) -> None:
    settings.CITY_NAME = "ひばり市"
    settings.CITY_NAMES = {"ja": "ひばり市", "ja-easy": "ひばり[市|し]", "en": "Hibari City"}
    tell_aoi(language="ja-easy")
    tell_aoi(language="en", dedupe_key="en")
    easy, english = OutgoingMessage.objects.order_by("-language")
    assert easy.subject == "【ひばり市（し）】お知（し）らせが あります"
    assert english.body.startswith("You have a notice from Hibari City.")


def test_telling_costs_one_statement() -> None:
    tell_aoi(dedupe_key="warm")
    with CaptureQueriesContext(connection) as statements:
        tell_aoi()
    assert len([each for each in statements if "SAVEPOINT" not in each["sql"]]) == 1


def test_the_same_thing_told_twice_is_told_once() -> None:
    tell_aoi()
    tell_aoi()
    assert OutgoingMessage.objects.count() == InboxMessage.objects.count() == 1


def test_a_job_is_promised_for_the_mail() -> None:
    tell_aoi()
    job = ProcrastinateJob.objects.get(task_name="messaging.deliver")
    assert UUID(job.args["message"]) == OutgoingMessage.objects.get().pk


def test_who_has_no_account_reads_it_on_the_page_for_receipt_numbers() -> None:
    tell_aoi(resident_ref=None)
    (message,) = queries.list_inbox_about("application", "0826-004217-3")
    assert message.title == "申請を受け取りました"
    assert "http://localhost:8000/inquiry/" in OutgoingMessage.objects.get().body


def test_who_has_only_a_telephone_is_called_by_an_officer() -> None:
    tell_aoi(template="returned", contact_kind="phone", contact="0425550123", resident_ref=None)
    call = OutgoingMessage.objects.get()
    assert (call.channel, call.status) == ("phone", Status.BY_HAND)
    assert "2026年12月25日(金)までに" in call.body
    assert not ProcrastinateJob.objects.exists()


def test_nobody_is_called_to_hear_that_an_application_arrived() -> None:
    tell_aoi(contact_kind="phone", contact="0425550123")
    assert not OutgoingMessage.objects.exists()


def test_a_resume_link_stands_in_no_inbox() -> None:
    tell_aoi(template="resume_link", values=SECRET_LINK)
    assert not InboxMessage.objects.exists()
    assert "http://localhost:8000/resume/abc/" in OutgoingMessage.objects.get().body


def test_a_message_without_its_values_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="received needs accepted_on, arrived_at, title"):
        tell_aoi(values={"reference": "0826-004217-3"})
