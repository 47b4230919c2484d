"""Hours of work: Emi of the centre comes and goes by her card, Chika sees the month, Dan sees nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.test import Client
from tests.city.people import NOW, signed_in
from tests.city.visits import door_of, found_centres, registered

from madoguchi.audit.actions import SYSTEM
from madoguchi.audit.models import Line
from madoguchi.base import clock
from madoguchi.checkin import shifts as reading
from madoguchi.checkin.actions import registering, shifts, tablets
from madoguchi.checkin.actions.scanning import CannotScan, Heard
from madoguchi.checkin.models import Correction, Family, Point, Scan, Shift, Worker
from madoguchi.people.models import Officer
from madoguchi.rules.visits import Close, Direction, Source

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
TABLET = "/in/tablet/"


@pytest.fixture
def centre(city: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> Point:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return found_centres(city.kosodate)[0]


@pytest.fixture
def door(centre: Point, city: SimpleNamespace) -> Point:
    return shifts.open_staff_door(section=city.kosodate, place=centre.place, by=SYSTEM, now=NOW)


@pytest.fixture
def emi(door: Point) -> Worker:
    return shifts.register_worker(
        place=door.place, name="森 恵美", kana="モリ　エミ", number="C-12", by=SYSTEM, now=NOW
    )


def worked(door: Point, worker: Worker, *told: tuple[datetime, Direction]) -> None:
    for at, direction in told:
        heard = Heard.by_server(direction=direction, members=(), now=at)
        shifts.hear_worker(point=door, worker=worker, heard=heard, source=Source.SELF, by=SYSTEM, now=at)


def url(door: Point, rest: str = "") -> str:
    return f"/desk/shifts/{door.pk}/{rest}"


def test_chika_begins_at_a_place_and_writes_down_who_works_there(chika: Officer, centre: Point) -> None:
    desk = signed_in(chika)
    page = desk.post("/desk/shifts/", {"place": centre.place_id}, follow=True).content.decode()
    assert "勤務者はまだ登録されていません" in page
    door = Point.objects.exclude(pk=centre.pk).get()
    refused = desk.post(url(door), {"name": "森 恵美", "kana": "森"})
    assert refused.status_code == 422 and 'value="森 恵美"' in refused.content.decode()
    desk.post(url(door), {"name": "森 恵美", "kana": "もり　えみ", "number": "C-12"})
    worker = Worker.objects.get()
    assert worker.kana == "モリ　エミ"
    card = desk.post(url(door, f"{worker.pk}/card/"))
    assert card.content.startswith(b"%PDF") and desk.get(f"/desk/visits/{door.pk}/poster/").status_code == 200
    assert desk.post("/desk/shifts/", {"place": "nowhere"}).status_code == 404


def test_emi_types_her_code_once_and_then_presses_one_button(
    door: Point, emi: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, phone = shifts.make_worker_card(worker=emi, by=SYSTEM, now=NOW), Client()
    wrong = phone.post(door_of(door), {"card": "ABCDABCDABCD"})
    assert wrong.status_code == 422 and 'value="ABCDABCDABCD"' in wrong.content.decode()
    page = phone.post(door_of(door), {"card": code.lower()}, follow=True).content.decode()
    assert "森 恵美" in page and "出勤する" in page
    tap = {"direction": "in", "id": uuid4()}
    for _ in range(2):  # a double tap
        assert "出勤を記録しました" in phone.post(door_of(door), tap).content.decode()
    monkeypatch.setattr(clock, "now", lambda: NOW + 4 * HOUR)
    assert "退勤する" in phone.get(door_of(door)).content.decode()
    phone.post(door_of(door), {"direction": "out", "id": uuid4()})
    shift = Shift.objects.get()
    assert (shift.opened_at, shift.closed_at, shift.close) == (NOW, NOW + 4 * HOUR, Close.SCAN)
    shifts.make_worker_card(worker=emi, by=SYSTEM, now=NOW)  # the card was lost, and the phone with it
    assert "カードの番号を1回だけ" in phone.get(door_of(door)).content.decode()


def test_at_the_tablet_of_the_centre_staff_and_families_are_told_apart(
    centre: Point, door: Point, emi: Worker
) -> None:
    code, tablet = shifts.make_worker_card(worker=emi, by=SYSTEM, now=NOW), Client()
    _, pairing = tablets.expect_tablet(point=centre, name="入口", by=SYSTEM, now=NOW)
    tablet.post(f"{TABLET}pair/", {"code": pairing})
    page = tablet.post(TABLET, {"card": code}, follow=True).content.decode()
    assert "森 恵美" in page and "出勤する" in page
    token = page.split('name="staff" value="')[1].split('"')[0]
    done = tablet.post(TABLET, {"staff": token, "direction": "in", "id": uuid4()}, follow=True)
    assert "出勤を記録しました" in done.content.decode()
    assert Shift.objects.get().point == door and not centre.visits.exists()
    assert tablet.get(TABLET, {"staff": "x"}).headers["Location"] == TABLET
    card = registering.make_card(family=registered(None), by=SYSTEM, now=NOW)
    _, pairing = tablets.expect_tablet(point=door, name="事務室", by=SYSTEM, now=NOW)
    office = Client()
    office.post(f"{TABLET}pair/", {"code": pairing})
    assert office.post(TABLET, {"card": card}).status_code == 422  # no door for families
    assert Family.objects.count() == 1


def test_a_forgotten_exit_is_marked_and_put_right_with_a_reason(
    chika: Officer, door: Point, emi: Worker
) -> None:
    yesterday = NOW - 24 * HOUR
    worked(door, emi, (yesterday, Direction.IN), (NOW - 2 * HOUR, Direction.IN))
    assert (shifts.close_shifts(now=NOW), shifts.close_shifts(now=NOW)) == (1, 0)
    desk, forgotten = signed_in(chika), Shift.objects.get(day=yesterday.date())
    assert forgotten.close == Close.AUTO
    page = desk.get(url(door)).content.decode()
    assert "1件" in page and "0:00" in page and "勤務中" in page
    correct = f"/desk/shifts/correct/{forgotten.pk}/"
    refused = desk.post(correct, {"opened": "12:00", "closed": "11:00", "reason": ""})
    assert refused.status_code == 422 and refused.content.decode().count("＊") == 2
    desk.post(correct, {"opened": "12:00", "closed": "17:30", "reason": "押し忘れ(本人申告)"})
    assert "5:30" in desk.get(url(door)).content.decode()
    assert Scan.objects.filter(worker=emi).count() == 4 and Correction.objects.get().worker == emi
    assert "押し忘れ" not in str(list(Line.objects.values_list("details", flat=True)))
    assert desk.post(correct, {"act": "strike", "reason": "x"}).status_code == 404  # it is another one now
    today = Shift.objects.get(day=NOW.date())
    desk.post(f"/desk/shifts/correct/{today.pk}/", {"act": "strike", "reason": "別の職員のカード"})
    assert not Shift.objects.filter(day=NOW.date()).exists()


def test_a_day_without_any_scan_is_written_by_hand(chika: Officer, door: Point, emi: Worker) -> None:
    desk, page = signed_in(chika), url(door, f"{emi.pk}/")
    wrong = {"day": "2026-12-31", "opened": "08:30", "closed": "12:00", "reason": "停電"}
    refused = desk.post(page, wrong)
    assert refused.status_code == 422 and 'value="停電"' in refused.content.decode()
    day = f"{(NOW - 48 * HOUR).date()}"
    desk.post(page, {**wrong, "day": day})
    assert "3:30" in desk.get(f"{page}?month={day[:7]}").content.decode()


def test_the_month_is_taken_along_on_the_record(chika: Officer, door: Point, emi: Worker) -> None:
    worked(door, emi, (NOW - 5 * HOUR, Direction.IN), (NOW - HOUR, Direction.OUT))
    answer = signed_in(chika).post(url(door, "export/csv/"), {"month": f"{NOW:%Y-%m}"})
    assert "森 恵美" in answer.content.decode("utf-8-sig") and "4:00" in answer.content.decode("utf-8-sig")
    line = Line.objects.get(verb="worker.exported")
    assert line.details["references"] == [str(emi.pk)]


@pytest.mark.parametrize("many", [1, 12])
def test_the_month_costs_the_same_for_many(
    chika: Officer, door: Point, many: int, django_assert_max_num_queries: object
) -> None:
    for number in range(many):
        worker = shifts.register_worker(
            place=door.place, name=f"職員{number}", kana="ショクイン", number="", by=SYSTEM, now=NOW
        )
        worked(door, worker, (NOW - HOUR, Direction.IN))
    desk = signed_in(chika)
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        assert desk.get(url(door)).status_code == 200


def test_dan_sees_no_hours(dan: Officer, door: Point, emi: Worker) -> None:
    worked(door, emi, (NOW - HOUR, Direction.IN))
    desk = signed_in(dan)
    assert "haoto-centre" not in desk.get("/desk/shifts/").content.decode()
    for path in (url(door), url(door, f"{emi.pk}/"), f"/desk/shifts/correct/{Shift.objects.get().pk}/"):
        assert desk.get(path).status_code == 404
    assert desk.post(url(door, "export/csv/")).status_code == 404
    assert desk.post(url(door, f"{emi.pk}/card/")).status_code == 404


def test_who_left_comes_in_no_more_and_is_forgotten_after_five_years(
    chika: Officer, door: Point, emi: Worker
) -> None:
    code = shifts.make_worker_card(worker=emi, by=SYSTEM, now=NOW)
    worked(door, emi, (NOW - HOUR, Direction.IN), (NOW - HOUR / 2, Direction.OUT))
    signed_in(chika).post(url(door, f"{emi.pk}/end/"))
    assert reading.worker_by_card(code, door.place) is None
    assert [each.worker for each in reading.list_month(door, NOW.date().replace(day=1))] == [emi]
    assert shifts.remove_workers(now=NOW + timedelta(days=365 * 5)) == 0
    assert shifts.remove_workers(now=NOW + timedelta(days=365 * 5 + 40)) == 1
    assert not Scan.objects.exists() and not Shift.objects.exists()


def test_an_id_of_somebody_else_is_forged(door: Point, emi: Worker) -> None:
    other = shifts.register_worker(place=door.place, name="別", kana="ベツ", number="", by=SYSTEM, now=NOW)
    heard = Heard.by_server(direction=Direction.IN, members=(), now=NOW)
    given = {"point": door, "heard": heard, "source": Source.SELF, "by": SYSTEM, "now": NOW}
    shifts.hear_worker(worker=emi, **given)  # type: ignore[arg-type]
    with pytest.raises(CannotScan):
        shifts.hear_worker(worker=other, **given)  # type: ignore[arg-type]
