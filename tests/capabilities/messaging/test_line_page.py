"""Makoto sees how the city's account on LINE fares, and can stop it; Chika has no such page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.city.people import signed_in

from madoguchi.audit.actions import SYSTEM
from madoguchi.base import clock
from madoguchi.messaging import actions
from madoguchi.messaging.models import Friend, LineBroadcast, LineChannel
from madoguchi.people.models import Officer
from madoguchi.rules.messages import Lane

pytestmark = pytest.mark.django_db

PAGE = "/desk/messages/line/"


@pytest.fixture
def desk(makoto: Officer, settings: Any) -> Client:
    """Makoto at his desk, in a city that is on LINE."""
    settings.LINE_CHANNEL_ID, settings.LINE_CHANNEL_SECRETS = "2000000001", ["secret"]
    return signed_in(makoto)


def news() -> LineBroadcast:
    now = clock.now()
    Friend.objects.create(line_user_id="U1", language="ja", followed_at=now)
    return actions.broadcast(
        key="news", title="ごみの日", messages={"ja": [{"type": "text", "text": "ごみの日"}]},
        to=Friend.objects.all(), lane=Lane.BULK, expires_at=now + timedelta(hours=1), by=SYSTEM, now=now,
    )  # fmt: skip


def test_a_city_without_line_reads_what_to_do(makoto: Officer, settings: Any) -> None:
    settings.LINE_CHANNEL_ID = ""
    assert "まだ設定されていません" in signed_in(makoto).get(PAGE).content.decode()


def test_all_of_line_is_stopped_and_started(desk: Client) -> None:
    page = desk.post(reverse("messaging:line_switch", args=["stop"]), follow=True)
    assert (
        LineChannel.objects.get().stopped_by == "1003"
        and "LINEの送信を停止しています" in page.content.decode()
    )
    desk.post(reverse("messaging:line_switch", args=["start"]))
    assert LineChannel.objects.get().stopped_at is None


def test_one_broadcast_is_stopped_and_goes_on(desk: Client) -> None:
    row = news()
    assert "ごみの日" in desk.get(PAGE).content.decode()
    for act, is_stopped in (("stop", True), ("resume", False)):
        desk.post(reverse("messaging:line_broadcast", args=[row.pk, act]))
        row.refresh_from_db()
        assert (row.stopped_at is not None) is is_stopped
    assert desk.post(reverse("messaging:line_broadcast", args=[row.pk, "explode"])).status_code == 404


def test_the_page_asks_little_of_the_database(desk: Client) -> None:
    news()
    with CaptureQueriesContext(connection) as asked:
        desk.get(PAGE)
    ours = [each for each in asked if "messaging_" in each["sql"]]
    assert len(ours) == 7


def test_other_officers_have_no_such_page(chika: Officer) -> None:
    assert signed_in(chika).get(PAGE).status_code == 404
