"""Aoi tells in the morning that Mugi stays at home: school and club read it at once, Ben and Dan never."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest
from tests.city.people import make_officer, make_resident, signed_in

from madoguchi.audit.actions import SYSTEM
from madoguchi.audit.models import Line
from madoguchi.base import clock
from madoguchi.checkin import class_sheet
from madoguchi.checkin import notices as reading
from madoguchi.checkin.actions import notices
from madoguchi.checkin.models import Arrival, Notice, NoticeReader
from madoguchi.people.actions import children
from madoguchi.people.models import Child, Officer, Resident
from madoguchi.places import actions as places
from madoguchi.places.models import Belonging, Place, RollEntry
from madoguchi.rules.absences import Kind, Reason, Said
from madoguchi.rules.calendar import TOKYO
from madoguchi.rules.names import kana_order

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 12, 14)
MORNING = datetime(2026, 12, 14, 7, 31, tzinfo=TOKYO)
BOARD = "/desk/classes/wakamugi-es/"
FEVER = {"kind": "absent", "reason": "fever", "temperature": "38.4"}


def place(code: str, kind: str, **more: Any) -> dict[str, Any]:
    named = {"code": code, "kind": kind, "name": code, "kana": code, "district": "d"}
    return {**named, "latitude": "33.0", "longitude": "147.0", **more}


@pytest.fixture
def town(city: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: MORNING)
    school = {
        "section": "kosodate",
        "phone": "0000-00-0201",
        "notify_by": time(8, 15),
        "arrives_by": time(8, 30),
    }
    places.import_places(
        districts=[{"code": "d", "name": "地区", "kana": "チク"}],
        places=[place("wakamugi-es", "school", **school), place("wakamugi-club", "club")],
        postal_areas=[],
        by=SYSTEM,
        now=MORNING,
    )


def pupil(name: str, kana: str, number: int = 1) -> RollEntry:
    born = date(2018, 7, number)
    told = {"year": 2026, "grade": 2, "group": "1", "number": number, "birth_date": born}
    return RollEntry.objects.create(
        place_id="wakamugi-es", name=name, kana=kana, kana_order=kana_order(kana), **told
    )


def child_of(resident: Resident, entry: RollEntry | None, *, club: bool = True) -> Child:
    child = children.know(
        resident=resident,
        name="𠮷川 麦",
        kana="ヨシカワ ムギ",
        birth_date=date(2018, 7, 1),
        by=SYSTEM,
        now=MORNING,
    )
    days = {"starts_on": date(2026, 4, 1), "ends_on": date(2027, 4, 1), "grade": 2}
    Belonging.objects.create(child=child, place_id="wakamugi-es", source="school", entry=entry, **days)
    if club:
        Belonging.objects.create(child=child, place_id="wakamugi-club", source="enrolment", **days)
    return child


@pytest.fixture
def mugi(town: None, aoi: Resident) -> Child:
    return child_of(aoi, pupil("𠮷川 麦", "ヨシカワ ムギ"))


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)


def test_one_notice_reaches_school_and_club_and_says_who_has_read_it(
    mugi: Child, aoi: Resident, chika: Officer
) -> None:
    phone, desk = signed_in(aoi), signed_in(chika)
    assert phone.get("/me/absence/").headers["Location"].endswith(f"/me/absence/{mugi.reference}/")
    mark = desk.get(BOARD).context["mark"]
    asked = {"seen": mark}
    htmx = {"HX-Request": "true"}
    assert desk.get(BOARD, asked, headers=htmx).status_code == 204
    sent = phone.post(f"/me/absence/{mugi.reference}/", FEVER)
    notice = Notice.objects.get()
    assert sent.headers["Location"].endswith(f"/told/{notice.pk}/") and "38.4" not in notice.sealed
    assert sorted(notice.readers.values_list("place", flat=True)) == ["wakamugi-club", "wakamugi-es"]
    board = desk.get(BOARD, asked, headers=htmx)
    assert board.status_code == 200 and "発熱" in board.content.decode() and "38.4" in board.content.decode()
    desk.post(f"{BOARD}notices/{notice.pk}/")
    page = phone.get(f"/me/absence/told/{notice.pk}/").content.decode()
    assert "確認 " in page and "まだ確認していません" in page
    assert Line.objects.filter(verb="roll.listed", about_kind="roll").count() == 2
    assert [line.details["places"] for line in Line.objects.filter(verb="notice.told")] == [
        ["wakamugi-es", "wakamugi-club"]
    ]


def test_a_double_tap_and_the_other_guardian_make_no_second_notice(mugi: Child, aoi: Resident) -> None:
    phone = signed_in(aoi)
    for _ in range(2):
        assert phone.post(f"/me/absence/{mugi.reference}/", FEVER).status_code == 302
    father = make_resident("father@mail.example")
    same = child_of(father, RollEntry.objects.get(), club=False)
    answer = signed_in(father).post(f"/me/absence/{same.reference}/", FEVER | {"reason": "cough"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "もう一人の保護者の方からの連絡です" in page
    assert Notice.objects.count() == 1 and str(Notice.objects.get().pk) not in page


def test_until_the_cut_off_it_can_be_changed_and_after_it_the_school_is_called(
    mugi: Child, aoi: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = signed_in(aoi)
    phone.post(f"/me/absence/{mugi.reference}/", FEVER)
    told = Notice.objects.get()
    NoticeReader.objects.update(seen_at=MORNING)
    change = f"/me/absence/told/{told.pk}/change/"
    assert 'value="38.4"' in phone.get(change).content.decode()
    assert phone.post(change, {"kind": "late", "reason": "cough", "at": "10:00"}).status_code == 302
    reader = NoticeReader.objects.get()
    assert (reader.place_id, reader.seen_at) == ("wakamugi-es", None)
    at(monkeypatch, MORNING.replace(hour=8, minute=15))
    for url, given in [(change, FEVER), (f"/me/absence/told/{told.pk}/withdraw/", {})]:
        answer = phone.post(url, given)
        assert answer.status_code == 422 and "tel:0000-00-0201" in answer.content.decode()
        assert "受付時間を過ぎたため" in answer.content.decode()
    told.refresh_from_db()
    assert (told.kind, told.withdrawn_at) == ("late", None)
    at(monkeypatch, MORNING.replace(hour=8, minute=14))
    assert phone.post(f"/me/absence/told/{told.pk}/withdraw/").status_code == 302
    assert phone.get(f"/me/absence/told/{told.pk}/").status_code == 404
    assert phone.post(f"/me/absence/{mugi.reference}/", FEVER).status_code == 302


def test_a_day_gone_by_is_not_changed_and_nobody_says_so(
    mugi: Child, aoi: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(aoi).post(f"/me/absence/{mugi.reference}/", FEVER)
    told = Notice.objects.get()
    at(monkeypatch, MORNING.replace(day=16))
    change = f"/me/absence/told/{told.pk}/change/"
    answer = signed_in(aoi).post(change, FEVER | {"first_on": "2026-12-16", "reason": "cough"})
    assert answer.status_code == 422 and "tel:0000-00-0201" in answer.content.decode()
    told.refresh_from_db()
    assert (told.first_on, told.changed_at) == (MONDAY, MORNING)


def test_on_a_saturday_the_club_alone_is_told(mugi: Child, aoi: Resident) -> None:
    phone = signed_in(aoi)
    assert phone.post(f"/me/absence/{mugi.reference}/", FEVER | {"first_on": "2026-12-19"}).status_code == 302
    assert NoticeReader.objects.get().place_id == "wakamugi-club"
    pickup = {"kind": "pickup", "words": "祖父が迎えに行きます", "first_on": "2026-12-15"}
    assert phone.post(f"/me/absence/{mugi.reference}/", pickup).status_code == 302
    assert NoticeReader.objects.filter(place="wakamugi-club").count() == 2
    sunday = phone.post(f"/me/absence/{mugi.reference}/", FEVER | {"first_on": "2026-12-20"})
    assert sunday.status_code == 422 and "連絡は要りません" in sunday.content.decode()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"reason": ""}, "理由を選んでください"),
        ({"temperature": "384"}, "体温は"),
        ({"kind": "late", "at": "あさ"}, "時刻は"),
        ({"first_on": "2026-12-13"}, "過ぎた日です"),
        ({"first_on": "2026-02-30"}, "過ぎた日です"),
        ({"last_on": "2026-12-10"}, "終わりの日が"),
        ({"first_on": "2027-03-31"}, "60日より先"),
        ({"kind": "atlantis"}, "受け取る学校・クラブがありません"),
        ({"last_on": "2027-01-14"}, "一度に連絡できるのは1か月までです"),
        ({"words": "長" * 201}, "200字以内で入力してください"),
    ],
)
def test_what_cannot_be_told_is_said_and_kept(
    mugi: Child, aoi: Resident, typed: dict[str, str], words: str
) -> None:
    phone = signed_in(aoi)
    answer = phone.post(f"/me/absence/{mugi.reference}/", FEVER | {"words": "のこる"} | typed)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert "日(" in answer.content.decode().split("連絡の種類")[0]  # of which day, folded away or not
    assert "のこる" in answer.content.decode() or "words" in typed
    assert not Notice.objects.exists()


def test_nobody_else_reads_or_changes_it(mugi: Child, aoi: Resident, ben: Resident, city: Any) -> None:
    signed_in(aoi).post(f"/me/absence/{mugi.reference}/", FEVER)
    told = f"/me/absence/told/{Notice.objects.get().pk}/"
    other = signed_in(ben)
    assert other.post(f"/me/absence/{mugi.reference}/", FEVER).status_code == 404
    for url in (told, told + "change/"):
        assert other.get(url).status_code == 404
    assert other.post(told + "withdraw/").status_code == 404
    dan = signed_in(make_officer(section=city.fukushi))
    entry = RollEntry.objects.get().pk
    assert dan.get(BOARD).status_code == dan.post(BOARD + "arrive/", {"entry": entry}).status_code == 404
    assert "お子さん" in other.get("/me/absence/").content.decode()


def test_whoever_is_expected_and_neither_came_nor_told_is_on_top_after_the_set_time(
    mugi: Child, chika: Officer, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    for number, name in [(2, "佐藤 蓮"), (3, "林 凪")]:
        pupil(name, "サトウ レン", number)
    desk = signed_in(chika)
    ren = RollEntry.objects.get(number=2)
    for _ in range(2):
        desk.post(BOARD + "arrive/", {"entry": ren.pk})
    assert Arrival.objects.count() == 1
    at(monkeypatch, MORNING.replace(hour=8, minute=30))
    desk = signed_in(chika)
    with django_assert_max_num_queries(25):
        page = desk.get(BOARD)
    assert [row.entry.name for row in page.context["board"].missing] == ["𠮷川 麦", "林 凪"]
    assert "連絡なし・未到着 2人" in page.content.decode()
    desk.post(BOARD + "arrive/", {"class": "2|1"})
    assert Arrival.objects.count() == 3
    desk.post(BOARD + "arrive/", {"entry": ren.pk, "undo": "1"})
    assert [row.entry for row in desk.get(BOARD).context["board"].missing] == [ren]
    for nobody in ("", "x", "00000000-0000-0000-0000-000000000000"):
        assert desk.post(BOARD + "arrive/", {"entry": nobody}).status_code == 404


def test_the_board_on_paper_begins_with_whom_nobody_heard_of(
    mugi: Child, aoi: Resident, chika: Officer, dan: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, nobody = pupil("渡邉 澪", "ワタナベ ミオ", 2), pupil("佐藤 凪", "サトウ ナギ", 3)
    signed_in(aoi).post(f"/me/absence/{mugi.reference}/", FEVER | {"words": "午後に受診します"})
    signed_in(chika).post(f"{BOARD}arrive/", {"entry": str(there.pk)})
    due = MORNING.replace(hour=8, minute=30)
    at(monkeypatch, due)
    school = Place.objects.get(pk="wakamugi-es")
    board = reading.board(place=school, on=MONDAY, now=due)
    sheet = class_sheet.sheet(board, school, MONDAY, by=(chika.name, chika.number), now=due)
    missing, absent = sheet["groups"]
    assert missing["title"] == "連絡なし・未到着（1）" and missing["rows"][0]["name"] == nobody.name
    assert [each["said"] for each in absent["rows"]] == ["発熱　38.4℃　午後に受診します"]
    assert chika.number in sheet["printed"]
    assert signed_in(chika).post(f"{BOARD}print/").content.startswith(b"%PDF")
    printed = Line.objects.get(verb="roll.printed")
    assert len(printed.details["references"]) == 3 and printed.actor_ref == chika.number
    assert signed_in(dan).post(f"{BOARD}print/").status_code == 404


def test_a_child_the_roll_does_not_know_stands_apart(town: None, ben: Resident, chika: Officer) -> None:
    child = child_of(ben, None, club=False)
    signed_in(ben).post(f"/me/absence/{child.reference}/", FEVER)
    desk = signed_in(chika)
    board = desk.get(BOARD)
    assert [each.notice.child for each in board.context["board"].unknown] == [child]
    Belonging.objects.filter(child=child).update(entry=pupil("𠮷川 麦", "ヨシカワ ムギ"))
    known = desk.get(BOARD)
    assert not known.context["board"].unknown
    pupil("林 凪", "ハヤシ ナギ", 2)
    before = desk.get(BOARD).context["mark"]
    Belonging.objects.filter(child=child).update(entry=RollEntry.objects.get(number=2))
    assert desk.get(BOARD).context["mark"] != before  # the roll is as it was, who it is is not


def test_the_board_shows_by_itself_who_should_have_come_late_by_now(
    mugi: Child, aoi: Resident, chika: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(aoi).post(f"/me/absence/{mugi.reference}/", FEVER | {"kind": "late", "at": "10:00"})
    at(monkeypatch, MORNING.replace(hour=10, minute=29))
    desk = signed_in(chika)
    asked, htmx = {"seen": desk.get(BOARD).context["mark"]}, {"HX-Request": "true"}
    assert desk.get(BOARD, asked, headers=htmx).status_code == 204
    at(monkeypatch, MORNING.replace(hour=10, minute=30))
    board = desk.get(BOARD, asked, headers=htmx)
    assert board.status_code == 200 and "is-overdue" in board.content.decode()


def test_a_year_later_nothing_is_left(mugi: Child, aoi: Resident) -> None:
    said = Said(kind=Kind.ABSENT, first_on=MONDAY, last_on=MONDAY, reason=Reason.FEVER)
    notices.tell(child=mugi, said=said, resident=aoi, by=SYSTEM, now=MORNING)
    entry = RollEntry.objects.get()
    notices.arrive(entries=[entry], day=MONDAY, by=SYSTEM, now=MORNING)
    assert notices.remove_old(now=MORNING.replace(year=2027)) == 0
    notices.remove_old(now=MORNING.replace(year=2027, day=16))
    assert not Notice.objects.exists() and not Arrival.objects.exists()
