"""The evening of the last day: the line fails, Aoi presses too late, Chika gives the time back."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.city.extensions import CLOSING, MORNING, PERIOD, PROMISED, extend
from tests.city.people import NOW, signed_in
from tests.city.procedures import publish_club
from tests.journeys.aoi import CHILD, HOME, apply, at_home, begin
from tests.journeys.pages import here, press, text_of

from madoguchi.applications.models import Application, Draft
from madoguchi.applications.queries import writing
from madoguchi.base import clock
from madoguchi.people.models import Officer, Resident
from madoguchi.rules.calendar import TOKYO
from madoguchi.rules.lifecycle import State

NOTICE = "12月15日(火)の午後10時10分から11時40分まで、つながりにくい状態でした。"
TYPED = {
    "outage_from": "2026-12-15T22:10",
    "outage_until": "2026-12-15T23:40",
    "closes_at": "2026-12-17T17:00",
    "reason": "回線の障害",
    "seen": CLOSING.isoformat(),
}


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch, aoi: Resident, chika: Officer) -> Any:
    """Lets time pass; whoever it is has signed in again meanwhile."""

    def until(now: datetime, who: Resident | Officer, client: Client) -> None:
        monkeypatch.setattr(clock, "now", lambda: now)
        signed_in(who, client=client)

    return until


def ready(phone: Client) -> Draft:
    """Aoi has written everything and stands before the last button."""
    page = at_home(phone)
    press(phone, page, here(page), **HOME)
    return Draft.objects.get(submitted_at=None)


def submit(phone: Client, draft: Draft) -> Any:
    """She presses it."""
    return phone.post(reverse("applications:submit", args=[draft.pk]), follow=True)


def test_pressed_at_the_last_second_refused_extended_and_filed_without_typing_again(
    aoi: Resident, chika: Officer, aois_phone: Client, chikas_desk: Client, wait: Any
) -> None:
    publish_club(period=PERIOD)
    draft = ready(aois_phone)

    wait(CLOSING, aoi, aois_phone)
    refused = submit(aois_phone, draft)
    said = text_of(refused)
    assert refused.status_code == 422
    assert "2026年12月15日(火) 午後11時59分を過ぎてから届いたため、受け取れませんでした。" in said
    assert "2026年12月16日(水) 午前8時30分以降に子育て政策課(電話 0000-00-0101)へ" in said
    assert "入力した内容は消えていません。" in said

    wait(MORNING, chika, chikas_desk)
    url = reverse("studio:extend", args=["club"])
    assert NOTICE in text_of(chikas_desk.post(url, TYPED))
    chikas_desk.post(url, {**TYPED, "promise": "1"})

    wait(MORNING + timedelta(minutes=1), aoi, aois_phone)
    assert NOTICE in text_of(aois_phone.get(reverse("applications:check", args=[draft.pk])))
    assert "申請を受け取りました" in text_of(submit(aois_phone, draft))
    assert Application.objects.get().state == State.ARRIVED


def test_the_new_closing_stands_wherever_aoi_looks(aoi: Resident, aois_phone: Client, wait: Any) -> None:
    publish_club(period=PERIOD)
    draft = ready(aois_phone)
    wait(MORNING, aoi, aois_phone)
    extend()
    for page in (
        "/",
        "/?q=学童",
        "/procedures/club/",
        reverse("applications:step", args=[draft.pk, "child_step"]),
        reverse("applications:check", args=[draft.pk]),
        reverse("applications:later", args=[draft.pk]),
    ):
        said = text_of(aois_phone.get(page))
        assert NOTICE in said and "受付を 12月17日(木) 午後5時 まで延ばします。" in said, page
    for page in ("/", "/procedures/club/", "/me/", reverse("applications:later", args=[draft.pk])):
        said = text_of(aois_phone.get(page))
        assert "2026年12月17日(木) 午後5時" in said and "12月15日(火) 午後11時59分" not in said, page


def test_with_the_new_closing_the_notice_goes(aoi: Resident, aois_phone: Client, wait: Any) -> None:
    publish_club(period=PERIOD)
    draft = ready(aois_phone)
    extend()
    wait(PROMISED, aoi, aois_phone)
    for page in ("/", "/procedures/club/", reverse("applications:check", args=[draft.pk])):
        assert NOTICE not in text_of(aois_phone.get(page)), page
    page = submit(aois_phone, draft)
    assert page.status_code == 422 and "2026年12月17日(木) 午後5時を過ぎてから届いた" in text_of(page)


def test_one_second_before_the_new_closing_is_in_time(aoi: Resident, aois_phone: Client, wait: Any) -> None:
    publish_club(period=PERIOD)
    draft = ready(aois_phone)
    extend()
    wait(PROMISED - timedelta(seconds=1), aoi, aois_phone)
    assert "申請を受け取りました" in text_of(submit(aois_phone, draft))


def test_a_new_draft_can_be_begun_in_the_time_given_back(
    aoi: Resident, aois_phone: Client, wait: Any
) -> None:
    publish_club(period=PERIOD)
    extend()
    wait(MORNING, aoi, aois_phone)
    assert apply(aois_phone).state == State.ARRIVED


@pytest.mark.parametrize("language", ["ja", "ja-easy", "en"])
def test_after_the_closing_a_draft_says_what_becomes_of_it(
    aoi: Resident, aois_phone: Client, wait: Any, language: str
) -> None:
    words = {
        "ja": ("2027年5月20日(木)まで残ります。", "0000-00-0101"),
        "ja-easy": ("まで", "0000-00-0101"),
        "en": ("It is kept until 20 May 2027 (Thu).", "0000-00-0101"),
    }
    publish_club(period=PERIOD)
    draft = ready(aois_phone)
    aois_phone.cookies["language"] = language
    wait(MORNING, aoi, aois_phone)
    check = reverse("applications:check", args=[draft.pk])
    for page in (check, reverse("applications:step", args=[draft.pk, "child_step"])):
        said = text_of(aois_phone.get(page))
        assert all(each in said for each in words[language]), page


def test_what_is_over_has_no_button_to_apply(aoi: Resident, aois_phone: Client, wait: Any) -> None:
    publish_club(period=PERIOD)
    draft = ready(aois_phone)
    check = reverse("applications:check", args=[draft.pk])
    assert "<span>申請する</span>" in text_of(aois_phone.get(check))
    wait(MORNING, aoi, aois_phone)
    assert "<span>申請する</span>" not in text_of(aois_phone.get(check))


def test_what_was_written_for_the_first_round_serves_in_the_second(
    aoi: Resident, aois_phone: Client, wait: Any
) -> None:
    publish_club(period=PERIOD)
    draft = ready(aois_phone)
    second = {"opens_at": "2027-02-08T09:00:00+09:00", "closes_at": "2027-02-20T00:00:00+09:00"}
    publish_club(period=second, now=PROMISED)
    wait(datetime(2027, 2, 8, 9, tzinfo=TOKYO), aoi, aois_phone)
    page = aois_phone.get(reverse("applications:draft", args=[draft.pk]), follow=True)
    assert here(page) == reverse("applications:check", args=[draft.pk])
    assert "申請を受け取りました" in text_of(submit(aois_phone, draft))


def test_before_the_opening_a_draft_is_begun_written_and_kept(
    aoi: Resident, aois_phone: Client, city: SimpleNamespace, wait: Any
) -> None:
    opens_at = datetime(2026, 12, 1, 9, tzinfo=TOKYO)
    publish_club(period={**PERIOD, "opens_at": opens_at.isoformat()})
    wait(NOW, aoi, aois_phone)
    page = text_of(aois_phone.get("/procedures/club/"))
    assert "受付は 2026年12月1日(火) 午前9時 からです。今から下書きを始められます。" in page
    assert "下書きを始める" in page
    draft, page = begin(aois_phone)
    assert "今から下書きを入力し、受付が始まってから申請できます。" in text_of(page)
    page = press(aois_phone, page, here(page), **CHILD)
    press(aois_phone, page, here(page), **HOME)
    early = submit(aois_phone, draft)
    assert early.status_code == 422 and "受付は 2026年12月1日(火) 午前9時 からです。" in text_of(early)
    assert writing(Draft.objects.get()).answers["phone"] == HOME["phone"]
    wait(opens_at, aoi, aois_phone)
    assert "申請を受け取りました" in text_of(submit(aois_phone, draft))
