"""Chika builds a condition line by line. What is whole is kept at once; nothing typed is lost."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from tests.city.people import NOW
from tests.city.procedures import publish_club

from madoguchi.audit.actions import SYSTEM
from madoguchi.places.actions import import_places
from madoguchi.procedures.models import Procedure
from madoguchi.rules.documents import digest, stored
from madoguchi.rules.editing import Add, Operation, Set, at
from madoguchi.rules.editing.changing import plain_of
from madoguchi.studio.actions.editing import Edited, edit

ALLERGY = "steps[home_step].questions[allergy].ask_when"
CERTIFICATE = "steps[home_step].questions[certificate].ask_when"


@pytest.fixture(autouse=True)
def _club(city: object) -> None:
    publish_club()


def address(path: str, name: str = "condition") -> str:
    return f"/desk/procedures/club/{name}/?{urlencode({'at': path})}"


def seen_on(html: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', html)
    assert found
    return found[1]


def press(desk: Client, path: str, name: str = "condition", **posted: Any) -> tuple[int, str]:
    """What comes after pressing a button of the page as it stands now; keys say `.` as `__`."""
    where = address(path, name)
    seen = posted.pop("seen", None) or seen_on(desk.get(where).content.decode())
    names = {key.lstrip("_").replace("__", "."): value for key, value in posted.items()}
    answer = desk.post(where, {"seen": seen, **names})
    return answer.status_code, answer.content.decode()


def drafted(path: str) -> Any:
    text = Procedure.objects.get().draft_text
    return at(plain_of(text), path) if text else "no draft"


def test_only_what_is_asked_before_is_offered(chikas_desk: Client) -> None:
    html = chikas_desk.get(address(CERTIFICATE)).content.decode()
    assert "「就労証明書」を表示する条件" in html
    assert "『利用の理由』が『就労』のとき" in html
    assert 'value="answer:reason" selected' in html and 'value="work" selected' in html
    assert "answer:phone" in html and "answer:allergy" not in html


def test_chika_adds_a_line_and_it_is_kept(chikas_desk: Client) -> None:
    line = {"_0__subject": "answer:reason", "_0__relation": "is", "_0__value": "work"}
    status, html = press(chikas_desk, ALLERGY, act="save", how="all", **line)
    assert status == 200 and "『利用の理由』が『就労』のとき" in html and "保存しました" in html
    assert drafted(ALLERGY) == {"is": [{"answer": "reason"}, "work"]}


def test_an_empty_line_is_no_mistake_until_it_is_saved(chikas_desk: Client) -> None:
    status, html = press(chikas_desk, ALLERGY, act="add")
    assert status == 200 and "0.subject" in html and "条件にする設問を選んでください" not in html
    status, html = press(chikas_desk, ALLERGY, act="save", _0__subject="")
    assert status == 422 and "条件にする設問を選んでください" in html
    assert drafted(ALLERGY) == "no draft"


def test_choosing_a_question_offers_how_it_compares_and_what_with(chikas_desk: Client) -> None:
    status, html = press(chikas_desk, ALLERGY, _0__subject="answer:child.birth_date")
    assert status == 200 and "が次の日時以後" in html and 'name="0.value"' in html
    status, html = press(
        chikas_desk, ALLERGY, _0__subject="answer:reason", _0__relation="at_least", _0__value="2020-01-01"
    )
    assert "が次のどれか" in html and "2020-01-01" not in html


def test_a_value_of_the_wrong_kind_stays_and_is_told(chikas_desk: Client) -> None:
    line = {"_0__subject": "answer:child.birth_date", "_0__relation": "at_least", "_0__value": "来年"}
    status, html = press(chikas_desk, ALLERGY, act="save", **line)
    assert status == 422 and "日付を入れてください" in html and 'value="来年"' in html


def test_lines_are_joined_and_grouped(chikas_desk: Client) -> None:
    status, html = press(
        chikas_desk,
        ALLERGY,
        act="save",
        how="all",
        _0__subject="answer:phone",
        _0__relation="answered",
        _1__how="any",
        _1__0__subject="answer:reason",
        _1__0__relation="one_of",
        _1__0__value=["work", "ill"],
        _1__1__subject="answer:start",
        _1__1__relation="less_than",
        _1__1__value="今日",
    )
    assert status == 200
    assert "『電話番号』に回答がある、かつ（『利用の理由』が『就労』・『疾病』のどれか、または" in html
    assert drafted(ALLERGY)["all"][1]["any"][1] == {"less_than": [{"answer": "start"}, {"fact": "today"}]}
    status, html = press(
        chikas_desk,
        ALLERGY,
        act="remove:1",
        _0__subject="answer:phone",
        _0__relation="answered",
        _1__how="any",
    )
    assert drafted(ALLERGY) == {"answered": "phone"}


def test_taking_all_lines_away_makes_it_always_so(chikas_desk: Client) -> None:
    status, html = press(chikas_desk, CERTIFICATE, act="clear")
    assert status == 200 and "条件はありません" in html
    assert drafted(CERTIFICATE) is None


def test_saving_what_stands_there_already_makes_no_draft(chikas_desk: Client) -> None:
    line = {"_0__subject": "answer:reason", "_0__relation": "is", "_0__value": "work"}
    assert press(chikas_desk, CERTIFICATE, act="save", **line)[0] == 200
    assert drafted(CERTIFICATE) == "no draft"


def test_what_lines_cannot_say_is_shown_and_kept(chikas_desk: Client) -> None:
    deep = {"all": [{"answered": "phone"}, {"at_least": [{"fact": "today"}, {"answer": "start"}]}]}
    seen = seen_on(chikas_desk.get(address(ALLERGY)).content.decode())
    made = edit(slug="club", operation=Set(ALLERGY, deep), seen=seen, by=SYSTEM, now=NOW)
    assert isinstance(made, Edited)
    html = chikas_desk.get(address(ALLERGY)).content.decode()
    assert "今日が『利用開始日』以後" in html and "文字で書く画面でだけ" in html
    kept = re.search(r'name="1.kept" value="([^"]+)"', html)
    assert kept
    written = kept[1].replace("&quot;", '"')
    status, _ = press(chikas_desk, ALLERGY, act="save", how="any", _0__subject="answer:phone",
                      _0__relation="answered", _1__kept=written)  # fmt: skip
    assert status == 200
    assert drafted(ALLERGY) == {"any": deep["all"]}


def test_a_check_cannot_lose_its_condition(chikas_desk: Client) -> None:
    check = {
        "id": "no_work",
        "refuse_when": {"answered": "phone"},
        "message": {"ja": "だめです"},
        "at": ["phone"],
    }
    seen = seen_on(chikas_desk.get(address(ALLERGY)).content.decode())
    assert isinstance(
        edit(slug="club", operation=Set("checks", [check]), seen=seen, by=SYSTEM, now=NOW), Edited
    )
    path = "checks[no_work].refuse_when"
    status, html = press(chikas_desk, path, act="clear")
    assert status == 422 and "保存していません" in html
    assert drafted(path) == {"answered": "phone"}


def test_as_text_the_whole_language_may_be_written(chikas_desk: Client) -> None:
    html = chikas_desk.get(address(CERTIFICATE, "condition-text")).content.decode()
    assert "answer: reason" in html
    written = "any_row: {rows: siblings, where: {answered: {row: sibling_birth}}}"
    status, html = press(
        chikas_desk, "steps[home_step].questions[agreed].ask_when", "condition-text", text=written
    )
    assert status == 200 and "『きょうだい』のうち『生年月日』に回答がある行があるとき" in html


@pytest.mark.parametrize("written", ["is: [", "is: [{answer: gone}, 1]", "equals: [1, 2]", "answer: agreed"])
def test_text_that_is_no_condition_stays_in_the_box(chikas_desk: Client, written: str) -> None:
    status, html = press(chikas_desk, ALLERGY, "condition-text", text=written)
    assert status == 422 and "保存していません" in html and written in html
    assert drafted(ALLERGY) == "no draft"


def test_two_who_change_the_same_condition_both_see_it(chikas_desk: Client) -> None:
    seen = seen_on(chikas_desk.get(address(ALLERGY)).content.decode())
    theirs = Set(ALLERGY, {"answered": "phone"})
    assert isinstance(edit(slug="club", operation=theirs, seen=seen, by=SYSTEM, now=NOW), Edited)
    line = {"_0__subject": "answer:reason", "_0__relation": "is", "_0__value": "work"}
    status, html = press(chikas_desk, ALLERGY, act="save", seen=seen, **line)
    assert status == 409 and "ほかの職員がたった今変更しました" in html
    assert "『電話番号』に回答があるとき" in html and 'value="work" selected' in html
    assert drafted(ALLERGY) == {"answered": "phone"}
    status, html = press(chikas_desk, ALLERGY, act="save", seen=seen_on(html), **line)
    assert status == 200 and drafted(ALLERGY) == {"is": [{"answer": "reason"}, "work"]}


@pytest.mark.parametrize(
    "path", ["", "title.ja", "steps[gone].ask_when", "steps[home_step].questions[gone].ask_when"]
)
def test_a_condition_stands_only_where_one_may(chikas_desk: Client, path: str) -> None:
    assert chikas_desk.get(address(path)).status_code == 404


def test_dan_of_another_section_finds_nothing(dans_desk: Client) -> None:
    assert dans_desk.get(address(ALLERGY)).status_code == 404
    assert dans_desk.post(address(ALLERGY, "condition-text"), {"text": ""}).status_code == 404


@pytest.mark.parametrize(
    "names", [{"99.0.subject": "x"}, {"0.kept": "{"}, {"0.subject": "answer:'"}, {"act": "remove:x"}]
)
def test_what_nobody_types_breaks_nothing(chikas_desk: Client, names: dict[str, str]) -> None:
    assert chikas_desk.post(address(ALLERGY), {"seen": "x", **names}).status_code in (200, 409)
    assert stored(Procedure.objects.get().current.text)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("steps[home_step].ask_when", "step/home_step/"),
        ("steps[home_step].questions[reason].required_when", "question/reason/"),
        ("steps[home_step].questions[siblings].questions[sibling_birth].ask_when", "question/sibling_birth/"),
        ("review.checklist[papers].ask_when", "review/"),
        ("letters[approval].items[0].show_when", "letters/approval/"),
    ],
)
def test_the_way_back_leads_to_what_it_belongs_to(chikas_desk: Client, path: str, to: str) -> None:
    back = f"/desk/procedures/club/build/place/?{urlencode({'at': path})}"
    assert f'href="{back}"' in chikas_desk.get(address(path)).content.decode()
    answer = chikas_desk.get(back, follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain[-1][0] == f"/desk/procedures/club/build/{to}"


def asked(id: str, type: str) -> dict[str, Any]:
    return {"id": id, "type": type, "title": {"ja": id}, "required": False}


def change(operation: Operation) -> None:
    """Somebody changes the draft, or what is in force where there is none."""
    procedure = Procedure.objects.get()
    seen = digest(procedure.draft_text or procedure.current.text)  # type: ignore[union-attr]
    assert isinstance(edit(slug="club", operation=operation, seen=seen, by=SYSTEM, now=NOW), Edited)


def test_places_are_chosen_by_name(chikas_desk: Client) -> None:
    school = {"code": "wakamugi", "kind": "school", "name": "若麦小学校", "kana": "ワカムギ"}
    import_places(
        districts=[{"code": "d", "name": "地区", "kana": "チク"}],
        places=[{**school, "district": "d", "latitude": "33.0", "longitude": "147.0"}],
        postal_areas=[],
        by=SYSTEM,
        now=NOW,
    )
    change(Add("steps[child_step].questions", {**asked("school", "place"), "places": "school"}))
    line = {"_0__subject": "answer:school", "_0__relation": "is", "_0__value": "wakamugi"}
    status, html = press(chikas_desk, ALLERGY, act="save", **line)
    assert status == 200 and "『school』が『若麦小学校』のとき" in html
    assert '<option value="wakamugi" selected>若麦小学校' in html
    assert drafted(ALLERGY) == {"is": [{"answer": "school"}, "wakamugi"]}
    status, html = press(chikas_desk, ALLERGY, act="save", **{**line, "_0__value": "nowhere"})
    assert status == 422 and drafted(ALLERGY) == {"is": [{"answer": "school"}, "wakamugi"]}


def test_a_row_is_compared_with_itself(chikas_desk: Client) -> None:
    siblings = "steps[home_step].questions[siblings].questions"
    for id, type in (("begins", "date"), ("ends", "date"), ("note", "text")):
        change(Add(siblings, asked(id, type)))
    path = f"{siblings}[note].ask_when"
    line = {"_0__subject": "row:ends", "_0__relation": "less_than"}
    status, html = press(chikas_desk, path, **line)
    assert status == 200 and "この行の『begins』" in html and 'name="0.value"' in html
    status, html = press(chikas_desk, path, act="save", **line, _0__other="row:begins")
    assert status == 200 and "『ends』が『begins』より前のとき" in html and 'name="0.value"' not in html
    assert drafted(path) == {"less_than": [{"row": "ends"}, {"row": "begins"}]}
    _, html = press(
        chikas_desk, path, _0__subject="row:ends", _0__relation="answered", _0__other="row:begins"
    )
    assert drafted(path) == {"answered": "ends"}
