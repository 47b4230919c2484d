"""What going online brought: from the applications themselves, with the formula, small counts hidden."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.capabilities.applications.test_filing import filed
from tests.city.people import NOW, make_resident
from tests.city.procedures import publish_club

from madoguchi.applications.models import Application
from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.audit.models import Line
from madoguchi.insights import counting
from madoguchi.insights.counting import Scope
from madoguchi.rules.calendar import TOKYO
from madoguchi.rules.doors import Door

EFFECT = {"resident_minutes": "95", "officer_minutes": "38", "sheets": "7.4"}
FRIDAY_NIGHT = datetime(2026, 11, 20, 23, 40, tzinfo=TOKYO)
FRIDAY_NOON = datetime(2026, 11, 20, 12, 0, tzinfo=TOKYO)


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("madoguchi.base.clock.now", lambda: NOW)


@pytest.fixture
def version(city: SimpleNamespace) -> int:
    return publish_club(effect=EFFECT, limits={}).pk


def arrived(version: int, count: int, at: datetime, **row: object) -> None:
    """So many applications as they stand in the ledger; how they were filed does not matter here."""
    first = Application.objects.order_by("pk").first() or filed(make_resident(), version, now=NOW)
    copies = []
    for number in range(count):
        copy = Application.objects.get(pk=first.pk)
        copy.pk, copy.arrived_at = None, at + timedelta(seconds=number)
        copy.reference = f"{at:%d%H}-{row.get('medium', '')}-{version}{row.get('section', '')}-{number}"
        for name, value in row.items():
            setattr(copy, name, value)
        copies.append(copy)
    Application.objects.bulk_create(copies)


@pytest.fixture
def year(version: int) -> int:
    """100 online at night, 20 at noon with help, 5 on paper; and the one they are copies of, on a Sunday."""
    arrived(version, 100, FRIDAY_NIGHT)
    arrived(version, 20, FRIDAY_NOON, door=Door.ASSISTED)
    arrived(version, 5, FRIDAY_NOON, door=Door.ENTERED, medium="post")
    arrived(version, 3, datetime(2026, 3, 31, 23, 59, 50, tzinfo=TOKYO))  # the year before
    return 2026


def page_of(desk: Client, name: str = "effect", **query: str) -> str:
    response = desk.get(reverse(f"insights:{name}"), query)
    assert response.status_code == 200
    return response.content.decode()


def test_figures_follow_from_the_rows(year: int) -> None:
    found = counting.figures(Scope(year=year, sections=["kosodate"]))
    assert (found.effect.online, found.split.total) == (121, 126)
    assert found.effect.sheets == 895  # 7.4 × 121, rounded down
    assert (found.effect.resident_hours, found.effect.officer_hours) == (191, 76)
    assert (found.hours.late, found.hours.by_hour[12], found.hours.out_of_hours) == (100, 21, 101)
    assert counting.figures(Scope(year=2025, sections=None)).split.total == 3


def test_each_figure_stands_beside_its_formula(year: int, chikas_desk: Client) -> None:
    page = page_of(chikas_desk)
    for said in (
        "7.4枚×121件=895枚",
        "住民 191時間+職員 76時間",
        "オンライン 121件÷全体 126件",
        "96.0 %",
        "午後11時台 100件(82.6%)",
        "いちばん多いのは23時台 100件",
        "疑わしいときは担当課に",
    ):
        assert said in page
    assert page.count('<rect class="chart-bar') == 2 and "表で見る" in page


def test_another_section_sees_the_city_without_small_counts(
    version: int, dans_desk: Client, chikas_desk: Client
) -> None:
    arrived(version, 2, FRIDAY_NOON)
    assert "この年度に届いた申請はありません" in page_of(dans_desk)
    assert "5件未満のため非表示" in page_of(dans_desk, of="city")
    assert "5件未満のため非表示" not in page_of(chikas_desk, of="city")
    file = dans_desk.get(reverse("insights:effect_file", args=["csv"]), {"of": "city"})
    assert "5件未満のため非表示" in file.content.decode("utf-8-sig")


@pytest.fixture
def other(version: int) -> int:
    """A second procedure, which another section answers for."""
    return publish_club(id="shussan_toroku", effect=EFFECT, limits={}).pk


def of_welfare(version: int, count: int, at: datetime = FRIDAY_NOON, **row: object) -> None:
    """So many of them, of the section that Chika is not in."""
    arrived(version, count, at, section="fukushi", version_id=version, **row)


def test_a_foot_does_not_give_away_the_one_small_count_above_it(
    year: int, other: int, chikas_desk: Client
) -> None:
    of_welfare(other, 3)
    page = page_of(chikas_desk, of="city")
    assert "126" in page and "129" not in page  # hers and theirs
    assert "124" not in page and "5件未満のため非表示" in page
    assert "95.9 %" not in page and "96.1 %" not in page  # nor does the share of both


def test_no_sum_is_worth_more_than_the_rows_as_they_are_shown(
    year: int, other: int, chikas_desk: Client
) -> None:
    """Two hidden counts whose sum, and whose sum in sheets, are known would be no secret."""
    of_welfare(other, 3)
    third = publish_club(id="ninchi", effect={**EFFECT, "sheets": "2"}, limits={}).pk
    of_welfare(third, 2, FRIDAY_NIGHT, medium="online", door=Door.ASSISTED)
    page = page_of(chikas_desk, of="city")
    assert "126件" in page.replace("全体 131件", "126件")  # five more in all: that much may be known
    assert "895枚" in page and "917枚" not in page and "921枚" not in page


def test_a_procedure_is_whole_to_nobody_whose_section_had_only_part_of_it(
    version: int, chikas_desk: Client
) -> None:
    """Its section changed in the middle of the year: what came to the one before is not hers."""
    arrived(version, 100, FRIDAY_NIGHT)
    of_welfare(version, 3)
    page = page_of(chikas_desk, of="city")
    assert ">101<" in page_of(chikas_desk) and ">104<" not in page


def test_few_papers_hide_behind_the_total_and_leave_what_was_saved(
    year: int, other: int, chikas_desk: Client
) -> None:
    of_welfare(other, 60, FRIDAY_NIGHT)
    of_welfare(other, 3, medium="post", door=Door.ENTERED)
    page = page_of(chikas_desk, of="city")
    assert ">60<" in page and ">63<" not in page and ">189<" not in page
    assert ">181<" in page and ">1,339<" in page  # online, and the sheets of 121 and of 60


def test_hours_and_doors_of_others_are_no_smaller_than_any_count(
    year: int, other: int, chikas_desk: Client
) -> None:
    of_welfare(other, 40)
    of_welfare(other, 30, FRIDAY_NIGHT)
    of_welfare(other, 2, datetime(2026, 11, 20, 3, 0, tzinfo=TOKYO), door=Door.REPRESENTATIVE)
    page = page_of(chikas_desk, of="city")
    assert "ほかの課に届いた申請が5件未満の時刻" in page
    assert '<th scope="row">3</th>' not in page and '<th scope="row">4</th>' in page
    assert '<th scope="row">23</th>' not in page and "午後11時台" not in page  # would give the other away
    assert "代理" in page and ">2</td>" not in page and ">1.0</td>" not in page


def test_papers_that_the_share_tells_hide_no_door(year: int, other: int, chikas_desk: Client) -> None:
    """All but what came online is what officers typed: hidden, it would leave the other one alone."""
    of_welfare(other, 90)
    of_welfare(other, 4, FRIDAY_NIGHT, door=Door.ASSISTED)
    of_welfare(other, 8, medium="post", door=Door.ENTERED)
    page = page_of(chikas_desk, of="city")
    own, entered = (
        page.partition(f"split-mark split-{door}")[2].partition("</tr>")[0] for door in ("own", "entered")
    )
    assert ">13<" in entered and ">191<" not in own  # five and 101 of them hers


def test_what_is_taken_along_is_on_record(year: int, chikas_desk: Client) -> None:
    response = chikas_desk.get(reverse("insights:effect_file", args=["csv"]))
    assert response.headers["Content-Disposition"] == 'attachment; filename="effect-2026.csv"'
    assert "学童クラブ利用申請,126,121,7.4,895,95,191,38,76" in response.content.decode("utf-8-sig")
    assert Line.objects.get(verb="insights.effect_exported").details == {"of": "2026", "kind": "csv"}
    assert chikas_desk.get(reverse("insights:effect_file", args=["pdf"])).status_code == 404


def test_a_month_in_which_a_club_looked_is_a_list_not_extracted(version: int) -> None:
    emi = Actor(kind="member", ref="m-1", entrance="partner")
    for place, at in (
        ("wakamugi-club", FRIDAY_NOON),
        ("wakamugi-club", FRIDAY_NIGHT),
        ("sorano-club", FRIDAY_NOON),
        ("wakamugi-club", datetime(2026, 12, 1, 0, 5, tzinfo=TOKYO)),
        ("wakamugi-club", datetime(2026, 3, 31, 23, 55, tzinfo=TOKYO)),
    ):
        audit.record(verb="roster.listed", about=("place", place), by=emi, now=at)
    audit.record(verb="roster.printed", about=("place", "other"), by=emi, now=FRIDAY_NOON)
    assert counting.extracts_avoided(Scope(year=2026, sections=None)) == 3


@pytest.mark.parametrize("year", ["", "abc", "９９９９", "1", "99999999999", "2026 ", "02026999", "0" * 5000])
def test_a_year_that_is_none_is_this_year(version: int, chikas_desk: Client, year: str) -> None:
    assert "令和8年度" in page_of(chikas_desk, year=year)


def test_the_page_takes_as_many_queries_for_many_as_for_few(version: int, chikas_desk: Client) -> None:
    def counted(more: int) -> int:
        arrived(version, more, FRIDAY_NIGHT + timedelta(hours=more))
        with CaptureQueriesContext(connection) as asked:
            page_of(chikas_desk)
        return len(asked)

    page_of(chikas_desk)
    assert counted(1) == counted(60) == 8
