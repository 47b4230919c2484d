"""Chika reads every text in three languages and mends what was found, where it stands."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from tests.city.people import make_officer, signed_in
from tests.city.procedures import club_document, publish_club

from madoguchi.audit.actions import SYSTEM
from madoguchi.people.models import Role
from madoguchi.procedures import actions as procedures
from madoguchi.procedures.models import Procedure
from madoguchi.procedures.queries import parsed
from madoguchi.rules.documents import digest
from madoguchi.studio.actions import reading

URL = "/desk/procedures/club/words/"
HARD = {
    "ja": "学童クラブの申請書を提出してください。",
    "ja-easy": "[学童|がくどう]クラブの 申請書を [提出|ていしゅつ]してください。",
    "en": "Apply for an after-school club.",
}
EASY = {**HARD, "ja-easy": "[学童|がくどう]クラブに [申|もう]し[込|こ]んで ください。"}


def html(answer: Any) -> str:
    return str(answer.content.decode())


def seen() -> str:
    procedure = Procedure.objects.select_related("current").get(slug="club")
    return digest(procedure.draft_text) if procedure.draft_text else procedure.current.sha256


def summary() -> dict[str, str]:
    return dict(parsed(Procedure.objects.get(slug="club").draft_text).summary.root)


def press(desk: Client, act: str, **more: str) -> Any:
    return desk.post(URL, {"path": "summary", "seen": seen(), "act": act, **more})


def test_what_was_found_stands_at_its_place(chikas_desk: Client) -> None:
    publish_club(summary=HARD)
    said = html(chikas_desk.get(URL))
    assert '<mark class="words-error">申請書</mark>' in said
    assert "「申請書」は難しい言葉です。" in said
    assert URL in html(chikas_desk.get("/desk/procedures/club/"))


def test_one_press_puts_the_proposal_in_place(chikas_desk: Client) -> None:
    publish_club(summary=HARD)
    start = HARD["ja-easy"].index("申請書")
    answer = press(chikas_desk, f"fix hard_word.{start}.{start + 3}")
    assert answer.status_code == 302
    assert summary()["ja-easy"] == (
        "[学童|がくどう]クラブの [申|もう]し[込|こ]みの [紙|かみ]を [提出|ていしゅつ]してください。"
    )


def test_a_proposal_for_another_text_is_not_put_in_place(chikas_desk: Client) -> None:
    publish_club(summary=HARD)
    for key in ("hard_word.0.3", "no_reading.14.17", "x", ""):
        answer = press(chikas_desk, f"fix {key}")
        assert answer.status_code == 422 and "ほかの職員が、この文を変えました" in html(answer)
    assert not Procedure.objects.get(slug="club").draft_text


def test_chika_writes_a_text_in_every_language(chikas_desk: Client) -> None:
    publish_club(summary=HARD)
    assert "<textarea" in html(chikas_desk.get(f"{URL}?at=summary"))
    answer = press(chikas_desk, "save", **EASY)
    assert answer.status_code == 302 and answer.headers["Location"].endswith("#text_summary")
    assert summary() == EASY


def test_an_emptied_language_goes_and_is_told_as_missing(chikas_desk: Client) -> None:
    publish_club(summary=EASY)
    press(chikas_desk, "save", **{**EASY, "en": "  "})
    assert "en" not in summary()
    assert "足りない言語（1）" in html(chikas_desk.get(URL))
    assert "ありません" in html(chikas_desk.get(f"{URL}?show=missing"))


def test_without_japanese_nothing_is_saved_and_nothing_typed_is_lost(chikas_desk: Client) -> None:
    publish_club(summary=HARD)
    answer = press(chikas_desk, "save", **{**EASY, "ja": ""})
    assert answer.status_code == 422
    assert "保存していません" in html(answer)
    assert EASY["ja-easy"] in html(answer)


def test_readings_are_proposed_and_never_kept_unread(chikas_desk: Client, now: datetime) -> None:
    publish_club(summary=HARD)
    reading.keep_readings(readings={"羽音": "はおと"}, by=SYSTEM, now=now)
    answer = press(chikas_desk, "readings", **{**HARD, "ja-easy": "羽音で [会|あ]う 人"})
    assert "[羽音|はおと]で [会|あ]う [人|ひと]</textarea>" in html(answer)
    assert "案です。まだ保存していません" in html(answer)
    assert not Procedure.objects.get(slug="club").draft_text


def test_a_draft_is_made_from_the_japanese(chikas_desk: Client) -> None:
    publish_club(summary=HARD)
    said = html(press(chikas_desk, "draft"))
    assert (
        "[学童|がくどう]クラブの [申|もう]し[込|こ]みの [紙|かみ]を [出|だ]して ください。</textarea>" in said
    )


def test_what_the_japanese_left_behind_is_still_right(chikas_desk: Client) -> None:
    publish_club(summary=EASY)
    press(chikas_desk, "save", **{**EASY, "ja": "学童クラブに申し込んでください。"})
    said = html(chikas_desk.get(f"{URL}?show=stale"))
    assert "<del>学童クラブの申請書を提出してください。</del>" in said
    right = {"japanese": "学童クラブに申し込んでください。"}
    assert press(chikas_desk, "right en", **right).status_code == 302
    assert press(chikas_desk, "right en", **right).status_code == 422
    assert html(chikas_desk.get(f"{URL}?show=stale")).count("<del>") == 1


def test_two_officers_at_one_text_see_both(chikas_desk: Client, now: datetime) -> None:
    publish_club(summary=HARD)
    before = seen()
    procedures.save_draft_document(
        document=club_document(summary={**HARD, "ja": "別の職員の文"}), by=SYSTEM, now=now
    )
    mine = {"path": "summary", "seen": before, "act": "save", **HARD, "ja": "わたしの文"}
    answer = chikas_desk.post(URL, mine)
    assert answer.status_code == 422
    assert "別の職員の文" in html(answer) and "わたしの文</textarea>" in html(answer)


def test_htmx_gets_the_row_alone(chikas_desk: Client) -> None:
    publish_club(summary=HARD)
    answer = chikas_desk.post(
        URL, {"path": "summary", "seen": seen(), "act": "save", **EASY}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200
    assert html(answer).strip().startswith('<tr id="text_summary">') and "<html" not in html(answer)


def test_findings_are_told_while_typing(chikas_desk: Client) -> None:
    publish_club()
    answer = chikas_desk.post(f"{URL}check/", {"title.ja-easy": "書類を [出|だ]す"})
    assert "「書類」にふりがながありません。" in html(answer)
    assert html(chikas_desk.post(f"{URL}check/", {})).strip() == ""


@pytest.mark.parametrize("path", ["absent", "", "steps", "summary.ja", "review.checklist[x].text"])
def test_only_texts_of_the_document_are_written(chikas_desk: Client, path: str) -> None:
    publish_club()
    assert chikas_desk.post(URL, {"path": path, "seen": seen(), "act": "save", "ja": "x"}).status_code == 404


def test_who_only_reviews_reads_and_another_section_finds_nothing(
    city: SimpleNamespace, chikas_desk: Client, dans_desk: Client
) -> None:
    publish_club(summary=HARD)
    reviewer = signed_in(make_officer(section=city.kosodate))
    assert "置き換える" not in html(reviewer.get(URL))
    assert reviewer.post(URL, {"path": "summary", "act": "save", **EASY}).status_code == 404
    assert dans_desk.get(URL).status_code == 404
    assert dans_desk.post(f"{URL}check/", {}).status_code == 404


def test_many_texts_ask_the_database_no_more(chikas_desk: Client, django_assert_num_queries: Any) -> None:
    publish_club(summary=HARD)
    chikas_desk.get(URL)
    with django_assert_num_queries(5):
        chikas_desk.get(URL)


def test_the_administrator_keeps_the_citys_readings(city: SimpleNamespace, chikas_desk: Client) -> None:
    administrator = signed_in(make_officer(section=city.kosodate, role=Role.ADMINISTRATOR))
    url = "/desk/readings/"
    assert "登録した読み方は、まだありません。" in html(administrator.get(url))
    said = html(administrator.post(url, {"words": "羽音 はおと\r\n若麦\tワカムギ"}, follow=True))
    assert "2語を登録しました。" in said and "わかむぎ" in said
    wrong = administrator.post(url, {"words": "櫟台 くぬぎだい\n葭切 yoshikiri"})
    assert wrong.status_code == 422
    assert "2行目: 葭切 yoshikiri — 読み方は、ひらがなかカタカナで入力してください。" in html(wrong)
    assert "櫟台 くぬぎだい" in html(wrong) and "くぬぎだい</td>" not in html(wrong)
    assert administrator.post(url, {"words": " "}).status_code == 422
    assert "「羽音」を外しました。" in html(administrator.post(url, {"forget": "羽音"}, follow=True))
    assert administrator.post(url, {"forget": "羽音"}).status_code == 302
    assert chikas_desk.get(url).status_code == 404


def test_the_builder_checks_easy_japanese_as_it_is_typed(chikas_desk: Client) -> None:
    publish_club()
    said = html(chikas_desk.get("/desk/procedures/club/build/question/reason/"))
    checked = 'hx-params="csrfmiddlewaretoken,steps[home_step].questions[reason].title.ja-easy"'
    assert f'hx-post="{URL}check/"' in said and checked in said
    assert f'href="{URL}"' in said
