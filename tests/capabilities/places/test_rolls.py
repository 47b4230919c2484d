"""In April Chika takes in a roll; Aoi's child is found, Ben's waits until the school says so."""

from __future__ import annotations

import html
import re
from datetime import date
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.capabilities.places.conftest import import_again, place
from tests.city.people import make_officer, signed_in

from madoguchi.audit.actions import SYSTEM
from madoguchi.audit.models import Line
from madoguchi.people.actions import children
from madoguchi.people.models import Child, Officer, Resident
from madoguchi.places.actions import rolls
from madoguchi.places.actions.belonging import belong
from madoguchi.places.models import Belonging, RollEntry

ROLL = "/desk/rolls/haoto-nursery/"
FILE = """組,番号,園児氏名,フリガナ,生年月日
うさぎ組,1,𠮷川 麦,ヨシカワ ムギ,2021-07-08
うさぎ組,2,渡邉 凪,ワタナベ ナギ,2021-05-01
"""
NAGI = {
    "name": "渡辺 凪",
    "kana": "ワタナベ ナギ",
    "birth_date": "2021-05-01",
    "place": "haoto-nursery",
    "group": "うさぎ組",
}


@pytest.fixture
def desk(small_city: None, chika: Officer, now: Any) -> Client:
    import_again(now, places=[place("haoto-nursery", "nursery", "33.000000", section="kosodate")])
    return signed_in(chika)


def mugi(resident: Resident, now: Any) -> Child:
    """Aoi's child, whom the city knows by a place at a club."""
    child = children.know(
        resident=resident,
        name="𠮷川 麦",
        kana="ヨシカワ ムギ",
        birth_date=date(2021, 7, 8),
        by=SYSTEM,
        now=now,
    )
    days = {"grade": 1, "starts_on": date(2026, 4, 1), "ends_on": date(2027, 4, 1)}
    belong(child=child, place="a-club", source="enrolment", by=SYSTEM, now=now, **days)
    return child


def looked(desk: Client, content: bytes, name: str = "名簿.csv") -> Any:
    return desk.post(ROLL, {"file": SimpleUploadedFile(name, content)})


def taken(desk: Client, page: str) -> Any:
    seen = re.search(r'name="seen" value="(\w+)"', page)
    rows = re.search(r'<textarea name="rows"[^>]*>(.*?)</textarea>', page, re.S)
    assert seen and rows
    return desk.post(ROLL + "take/", {"seen": seen[1], "rows": html.unescape(rows[1])})


def in_excel(text: str) -> bytes:
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, line in enumerate(text.splitlines()):
            sheet.write_row(at, 0, line.split(","))
    return made.getvalue()


def test_a_child_with_a_place_at_a_club_is_found_and_nobody_is_guessed(
    desk: Client, aoi: Resident, ben: Resident, now: Any
) -> None:
    child = mugi(aoi, now)
    alike = children.know(
        resident=ben, name="渡辺 凪", kana="ワタナベ ナギ", birth_date=date(2021, 5, 1), by=SYSTEM, now=now
    )
    assert taken(desk, looked(desk, FILE.encode()).content.decode()).status_code == 302
    held = Belonging.objects.get(child=child, place="haoto-nursery")
    assert (held.source, held.group, held.entry and held.entry.name) == ("school", "うさぎ組", "𠮷川 麦")
    assert (held.starts_on, held.ends_on) == (date(2026, 4, 1), date(2027, 4, 1))
    assert not Belonging.objects.filter(child=alike).exists()
    assert Line.objects.get(verb="roll.taken_in").details == {"new": 2, "moved": 0, "left": 0}
    again = looked(desk, in_excel(FILE), "名簿.xlsx").content.decode()
    assert "登録済みの名簿と同じです" in again
    assert Line.objects.filter(verb="roll.listed").exists()


def test_classes_change_and_children_leave(desk: Client, aoi: Resident, now: Any) -> None:
    child = mugi(aoi, now)
    taken(desk, looked(desk, FILE.encode()).content.decode())
    moved = FILE.replace("うさぎ組,1", "きりん組,1").splitlines()[:2]
    page = looked(desk, "\n".join(moved).encode()).content.decode()
    assert "学級の変更1人、名簿から外れる1人" in page
    taken(desk, page)
    assert Belonging.objects.get(child=child, place="haoto-nursery").group == "きりん組"
    assert RollEntry.objects.get(left_on=None).name == "𠮷川 麦"
    back = looked(desk, FILE.encode()).content.decode()
    assert taken(desk, back).status_code == 302 and RollEntry.objects.filter(left_on=None).count() == 2


def test_what_changed_since_is_looked_at_again_and_faults_are_told(desk: Client) -> None:
    page = looked(desk, FILE.encode()).content.decode()
    taken(desk, page)
    assert "登録済みの名簿と同じです" in taken(desk, page).content.decode()
    wrong = looked(desk, FILE.replace("2021-05-01", "2021-02-30").encode())
    assert wrong.status_code == 422 and "その日付はありません" in wrong.content.decode()
    assert desk.post(ROLL).status_code == 422
    assert looked(desk, b"\x81\xff\x00").status_code == 422
    for rows in ("", "x", "{}", "[1]"):
        assert desk.post(ROLL + "take/", {"rows": rows, "seen": ""}).status_code == 404


