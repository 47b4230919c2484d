"""Yu looks at a file of facilities, takes in exactly what he looked at, and hands ours out."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.capabilities.places.conftest import import_again, place
from tests.city.people import make_officer, signed_in

from madoguchi.audit.models import Line
from madoguchi.people.models import Role
from madoguchi.places.models import Place

LOOK, TAKE = "/desk/places/open-data/look/", "/desk/places/open-data/take/"
HEAD = "ID,名称,種別,緯度,経度,電話番号,利用可能曜日,開始時間,終了時間"
FILE = f"""公共施設一覧,,,,,,,,
{HEAD}
1,羽音センター,子育て支援センター,33.000000,147.000000,0000-00-0999,,,
2,若麦公民館,公民館,33.010000,147.010000,,火水木金土日,9:00,24:00
"""


@pytest.fixture
def desk(small_city: None, city: Any, now: Any) -> Client:
    named = {"name": "羽音センター", "section": "kosodate", "phone": "0000-00-0421"}
    import_again(now, places=[place("haoto-centre", "centre", "33.000000") | named])
    return signed_in(make_officer(section=city.kosodate, role=Role.ADMINISTRATOR))


def looked(desk: Client, text: str, encoding: str = "cp932") -> Any:
    sent = SimpleUploadedFile("施設.csv", text.encode(encoding), "text/csv")
    return desk.post(LOOK, {"dataset": "01", "file": sent})


def taken(desk: Client, page: str) -> Any:
    shown = re.search(r'name="seen" value="(\w+)"', page)
    text = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.S)
    assert shown and text
    told = {"dataset": "01", "section": "kosodate", "seen": shown[1], "text": html.unescape(text[1])}
    return desk.post(TAKE, told)


def test_yu_takes_in_what_he_looked_at_and_again_changes_nothing(desk: Client) -> None:
    page = looked(desk, FILE).content.decode()
    assert "0000-00-0421" in page and "0000-00-0999" in page and "若麦公民館" in page
    assert Place.objects.get(pk="haoto-centre").phone == "0000-00-0421"
    assert taken(desk, page).status_code == 302
    hall = Place.objects.get(pk="od01-2")
    assert (hall.kind, hall.district_id, hall.section_id) == ("hall", "wakamugi", "kosodate")
    assert hall.opens["days"]["sun"] == [["09:00", "24:00"]]
    assert Place.objects.get(pk="haoto-centre").phone == "0000-00-0999"
    assert Line.objects.get(verb="places.taken_in").details == {"dataset": "01", "new": 1, "changed": 1}
    assert "登録済みの内容と同じです" in looked(desk, FILE, "utf-8").content.decode()


def test_a_city_without_districts_takes_its_first_places_in(city: Any) -> None:
    desk = signed_in(make_officer(section=city.kosodate, role=Role.ADMINISTRATOR))
    assert taken(desk, looked(desk, FILE).content.decode()).status_code == 302
    assert {each.district.name for each in Place.objects.select_related("district")} == {"全域"}


def test_what_changed_since_is_looked_at_again(desk: Client) -> None:
    page = looked(desk, FILE).content.decode()
    Place.objects.filter(pk="haoto-centre").update(phone="0000-00-0555")
    answer = taken(desk, page)
    assert answer.status_code == 200 and "0000-00-0555" in answer.content.decode()
    assert not Place.objects.filter(pk="od01-2").exists()


def test_faults_are_told_by_row_and_column_and_nothing_is_taken(desk: Client) -> None:
    answer = looked(desk, FILE.replace("24:00", "25:00").replace("33.000000", "北緯"))
    page = answer.content.decode()
    assert answer.status_code == 422 and "終了時間" in page and "25:00" in page and "北緯" in page
    assert 'name="seen"' not in page
    forged = {"dataset": "01", "section": "kosodate", "seen": "x", "text": FILE.replace("24:00", "25:00")}
    assert desk.post(TAKE, forged).status_code == 422
    assert Place.objects.count() == 6


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "ファイルを選んでください"),
        ({"file": SimpleUploadedFile("a.csv", b"\x81\xff")}, "ファイルを読めません"),
        (
            {"file": SimpleUploadedFile("a.csv", "施設,場所".encode())},
            "「名称」「緯度」「経度」の列が見つかりません",
        ),
    ],
)
def test_what_is_no_such_file_is_said(desk: Client, sent: dict[str, Any], words: str) -> None:
    answer = desk.post(LOOK, {"dataset": "01", **sent})
    assert answer.status_code == 422 and words in answer.content.decode()


def test_ours_are_handed_out_and_recorded(desk: Client) -> None:
    answer = desk.get("/desk/places/open-data/05.csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("自治体コード,ID,地方公共団体名,名称") and len(lines[0].split(",")) == 53
    assert [line.split(",")[1] for line in lines[1:]] == ["a-club", "b-club", "c-club", "haoto-centre"]
    assert Line.objects.get(verb="places.exported").about_ref == "05"
    assert desk.get("/desk/places/open-data/99.csv").status_code == 404


def test_only_administrators_and_only_for_their_sections(desk: Client, city: Any) -> None:
    plain = signed_in(make_officer(section=city.kosodate))
    assert plain.get("/desk/places/open-data/").status_code == 404
    assert plain.post(TAKE).status_code == 404
    told = {"dataset": "01", "section": "fukushi", "seen": "", "text": FILE}
    assert desk.post(TAKE, told).status_code == 404
