"""From a parent's phone to the decision letter, through the pages."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from tests.city.procedures import CLUB, publish_club
from tests.journeys.aoi import CHILD, HOME, apply, at_home, begin, correct, give_back
from tests.journeys.pages import here, press, text_of

from madoguchi.applications.models import Application, Draft
from madoguchi.audit.models import Line
from madoguchi.messaging.models import InboxMessage
from madoguchi.rules.lifecycle import State


def test_aoi_applies_and_reads_her_number(city: SimpleNamespace, aois_phone: Client) -> None:
    publish_club()
    application = apply(aois_phone)
    receipt = text_of(aois_phone.get(reverse("applications:receipt", args=[application.reference])))
    assert application.reference in receipt
    assert "申請を受け取りました" in receipt


def test_names_are_checked_with_their_readings(city: SimpleNamespace, aois_phone: Client) -> None:
    publish_club()
    page = at_home(aois_phone)
    page = text_of(press(aois_phone, page, here(page), **HOME))
    for name, reading in (("𠮷川　麦", "ヨシカワ　ムギ"), ("𠮷川　葵", "ヨシカワ　アオイ")):
        assert name in page.partition(reading)[0].rpartition("<dt")[2]


def test_what_is_wrong_is_said_beside_its_question_and_stays(
    city: SimpleNamespace, aois_phone: Client
) -> None:
    publish_club()
    _, page = begin(aois_phone)
    page = press(aois_phone, page, here(page), **{**CHILD, "start__month": "2", "start__day": "30"})
    assert page.status_code == 422
    assert "2027年2月30日という日はありません。" in text_of(page)
    assert 'value="30"' in text_of(page)


def test_a_change_is_saved_at_once_and_only_new_questions_come(
    city: SimpleNamespace, aois_phone: Client
) -> None:
    publish_club()
    draft, page = begin(aois_phone)
    page = press(aois_phone, page, here(page), **CHILD)
    revision = Draft.objects.get().revision
    answer = aois_phone.post(
        here(page),
        {"revision": revision, "reason": "work", "shown": ["reason", "phone"]},
        headers={"HX-Request": "true"},
    )
    assert "に保存しました" in text_of(answer)
    assert 'id="q-certificate_place"' in text_of(answer) and 'id="q-reason_place"' not in text_of(answer)


@pytest.mark.parametrize("passed", [{"add_row": "siblings"}, {"remove_row": "siblings/r1"}])
def test_a_button_the_keyboard_only_passes_changes_nothing(
    city: SimpleNamespace, aois_phone: Client, passed: dict[str, str]
) -> None:
    publish_club()
    _, page = begin(aois_phone)
    page = press(aois_phone, page, here(page), **CHILD)
    page = press(aois_phone, page, here(page), add_row="siblings")
    before = Draft.objects.get()
    aois_phone.post(
        here(page), {"revision": before.revision, "reason": "work", **passed}, headers={"HX-Request": "true"}
    )
    assert Draft.objects.get().answers["siblings"] == before.answers["siblings"]


def test_a_second_press_shows_the_same_number(city: SimpleNamespace, aois_phone: Client) -> None:
    publish_club()
    application = apply(aois_phone)
    again = aois_phone.post(reverse("applications:submit", args=[Draft.objects.get().pk]), follow=True)
    assert f"受付番号は {application.reference} です" in text_of(again)
    assert Application.objects.count() == 1


def test_a_stale_tab_is_asked_which_answers_to_keep(city: SimpleNamespace, aois_phone: Client) -> None:
    publish_club()
    _, page = begin(aois_phone)
    elsewhere = aois_phone.get(here(page))
    press(aois_phone, elsewhere, here(page), **CHILD)
    stale = press(aois_phone, page, here(page), **{**CHILD, "child__given": "湊"})
    assert stale.status_code == 409
    assert "別の端末の入力" in text_of(stale) and "湊" in text_of(stale) and "麦" in text_of(stale)


def test_ben_finds_nothing_of_aois(city: SimpleNamespace, aois_phone: Client, bens_phone: Client) -> None:
    publish_club()
    application = apply(aois_phone)
    draft = Draft.objects.get()
    hidden = [
        reverse("applications:receipt", args=[application.reference]),
        reverse("portal:application", args=[application.reference]),
        reverse("applications:draft", args=[draft.pk]),
        reverse("applications:receipt_pdf", args=[application.reference]),
    ]
    absent = bens_phone.get(reverse("portal:application", args=["0826-999999-9"]))
    for url in hidden:
        answer = bens_phone.get(url)
        assert (answer.status_code, text_of(answer)) == (404, text_of(absent)), url


def test_aoi_reads_what_to_correct_and_is_asked_only_that(
    city: SimpleNamespace, aois_phone: Client, chikas_desk: Client
) -> None:
    publish_club()
    application = apply(aois_phone)
    give_back(chikas_desk, application, "certificate", "写真が切れていて読めません。")
    assert application.state == State.RETURNED
    mine = text_of(aois_phone.get(reverse("portal:application", args=[application.reference])))
    assert "写真が切れていて読めません。" in mine

    page = text_of(correct(aois_phone, application, certificate__cannot="12月10日に出します"))
    assert 'name="certificate.cannot"' in page and 'name="phone"' not in page
    assert application.state == State.CORRECTED


def test_chika_sees_what_changed_and_decides_and_aoi_reads_the_letter(
    city: SimpleNamespace, aois_phone: Client, chikas_desk: Client
) -> None:
    publish_club()
    application = apply(aois_phone)
    give_back(chikas_desk, application, "certificate", "写真が切れていて読めません。")
    correct(aois_phone, application, certificate__cannot="12月10日に出します")
    seen = text_of(chikas_desk.get(reverse("review:application", args=[application.reference])))
    assert "会社に頼んでいます" in seen and "12月10日に出します" in seen

    chikas_desk.post(reverse("review:decide", args=[application.reference]), {"outcome": "approved"})
    application.refresh_from_db()
    assert (application.state, application.outcome) == (State.DECIDED, "approved")
    letter = aois_phone.get(reverse("portal:letter", args=[application.reference]))
    assert b"".join(letter).startswith(b"%PDF")  # type: ignore[arg-type]


def test_nothing_of_a_proposal_shows_through(
    city: SimpleNamespace, aois_phone: Client, chikas_desk: Client
) -> None:
    publish_club(review={**CLUB["review"], "two_person": True})
    application = apply(aois_phone)
    url = reverse("portal:application", args=[application.reference])
    chikas_desk.post(
        reverse("review:decide", args=[application.reference]),
        {"outcome": "refused", "reason": "就労日数が足りません。", "propose": "1"},
    )
    application.refresh_from_db()
    assert application.state == State.PROPOSED
    assert "不承認" not in text_of(aois_phone.get(url)) and "足りません" not in text_of(aois_phone.get(url))


def test_every_look_of_chika_is_in_the_record(
    city: SimpleNamespace, aois_phone: Client, chikas_desk: Client, dans_desk: Client
) -> None:
    publish_club()
    application = apply(aois_phone)
    url = reverse("review:application", args=[application.reference])
    assert chikas_desk.get(url).status_code == 200
    assert dans_desk.get(url).status_code == 404
    looks = Line.objects.filter(about_ref=application.reference, verb="application.viewed")
    assert [line.actor_ref for line in looks] == ["1001"]


def test_the_inbox_says_it_arrived(city: SimpleNamespace, aois_phone: Client) -> None:
    publish_club()
    apply(aois_phone)
    assert "申請を受け取りました" in text_of(aois_phone.get(reverse("portal:mine")))
    assert InboxMessage.objects.count() == 1