def test_bens_child_waits_until_the_school_says_who_it_is(desk: Client, ben: Resident, now: Any) -> None:
    taken(desk, looked(desk, FILE.encode()).content.decode())
    phone = signed_in(ben)
    assert phone.post("/me/children/", NAGI).status_code == 302
    held = Belonging.objects.get(child__resident=ben)
    assert (held.source, held.entry) == ("family", None)
    assert "学校の確認待ち" in phone.get("/me/children/").content.decode()
    page = desk.get(ROLL).content.decode()
    assert "渡辺 凪" in page and '<option value="">選んでください' in page  # nobody is chosen beforehand
    entry = RollEntry.objects.get(name="渡邉 凪")
    answer = f"{ROLL}claims/{held.pk}/"
    for nobody in ("", "x", "00000000-0000-0000-0000-000000000000"):
        assert desk.post(answer, {"entry": nobody}).status_code == 404
    assert desk.post(answer, {"entry": entry.pk}).status_code == 302
    held.refresh_from_db()
    assert held.entry == entry and "学校の確認待ち" not in phone.get("/me/children/").content.decode()
    assert desk.post(answer, {"entry": "nobody"}).status_code == 404


def test_a_child_that_left_the_roll_can_come_back_by_the_school_or_by_its_family(
    desk: Client, ben: Resident
) -> None:
    taken(desk, looked(desk, FILE.encode()).content.decode())
    phone, without = signed_in(ben), "\n".join(FILE.splitlines()[:2]).encode()
    phone.post("/me/children/", NAGI)
    held = Belonging.objects.get(child__resident=ben)
    desk.post(f"{ROLL}claims/{held.pk}/", {"entry": RollEntry.objects.get(name="渡邉 凪").pk})
    last = date(2027, 4, 1)
    taken(desk, looked(desk, without).content.decode())
    held.refresh_from_db()
    assert held.ends_on and held.ends_on < last
    taken(desk, looked(desk, FILE.encode()).content.decode())
    held.refresh_from_db()
    assert held.ends_on == last
    taken(desk, looked(desk, without).content.decode())
    phone.post("/me/children/", NAGI)
    held.refresh_from_db()
    assert (held.ends_on, held.entry) == (last, None)
    assert "学校の確認待ち" in phone.get("/me/children/").content.decode()


def test_a_child_known_from_an_application_is_no_second_one_for_its_space(
    desk: Client, aoi: Resident, now: Any
) -> None:
    applied = {"name": "渡辺\u3000凪", "kana": "ワタナベ\u3000ナギ", "birth_date": date(2021, 5, 1)}
    child = children.know(resident=aoi, **applied, by=SYSTEM, now=now)
    signed_in(aoi).post("/me/children/", NAGI)
    assert Child.objects.get(resident=aoi) == child
    signed_in(aoi).post("/me/children/", NAGI | {"name": "渡邉 凪"})
    assert Child.objects.filter(resident=aoi).count() == 2


def test_what_nobody_is_can_be_removed(desk: Client, ben: Resident) -> None:
    signed_in(ben).post("/me/children/", NAGI)
    held = Belonging.objects.get(child__resident=ben)
    assert desk.post(f"{ROLL}claims/{held.pk}/", {"entry": "nobody"}).status_code == 302
    assert not Belonging.objects.filter(child__resident=ben).exists()


@pytest.mark.parametrize(
    "typed",
    [
        {"name": ""},
        {"kana": "わたなべ 7"},
        {"birth_date": "2021-02-30"},
        {"birth_date": "1990-05-01"},
        {"birth_date": "2031-05-01"},
        {"place": "a-club"},
        {"grade": "12"},
        {"group": "長" * 21},
        {"name": "\0"},
    ],
)
def test_what_cannot_be_read_of_a_child_is_said_and_kept(
    desk: Client, ben: Resident, typed: dict[str, str]
) -> None:
    answer = signed_in(ben).post("/me/children/", NAGI | typed)
    assert answer.status_code == 422 and "＊" in answer.content.decode()
    assert ("渡辺 凪" in answer.content.decode()) == ("name" not in typed)
    assert not Child.objects.filter(resident=ben).exists()


def test_nobody_changes_the_child_of_another(desk: Client, aoi: Resident, ben: Resident, now: Any) -> None:
    child = mugi(aoi, now)
    seat = {"place": "haoto-nursery", "group": "うさぎ組"}
    assert signed_in(ben).post(f"/me/children/{child.reference}/", seat).status_code == 404
    phone = signed_in(aoi)
    assert phone.post(f"/me/children/{child.reference}/", seat | {"grade": "99"}).status_code == 422
    assert phone.post(f"/me/children/{child.reference}/", seat).status_code == 302
    assert Belonging.objects.get(child=child, place="haoto-nursery").source == "family"


def test_dan_sees_no_roll(desk: Client, city: Any) -> None:
    dan = signed_in(make_officer(section=city.fukushi))
    assert dan.get(ROLL).status_code == dan.post(ROLL + "take/").status_code == 404
    assert "haoto-nursery" not in dan.get("/desk/rolls/").content.decode()
    assert desk.get("/desk/rolls/a-club/").status_code == 404


def test_rolls_of_the_year_before_last_are_removed(desk: Client, aoi: Resident, now: Any) -> None:
    mugi(aoi, now)
    taken(desk, looked(desk, FILE.encode()).content.decode())
    assert rolls.remove_old(now=now.replace(year=2027)) == 0
    assert rolls.remove_old(now=now.replace(year=2028)) == 2
    assert list(Belonging.objects.values_list("source", flat=True)) == ["enrolment"]
