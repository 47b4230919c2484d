"""People are called as they are called; readings are written as the register holds them."""

import pytest

from madoguchi.rules.documents import parts
from madoguchi.rules.questions import people, read, show

TYPED = {"family": "𠮷田", "given": "葛\U000e0100", "family_kana": "よしだ", "given_kana": "ｶｽﾞﾗ"}


def test_names_stay_and_readings_become_katakana(ask):
    assert read(ask("person_name"), TYPED, {}) == {**TYPED, "family_kana": "ヨシダ", "given_kana": "カズラ"}


def test_all_that_is_wrong_is_said_at_once(ask, codes):
    typed = {"family": "", "given": "太郎", "family_kana": "Sumida3", "given_kana": ["x"]}
    assert codes(read(ask("person_name"), typed, {})) == {
        "q.family": "required",
        "q.family_kana": "not_kana",
        "q.given_kana": "wrong_shape",
    }


def test_characters_that_are_no_reading_are_named(ask):
    (problem,) = read(ask("person_name"), {**TYPED, "given_kana": "タ3ロウ"}, {})
    assert problem.facts == {"characters": "3"}


@pytest.mark.parametrize(
    "boxes", [{"family": "ARYA", "family_kana": "アリヤ"}, {"given": "ARYA", "given_kana": "ありや"}]
)
def test_one_name_is_enough_for_who_has_one(ask, boxes):
    person = read(ask("person_name"), {**boxes, "single_name": "on"}, {})
    assert person == {
        "family": "ARYA",
        "given": "",
        "family_kana": "アリヤ",
        "given_kana": "",
        "single_name": True,
    }
    assert show(ask("person_name"), person, "ja", {}) == "ARYA"


def test_a_question_may_let_one_half_stay_empty(ask, codes):
    typed = {"family": "ARYA", "given": "", "family_kana": "アリヤ", "given_kana": ""}
    assert read(ask("person_name", single_name=True), typed, {})["single_name"]
    assert codes(read(ask("person_name"), typed, {})) == {"q.given": "required", "q.given_kana": "required"}


def test_long_names_with_many_parts_are_kept(ask):
    typed = {"family": "DA SILVA", "given": "MARIANA", "family_kana": "ダ シルバ", "given_kana": "マリアナ"}
    assert read(ask("person_name"), typed, {})["family_kana"] == "ダ　シルバ"


def test_a_child_needs_a_birth_date(ask, codes):
    assert codes(read(ask("child"), TYPED, {})) == {"q.birth_date": "required"}
    child = read(ask("child"), {**TYPED, "birth_date": {"year": "令和2", "month": "7", "day": "8"}}, {})
    assert child["birth_date"] == "2020-07-08"


def test_a_wrong_day_stands_at_the_birth_date(ask, codes):
    typed = {**TYPED, "birth_date": {"year": "2026", "month": "2", "day": "30"}}
    assert codes(read(ask("child"), typed, {})) == {"q.birth_date": "not_a_date"}


def test_a_guardian_has_a_relation_and_perhaps_a_birth_date(ask, codes):
    assert read(ask("guardian"), {**TYPED, "relation": "grandparent"}, {})["relation"] == "grandparent"
    assert codes(read(ask("guardian"), TYPED, {})) == {"q.relation": "required"}
    assert codes(read(ask("guardian"), {**TYPED, "relation": "aunt"}, {})) == {"q.relation": "unknown_option"}


def test_the_relations_are_those_of_documents():
    assert tuple(people.RELATIONS) == parts.RELATIONS
