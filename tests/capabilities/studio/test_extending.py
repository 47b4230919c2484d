"""The officer's page that gives time back: typed, read as residents will read it, promised with one press."""

from __future__ import annotations

from datetime import UTC, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.capabilities.applications.test_filing import written
from tests.capabilities.studio.test_publish import draft
from tests.city.extensions import CLOSING, MORNING, PERIOD, PROMISED, extend
from tests.city.guards import SOUND, let_through
from tests.city.people import make_officer, signed_in
from tests.city.procedures import publish_club

from madoguchi.audit.actions import SYSTEM
from madoguchi.base import clock
from madoguchi.people.models import Officer, Resident
from madoguchi.procedures import actions as procedures
from madoguchi.procedures.models import Extension

URL = "/desk/procedures/club/extend/"
TYPED = {
    "outage_from": "2026-12-15 22:10",
    "outage_until": "R8.12.15 2340",
    "closes_at": "2026/12/17　午後５時",
    "reason": "庁舎の回線の障害",
    "seen": CLOSING.isoformat(),
}


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 8:40 on the day after the closing."""
    monkeypatch.setattr(clock, "now", lambda: MORNING)


@pytest.fixture
def desk(chika: Officer) -> Client:
    """Chika, signed in this morning; the club closed in the night."""
    publish_club(period=PERIOD)
    return signed_in(chika)


def html(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_page_says_the_closing_and_proposes_another(desk: Client) -> None:
    said = html(desk.get(URL))
    assert "2026-12-15(火) 23:59" in said
    assert 'value="2026-12-18 17:00"' in said
    assert URL in html(desk.get("/desk/procedures/club/"))


def test_before_the_promise_chika_reads_it_in_every_language(desk: Client, aoi: Resident) -> None:
    written(aoi, publish_club(period=PERIOD, minutes=20).pk)
    answer = desk.post(URL, TYPED)
    said = html(answer)
    assert answer.status_code == 200
    assert "12月15日(火)の午後10時10分から11時40分まで、つながりにくい状態でした。" in said
    assert "受付を 12月17日(木) 午後5時 まで延ばします。" in said
    assert "<rt>よる</rt>" in said
    assert "Applications are now taken until 17:00 on 17 December (Thu)." in said
    assert "受付を延ばし、1 件の人に知らせる" in said
    assert not Extension.objects.exists()


def test_one_press_promises_it(desk: Client) -> None:
    answer = desk.post(URL, {**TYPED, "promise": "1"}, follow=True)
    extension = Extension.objects.get()
    assert (extension.closes_at, extension.moved_from, extension.by) == (PROMISED, CLOSING, "1001")
    assert extension.outage_until - extension.outage_from == timedelta(minutes=90)
    said = html(answer)
    assert "庁舎の回線の障害" in said and "2026-12-17(木) 17:00" in said
    assert ProcrastinateJob.objects.filter(task_name="applications.tell_of_extensions").count() == 1


def test_what_was_typed_can_still_be_corrected(desk: Client) -> None:
    said = html(desk.post(URL, {**TYPED, "change": "1"}))
    assert 'value="2026-12-15 22:10"' in said and "庁舎の回線の障害" in said
    assert not Extension.objects.exists()


def test_until_midnight_is_until_midnight(desk: Client) -> None:
    desk.post(URL, {**TYPED, "closes_at": "2026-12-17 23:59", "promise": "1"})
    assert Extension.objects.get().closes_at == PROMISED.replace(day=18, hour=0)
    assert "2026-12-17(木) 23:59" in html(desk.get("/desk/procedures/club/"))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"closes_at": "2026-12-16 08:00"}, "すでに過ぎた日時です。"),
        ({"closes_at": "2026-12-15 20:00"}, "今の受付終了より後の日時にしてください。"),
        ({"closes_at": "2027-12-17 17:00"}, "一度に延ばせるのは31日までです。"),
        ({"closes_at": ""}, "日付と時刻を入力してください。"),
        ({"closes_at": "2026-12-17"}, "日付と時刻を入力してください(例 2026-12-15 22:10)。"),
        ({"closes_at": "2026-12-17 25:00"}, "日付と時刻を入力してください(例 2026-12-15 22:10)。"),
        ({"closes_at": "9999999999-1-1 10:00"}, "日付と時刻を入力してください(例 2026-12-15 22:10)。"),
        ({"closes_at": "らいしゅう"}, "日付と時刻を入力してください(例 2026-12-15 22:10)。"),
        ({"outage_until": "2026-12-15 22:00"}, "終わりは、始まりより後の日時にしてください。"),
        ({"outage_until": "2026-12-16 10:00"}, "まだ来ていない日時です。"),
        ({"outage_from": "2026-12-01 10:00", "outage_until": "2026-12-01 11:00"}, "7日より前のことです。"),
        ({"outage_from": "2026-12-16 01:00", "outage_until": "2026-12-16 02:00"}, "受付期間の外です。"),
        ({"outage_from": "2026-02-30 10:00"}, "日付と時刻を入力してください(例 2026-12-15 22:10)。"),
        ({"reason": "  "}, "延ばす理由を入力してください。"),
        ({"reason": "あ" * 501}, "500"),
        ({"seen": "いま"}, "ほかの職員が受付を延ばしました。"),
        ({"seen": ""}, "ほかの職員が受付を延ばしました。"),
    ],
)
@pytest.mark.parametrize("press", [{}, {"promise": "1"}])
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    desk: Client, wrong: dict[str, str], words: str, press: dict[str, str]
) -> None:
    answer = desk.post(URL, {**TYPED, **wrong, **press})
    said = html(answer)
    assert answer.status_code == 422 and words in said
    assert 'value="2026-12-15 22:10"' in said or "outage_from" in wrong
    assert not Extension.objects.exists()


def test_a_colleague_was_quicker_and_chika_decides_anew(desk: Client) -> None:
    extend(by=SYSTEM)
    later = {**TYPED, "closes_at": "2026-12-18 17:00", "promise": "1"}
    answer = desk.post(URL, later)
    assert answer.status_code == 422 and "ほかの職員が受付を延ばしました。" in html(answer)
    assert f'name="seen" value="{PROMISED.astimezone(UTC).isoformat()}"' in html(answer)
    desk.post(URL, {**later, "seen": PROMISED.isoformat()})
    assert Extension.objects.count() == 2


def test_what_the_database_cannot_hold_is_left_out_of_the_reason(desk: Client) -> None:
    desk.post(URL, {**TYPED, "reason": "回線\0の障害", "promise": "1"})
    assert Extension.objects.get().reason == "回線の障害"


def test_pressed_twice_it_is_promised_once(desk: Client) -> None:
    for _ in range(2):
        desk.post(URL, {**TYPED, "promise": "1"})
    assert Extension.objects.count() == 1


def test_a_reviewer_and_an_outsider_find_no_such_page(
    desk: Client, city: SimpleNamespace, dan: Officer
) -> None:
    reviewer = signed_in(make_officer(section=city.kosodate))
    for other in (reviewer, signed_in(dan)):
        assert other.get(URL).status_code == 404
        assert other.post(URL, {**TYPED, "promise": "1"}).status_code == 404
    assert "/extend/" not in html(reviewer.get("/desk/procedures/club/"))
    assert not Extension.objects.exists()


@pytest.mark.parametrize("case", ["no end", "withdrawn"])
def test_what_has_no_closing_says_so(desk: Client, case: str) -> None:
    if case == "no end":
        publish_club(period={"opens_at": PERIOD["opens_at"]})
    else:
        procedures.withdraw(slug="club", by=SYSTEM, now=MORNING)
    assert "延ばせる受付終了がありません。" in html(desk.get(URL))
    answer = desk.post(URL, {**TYPED, "promise": "1"})
    assert answer.status_code == 422 and not Extension.objects.exists()


def test_a_version_that_breaks_the_promise_is_not_published(desk: Client, chika: Officer) -> None:
    extend()
    second_round = {"opens_at": "2027-02-08T09:00:00+09:00", "closes_at": "2027-02-20T00:00:00+09:00"}
    seen = draft(MORNING, period=second_round, **SOUND)
    let_through(chika)
    answer = desk.post("/desk/procedures/club/publish/", {"seen": seen})
    assert answer.status_code == 422 and "住民に約束しています。" in html(answer)
