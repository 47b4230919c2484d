"""Chika writes the chapters beside the questions: saved as she goes, what is wrong said beside its box."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import gettext, override
from tests.city.people import NOW
from tests.city.procedures import publish_club

from madoguchi.audit.actions import SYSTEM
from madoguchi.procedures.models import Procedure
from madoguchi.rules.documents import stored
from madoguchi.rules.editing import Add, Set, at
from madoguchi.rules.editing.changing import plain_of
from madoguchi.studio import conditions, sentences
from madoguchi.studio.actions.editing import edit
from madoguchi.studio.sheets import SHEETS, Sheet, letter_sheet

Boxes = Mapping[str, str | list[str]]
CHAPTERS = "/desk/procedures/club/build/{}/"


@pytest.fixture(autouse=True)
def _club(city: object) -> None:
    publish_club()


def seen_on(html: str) -> str:
    found = re.search(r'name="seen" id="seen" value="(\w+)"', html)
    assert found
    return found[1]


def write(
    desk: Client, chapter: str, *, seen: str = "", boxes: Boxes | None = None, **posted: str
) -> tuple[int, str]:
    """Chika posts boxes of a chapter by their names; what is ticked on the page is posted as well."""
    url = CHAPTERS.format(chapter)
    html = desk.get(url).content.decode()
    ticked = dict.fromkeys(re.findall(r'type="checkbox" name="([^"]+)"[^>]* checked', html), "on")
    sent = {**ticked, "seen": seen or seen_on(html), **(boxes or {}), **posted}
    answer = desk.post(url, sent, headers={"HX-Request": "true"})
    return answer.status_code, answer.content.decode()


def select(html: str, name: str) -> list[tuple[str, str]]:
    """The choices of a box, with their words."""
    found = re.search(f'<select name="{re.escape(name)}".*?</select>', html)
    return re.findall(r'<option value="([^"]*)"[^>]*>([^<]*)', found[0]) if found else []


def drafted(path: str) -> Any:
    text = Procedure.objects.get().draft_text
    return at(plain_of(text), path) if text else "no draft"


@pytest.mark.parametrize("name", SHEETS)
def test_every_chapter_opens_and_stands_in_the_outline(chikas_desk: Client, name: str) -> None:
    html = chikas_desk.get(CHAPTERS.format(name)).content.decode()
    for each in SHEETS:
        assert CHAPTERS.format(each) in html
    assert 'aria-current="page"' in html


def test_the_basics_are_kept(chikas_desk: Client) -> None:
    boxes = {"title.ja": "学童クラブの申請", "minutes": "１５", "identity": "account"}
    status, _ = write(chikas_desk, "basics", boxes=boxes)
    assert status == 200
    assert (drafted("title.ja"), drafted("minutes")) == ("学童クラブの申請", 15)


def test_it_is_found_under_life_events(chikas_desk: Client) -> None:
    html = chikas_desk.get(CHAPTERS.format("basics")).content.decode()
    assert 'value="childcare" name="life_events" checked' in html and "ペット" in html
    write(chikas_desk, "basics", boxes={"life_events": ["", "school", "childcare"], "audience": "business"})
    assert (drafted("life_events"), drafted("audience")) == (["childcare", "school"], "business")
    write(chikas_desk, "basics", boxes={"life_events": [""], "audience": "resident"})
    assert (drafted("life_events"), drafted("audience")) == (None, None)


def test_ways_of_contact_stand_in_their_order(chikas_desk: Client) -> None:
    write(chikas_desk, "basics", boxes={"contact_by": ["phone", "email", "phone"]})
    assert drafted("contact_by") == ["phone", "email"]
    status, html = write(chikas_desk, "basics", boxes={"contact_by": ["pigeon", "", ""]})
    assert status == 422 and "＊" in html and drafted("contact_by") == ["phone", "email"]


def test_only_fitting_answers_can_name_the_applicant(chikas_desk: Client) -> None:
    html = chikas_desk.get(CHAPTERS.format("basics")).content.decode()
    name = select(html, "applicant.name")
    assert ("guardian", "保護者の氏名") in name and "phone" not in dict(name)
    assert [value for value, _ in select(html, "applicant.phone")] == ["", "phone"]
    write(chikas_desk, "basics", boxes={"applicant.name": "child"})
    assert drafted("applicant.name") == "child"
    status, html = write(chikas_desk, "basics", boxes={"applicant.name": ""})
    assert status == 422 and 'id="at_applicant_name_error"' in html
    assert drafted("applicant.name") == "child"


def test_who_has_no_account_must_be_reachable(chikas_desk: Client) -> None:
    status, html = write(chikas_desk, "basics", boxes={"identity": "contact"})
    assert status == 422 and 'id="at_applicant_email_error"' in html
    assert 'value="contact" selected' in html
    boxes = {"identity": "contact", "contact_by": ["phone", "", ""]}
    assert write(chikas_desk, "basics", boxes=boxes)[0] == 200


def test_what_only_one_application_may_have_is_ticked(chikas_desk: Client) -> None:
    html = chikas_desk.get(CHAPTERS.format("opening")).content.decode()
    assert 'value="child.birth_date" name="limits.one_per" checked> お子さん・生年月日' in html
    assert 'value="phone" name="limits.one_per"> 電話番号' in html
    assert 'value="siblings' not in html
    ticked = ["", "child.birth_date", "phone"]
    write(chikas_desk, "opening", boxes={"limits.one_per": ticked, "limits.repeat": "flag"})
    assert drafted("limits") == {"one_per": ["child.birth_date", "phone"], "repeat": "flag"}
    write(chikas_desk, "opening", boxes={"limits.one_per": [""]})
    assert drafted("limits") == {"repeat": "flag"}


def test_an_answer_in_rows_is_refused_beside_the_ticks(chikas_desk: Client) -> None:
    status, html = write(chikas_desk, "opening", boxes={"limits.one_per": ["", "siblings"]})
    assert status == 422 and 'id="at_limits_one_per_error"' in html
    assert 'value="siblings" name="limits.one_per" checked' in html


def test_papers_are_added_and_taken_away(chikas_desk: Client) -> None:
    write(chikas_desk, "basics", act="add:papers")
    assert len(drafted("papers")) == 2
    write(chikas_desk, "basics", act="remove:papers[0]")
    assert [each["ja"] for each in drafted("papers")] == ["新しい書類"]


def test_the_period_is_written_as_people_say_it(chikas_desk: Client) -> None:
    html = chikas_desk.get(CHAPTERS.format("opening")).content.decode()
    assert 'value="2026-11-02 09:00"' in html and 'value="2026-12-15 23:59"' in html
    write(chikas_desk, "opening", boxes={"period.closes_at": "令和8年12月20日 23:59"})
    assert drafted("period.closes_at") == "2026-12-21T00:00:00+09:00"


@pytest.mark.parametrize(
    ("chapter", "name", "typed"),
    [
        ("opening", "period.closes_at", "いつか"),
        ("opening", "limits.capacity", "たくさん"),
        ("keeping", "retention.years", "4"),
        ("keeping", "effect.sheets", "三枚"),
        ("review", "review.standard_days", "-1"),
        ("basics", "minutes", "0"),
    ],
)
def test_what_is_wrong_is_said_beside_its_box_and_stays(
    chikas_desk: Client, chapter: str, name: str, typed: str
) -> None:
    status, html = write(chikas_desk, chapter, boxes={name: typed})
    assert status == 422
    assert f'name="{name}"' in html and f'value="{typed}"' in html and "＊" in html
    assert drafted(name) == "no draft"


def test_a_period_that_ends_first_is_told_on_the_page(chikas_desk: Client) -> None:
    status, html = write(chikas_desk, "opening", boxes={"period.closes_at": "2026-01-01 09:00"})
    assert status == 422 and "保存していません" in html and 'value="2026-01-01 09:00"' in html


def test_a_checklist_line_gets_words_and_a_condition(chikas_desk: Client) -> None:
    write(chikas_desk, "review", act="add:review.checklist")
    (new,) = [each for each in drafted("review.checklist") if each["id"] != "papers"]
    path = f"review.checklist[{new['id']}]"
    write(chikas_desk, "review", boxes={f"{path}.text.ja": "押印を確かめた"})
    assert drafted(f"{path}.text.ja") == "押印を確かめた"
    assert (
        f"at={path.replace('[', '%5B').replace(']', '%5D')}.ask_when"
        in chikas_desk.get(CHAPTERS.format("review")).content.decode()
    )
    write(chikas_desk, "review", act=f"up:{path}")
    assert [each["id"] for each in drafted("review.checklist")] == [new["id"], "papers"]


def test_a_result_gets_its_letter(chikas_desk: Client) -> None:
    html = chikas_desk.get(CHAPTERS.format("review")).content.decode()
    assert "学童クラブ利用承認通知書" in html
    write(chikas_desk, "review", boxes={"review.outcomes[refused].letter": ""})
    assert drafted("review.outcomes[refused].letter") is None


def test_the_last_result_cannot_go(chikas_desk: Client) -> None:
    write(chikas_desk, "review", act="remove:review.outcomes[refused]")
    status, html = write(chikas_desk, "review", act="remove:review.outcomes[approved]")
    assert status == 422 and "保存していません" in html
    assert len(drafted("review.outcomes")) == 1


def test_a_check_begins_by_refusing_nothing(chikas_desk: Client) -> None:
    write(chikas_desk, "checks", act="add:checks")
    (check,) = drafted("checks")
    assert check["refuse_when"] is False and check["at"] == ["child"]
    write(chikas_desk, "checks", boxes={f"checks[{check['id']}].at[0]": "reason"})
    assert drafted("checks")[0]["at"] == ["reason"]


def test_words_of_messages_name_what_may_be_inserted(chikas_desk: Client) -> None:
    html = chikas_desk.get(CHAPTERS.format("messages")).content.decode()
    assert "<code>{reason}</code>" in html and "<code>{phone}</code>" not in html
    write(chikas_desk, "messages", boxes={"messages.received.ja": "説明会においでください。"})
    assert drafted("messages.received.ja") == "説明会においでください。"


def test_two_who_write_in_one_box_both_see_it(chikas_desk: Client) -> None:
    seen = seen_on(chikas_desk.get(CHAPTERS.format("keeping")).content.decode())
    edit(slug="club", operation=Set("retention.basis", "ほかの規程"), seen=seen, by=SYSTEM, now=NOW)
    status, html = write(chikas_desk, "keeping", seen=seen, boxes={"retention.basis": "わたしの規程"})
    assert status == 422 and "ほかの規程" in html and "わたしの規程" in html
    assert drafted("retention.basis") == "ほかの規程"
    newest = re.search(r'name="newest" value="(\w+)"', html)
    assert newest
    write(chikas_desk, "keeping", newest=newest[1], boxes={"retention.basis": "わたしの規程"})
    assert drafted("retention.basis") == "わたしの規程"


def test_what_a_colleague_wrote_elsewhere_is_not_undone_by_a_mistake(chikas_desk: Client) -> None:
    seen = seen_on(chikas_desk.get(CHAPTERS.format("keeping")).content.decode())
    edit(slug="club", operation=Set("retention.basis", "ほかの規程"), seen=seen, by=SYSTEM, now=NOW)
    boxes = {"retention.basis": "文書管理規則", "retention.years": "4"}
    status, html = write(chikas_desk, "keeping", seen=seen, boxes=boxes)
    assert status == 422 and 'value="ほかの規程"' in html and 'value="4"' in html


def test_dan_of_another_section_finds_no_chapter(dans_desk: Client) -> None:
    for name in SHEETS:
        assert dans_desk.get(CHAPTERS.format(name)).status_code == 404


def test_what_nobody_may_press_changes_nothing(chikas_desk: Client) -> None:
    for act in ("remove:steps[child_step]", "add:golden", "up:review.outcomes[gone]", "fly"):
        assert write(chikas_desk, "review", act=act)[0] in (200, 204)
    assert drafted("steps") == "no draft"
    assert stored(Procedure.objects.get().current.text)  # type: ignore[union-attr]


def test_a_letter_has_a_page_of_its_own(chikas_desk: Client) -> None:
    assert "build/letters/approval/" in chikas_desk.get(CHAPTERS.format("letters")).content.decode()
    html = chikas_desk.get(CHAPTERS.format("letters/approval")).content.decode()
    assert "学童クラブ利用承認通知書" in html and "{child.name}" in html
    write(chikas_desk, "letters/approval", boxes={"letters[approval].items[0].label.ja": "お子さんの氏名"})
    assert drafted("letters[approval].items[0].label.ja") == "お子さんの氏名"
    write(chikas_desk, "letters/approval", act="add:letters[approval].items")
    assert drafted("letters[approval].items[1].value") == "{reference}"
    assert chikas_desk.get(CHAPTERS.format("letters/gone")).status_code == 404


def test_a_new_letter_can_be_chosen_for_a_result(chikas_desk: Client) -> None:
    write(chikas_desk, "letters", act="add:letters")
    new = drafted("letters")[-1]["id"]
    write(chikas_desk, "review", boxes={"review.outcomes[refused].letter": new})
    assert drafted("review.outcomes[refused].letter") == new


def test_a_letter_in_use_cannot_go(chikas_desk: Client) -> None:
    status, html = write(chikas_desk, "letters", act="remove:letters[approval]")
    assert status == 422 and "保存していません" in html


def test_the_letter_is_seen_on_paper(chikas_desk: Client, dans_desk: Client) -> None:
    answer = chikas_desk.get(CHAPTERS.format("letters/approval") + "paper.pdf")
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF")
    assert dans_desk.get(CHAPTERS.format("letters/approval") + "paper.pdf").status_code == 404
    assert chikas_desk.get(CHAPTERS.format("letters/gone") + "paper.pdf").status_code == 404


def test_the_letter_stands_beside_its_words(chikas_desk: Client, dans_desk: Client) -> None:
    url = CHAPTERS.format("letters/approval")
    html = chikas_desk.get(url).content.decode()
    pages = re.findall(r'src="([^"]*page-\d+\.png\?of=\w+)"', html)
    first = chikas_desk.get(pages[0]).content
    assert len(pages) == 1 and first.startswith(b"\x89PNG")
    assert chikas_desk.get(f"{url}page-2.png").status_code == 404
    assert dans_desk.get(pages[0]).status_code == 404
    _, html = write(chikas_desk, "letters/approval", boxes={"letters[approval].title.ja": "承認のお知らせ"})
    redrawn = re.findall(r'src="([^"]*page-\d+\.png\?of=\w+)"', html)
    assert redrawn != pages and chikas_desk.get(redrawn[0]).content != first


def test_what_can_be_inserted_is_listed_once(chikas_desk: Client) -> None:
    seen = seen_on(chikas_desk.get(CHAPTERS.format("letters")).content.decode())
    asked = {"id": "applicant", "type": "text", "title": {"ja": "申請する方"}}
    added = Add("steps[child_step].questions", asked)
    edit(slug="club", operation=added, seen=seen, by=SYSTEM, now=NOW)
    html = chikas_desk.get(CHAPTERS.format("letters/approval")).content.decode()
    offered = re.findall(r'data-insert="([^"]+)"', html)
    assert {"{applicant}", "{reference}", "{child.name}"} <= set(offered)
    assert len(offered) == len(set(offered))
    html = chikas_desk.get(CHAPTERS.format("messages")).content.decode()
    assert "{reason}" in html and "{child.name}" not in html
    assert "data-insert" not in chikas_desk.get(CHAPTERS.format("basics")).content.decode()


def test_a_line_of_a_letter_gets_a_condition(chikas_desk: Client) -> None:
    url = "/desk/procedures/club/condition/?at=letters%5Bapproval%5D.items%5B0%5D.show_when"
    html = chikas_desk.get(url).content.decode()
    assert "通知書に「児童氏名」の行を印字する条件" in html and "行を足す" in html


def labels(sheet: Sheet) -> Iterator[str]:
    """Every message of a chapter."""
    properties = [each for part in sheet.parts for each in part.properties]
    yield sheet.title
    yield from (part.heading for part in sheet.parts)
    for series in sheet.series:
        yield from filter(None, (series.heading, series.empty))
        properties += series.entry("papers[0]")
    for each in properties:
        yield from filter(None, (each.label, each.hint, *(words for _, words in each.choices)))


@pytest.mark.parametrize("language", ["ja", "ja-easy"])
def test_every_label_is_there_in_every_language(language: str) -> None:
    every = {label for sheet in (*SHEETS.values(), letter_sheet("x")) for label in labels(sheet)}
    every |= {
        *conditions.PLACES.values(),
        *conditions.RELATION_WORDS.values(),
        *conditions.DAY_WORDS.values(),
    }
    every |= {*conditions.REASONS.values(), *sentences.OF_BRANCHES.values(), *sentences.KEYS.values()}
    with override(language):
        assert not [label for label in sorted(every) if gettext(label) == label]


def test_a_value_is_computed_and_says_itself(chikas_desk: Client) -> None:
    write(chikas_desk, "computed", act="add:computed")
    (new,) = drafted("computed")
    path = f"computed[{new['id']}]"
    url = f"/desk/procedures/club/condition-text/?at={path}.value"
    seen = seen_on(chikas_desk.get(CHAPTERS.format("computed")).content.decode())
    html = chikas_desk.post(url, {"seen": seen, "text": "count: {rows: siblings}"}).content.decode()
    assert "（『きょうだい』の行の数）" in html
    assert drafted(f"{path}.value") == {"count": {"rows": "siblings"}}
    assert "（『きょうだい』の行の数）" in chikas_desk.get(CHAPTERS.format("computed")).content.decode()
    assert chikas_desk.get(url.replace("condition-text", "condition")).status_code == 404


def test_a_value_of_another_kind_is_told_beside_its_box(chikas_desk: Client) -> None:
    write(chikas_desk, "computed", act="add:computed")
    name = f"computed[{drafted('computed')[0]['id']}]"
    status, html = write(chikas_desk, "computed", boxes={f"{name}.type": "date"})
    assert status == 422 and "保存していません" in html
    assert drafted(f"{name}.type") == "integer"
