"""The page on which Chika types a paper in, through a browser; what Dan and Aoi do not find."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.capabilities.applications.test_entering import PHONE_ONLY, check, entered, file, typed
from tests.capabilities.files.conftest import picture
from tests.city.people import NOW
from tests.city.procedures import AOIS_ANSWERS, publish_club
from tests.journeys.pages import here, press, text_of

from madoguchi.applications.models import Application, Draft
from madoguchi.audit.models import Line
from madoguchi.base import clock
from madoguchi.people.models import Officer, Resident
from madoguchi.rules.doors import Door

ANSWERS = {
    "child.family": "𠮷川",
    "child.given": "麦",
    "child.family_kana": "ヨシカワ",
    "child.given_kana": "ムギ",
    "child.birth_date.year": "R2.7.8",
    "start.year": "20270401",
    "guardian.family": "𠮷川",
    "guardian.given": "葵",
    "guardian.family_kana": "ヨシカワ",
    "guardian.given_kana": "アオイ",
    "phone": "090-0000-0001",
    "reason": "ill",
    "agreed": "yes",
    "_medium": "counter",
    "_day": "R8.11.22",
    "_time": "1140",
}


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def opened(city: SimpleNamespace, chikas_desk: Client) -> Any:
    """An empty page for the club, before Chika."""
    publish_club(**PHONE_ONLY)
    return chikas_desk.post(reverse("applications:begin_entry", args=["club"]), follow=True)


def sent(desk: Client, page: Any, **more: Any) -> Any:
    return press(desk, page, here(page), **{**ANSWERS, "submit": "1", **more})


def test_a_paper_typed_in_gets_its_number_at_once(opened: Any, chikas_desk: Client) -> None:
    receipt = sent(chikas_desk, opened)
    application = Application.objects.get()
    assert here(receipt) == reverse("applications:entered", args=[application.reference])
    assert application.reference in text_of(receipt) and "続けて次を入力する" in text_of(receipt)
    assert application.door == Door.ENTERED
    pdf = chikas_desk.get(reverse("applications:entered_receipt", args=[application.reference]))
    assert pdf.content.startswith(b"%PDF")


def test_the_whole_document_stands_on_one_page(opened: Any) -> None:
    page = text_of(opened)
    assert 'name="child.family"' in page and 'name="guardian.family"' in page and 'name="_medium"' in page


def test_everything_wrong_is_said_at_once_and_kept(opened: Any, chikas_desk: Client) -> None:
    page = sent(chikas_desk, opened, **{"child.family": "", "phone": "12", "_day": "2026-11-23"})
    assert page.status_code == 422
    assert "まだ来ていない日時です" in text_of(page)
    assert text_of(page).count('class="wrong"') >= 3
    assert 'value="12"' in text_of(page) and 'value="2026-11-23"' in text_of(page)
    assert not Application.objects.exists()


def test_a_conditional_question_comes_with_the_answer_it_depends_on(opened: Any, chikas_desk: Client) -> None:
    url = here(opened)
    revision = re.search(r'name="revision" value="(\d+)"', text_of(opened))
    assert revision
    part = chikas_desk.post(
        url, {"reason": "work", "revision": revision[1], "tab": "t"}, headers={"HX-Request": "true"}
    )
    assert 'id="q-certificate_place"' in text_of(part) and 'hx-swap-oob="true"' in text_of(part)


def test_an_interrupted_entry_stands_in_the_list(opened: Any, chikas_desk: Client) -> None:
    press(chikas_desk, opened, here(opened), **{"child.family": "𠮷川"})
    page = text_of(chikas_desk.get(reverse("applications:entries")))
    assert "入力の途中 1件" in page and here(opened) in page
    assert "𠮷川" in text_of(chikas_desk.get(here(opened)))


def test_the_next_paper_of_a_pile_came_like_the_one_before(opened: Any, chikas_desk: Client) -> None:
    sent(chikas_desk, opened, _medium="post", _day="2026-11-20", _afterwards_reason="郵便の束")
    page = text_of(chikas_desk.post(reverse("applications:begin_entry", args=["club"]), follow=True))
    assert 'value="2026-11-20"' in page and "郵便の束" in page and 'value="post" checked' in page


def test_scans_are_kept_looked_at_and_taken_out(opened: Any, chikas_desk: Client) -> None:
    url = here(opened)
    scan = SimpleUploadedFile("申請書.jpg", picture(), "image/jpeg")
    page = press(chikas_desk, opened, url, _scan=lambda: scan, upload="_scan")
    held = Draft.objects.get().attachments.get()
    image = reverse("applications:entry_page", args=[Draft.objects.get().pk, held.pk, 1])
    assert image in text_of(page) and chikas_desk.get(image)["Content-Type"] == "image/jpeg"
    press(chikas_desk, page, url, remove_scan=str(held.pk))
    assert not Draft.objects.get().attachments.filter(removed_at=None).exists()


def test_what_is_no_scan_is_refused_beside_its_box(opened: Any, chikas_desk: Client) -> None:
    junk = SimpleUploadedFile("virus.exe", b"MZ nothing", "application/octet-stream")
    page = press(chikas_desk, opened, here(opened), _scan=lambda: junk, upload="_scan")
    assert page.status_code == 422 and "virus.exe" in text_of(page)


@pytest.mark.parametrize("forged", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_a_forged_scan_is_not_found(opened: Any, chikas_desk: Client, forged: str) -> None:
    page = press(chikas_desk, opened, here(opened), remove_scan=forged)
    assert page.status_code in (200, 404)


def test_a_stale_page_shows_what_a_colleague_saved(
    opened: Any, chikas_desk: Client, makotos_desk: Client
) -> None:
    url = here(opened)
    press(makotos_desk, makotos_desk.get(url), url, **{"child.family": "髙木"})
    page = sent(chikas_desk, opened)
    assert page.status_code == 409 and "ほかの職員がこの入力を保存しました" in text_of(page)
    assert "髙木" in text_of(page) and not Application.objects.exists()


# --- what is nobody else's


def test_dan_finds_no_procedure_no_draft_and_no_application_of_chikas(
    opened: Any, chika: Officer, chikas_desk: Client, dans_desk: Client
) -> None:
    url = here(opened)
    assert dans_desk.get(url).status_code == dans_desk.post(url, ANSWERS).status_code == 404
    assert dans_desk.post(reverse("applications:begin_entry", args=["club"])).status_code == 404
    sent(chikas_desk, opened)
    reference = Application.objects.get().reference
    for name in ("entered", "entered_receipt", "compare"):
        assert dans_desk.get(reverse(f"applications:{name}", args=[reference])).status_code == 404
    assert dans_desk.post(reverse("applications:confirm_entry", args=[reference])).status_code == 404


def test_aoi_finds_no_entry_at_the_portal(opened: Any, aois_phone: Client) -> None:
    draft = Draft.objects.get()
    session = aois_phone.session
    session["drafts"] = [str(draft.pk)]
    session.save()
    assert aois_phone.get(reverse("applications:draft", args=[draft.pk])).status_code == 404
    assert aois_phone.get(reverse("applications:step", args=[draft.pk, "home_step"])).status_code == 404


def test_looking_at_an_entry_stands_in_the_record(opened: Any, chika: Officer) -> None:
    assert Line.objects.filter(
        verb="draft.viewed", about_ref=str(Draft.objects.get().pk), actor_ref=chika.number
    ).exists()


# --- the second officer


def test_makoto_compares_and_confirms(city: SimpleNamespace, chika: Officer, makotos_desk: Client) -> None:
    application = entered(chika)
    assert application.reference in text_of(makotos_desk.get(reverse("applications:entries")))
    page = text_of(makotos_desk.get(reverse("applications:compare", args=[application.reference])))
    assert "090-0000-0001" in page and "紙のとおりであることを確認した" in page
    makotos_desk.post(reverse("applications:confirm_entry", args=[application.reference]), {"confirm": "1"})
    application.refresh_from_db()
    assert application.checked_by and application.checked_by.number == "1003"


def test_chika_is_told_that_another_officer_compares(
    city: SimpleNamespace, chika: Officer, chikas_desk: Client
) -> None:
    reference = entered(chika).reference
    page = text_of(chikas_desk.get(reverse("applications:compare", args=[reference])))
    assert "照合は別の職員が行います" in page and 'name="confirm"' not in page
    refused = chikas_desk.post(reverse("applications:confirm_entry", args=[reference]), {"confirm": "1"})
    assert refused.status_code == 422 and Application.objects.get().checked_by is None


def test_what_differs_is_mended_on_the_same_page(
    city: SimpleNamespace, chika: Officer, makotos_desk: Client, chikas_desk: Client
) -> None:
    application = entered(chika)
    confirm = reverse("applications:confirm_entry", args=[application.reference])
    page = makotos_desk.post(confirm, {"send_back": "1", "path": ["phone", "forged"]}, follow=True)
    assert 'name="phone"' in text_of(page) and 'name="child.family"' not in text_of(page)
    press(chikas_desk, chikas_desk.get(here(page)), here(page), phone="090-0000-0099", submit="1")
    application.refresh_from_db()
    assert (application.answer_count, application.contact) == (2, "09000000099")
    assert application.waits_for_check and application.entered_by == chika


def test_a_decision_waits_for_the_second_officer(
    city: SimpleNamespace, chika: Officer, makoto: Officer, makotos_desk: Client
) -> None:
    application = entered(chika)
    whole = reverse("review:application", args=[application.reference])
    decide = reverse("review:decide", args=[application.reference])
    assert "確認待ち" in text_of(makotos_desk.get(whole)) and decide not in text_of(makotos_desk.get(whole))
    makotos_desk.post(decide, {"outcome": "approved"})
    assert Application.objects.get().state == "arrived"
    check(application, makoto)
    makotos_desk.post(decide, {"outcome": "approved"})
    assert Application.objects.get().state == "decided"


# --- where it shows


def test_the_applicant_reads_who_typed_it(
    city: SimpleNamespace, chika: Officer, makoto: Officer, stranger: Client
) -> None:
    receipt = file(typed(chika, publish_club(**PHONE_ONLY).pk), chika)
    follow = {"reference": receipt.application.reference, "code": receipt.inquiry_code, "born": "R2.7.8"}
    page = text_of(stranger.post(reverse("applications:inquiry"), follow, follow=True))
    assert "本人に代わって職員が入力しました(入力: 髙橋 千佳、確認: 別の職員がこれから" in page
    check(receipt.application, makoto)
    page = text_of(stranger.get(reverse("portal:application", args=[receipt.application.reference])))
    assert "(入力: 髙橋 千佳、確認: 五十嵐 誠)" in page


def test_the_queue_marks_and_filters_the_door(
    city: SimpleNamespace, chika: Officer, chikas_desk: Client
) -> None:
    reference = entered(chika).reference
    queue = reverse("review:queue")
    assert "職員が入力" in text_of(chikas_desk.get(queue))
    assert reference in text_of(chikas_desk.get(f"{queue}?door=entered"))
    assert reference not in text_of(chikas_desk.get(f"{queue}?door=own"))


def test_the_first_page_splits_the_online_share(
    city: SimpleNamespace, chika: Officer, chikas_desk: Client
) -> None:
    entered(chika)
    page = text_of(chikas_desk.get(reverse("desk:home")))
    assert "今年度の電子申請率 0.0%" in page and page.count('class="split-mark') == 4


def test_an_export_says_through_which_door(
    city: SimpleNamespace, chika: Officer, chikas_desk: Client
) -> None:
    entered(chika)
    csv = chikas_desk.post(reverse("review:export", args=["csv"])).content.decode("utf-8-sig")
    assert "申請の区分,届き方" in csv and "職員が入力,窓口" in csv


def test_the_list_costs_the_same_for_one_and_for_many(
    city: SimpleNamespace, chika: Officer, makotos_desk: Client
) -> None:
    version = publish_club(**PHONE_ONLY, limits={}).pk

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            makotos_desk.get(reverse("applications:entries"))
        return len(queries)

    file(typed(chika, version), chika)
    typed(chika, version)
    makotos_desk.get(reverse("applications:entries"))
    one = cost()
    for _ in range(4):
        file(typed(chika, version), chika)
        typed(chika, version)
    assert cost() == one


def test_a_resident_of_the_same_child_is_told_apart(
    city: SimpleNamespace, chika: Officer, aoi: Resident, opened: Any, chikas_desk: Client
) -> None:
    sent(chikas_desk, opened)
    again = chikas_desk.post(reverse("applications:begin_entry", args=["club"]), follow=True)
    page = sent(chikas_desk, again)
    assert page.status_code == 422 and "一覧を氏名で検索してください" in text_of(page)
    assert AOIS_ANSWERS["child"]["family"] in text_of(page)
