"""What LINE tells us: kept once, worked in order, and nothing that is unknown or broken does harm."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.city.line import AOI, BEN, NOON, SECRET, event, post, post_body, said, work

from madoguchi.audit.models import Line
from madoguchi.line import working
from madoguchi.messaging.models import Friend, LineEvent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _channel(settings: Any) -> None:
    settings.LINE_CHANNEL_SECRETS = ["new" * 10, SECRET]


def test_events_are_kept_once_and_promised_once_for_each_person() -> None:
    posted = [event("follow"), said("学童"), event("follow", BEN), event("follow", person="C" * 33)]
    assert post(*posted).status_code == 200
    assert post(*posted).status_code == 200  # the platform was not sure that we heard it
    assert LineEvent.objects.count() == 4
    promised = ProcrastinateJob.objects.filter(task_name="line.work").values_list("args", flat=True)
    assert sorted(each["person"] for each in promised) == [AOI, BEN]
    assert LineEvent.objects.filter(line_user_id="").exclude(worked_at=None).count() == 1


def test_keeping_takes_one_statement(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        post(event("follow"), said("学童"), event("follow", BEN))


def test_the_platform_asks_whether_we_are_there() -> None:
    assert post().status_code == 200


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"secret": "another" * 4}, 401),
        ({"signature": ""}, 401),
        ({"signature": "署名"}, 401),
        ({"body": b"{"}, 400),
        ({"body": b"[]"}, 400),
        ({"body": b"\xff"}, 400),
        ({"body": b" " * 6_000_000}, 413),
    ],
)
def test_what_does_not_come_from_the_platform_is_kept_out(asked: dict[str, Any], status: int) -> None:
    answer = post(event("follow"), **asked)
    assert (answer.status_code, answer.content) == (status, b"")
    assert not LineEvent.objects.exists()


def test_a_form_is_no_webhook() -> None:
    assert Client().post("/line/webhook/", {"events": "[]"}).status_code == 400


def test_without_a_channel_nobody_is_believed(settings: Any) -> None:
    settings.LINE_CHANNEL_SECRETS = []
    assert post(event("follow"), secret="").status_code == 401
    assert Client().get("/line/webhook/").status_code == 405


def test_unknown_things_are_kept_and_passed_over() -> None:
    strange = [
        event("hologram", surprise={"a": [None]}),
        event("message", message={"type": "scent", "id": "1"}),
        event("message", message="?"),
        event("message"),
        event("postback", postback=[]),
        event("unsend"),
        event("follow", mode="standby"),
        event("beacon", beacon={"hwid": "d41d8cd98f", "type": "enter"}),
    ]
    assert post(*strange).status_code == 200
    work()
    assert not LineEvent.objects.filter(worked_at=None).exists()


def test_a_text_of_a_hundred_kilobytes_and_letters_that_are_none() -> None:
    assert post(said("あ" * 34_000)).status_code == 200
    wild = b'{"events":[{"webhookEventId":"9","type":"message","message":{"text":"\\u0000\\ud800"}}]}'
    assert post_body(wild).status_code == 200
    work()


def test_following_and_blocking_in_any_order_is_what_happened_last() -> None:
    story = [event("follow", after=0), event("unfollow", after=5), event("follow", after=9)]
    for _ in range(4):
        shuffled = random.sample([*story, *story], 6)
        for each in shuffled:
            post(each)
            work()
        assert Friend.objects.get(line_user_id=AOI).is_reached, shuffled
        Friend.objects.all().delete()
        LineEvent.objects.all().delete()


def test_who_blocks_the_account_loses_nothing_but_messages() -> None:
    post(event("follow"), event("unfollow", after=5))
    work()
    friend = Friend.objects.get()
    assert not friend.is_reached
    assert friend.unlinked_at is None
    recorded = Line.objects.filter(about_kind="friend").order_by("pk")
    assert [each.verb for each in recorded] == ["friend.followed", "friend.blocked"]
    assert AOI not in str(list(recorded.values()))


def test_what_somebody_wrote_is_gone_once_it_was_worked() -> None:
    secret = "うちの子の名前は麦です"
    place = {"type": "location", "id": "7", "address": secret, "latitude": 35.0, "longitude": 139.0}
    post(said(secret), event("message", message=place), event("message", message={"fileName": secret}))
    work(now=NOON)
    assert secret not in str(list(LineEvent.objects.values_list("raw", flat=True)))
    assert "35.0" not in str(list(LineEvent.objects.values_list("raw", flat=True)))


def test_what_cannot_be_worked_for_an_hour_holds_nobody_up() -> None:
    post(said("学童"))
    LineEvent.objects.update(received_at=NOON - timedelta(hours=2))
    post(said("図書館"))
    assert working.give_up(before=NOON - timedelta(hours=1), now=NOON) == 1
    assert LineEvent.objects.filter(worked_at=None).count() == 1
    assert "学童" not in str(list(LineEvent.objects.exclude(worked_at=None).values_list("raw")))
