"""Friends on LINE by week: from what LINE told, beside what happened, of few people nothing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from tests.city import line
from tests.city.people import make_resident

from madoguchi.audit.actions import SYSTEM
from madoguchi.audit.models import Line
from madoguchi.insights import actions
from madoguchi.insights.models import Occasion, Population
from madoguchi.messaging.actions import show_menus
from madoguchi.messaging.models import Friend, FriendMove, LineBroadcast, Menu, MenuSwitch
from madoguchi.outreach import keeping
from madoguchi.outreach.models import Broadcast, Profile
from madoguchi.places.models import District
from madoguchi.rules.calendar import TOKYO
from madoguchi.rules.friendship import Move

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=TOKYO)  # a Tuesday
GROWTH = "insights:growth"


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr("madoguchi.base.clock.now", lambda: NOW)
    settings.LINE_CHANNEL_SECRETS = [line.SECRET]


def moved(what: Move, count: int, *, weeks_ago: int) -> None:
    """So many came or went then; who they were does not matter here."""
    at = NOW - timedelta(weeks=weeks_ago)
    FriendMove.objects.bulk_create(FriendMove(what=what, at=at) for _ in range(count))


def district(code: str, people: int | None = None) -> District:
    made = District.objects.create(code=code, name=code, kana=code)
    if people is not None:
        Population.objects.create(district=made, counted_on=date(2026, 4, 1), people=people)
    return made


def test_what_line_tells_is_counted_in_the_week_in_which_it_happened(db: None) -> None:
    monday_before = -86_400
    line.post(
        line.event("follow", after=monday_before - 3600),
        line.event("unfollow", after=monday_before),
        line.event("follow"),
    )
    line.work()
    assert list(FriendMove.objects.order_by("at").values_list("what", flat=True)) == [
        "joined",
        "blocked",
        "returned",
    ]


def test_who_comes_back_is_given_the_menu_anew(db: None) -> None:
    line.post(line.event("follow"))
    line.work()
    Friend.objects.update(menu_given="1:ja")
    line.post(line.event("unfollow", after=1), line.event("follow", after=2))
    line.work()
    assert Friend.objects.get().menu_given == ""


def test_an_administrator_sees_every_week(makotos_desk: Client, city: SimpleNamespace) -> None:
    district("minami", 20_000)
    moved(Move.JOINED, 40, weeks_ago=2)
    moved(Move.BLOCKED, 3, weeks_ago=0)
    page = makotos_desk.get(reverse(GROWTH)).content.decode()
    assert "友だち 37人÷人口 20,000人" in page and "0.18 %" in page
    assert "非表示" not in page
    rows = page[page.index('class="table table-dense by-week"') :]
    assert rows.count('<th scope="row">') == 3 and "polyline" in page


def test_others_see_no_small_counts(chikas_desk: Client) -> None:
    moved(Move.JOINED, 40, weeks_ago=2)
    moved(Move.BLOCKED, 3, weeks_ago=0)
    page = chikas_desk.get(reverse(GROWTH)).content.decode()
    assert ">3<" not in page and "5人未満の数は" in page
    file = chikas_desk.get(reverse("insights:growth_file", args=["csv"])).content.decode("utf-8-sig")
    assert "2026-11-23,＊,＊,＊,37," in file


def test_a_district_is_known_of_those_who_said_so(
    makotos_desk: Client, chikas_desk: Client, city: SimpleNamespace
) -> None:
    minami, resident = district("minami", 1000), make_resident()
    friend = Friend.objects.create(
        line_user_id=line.AOI, language="ja", followed_at=NOW, resident_ref=resident.reference
    )
    FriendMove.objects.create(friend=friend, what=Move.JOINED, at=NOW)
    keeping.refresh(keeping.RESIDENT, resident.pk)
    Profile.objects.update(district=minami.code)
    moved(Move.JOINED, 8, weeks_ago=1)
    page = makotos_desk.get(reverse(GROWTH)).content.decode()
    assert "0.10 %" in page  # 1 of 1000
    seen = makotos_desk.get(reverse(GROWTH), {"district": "minami"}).content.decode()
    assert "友だち 1人÷人口 1,000人" in seen
    seen_by_chika = chikas_desk.get(reverse(GROWTH), {"district": "minami"}).content.decode()
    assert "友だち 9人" in seen_by_chika and "0.10 %" not in seen_by_chika


def test_what_happened_is_marked_with_the_week_it_happened_in(
    chikas_desk: Client, city: SimpleNamespace, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    moved(Move.JOINED, 40, weeks_ago=5)
    LineBroadcast.objects.create(
        key="k", title="台風のお知らせ", lane="bulk", messages={}, recipients=9,
        queued_at=NOW - timedelta(weeks=3), expires_at=NOW,
    )  # fmt: skip
    menu = Menu.objects.create(content={}, saved_at=NOW, published_at=NOW)
    MenuSwitch.objects.create(menu=menu, mode="everyday", begun_at=NOW - timedelta(weeks=3))
    show_menus(mode="disaster", officer="", by=SYSTEM, now=NOW)
    page = chikas_desk.get(reverse(GROWTH)).content.decode()
    for said in ("一斉配信: 台風のお知らせ", "ふだんのメニューに切替え", "災害時のメニューに切替え"):
        assert said in page
    assert page.count('class="mark-number"') == 2


def test_a_broadcast_in_waves_happened_once(chikas_desk: Client) -> None:
    moved(Move.JOINED, 40, weeks_ago=5)
    row = Broadcast.objects.create(name="まつり", section="kosodate", words={}, written_at=NOW)
    row.waves.create(number=1, code="1", leaves_at=NOW - timedelta(hours=4), people=9)  # nobody on LINE
    for number in (2, 3):
        at = NOW - timedelta(hours=4 - number)
        sent = LineBroadcast.objects.create(
            key=f"{number}",
            title="まつり",
            lane="bulk",
            messages={},
            recipients=9,
            queued_at=at,
            expires_at=NOW,
        )
        row.waves.create(number=number, code=f"{number}", leaves_at=at, people=9, on_line=sent.pk)
    page = chikas_desk.get(reverse(GROWTH)).content.decode()
    assert page.count("一斉配信: まつり") == 1


def test_an_officer_marks_a_day_and_takes_it_away_again(chikas_desk: Client, makotos_desk: Client) -> None:
    note = reverse("insights:occasion_note")
    refused = chikas_desk.post(note, {"day": "2027-01-01", "words": "広報7月号"})
    assert refused.status_code == 422 and 'value="広報7月号"' in refused.content.decode()
    assert "まだ来ていない日です" in refused.content.decode()
    makotos_desk.post(note, {"day": "2026-11-20", "words": "広報7月号"})
    moved(Move.JOINED, 40, weeks_ago=5)
    assert "広報7月号" in chikas_desk.get(reverse(GROWTH)).content.decode()
    remove = reverse("insights:occasion_remove", args=[Occasion.objects.get().pk])
    assert chikas_desk.post(remove).status_code == 404
    assert makotos_desk.post(remove).status_code == 302
    assert makotos_desk.post(remove).status_code == 404  # gone already
    assert set(Line.objects.filter(about_kind="occasion").values_list("verb", flat=True)) == {
        "occasion.noted",
        "occasion.removed",
    }


def test_people_are_typed_in_by_district(makotos_desk: Client, chikas_desk: Client) -> None:
    district("kita"), district("minami")
    people = reverse("insights:population")
    assert chikas_desk.get(people).status_code == 404
    typed = {"on": "2026-11-01", "people-kita": "1,200", "people-minami": "many"}
    refused = makotos_desk.post(people, typed)
    assert refused.status_code == 422 and 'value="many"' in refused.content.decode()
    assert not Population.objects.exists()
    makotos_desk.post(people, typed | {"people-minami": "800"})
    makotos_desk.post(people, typed | {"people-minami": "900"})
    assert dict(Population.objects.values_list("district", "people")) == {"kita": 1200, "minami": 900}
    assert 'value="900"' in makotos_desk.get(people).content.decode()


def test_what_is_taken_along_is_on_record(makotos_desk: Client) -> None:
    moved(Move.JOINED, 40, weeks_ago=1)
    actions.note_occasion(day=NOW.date(), words="広報", officer="1", by=SYSTEM, now=NOW)
    file = makotos_desk.get(reverse("insights:growth_file", args=["csv"]), {"span": "13"})
    assert "2026-11-23,0,0,0,40,,,広報" in file.content.decode("utf-8-sig")
    assert Line.objects.get(verb="insights.growth_exported").details == {"of": "city", "kind": "csv"}
    assert makotos_desk.get(reverse("insights:growth_file", args=["pdf"])).status_code == 404
