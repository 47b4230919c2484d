"""Aoi chooses of what she is reminded; the night is quiet; what she does without stands on her page."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from tests.city.people import NOW, make_resident, signed_in

from madoguchi.audit.models import Line
from madoguchi.messaging import actions as messaging
from madoguchi.messaging import delivery
from madoguchi.messaging.models import InboxMessage, OutgoingMessage, ReminderWish
from madoguchi.people.models import Resident
from madoguchi.rules import reminders
from madoguchi.rules.calendar import TOKYO

pytestmark = pytest.mark.django_db
LATE = datetime(2026, 12, 1, 22, tzinfo=TOKYO)
MORNING = datetime(2026, 12, 2, 8, tzinfo=TOKYO)


@pytest.fixture
def aoi() -> Resident:
    return make_resident("aoi@mail.example")


def remind(resident: Resident, *, now: datetime, expires_at: datetime | None = None) -> None:
    messaging.tell(
        resident_ref=resident.reference,
        contact_kind="email",
        contact="aoi@mail.example",
        language="ja",
        template="draft_waits",
        values={"title": {"ja": "保育"}, "kept_until_on": now.date()},
        about=("draft", "1"),
        dedupe_key="draft_waits:1:left",
        now=now,
        expires_at=expires_at,
    )


def test_everything_is_ticked_until_aoi_does_without_it(aoi: Resident) -> None:
    phone = signed_in(aoi)
    assert phone.get("/me/reminders/").content.decode().count(" checked") == len(reminders.KINDS)
    assert phone.post("/me/reminders/", {"kind": ["return_due", "nonsense"]}).status_code == 302
    page = phone.get("/me/reminders/").content.decode()
    assert page.count(" checked") == 1 and 'value="return_due" checked' in page
    (line,) = Line.objects.filter(verb="reminders.chosen")
    assert (line.about_kind, line.details) == ("resident", {})


def test_what_aoi_does_without_only_stands_on_her_page(aoi: Resident) -> None:
    ReminderWish.objects.create(resident_ref=aoi.reference, off=["draft_waits"])
    remind(aoi, now=NOW)
    assert InboxMessage.objects.count() == 1
    assert not OutgoingMessage.objects.exists()


def test_at_night_a_reminder_waits_and_is_sent_once_in_the_morning(aoi: Resident) -> None:
    remind(aoi, now=LATE)
    remind(aoi, now=LATE)
    (mail,) = OutgoingMessage.objects.all()
    assert (mail.lane, mail.next_attempt_at) == ("reminder", MORNING)
    assert delivery.deliver(message=mail.pk, now=MORNING - timedelta(minutes=1)) is None
    assert delivery.sweep(now=MORNING + timedelta(minutes=2)) == 1
    assert delivery.deliver(message=mail.pk, now=MORNING + timedelta(minutes=2)) == "sent"


def test_what_is_late_in_the_morning_is_not_sent_at_all(aoi: Resident) -> None:
    remind(aoi, now=LATE, expires_at=MORNING)
    (mail,) = OutgoingMessage.objects.all()
    assert delivery.deliver(message=mail.pk, now=MORNING) == "expired"


def test_who_is_not_signed_in_is_asked_to() -> None:
    assert Client().get("/me/reminders/").headers["Location"].startswith("/sign-in/")
