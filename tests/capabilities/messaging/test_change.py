"""Officers stop, release, repeat and note messages of their section, and of no other."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.city.people import acting

from madoguchi.audit.models import Line
from madoguchi.messaging import queries
from madoguchi.messaging.actions import CannotChangeMessage, change_message, mark_read, tell
from madoguchi.messaging.models import Friend, OutgoingMessage
from madoguchi.people.models import Officer, Resident
from madoguchi.rules.messages import Act, Channel, Reason, Status

ABOUT = ("application", "0826-004217-3")


def told(now: datetime, aoi: Resident, **changes: Any) -> OutgoingMessage:
    """What Aoi was told about her application, which belongs to Chika's section."""
    values = {"title": {"ja": "学童クラブ"}, "reference": ABOUT[1], "due_on": now.date()}
    said: dict[str, Any] = {"contact_kind": "email", "contact": "aoi@mail.example", "section": "kosodate"}
    tell(
        resident_ref=aoi.reference, language="ja", template="returned", values=values, about=ABOUT,
        dedupe_key="returned:1", now=now, **{**said, **changes},
    )  # fmt: skip
    return OutgoingMessage.objects.get()


def test_chika_stops_a_message_and_lets_it_go_later(now: datetime, aoi: Resident, chika: Officer) -> None:
    message = told(now, aoi)
    change_message(message=message.pk, act=Act.WITHHOLD, by=acting(chika), now=now)
    assert OutgoingMessage.objects.get().status == Status.WITHHELD
    change_message(message=message.pk, act=Act.RELEASE, by=acting(chika), now=now)
    assert OutgoingMessage.objects.get().status == Status.QUEUED
    assert ProcrastinateJob.objects.count() == 2
    assert list(
        Line.objects.filter(verb__startswith="message.").order_by("pk").values_list("verb", flat=True)
    ) == [
        "message.withhold",
        "message.release",
    ]


def test_a_message_on_its_way_is_not_stopped(now: datetime, aoi: Resident, chika: Officer) -> None:
    message = told(now, aoi)
    OutgoingMessage.objects.update(status=Status.SENDING, sending_since=now)
    with pytest.raises(CannotChangeMessage) as cannot:
        change_message(message=message.pk, act=Act.WITHHOLD, by=acting(chika), now=now)
    assert cannot.value.refusal.reason is Reason.NOT_FROM_HERE


def test_sending_again_leaves_the_first_message_as_it_was(
    now: datetime, aoi: Resident, chika: Officer
) -> None:
    message = told(now, aoi)
    OutgoingMessage.objects.update(status=Status.FAILED, attempts=3, last_error="550 no such mailbox")
    change_message(message=message.pk, act=Act.RESEND, by=acting(chika), now=now + timedelta(hours=1))
    again, first = queries.list_about(*ABOUT)
    assert (first.status, first.attempts, first.last_error) == (Status.FAILED, 3, "550 no such mailbox")
    assert (again.status, again.attempts, again.last_error) == (Status.QUEUED, 0, "")
    assert again.body == first.body and again.id != first.id


def test_looking_at_the_list_is_recorded(now: datetime, aoi: Resident, chikas_desk: Client) -> None:
    told(now, aoi)
    OutgoingMessage.objects.update(status=Status.FAILED)
    chikas_desk.get("/desk/messages/")
    assert Line.objects.get(verb="messages.viewed").details == {"references": [ABOUT[1]]}


def test_dan_neither_sees_nor_stops_it(now: datetime, aoi: Resident, dans_desk: Client) -> None:
    message = told(now, aoi)
    OutgoingMessage.objects.update(status=Status.FAILED)
    assert "aoi@mail.example" not in dans_desk.get("/desk/messages/").content.decode()
    assert dans_desk.post(f"/desk/messages/{message.pk}/cancel/").status_code == 404
    assert OutgoingMessage.objects.get().status == Status.FAILED


def test_a_call_cannot_be_cancelled_away(now: datetime, aoi: Resident, chika: Officer) -> None:
    call = told(now, aoi, contact_kind="phone", contact="0425550123")
    for act in set(Act) - {Act.DONE}:
        with pytest.raises(CannotChangeMessage):
            change_message(message=call.pk, act=act, by=acting(chika), now=now)
    assert queries.count_by_hand(["kosodate"]) == {Channel.PHONE: 1, Channel.POST: 0}


def test_an_act_that_does_not_exist_is_not_found(now: datetime, aoi: Resident, chikas_desk: Client) -> None:
    message = told(now, aoi)
    assert chikas_desk.post(f"/desk/messages/{message.pk}/burn/").status_code == 404


def test_the_way_back_leads_nowhere_else(now: datetime, aoi: Resident, chikas_desk: Client) -> None:
    message = told(now, aoi)
    elsewhere = {"next": "//elsewhere.example/desk/"}
    assert chikas_desk.post(f"/desk/messages/{message.pk}/withhold/", elsewhere).url == "/desk/messages/"
    here = {"next": "/desk/applications/0826-004217-3/"}
    assert chikas_desk.post(f"/desk/messages/{message.pk}/release/", here).url == here["next"]


def test_aoi_opens_a_message_and_ben_cannot(now: datetime, aoi: Resident, ben: Resident) -> None:
    told(now, aoi)
    (message,) = queries.list_inbox(aoi.reference)
    mark_read(resident_ref=ben.reference, message=message.id, by=acting(ben), now=now)
    assert queries.count_unread(aoi.reference) == 1 and queries.list_inbox(ben.reference) == []
    mark_read(resident_ref=aoi.reference, message=message.id, by=acting(aoi), now=now)
    assert queries.count_unread(aoi.reference) == 0


@pytest.mark.parametrize(("is_friend", "channel"), [(True, "line"), (False, "mail")])
def test_who_is_called_instead_is_shown_with_the_way_that_failed(
    now: datetime, aoi: Resident, chika: Officer, is_friend: bool, channel: str
) -> None:
    call = told(now, aoi, contact_kind="phone", contact="0425550123")
    friend = Friend.objects.create(line_user_id="U" + "a" * 32, language="ja") if is_friend else None
    OutgoingMessage.objects.update(last_error="400 Failed to send messages", friend=friend)
    assert queries.access_call(call.pk, ["kosodate"]).failed_on == channel
