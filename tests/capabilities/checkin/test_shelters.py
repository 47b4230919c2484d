"""A shelter: Aoi is known, a stranger needs three things, Chika sees who is there, Dan nobody."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.test import Client
from tests.city.people import NOW, make_resident, signed_in
from tests.city.visits import came, door_of, found_centres, open_shelter, registered

from madoguchi.audit.actions import SYSTEM
from madoguchi.audit.models import Line
from madoguchi.base import clock
from madoguchi.checkin import shelters
from madoguchi.checkin.actions import sheltering
from madoguchi.checkin.models import Family, Point, Scan, ShelterCard, Visit
from madoguchi.people.models import Officer, Resident
from madoguchi.rules.shelters import Band, Need
from madoguchi.rules.visits import Close

pytestmark = pytest.mark.django_db
STRANGER = {"kana": "やまだ", "adult": "2", "elderly": "1", "infant": "", "need": ["help", "pet"]}


@pytest.fixture
def point(city: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> Point:
    ticks = count()  # what is said one after the other is heard so
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(seconds=next(ticks)))
    return open_shelter(city.kosodate)


@pytest.fixture
def desk(chika: Officer, point: Point) -> Client:
    return signed_in(chika)


def url(point: Point, rest: str = "") -> str:
    return f"/desk/shelters/{point.pk}/{rest}"


def test_a_stranger_comes_in_with_three_things_and_leaves_with_one_button(point: Point) -> None:
    phone = Client()
    page = phone.get(door_of(point)).content.decode()
    assert 'name="kana"' in page and "3つ" in page
    done = phone.post(door_of(point), {**STRANGER, "id": uuid4(), "words": "血圧の薬"}, follow=True)
    assert "入室しました" in done.content.decode() and "人数 3名" in done.content.decode()
    visit = Visit.objects.select_related("family__shelter_card").get()
    said = shelters.household_of(visit)
    assert (visit.family.kana, said.people, said.words) == ("ヤマダ", 3, "血圧の薬")
    assert said.needs == {Need.HELP, Need.PET} and said.bands == {Band.ADULT: 2, Band.ELDERLY: 1}
    assert "血圧" not in ShelterCard.objects.get().sealed
    assert "全員が退所する" in phone.get(door_of(point)).content.decode()
    phone.post(door_of(point), {"direction": "out"})
    assert Visit.objects.get().close == Close.SCAN


def test_a_second_tap_and_a_second_phone_of_nobody_are_told_apart(point: Point) -> None:
    said = {**STRANGER, "id": uuid4()}
    for _ in range(2):  # the answer to the first, with its cookie, never arrived
        assert Client().post(door_of(point), said).status_code == 302
    assert (Family.objects.count(), Scan.objects.count(), Visit.objects.count()) == (1, 1, 1)
    Client().post(door_of(point), {**STRANGER, "id": uuid4()})
    assert Visit.objects.count() == 2


def test_a_registered_family_only_confirms(point: Point, aoi: Resident) -> None:
    family, phone = registered(aoi, care="卵アレルギー"), signed_in(aoi)
    page = phone.get(door_of(point)).content.decode()
    assert page.count(" checked") == 2 and 'name="kana"' not in page and "卵" not in page
    members = [child.pk for child in family.children.all()]
    phone.post(door_of(point), {"member": members, "adult": "1", "elderly": "0", "id": uuid4()})
    said = shelters.household_of(Visit.objects.select_related("family__shelter_card").get())
    assert said.bands == {Band.INFANT: 1, Band.CHILD: 1, Band.ADULT: 1}


def test_who_comes_without_the_children_comes_as_well(point: Point, aoi: Resident) -> None:
    registered(aoi)
    signed_in(aoi).post(door_of(point), {"adult": "1", "id": uuid4()})
    assert Visit.objects.get().members == []


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({**STRANGER, "kana": "山田"}, "said-kana-wrong"),
        ({**STRANGER, "adult": "", "elderly": ""}, "people-wrong"),
        ({**STRANGER, "adult": "二人"}, "people-wrong"),
        ({**STRANGER, "adult": "-1"}, "people-wrong"),
        ({**STRANGER, "adult": "51"}, "people-wrong"),
        ({**STRANGER, "words": "あ" * 201}, "said-words-wrong"),
    ],
)
def test_what_is_wrong_is_said_there_and_nothing_is_lost(
    point: Point, given: dict[str, str], wrong: str
) -> None:
    answer = Client().post(door_of(point), {"words": "", **given, "id": uuid4()})
    page = answer.content.decode()
    assert answer.status_code == 422 and f'id="{wrong}"' in page and page.count('class="wrong"') == 1
    assert f'value="{given["kana"]}"' in page and page.count(" checked") == 2
    assert not Family.objects.exists()


def test_an_old_poster_a_forged_one_and_one_of_a_shelter_that_closed(
    desk: Client, point: Point, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, forged = door_of(point), f"/in/{point.pk}/1-abcdefabcdef/"
    assert Client().get(forged).status_code == 404
    desk.post(f"/desk/visits/{point.pk}/turn/")
    assert Client().get(old).status_code == 200
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=8))
    assert Client().get(old).status_code == 410
    sheltering.close_shelter(point=point, by=SYSTEM, now=NOW)
    point.refresh_from_db()
    answer = Client().post(door_of(point), {**STRANGER, "id": uuid4()})
    assert answer.status_code == 410 and not Family.objects.exists()


def test_chika_opens_lets_in_takes_the_list_and_closes(desk: Client, point: Point, aoi: Resident) -> None:
    family = registered(aoi)
    found = desk.post(url(point, "find/"), {"kana": "よしかわ"}, follow=True)
    assert str(family.pk) in found.content.decode() and "よしかわ" not in found.redirect_chain[0][0]
    desk.post(url(point, f"{family.pk}/"), {"adult": "1", "elderly": "1", "need": "wheelchair"})
    desk.post(url(point, "in/"), {**STRANGER, "id": uuid4(), "may_be_named": "yes"})
    page = desk.get(url(point)).content.decode()
    assert "ヤマダ" in page and "𠮷川 葵" in page and page.count("車いす</span>") >= 1
    assert "<strong>5</strong>" in desk.get("/desk/shelters/").content.decode()
    listed = desk.post(url(point, "list/csv/"))
    assert "ヤマダ" in listed.content.decode("utf-8-sig")
    assert desk.post(url(point, "list/pdf/")).content.startswith(b"%PDF")
    taken = Line.objects.filter(verb__in=["family.exported", "family.printed"])
    assert [len(each.details["references"]) for each in taken] == [2, 2]
    figures = desk.get("/desk/shelters/figures/csv/").content.decode("utf-8-sig")
    assert "ヤマダ" not in figures and "若麦体育館" in figures
    assert desk.post(url(point, "close/")).status_code == 422 and not Visit.objects.exclude(close="").exists()
    desk.post(url(point, "close/"), {"sure": "yes"})
    assert {each.close for each in Visit.objects.all()} == {Close.STAFF}
    assert desk.get(url(point)).status_code == 404


def test_what_has_changed_is_written_anew_and_the_household_stays_one(desk: Client, point: Point) -> None:
    desk.post(url(point, "in/"), {**STRANGER, "id": uuid4()})
    family = Family.objects.get()
    assert 'value="2"' in desk.get(url(point, f"{family.pk}/")).content.decode()
    desk.post(url(point, f"{family.pk}/"), {"adult": "1", "elderly": "0"})
    visit = Visit.objects.select_related("family__shelter_card").get()
    assert shelters.household_of(visit).people == 1
    desk.post(url(point, f"{family.pk}/out/"))
    desk.post(url(point, f"{family.pk}/out/"))  # said twice
    assert Visit.objects.get().close == Close.STAFF


def test_nights_pass_and_another_shelter_ends_the_stay(
    city: SimpleNamespace, point: Point, aoi: Resident
) -> None:
    family = registered(aoi)
    came(family, point, now=NOW - timedelta(days=3))
    assert [each.family for each in shelters.there(point, NOW.date())] == [family]
    centre = found_centres(city.kosodate, now=NOW)[0]
    came(family, centre)
    assert Visit.objects.filter(closed_at=None).count() == 2, "a visit to a centre ends no stay"


def test_dan_finds_no_shelter_and_the_board_asks_for_news_alone(
    dan: Officer, desk: Client, point: Point
) -> None:
    desk.post(url(point, "in/"), {**STRANGER, "id": uuid4()})
    family = Family.objects.get()
    other = signed_in(dan)
    assert "若麦体育館" not in other.get("/desk/shelters/").content.decode()
    assert other.post("/desk/shelters/", {"place": point.place_id}).status_code == 404
    assert other.get(url(point)).status_code == other.get(url(point, f"{family.pk}/")).status_code == 404
    for rest in ("in/", "close/", "list/csv/", f"{family.pk}/out/"):
        assert other.post(url(point, rest), {"sure": "yes"}).status_code == 404
    seen, asked = shelters.mark_of(point), {"headers": {"HX-Request": "true"}}
    assert desk.get(url(point), {"seen": seen}, **asked).status_code == 204
    desk.post(url(point, f"{family.pk}/"), {"adult": "3"})
    assert desk.get(url(point), {"seen": seen}, **asked).status_code == 200


@pytest.mark.parametrize("many", [1, 12])
def test_the_board_costs_the_same_for_a_full_house(
    desk: Client, point: Point, many: int, django_assert_max_num_queries: object
) -> None:
    for _ in range(many):
        came(registered(make_resident()), point)
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        assert desk.get(url(point)).status_code == 200
