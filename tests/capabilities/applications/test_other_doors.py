"""Aoi writes with an officer at her side, or somebody writes in her place: the ledger says so."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from tests.city.people import NOW, acting
from tests.city.procedures import AOIS_ANSWERS, publish_club
from tests.journeys.pages import here, text_of

from madoguchi.applications import helping
from madoguchi.applications.actions import drafts, submission
from madoguchi.applications.actions.drafts import Seen
from madoguchi.applications.models import Application, Draft
from madoguchi.base import clock
from madoguchi.people.models import Resident
from madoguchi.rules.doors import Door, Medium

HELPED = reverse("applications:helped")
REPRESENT = reverse("applications:represent", args=["club"])


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def filed(draft: Draft, aoi: Resident) -> Application:
    saved = drafts.save(
        draft_id=draft.pk,
        answers=AOIS_ANSWERS,
        seen=Seen(revision=draft.revision),
        language="ja",
        by=acting(aoi),
        now=NOW,
    )
    return submission.submit(draft_id=saved.draft.pk, by=acting(aoi), now=NOW).application


def test_what_is_begun_with_the_code_of_the_day_is_marked_as_helped(
    city: SimpleNamespace, aoi: Resident, aois_phone: Client, chikas_desk: Client
) -> None:
    publish_club()
    code = helping.code_of("club", NOW)
    assert code in text_of(chikas_desk.get(reverse("applications:help_code", args=["club"])))
    page = aois_phone.post(HELPED, {"code": f" {code.lower()} "}, follow=True)
    assert here(page) == reverse("portal:procedure", args=["club"])
    aois_phone.post(reverse("applications:start", args=["club"]))
    application = filed(Draft.objects.get(), aoi)
    assert (application.door, application.medium) == (Door.ASSISTED, Medium.ONLINE)
    assert (application.helped_by, application.entered_by) == ("kosodate", None)
    assert not application.waits_for_check


def test_the_code_marks_one_draft_and_no_other(city: SimpleNamespace, aois_phone: Client) -> None:
    publish_club()
    aois_phone.post(HELPED, {"code": helping.code_of("club", NOW)})
    for _ in range(2):
        aois_phone.post(reverse("applications:start", args=["club"]))
    assert sorted(Draft.objects.values_list("door", flat=True)) == ["assisted", "own"]


@pytest.mark.parametrize("code", ["", "AAAAAA", "234567", "x" * 500, "🙂🙂🙂🙂🙂🙂"])
def test_a_wrong_code_says_so_and_keeps_what_was_typed(
    city: SimpleNamespace, aois_phone: Client, code: str
) -> None:
    publish_club()
    page = aois_phone.post(HELPED, {"code": code})
    assert page.status_code == 422 and "この番号は使えません" in text_of(page)


def test_yesterdays_code_is_worthless(city: SimpleNamespace) -> None:
    publish_club()
    assert helping.offer_of(helping.code_of("club", NOW - timedelta(days=1)), NOW) is None
    assert helping.offer_of(helping.code_of("club", NOW), NOW) is not None


def test_dan_hands_out_no_code_of_another_section(city: SimpleNamespace, dans_desk: Client) -> None:
    publish_club()
    assert dans_desk.get(reverse("applications:help_code", args=["club"])).status_code == 404


def test_a_representative_stands_in_the_ledger(
    city: SimpleNamespace, aoi: Resident, aois_phone: Client
) -> None:
    publish_club()
    aois_phone.post(REPRESENT, {"name": "大日向 文子", "relation": "祖母"})
    application = filed(Draft.objects.get(), aoi)
    assert application.door == Door.REPRESENTATIVE and application.medium == Medium.ONLINE
    assert application.represented_by == {"name": "大日向 文子", "relation": "祖母"}
    page = text_of(aois_phone.get(reverse("portal:application", args=[application.reference])))
    assert "大日向 文子" in page and "祖母" in page


def test_a_representative_says_who_they_are(city: SimpleNamespace, aois_phone: Client) -> None:
    publish_club()
    page = aois_phone.post(REPRESENT, {"name": "大日向 文子", "relation": " "})
    assert page.status_code == 422 and "申請者との関係を入力してください" in text_of(page)
    assert 'value="大日向 文子"' in text_of(page) and not Draft.objects.exists()


def test_a_stranger_signs_in_first(city: SimpleNamespace, stranger: Client) -> None:
    publish_club()
    assert stranger.get(REPRESENT).status_code == 302
    assert stranger.post(REPRESENT, {"name": "x", "relation": "y"}).status_code == 302
    assert not Draft.objects.exists()
