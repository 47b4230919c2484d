"""Two 年度 are open at once in spring: the queue shows the one under way, and names the other."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import import_module
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from tests.capabilities.applications.test_filing import filed
from tests.city.people import NOW
from tests.city.procedures import AOIS_ANSWERS, publish_club

from madoguchi.applications.models import Application
from madoguchi.people.models import Resident
from madoguchi.review import forms, queue
from madoguchi.review.wanted import Wanted, Years

APRIL = datetime(2027, 4, 15, 1, tzinfo=UTC)  # the 15th, ten in the morning
BROTHER = {**AOIS_ANSWERS["child"], "given": "湊", "given_kana": "ミナト"}


def last_and_next_year(aoi: Resident) -> tuple[Application, Application]:
    """What was asked for fiscal 2026, and for 2027."""
    old = filed(aoi, publish_club(target_year=2026).pk)
    new = filed(aoi, publish_club(target_year=2027).pk, child=BROTHER)
    return old, new


@pytest.fixture
def in_april(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("madoguchi.base.clock.now", lambda: APRIL)


def shown(desk: Client, **asked: Any) -> str:
    return desk.get(reverse("review:queue"), asked).content.decode()


def test_an_application_is_for_the_year_its_procedure_names(city: SimpleNamespace, aoi: Resident) -> None:
    old, new = last_and_next_year(aoi)
    assert (old.fiscal_year, new.fiscal_year) == (2026, 2027)


@pytest.mark.parametrize(
    ("at", "year"),
    [
        (datetime(2027, 3, 31, 14, 59, tzinfo=UTC), 2026),  # 23:59 in the city
        (datetime(2027, 3, 31, 15, 0, tzinfo=UTC), 2027),  # midnight
    ],
)
def test_without_a_year_of_its_own_the_day_of_arrival_tells(
    city: SimpleNamespace, aoi: Resident, at: datetime, year: int
) -> None:
    version = publish_club(target_year=None, period={})
    assert filed(aoi, version.pk, now=at).fiscal_year == year


def test_applications_of_before_are_told_their_year(city: SimpleNamespace, aoi: Resident) -> None:
    old, new = last_and_next_year(aoi)
    yearless = filed(aoi, publish_club(target_year=None, limits={}).pk, now=NOW)
    Application.objects.update(fiscal_year=1)
    migration = import_module("madoguchi.applications.migrations.0003_fiscal_year")
    with connection.cursor() as cursor:
        cursor.execute(migration.BACKFILL)
    told = dict(Application.objects.values_list("pk", "fiscal_year"))
    assert told == {old.pk: 2026, new.pk: 2027, yearless.pk: 2026}


def test_in_april_the_year_under_way_is_shown_and_the_other_named(
    in_april: None, city: SimpleNamespace, aoi: Resident, chikas_desk: Client
) -> None:
    old, new = last_and_next_year(aoi)
    page = shown(chikas_desk)
    assert new.reference in page and old.reference not in page
    assert "令和8年度の申請が1件、まだ終わっていません" in page
    assert old.reference in shown(chikas_desk, pile="all", year="2026")
    both = shown(chikas_desk, year="all")
    assert old.reference in both and new.reference in both


def test_who_searches_finds_every_year(
    in_april: None, city: SimpleNamespace, aoi: Resident, chikas_desk: Client
) -> None:
    old, _ = last_and_next_year(aoi)
    found = chikas_desk.post(reverse("review:search"), {"q": "ヨシカワ"}, follow=True)
    assert old.reference in found.content.decode()


def test_in_november_the_coming_year_stands_beside_the_one_under_way(
    city: SimpleNamespace, aoi: Resident
) -> None:
    last_and_next_year(aoi)
    found = queue.list_references(sections=["kosodate"], wanted=Wanted(), on=NOW.date())
    assert len(found) == 2


def test_what_is_overdue_of_last_year_is_counted_on_the_first_page(
    in_april: None, city: SimpleNamespace, aoi: Resident, chikas_desk: Client
) -> None:
    last_and_next_year(aoi)
    page = chikas_desk.get(reverse("desk:home")).content.decode()
    assert '<span class="today-count">2</span> <span>期限超過' in page
    assert "令和8年度" in page and "令和9年度" in page


def test_the_list_taken_along_says_the_year(
    city: SimpleNamespace, aoi: Resident, chikas_desk: Client
) -> None:
    last_and_next_year(aoi)
    content = chikas_desk.post(reverse("review:export", args=["csv"])).content.decode("utf-8-sig")
    head, *rows = content.splitlines()
    at = head.split(",").index("年度")
    assert sorted(row.split(",")[at] for row in rows) == ["2026", "2027"]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2026", 2026),
        ("all", Years.ALL),
        ("", Years.CURRENT),
        ("1", Years.CURRENT),
        ("99999", Years.CURRENT),
        ("２０２６", Years.CURRENT),
        ("令和8", Years.CURRENT),
    ],
)
def test_an_address_with_a_strange_year_shows_the_usual_one(typed: str, read: int | Years) -> None:
    wanted = forms.wanted({"year": typed})
    assert wanted.year == read
    assert forms.wanted(dict(parse_qsl(forms.address_of(wanted)))) == wanted
