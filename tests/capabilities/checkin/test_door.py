"""Aoi at the door of a centre with two children and one free thumb."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from tests.city.people import NOW, acting, make_resident, signed_in
from tests.city.visits import MINATO, MUGI, came, door_of, found_centres, registered

from madoguchi.audit.actions import SYSTEM
from madoguchi.audit.models import Line
from madoguchi.base import clock
from madoguchi.checkin.actions import points, registering, scanning
from madoguchi.checkin.actions.scanning import Heard
from madoguchi.checkin.models import Correction, Family, FamilyChild, Point, Scan, Visit
from madoguchi.people.models import Child, Officer, Resident
from madoguchi.rules.visits import Close, Direction, Source

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    return lambda now: monkeypatch.setattr(clock, "now", lambda: now)


@pytest.fixture
def centres(city: SimpleNamespace) -> list[Point]:
    return found_centres(city.kosodate, "haoto-centre", "kawakaze-centre")


@pytest.fixture
def phone(aoi: Resident, centres: list[Point], at: Callable[[datetime], None]) -> Client:
    registered(aoi)
    at(NOW)
    phone = signed_in(aoi)
    phone.get(door_of(centres[0]))  # from now on it needs no signing in at doors
    return phone


def sent(page: str) -> dict[str, object]:
    """What the page sends when its big button is pressed and nothing else was touched."""
    chosen = re.findall(r'name="member" value="(\d+)" checked', page)
    members = chosen or re.findall(r'name="member" value="(\d+)"', page)
    scan_id = re.findall(r'name="id" value="([^"]+)"', page)[0]
    direction = re.findall(r'class="door-button[^"]*" name="direction" value="(\w+)"', page)[0]
    return {"id": scan_id, "member": members, "adults": "1", "direction": direction}


def press(phone: Client, url: str) -> str:
    """Open the poster's page and press the one big button; the page that follows."""
    answer = phone.post(url, sent(phone.get(url).content.decode()), follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_two_taps_bring_two_children_in_and_two_more_out(
    phone: Client, centres: list[Point], at: Callable[[datetime], None]
) -> None:
    done = press(phone, door_of(centres[0]))
    assert "入室しました" in done and "𠮷川 麦" in done and "𠮷川 湊" in done and "12:00" in done
    at(NOW + timedelta(hours=2))
    assert "退室しました" in press(phone, door_of(centres[0]))
    (visit,) = Visit.objects.all()
    assert (visit.opened_at, visit.closed_at, visit.close) == (NOW, NOW + timedelta(hours=2), Close.SCAN)
    assert sorted(visit.ages) == [2, 4] and visit.is_first
    assert Line.objects.filter(verb="family.scanned").count() == 2


def test_those_who_came_last_time_are_chosen(
    phone: Client, centres: list[Point], at: Callable[[datetime], None]
) -> None:
    mugi = Child.objects.get(name=MUGI.name)
    phone.post(door_of(centres[0]), {"id": uuid4(), "member": [mugi.pk], "direction": "in", "adults": "2"})
    at(NOW + timedelta(days=1))
    page = phone.get(door_of(centres[0])).content.decode()
    assert sent(page)["member"] == [str(mugi.pk)]
    assert re.search(r'name="adults" value="2" checked', page)


def test_reading_twice_within_seconds_is_one_visit(
    phone: Client, centres: list[Point], at: Callable[[datetime], None]
) -> None:
    first = sent(phone.get(door_of(centres[0])).content.decode())
    second = {**first, "id": uuid4()}
    phone.post(door_of(centres[0]), first)
    at(NOW + timedelta(seconds=3))
    page = phone.post(door_of(centres[0]), second, follow=True).content.decode()
    assert "すでに入室しています（12:00）" in page
    assert (Visit.objects.count(), Scan.objects.count()) == (1, 2)


def test_the_same_page_sent_twice_is_one_scan(phone: Client, centres: list[Point]) -> None:
    said = sent(phone.get(door_of(centres[0])).content.decode())
    pages = [phone.post(door_of(centres[0]), said, follow=True) for _ in range(2)]
    assert all("入室しました" in page.content.decode() for page in pages)
    assert Scan.objects.count() == 1


def test_an_exit_without_an_entry_is_kept_and_opens_nothing(
    phone: Client, centres: list[Point], chika: Officer
) -> None:
    left = {**sent(phone.get(door_of(centres[0])).content.decode()), "direction": "out"}
    assert "退室しました" in phone.post(door_of(centres[0]), left, follow=True).content.decode()
    visit = Visit.objects.get()
    assert (visit.opened_at, visit.closed_at) == (None, NOW)
    board = signed_in(chika).get(f"/desk/visits/{centres[0].pk}/").content.decode()
    assert "𠮷川 麦" not in board  # nobody is in


def test_coming_in_at_another_centre_ends_the_visit_at_the_first(
    phone: Client, centres: list[Point], at: Callable[[datetime], None]
) -> None:
    press(phone, door_of(centres[0]))
    at(NOW + timedelta(hours=1))
    assert "入室したままです" in phone.get(door_of(centres[1])).content.decode()
    done = press(phone, door_of(centres[1]))
    assert "haoto-centre 子育て支援センターは、退室したことになりました。" in done
    assert Visit.objects.get(point=centres[0]).close == Close.MOVED


def test_a_photographed_old_poster_says_what_to_do(
    phone: Client, centres: list[Point], at: Callable[[datetime], None]
) -> None:
    old = door_of(centres[0])
    points.turn(point=centres[0], by=SYSTEM, now=NOW)
    assert phone.get(old).status_code == 200  # while the new one is being put up
    at(NOW + timedelta(days=8))
    answer = phone.get(old)
    assert answer.status_code == 410 and "新しいQRコード" in answer.content.decode()
    centres[0].refresh_from_db()
    assert phone.get(door_of(centres[0])).status_code == 200


@pytest.mark.parametrize("token", ["1-000000000000", "2-abc", "x", "9" * 40, "0-"])
def test_an_invented_token_is_no_page(phone: Client, centres: list[Point], token: str) -> None:
    assert phone.get(f"/in/{centres[0].pk}/{token}/").status_code == 404
    assert phone.get(f"/in/{uuid4()}/{token}/").status_code == 404


def test_without_anybody_chosen_the_page_says_so(phone: Client, centres: list[Point]) -> None:
    answer = phone.post(door_of(centres[0]), {"direction": "in", "adults": "1", "id": "?"})
    assert answer.status_code == 422 and "1人以上選んで" in answer.content.decode()
    assert not Scan.objects.exists()


def test_nobody_brings_a_child_of_another_family(phone: Client, centres: list[Point], ben: Resident) -> None:
    foreign = registered(ben, MINATO).children.get()
    answer = phone.post(door_of(centres[0]), {"direction": "in", "member": [foreign.pk], "id": uuid4()})
    assert answer.status_code == 422


def test_ben_never_sees_what_aoi_did(
    phone: Client, centres: list[Point], ben: Resident, at: Callable[[datetime], None]
) -> None:
    press(phone, door_of(centres[0]))
    scan = Scan.objects.get()
    registered(ben, MINATO)
    other = signed_in(ben)
    assert other.get(f"/in/done/{scan.pk}/").status_code == 404
    assert other.post(f"/in/undo/{scan.pk}/").status_code == 404
    assert "haoto-centre" not in other.get("/me/visits/").content.decode()
    assert other.post("/in/leave/").status_code == 404


def test_who_came_with_a_child_that_is_registered_no_more_can_leave(
    phone: Client, centres: list[Point], aoi: Resident
) -> None:
    family = registered(aoi, MUGI)
    came(family, centres[0], now=NOW - timedelta(hours=1))
    registered(aoi, MINATO)
    assert phone.post("/in/leave/").status_code == 302
    assert Visit.objects.get().close == Close.SCAN


def test_a_mistake_is_taken_back_within_half_a_minute(
    phone: Client, centres: list[Point], at: Callable[[datetime], None]
) -> None:
    press(phone, door_of(centres[0]))
    scan = Scan.objects.get()
    phone.post(f"/in/undo/{scan.pk}/")
    assert not Visit.objects.exists() and Correction.objects.get().struck == [scan.pk]
    press(phone, door_of(centres[0]))
    at(NOW + timedelta(seconds=31))
    phone.post(f"/in/undo/{Visit.objects.get().pk}/")
    assert Visit.objects.exists()


def test_a_family_registers_on_the_way_and_comes_back_to_the_door(
    aoi: Resident, centres: list[Point], at: Callable[[datetime], None]
) -> None:
    at(NOW)
    phone = signed_in(aoi)
    asked = phone.get(door_of(centres[0]))
    assert asked.headers["Location"].startswith("/in/register/?next=")
    wrong = phone.post(asked.headers["Location"], {"name": "𠮷川 葵", "kana": "葵", "name-0": "麦"})
    page = wrong.content.decode()
    assert wrong.status_code == 422 and "𠮷川 葵" in page and page.count("＊") == 3
    said = {
        "name": "𠮷川 葵", "kana": "よしかわ あおい", "phone": "090-0000-0001", "district": "", "care": "卵",
        "name-0": "𠮷川 麦", "kana-0": "ヨシカワ ムギ", "birth_date-0": "2024-07-08",
    }  # fmt: skip
    assert phone.post(asked.headers["Location"], said).headers["Location"] == door_of(centres[0])
    family = Family.objects.get()
    assert (family.kana, f"{family.valid_until}") == ("ヨシカワ　アオイ", "2027-04-01")
    assert "卵" not in family.care
    assert phone.get(door_of(centres[0])).status_code == 200


def test_in_april_the_registration_is_confirmed_once(
    aoi: Resident, phone: Client, centres: list[Point], at: Callable[[datetime], None]
) -> None:
    at(NOW.replace(year=2027, month=4, day=5))
    asked = phone.get(door_of(centres[0]))
    page = signed_in(aoi).get(asked.headers["Location"]).content.decode()
    assert "𠮷川 湊" in page and "今年度の登録" in page


def test_the_page_is_light_and_knows_no_script_it_does_not_need(phone: Client, centres: list[Point]) -> None:
    page = phone.get(door_of(centres[0])).content.decode()
    assert "htmx" not in page.replace("htmx-config", "") and len(page.encode()) < 12_000


def test_what_a_door_heard_never_changes(phone: Client, centres: list[Point]) -> None:
    press(phone, door_of(centres[0]))
    for change in (lambda: Scan.objects.update(adults=3), lambda: Scan.objects.all().delete()):
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            change()


def test_the_night_ends_what_was_forgotten_and_a_late_exit_opens_it_again(
    aoi: Resident, centres: list[Point]
) -> None:
    family, by = registered(aoi), acting(aoi)
    came = Heard.by_server(direction=Direction.IN, members=[c.pk for c in family.children.all()], now=NOW)
    scanning.scan(point=centres[0], family=family, heard=came, source=Source.SELF, by=by, now=NOW)
    assert scanning.close_night(now=NOW + timedelta(hours=2)) == 0
    assert scanning.close_night(now=NOW + timedelta(days=1)) == 1
    assert Visit.objects.get().close == Close.AUTO
    went = Heard(
        id=uuid4(), direction=Direction.OUT, members=came.members, device_time=NOW + timedelta(hours=1),
        sent_at=NOW + timedelta(days=1), 
    )  # fmt: skip
    later = NOW + timedelta(days=1)
    scanning.scan(point=centres[0], family=family, heard=went, source=Source.OFFLINE, by=by, now=later)
    visit = Visit.objects.get()
    assert (visit.close, visit.closed_at) == (Close.SCAN, NOW + timedelta(hours=1))


def test_a_family_that_did_not_come_back_goes_with_all_it_said(aoi: Resident, centres: list[Point]) -> None:
    family, by = registered(aoi), acting(aoi)
    came = Heard.by_server(direction=Direction.IN, members=[c.pk for c in family.children.all()], now=NOW)
    scanning.scan(point=centres[0], family=family, heard=came, source=Source.SELF, by=by, now=NOW)
    assert registering.remove_expired(now=NOW.replace(year=2028, month=3, day=31)) == 0
    assert registering.remove_expired(now=NOW.replace(year=2028, month=4, day=1)) == 1
    assert not (Scan.objects.exists() or Visit.objects.exists() or FamilyChild.objects.exists())


def test_a_phone_is_known_at_doors_alone_and_until_it_is_forgotten(
    aoi: Resident, phone: Client, centres: list[Point], at: Callable[[datetime], None]
) -> None:
    at(NOW + timedelta(days=3))
    assert phone.get(door_of(centres[0])).status_code == 200
    assert phone.get("/me/visits/").headers["Location"].startswith("/sign-in/")
    assert signed_in(aoi).post("/me/visits/forget/").status_code == 302
    assert phone.get(door_of(centres[0])).headers["Location"].startswith("/in/register/")


def test_signing_up_twice_is_one_family(aoi: Resident, centres: list[Point]) -> None:
    registered(aoi)
    registered(aoi, MUGI)
    assert Family.objects.get().children.get().name == MUGI.name
    assert make_resident() != aoi
