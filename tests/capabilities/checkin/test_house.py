"""Chika at the centre: a board that lives, families without a phone, a stranger, a mistake, paper."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace
from urllib.parse import unquote
from uuid import uuid4

import pytest
from django.test import Client
from tests.city.people import NOW, acting, make_resident, signed_in
from tests.city.visits import MUGI, came, found_centres, registered

from madoguchi.audit.models import Line
from madoguchi.base import clock
from madoguchi.checkin.actions import registering
from madoguchi.checkin.models import Correction, Point, Scan, Visit
from madoguchi.people.models import Officer, Resident
from madoguchi.rules.visits import Close, Direction

pytestmark = pytest.mark.django_db


@pytest.fixture
def point(city: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> Point:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return found_centres(city.kosodate)[0]


@pytest.fixture
def desk(chika: Officer, point: Point) -> Client:
    return signed_in(chika)


def url(point: Point, rest: str = "") -> str:
    return f"/desk/visits/{point.pk}/{rest}"


def test_the_board_shows_who_is_there_and_asks_for_news_alone(
    desk: Client, point: Point, aoi: Resident
) -> None:
    came(registered(aoi, care="卵アレルギー"), point, now=NOW - timedelta(hours=1))
    page = desk.get(url(point)).content.decode()
    assert "𠮷川 麦" in page and "卵アレルギー" in page and "11:00" in page
    assert Line.objects.filter(verb="family.viewed").count() == 1
    (seen,) = re.findall(r"seen=(\w+)", page)
    asked = {"headers": {"HX-Request": "true"}}
    assert desk.get(url(point), {"seen": seen}, **asked).status_code == 204
    came(registered(make_resident(), MUGI), point)
    news = desk.get(url(point), {"seen": seen}, **asked).content.decode()
    assert news.count("<tr>") == 3 and "<html" not in news


@pytest.mark.parametrize("many", [1, 12])
def test_the_board_costs_the_same_for_a_full_house(
    desk: Client, point: Point, many: int, django_assert_max_num_queries: object
) -> None:
    for _ in range(many):
        came(registered(make_resident()), point)
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        assert desk.get(url(point)).status_code == 200


def test_dan_finds_no_centre_and_no_family(dan: Officer, desk: Client, point: Point, aoi: Resident) -> None:
    family = registered(aoi)
    visit = came(family, point)
    other = signed_in(dan)
    assert "haoto-centre" not in other.get("/desk/visits/").content.decode()
    for path in (url(point), url(point, "poster/"), f"/desk/visits/families/{family.pk}/"):
        assert other.get(path).status_code == 404
    assert other.get(f"/desk/visits/correct/{visit.pk}/").status_code == 404
    assert other.post(url(point, "find/"), {"kana": "ヨシカワ"}).status_code == 404
    assert other.post(url(point, "say/"), {"family": family.pk, "direction": "out"}).status_code == 404


def test_a_family_without_a_phone_is_found_by_its_reading(desk: Client, point: Point) -> None:
    family = registered(None)
    for typed in ("よしかわ", "ムギ", "ヨシカワ ミ"):
        found = desk.post(url(point, "find/"), {"kana": typed}, follow=True)
        assert str(family.pk) in found.content.decode()
        assert typed not in unquote(found.redirect_chain[-1][0])
    nobody = desk.post(url(point, "find/"), {"kana": "カワ"}, follow=True)
    assert str(family.pk) not in nobody.content.decode()
    desk.post(url(point, "say/"), {"family": family.pk, "direction": "in"})
    assert Visit.objects.get().members == sorted(child.pk for child in family.children.all())


def test_a_card_lets_in_and_out_and_an_older_one_does_not(
    desk: Client, point: Point, chika: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    family = registered(None)
    old, new = (registering.make_card(family=family, by=acting(chika), now=NOW) for _ in range(2))
    refused = desk.post(url(point, "say/"), {"card": old})
    assert refused.status_code == 422 and "前に発行した" in refused.content.decode()
    desk.post(url(point, "say/"), {"card": new})
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=20))
    desk.post(url(point, "say/"), {"card": new})
    assert Visit.objects.get().close == Close.STAFF
    assert old not in str(list(Line.objects.values_list("details", flat=True)))


def test_a_stranger_is_written_down_by_three_fields(desk: Client, point: Point) -> None:
    wrong = desk.post(url(point, "guest/"), {"kana": "山", "guests": "0", "care": "車いす"})
    page = wrong.content.decode()
    assert wrong.status_code == 422 and "車いす" in page and page.count("＊") == 2
    desk.post(url(point, "guest/"), {"kana": "やまだ", "guests": "2", "care": ""})
    page = desk.get(url(point)).content.decode()
    assert "ヤマダ" in page and "登録なし" in page and "<strong>2</strong>" in page


def test_a_mistake_is_corrected_with_a_reason_and_nothing_heard_is_lost(
    desk: Client, point: Point, aoi: Resident
) -> None:
    came(registered(aoi), point, now=NOW - timedelta(hours=2))
    correct = f"/desk/visits/correct/{Visit.objects.get().pk}/"
    page = desk.get(correct).content.decode()
    assert page.index('value="times"') < page.index('value="strike"')  # the first is what Enter presses
    refused = desk.post(correct, {"opened": "13:00", "closed": "9:00", "reason": ""})
    assert refused.status_code == 422 and refused.content.decode().count("＊") == 3
    assert not Correction.objects.exists()
    desk.post(correct, {"opened": "09:30", "closed": "11:15", "reason": "退室の押し忘れ"})
    visit = Visit.objects.get()
    assert (visit.close, visit.closed_at) == (Close.STAFF, NOW - timedelta(minutes=45))
    assert Scan.objects.count() == 3 and Correction.objects.get().reason == "退室の押し忘れ"
    assert "押し忘れ" not in str(list(Line.objects.values_list("details", flat=True)))
    assert desk.post(correct, {"act": "strike", "reason": "x"}).status_code == 404  # it is another one now


def test_a_visit_that_was_none_is_struck(desk: Client, point: Point, aoi: Resident) -> None:
    came(registered(aoi), point, now=NOW - timedelta(hours=2))
    desk.post(f"/desk/visits/correct/{Visit.objects.get().pk}/", {"act": "strike", "reason": "別の家族"})
    assert not Visit.objects.exists() and Scan.objects.count() == 1


def test_paper_for_the_door_the_purse_and_the_power_cut(desk: Client, point: Point, aoi: Resident) -> None:
    family = registered(aoi, care="そば")
    came(family, point)
    for answer in (
        desk.get(url(point, "poster/")),
        desk.post(url(point, "evacuation/")),
        desk.post(f"/desk/visits/families/{family.pk}/card/"),
    ):
        assert answer.status_code == 200 and answer.content.startswith(b"%PDF")
    printed = Line.objects.get(verb="family.printed")
    assert printed.details["references"] == [str(family.pk)]


def test_a_new_poster_is_one_turn_further(desk: Client, point: Point) -> None:
    desk.post(url(point, "turn/"))
    point.refresh_from_db()
    assert point.turn == 2 and point.turned_at == NOW


def test_nonsense_at_the_desk_is_nobody(desk: Client, point: Point) -> None:
    for said in ({"family": "x"}, {"family": uuid4()}):
        assert desk.post(url(point, "say/"), said).status_code == 404
    desk.post(url(point, "say/"), {"family": registered(None).pk, "direction": "sideways"})
    assert Scan.objects.get().direction == Direction.EITHER
