"""Chika has values worked out without a formula: a recipe, its parts, and what the examples come to."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils.translation import gettext, override
from tests.city.guards import golden
from tests.city.people import NOW
from tests.city.procedures import publish_club

from madoguchi.audit.actions import SYSTEM
from madoguchi.procedures.models import Procedure
from madoguchi.rules.documents import digest
from madoguchi.rules.editing import Add, Set, at
from madoguchi.rules.editing.changing import plain_of
from madoguchi.rules.recipes import RECIPES
from madoguchi.studio import values
from madoguchi.studio.actions.editing import Edited, edit

AMOUNT = "computed[amount].value"
FIRST_DAY = "steps[child_step].questions[start].earliest"
NEW = {"id": "amount", "type": "integer", "title": {"ja": "利用料"}, "value": 0}


@pytest.fixture(autouse=True)
def _club(city: object) -> None:
    publish_club()
    change(Add("computed", NEW))


def change(operation: Any) -> Edited:
    """Somebody changes the draft, or what is in force where there is none."""
    procedure = Procedure.objects.get()
    seen = digest(procedure.draft_text or procedure.current.text)  # type: ignore[union-attr]
    outcome = edit(slug="club", operation=operation, seen=seen, by=SYSTEM, now=NOW)
    assert isinstance(outcome, Edited)
    return outcome


def address(path: str, name: str = "value") -> str:
    return f"/desk/procedures/club/{name}/?{urlencode({'at': path})}"


def press(desk: Client, path: str, **posted: Any) -> tuple[int, str]:
    """What comes after pressing a button of the page; part 0 is `_0`, what is typed into it `_0_typed`."""
    html = desk.get(address(path)).content.decode()
    found = re.search(r'name="seen" value="(\w+)"', html)
    assert found
    names = {
        re.sub(r"^_(\d+)$", r"\1.source", re.sub(r"^_(\d+)_typed$", r"\1.typed", key)): each
        for key, each in posted.items()
    }
    answer = desk.post(address(path), {"seen": found[1], **names})
    return answer.status_code, answer.content.decode()


def drafted(path: str) -> Any:
    return at(plain_of(Procedure.objects.get().draft_text), path)


def test_a_recipe_is_chosen_and_then_its_parts(chikas_desk: Client) -> None:
    status, html = press(chikas_desk, AMOUNT, recipe="product")
    assert status == 200 and 'name="1.source"' in html and "を掛けた数" in html
    assert "ここを選ぶか" not in html and drafted(AMOUNT) == 0
    status, html = press(chikas_desk, AMOUNT, recipe="product", act="save", _0="count:siblings", _1="")
    assert status == 422 and html.count("ここを選ぶか") == 1
    status, html = press(
        chikas_desk, AMOUNT, recipe="product", _0="count:siblings", _1="fixed", _1_typed="５００"
    )
    assert (
        status == 200 and "（（『きょうだい』の行の数）に500を掛けた数）" in html and "保存しました" in html
    )
    assert drafted(AMOUNT) == {"times": [{"count": {"rows": "siblings"}}, 500]}


def test_the_examples_say_what_it_comes_to(chikas_desk: Client) -> None:
    press(
        chikas_desk,
        AMOUNT,
        recipe="sum",
        type="money",
        _0="fixed",
        _0_typed="1200",
        _1="fixed",
        _1_typed="300",
    )
    assert (drafted("computed[amount].type"), drafted(AMOUNT)) == ("money", {"plus": [1200, 300]})
    html = chikas_desk.get(address(AMOUNT)).content.decode()
    assert "見本がまだありません" in html
    change(Set("golden", [golden("ill", reason="ill")]))
    html = chikas_desk.get(address(AMOUNT)).content.decode()
    assert re.search(r"ill</th><td>1,500円</td>", html)


def test_the_type_follows_the_recipe(chikas_desk: Client) -> None:
    press(chikas_desk, AMOUNT, recipe="days_after", _0="fact:today", _1="fixed", _1_typed="14")
    assert drafted("computed[amount].type") == "date"
    assert drafted(AMOUNT) == {"days_after": [{"fact": "today"}, 14]}


def test_yes_or_no_is_built_as_a_condition(chikas_desk: Client) -> None:
    status, _ = press(chikas_desk, AMOUNT, recipe="condition")
    assert status == 302
    assert (drafted("computed[amount].type"), drafted(AMOUNT)) == ("yes_no", False)
    html = chikas_desk.get(address(AMOUNT, "condition")).content.decode()
    assert "まだ行がありません" in html and "answer:reason" not in html
    seen = re.search(r'name="seen" value="(\w+)"', html)
    line = {"0.subject": "answer:reason", "0.relation": "is", "0.value": "work"}
    chikas_desk.post(address(AMOUNT, "condition"), {"seen": seen[1], "act": "save", **line})  # type: ignore[index]
    assert drafted(AMOUNT) == {"is": [{"answer": "reason"}, "work"]}


@pytest.mark.parametrize(
    ("typed", "words"),
    [("たくさん", "数を入れてください"), ("1.5", "整数を入れてください"), ("", "ここを選ぶか")],
)
def test_what_is_no_number_stays_and_is_told(chikas_desk: Client, typed: str, words: str) -> None:
    parts = {"_0": "fact:today", "_1": "fixed", "_1_typed": typed}
    status, html = press(chikas_desk, AMOUNT, recipe="days_after", act="save", **parts)
    assert status == 422 and words in html and f'name="1.typed" value="{typed}"' in html
    assert drafted(AMOUNT) == 0


def test_a_number_beyond_all_days_is_told_by_the_document(chikas_desk: Client) -> None:
    parts = {"_0": "fact:today", "_1": "fixed", "_1_typed": "99999"}
    status, html = press(chikas_desk, AMOUNT, recipe="days_after", act="save", **parts)
    assert status == 422 and "保存していません" in html and 'value="99999"' in html
    assert drafted(AMOUNT) == 0


def test_what_was_written_as_text_stays_until_something_is_chosen(chikas_desk: Client) -> None:
    formula = {"max": [{"count": {"rows": "siblings"}}, 1]}
    text = {"seen": change(Set(AMOUNT, formula)).seen, "text": "max: [{count: {rows: siblings}}, 2]"}
    html = chikas_desk.get(address(AMOUNT)).content.decode()
    assert "この計算は式で書かれています" in html and "condition-text" in html
    press(chikas_desk, AMOUNT, recipe="")
    assert drafted(AMOUNT) == formula
    chikas_desk.post(address(AMOUNT, "condition-text"), text)
    assert drafted(AMOUNT)["max"][1] == 2


def test_the_days_of_a_question_are_bounded_and_freed(chikas_desk: Client) -> None:
    status, html = press(
        chikas_desk, FIRST_DAY, recipe="months_before", _0="fact:today", _1="fixed", _1_typed="3"
    )
    assert status == 200 and "（今日の3か月前）" in html
    assert drafted(FIRST_DAY) == {"months_before": [{"fact": "today"}, 3]}
    html = chikas_desk.get("/desk/procedures/club/build/question/start/").content.decode()
    assert "（今日の3か月前）" in html and "どの日でも入力できます" in html
    press(chikas_desk, FIRST_DAY, recipe="")
    assert drafted(FIRST_DAY) is None


def test_a_bound_is_a_day_and_nothing_else(chikas_desk: Client) -> None:
    html = chikas_desk.get(address(FIRST_DAY)).content.decode()
    assert 'value="days_after"' in html and 'value="sum"' not in html and 'value="condition"' not in html
    press(chikas_desk, FIRST_DAY, recipe="sum", _0="fixed", _0_typed="1", _1="fixed", _1_typed="2")
    assert drafted(FIRST_DAY) is None
    assert chikas_desk.get(address(FIRST_DAY, "condition")).status_code == 404


def test_two_at_once_are_both_seen(chikas_desk: Client) -> None:
    old = re.search(r'name="seen" value="(\w+)"', chikas_desk.get(address(AMOUNT)).content.decode())
    change(Set(AMOUNT, 7))
    posted = {"seen": old[1], "recipe": "count", "0.source": "count:siblings"}  # type: ignore[index]
    answer = chikas_desk.post(address(AMOUNT), posted)
    assert answer.status_code == 409 and "ほかの職員が" in answer.content.decode()
    assert drafted(AMOUNT) == 7


@pytest.mark.parametrize(
    "path", ["computed[gone].value", "steps[home_step].ask_when", "computed[amount].title", ""]
)
def test_nothing_else_is_a_value(chikas_desk: Client, dans_desk: Client, path: str) -> None:
    assert chikas_desk.get(address(path)).status_code == 404
    assert dans_desk.get(address(AMOUNT)).status_code == 404


@pytest.mark.parametrize("language", ["ja", "ja-easy"])
def test_every_recipe_has_its_words(language: str) -> None:
    assert set(values.SENTENCES) == set(RECIPES) == set(values.NAMES) - {values.CONDITION}
    words = {
        *values.NAMES.values(),
        *values.REASONS.values(),
        *values.TYPES.values(),
        *values.FIXED_WORDS.values(),
    }
    words |= {each for _, each in values.ROUNDINGS} | {
        each for each in values.SENTENCES.values() if each[0] != "{"
    }
    with override(language):
        assert not [each for each in sorted(words) if gettext(each) == each]
