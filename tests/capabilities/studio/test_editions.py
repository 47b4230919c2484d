"""来年度版を作る: Chika sees what moves, presses once, and ticks what is done."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from tests.capabilities.studio.test_publish import draft
from tests.city.people import NOW, acting, make_officer, signed_in
from tests.city.procedures import publish_club

from madoguchi.audit.models import Line
from madoguchi.people.models import Officer
from madoguchi.procedures.models import Procedure
from madoguchi.procedures.queries import parsed
from madoguchi.studio.actions import packing
from madoguchi.studio.models import Edition, EditionTask, Manual

URL = "/desk/procedures/club/next-year/"
LIST = "/desk/procedures/club/work-list/"
TEXT = {
    "ja": "令和9年度の申請です。2026年12月15日(火)まで",
    "ja-easy": "[令和|れいわ]9[年度|ねんど]",
    "en": "fiscal 2027",
}
WORDS = [f"summary.{language}" for language in TEXT]


def html(answer: Any) -> str:
    return str(answer.content.decode())


def test_chika_sees_first_what_moves(chikas_desk: Client) -> None:
    publish_club(summary=TEXT)
    assert URL in html(chikas_desk.get("/desk/procedures/club/"))
    said = html(chikas_desk.get(URL))
    assert "令和10年度版を作る" in said
    assert "2027-11-02(火) 09:00" in said and "2027-12-15(水) 23:59" in said
    assert "令和10年度の申請です。2027年12月15日(水)まで" in said
    assert not Edition.objects.exists()


def test_one_press_makes_the_draft_and_the_work_list(chikas_desk: Client, chika: Officer) -> None:
    version = publish_club(summary=TEXT)
    said = html(chikas_desk.post(URL, {"reworded": WORDS}, follow=True))
    document = parsed(Procedure.objects.get().draft_text)
    assert document.target_year == 2028 and document.id == "club"
    assert document.summary.root == {
        "ja": "令和10年度の申請です。2027年12月15日(水)まで",
        "ja-easy": "[令和|れいわ]10[年度|ねんど]",
        "en": "fiscal 2028",
    }
    edition = Edition.objects.get()
    assert (edition.year, edition.of_version, edition.begun_by) == (2028, version, chika)
    assert "年や曜日が入っている文 3件を読み直す" in said and "募集回・定員・利用調整基準を決める" in said
    assert Procedure.objects.get().current == version, "residents see nothing of it"
    assert Line.objects.filter(verb="procedure.edition_begun", about_ref="club").exists()


def test_a_closing_on_a_holiday_is_put_off_if_chika_wants_it(chikas_desk: Client) -> None:
    publish_club(period={"opens_at": "2026-11-03T09:00:00+09:00", "closes_at": "2026-12-16T00:00:00+09:00"})
    assert "2027-11-04(木) 09:00 にずらす" in html(chikas_desk.get(URL))
    chikas_desk.post(URL, {"postponed": ["period.opens_at"]})
    opens = parsed(Procedure.objects.get().draft_text).period.opens_at
    assert opens is not None and opens.isoformat().startswith("2027-11-04T")
    assert not EditionTask.objects.filter(task="closed_days").exists()


def test_what_is_left_on_a_closed_day_stands_on_the_list(chikas_desk: Client) -> None:
    publish_club(period={"opens_at": "2026-11-03T09:00:00+09:00", "closes_at": "2026-12-16T00:00:00+09:00"})
    said = html(chikas_desk.post(URL, follow=True))
    assert "閉庁日に当たる日付 1件をどうするか決める" in said


def test_pressed_twice_there_is_one_edition(chikas_desk: Client) -> None:
    publish_club()
    for _ in range(2):
        assert chikas_desk.post(URL).headers["Location"] == LIST
    assert Edition.objects.count() == 1


def test_what_is_always_open_gets_a_procedure_beside_it(chikas_desk: Client) -> None:
    publish_club(period={})
    said = html(chikas_desk.get(URL))
    assert "来年度版は、別の手続きとして作ります" in said
    answer = chikas_desk.post(URL)
    assert answer.headers["Location"] == "/desk/procedures/club_r10/work-list/"
    copy = parsed(Procedure.objects.get(slug="club_r10").draft_text)
    assert copy.title.in_("ja") == "学童クラブ利用申請（令和10年度）" and copy.number != "26"
    assert Procedure.objects.get(slug="club").draft_text == ""
    assert "/desk/procedures/club_r10/work-list/" in html(chikas_desk.get("/desk/procedures/club/"))


def test_the_manual_goes_along(chikas_desk: Client, chika: Officer) -> None:
    publish_club(period={})
    packing.write_manual(slug="club", text="# 窓口で聞かれること", seen=0, by=acting(chika), now=NOW)
    chikas_desk.post(URL)
    assert Manual.objects.get(procedure="club_r10").text == "# 窓口で聞かれること"


def test_a_draft_is_never_written_over(chikas_desk: Client) -> None:
    publish_club()
    draft(NOW, minutes=33)
    assert "来年度版を作ると上書きされます" in html(chikas_desk.get(URL))
    assert chikas_desk.post(URL).status_code == 422
    assert parsed(Procedure.objects.get().draft_text).minutes == 33 and not Edition.objects.exists()


def test_whoever_has_done_it_ticks_it(chikas_desk: Client, makotos_desk: Client) -> None:
    publish_club()
    chikas_desk.post(URL)
    total = EditionTask.objects.count()
    said = html(makotos_desk.post(LIST, {"task": "owner", "done": "1"}, follow=True))
    assert "五十嵐 誠" in said and f"{total}件のうち1件" in said
    chikas_desk.post(LIST, {"task": "owner", "done": "1"})
    assert EditionTask.objects.get(task="owner").done_by.number == "1003", "who was first has done it"
    chikas_desk.post(LIST, {"task": "owner", "done": "0"})
    assert EditionTask.objects.get(task="owner").done_at is None
    assert Line.objects.filter(verb__startswith="procedure.task_").count() == 2


@pytest.mark.parametrize("task", ["", "everything", "owner' OR 1=1"])
def test_what_is_no_task_is_let_go(chikas_desk: Client, task: str) -> None:
    publish_club()
    chikas_desk.post(URL)
    assert chikas_desk.post(LIST, {"task": task, "done": "1"}).status_code == 302
    assert not EditionTask.objects.exclude(done_at=None).exists()


def test_forged_paths_change_nothing_else(chikas_desk: Client) -> None:
    version = publish_club()
    chikas_desk.post(URL, {"reworded": ["title.ja", "steps[0]"], "postponed": ["id"]})
    made = parsed(Procedure.objects.get().draft_text)
    assert made.title.in_("ja") == version.document["title"]["ja"] and made.id == "club"


def test_a_reviewer_reads_the_list_and_an_outsider_nothing(
    chikas_desk: Client, city: SimpleNamespace, dans_desk: Client
) -> None:
    publish_club()
    chikas_desk.post(URL)
    reviewer = signed_in(make_officer(section=city.kosodate))
    assert reviewer.get(LIST).status_code == 200 and "済みにする" not in html(reviewer.get(LIST))
    assert reviewer.post(LIST, {"task": "owner", "done": "1"}).status_code == 404
    for url in (URL, LIST):
        assert dans_desk.get(url).status_code == 404 and dans_desk.post(url).status_code == 404
    assert reviewer.get(URL).status_code == 404
