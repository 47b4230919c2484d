"""Chika begins a procedure: from the gallery, from one of hers, from a paper form's items, or empty."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.city.people import LONG_AGO, NOW, make_officer, signed_in
from tests.city.procedures import club_document, publish_club
from tests.journeys.pages import press

from madoguchi.audit.actions import SYSTEM
from madoguchi.audit.models import Line
from madoguchi.people.actions import staff
from madoguchi.people.models import Officer, Role
from madoguchi.procedures.models import Procedure
from madoguchi.procedures.queries import access_document
from madoguchi.rules.analysis import analyse
from madoguchi.rules.documents import Document

NEW = "/desk/procedures/new/"
EMPTY = f"{NEW}empty/"
LIST = f"{NEW}list/"
NAMED = {"title": "駐輪場の利用", "section": "kosodate", "number": "57", "id": "bicycle_parking"}
PAPER = "【申請する方】\n氏名\nフリガナ\n電話番号\n■利用\n区分（学生・一般）\n備考（任意）"


def html(answer: Any) -> str:
    return str(answer.content.decode())


def draft(slug: str = "bicycle_parking") -> Document:
    return access_document(slug, draft=True)[0]


def read(desk: Client, text: str) -> HttpResponse:
    """Paste a list and have it guessed."""
    return desk.post(LIST, {"list": text, "read": "1"})  # type: ignore[return-value]


def guessed(rows: list[tuple[str, str]]) -> dict[str, str]:
    """The rows of the page of guesses as they are sent."""
    return {
        key: value
        for place, (title, type) in enumerate(rows)
        for key, value in ((f"title-{place}", title), (f"type-{place}", type), (f"required-{place}", "on"))
    }


def test_the_page_shows_what_there_is_to_begin_from(chikas_desk: Client) -> None:
    said = html(chikas_desk.get(NEW))
    for way in ("自課の手続きを複製する", "紙の様式の項目を貼り付ける", "白紙から作る", "図書館の利用登録"):
        assert way in said
    assert "設問 14" in said and "約5分" in said and "通知書 2件" in said
    assert NEW in html(chikas_desk.get("/desk/procedures/"))


def test_the_gallery_is_searched_by_words_and_life_event(chikas_desk: Client) -> None:
    found = html(chikas_desk.get(NEW, {"q": "としょかん"}))
    assert "図書館の利用登録" in found and "犬" not in found.partition('id="found"')[2]
    pets = html(chikas_desk.get(NEW, {"event": "pets"})).partition('id="found"')[2]
    assert "犬" in pets and "図書館の利用登録" not in pets
    assert "当てはまるひな形はありません。" in html(chikas_desk.get(NEW, {"q": "火星旅行"}))
    part = chikas_desk.get(NEW, {"q": "犬"}, headers={"HX-Request": "true"})
    assert "<html" not in html(part) and "犬" in html(part)


@pytest.mark.parametrize("query", [{"event": "nothing"}, {"q": "\0"}, {"q": "x" * 9999}])
def test_odd_searches_find_a_page(chikas_desk: Client, query: dict[str, str]) -> None:
    assert chikas_desk.get(NEW, query).status_code == 200


def test_an_empty_procedure_asks_three_things_already(chikas_desk: Client) -> None:
    said = html(chikas_desk.get(EMPTY))
    assert 'value="01"' in said and 'value="procedure_01"' in said and "子育て政策課" in said
    answer = chikas_desk.post(EMPTY, NAMED)
    assert answer.headers["Location"] == "/desk/procedures/bicycle_parking/build/"
    assert analyse(draft()) == () and draft().title.in_("ja") == "駐輪場の利用"
    assert Line.objects.filter(verb="procedure.created", actor_ref="1001").count() == 1
    assert Procedure.objects.get().current is None


def test_one_of_the_gallery_comes_whole_under_our_name(chikas_desk: Client) -> None:
    said = html(chikas_desk.get(f"{NEW}built-in/library_card/"))
    assert 'value="library_card"' in said and 'value="53"' in said
    chikas_desk.post(f"{NEW}built-in/library_card/", NAMED)
    assert draft().section == "kosodate" and len(draft().golden) == 5 and len(draft().letters) == 2


def test_names_that_are_taken_are_not_proposed(chikas_desk: Client) -> None:
    chikas_desk.post(EMPTY, {**NAMED, "id": "library_card", "number": "53"})
    said = html(chikas_desk.get(f"{NEW}built-in/library_card/"))
    assert 'value="library_card_2"' in said and 'value="01"' in said


def test_one_of_ours_is_copied_and_stays_as_it_is(chikas_desk: Client) -> None:
    publish_club()
    assert "/desk/procedures/club/copy/" in html(chikas_desk.get(f"{NEW}copy/"))
    assert "/desk/procedures/club/copy/" in html(chikas_desk.get("/desk/procedures/club/"))
    assert 'value="club_2"' in html(chikas_desk.get("/desk/procedures/club/copy/"))
    chikas_desk.post("/desk/procedures/club/copy/", NAMED)
    assert draft().steps == club_document().steps
    assert access_document("club")[0] == club_document()


def test_a_paper_form_becomes_questions_that_were_looked_at_first(chikas_desk: Client) -> None:
    guesses = read(chikas_desk, PAPER)
    assert "フリガナは氏名と一緒に聞きます。" in html(guesses) and "学生\n一般" in html(guesses)
    assert not Procedure.objects.exists()
    press(chikas_desk, guesses, LIST, form="items", make="1", **NAMED)
    assert [step.title.in_("ja") for step in draft().steps] == ["申請する方", "利用"]
    assert [(question.type, question.required) for question in draft().questions()] == [
        ("person_name", True),
        ("phone", True),
        ("choice", True),
        ("long_text", False),
    ]


def test_every_guess_can_be_changed(chikas_desk: Client) -> None:
    left = [("いらない", ""), ("", "text"), ("見出し", "step")]
    changed = guessed([("氏名", "text"), ("いくつ", "choice"), *left])
    chikas_desk.post(LIST, {**NAMED, **changed, "options-1": "1つ\n2つ\n\n2つ", "make": "1"})
    name, count = draft().questions()
    assert (name.type, count.type) == ("text", "choice")
    assert [option.title.in_("ja") for option in count.options] == ["1つ", "2つ"]  # type: ignore[attr-defined]


def test_what_was_changed_is_still_there_when_a_name_is_wrong(chikas_desk: Client) -> None:
    changed = guessed([("お子さんの好物", "long_text")])
    answer = chikas_desk.post(LIST, {**NAMED, **changed, "number": "7", "list": "x", "make": "1"})
    said = html(answer)
    assert answer.status_code == 422 and "数字2桁を入力してください" in said
    assert "お子さんの好物" in said and '<option value="long_text" selected>' in said
    assert not Procedure.objects.exists()


def test_the_list_can_be_pasted_anew(chikas_desk: Client) -> None:
    said = html(chikas_desk.post(LIST, {"list": "氏名\n住所", "again": "1"}))
    assert "氏名\n住所</textarea>" in said


@pytest.mark.parametrize("text", ["", "  \n\n", "【見出しだけ】", "\0", "個人番号"])
def test_a_list_that_asks_for_nothing_is_refused(chikas_desk: Client, text: str) -> None:
    answer = read(chikas_desk, text)
    assert answer.status_code == 422 and "聞く項目を1行以上貼り付けてください。" in html(answer)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": " "}, "手続きの名前を入力してください。"),
        ({"title": "あ" * 201}, "200"),
        ({"section": "fukushi"}, "公開の権限がある課を選んでください。"),
        ({"section": ""}, "公開の権限がある課を選んでください。"),
        ({"number": "5"}, "数字2桁を入力してください"),
        ({"number": "５７"}, "数字2桁を入力してください"),
        ({"number": "26"}, "この番号はほかの手続きが使っています。"),
        ({"id": "Bicycle"}, "英小文字で始め"),
        ({"id": "駐輪場"}, "英小文字で始め"),
        ({"id": "a-b"}, "英小文字で始め"),
        ({"id": "x" * 51}, "50"),
        ({"id": "club"}, "このIDは使われています。"),
        ({"id": "new"}, "このIDは使われています。"),
        ({"id": ""}, "英小文字で始め"),
    ],
)
@pytest.mark.parametrize("page", [EMPTY, f"{NEW}built-in/library_card/", "/desk/procedures/club/copy/"])
def test_what_is_wrong_with_a_name_is_said_and_nothing_is_made(
    chikas_desk: Client, page: str, wrong: dict[str, str], words: str
) -> None:
    publish_club()
    answer = chikas_desk.post(page, {**NAMED, **wrong})
    assert answer.status_code == 422 and words in html(answer)
    assert Procedure.objects.count() == 1


def test_a_colleague_was_quicker(chikas_desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    publish_club()
    monkeypatch.setattr("madoguchi.procedures.queries.list_ids", frozenset)  # as it was a moment ago
    answer = chikas_desk.post(EMPTY, {**NAMED, "id": "club"})
    assert answer.status_code == 422 and "このIDは使われています。" in html(answer)
    assert access_document("club")[0] == club_document()


@pytest.mark.parametrize("page", [NEW, EMPTY, LIST, f"{NEW}copy/", f"{NEW}built-in/library_card/"])
def test_who_publishes_nothing_begins_nothing(city: SimpleNamespace, page: str) -> None:
    publish_club()
    reviewer = signed_in(make_officer(section=city.kosodate))
    assert reviewer.get(page).status_code == 404
    assert reviewer.post(page, NAMED).status_code in (404, 405)
    assert reviewer.get("/desk/procedures/club/copy/").status_code == 404
    assert NEW not in html(reviewer.get("/desk/procedures/"))


def test_a_long_list_asks_the_database_as_often_as_a_short_one(chikas_desk: Client) -> None:
    publish_club()
    chikas_desk.get(f"{NEW}copy/")  # the published document is read once per process
    with CaptureQueriesContext(connection) as few:
        chikas_desk.get(f"{NEW}copy/")
    for number in range(31, 36):
        chikas_desk.post(EMPTY, {**NAMED, "number": str(number), "id": f"parking_{number}"})
    chikas_desk.get(NEW)  # reads the notices
    with CaptureQueriesContext(connection) as many:
        assert "parking_35" in html(chikas_desk.get(f"{NEW}copy/"))
    assert len(many) == len(few) == 5


def test_dan_copies_nothing_of_chikas(dans_desk: Client, dan: Officer) -> None:
    publish_club()
    assert dans_desk.get("/desk/procedures/club/copy/").status_code == 404
    assert "学童クラブ利用申請" not in html(dans_desk.get(f"{NEW}copy/"))


@pytest.mark.parametrize("key", ["nothing", "library_card_2", "_"])
def test_what_is_not_in_the_gallery_is_not_found(chikas_desk: Client, key: str) -> None:
    assert chikas_desk.get(f"{NEW}built-in/{key}/").status_code == 404


def test_a_copy_goes_to_a_section_one_publishes_for(
    city: SimpleNamespace,
) -> None:
    officer = make_officer(section=city.kosodate)
    staff.appoint(
        officer=officer, section=city.fukushi, role=Role.APPROVER, starts_on=LONG_AGO, by=SYSTEM, now=NOW
    )
    publish_club()
    signed_in(officer).post("/desk/procedures/club/copy/", {**NAMED, "section": "fukushi"})
    assert draft().section == "fukushi"
