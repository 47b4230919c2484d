"""The first page of the day."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from tests.capabilities.applications.test_filing import filed
from tests.city.people import NOW
from tests.city.procedures import publish_club

from madoguchi.desk.charts import HEIGHT, bars
from madoguchi.people.models import Resident

TOKYO = ZoneInfo("Asia/Tokyo")
MIDNIGHT = datetime(2026, 12, 13, tzinfo=TOKYO)


def test_the_morning_after_an_evening_peak() -> None:
    counts = Counter({MIDNIGHT + timedelta(hours=23): 40, MIDNIGHT + timedelta(hours=12): 10})
    chart = bars(counts, since=MIDNIGHT, until=MIDNIGHT + timedelta(hours=32, minutes=30))
    assert len(chart.bars) == 33 and chart.peak is not None
    assert (chart.peak.begins_at.hour, chart.peak.height, chart.peak.is_night) == (23, HEIGHT, True)
    assert [bar.count for bar in chart.busy] == [10, 40]
    assert chart.bars[12].height == HEIGHT // 4


def test_a_quiet_night_has_no_peak() -> None:
    chart = bars({}, since=MIDNIGHT, until=MIDNIGHT + timedelta(hours=2))
    assert chart.peak is None and not chart.busy


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("madoguchi.base.clock.now", lambda: NOW + timedelta(hours=20))


def test_chika_sees_counts_and_no_names(city: SimpleNamespace, aoi: Resident, chikas_desk: Client) -> None:
    filed(aoi, publish_club().pk)
    page = chikas_desk.get(reverse("desk:home")).content.decode()
    assert '<span class="today-count">1</span>' in page and "𠮷川" not in page


def test_dan_sees_none_of_them(city: SimpleNamespace, aoi: Resident, dans_desk: Client) -> None:
    filed(aoi, publish_club().pk)
    page = dans_desk.get(reverse("desk:home")).content.decode()
    assert '<span class="today-count">1</span>' not in page
