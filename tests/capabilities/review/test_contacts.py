"""電話する一覧・郵送する一覧: nobody without e-mail is forgotten, and nobody vanishes from a list unseen."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.capabilities.applications.test_filing import written
from tests.capabilities.review.desk import DUE, LATER, returned, seat
from tests.city.people import NOW, acting
from tests.city.procedures import publish_club

from madoguchi.applications.actions import progress, submission
from madoguchi.applications.models import Application
from madoguchi.audit.models import Line
from madoguchi.base import clock
from madoguchi.messaging import delivery, mail
from madoguchi.messaging.mail import ChannelError
from madoguchi.messaging.models import OutgoingMessage
from madoguchi.people.models import Officer, Resident
from madoguchi.review.actions import deciding, returning
from madoguchi.rules.lifecycle import Role
from madoguchi.rules.messages import Closing, Status

PHONE = "090-0000-0001"


@pytest.fixture(autouse=True)
def _three_days_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)


@pytest.fixture
def fumiko(city: SimpleNamespace, aoi: Resident) -> Application:
    """The application of somebody who has a telephone and nothing else."""
    return filed_by(aoi, contact_by=["phone"])


def filed_by(resident: Resident, **document: Any) -> Application:
    """An application to a procedure that reaches its applicants in these ways."""
    draft = written(resident, publish_club(**document).pk)
    return submission.submit(draft_id=draft.pk, by=acting(resident), now=NOW).application


def listed(desk: Client, show: str = "phone") -> str:
    """What stands on a list."""
    return desk.get(reverse("review:contacts"), {"show": show}).content.decode()


def call() -> OutgoingMessage:
    """The one call that waits."""
    return OutgoingMessage.objects.get(status=Status.BY_HAND)


def address(view: str = "review:contact") -> str:
    """Where the one call that waits is seen to."""
    return reverse(view, args=[call().pk])


def test_a_return_stays_on_the_list_until_chika_has_told_her(
    fumiko: Application, chika: Officer, chikas_desk: Client
) -> None:
    returned(fumiko, chika, "phone")
    page = listed(chikas_desk)
    assert fumiko.reference in page and PHONE in page and "直していただきたいところがあります" in page

    chikas_desk.post(address("review:contact_told"))
    assert fumiko.reference not in listed(chikas_desk)
    settled = listed(chikas_desk, "settled")
    assert fumiko.reference in settled and "電話で伝えた" in settled and "髙橋 千佳" in settled


def test_opened_it_says_what_to_say_and_where(
    fumiko: Application, chika: Officer, chikas_desk: Client
) -> None:
    returned(fumiko, chika, "phone")
    page = chikas_desk.get(address()).content.decode()

    assert PHONE in page and "窓口か郵便でお出しください" in page and "証明日が切れています" in page
    viewed = Line.objects.get(verb="contact.viewed")
    assert viewed.about_ref == fumiko.reference and viewed.details == {"message": str(call().pk)}


def test_the_list_itself_stands_in_the_record_with_no_name_or_number(
    fumiko: Application, chika: Officer, chikas_desk: Client
) -> None:
    returned(fumiko, chika, "phone")
    listed(chikas_desk)

    assert Line.objects.get(verb="contacts.listed").details == {
        "list": "phone",
        "references": [fumiko.reference],
    }


def test_nobody_answered_so_it_comes_up_again_with_the_tries_counted(
    fumiko: Application, chika: Officer, chikas_desk: Client
) -> None:
    returned(fumiko, chika, "phone")
    again = LATER + timedelta(hours=2)
    for _ in range(2):
        chikas_desk.post(address("review:contact_not_reached"), {"again": again.isoformat()})

    assert (call().attempts, call().next_attempt_at) == (2, again)
    assert "2回" in listed(chikas_desk) and "is-put-off" in listed(chikas_desk)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"again": "yesterday"},
        {"again": "2020-01-01T00:00:00+09:00"},
        {"again": "9999-12-31T23:59:59+09:00"},
        {"again_at": "2026-11-01T10:00", "again": "2026-11-26T10:00:00+09:00"},
        {"again": "\0"},
    ],
)
def test_a_time_that_cannot_be_is_said_and_nothing_changes(
    fumiko: Application, chika: Officer, chikas_desk: Client, given: dict[str, str]
) -> None:
    returned(fumiko, chika, "phone")
    answer = chikas_desk.post(address("review:contact_not_reached"), given)

    assert answer.status_code == 422 and "30日以内の日時" in answer.content.decode()
    assert call().attempts == 0


def test_two_officers_note_it_and_the_second_hears_so(
    fumiko: Application, chika: Officer, chikas_desk: Client
) -> None:
    returned(fumiko, chika, "phone")
    told, missed = address("review:contact_told"), address("review:contact_not_reached")
    chikas_desk.post(told)
    for url in (told, missed):
        again = (LATER + timedelta(hours=1)).isoformat()
        page = chikas_desk.post(url, {"again": again}, follow=True).content.decode()
        assert "すでに済みにしたか" in page
    assert OutgoingMessage.objects.filter(status=Status.SENT, settled_by=chika.number).count() == 1


def test_dan_neither_sees_nor_opens_nor_settles_it(
    fumiko: Application, chika: Officer, dans_desk: Client
) -> None:
    returned(fumiko, chika, "phone")

    assert fumiko.reference not in listed(dans_desk)
    absent = reverse("review:contact", args=[uuid4()])
    assert dans_desk.get(address()).status_code == dans_desk.get(absent).status_code == 404
    for view in ("review:contact_told", "review:contact_not_reached"):
        assert dans_desk.post(address(view)).status_code == 404
    assert call().attempts == 0


@pytest.mark.parametrize("why", ["withdrawn", "decided"])
def test_what_is_not_needed_any_more_is_shown_with_the_reason(
    fumiko: Application, chika: Officer, chikas_desk: Client, why: str
) -> None:
    returned(fumiko, chika, "phone", due_on=date(2026, 11, 26))
    asked = call().pk
    late = LATER + timedelta(days=3)
    if why == "withdrawn":
        progress.withdraw(application=fumiko, role=Role.REVIEWER, by=acting(chika), now=LATER)
    else:
        by = seat(chika, fumiko, now=late)
        deciding.decide(application=fumiko, outcome="approved", reason="", by=by, now=late)

    row = OutgoingMessage.objects.get(pk=asked)
    assert (row.status, row.closed_why, row.settled_by) == (Status.CANCELLED, why, "")
    page = listed(chikas_desk, "settled")
    assert fumiko.reference in page and "伝える必要がなくなった" in page
    assert Line.objects.get(verb="message.closed").details == {"why": why}


def test_a_decision_lands_on_the_list_too(fumiko: Application, chika: Officer, chikas_desk: Client) -> None:
    by = seat(chika, fumiko)
    deciding.decide(application=fumiko, outcome="approved", reason="", by=by, now=LATER)

    assert "結果が決まりました" in listed(chikas_desk)
    page = chikas_desk.get(address()).content.decode()
    assert "承認" in page and "ご本人であることを確かめてから" in page


def test_the_day_of_a_correction_is_reminded_of_once(
    fumiko: Application, chika: Officer, chikas_desk: Client
) -> None:
    returned(fumiko, chika, "phone")
    OutgoingMessage.objects.filter(template="returned").update(status=Status.SENT)
    morning = NOW + timedelta(days=10)  # 2 December, DUE is the 4th
    assert returning.remind(now=LATER + timedelta(days=2)) == 0  # still far
    returning.remind(now=morning)
    returning.remind(now=morning + timedelta(hours=1))

    assert (call().template, call().due_on) == ("return_due", DUE)
    assert "直していただく期限が近づいています" in listed(chikas_desk)


def test_after_the_day_nobody_is_reminded(fumiko: Application, chika: Officer) -> None:
    returned(fumiko, chika, "phone")
    assert returning.remind(now=NOW + timedelta(days=14)) == 0


def fails(message: OutgoingMessage) -> None:
    raise ChannelError("550 no such mailbox", is_permanent=True)


def test_a_mail_that_failed_for_good_becomes_a_call(
    city: SimpleNamespace,
    aoi: Resident,
    chika: Officer,
    chikas_desk: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    application = filed_by(aoi)
    returned(application, chika, "phone")
    monkeypatch.setattr(mail, "send", fails)
    sent = OutgoingMessage.objects.get(template="returned")
    delivery.deliver(message=sent.pk, now=LATER)

    assert (call().pk, call().channel, call().address) == (sent.pk, "phone", "09000000001")
    assert "窓口か郵便でお出しください" in call().body and "http" not in call().body
    page = listed(chikas_desk)
    assert PHONE in page and "メールが届かなかった" in page


def test_where_neither_number_nor_address_is_known_it_stays_with_the_failed(
    city: SimpleNamespace, aoi: Resident, chika: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = filed_by(aoi, applicant={"name": "guardian"})
    returned(application, chika, "phone")
    monkeypatch.setattr(mail, "send", fails)
    for row in OutgoingMessage.objects.all():
        delivery.deliver(message=row.pk, now=LATER)

    assert set(OutgoingMessage.objects.values_list("status", flat=True)) == {Status.FAILED}


def test_a_receipt_that_did_not_arrive_is_no_call(
    city: SimpleNamespace, aoi: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed_by(aoi)
    monkeypatch.setattr(mail, "send", fails)
    delivery.deliver(message=OutgoingMessage.objects.get().pk, now=LATER)

    assert OutgoingMessage.objects.get().status == Status.FAILED


def test_a_list_costs_the_same_however_long_it_is(
    fumiko: Application, chika: Officer, chikas_desk: Client
) -> None:
    returned(fumiko, chika, "phone")
    listed(chikas_desk)
    with CaptureQueriesContext(connection) as one:
        listed(chikas_desk)
    row = call()
    for number in range(20):
        row.pk, row.dedupe_key, row._state.adding = uuid4(), f"more:{number}", True
        row.save()
    with CaptureQueriesContext(connection) as many:
        listed(chikas_desk)

    assert len(many) == len(one) <= 14


def test_every_reason_says_what_it_closes() -> None:
    from madoguchi.rules.messages import CLOSES

    assert set(CLOSES) == set(Closing)


def test_where_a_protected_household_is_called_no_list_shows(
    fumiko: Application, chika: Officer, chikas_desk: Client
) -> None:
    returned(fumiko, chika, "phone")
    Application.objects.update(is_protected=True)

    page = listed(chikas_desk)
    assert fumiko.reference in page and PHONE not in page and "（非表示）" in page
    opened = chikas_desk.get(address())
    assert opened.status_code == 302 and fumiko.reference in opened.headers["Location"]
