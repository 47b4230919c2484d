"""What holds for every type of question, whatever is sent."""

import string
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from madoguchi.rules.problems import Problem
from madoguchi.rules.questions import KINDS, blank, index_value, read, show, show_parts
from madoguchi.rules.questions.codes import CODES

TYPES = [*KINDS, "group"]
FACTS = {"today": date(2026, 11, 23), "places": {"school": {"wakamugi": {"name": "若麦小学校"}}}}
NAME = {"family": "墨田", "given": "太郎", "family_kana": "スミダ", "given_kana": "タロウ"}
GOOD = {
    "text": "自由",
    "long_text": "一行目\n二行目",
    "integer": 3,
    "decimal": "36.5",
    "money": "4500",
    "date": "2026-04-01",
    "time": "08:30",
    "yes_no": False,
    "choice": "yes",
    "choices": ["yes", "no"],
    "consent": True,
    "person_name": NAME,
    "child": {**NAME, "birth_date": "2019-04-02"},
    "guardian": {**NAME, "relation": "mother"},
    "postal_address": {
        "postal_code": "1300001", "prefecture": "東京都", "city": "墨田区", "town": "吾妻橋",
        "block": "1-2", "building": "",
    },
    "phone": "0312345678;ext=12",
    "email": "a..b@docomo.ne.jp",
    "files": [{"name": "写真.jpg", "sha256": "0" * 64}],
    "weekly_hours": {"mon": [["08:30", "17:15"]]},
    "place": "wakamugi",
    "ranked_places": ["a", "b"],
    "slot": "2026-12-08T10:00 centre",
    "bank_account": {
        "bank_code": "0001", "bank_name": "ひばり", "branch_code": "001", "branch_name": "中央",
        "kind": "ordinary", "number": "0001234", "holder_kana": "ｽﾐﾀﾞ ﾀﾛｳ",
    },
    "corporate_number": "8700110005901",
    "group": [{"_id": "r1", "day": "2026-04-01"}],
}  # fmt: skip

KEYS = st.sampled_from(
    [
        *NAME,
        "single_name",
        "birth_date",
        "relation",
        "postal_code",
        "prefecture",
        "city",
        "block",
        "year",
        "month",
    ]
    + [
        "day",
        "mon",
        "holiday",
        "name",
        "sha256",
        "cannot",
        "_id",
        "who",
        "bank_code",
        "kind",
        "number",
        "holder_kana",
    ]
)
WORDS = (
    st.text(max_size=8)
    | st.text(string.digits + "-/:.年月日令和RHー－０１２３", max_size=10)
    | st.sampled_from(
        [
            "yes",
            "no",
            "true",
            "r1",
            "r2",
            "mother",
            "wakamugi",
            "令和8",
            "24:00",
            "0" * 64,
            "\x00",
            "\ud800",
            "1e999",
        ]
    )
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(KEYS | st.text(max_size=3), inner, max_size=6)
    ),
    max_leaves=12,
)


@pytest.mark.parametrize("type_", TYPES)
@given(raw=JSON)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_reading_never_fails_and_what_is_read_stays_read(ask, type_, raw):
    question = ask(type_)
    found = read(question, raw, FACTS, "place/r1/q")
    if isinstance(found, tuple):
        assert found
        assert all(_is_lawful(problem) for problem in found)
    else:
        assert read(question, found, FACTS) == found
        assert all(
            isinstance(show(question, found, language, FACTS), str) for language in ("ja", "ja-easy", "en")
        )
        assert sum(each is not None for each in index_value(question, found)) == (found is not None)


def _is_lawful(problem: Problem) -> bool:
    return problem.path.startswith("place/r1/q") and set(problem.facts) == set(CODES[problem.code])


@pytest.mark.parametrize("type_", sorted(GOOD))
def test_a_canonical_answer_is_read_as_it_is(ask, type_):
    assert read(ask(type_), GOOD[type_], FACTS) == GOOD[type_]


@pytest.mark.parametrize(
    "empty",
    [None, "", "　 ", "\u200b", [], {}, {"family": "", "given": None}, {"year": " "}, {"mon": [["", ""]]}],
)
@pytest.mark.parametrize("type_", sorted(set(TYPES) - {"consent", "group"}))
def test_empty_boxes_are_no_answer(ask, type_, empty):
    question = ask(type_)
    assert blank(question, empty)
    assert read(question, empty, FACTS) is None
    assert show(question, None, "ja", FACTS) == ""


def test_a_no_is_an_answer_and_an_empty_tick_is_none(ask):
    assert not blank(ask("yes_no"), False)
    assert blank(ask("consent"), False)
    assert not blank(ask("group"), [{"_id": "r1"}])


@pytest.mark.parametrize(
    ("type_", "language", "said"),
    [
        ("integer", "ja", "3"),
        ("money", "ja", "4,500円"),
        ("money", "ja-easy", "4,500[円|えん]"),
        ("money", "en", "4,500 yen"),
        ("date", "ja", "2026年4月1日(水)"),
        ("date", "en", "1 April 2026 (Wed)"),
        ("time", "ja", "午前8時30分"),
        ("yes_no", "ja", "いいえ"),
        ("yes_no", "en", "No"),
        ("consent", "ja", "同意しました"),
        ("choice", "en", "There is"),
        ("choices", "ja", "ある、ない"),
        ("long_text", "ja", "一行目 二行目"),
        ("person_name", "en", "墨田　太郎"),
        ("child", "ja", "墨田　太郎（2019年4月2日(火)生まれ）"),
        ("guardian", "ja", "墨田　太郎（母）"),
        ("guardian", "ja-easy", "墨田　太郎（[母|はは]）"),
        ("postal_address", "ja", "〒130-0001 東京都墨田区吾妻橋1-2"),
        ("phone", "ja", "03-1234-5678（内線12）"),
        ("files", "ja", "写真.jpg"),
        ("weekly_hours", "ja", "月 8:30–17:15"),
        ("place", "ja", "若麦小学校"),
        ("ranked_places", "ja", "第1希望 a、第2希望 b"),
        ("ranked_places", "en", "1. a, 2. b"),
        ("bank_account", "ja", "ひばり(0001) 中央(001) 普通 0001234 ｽﾐﾀﾞ ﾀﾛｳ"),
        ("group", "ja", "2026年4月1日(水)"),
    ],
)
def test_answers_are_said_in_one_line(ask, type_, language, said):
    assert show(ask(type_), GOOD[type_], language, FACTS) == said


def test_a_person_is_checked_line_by_line(ask):
    assert show_parts(ask("child"), GOOD["child"], "ja", FACTS) == {
        "name": "墨田　太郎",
        "kana": "スミダ　タロウ",
        "birth_date": "2019年4月2日(火)",
    }
    assert show_parts(ask("text"), "自由", "ja", FACTS) == {"": "自由"}


@pytest.mark.parametrize(
    ("type_", "row"),
    [
        ("date", (None, None, date(2026, 4, 1))),
        ("money", (None, Decimal(4500), None)),
        ("choice", ("yes", None, None)),
        ("yes_no", ("no", None, None)),
        ("child", ("墨田　太郎", None, None)),
        ("ranked_places", ("a", None, None)),
    ],
)
def test_listed_answers_are_typed(ask, type_, row):
    assert index_value(ask(type_), GOOD[type_]) == row
