"""Chika says that a centre is closed; Aoi reads it before she sets out. Dan has no such page."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from tests.capabilities.places.conftest import import_again, place
from tests.city.people import make_officer, signed_in

from madoguchi.audit.models import Line
from madoguchi.people.models import Officer
from madoguchi.places import queries
from madoguchi.places.models import Place, SpecialDays

WEEK = {"days": {key: [["09:00", "16:00"]] for key in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}}
CENTRE = "/desk/places/haoto-centre/"
FACTS = {"address": "羽音本町", "phone": "0000-00-0421", "hours": "", "postal_code": "000-0013"}
WORKS = {"first_on": "2026-12-01", "last_on": "2026-12-03", "ready": "works"}


@pytest.fixture
def centre(small_city: None, city: Any, now: Any) -> Place:
    row = place("haoto-centre", "centre", "33.000000", opens=WEEK, section="kosodate")
    named = {"name": "羽音センター", "names": {"ja-easy": "[羽音|はおと]センター", "en": "Haoto Center"}}
    import_again(now, places=[row | named])
    return queries.access_place(code="haoto-centre")


@pytest.fixture
def desk(centre: Place, chika: Officer) -> Client:
    return signed_in(chika)


def test_what_chika_announces_is_read_in_every_language(desk: Client, centre: Place) -> None:
    assert desk.post(CENTRE + "announce/", WORKS).status_code == 302
    announced = SpecialDays.objects.get()
    assert announced.reason["en"] == "For inspection and repair work" and "点検" in announced.reason["ja"]
    assert not queries.opening(centre, date(2026, 12, 2)).is_open
    for language, words in [("ja", "設備の点検・工事のため"), ("en", "For inspection and repair work")]:
        read = Client(headers={"Accept-Language": language}).get("/places/haoto-centre/").content.decode()
        assert words in read
    line = Line.objects.get(verb="place.days_announced")
    assert line.details == {"from": "2026-12-01", "until": "2026-12-03", "open": False}
    desk.post(f"/desk/places/days/{announced.pk}/take-back/")
    assert queries.opening(centre, date(2026, 12, 2)).is_open
    assert Line.objects.filter(verb="place.days_taken_back").count() == 1


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"last_on": "2026-11-30"}, "終わりの日が始まりの日より前です"),
        ({"first_on": "2026-11-01", "last_on": "2026-11-02"}, "過ぎた日です"),
        ({"last_on": "2028-12-31"}, "一度にお知らせできるのは1年までです"),
        ({"ready": ""}, "理由を選ぶか"),
        ({"first_on": "あした", "last_on": ""}, "日付を入力してください"),
        ({"special_hours": "朝から"}, "時間は「9:00-17:00」のように"),
    ],
)
def test_what_cannot_be_announced_is_said_and_kept(desk: Client, given: dict[str, str], words: str) -> None:
    answer = desk.post(CENTRE + "announce/", WORKS | {"reason_easy": "そのまま"} | given)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert "そのまま" in answer.content.decode()
    assert not SpecialDays.objects.exists()


def test_chika_changes_the_usual_hours(desk: Client, centre: Place) -> None:
    typed = {"mon": "9:00〜12:00、13:00-17:00", "sun": "休み", "holiday": "", "yearly": "12/29〜1/3"}
    assert desk.post(CENTRE, FACTS | typed).status_code == 302
    centre.refresh_from_db()
    assert centre.opens == {
        "days": {"mon": [["09:00", "12:00"], ["13:00", "17:00"]]},
        "moves_on": False,
        "yearly": [{"since": "12-29", "until": "01-03"}],
    }
    assert Line.objects.get(verb="place.changed").details == {
        "fields": ["postal_code", "address", "phone", "opens"]
    }
    again = desk.get(CENTRE).content.decode()
    assert "09:00–12:00、13:00–17:00" in again and "12/29〜1/3" in again
    assert desk.post(CENTRE, FACTS | typed).status_code == 302
    assert Line.objects.filter(verb="place.changed").count() == 1


@pytest.mark.parametrize(
    "typed",
    [{"mon": "17:00-9:00"}, {"mon": "9-17"}, {"yearly": "冬"}, {"postal_code": "13"}, {"phone": "0" * 201}],
)
def test_facts_that_cannot_be_read_change_nothing(desk: Client, centre: Place, typed: dict[str, str]) -> None:
    answer = desk.post(CENTRE, FACTS | typed)
    assert answer.status_code == 422 and next(iter(typed.values())) in answer.content.decode()
    centre.refresh_from_db()
    assert centre.opens == WEEK and centre.phone == ""


def test_dan_has_no_such_page(centre: Place, city: Any) -> None:
    dan = signed_in(make_officer(section=city.fukushi))
    SpecialDays.objects.create(
        place=centre,
        first_on=date(2026, 12, 1),
        last_on=date(2026, 12, 1),
        reason={},
        announced_at="2026-11-22T00:00Z",
    )
    days = SpecialDays.objects.get().pk
    assert "羽音センター" not in dan.get("/desk/places/").content.decode()
    assert dan.get(CENTRE).status_code == dan.get("/desk/places/nowhere/").status_code == 404
    assert dan.post(CENTRE, FACTS).status_code == dan.post(CENTRE + "announce/", WORKS).status_code == 404
    assert dan.post(f"/desk/places/days/{days}/take-back/").status_code == 404
    assert SpecialDays.objects.count() == 1


def test_everybody_finds_a_place(centre: Place, django_assert_num_queries: Any) -> None:
    stranger = Client()
    with django_assert_num_queries(3):
        found = stranger.get("/places/", {"kind": "centre", "district": "wakamugi"}).content.decode()
    assert "羽音センター" in found and "09:00–16:00" in found
    assert "羽音センター" in stranger.get("/", {"q": "はおと"}).content.decode()
    nothing = stranger.get("/places/", {"q": "どこにもない"}).content.decode()
    assert "該当する施設が見つかりませんでした" in nothing
    assert "羽音センター" not in stranger.get("/places/", {"kind": "atlantis", "q": "\0"}).content.decode()
    assert stranger.get("/places/nowhere/").status_code == 404


def test_a_school_says_until_when_it_takes_notices(desk: Client, now: Any) -> None:
    import_again(now, places=[place("north", "school", "33.020000", section="kosodate")])
    page = "/desk/places/north/"
    assert desk.post(page, FACTS | {"notify_by": "8:10", "arrives_by": "８：３０"}).status_code == 302
    assert 'value="08:10"' in desk.get(page).content.decode()
    assert desk.post(page, FACTS | {"notify_by": "朝", "arrives_by": ""}).status_code == 422


def test_a_place_closed_for_good_is_not_open_today(desk: Client, centre: Place) -> None:
    Place.objects.filter(pk=centre.pk).update(closed_on=date(2026, 11, 1))
    assert "廃止しました" in desk.get("/desk/places/").content.decode()
    page = Client().get("/places/haoto-centre/").content.decode()
    assert "2026年11月1日(日)に廃止" in page and "本日は開いて" not in page and "09:00–16:00" not in page
